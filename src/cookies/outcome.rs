//! How the last action ended, sealed, for the next look at the page: the address `/?outcome=linked` can
//! be written by anybody, so the page shows a success only where this says the same. It is of one person,
//! and with it comes what the tenant said their identities are now, so that the look needs no request of its own.

use serde::{Deserialize, Serialize};

use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::user::{Identity, UserId};

/// How long an outcome is news, in seconds.
const LIFETIME: u64 = 60;
/// How long the identities are, in seconds: the page looks at once, or asks the tenant.
const FRESH: u64 = 10;
/// Longest cookie with identities, in bytes; a longer one goes without them.
const MAX_BYTES: usize = 2_500;

#[derive(Serialize, Deserialize)]
struct Content {
    code: String,
    at: u64,
    /// Whose action it was.
    subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identities: Option<Vec<Identity>>,
}

/// What the last action came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The code of the success.
    pub code: String,
    /// The person's identities, where the action's answer said them a moment ago.
    pub identities: Option<Vec<Identity>>,
}

/// Keeps the code of an outcome for the person who is signed in now, and their identities if the tenant
/// answered them. They are left out where there is no room for them.
///
/// # Errors
/// Where the cookie cannot be sealed.
pub fn store(
    code: &str,
    subject: &UserId,
    identities: Option<Vec<Identity>>,
    jar: &mut Jar,
    config: &Config,
    now: UnixTime,
) -> anyhow::Result<()> {
    let ring = config.cookie_keys();
    let seal = |identities| {
        let (code, subject) = (code.to_owned(), subject.to_string());
        let content = Content { code, at: now.0, subject, identities };
        ring.seal(Purpose::Outcome, content, now, now.plus(LIFETIME))
    };
    let whole = seal(identities)?;
    if whole.len() <= MAX_BYTES {
        jar.set(Purpose::Outcome.name(), whole, LIFETIME);
        if jar.has_room() {
            return Ok(());
        }
    }
    jar.set(Purpose::Outcome.name(), seal(None)?, LIFETIME);
    Ok(())
}

/// Takes the last outcome, once; `None` where it was another person's.
pub fn take(jar: &mut Jar, subject: &UserId, config: &Config, now: UnixTime) -> Option<Outcome> {
    let sealed = jar.get(Purpose::Outcome.name())?.to_owned();
    let ring = config.cookie_keys();
    // One that does not open may be another version's, which runs beside this one.
    let content: Content = ring.open(Purpose::Outcome, &sealed, now)?;
    jar.remove(Purpose::Outcome.name());
    if content.subject != subject.to_string() {
        return None;
    }
    let fresh = now.since(UnixTime(content.at)) <= FRESH;
    Some(Outcome { code: content.code, identities: content.identities.filter(|_| fresh) })
}

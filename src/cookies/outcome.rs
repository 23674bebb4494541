//! How the last action ended, sealed, for the next look at the page: the address `/?outcome=linked` can
//! be written by anybody, so the page shows a success only where `/me` agrees. With it comes what the
//! tenant said the identities are now, so that the look needs no request of its own.

use serde::{Deserialize, Serialize};

use super::keys::KeyRing;
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now: Option<(String, Vec<Identity>)>,
}

/// What the last action came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The code of the success.
    pub code: String,
    /// Whose identities the tenant answered, and which.
    now: Option<(UserId, Vec<Identity>)>,
}

impl Outcome {
    /// This user's identities, where the action's answer said them a moment ago.
    #[must_use]
    pub fn identities_of(&self, user_id: &UserId) -> Option<&[Identity]> {
        let (whose, identities) = self.now.as_ref()?;
        (whose == user_id).then_some(identities)
    }
}

/// Keeps the code of an outcome, and whose identities the tenant answered.
///
/// # Errors
/// Where the cookie cannot be sealed.
pub fn store(
    code: &str,
    now_there: Option<(&UserId, Vec<Identity>)>,
    jar: &mut Jar,
    config: &Config,
    now: UnixTime,
) -> anyhow::Result<()> {
    let ring = KeyRing::new(&config.cookie_secrets);
    let seal = |now_there| {
        let content = Content { code: code.to_owned(), at: now.0, now: now_there };
        ring.seal(Purpose::Outcome, content, now, now.plus(LIFETIME))
    };
    let whole = seal(now_there.map(|(whose, identities)| (whose.to_string(), identities)))?;
    let sealed = if whole.len() > MAX_BYTES { seal(None)? } else { whole };
    jar.set(Purpose::Outcome.name(), sealed, LIFETIME);
    Ok(())
}

/// Takes the last outcome, once.
pub fn take(jar: &mut Jar, config: &Config, now: UnixTime) -> Option<Outcome> {
    let sealed = jar.get(Purpose::Outcome.name())?.to_owned();
    jar.remove(Purpose::Outcome.name());
    let ring = KeyRing::new(&config.cookie_secrets);
    let content: Content = ring.open(Purpose::Outcome, &sealed, now)?;
    let fresh = now.since(UnixTime(content.at)) <= FRESH;
    let said = content.now.filter(|_| fresh);
    let said = said.and_then(|(whose, identities)| Some((UserId::parse(&whose)?, identities)));
    Some(Outcome { code: content.code, now: said })
}

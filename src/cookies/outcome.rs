//! How the last action ended, sealed, for the next view of the page. Anybody can write the address `/?outcome=linked`,
//! so the page shows a success only if this cookie says the same. It belongs to one person, and carries their
//! identities as the tenant just returned them, so that this view needs no request of its own, and the one that
//! changed.

use serde::{Deserialize, Serialize};

use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::user::{Identity, UserId};

/// How long an outcome is shown, in seconds.
const LIFETIME: u64 = 60;
/// How long the identities are used, in seconds: the page is loaded at once, or asks the tenant.
const FRESH: u64 = 10;
/// Longest cookie with identities, in bytes; a longer one leaves them out.
const MAX_BYTES: usize = 2_500;

#[derive(Serialize, Deserialize)]
struct Content {
    code: String,
    at: u64,
    /// Whose action it was.
    subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identities: Option<Vec<Identity>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed: Option<Identity>,
}

/// How the last action ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The code of the success.
    pub code: String,
    /// What it changed.
    pub news: News,
}

/// What an action changed.
#[derive(Clone, Debug, Default)]
pub struct News {
    /// The person's identities, if the action's answer listed them a moment ago.
    pub identities: Option<Vec<Identity>>,
    /// What was linked or unlinked.
    pub changed: Option<Identity>,
}

/// The code of a sign-out, which belongs to nobody.
const SIGNED_OUT: &str = "signed_out";

/// Stores the outcome for the person who is signed in now, and what it changed if there is room.
///
/// # Errors
/// If the cookie cannot be sealed.
pub fn store(
    code: &str,
    subject: &UserId,
    News { identities, changed }: News,
    jar: &mut Jar,
    config: &Config,
    now: UnixTime,
) -> anyhow::Result<()> {
    let tries = [(identities, changed.clone()), (None, changed), (None, None)];
    for (identities, changed) in tries {
        let content = Content {
            code: code.to_owned(),
            at: now.0,
            subject: subject.to_string(),
            identities,
            changed,
        };
        let sealed = seal(content, config, now)?;
        let fits = sealed.len() <= MAX_BYTES;
        if fits {
            jar.set(Purpose::Outcome.name(), sealed, LIFETIME);
        }
        if fits && jar.has_room() {
            break;
        }
    }
    Ok(())
}

fn seal(content: Content, config: &Config, now: UnixTime) -> anyhow::Result<String> {
    config.cookie_keys().seal(Purpose::Outcome, content, now, now.plus(LIFETIME))
}

/// Stores that somebody signed out, for the next view of the page.
///
/// # Errors
/// If the cookie cannot be sealed.
pub fn store_sign_out(jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
    let (code, subject) = (SIGNED_OUT.to_owned(), String::new());
    let content = Content { code, at: now.0, subject, identities: None, changed: None };
    jar.set(Purpose::Outcome.name(), seal(content, config, now)?, LIFETIME);
    Ok(())
}

/// Whether somebody has just signed out. Told once.
pub fn take_sign_out(jar: &mut Jar, config: &Config, now: UnixTime) -> bool {
    open(jar, config, now).is_some_and(|content| content.code == SIGNED_OUT)
}

/// The last outcome, once; `None` if it was another person's.
pub fn take(jar: &mut Jar, subject: &UserId, config: &Config, now: UnixTime) -> Option<Outcome> {
    let content = open(jar, config, now)?;
    if content.subject != subject.to_string() {
        return None;
    }
    let fresh = now.since(UnixTime(content.at)) <= FRESH;
    let identities = content.identities.filter(|_| fresh);
    Some(Outcome { code: content.code, news: News { identities, changed: content.changed } })
}

fn open(jar: &mut Jar, config: &Config, now: UnixTime) -> Option<Content> {
    let sealed = jar.get(Purpose::Outcome.name())?.to_owned();
    // One that does not open may belong to another version that runs beside this one.
    let content = config.cookie_keys().open(Purpose::Outcome, &sealed, now)?;
    jar.remove(Purpose::Outcome.name());
    Some(content)
}

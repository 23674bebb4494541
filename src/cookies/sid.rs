//! The id of Auth0's session in this browser, where somebody signed in there after the session began: the other
//! account of a link, or another person. Apart from the session, which every look may seal anew: an answer that
//! comes late must not take a newer id away.

use serde::{Deserialize, Serialize};

use super::session::Session;
use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::seal::equal;

/// Longest cookie, in bytes. Auth0's ids have 32 letters; a longer one that does not fit is not kept.
const MAX_BYTES: usize = 512;

#[derive(Serialize, Deserialize)]
struct Content {
    sid: String,
    /// The generation of the session that it was kept beside.
    beside: String,
}

/// Keeps the id of a sign-in at Auth0 beside the session, which goes on.
///
/// # Errors
/// Where the cookie cannot be sealed.
pub fn follow(
    sid: Option<&str>,
    session: &Session,
    jar: &mut Jar,
    config: &Config,
    now: UnixTime,
) -> anyhow::Result<()> {
    let Some(sid) = sid else { return Ok(()) };
    jar.remove(Purpose::Sid.name());
    if session.sid.as_deref() == Some(sid) {
        return Ok(());
    }
    let content = Content { sid: sid.to_owned(), beside: session.generation().to_owned() };
    let expires = now.plus(config.session_max);
    let sealed = config.cookie_keys().seal(Purpose::Sid, content, now, expires)?;
    if sealed.len() <= MAX_BYTES {
        jar.set(Purpose::Sid.name(), sealed, config.session_max);
    }
    Ok(())
}

/// The id of Auth0's session in this browser, as far as it is known.
#[must_use]
pub fn latest(session: &Session, jar: &Jar, config: &Config, now: UnixTime) -> Option<String> {
    let sealed = jar.get(Purpose::Sid.name());
    let content: Option<Content> =
        sealed.and_then(|sealed| config.cookie_keys().open(Purpose::Sid, sealed, now));
    let beside = content.filter(|content| equal(&content.beside, session.generation()));
    beside.map(|content| content.sid).or_else(|| session.sid.clone())
}

//! The id of Auth0's session in this browser, if somebody signed in there after our session began: with the other
//! account of a link, or as another person. It has a cookie of its own because every request may seal the session anew:
//! a late answer must not take a newer id away.

use serde::{Deserialize, Serialize};

use super::session::Session;
use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::seal::equal;

/// Longest cookie, in bytes. Auth0's ids have 32 letters; an id that does not fit is not kept.
const MAX_BYTES: usize = 512;

#[derive(Serialize, Deserialize)]
struct Content {
    sid: String,
    /// The generation of the session that it belongs to.
    beside: String,
}

/// Stores the id of a later sign-in at Auth0; the session here goes on.
///
/// # Errors
/// If the cookie cannot be sealed.
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
    let content = Content { sid: sid.to_owned(), beside: session.generation.clone() };
    let expires = now.plus(config.session_max);
    let sealed = config.cookie_keys().seal(Purpose::Sid.name(), content, now, expires)?;
    if sealed.len() <= MAX_BYTES {
        jar.set(Purpose::Sid.name(), sealed, config.session_max);
    }
    Ok(())
}

/// The id of Auth0's session in this browser, if it is known.
#[must_use]
pub fn latest(session: &Session, jar: &Jar, config: &Config, now: UnixTime) -> Option<String> {
    let content: Option<Content> = jar.open(Purpose::Sid, config, now);
    let beside = content.filter(|content| equal(&content.beside, &session.generation));
    beside.map(|content| content.sid).or_else(|| session.sid.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        keeps_its_shape::<Content>(&json!({ "sid": "s", "beside": "g" }));
    }
}

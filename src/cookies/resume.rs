//! What the person was about to do when it was interrupted, sealed: by a sign-in that had to be
//! repeated, by one that took too long, by a cancellation. The page offers it again; nothing is done
//! before they press the button.

use serde::{Deserialize, Serialize};

use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::user::UserId;

/// How long it is offered, in seconds.
const LIFETIME: u64 = 15 * 60;

/// An interrupted action, as `/me` shows it and as its POST takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Resume {
    /// `/link/start`.
    Link {
        /// The connection.
        connection: String,
        /// The sealed handle of the suggestion that it came from.
        suggestion: Option<String>,
        /// The address of the new account that was to be linked, whose letter must be opened first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<String>,
    },
    /// `/unlink`.
    Unlink {
        /// The identity's provider.
        provider: String,
        /// Its id there.
        user_id: String,
        /// Whether its metadata is to be given back.
        restore: bool,
        /// Whether the separated account is to be deleted.
        delete: bool,
    },
    /// `/link/confirm`: the review still waits.
    Confirm {
        /// Whether both accounts are shown, where one question would do.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        choose: bool,
    },
}

#[derive(Serialize, Deserialize)]
struct Content {
    subject: String,
    resume: Resume,
}

/// Keeps the action for this person.
///
/// # Errors
/// Where the cookie cannot be sealed.
pub fn store(
    resume: Resume,
    subject: &UserId,
    jar: &mut Jar,
    config: &Config,
    now: UnixTime,
) -> anyhow::Result<()> {
    let ring = config.cookie_keys();
    let content = Content { subject: subject.to_string(), resume };
    let sealed = ring.seal(Purpose::Resume, content, now, now.plus(LIFETIME))?;
    jar.set(Purpose::Resume.name(), sealed, LIFETIME);
    Ok(())
}

/// The action that waits for this person.
#[must_use]
pub fn open(jar: &Jar, subject: &UserId, config: &Config, now: UnixTime) -> Option<Resume> {
    let ring = config.cookie_keys();
    let content: Content = ring.open(Purpose::Resume, jar.get(Purpose::Resume.name())?, now)?;
    (content.subject == subject.to_string()).then_some(content.resume)
}

/// The address whose letter this person is to open before they go on with this connection.
#[must_use]
pub fn letter(
    jar: &Jar,
    subject: &UserId,
    connection: &str,
    config: &Config,
    now: UnixTime,
) -> Option<String> {
    match open(jar, subject, config, now)? {
        Resume::Link { connection: named, letter, .. } if named == connection => letter,
        Resume::Link { .. } | Resume::Unlink { .. } | Resume::Confirm { .. } => None,
    }
}

/// Forgets it.
pub fn remove(jar: &mut Jar) {
    jar.remove(Purpose::Resume.name());
}

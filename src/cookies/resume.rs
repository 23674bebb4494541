//! An action that was interrupted, sealed: by a sign-in that had to be repeated or took too long, or by a cancellation.
//! The page offers it again; nothing is done until the person presses the button.

use serde::{Deserialize, Serialize};

use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::user::UserId;

/// How long it is offered, in seconds.
const LIFETIME: u64 = 15 * 60;

/// An interrupted action, as `/me` shows it and as its POST repeats it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Resume {
    /// `/link/start`.
    Link {
        /// The connection.
        connection: String,
        /// The sealed handle of the suggestion that it began with.
        suggestion: Option<String>,
        /// The e-mail address of the new account, if it must be verified before the link.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<String>,
    },
    /// `/unlink`.
    Unlink {
        /// The identity's provider.
        provider: String,
        /// Its id there.
        user_id: String,
        /// Whether to give its metadata back.
        restore: bool,
        /// Whether to delete the account that is unlinked.
        delete: bool,
    },
    /// `/link/confirm`: the review still waits.
    Confirm {
        /// Whether to show both accounts, even if one question would do.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        choose: bool,
        /// Whether the proved account was chosen to stay.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        swap: bool,
    },
}

#[derive(Serialize, Deserialize)]
struct Content {
    subject: String,
    resume: Resume,
}

/// Stores the action for this person.
///
/// # Errors
/// If the cookie cannot be sealed.
pub fn store(
    resume: Resume,
    subject: &UserId,
    jar: &mut Jar,
    config: &Config,
    now: UnixTime,
) -> anyhow::Result<()> {
    let content = Content { subject: subject.to_string(), resume };
    jar.seal(Purpose::Resume, content, config, now, now.plus(LIFETIME))
}

/// The action that waits for this person.
#[must_use]
pub fn open(jar: &Jar, subject: &UserId, config: &Config, now: UnixTime) -> Option<Resume> {
    let content: Content = jar.open(Purpose::Resume, config, now)?;
    (content.subject == subject.to_string()).then_some(content.resume)
}

/// The address that this person must verify before they go on with this connection.
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

/// Removes it.
pub fn remove(jar: &mut Jar) {
    jar.remove(Purpose::Resume.name());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        for resume in [
            json!({
                "action": "link", "connection": "github", "suggestion": "handle", "letter": "a@b.example"
            }),
            json!({
                "action": "unlink", "provider": "github", "user_id": "1", "restore": true, "delete": false
            }),
            json!({ "action": "confirm", "choose": true, "swap": true }),
        ] {
            keeps_its_shape::<Content>(&json!({ "subject": "auth0|ada", "resume": resume }));
        }
    }
}

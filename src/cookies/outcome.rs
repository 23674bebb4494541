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
    at: UnixTime,
    /// Whose action it was; empty if nobody's.
    subject: String,
    #[serde(flatten)]
    news: News,
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct News {
    /// The person's identities, if the action's answer listed them a moment ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identities: Option<Vec<Identity>>,
    /// What was linked or unlinked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
        let sealed = seal(code, subject.to_string(), News { identities, changed }, config, now)?;
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

fn seal(
    code: &str,
    subject: String,
    news: News,
    config: &Config,
    now: UnixTime,
) -> anyhow::Result<String> {
    let content = Content { code: code.to_owned(), at: now, subject, news };
    config.cookie_keys().seal(Purpose::Outcome.name(), content, now, now.plus(LIFETIME))
}

/// Stores that somebody signed out, for the next view of the page.
///
/// # Errors
/// If the cookie cannot be sealed.
pub fn store_sign_out(jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
    let sealed = seal(SIGNED_OUT, String::new(), News::default(), config, now)?;
    jar.set(Purpose::Outcome.name(), sealed, LIFETIME);
    Ok(())
}

/// Whether somebody has just signed out. Told once.
pub fn take_sign_out(jar: &mut Jar, config: &Config, now: UnixTime) -> bool {
    open(jar, config, now).is_some_and(|content| content.code == SIGNED_OUT)
}

/// The last outcome, once; `None` if it was another person's.
pub fn take(jar: &mut Jar, subject: &UserId, config: &Config, now: UnixTime) -> Option<Outcome> {
    let Content { code, at, subject: of, mut news } = open(jar, config, now)?;
    news.identities = news.identities.filter(|_| now.since(at) <= FRESH);
    subject.is(&of).then_some(Outcome { code, news })
}

fn open(jar: &mut Jar, config: &Config, now: UnixTime) -> Option<Content> {
    // One that does not open may belong to another version that runs beside this one.
    let content = jar.open(Purpose::Outcome, config, now)?;
    jar.remove(Purpose::Outcome.name());
    Some(content)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        let profile = json!({
            "name": "Ada", "nickname": null, "username": null, "email": null, "phone_number": null
        });
        let identity = json!({
            "provider": "github", "user_id": "1", "connection": "github", "isSocial": true,
            "profileData": profile,
        });
        keeps_its_shape::<Content>(&json!({
            "code": "linked", "at": 1, "subject": "auth0|ada", "identities": [identity], "changed": identity,
        }));
    }
}

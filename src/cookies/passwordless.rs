//! A code or a link that was sent to the person: where it went, sealed, and how many tries are left. Only the tenant's
//! answer to the code proves anything, never this cookie.

use serde::{Deserialize, Serialize};

use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::seal::random_name;
use crate::user::UserId;
use crate::user::identifier::Identifier;

/// For how many seconds a code is valid: Auth0's own limit.
pub const LIFETIME: u64 = 3 * 60;
/// How many codes may be tried against one message: Auth0's own limit.
pub const TRIES: u8 = 3;
/// After how many seconds another message may be asked for.
pub const RESEND_AFTER: u64 = 30;
/// How long the cookie is kept: longer than the code is valid, so that the page can say that it expired.
const KEPT: u64 = 10 * 60;

/// What was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// A one-time code.
    Code,
    /// A link.
    Link,
}

/// A message that was sent. Only its own cookie serialises it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Passwordless {
    /// Its own id, as a state is a transaction's.
    pub id: String,
    /// Who asked for it, and must still be signed in.
    pub subject: String,
    /// Where it went.
    #[serde(flatten, with = "Identifier")]
    pub identifier: Identifier,
    /// What was sent.
    pub sent: Sent,
    /// When it was sent.
    pub at: UnixTime,
    /// How many codes were tried.
    pub tries: u8,
    /// The user who was suggested, and must come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<UserId>,
}

#[derive(Serialize, Deserialize)]
struct Content(#[serde(with = "Passwordless")] Passwordless);

impl Passwordless {
    /// A message that goes out now.
    #[must_use]
    pub fn new(
        subject: &UserId,
        identifier: Identifier,
        sent: Sent,
        suggested: Option<UserId>,
        random: [u8; 32],
        now: UnixTime,
    ) -> Self {
        let (id, subject) = (random_name(random), subject.to_string());
        Self { id, subject, identifier, sent, at: now, tries: 0, suggested }
    }

    /// For how many seconds it is still valid; 0 once every try is used.
    #[must_use]
    pub fn expires_in(&self, now: UnixTime) -> u64 {
        if self.tries_left() == 0 { 0 } else { self.at.plus(LIFETIME).since(now) }
    }

    /// In how many seconds another one may be asked for.
    #[must_use]
    pub fn resend_in(&self, now: UnixTime) -> u64 {
        self.at.plus(RESEND_AFTER).since(now)
    }

    /// How many codes may still be tried.
    #[must_use]
    pub const fn tries_left(&self) -> u8 {
        TRIES.saturating_sub(self.tries)
    }

    /// Whether this is the account that was suggested, if one was.
    #[must_use]
    pub fn suggests(&self, user_id: &UserId) -> bool {
        self.suggested.as_ref().is_none_or(|suggested| suggested == user_id)
    }

    /// Stores it.
    ///
    /// # Errors
    /// If the cookie cannot be sealed.
    pub fn store(self, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
        let expires = self.at.plus(KEPT);
        jar.seal(Purpose::Passwordless, Content(self), config, now, expires)
    }

    /// The message that this person waits for.
    #[must_use]
    pub fn open(jar: &Jar, subject: &UserId, config: &Config, now: UnixTime) -> Option<Self> {
        let Content(sent) = jar.open(Purpose::Passwordless, config, now)?;
        (sent.subject == subject.to_string()).then_some(sent)
    }
}

/// Removes it.
pub fn remove(jar: &mut Jar) {
    jar.remove(Purpose::Passwordless.name());
}

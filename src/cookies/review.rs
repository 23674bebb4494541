//! A proved account that waits for its confirmation: its ID token and its access token, sealed, in
//! two cookies because of their size, for five minutes.

use serde::{Deserialize, Serialize};

use super::keys::{KeyRing, equal, random_name};
use super::{Jar, Purpose, transaction};
use crate::auth0::id_token::IdTokenClaims;
use crate::config::Config;
use crate::platform::UnixTime;
use crate::secret::Secret;
use crate::user::UserId;

/// How long a proof waits, in seconds.
pub const LIFETIME: u64 = 5 * 60;

/// A link that waits: the account that was proved, and for whom.
#[derive(Clone, Debug)]
pub struct Review {
    /// Names this very pair; a confirmation for another one is refused.
    pub id: String,
    /// The user that is signed in, and stays.
    pub primary: UserId,
    /// The user that was proved, and becomes an identity.
    pub secondary: UserId,
    /// The connection that was asked for.
    pub connection: String,
    /// The proved account's name to show.
    pub name: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// The raw ID token that proves the account to the Management API.
    pub id_token: Secret<String>,
    /// The proved account's own access token.
    pub access_token: Secret<String>,
    /// When it ends.
    pub expires: UnixTime,
    /// The state of the callback that made it, so that a reload of that callback leads here.
    state: String,
}

#[derive(Serialize, Deserialize)]
struct Content {
    id: String,
    primary: String,
    secondary: String,
    connection: String,
    name: Option<String>,
    email: Option<String>,
    proof: String,
    state: String,
    until: u64,
}

#[derive(Serialize, Deserialize)]
struct TokenContent {
    id: String,
    token: String,
}

impl Review {
    /// A review of what a callback brought.
    #[must_use]
    pub fn new(
        primary: UserId,
        claims: IdTokenClaims,
        connection: String,
        access_token: Secret<String>,
        state: &str,
        random: [u8; 32],
        now: UnixTime,
    ) -> Self {
        Self {
            id: random_name(random),
            primary,
            secondary: claims.subject,
            connection,
            name: claims.name,
            email: claims.email,
            id_token: claims.raw,
            access_token,
            expires: now.plus(LIFETIME),
            state: state.to_owned(),
        }
    }

    /// Keeps the review. All transactions go: there is no room for both, and none is needed.
    ///
    /// # Errors
    /// Where a cookie cannot be sealed.
    pub fn store(self, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
        let ring = KeyRing::new(&config.cookie_secrets);
        transaction::clear(jar);
        let token = TokenContent { id: self.id.clone(), token: self.access_token.expose().clone() };
        let content = Content {
            id: self.id,
            primary: self.primary.to_string(),
            secondary: self.secondary.to_string(),
            connection: self.connection,
            name: self.name,
            email: self.email,
            proof: self.id_token.expose().clone(),
            state: self.state,
            until: self.expires.0,
        };
        let sealed = ring.seal(Purpose::Review, content, now, self.expires)?;
        jar.set(Purpose::Review.name(), sealed, LIFETIME);
        let sealed = ring.seal(Purpose::ReviewToken, token, now, self.expires)?;
        jar.set(Purpose::ReviewToken.name(), sealed, LIFETIME);
        Ok(())
    }

    /// The review that waits for this person. Both cookies must be of one review.
    #[must_use]
    pub fn open(jar: &Jar, config: &Config, primary: &UserId, now: UnixTime) -> Option<Self> {
        let ring = KeyRing::new(&config.cookie_secrets);
        let content: Content = ring.open(Purpose::Review, jar.get(Purpose::Review.name())?, now)?;
        let token = jar.get(Purpose::ReviewToken.name())?;
        let token: TokenContent = ring.open(Purpose::ReviewToken, token, now)?;
        let review = Self {
            id: content.id,
            primary: UserId::parse(&content.primary)?,
            secondary: UserId::parse(&content.secondary)?,
            connection: content.connection,
            name: content.name,
            email: content.email,
            id_token: Secret::new(content.proof),
            access_token: Secret::new(token.token),
            expires: UnixTime(content.until),
            state: content.state,
        };
        let whole = equal(&review.id, &token.id);
        (whole && review.primary == *primary && review.expires > now).then_some(review)
    }

    /// Whether a confirmation names this review.
    #[must_use]
    pub fn is(&self, id: &str) -> bool {
        equal(&self.id, id)
    }

    /// Whether the callback with this state made the review.
    #[must_use]
    pub fn is_from(&self, state: &str) -> bool {
        equal(&self.state, state)
    }
}

/// Removes the review.
pub fn remove(jar: &mut Jar) {
    jar.remove(Purpose::Review.name());
    jar.remove(Purpose::ReviewToken.name());
}

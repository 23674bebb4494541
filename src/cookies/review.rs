//! A proved account that waits for confirmation: its ID token and its access token, sealed, for five minutes, in two
//! cookies because of their size.

use serde::{Deserialize, Serialize};

use super::sealed::SealedToken;
use super::{Jar, Purpose, passwordless, shortened, transaction};
use crate::auth0::assurance::Assurance;
use crate::auth0::id_token::IdTokenClaims;
use crate::auth0::token::AccessToken;
use crate::config::Config;
use crate::platform::UnixTime;
use crate::return_to::ReturnTo;
use crate::seal::{equal, random_name};
use crate::secret::{Secret, exposed};
use crate::user::UserId;

/// How long a proof is valid, in seconds.
pub const LIFETIME: u64 = 5 * 60;

/// Longest `return_to` that is kept, in bytes, and only if there is room: no link fails for it.
const MAX_RETURN_TO: usize = 256;

/// A link that waits for confirmation: the proved account, and the person it is for. Only its own cookies
/// serialise it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct PendingReview {
    /// The id of this very pair; a confirmation that names another one is refused.
    pub id: String,
    /// The user who is signed in.
    pub present: UserId,
    /// The user who was proved.
    pub other: UserId,
    /// The connection that was asked for.
    pub connection: String,
    /// The proved account's name to show.
    pub name: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Whether the address is verified.
    #[serde(rename = "verified")]
    pub email_verified: bool,
    /// What the second sign-in proved besides. If the settings ask for more by now, the review is void.
    #[serde(flatten)]
    pub assurance: Assurance,
    /// When the person authenticated at the proved account.
    #[serde(rename = "auth")]
    pub auth_time: UnixTime,
    /// Whether the proved account is to be the primary one; then `id_token` is the signed-in account's.
    pub swap: bool,
    /// The raw ID token that proves the secondary account to the Management API, in mode `user`.
    #[serde(rename = "proof", default, skip_serializing_if = "Option::is_none", with = "exposed")]
    pub id_token: Option<Secret<String>>,
    /// The proved account's own access token, in mode `user`.
    #[serde(skip)]
    pub access_token: Option<AccessToken>,
    /// When the review expires.
    #[serde(rename = "until")]
    pub expires: UnixTime,
    /// Where the sign-in that made it ended, so that reloading its callback leads there too.
    #[serde(skip, default = "ReturnTo::home")]
    pub return_to: ReturnTo,
    /// The state of the callback that made it, so that reloading that callback leads here.
    state: String,
}

/// What a second sign-in proved.
#[derive(Debug)]
pub struct SecondAccount {
    /// The verified claims.
    pub claims: IdTokenClaims,
    /// The account's own access token, in mode `user`.
    pub access_token: Option<AccessToken>,
    /// The connection that was asked for.
    pub connection: String,
}

#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(flatten, with = "PendingReview")]
    review: PendingReview,
    #[serde(rename = "to", default, skip_serializing_if = "Option::is_none")]
    return_to: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct TokenContent {
    id: String,
    #[serde(flatten)]
    token: SealedToken,
}

impl PendingReview {
    /// A review of what a callback brought.
    #[must_use]
    pub fn new(
        present: UserId,
        second: SecondAccount,
        state: &str,
        random: [u8; 32],
        now: UnixTime,
    ) -> Self {
        let claims = second.claims;
        Self {
            id: random_name(random),
            present,
            other: claims.subject,
            connection: second.connection,
            name: claims.name.map(shortened),
            email: claims.email,
            email_verified: claims.email_verified,
            assurance: claims.assurance,
            auth_time: claims.auth_time,
            swap: false,
            // Without an access token the ID token is of no use either.
            id_token: second.access_token.is_some().then_some(claims.raw),
            access_token: second.access_token,
            expires: now.plus(LIFETIME),
            return_to: ReturnTo::home(),
            state: state.to_owned(),
        }
    }

    /// The same review, after the choice that the proved account becomes primary; this ID token proves the signed-in
    /// one.
    #[must_use]
    pub fn swapped(self, id_token: Secret<String>) -> Self {
        Self { swap: true, id_token: Some(id_token), ..self }
    }

    /// Stores the review. All transactions and messages are removed: there is no room for both, and they are not
    /// needed.
    ///
    /// # Errors
    /// If a cookie cannot be sealed.
    pub fn store(self, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
        transaction::clear(jar);
        passwordless::remove(jar);
        remove(jar);
        let expires = self.expires;
        if let Some(token) = self.access_token.clone() {
            let content = TokenContent { id: self.id.clone(), token: SealedToken(token) };
            jar.seal(Purpose::ReviewToken, content, config, now, expires)?;
        }
        let return_to = Some(self.return_to.as_str().to_owned())
            .filter(|it| it.len() <= MAX_RETURN_TO && self.return_to != ReturnTo::home());
        let mut content = Content { review: self, return_to };
        jar.seal(Purpose::Review, &content, config, now, expires)?;
        if content.return_to.take().is_some() && !jar.has_room() {
            jar.seal(Purpose::Review, content, config, now, expires)?;
        }
        Ok(())
    }

    /// The review that waits for this person. If it has a token, both cookies must be of the same review.
    #[must_use]
    pub fn open(jar: &Jar, config: &Config, present: &UserId, now: UnixTime) -> Option<Self> {
        let Content { mut review, return_to } = jar.open(Purpose::Review, config, now)?;
        review.assurance.suffices(config).ok()?;
        if config.management_client().is_none() {
            let content: TokenContent = jar.open(Purpose::ReviewToken, config, now)?;
            if !equal(&review.id, &content.id) || review.id_token.is_none() {
                return None;
            }
            let SealedToken(token) = content.token;
            review.access_token = Some(token);
        }
        if let Some(return_to) = return_to.and_then(|text| config.return_to(&text)) {
            review.return_to = return_to;
        }
        (review.present == *present && review.expires > now).then_some(review)
    }

    /// Whether a confirmation names this review.
    #[must_use]
    pub fn is(&self, id: &str) -> bool {
        equal(&self.id, id)
    }

    /// Correlates this link's log lines, from its start on.
    #[must_use]
    pub fn correlation(&self) -> String {
        crate::seal::correlation(&self.state)
    }

    /// What the session remembers of it once it is done.
    #[must_use]
    pub fn mark(&self) -> String {
        transaction::mark(&self.state)
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

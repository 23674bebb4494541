//! From the raw logout token to what it ends: OpenID Connect Back-Channel Logout 1.0 section 2.6, step by step.
//! Signature, issuer and audience are checked as for ID tokens.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::id_token::{IdTokenFault, UnverifiedIdToken, check_parties};
use super::jwks::KeySet;
use crate::lenient::{Members, Odd};
use crate::platform::UnixTime;
use crate::user::UserId;

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The `typ` that the specification recommends. Auth0 sends `JWT`, as in ID tokens, but those have a nonce and no
/// event.
const TYPE: &str = "logout+jwt";

/// Longest logout token that is read, in bytes: anybody can post one.
const MAX_BYTES: usize = 8 * 1024;

/// A logout token that nobody has checked.
#[derive(Debug)]
pub struct UnverifiedLogoutToken {
    token: UnverifiedIdToken,
    kind: &'static str,
}

/// What a logout token that passed every check says. Made only by [`UnverifiedLogoutToken::verify`].
#[derive(Debug)]
pub struct LogoutClaims {
    /// Whose sessions end, and which.
    pub ends: Ends,
    /// When the token was made.
    pub issued: UnixTime,
    /// When it expires.
    pub expires: UnixTime,
    /// The token's own id (`jti`).
    pub id: String,
    /// Claims whose type was not the expected one.
    pub odd: Vec<Odd>,
}

/// What a logout token ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Every session of a person.
    Person(UserId),
    /// The sessions of one sign-in, by the id of the tenant's session. The id names one session, so whose it is does
    /// not matter.
    SignIn(String),
}

/// Which check a logout token does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutTokenFault {
    /// `events` is missing, or names no logout.
    Event,
    /// `jti` is missing.
    IdMissing,
    /// It has a nonce, which only ID tokens have.
    Nonce,
    /// It names nobody: neither `sub` nor `sid`, or one that cannot be read.
    Nobody,
    /// A check that ID tokens must pass too.
    Signed(IdTokenFault),
}

impl From<IdTokenFault> for LogoutTokenFault {
    fn from(fault: IdTokenFault) -> Self {
        Self::Signed(fault)
    }
}

#[derive(Deserialize)]
struct Further {
    events: Option<Map<String, Value>>,
    #[serde(flatten)]
    further: Map<String, Value>,
}

impl UnverifiedLogoutToken {
    /// Wraps a raw token.
    #[must_use]
    pub fn new(raw: String) -> Self {
        let typed = jwt_simple::token::Token::decode_metadata(&raw);
        let is_typed = typed.is_ok_and(|it| it.signature_type() == Some(TYPE));
        let token = UnverifiedIdToken::new(raw).no_longer_than(MAX_BYTES);
        Self { token, kind: if is_typed { TYPE } else { "JWT" } }
    }

    /// The name of the key that the token says it was signed with.
    ///
    /// # Errors
    /// [`LogoutTokenFault::Signed`].
    pub fn key_id(&self) -> Result<String, LogoutTokenFault> {
        Ok(self.token.key_id()?)
    }

    /// Checks everything, in the specification's order, except step 8 (was it seen before?), which the store
    /// answers, and steps 9 to 11: no list of sessions is kept here to look in.
    ///
    /// # Errors
    /// The first [`LogoutTokenFault`] found.
    pub fn verify(
        self,
        keys: &KeySet,
        issuer: &str,
        client_id: &str,
        now: UnixTime,
    ) -> Result<LogoutClaims, LogoutTokenFault> {
        // 1. Encryption was not negotiated.
        // 2. and 3. The signature, with the one algorithm agreed on, which is not `none`.
        let claims = self.token.signed_claims::<Further>(self.kind, keys, now)?;
        // 4. The issuer, the audience, and the times; the library checked the times that are there.
        check_parties(&claims, issuer, client_id)?;
        let expires = claims.expires_at.ok_or(IdTokenFault::ExpiryMissing)?;
        let issued = claims.issued_at.ok_or(IdTokenFault::IssuedAtMissing)?;
        // 5. A subject, a session, or both; then the session counts, but the subject must be valid too. A session id
        // that is no text is ignored: then more sessions end, not fewer.
        let mut further = Members::new(claims.custom.further);
        let subject = claims.subject.as_deref();
        let subject = subject.map(|it| UserId::parse(it).ok_or(LogoutTokenFault::Nobody));
        let subject = subject.transpose()?;
        let sid = further.take("sid");
        let ends = match (sid.as_str(), subject) {
            (Some(""), _) | (None, None) => return Err(LogoutTokenFault::Nobody),
            (Some(sid), _) => Ends::SignIn(sid.to_owned()),
            (None, Some(subject)) => {
                further.tell("sid", &sid);
                Ends::Person(subject)
            }
        };
        // 6. The event.
        let event = claims.custom.events.as_ref().and_then(|events| events.get(EVENT));
        if !event.is_some_and(Value::is_object) {
            return Err(LogoutTokenFault::Event);
        }
        // 7. No nonce, so that an ID token is no logout token.
        if claims.nonce.is_some() {
            return Err(LogoutTokenFault::Nonce);
        }
        Ok(LogoutClaims {
            ends,
            issued: UnixTime(issued.as_secs()),
            expires: UnixTime(expires.as_secs()),
            id: claims.jwt_id.filter(|id| !id.is_empty()).ok_or(LogoutTokenFault::IdMissing)?,
            odd: further.into_odd(),
        })
    }
}

//! From the raw ID token to claims that may be believed: OpenID Connect Core 1.0 sections 3.1.3.7 and
//! 3.1.3.8, step by step.

pub mod fault;
mod header;

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _, Encoder as _};
use hmac_sha256::Hash;
use jwt_simple::JWTError;
use jwt_simple::claims::JWTClaims;
use jwt_simple::prelude::{Duration, RSAPublicKeyLike as _, UnixTimeStamp, VerificationOptions};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub use fault::IdTokenFault;

use super::assurance::{Assurance, Demands};
use super::jwks::KeySet;
use super::unique;
use crate::lenient::{Members, Odd, told};
use crate::platform::UnixTime;
use crate::secret::Secret;
use crate::user::UserId;

/// How far the tenant's clock may differ from ours, in seconds.
pub const CLOCK_TOLERANCE: u64 = 30;

/// Longest raw ID token that is read, in bytes. The tenant's own actions may add many claims, none of which is kept;
/// only in mode `user` is the token itself kept, as proof for a link, and must then fit into a cookie.
const MAX_BYTES: usize = 64 * 1024;

/// An ID token that nobody has checked. Only the name of its key can be read.
#[derive(Debug)]
pub struct UnverifiedIdToken {
    raw: Secret<String>,
    longest: usize,
}

/// What an ID token is checked against.
#[derive(Debug)]
pub struct Expected<'a> {
    /// The tenant, with its trailing slash.
    pub issuer: &'a str,
    /// Our client id.
    pub client_id: &'a str,
    /// The access token that came with it.
    pub access_token: &'a Secret<String>,
    /// The request that the token answers.
    pub asked: Asked<'a>,
    /// What the sign-in had to prove.
    pub demands: &'a Demands,
    /// The time now.
    pub now: UnixTime,
}

/// How the person was asked to show who they are: this decides what binds the token to the request.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// By an authorization request.
    SignIn {
        /// The transaction's nonce.
        nonce: &'a str,
        /// When that request was made.
        begun: UnixTime,
        /// The person must have authenticated at this time or later.
        since: UnixTime,
    },
    /// By a link in an e-mail. Whether Auth0 passes the nonce on is not documented: it may be missing, but if it comes
    /// it must be ours.
    EmailedLink {
        /// The transaction's nonce.
        nonce: &'a str,
        /// When the link was asked for.
        begun: UnixTime,
    },
    /// By a one-time code, which we sent to the token endpoint ourselves: its answer is bound to our request. Neither
    /// nonce nor `auth_time` is documented there.
    Code {
        /// When the code was sent on.
        begun: UnixTime,
    },
}

/// The claims of an ID token that passed every check, and the token itself, which proves the account to the Management
/// API. Made only by [`UnverifiedIdToken::verify`].
#[derive(Clone, Debug)]
pub struct IdTokenClaims {
    /// Who signed in.
    pub subject: UserId,
    /// When they authenticated. For a one-time code or an e-mail's link, when the token was issued.
    pub auth_time: UnixTime,
    /// When the token ends.
    pub expires: UnixTime,
    /// The session's id at Auth0.
    pub sid: Option<String>,
    /// What the sign-in proved besides.
    pub assurance: Assurance,
    /// The name to show.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the address is verified.
    pub email_verified: bool,
    /// The address of the profile picture.
    pub picture: Option<String>,
    /// The connection that was used, if an action of the tenant's adds it.
    pub connection: Option<String>,
    /// The raw token.
    pub raw: Secret<String>,
    /// Claims whose type was not the expected one.
    pub odd: Vec<Odd>,
}

/// Claims that decide must have the right type. Those that are only shown, or decide only if asked for, may have any.
#[derive(Deserialize)]
struct Claims {
    auth_time: Option<u64>,
    azp: Option<String>,
    #[serde(flatten)]
    further: Map<String, Value>,
}

impl UnverifiedIdToken {
    /// Wraps a raw token.
    #[must_use]
    pub const fn new(raw: String) -> Self {
        Self { raw: Secret::new(raw), longest: MAX_BYTES }
    }

    /// The same, with a lower limit in bytes.
    #[must_use]
    pub(super) fn no_longer_than(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// Its length.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.raw.expose().len()
    }

    /// The name of the key that the token says it was signed with.
    ///
    /// # Errors
    /// [`IdTokenFault`], if the token is too long, or its header cannot be read, names no key or brings its own.
    pub fn key_id(&self) -> Result<String, IdTokenFault> {
        if self.raw.expose().len() > self.longest {
            return Err(IdTokenFault::TooLong);
        }
        let (header, _) = self.raw.expose().split_once('.').ok_or(IdTokenFault::Malformed)?;
        header::key_id(header)
    }

    /// The claims of a token of this type with a valid signature; times are checked if they are there. Logout tokens
    /// are signed like ID tokens.
    ///
    /// # Errors
    /// [`IdTokenFault`].
    pub(super) fn signed_claims<T: DeserializeOwned>(
        &self,
        kind: &str,
        keys: &KeySet,
        now: UnixTime,
    ) -> Result<JWTClaims<T>, IdTokenFault> {
        let raw = self.raw.expose();
        let key = keys.key(&self.key_id()?).ok_or(IdTokenFault::KeyUnknown)?;
        let claims =
            key.verify_token(raw, Some(options(kind, self.longest, now))).map_err(fault)?;
        if is_unambiguous(raw) { Ok(claims) } else { Err(IdTokenFault::Malformed) }
    }

    /// Checks everything, in the specification's order.
    ///
    /// # Errors
    /// The first [`IdTokenFault`] found.
    pub fn verify(
        self,
        keys: &KeySet,
        expected: &Expected<'_>,
    ) -> Result<IdTokenClaims, IdTokenFault> {
        // 1. Encryption was not negotiated: the library refuses a token of five parts.
        // 6., 7. and 8. Before any claim is believed, the signature: by a key of the tenant's, with the one algorithm
        // agreed on. No key is symmetric. The library also checks `typ`, and `exp`, `nbf` and `iat` if they are there.
        let claims = self.signed_claims::<Claims>("JWT", keys, expected.now)?;
        // 2. and 3.
        check_parties(&claims, expected.issuer, expected.client_id)?;
        // 4. and 5. If an authorized party is named, it must be us. Only several audiences would require one, and those
        // were refused above.
        if claims.custom.azp.as_deref().is_some_and(|azp| azp != expected.client_id) {
            return Err(IdTokenFault::WrongAuthorizedParty);
        }
        // 9. The library accepts a token without `exp`; the specification does not.
        let expires = claims.expires_at.ok_or(IdTokenFault::ExpiryMissing)?;
        // 10. Likewise `iat`. One in the future was refused above. One from before our request does not answer it.
        let issued = claims.issued_at.ok_or(IdTokenFault::IssuedAtMissing)?;
        let issued = UnixTime(issued.as_secs());
        if issued.plus(CLOCK_TOLERANCE) < expected.asked.begun() {
            return Err(IdTokenFault::IssuedTooEarly);
        }
        // 11. The nonce of this very transaction.
        check_nonce(claims.nonce.as_deref(), expected.asked)?;
        // 12. The authentication context, if one was asked for, and the organization (Auth0's own): both can be
        // stripped from the address.
        let mut further = Members::new(claims.custom.further);
        let assurance =
            Assurance::new(further.text("acr"), further.text("org_id"), further.text("org_name"));
        let Demands { acr_values, organization, .. } = expected.demands;
        assurance.check(acr_values, organization.as_deref())?;
        // 13. When the person authenticated.
        let auth_time = auth_time(claims.custom.auth_time, issued, expected.asked)?;
        // 3.1.3.8. A token from the token endpoint need not name its access token; if it does, the hash must be right.
        let at_hash = further.take("at_hash");
        if !at_hash.is_null() && half_hash(expected.access_token).as_deref() != at_hash.as_str() {
            return Err(IdTokenFault::AccessTokenHash);
        }
        let subject = claims.subject.as_deref().and_then(UserId::parse);

        Ok(IdTokenClaims {
            subject: subject.ok_or(IdTokenFault::Subject)?,
            auth_time,
            expires: UnixTime(expires.as_secs()),
            sid: further.text("sid"),
            assurance,
            name: further.text("name"),
            email: further.text("email"),
            email_verified: further.is_true("email_verified"),
            picture: further.text("picture"),
            connection: further.text("connection"),
            raw: self.raw,
            odd: told(further.into_odd()),
        })
    }
}

/// That the token is from the tenant and for us.
///
/// # Errors
/// [`IdTokenFault::WrongIssuer`], [`IdTokenFault::WrongAudience`].
pub(super) fn check_parties<T>(
    claims: &JWTClaims<T>,
    issuer: &str,
    client_id: &str,
) -> Result<(), IdTokenFault> {
    // The issuer, byte for byte: Auth0's ends with a slash.
    if claims.issuer.as_deref() != Some(issuer) {
        return Err(IdTokenFault::WrongIssuer);
    }
    // We must be an audience, and the only one: we trust no other.
    let audiences = claims.audiences.clone().ok_or(IdTokenFault::WrongAudience)?.into_set();
    if audiences.len() != 1 || !audiences.contains(client_id) {
        return Err(IdTokenFault::WrongAudience);
    }
    Ok(())
}

impl Asked<'_> {
    /// When we made the request that the token answers.
    const fn begun(self) -> UnixTime {
        match self {
            Self::SignIn { begun, .. } | Self::EmailedLink { begun, .. } | Self::Code { begun } => {
                begun
            }
        }
    }
}

/// Whether no claim is there twice. The library refuses this only of the claims it reads, and not inside them.
fn is_unambiguous(raw: &str) -> bool {
    let claims = raw.split('.').nth(1);
    let text = claims.and_then(|it| Base64UrlSafeNoPadding::decode_to_vec(it, None).ok());
    text.is_some_and(|text| unique::parse(&text).is_some())
}

/// The left half of the access token's hash, as `at_hash` has it (section 3.1.3.6).
fn half_hash(access_token: &Secret<String>) -> Option<String> {
    let hash = Hash::hash(access_token.expose().as_bytes());
    Base64UrlSafeNoPadding::encode_to_string(hash.first_chunk::<16>()?).ok()
}

fn check_nonce(nonce: Option<&str>, asked: Asked<'_>) -> Result<(), IdTokenFault> {
    let ours = match (asked, nonce) {
        (Asked::SignIn { nonce: ours, .. }, nonce) => nonce == Some(ours),
        (Asked::EmailedLink { nonce: ours, .. }, Some(nonce)) => nonce == ours,
        (Asked::EmailedLink { .. }, None) | (Asked::Code { .. }, _) => true,
    };
    if ours { Ok(()) } else { Err(IdTokenFault::Nonce) }
}

/// We always send `max_age` or `prompt=login` with an authorization request, so `auth_time` must be there. The person
/// in front of the browser can strip both from the address; `iat` does not replace it, since it dates the token, not
/// the sign-in. A code from a message was used up for this very token: there the two times are one.
fn auth_time(
    auth_time: Option<u64>,
    issued: UnixTime,
    asked: Asked<'_>,
) -> Result<UnixTime, IdTokenFault> {
    match asked {
        Asked::SignIn { since, .. } => {
            let auth_time = UnixTime(auth_time.ok_or(IdTokenFault::AuthTimeMissing)?);
            if auth_time > issued.plus(CLOCK_TOLERANCE) {
                return Err(IdTokenFault::AuthTimeInFuture);
            }
            let fresh = auth_time.plus(CLOCK_TOLERANCE) >= since;
            if fresh { Ok(auth_time) } else { Err(IdTokenFault::AuthTimeStale) }
        }
        Asked::EmailedLink { .. } | Asked::Code { .. } => Ok(issued),
    }
}

/// The library's defaults are lax: 15 minutes of tolerance, any `…+jwt` type, a megabyte.
fn options(kind: &str, longest: usize, now: UnixTime) -> VerificationOptions {
    VerificationOptions {
        required_signature_type: Some(kind.to_owned()),
        time_tolerance: Some(Duration::from_secs(CLOCK_TOLERANCE)),
        max_token_length: Some(longest),
        artificial_time: Some(UnixTimeStamp::from_secs(now.0)),
        ..VerificationOptions::default()
    }
}

fn fault(error: anyhow::Error) -> IdTokenFault {
    match error.downcast_ref::<JWTError>() {
        Some(JWTError::AlgorithmMismatch) => IdTokenFault::Algorithm,
        Some(JWTError::ClockDrift) => IdTokenFault::IssuedInFuture,
        Some(JWTError::InvalidSignature) => IdTokenFault::Signature,
        Some(JWTError::RequiredSignatureTypeMismatch) => IdTokenFault::Type,
        Some(JWTError::TokenHasExpired) => IdTokenFault::Expired,
        Some(JWTError::TokenNotValidYet) => IdTokenFault::NotYetValid,
        // The library's list is open, and finer than ours.
        Some(_) | None => IdTokenFault::Malformed,
    }
}

#[cfg(test)]
mod tests;

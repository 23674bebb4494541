//! The key ring: seals (encrypts) and signs, with one HKDF-derived key for each purpose. Older secrets still open what
//! they made, so a change of secrets signs nobody out.

use ct_codecs::{Base64UrlSafeNoPadding, Encoder as _};
use hmac_sha256::{HKDF, HMAC, Hash};
use jwt_simple::claims::JWTClaims;
use jwt_simple::prelude::{
    A256KWKey, Audiences, DecryptionOptions, Duration, HS256Key, MACLike as _, Token,
    UnixTimeStamp, VerificationOptions,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::platform::UnixTime;
use crate::secret::Secret;

/// Every label of a derived key begins with this; the number changes with the format.
const LABEL: &str = "account-linking/2/";

/// The setting `cookie_secrets`: 32 bytes or more each.
#[derive(Debug)]
pub struct CookieSecrets {
    /// Makes new values.
    pub newest: Secret<Vec<u8>>,
    /// Still open what they made.
    pub older: Vec<Secret<Vec<u8>>>,
}

/// The secrets of the setting `cookie_secrets`, bound to one place.
#[derive(Clone, Copy, Debug)]
pub struct KeyRing<'a> {
    secrets: &'a CookieSecrets,
    bound: &'a Bound,
}

/// What derived keys are bound to: elsewhere, the same secret gives other keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound(String);

impl Bound {
    /// Bound to exactly these values.
    #[must_use]
    pub fn to(values: &[&str]) -> Self {
        // As a list, so that values do not run together; hashed, for a fixed length.
        Self(fingerprint(&serde_json::json!(values).to_string()))
    }
}

/// Keeps the content apart from the registered claims, so that no field has the name of one.
#[derive(Serialize, Deserialize)]
struct Payload<T> {
    content: T,
}

/// One of the secrets, from which keys are derived.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    secret: &'a Secret<Vec<u8>>,
    bound: &'a Bound,
}

impl Key<'_> {
    /// The id of the secret, which its cookies carry: 8 characters. A hash under its own label reveals nothing of the
    /// derived keys.
    fn id(self) -> String {
        let tag = HMAC::mac(format!("{LABEL}key id"), self.secret.expose());
        encode(&tag).chars().take(8).collect()
    }

    /// A keyed hash of `value` under this label: 43 characters.
    #[must_use]
    pub fn hash(self, label: &str, value: &str) -> String {
        encode(&HMAC::mac(value.as_bytes(), self.derive(label)))
    }

    fn derive(self, label: &str) -> [u8; 32] {
        let prk = HKDF::extract(LABEL, self.secret.expose());
        let mut key = [0; 32];
        HKDF::expand(&mut key, prk, format!("{LABEL}{}/{label}", self.bound.0));
        key
    }
}

impl<'a> KeyRing<'a> {
    /// These secrets, bound to this place.
    #[must_use]
    pub const fn new(secrets: &'a CookieSecrets, bound: &'a Bound) -> Self {
        Self { secrets, bound }
    }

    /// The secret that makes new values.
    #[must_use]
    pub const fn newest(self) -> Key<'a> {
        Key { secret: &self.secrets.newest, bound: self.bound }
    }

    fn named(self, id: &str) -> Option<Key<'a>> {
        self.keys().find(|key| key.id() == id)
    }

    /// Every secret, the newest first.
    pub fn keys(self) -> impl Iterator<Item = Key<'a>> {
        let bound = self.bound;
        let older = self.secrets.older.iter().map(move |secret| Key { secret, bound });
        std::iter::once(self.newest()).chain(older)
    }

    /// Encrypts `content` under a label until `expires`.
    ///
    /// # Errors
    /// If the library fails, which it does not for content that serde can write.
    pub fn seal<T: Serialize>(
        self,
        label: &str,
        content: T,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<String> {
        let newest = self.newest();
        let key = A256KWKey::from_bytes(&newest.derive(label))
            .map_err(|_| anyhow::anyhow!("derive a key"))?;
        let claims = claims(label, content, now, expires);
        key.with_key_id(newest.id()).encrypt(claims).map_err(|_| anyhow::anyhow!("seal a value"))
    }

    /// Decrypts what [`KeyRing::seal`] made under the same label, of at most `limit` bytes; `None` for anything
    /// else.
    #[must_use]
    pub fn open<T: DeserializeOwned>(
        self,
        label: &str,
        sealed: &str,
        limit: usize,
        now: UnixTime,
    ) -> Option<T> {
        if sealed.len() > limit {
            return None;
        }
        let metadata = A256KWKey::decode_metadata(sealed).ok()?;
        let named = self.named(metadata.key_id()?)?;
        let key = A256KWKey::from_bytes(&named.derive(label)).ok()?;
        let options = DecryptionOptions {
            claim_options: Some(options(label, now)),
            ..DecryptionOptions::default()
        };
        let claims = key.decrypt_token::<Payload<T>>(sealed, Some(options)).ok()?;
        // The library accepts a token without an expiry.
        claims.expires_at.map(|_| claims.custom.content)
    }

    /// Signs `content`, which anybody may read, under a label until `expires`.
    ///
    /// # Errors
    /// If the library fails, which it does not for content that serde can write.
    pub fn sign<T: Serialize>(
        self,
        label: &str,
        content: T,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<String> {
        let newest = self.newest();
        let key = HS256Key::from_bytes(&newest.derive(label));
        let claims = claims(label, content, now, expires);
        key.with_key_id(&newest.id())
            .authenticate(claims)
            .map_err(|_| anyhow::anyhow!("sign a value"))
    }

    /// Verifies what [`KeyRing::sign`] made under the same label, of at most `limit` bytes, and returns the key it
    /// was made with; `None` for anything else.
    #[must_use]
    pub fn verify<T: DeserializeOwned>(
        self,
        label: &str,
        signed: &str,
        limit: usize,
        now: UnixTime,
    ) -> Option<(T, Key<'a>)> {
        if signed.len() > limit {
            return None;
        }
        let metadata = Token::decode_metadata(signed).ok()?;
        let named = self.named(metadata.key_id()?)?;
        let key = HS256Key::from_bytes(&named.derive(label));
        let options = options(label, now);
        let claims = key.verify_token::<Payload<T>>(signed, Some(options)).ok()?;
        claims.expires_at.map(|_| (claims.custom.content, named))
    }
}

/// Hashes a value that is not secret: 43 characters.
#[must_use]
pub fn fingerprint(value: &str) -> String {
    encode(&Hash::hash(value.as_bytes()))
}

/// Bytes in base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    // It fails only if the length overflows.
    Base64UrlSafeNoPadding::encode_to_string(bytes).unwrap_or_default()
}

/// A name that nobody can guess: 22 characters, 132 bits.
#[must_use]
pub fn random_name(random: [u8; 32]) -> String {
    encode(&random).chars().take(22).collect()
}

/// Whether two texts are equal, in constant time.
#[must_use]
pub fn equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// Built by hand: the library's constructor reads the clock.
fn claims<T>(label: &str, content: T, now: UnixTime, expires: UnixTime) -> JWTClaims<Payload<T>> {
    JWTClaims {
        issued_at: Some(UnixTimeStamp::from_secs(now.0)),
        expires_at: Some(UnixTimeStamp::from_secs(expires.0)),
        invalid_before: None,
        issuer: None,
        subject: None,
        audiences: Some(Audiences::AsString(label.to_owned())),
        jwt_id: None,
        nonce: None,
        custom: Payload { content },
    }
}

/// The library's default would let a cookie live 15 minutes longer. A few seconds allow for another instance's slow
/// clock.
fn options(label: &str, now: UnixTime) -> VerificationOptions {
    VerificationOptions {
        allowed_audiences: Some([label.to_owned()].into()),
        time_tolerance: Some(Duration::from_secs(5)),
        artificial_time: Some(UnixTimeStamp::from_secs(now.0)),
        ..VerificationOptions::default()
    }
}

/// Correlates a transaction's events without revealing its state: 12 characters.
#[must_use]
pub fn correlation(state: &str) -> String {
    fingerprint(state).chars().take(12).collect()
}

#[cfg(test)]
pub(crate) mod tests;

//! The key ring: sealing (encryption) and signing of cookies, one HKDF-derived key per purpose.
//! Newer secrets come first; older ones still open, so that a change signs nobody out.

use hmac_sha256::{HKDF, HMAC, Hash};
use jwt_simple::claims::JWTClaims;
use jwt_simple::prelude::{
    A256KWKey, Audiences, DecryptionOptions, Duration, HS256Key, MACLike as _, Token,
    UnixTimeStamp, VerificationOptions,
};
use jwt_simple::reexports::ct_codecs::{Base64UrlSafeNoPadding, Encoder as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{MAX_COOKIE_BYTES, Purpose};
use crate::config::CookieSecrets;
use crate::platform::UnixTime;
use crate::secret::Secret;

/// Every label of a derived key begins with this; the number changes with the format.
const LABEL: &str = "account-linking/2/";

/// The secrets of the setting `cookie_secrets`, for what is bound to one place.
#[derive(Clone, Copy, Debug)]
pub struct KeyRing<'a> {
    secrets: &'a CookieSecrets,
    bound: &'a Bound,
}

/// What derived keys are bound to: the same secret gives other keys elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound(String);

impl Bound {
    /// Bound to these values, each as it stands.
    #[must_use]
    pub fn to(values: &[&str]) -> Self {
        // As a list, so that no two values run together; hashed, so that it has one length.
        Self(fingerprint(&serde_json::json!(values).to_string()))
    }
}

/// Apart from the registered claims, so that a field's name never meets one of theirs.
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
    /// The name of the secret, which its cookies carry: 8 characters. A hash under a label of its
    /// own says nothing about the derived keys.
    fn id(self) -> String {
        let tag = HMAC::mac(format!("{LABEL}key id"), self.secret.expose());
        encode(&tag).chars().take(8).collect()
    }

    /// A keyed hash of `value` under a label of its own: 43 characters.
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
    /// These secrets, bound to this.
    #[must_use]
    pub const fn new(secrets: &'a CookieSecrets, bound: &'a Bound) -> Self {
        Self { secrets, bound }
    }

    /// The secret that new cookies are made with.
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

    /// Encrypts `content` for a cookie of this purpose until `expires`.
    ///
    /// # Errors
    /// Where the library fails, which it does not for content that serde can write.
    pub fn seal<T: Serialize>(
        self,
        purpose: Purpose,
        content: T,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<String> {
        self.seal_as(purpose.name(), content, now, expires)
    }

    /// Decrypts what [`KeyRing::seal`] made for the same purpose; `None` for everything else.
    #[must_use]
    pub fn open<T: DeserializeOwned>(
        self,
        purpose: Purpose,
        sealed: &str,
        now: UnixTime,
    ) -> Option<T> {
        self.open_as(purpose.name(), sealed, MAX_COOKIE_BYTES, now)
    }

    /// Encrypts `content` under a label until `expires`.
    ///
    /// # Errors
    /// Where the library fails, which it does not for content that serde can write.
    pub fn seal_as<T: Serialize>(
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

    /// Decrypts what [`KeyRing::seal_as`] made under the same label and has at most `limit` bytes;
    /// `None` for everything else.
    #[must_use]
    pub fn open_as<T: DeserializeOwned>(
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

    /// Signs `content`, which everybody may read, for `purpose` until `expires`.
    ///
    /// # Errors
    /// Where the library fails, which it does not for content that serde can write.
    pub fn sign<T: Serialize>(
        self,
        purpose: Purpose,
        content: T,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<String> {
        let newest = self.newest();
        let key = HS256Key::from_bytes(&newest.derive(purpose.name()));
        let claims = claims(purpose.name(), content, now, expires);
        key.with_key_id(&newest.id())
            .authenticate(claims)
            .map_err(|_| anyhow::anyhow!("sign a cookie"))
    }

    /// Verifies what [`KeyRing::sign`] made for the same purpose, and names the secret it was made
    /// with; `None` for everything else.
    #[must_use]
    pub fn verify<T: DeserializeOwned>(
        self,
        purpose: Purpose,
        signed: &str,
        now: UnixTime,
    ) -> Option<(T, Key<'a>)> {
        if signed.len() > MAX_COOKIE_BYTES {
            return None;
        }
        let metadata = Token::decode_metadata(signed).ok()?;
        let named = self.named(metadata.key_id()?)?;
        let key = HS256Key::from_bytes(&named.derive(purpose.name()));
        let options = options(purpose.name(), now);
        let claims = key.verify_token::<Payload<T>>(signed, Some(options)).ok()?;
        claims.expires_at.map(|_| (claims.custom.content, named))
    }
}

/// Hashes a value that is no secret: 43 characters.
#[must_use]
pub fn fingerprint(value: &str) -> String {
    encode(&Hash::hash(value.as_bytes()))
}

/// Bytes in base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    // It fails only for lengths that overflow.
    Base64UrlSafeNoPadding::encode_to_string(bytes).unwrap_or_default()
}

/// A name that nobody can guess: 22 characters, 132 bits.
#[must_use]
pub fn random_name(random: [u8; 32]) -> String {
    encode(&random).chars().take(22).collect()
}

/// Whether two texts are equal, in a time that does not tell where they differ.
#[must_use]
pub fn equal(left: &str, right: &str) -> bool {
    let mut difference = left.len() ^ right.len();
    for (a, b) in left.bytes().zip(right.bytes()) {
        difference |= usize::from(a ^ b);
    }
    difference == 0
}

/// Built by hand, since the library's own constructor reads the clock.
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

/// The library's defaults would let a cookie live for 15 minutes more. A clock that runs behind, of
/// another instance, is given a few seconds.
fn options(label: &str, now: UnixTime) -> VerificationOptions {
    VerificationOptions {
        allowed_audiences: Some([label.to_owned()].into()),
        time_tolerance: Some(Duration::from_secs(5)),
        artificial_time: Some(UnixTimeStamp::from_secs(now.0)),
        ..VerificationOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use serde_json::{Value, json};

    const NOW: UnixTime = UnixTime(1_800_000_000);
    const LATER: UnixTime = NOW.plus(60);
    static BOUND: LazyLock<Bound> = LazyLock::new(|| Bound::to(&["here"]));

    fn secrets(newest: u8, older: &[u8]) -> CookieSecrets {
        let secret = |byte: &u8| Secret::new(vec![*byte; 32]);
        CookieSecrets { newest: secret(&newest), older: older.iter().map(secret).collect() }
    }

    #[test]
    fn opens_what_it_sealed_and_verifies_what_it_signed() {
        let secrets = secrets(1, &[]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let content = json!({"a": "b"});
        let sealed = ring.seal(Purpose::Session, &content, NOW, LATER).unwrap();
        assert_eq!(ring.open::<Value>(Purpose::Session, &sealed, NOW), Some(content.clone()));
        let signed = ring.sign(Purpose::Outcome, &content, NOW, LATER).unwrap();
        let (verified, key) = ring.verify::<Value>(Purpose::Outcome, &signed, NOW).unwrap();
        assert_eq!((verified, key.id()), (content, ring.newest().id()));
    }

    #[test]
    fn a_value_moved_to_another_name_does_not_open() {
        let secrets = secrets(1, &[]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let sealed = ring.seal(Purpose::Session, json!({}), NOW, LATER).unwrap();
        assert_eq!(ring.open::<Value>(Purpose::Switch, &sealed, NOW), None);
        let signed = ring.sign(Purpose::Outcome, json!({}), NOW, LATER).unwrap();
        assert!(ring.verify::<Value>(Purpose::Transaction, &signed, NOW).is_none());
        assert_eq!(ring.open::<Value>(Purpose::Outcome, &signed, NOW), None);
    }

    #[test]
    fn a_value_taken_elsewhere_does_not_open() {
        let secrets = secrets(1, &[]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let sealed = ring.seal(Purpose::Session, json!({}), NOW, LATER).unwrap();
        let signed = ring.sign(Purpose::Outcome, json!({}), NOW, LATER).unwrap();
        for values in [&["there"][..], &["here", ""], &["her", "e"], &[]] {
            let bound = Bound::to(values);
            let ring = KeyRing::new(&secrets, &bound);
            assert_eq!(ring.open::<Value>(Purpose::Session, &sealed, NOW), None, "{values:?}");
            assert!(ring.verify::<Value>(Purpose::Outcome, &signed, NOW).is_none(), "{values:?}");
        }
        assert_ne!(Bound::to(&["a", "b"]), Bound::to(&["a,b"]));
    }

    #[test]
    fn the_inner_expiry_counts() {
        let secrets = secrets(1, &[]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let sealed = ring.seal(Purpose::Session, json!({}), NOW, LATER).unwrap();
        let signed = ring.sign(Purpose::Outcome, json!({}), NOW, LATER).unwrap();
        let late = LATER.plus(6);
        assert_eq!(ring.open::<Value>(Purpose::Session, &sealed, late), None);
        assert!(ring.verify::<Value>(Purpose::Outcome, &signed, late).is_none());
    }

    #[test]
    fn an_old_key_opens_until_it_is_retired() {
        let old = secrets(1, &[]);
        let rotated = secrets(2, &[1]);
        let retired = secrets(2, &[]);
        let sealed =
            KeyRing::new(&old, &BOUND).seal(Purpose::Session, json!({}), NOW, LATER).unwrap();
        let open = |ring: &CookieSecrets| {
            KeyRing::new(ring, &BOUND).open::<Value>(Purpose::Session, &sealed, NOW)
        };
        assert_eq!(open(&rotated), Some(json!({})));
        assert_eq!(open(&retired), None);
    }

    #[test]
    fn a_changed_byte_does_not_open() {
        let secrets = secrets(1, &[]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let sealed = ring.seal(Purpose::Session, json!({"a": 1}), NOW, LATER).unwrap();
        let signed = ring.sign(Purpose::Outcome, json!({"a": 1}), NOW, LATER).unwrap();
        for (token, seal) in [(sealed, true), (signed, false)] {
            for index in 0..token.len() {
                let mut bytes = token.clone().into_bytes();
                bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(bytes).unwrap();
                let opened = if seal {
                    ring.open::<Value>(Purpose::Session, &changed, NOW)
                } else {
                    ring.verify::<Value>(Purpose::Outcome, &changed, NOW).map(|it| it.0)
                };
                assert_eq!(opened, None, "byte {index}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_not_even_decoded() {
        let secrets = secrets(1, &[]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let sealed = ring.seal_as("label", json!({}), NOW, LATER).unwrap();
        let open = |limit| ring.open_as::<Value>("label", &sealed, limit, NOW);
        assert_eq!((open(sealed.len()), open(sealed.len() - 1)), (Some(json!({})), None));

        let mut lengths = (0..5_000).map(|length| {
            let content = "x".repeat(length);
            let signed = ring.sign(Purpose::Transaction, &content, NOW, LATER).unwrap();
            let good = ring.verify::<String>(Purpose::Transaction, &signed, NOW).is_some();
            (signed.len(), good)
        });
        let longest = lengths.find(|(length, _)| *length >= MAX_COOKIE_BYTES).unwrap();
        assert_eq!(longest, (MAX_COOKIE_BYTES, true));
        assert!(lengths.next().is_some_and(|(_, good)| !good));
    }

    /// What nobody but us could make, and we do not: each check counts without the others.
    #[test]
    fn a_value_of_our_own_key_needs_its_purpose_and_an_expiry() {
        let secrets = secrets(1, &[]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let newest = ring.newest();
        let (label, other) = (Purpose::Transaction.name(), Purpose::Session.name());
        let check = |change: &dyn Fn(&mut JWTClaims<Payload<Value>>), good: bool| {
            let made = |change: &dyn Fn(&mut JWTClaims<Payload<Value>>)| {
                let mut claims = claims(label, json!({}), NOW, LATER);
                change(&mut claims);
                claims
            };
            let key = A256KWKey::from_bytes(&newest.derive(label)).unwrap();
            let sealed = key.with_key_id(newest.id()).encrypt(made(change)).unwrap();
            assert_eq!(ring.open::<Value>(Purpose::Transaction, &sealed, NOW).is_some(), good);
            let key = HS256Key::from_bytes(&newest.derive(label)).with_key_id(&newest.id());
            let signed = key.authenticate(made(change)).unwrap();
            assert_eq!(ring.verify::<Value>(Purpose::Transaction, &signed, NOW).is_some(), good);
        };
        check(&|_| {}, true);
        check(&|it| it.audiences = Some(Audiences::AsString(other.to_owned())), false);
        check(&|it| it.audiences = None, false);
        check(&|it| it.expires_at = None, false);
        check(&|it| it.issued_at = Some(UnixTimeStamp::from_secs(NOW.0 + 6)), false);
    }

    #[test]
    fn a_value_names_the_secret_it_was_made_with() {
        let secrets = secrets(1, &[2]);
        let ring = KeyRing::new(&secrets, &BOUND);
        let mut keys = ring.keys();
        let (newest, older) = (keys.next().unwrap(), keys.next().unwrap());
        assert!(keys.next().is_none());
        assert_eq!(newest.id().len(), 8);
        assert_ne!(newest.id(), older.id());
        let label = Purpose::Transaction.name();
        // Made with one secret, in the name of the other, or of none.
        let sealed = |key: A256KWKey| key.encrypt(claims(label, json!({}), NOW, LATER)).unwrap();
        let key = || A256KWKey::from_bytes(&newest.derive(label)).unwrap();
        let open = |it: &str| ring.open::<Value>(Purpose::Transaction, it, NOW).is_some();
        assert!(open(&sealed(key().with_key_id(newest.id()))));
        assert!(!open(&sealed(key().with_key_id(older.id()))));
        assert!(!open(&sealed(key().with_key_id("unknown"))));
        assert!(!open(&sealed(key())));
    }

    #[test]
    fn compares_whole_texts() {
        assert!(equal("abc", "abc"));
        for other in ["", "ab", "abcd", "abd"] {
            assert!(!equal("abc", other));
        }
    }
}

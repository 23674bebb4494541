//! Cookies made with the right keys and the wrong words: what an attacker who had them would still not
//! get, and what shows that a check does more than the key. Written after RFC 5869, 7515 and 7516, not
//! after the component.

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _, Encoder as _};
use hmac_sha256::{HKDF, HMAC, Hash};
use jwt_simple::claims::JWTClaims;
use jwt_simple::prelude::{
    A256KWKey, ContentEncryption, DecryptionOptions, Duration, HS256Key, MACLike as _, Token,
    UnixTimeStamp, VerificationOptions,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::Stage;

/// What a cookie says.
pub(super) type Claims = JWTClaims<Content>;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Content {
    content: Value,
}

/// The keys of one secret, where they are bound to.
pub(super) struct Forge {
    secret: Vec<u8>,
    bound: String,
}

/// The label that goes with a cookie's kind.
pub(super) fn label(kind: &str) -> &str {
    if kind.starts_with("transaction") { "transaction" } else { kind }
}

impl Forge {
    pub(super) fn new(secret: &str, stage: &Stage) -> Self {
        let place =
            json!([format!("{}/", stage.tenant()), "local-app", format!("{}/", stage.app())]);
        Self {
            secret: Base64UrlSafeNoPadding::decode_to_vec(secret, None).unwrap(),
            bound: encode(&Hash::hash(place.to_string().as_bytes())),
        }
    }

    /// The key for a purpose.
    pub(super) fn key(&self, label: &str) -> [u8; 32] {
        let prk = HKDF::extract("account-linking/2/", &self.secret);
        let mut key = [0; 32];
        HKDF::expand(&mut key, prk, format!("account-linking/2/{}/{label}", self.bound));
        key
    }

    /// The secret itself.
    pub(super) fn secret(&self) -> &[u8] {
        &self.secret
    }

    /// The name of the secret.
    pub(super) fn id(&self) -> String {
        encode(&HMAC::mac("account-linking/2/key id", &self.secret)).chars().take(8).collect()
    }

    /// What a cookie says, sealed or signed.
    pub(super) fn open(&self, label: &str, value: &str) -> Claims {
        let any_time = VerificationOptions {
            artificial_time: Some(UnixTimeStamp::from_secs(1_800_000_000)),
            time_tolerance: Some(Duration::from_days(4_000)),
            ..VerificationOptions::default()
        };
        if is_sealed(value) {
            let options =
                DecryptionOptions { claim_options: Some(any_time), ..DecryptionOptions::default() };
            let key = A256KWKey::from_bytes(&self.key(label)).unwrap();
            return key.decrypt_token(value, Some(options)).unwrap();
        }
        HS256Key::from_bytes(&self.key(label)).verify_token(value, Some(any_time)).unwrap()
    }

    /// The same thing said as the component says it, under a key of this secret.
    pub(super) fn seal(&self, label: &str, claims: Claims) -> String {
        let key = A256KWKey::from_bytes(&self.key(label)).unwrap();
        key.with_key_id(self.id()).encrypt(claims).unwrap()
    }

    pub(super) fn sign(&self, label: &str, claims: Claims) -> String {
        let key = HS256Key::from_bytes(&self.key(label));
        key.with_key_id(&self.id()).authenticate(claims).unwrap()
    }

    /// As the cookie itself is protected.
    pub(super) fn like(&self, value: &str, label: &str, claims: Claims) -> String {
        if is_sealed(value) { self.seal(label, claims) } else { self.sign(label, claims) }
    }

    /// A header of one's own under the right HMAC-SHA256.
    pub(super) fn sign_under(&self, label: &str, header: &Value, claims: &Claims) -> String {
        let head = encode(header.to_string().as_bytes());
        let body = encode(&serde_json::to_vec(claims).unwrap());
        let text = format!("{head}.{body}");
        let mac = encode(&HMAC::mac(text.as_bytes(), self.key(label)));
        format!("{text}.{mac}")
    }

    /// RFC 7518 section 4.5: the key itself encrypts the content.
    pub(super) fn seal_directly(&self, label: &str, claims: &Claims) -> String {
        let header = json!({"alg": "dir", "enc": "A256GCM", "kid": self.id()});
        let head = encode(header.to_string().as_bytes());
        let iv = [7; 12];
        let text = serde_json::to_vec(claims).unwrap();
        let sealed =
            ContentEncryption::A256GCM.encrypt(&self.key(label), &iv, head.as_bytes(), &text);
        let (text, tag) = sealed.unwrap();
        format!("{head}..{}.{}.{}", encode(&iv), encode(&text), encode(&tag))
    }
}

/// The name of the secret that a cookie was made with.
pub(super) fn key_id(value: &str) -> String {
    if is_sealed(value) {
        return A256KWKey::decode_metadata(value).unwrap().key_id().unwrap().to_owned();
    }
    Token::decode_metadata(value).unwrap().key_id().unwrap().to_owned()
}

pub(super) fn is_sealed(value: &str) -> bool {
    value.split('.').count() == 5
}

pub(super) fn encode(bytes: &[u8]) -> String {
    Base64UrlSafeNoPadding::encode_to_string(bytes).unwrap()
}

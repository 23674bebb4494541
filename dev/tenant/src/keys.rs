//! The tenant's RS256 signing keys: generate, publish as a key set, sign, verify. Knows nothing of tokens' meaning.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ct_codecs::{Base64UrlSafeNoPadding, Encoder};
use jwt_simple::prelude::{
    Duration, ECDSAP256KeyPairLike, ES256KeyPair, JWTClaims, RS256KeyPair, RS256PublicKey,
    RSAKeyPairLike, RSAPublicKeyLike, UnixTimeStamp, VerificationOptions,
};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey as SigningKeyP256};
use serde_json::{Map, Value, json};
use superboring::hash::MessageDigest;
use superboring::pkey::PKey;
use superboring::rsa::Padding;
use superboring::sign::{RsaPssSaltlen, Signer};

/// RS256 signing keys: the current one, the next one, and whatever later rotations need.
///
/// Cheap to clone, and worth sharing: making an RSA key takes a good part of a second.
#[derive(Clone)]
pub struct Keys(Arc<Ring>);

struct Ring {
    /// In the order of use; extended when a rotation needs one more.
    keys: Mutex<Vec<Arc<SigningKey>>>,
    /// A key that is never published, for tokens with a wrong signature.
    foreign: OnceLock<SigningKey>,
}

impl Keys {
    /// Makes the current and the next key.
    #[must_use]
    pub fn generate() -> Self {
        let keys = vec![Arc::new(SigningKey::generate()), Arc::new(SigningKey::generate())];
        Self(Arc::new(Ring { keys: Mutex::new(keys), foreign: OnceLock::new() }))
    }

    /// All that were made so far, as private keys in PEM, in the order of use.
    #[must_use]
    pub fn to_pem(&self) -> Vec<String> {
        let keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        // Fails for no key that this library made or read.
        keys.iter().map(|key| key.pair.to_pem().unwrap_or_default()).collect()
    }

    /// The same keys again.
    ///
    /// # Errors
    ///
    /// Where one of them is no private key in PEM, in words.
    pub fn from_pem(keys: &[String]) -> Result<Self, String> {
        let read = |pem: &String| RS256KeyPair::from_pem(pem).map(SigningKey::of).map(Arc::new);
        let keys: Result<_, _> = keys.iter().map(read).collect();
        let keys = Mutex::new(keys.map_err(|error| error.to_string())?);
        Ok(Self(Arc::new(Ring { keys, foreign: OnceLock::new() })))
    }

    /// The key of that place in the order of use.
    pub(crate) fn nth(&self, index: usize) -> Arc<SigningKey> {
        let mut keys = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(key) = keys.get(index) {
                return Arc::clone(key);
            }
            keys.push(Arc::new(SigningKey::generate()));
        }
    }

    pub(crate) fn foreign(&self) -> &SigningKey {
        self.0.foreign.get_or_init(SigningKey::generate)
    }
}

/// ECDSA with P-256 and SHA-256 (RFC 7518 section 3.4), by a key that is made for it.
pub(crate) fn sign_es256(bytes: &[u8]) -> Vec<u8> {
    let pair = ES256KeyPair::generate();
    let key: &SigningKeyP256 = pair.key_pair().as_ref();
    let signature: Signature = key.sign(bytes);
    signature.to_bytes().to_vec()
}

/// One RSA key with its key id.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pair: RS256KeyPair,
    public: RS256PublicKey,
}

impl SigningKey {
    #[expect(
        clippy::expect_used,
        reason = "2048 bits is a size the library makes; without randomness nothing here can run"
    )]
    fn generate() -> Self {
        Self::of(RS256KeyPair::generate(2048).expect("an RSA key of 2048 bits"))
    }

    fn of(pair: RS256KeyPair) -> Self {
        let public = pair.public_key();
        // Auth0's key ids have 21 characters.
        let kid = public.jwk_thumbprint().chars().take(21).collect();
        Self { kid, pair, public }
    }

    pub(crate) fn jwk(&self) -> Value {
        let parts = self.public.to_components();
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": base64url(&parts.n),
            "e": base64url(&parts.e),
        })
    }

    /// The public key in PEM: the "secret" of the well-known forgery that signs with HS256.
    pub(crate) fn public_pem(&self) -> String {
        self.public.to_pem().unwrap_or_default()
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 over any bytes.
    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.sign_as(bytes, MessageDigest::sha256(), Padding::PKCS1)
    }

    /// The same with another hash or padding.
    #[expect(
        clippy::expect_used,
        reason = "the key was made by this library, every hash it knows fits a 2048-bit modulus"
    )]
    pub(crate) fn sign_as(&self, bytes: &[u8], hash: MessageDigest, padding: Padding) -> Vec<u8> {
        let key = PKey::from_rsa(self.pair.key_pair().as_ref().clone()).expect("a whole RSA key");
        let mut signer = Signer::new(hash, &key).expect("a hash that is known");
        signer.set_rsa_padding(padding).expect("a padding for signatures");
        if padding == Padding::PKCS1_PSS {
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).expect("RFC 7518 section 3.5");
        }
        signer.update(bytes).expect("hashing cannot fail");
        signer.sign_to_vec().expect("a whole RSA key signs")
    }

    /// The claims of a token that this key signed for `issuer`, and that has not run out at `now`.
    ///
    /// `None` for `now` takes expired tokens too, as logout hints are.
    pub(crate) fn verify(
        &self,
        token: &str,
        issuer: &str,
        now: Option<u64>,
    ) -> Option<Map<String, Value>> {
        // A hint may be of any age, so it is judged at the time it was made.
        let artificial_time = match now {
            Some(now) => now,
            None => unverified_claims(token)?.get("iat")?.as_u64()?,
        };
        let options = VerificationOptions {
            allowed_issuers: Some(HashSet::from([issuer.to_owned()])),
            time_tolerance: Some(Duration::from_secs(0)),
            max_token_length: Some(128 * 1024),
            artificial_time: Some(UnixTimeStamp::from_secs(artificial_time)),
            ..VerificationOptions::default()
        };
        let claims: JWTClaims<Map<String, Value>> =
            self.public.verify_token(token, Some(options)).ok()?;
        // jwt-simple takes a token without `exp`, and one in the second in which it runs out (RFC 7519 section 4.1.4).
        if claims.expires_at?.as_secs() <= artificial_time {
            return None;
        }
        unverified_claims(token)
    }
}

/// A token's header, unverified.
pub(crate) fn unverified_header(token: &str) -> Option<Map<String, Value>> {
    decoded_part(token, 0)
}

/// A token's claims, unverified.
pub(crate) fn unverified_claims(token: &str) -> Option<Map<String, Value>> {
    decoded_part(token, 1)
}

fn decoded_part(token: &str, part: usize) -> Option<Map<String, Value>> {
    use ct_codecs::Decoder;
    let part = token.split('.').nth(part)?;
    let bytes = Base64UrlSafeNoPadding::decode_to_vec(part, None).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Base64url without padding, the alphabet of every token.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    // Fails only where the length overflows.
    Base64UrlSafeNoPadding::encode_to_string(bytes).unwrap_or_default()
}

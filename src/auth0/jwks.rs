//! The tenant's signing keys: from RFC 7517 key sets, only RS256 signature keys are kept.

mod roca;

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
use http::{Request, Response};
use jwt_simple::prelude::RS256PublicKey;
use serde_json::Value;

use super::{Fault, success, unique};
use crate::config::Config;
use crate::platform::UnixTime;

/// Keys to verify ID tokens with.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<(String, RS256PublicKey)>,
}

/// More keys than a tenant has: the current, the next and the previous one, and some to spare.
const MAX_KEYS: usize = 16;

/// Builds the request for the key set.
#[must_use]
pub fn jwks_request(config: &Config) -> Request<Vec<u8>> {
    let mut request = Request::new(Vec::new());
    super::set_uri(&mut request, &super::address(config, "/.well-known/jwks.json"));
    request
}

/// Takes the key set's text out of the answer, to be stored as it is.
///
/// # Errors
/// [`Fault`].
pub fn process_jwks_response(response: Response<Vec<u8>>, now: UnixTime) -> Result<Vec<u8>, Fault> {
    success(response, now)
}

impl KeySet {
    /// Parses a key set. Keys of no use here are skipped (RFC 7517 section 5).
    ///
    /// # Errors
    /// [`Fault::Unreadable`], if it is no key set, has a name twice in an object (section 4), or has two usable keys of
    /// one name.
    pub fn parse(text: &[u8]) -> Result<Self, Fault> {
        let document = unique::parse(text);
        let keys = document.as_ref().and_then(|it| it.get("keys")).and_then(Value::as_array);
        let mut set = Self::default();
        for jwk in keys.ok_or(Fault::Unreadable)?.iter().take(MAX_KEYS) {
            let Some((kid, key)) = usable(jwk) else { continue };
            // Two keys under one name: a token would not say which.
            if set.keys.iter().any(|(named, _)| *named == kid) {
                return Err(Fault::Unreadable);
            }
            set.keys.push((kid, key));
        }
        Ok(set)
    }

    /// The key of that name.
    #[must_use]
    pub fn key(&self, kid: &str) -> Option<&RS256PublicKey> {
        self.keys.iter().find(|(named, _)| named == kid).map(|(_, key)| key)
    }
}

/// The private parts of a key (RFC 7518 sections 6.3.2 and 6.4.1).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A named key for RS256 signatures that the library accepts: 2048 to 4096 bits, exponent 65537, no member that forbids
/// this use.
fn usable(jwk: &Value) -> Option<(String, RS256PublicKey)> {
    let text = |member: &str| jwk.get(member).and_then(Value::as_str);
    // A `use` or `alg` that is no text forbids every use.
    let allows =
        |member: &str, value: &str| jwk.get(member).is_none_or(|it| it.as_str() == Some(value));
    let kid = text("kid").filter(|kid| !kid.is_empty())?;
    let right = text("kty") == Some("RSA") && allows("use", "sig") && allows("alg", "RS256");
    // If the private half is published, anybody can sign.
    if !right || PRIVATE.iter().any(|member| jwk.get(member).is_some()) {
        return None;
    }
    let modulus = Base64UrlSafeNoPadding::decode_to_vec(text("n")?, None).ok()?;
    if roca::is_weak(&modulus) {
        return None;
    }
    // `x5c` and the like are not needed, and would only make the library read more.
    let needed = ["kty", "use", "alg", "kid", "n", "e", "key_ops"].into_iter();
    let needed: Value = needed.filter_map(|it| Some((it, jwk.get(it)?.clone()))).collect();
    let key = RS256PublicKey::from_jwk(&needed.to_string()).ok()?;
    Some((kid.to_owned(), key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jwt_simple::prelude::RS256KeyPair;
    use std::sync::LazyLock;

    static JWK: LazyLock<Value> = LazyLock::new(|| {
        let pair = RS256KeyPair::generate(2048).unwrap();
        serde_json::from_str(&pair.public_key().to_jwk()).unwrap()
    });

    fn jwk(changes: &[(&str, &str)]) -> Value {
        let mut jwk = JWK.clone();
        jwk["kid"] = "one".into();
        for (member, value) in changes {
            jwk[*member] = (*value).into();
        }
        jwk
    }

    #[track_caller]
    fn check(keys: &[Value], expected: bool) {
        let text = serde_json::json!({ "keys": keys }).to_string();
        let set = KeySet::parse(text.as_bytes());
        assert_eq!(set.is_ok_and(|set| set.key("one").is_some()), expected);
    }

    #[test]
    fn chooses_by_name() {
        check(&[jwk(&[("kid", "two")]), jwk(&[])], true);
        check(&[jwk(&[("kid", "two")])], false);
        check(&[], false);
    }

    #[test]
    fn passes_over_keys_for_another_use() {
        check(&[jwk(&[("use", "enc")])], false);
        check(&[jwk(&[("alg", "RS512")])], false);
        check(&[jwk(&[("kty", "oct")])], false);
        check(&[jwk(&[("n", "AQAB")])], false);
        for (member, value) in [
            ("use", Value::Null),
            ("use", serde_json::json!(["sig"])),
            ("alg", Value::Null),
            ("key_ops", serde_json::json!(["encrypt"])),
            ("key_ops", serde_json::json!(["verify", "verify"])),
            ("kid", serde_json::json!(1)),
            ("kid", serde_json::json!("")),
        ] {
            let mut jwk = jwk(&[]);
            jwk[member] = value;
            check(&[jwk], false);
        }
    }

    #[test]
    fn passes_over_weak_keys() {
        // Of 1024 bits; a modulus cut short; an exponent of 1 and of 3.
        let modulus = JWK["n"].as_str().unwrap();
        check(&[jwk(&[("n", modulus.get(..171).unwrap())])], false);
        check(&[jwk(&[("n", modulus.get(..341).unwrap())])], false);
        check(&[jwk(&[("e", "AQ")])], false);
        check(&[jwk(&[("e", "Aw")])], false);
    }

    #[test]
    fn passes_over_a_key_whose_private_half_is_published() {
        for member in PRIVATE {
            check(&[jwk(&[(member, "AQAB")])], false);
        }
    }

    #[test]
    fn passes_over_what_is_no_key_and_whatever_comes_after_the_sixteenth() {
        let odd = [Value::Null, serde_json::json!([]), serde_json::json!("one")];
        check(&[&odd[..], &[jwk(&[])]].concat(), true);
        let mut many = vec![jwk(&[("kid", "two"), ("use", "enc")]); MAX_KEYS - 1];
        many.push(jwk(&[]));
        check(&many, true);
        many.insert(0, jwk(&[("kid", "three")]));
        check(&many, false);
    }

    #[test]
    fn refuses_two_keys_of_one_name() {
        check(&[jwk(&[]), jwk(&[])], false);
    }

    #[test]
    fn passes_over_a_key_without_a_name() {
        let text = serde_json::json!({ "keys": [jwk(&[("kid", "")]), *JWK] }).to_string();
        assert!(KeySet::parse(text.as_bytes()).unwrap().key("").is_none());
    }

    #[test]
    fn reads_no_more_keys_than_a_tenant_has() {
        let named = |index: usize| jwk(&[("kid", &format!("key {index}"))]);
        let keys: Vec<Value> = (0..=MAX_KEYS).map(named).collect();
        let text = serde_json::json!({ "keys": keys }).to_string();
        let set = KeySet::parse(text.as_bytes()).unwrap();
        let has = |index: usize| set.key(&format!("key {index}")).is_some();
        assert_eq!((has(0), has(MAX_KEYS - 1), has(MAX_KEYS)), (true, true, false));
    }

    #[test]
    fn refuses_what_is_no_key_set() {
        let deep = r#"{"keys":["#.to_owned() + &"[".repeat(100_000);
        for text in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>", &deep] {
            assert_eq!(KeySet::parse(text.as_bytes()).err(), Some(Fault::Unreadable));
        }
    }

    #[test]
    fn refuses_a_name_twice_in_one_key() {
        let whole = serde_json::json!({ "keys": [jwk(&[])] }).to_string();
        let doubled = whole.replace(r#""kty":"RSA""#, r#""kty":"RSA","kty":"RSA""#);
        assert_ne!(whole, doubled);
        assert_eq!(KeySet::parse(doubled.as_bytes()).err(), Some(Fault::Unreadable));
    }

    #[test]
    fn passes_over_a_key_whose_private_half_can_be_computed() {
        // Modulo every small prime a power of 65537, as the flawed library's are; the other is 2 more.
        let marked = "DVrLWGPLBvSsaxp0GXLAVwZAHJB_zsUu2VZ3Iw";
        let other = "DVrLWGPLBvSsaxp0GXLAVwZAHJB_zsUu2VZ3JQ";
        let modulus = |end: &str| format!("g{}{end}", "A".repeat(341 - end.len()));
        check(&[jwk(&[("n", &modulus(marked))])], false);
        check(&[jwk(&[("n", &modulus(other))])], true);
    }
}

//! The tenant's signing keys: RFC 7517 key sets, of which only RS256 signature keys are kept.

use http::{Request, Response};
use jwt_simple::prelude::RS256PublicKey;
use serde::Deserialize;
use serde_json::Value;

use super::{Fault, success};
use crate::config::Config;
use crate::platform::UnixTime;

/// Keys to verify ID tokens with.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<(String, RS256PublicKey)>,
}

/// More keys than a tenant has: the current, the next and the previous one, with room.
const MAX_KEYS: usize = 16;

/// Builds the request for the key set.
#[must_use]
pub fn jwks_request(config: &Config) -> Request<Vec<u8>> {
    let mut url = config.auth0_url.clone();
    url.set_path("/.well-known/jwks.json");
    let mut request = Request::new(Vec::new());
    super::set_uri(&mut request, &url);
    request
}

/// Takes the key set's text out of the answer, so that it can be kept as it is.
///
/// # Errors
/// [`Fault`].
pub fn process_jwks_response(response: Response<Vec<u8>>, now: UnixTime) -> Result<Vec<u8>, Fault> {
    success(response, now)
}

impl KeySet {
    /// Parses a key set. Keys that are of no use here are passed over, as RFC 7517 section 5 says.
    ///
    /// # Errors
    /// [`Fault::Unreadable`], where it is no key set.
    pub fn parse(text: &[u8]) -> Result<Self, Fault> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document = serde_json::from_slice(text).map_err(|_| Fault::Unreadable)?;
        let mut set = Self::default();
        for jwk in document.keys.iter().take(MAX_KEYS) {
            let Some((kid, key)) = usable(jwk) else { continue };
            // Two keys under one name: neither can be meant.
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

/// A key with a name, for RS256 signatures, that the library accepts: 2048 to 4096 bits, exponent
/// 65537, no member that forbids the use.
fn usable(jwk: &Value) -> Option<(String, RS256PublicKey)> {
    let text = |member: &str| jwk.get(member).and_then(Value::as_str);
    let kid = text("kid")?;
    let right = text("kty") == Some("RSA")
        && text("use").is_none_or(|it| it == "sig")
        && text("alg").is_none_or(|it| it == "RS256");
    if !right || kid.is_empty() {
        return None;
    }
    // `x5c` and its kin are for others, and would only lengthen what the library reads.
    let mut members = serde_json::Map::new();
    for member in ["kty", "use", "alg", "kid", "n", "e", "key_ops"] {
        if let Some(value) = jwk.get(member) {
            members.insert(member.to_owned(), value.clone());
        }
    }
    let key = RS256PublicKey::from_jwk(&Value::Object(members).to_string()).ok()?;
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
        check(&[jwk(&[("e", "Aw")])], false);
        check(&[jwk(&[("n", "AQAB")])], false);
    }

    #[test]
    fn refuses_two_keys_of_one_name() {
        check(&[jwk(&[]), jwk(&[])], false);
    }

    #[test]
    fn refuses_what_is_no_key_set() {
        for text in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>"] {
            assert_eq!(KeySet::parse(text.as_bytes()).err(), Some(Fault::Unreadable), "{text}");
        }
    }
}

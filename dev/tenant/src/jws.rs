//! Writes signed tokens, right ones and forged ones.

use hmac_sha256::HMAC;
use serde_json::{Map, Value, json};

use crate::faults::{Forgery, Sign};
use crate::keys::{Keys, SigningKey, base64url};

/// A token as Auth0 signs it: RS256, `typ` JWT, the key's id.
pub(crate) fn signed(key: &SigningKey, claims: &Map<String, Value>) -> String {
    let input = signing_input(&header(key), claims);
    let signature = base64url(&key.sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// A token with whatever the fault wants changed.
pub(crate) fn forged(
    keys: &Keys,
    key: &SigningKey,
    mut claims: Map<String, Value>,
    forgery: &Forgery,
) -> String {
    let mut header = header(key);
    overlay(&mut header, &forgery.header);
    overlay(&mut claims, &forgery.claims);
    let input = signing_input(&header, &claims);
    let bytes = input.as_bytes();
    let sign = forgery.sign.unwrap_or_else(|| match header.get("alg").and_then(Value::as_str) {
        Some("none") => Sign::None,
        Some("HS256") => Sign::Hs256PublicKey,
        Some(_) | None => Sign::Right,
    });
    let signature = match sign {
        Sign::Right => base64url(&key.sign(bytes)),
        Sign::WrongKey => base64url(&keys.foreign().sign(bytes)),
        Sign::None => String::new(),
        Sign::Hs256PublicKey => base64url(&HMAC::mac(bytes, key.public_pem())),
        Sign::Broken => {
            let mut signature = key.sign(bytes);
            if let Some(last) = signature.last_mut() {
                *last ^= 1;
            }
            base64url(&signature)
        }
    };
    format!("{input}.{signature}")
}

fn header(key: &SigningKey) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".into(), json!("RS256"));
    header.insert("typ".into(), json!("JWT"));
    header.insert("kid".into(), json!(key.kid));
    header
}

fn signing_input(header: &Map<String, Value>, claims: &Map<String, Value>) -> String {
    let part =
        |map: &Map<String, Value>| base64url(Value::Object(map.clone()).to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

/// Writes `changes` over `map`; null removes.
fn overlay(map: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (name, value) in changes {
        if value.is_null() {
            map.remove(name);
        } else {
            map.insert(name.clone(), value.clone());
        }
    }
}

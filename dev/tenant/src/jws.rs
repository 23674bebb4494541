//! Writes signed tokens, right ones and forged ones.

use hmac_sha256::HMAC;
use serde_json::{Map, Value, json};
use superboring::hash::MessageDigest;
use superboring::rsa::Padding;

use crate::faults::{Forgery, Sign};
use crate::keys::{Keys, SigningKey, base64url, sign_es256};

/// A token as Auth0 signs it: RS256, `typ` JWT, the key's id.
pub(crate) fn signed(key: &SigningKey, claims: &Map<String, Value>) -> String {
    let input = signing_input(&text(&header(key)), &text(claims));
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
    let sign = forgery.sign.unwrap_or_else(|| match header.get("alg").and_then(Value::as_str) {
        Some("none") => Sign::None,
        Some("ES256") => Sign::Es256,
        Some("HS256") => Sign::Hs256PublicKey,
        Some("PS256") => Sign::Ps256,
        Some("RS384") => Sign::Rs384,
        Some("RS512") => Sign::Rs512,
        Some(_) | None => Sign::Right,
    });
    if sign == Sign::EmbeddedKey {
        header.insert("jwk".into(), keys.foreign().jwk());
    }
    let header = again(&header, &forgery.header_again);
    let input = signing_input(&header, &again(&claims, &forgery.claims_again));
    let bytes = input.as_bytes();
    let signature = match sign {
        Sign::Right => key.sign(bytes),
        Sign::EmbeddedKey | Sign::WrongKey => keys.foreign().sign(bytes),
        Sign::None => Vec::new(),
        Sign::Hs256PublicKey => HMAC::mac(bytes, key.public_pem()).to_vec(),
        Sign::Rs384 => key.sign_as(bytes, MessageDigest::sha384(), Padding::PKCS1),
        Sign::Rs512 => key.sign_as(bytes, MessageDigest::sha512(), Padding::PKCS1),
        Sign::Ps256 => key.sign_as(bytes, MessageDigest::sha256(), Padding::PKCS1_PSS),
        Sign::Es256 => sign_es256(bytes),
        Sign::Broken => {
            let mut signature = key.sign(bytes);
            if let Some(last) = signature.last_mut() {
                *last ^= 1;
            }
            signature
        }
    };
    format!("{input}.{}", base64url(&signature))
}

fn header(key: &SigningKey) -> Map<String, Value> {
    let mut header = Map::new();
    header.insert("alg".into(), json!("RS256"));
    header.insert("typ".into(), json!("JWT"));
    header.insert("kid".into(), json!(key.kid));
    header
}

fn signing_input(header: &str, claims: &str) -> String {
    format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()))
}

fn text(map: &Map<String, Value>) -> String {
    Value::Object(map.clone()).to_string()
}

/// The members, and then these, whatever names they have.
fn again(map: &Map<String, Value>, more: &Map<String, Value>) -> String {
    let (whole, more) = (text(map), text(more));
    match (whole.strip_suffix('}'), more.strip_prefix('{')) {
        (Some(start), Some(end)) if end != "}" && start != "{" => format!("{start},{end}"),
        _ => whole,
    }
}

/// Writes `changes` over `map`; null removes.
pub(crate) fn overlay(map: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (name, value) in changes {
        if value.is_null() {
            map.remove(name);
        } else {
            map.insert(name.clone(), value.clone());
        }
    }
}

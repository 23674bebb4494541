//! Key sets: what is kept of them can verify RS256 signatures of a key that is strong enough.

use account_linking::auth0::jwks::KeySet;
use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
use serde_json::Value;

use crate::cast::jwks;

/// Fewest bytes of an RSA modulus of 2048 bits.
const MIN_MODULUS: usize = 256;

/// Gives the input to the component. `{key}` stands for a right key's modulus.
///
/// # Panics
/// Where a key is kept that should not be.
pub fn run(data: &[u8]) {
    static RIGHT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let set: Value = serde_json::from_str(&jwks()).expect("a key set");
        set["keys"][0]["n"].as_str().unwrap_or_default().to_owned()
    });
    let text = String::from_utf8_lossy(data).replace("{key}", &RIGHT);
    let Ok(set) = KeySet::parse(text.as_bytes()) else { return };
    let document: Value = serde_json::from_str(&text).expect("what was parsed");
    // A list with the members' values in their order is read like the object.
    let keys = document["keys"].as_array().or(document[0].as_array()).expect("keys");
    for jwk in keys {
        let Some(kid) = jwk["kid"].as_str() else { continue };
        if set.key(kid).is_none() {
            continue;
        }
        // Several members of the set may have this name; the one that is kept is among them.
        let named = |it: &&Value| it["kid"] == jwk["kid"];
        let fits = keys.iter().filter(named).any(|it| {
            let modulus = it["n"].as_str().unwrap_or_default();
            let modulus = Base64UrlSafeNoPadding::decode_to_vec(modulus, None).unwrap_or_default();
            it["kty"] == "RSA"
                && it["e"] == "AQAB"
                && (it["use"].is_null() || it["use"] == "sig")
                && (it["alg"].is_null() || it["alg"] == "RS256")
                && modulus.iter().skip_while(|byte| **byte == 0).count() >= MIN_MODULUS
        });
        assert!(fits, "a key that is of no use: {jwk}");
    }
}

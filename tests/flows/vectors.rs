//! Wycheproof's vectors for JSON web signatures and keys, over our choice of a key ([`KeySet`]), our
//! reading of a header, and the verification that both lead to.

use std::collections::BTreeMap;

use account_linking::auth0::id_token::UnverifiedIdToken;
use account_linking::auth0::jwks::KeySet;
use jwt_simple::prelude::{RSAPublicKeyLike as _, Token};
use serde_json::{Value, json};
use wycheproof_ng_kdf_jose::json_web::TestName;

use crate::support::Attacks;

/// Whether a token's signature would be believed. The payloads of the vectors are no claims, so what
/// comes after the signature does not count: the header was read before, and so only the payload can
/// then be what JSON does not read.
fn is_believed(keys: &KeySet, token: &str) -> bool {
    let Ok(kid) = UnverifiedIdToken::new(token.to_owned()).key_id() else { return false };
    let Some(key) = keys.key(&kid) else { return false };
    if Token::decode_metadata(token).is_err() {
        return false;
    }
    match key.verify_token::<Value>(token, None) {
        Ok(_) => true,
        Err(error) => error.downcast_ref::<serde_json::Error>().is_some(),
    }
}

/// How the vectors of one kind ended.
#[derive(Default)]
struct Ends {
    believed: usize,
    invalid: usize,
    /// Valid, by an algorithm or a key that no ID token of ours may have.
    not_ours: usize,
}

/// Whether the vector's token is one that the component should believe the signature of: RS256, by an RSA
/// key for it.
fn is_ours(keys: &Value, token: &str) -> bool {
    let algorithm = Token::decode_metadata(token).is_ok_and(|it| it.algorithm() == "RS256");
    algorithm && keys["keys"].as_array().unwrap().iter().any(|key| key["kty"] == "RSA")
}

fn run(set: &str, vectors: &str, part: &'static str) -> BTreeMap<String, Ends> {
    let vectors: Value = serde_json::from_str(vectors).unwrap();
    let mut kinds: BTreeMap<String, Ends> = BTreeMap::new();
    let mut tried = 0;
    for group in vectors["testGroups"].as_array().unwrap() {
        // What is symmetric has no public half. Such keys lie in no tenant's set; here they do.
        let published =
            if group["public"].is_null() { &group["private"] } else { &group["public"] };
        let alone = json!({ "keys": [published] });
        let keys = if published["keys"].is_array() { published } else { &alone };
        let parsed = KeySet::parse(keys.to_string().as_bytes()).unwrap_or_default();
        let ends = kinds.entry(group["comment"].as_str().unwrap().to_owned()).or_default();
        for test in group["tests"].as_array().unwrap() {
            let valid = test["result"] == "valid";
            let token = test["jws"].as_str().map_or_else(|| test["jws"].to_string(), str::to_owned);
            let believed = is_believed(&parsed, &token);
            // The one difference: what is valid by another algorithm is refused.
            assert_eq!(believed, valid && is_ours(keys, &token), "{set}: {test}");
            tried += 1;
            match (believed, valid) {
                (true, _) => ends.believed += 1,
                (false, true) => ends.not_ours += 1,
                (false, false) => ends.invalid += 1,
            }
        }
    }
    assert_eq!(vectors["numberOfTests"], tried, "{set}");
    let mut attacks = Attacks::new(part, true);
    for (kind, ends) in &kinds {
        let refused = ends.invalid + ends.not_ours;
        let how = [
            (ends.invalid, "invalid: refused"),
            (ends.not_ours, "of another algorithm: refused"),
            (ends.believed, "valid: believed"),
        ];
        let how = how.iter().filter(|(count, _)| *count > 0);
        let how: Vec<String> = how.map(|(count, end)| format!("{count} {end}")).collect();
        if refused > 0 {
            attacks.tried_many(&format!("`{kind}`"), refused, &how.join("; "));
        }
    }
    attacks.finish();
    kinds
}

#[test]
fn signature_vectors_of_wycheproof() {
    let data = TestName::JsonWebSignature.json_data();
    let kinds = run("signature", data, "signature-vectors");
    let (believed, invalid): (usize, usize) =
        kinds.values().fold((0, 0), |sum, it| (sum.0 + it.believed, sum.1 + it.invalid));
    // So that nothing is refused for want of a key, say.
    assert_eq!((believed, invalid), (8, 355));
}

#[test]
fn key_vectors_of_wycheproof() {
    let kinds = run("key", TestName::JsonWebKey.json_data(), "key-vectors");
    assert_eq!(kinds["rs256"].believed, 1);
    assert_eq!(kinds["jws_rsa_roca_key"].invalid, 1);
    assert_eq!(kinds["keysize_too_small"].invalid, 1);
    assert_eq!(kinds["exponentOne"].invalid, 1);
}

//! A token's header (RFC 7515 section 4). Before the signature is checked it only says which of the tenant's keys to
//! try, and it must not bring a key of its own.

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
use serde_json::Value;

use super::fault::IdTokenFault;
use crate::auth0::unique;

/// Longest encoded header that is read, in bytes. Auth0's have about 100.
const MAX_BYTES: usize = 1024;

/// Members by which a token brings its own key, or an address to fetch one from (sections 4.1.2, 4.1.3, 4.1.5 and
/// 4.1.6). Keys come only from the tenant's key set. Thumbprints (`x5t`) lead nowhere, so they are allowed.
const OWN_KEY: [&str; 4] = ["jku", "jwk", "x5c", "x5u"];

/// The name of the key that the token says it was signed with. The library checks algorithm and type together with the
/// signature.
///
/// # Errors
/// [`IdTokenFault`].
pub(super) fn key_id(encoded: &str) -> Result<String, IdTokenFault> {
    if encoded.len() > MAX_BYTES {
        return Err(IdTokenFault::TooLong);
    }
    let text = Base64UrlSafeNoPadding::decode_to_vec(encoded, None);
    let header = text.ok().and_then(|text| unique::parse(&text)).ok_or(IdTokenFault::Malformed)?;
    // Section 4.1.11: whatever is marked critical must be understood, and nothing is here. The library accepts an empty
    // list, which that section forbids.
    if header.get("crit").is_some() {
        return Err(IdTokenFault::Critical);
    }
    if OWN_KEY.iter().any(|name| header.get(name).is_some()) {
        return Err(IdTokenFault::KeyInHeader);
    }
    let kid = header.get("kid").and_then(Value::as_str).filter(|kid| !kid.is_empty());
    kid.map(ToOwned::to_owned).ok_or(IdTokenFault::KeyIdMissing)
}

#[cfg(test)]
mod tests {
    use ct_codecs::Encoder as _;

    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Result<&str, IdTokenFault>) {
        let encoded = Base64UrlSafeNoPadding::encode_to_string(header).unwrap();
        assert_eq!(key_id(&encoded), expected.map(ToOwned::to_owned), "{header}");
    }

    #[test]
    fn reads_the_name_of_the_key() {
        check(r#"{"alg":"RS256","typ":"JWT","kid":"one"}"#, Ok("one"));
        check(r#"{"kid":"one","x5t":"AAAA"}"#, Ok("one"));
    }

    #[test]
    fn refuses_a_header_that_names_no_key() {
        check("{}", Err(IdTokenFault::KeyIdMissing));
        check(r#"{"kid":""}"#, Err(IdTokenFault::KeyIdMissing));
        check(r#"{"kid":["one"]}"#, Err(IdTokenFault::KeyIdMissing));
    }

    #[test]
    fn refuses_a_header_that_brings_a_key_or_leads_to_one() {
        for member in OWN_KEY {
            for value in ["null", "\"\"", "{}", "\"https://evil.example/\""] {
                let header = format!(r#"{{"kid":"one","{member}":{value}}}"#);
                check(&header, Err(IdTokenFault::KeyInHeader));
            }
        }
    }

    #[test]
    fn refuses_what_is_marked_as_critical() {
        check(r#"{"kid":"one","crit":["b64"],"b64":false}"#, Err(IdTokenFault::Critical));
        check(r#"{"kid":"one","crit":[]}"#, Err(IdTokenFault::Critical));
    }

    #[test]
    fn refuses_a_doubled_name_and_what_is_no_header() {
        check(r#"{"kid":"one","kid":"two"}"#, Err(IdTokenFault::Malformed));
        check(r#"{"kid":"one","k\u0069d":"two"}"#, Err(IdTokenFault::Malformed));
        check(r#"{"kid":"one","extra":{"a":1,"a":1}}"#, Err(IdTokenFault::Malformed));
        check(r#"["kid"]"#, Err(IdTokenFault::KeyIdMissing));
        check("kid", Err(IdTokenFault::Malformed));
        assert_eq!(key_id("e30="), Err(IdTokenFault::Malformed));
        assert_eq!(key_id("e30\n"), Err(IdTokenFault::Malformed));
    }

    #[test]
    fn refuses_a_header_longer_than_any_that_auth0_sends() {
        let header = |filler: usize| format!(r#"{{"kid":"one","x":"{}"}}"#, "x".repeat(filler));
        check(&header(748), Ok("one"));
        check(&header(749), Err(IdTokenFault::TooLong));
    }
}

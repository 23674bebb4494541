//! One row for each thing that an ID token can get wrong, signed with a generated key.

use std::sync::LazyLock;

use ct_codecs::{Base64UrlSafeNoPadding, Encoder as _};
use jwt_simple::claims::JWTClaims;
use jwt_simple::prelude::{
    HS256Key, HeaderOptions, MACLike as _, RS256KeyPair, RS512KeyPair, RSAKeyPairLike as _,
};
use serde_json::{Value, json};

use super::*;

static KEY: LazyLock<RS256KeyPair> = LazyLock::new(key);
static OTHER: LazyLock<RS256KeyPair> = LazyLock::new(key);

const NOW: UnixTime = UnixTime(1_800_000_000);

fn key() -> RS256KeyPair {
    RS256KeyPair::generate(2048).unwrap().with_key_id("one")
}

/// Claims, none of them added by the library.
fn claims(changes: &Value) -> JWTClaims<Value> {
    let mut claims = json!({
        "iss": "https://tenant.example/", "sub": "github|1", "aud": "client", "nonce": "n",
        "iat": NOW.0, "exp": NOW.0 + 60, "auth_time": NOW.0, "email": "ada@example.com",
    });
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    JWTClaims {
        issued_at: None,
        expires_at: None,
        invalid_before: None,
        issuer: None,
        subject: None,
        audiences: None,
        jwt_id: None,
        nonce: None,
        custom: claims,
    }
}

fn jwt() -> HeaderOptions {
    HeaderOptions { signature_type: Some("JWT".into()), ..HeaderOptions::default() }
}

fn good(changes: &Value) -> String {
    KEY.sign_with_options(claims(changes), &jwt()).unwrap()
}

fn verify(token: String) -> Result<IdTokenClaims, IdTokenFault> {
    verify_as(token, Asked::SignIn { nonce: "n", begun: NOW, since: NOW }, None)
}

fn verify_as(
    token: String,
    asked: Asked<'_>,
    organization: Option<&str>,
) -> Result<IdTokenClaims, IdTokenFault> {
    let mut jwk: Value = serde_json::from_str(&KEY.public_key().to_jwk()).unwrap();
    jwk["kid"] = "one".into();
    let keys = KeySet::parse(json!({ "keys": [jwk] }).to_string().as_bytes()).unwrap();
    let organization = organization.map(ToOwned::to_owned);
    let expected = Expected {
        demands: &Demands { organization, ..Demands::default() },
        issuer: "https://tenant.example/",
        client_id: "client",
        access_token: &Secret::new("an access token".to_owned()),
        asked,
        now: NOW,
    };
    UnverifiedIdToken::new(token).verify(&keys, &expected)
}

#[track_caller]
fn check(token: String, expected: IdTokenFault) {
    assert_eq!(verify(token).err(), Some(expected));
}

#[track_caller]
fn check_claims(changes: &Value, expected: Option<IdTokenFault>) {
    assert_eq!(verify(good(changes)).err(), expected, "{changes}");
}

#[test]
fn believes_a_right_token() {
    let claims = verify(good(&json!({"sid": "s"}))).unwrap();
    assert_eq!(claims.subject.to_string(), "github|1");
    assert_eq!(claims.email.as_deref(), Some("ada@example.com"));
    assert_eq!(claims.sid.as_deref(), Some("s"));
    assert!(!claims.email_verified);
    check_claims(&json!({"aud": ["client"], "azp": "client"}), None);
    check_claims(&json!({"email_verified": "true", "email": ""}), None);
    check_claims(&json!({"exp": NOW.0 - 29}), None);
    check_claims(&json!({"auth_time": NOW.0 - 30}), None);
    check_claims(&json!({"auth_time": NOW.0 + 30}), None);
    check_claims(&json!({"iat": NOW.0 - 30}), None);
    // The left half of the SHA-256 of `an access token`.
    check_claims(&json!({"at_hash": "FPlcM-1UXiivOYozpUrp7Q"}), None);
}

#[test]
fn refuses_wrong_claims() {
    use IdTokenFault as F;
    check_claims(&json!({"iss": "https://tenant.example"}), Some(F::WrongIssuer));
    check_claims(&json!({"iss": "https://evil.example/"}), Some(F::WrongIssuer));
    check_claims(&json!({"iss": null}), Some(F::WrongIssuer));
    check_claims(&json!({"aud": "another"}), Some(F::WrongAudience));
    check_claims(&json!({"aud": ["client", "another"]}), Some(F::WrongAudience));
    check_claims(&json!({"aud": []}), Some(F::WrongAudience));
    check_claims(&json!({"aud": null}), Some(F::WrongAudience));
    check_claims(&json!({"aud": ["client", "another"], "azp": "client"}), Some(F::WrongAudience));
    check_claims(&json!({"azp": "another"}), Some(F::WrongAuthorizedParty));
    check_claims(&json!({"nonce": "m"}), Some(F::Nonce));
    check_claims(&json!({"nonce": null}), Some(F::Nonce));
    check_claims(&json!({"exp": NOW.0 - 31}), Some(F::Expired));
    check_claims(&json!({"exp": null}), Some(F::ExpiryMissing));
    check_claims(&json!({"iat": null}), Some(F::IssuedAtMissing));
    check_claims(&json!({"iat": NOW.0 + 60, "exp": NOW.0 + 99}), Some(F::IssuedInFuture));
    check_claims(&json!({"iat": NOW.0 - 31}), Some(F::IssuedTooEarly));
    check_claims(&json!({"nbf": NOW.0 + 60}), Some(F::NotYetValid));
    check_claims(&json!({"at_hash": ""}), Some(F::AccessTokenHash));
    check_claims(
        &json!({"at_hash": "FPlcM-1UXiivOYozpUrp7d117JnKzPF4YXuXNnfZmdU"}),
        Some(F::AccessTokenHash),
    );
    check_claims(&json!({"auth_time": null}), Some(F::AuthTimeMissing));
    check_claims(&json!({"auth_time": NOW.0 - 31}), Some(F::AuthTimeStale));
    check_claims(&json!({"auth_time": NOW.0 + 31}), Some(F::AuthTimeInFuture));
    check_claims(&json!({"sub": null}), Some(F::Subject));
    check_claims(&json!({"sub": "no-provider"}), Some(F::Subject));
    check_claims(&json!({"sub": 7}), Some(F::Malformed));
    check_claims(&json!({"filler": "x".repeat(MAX_BYTES)}), Some(F::TooLong));
}

#[test]
fn refuses_another_key() {
    let token = OTHER.sign_with_options(claims(&json!({})), &jwt()).unwrap();
    check(token, IdTokenFault::Signature);
}

#[test]
fn refuses_a_changed_claim() {
    let token = good(&json!({}));
    let parts: Vec<&str> = token.split('.').collect();
    let forged = good(&json!({"sub": "auth0|victim"}));
    let payload = forged.split('.').nth(1).unwrap();
    check(format!("{}.{payload}.{}", parts[0], parts[2]), IdTokenFault::Signature);
}

#[test]
fn refuses_a_name_twice_where_nobody_looks() {
    // The library's own writer puts the claims in any order, so the text is made here.
    let text = |claims: &str| Base64UrlSafeNoPadding::encode_to_string(claims).unwrap();
    assert!(is_unambiguous(&format!("e30.{}.", text(r#"{"a":{"b":1},"b":1}"#))));
    for claims in [r#"{"a":1,"a":1}"#, r#"{"a":[{"b":1,"b":2}]}"#, ""] {
        assert!(!is_unambiguous(&format!("e30.{}.", text(claims))), "{claims}");
    }
}

#[test]
fn refuses_an_unknown_or_missing_key_id() {
    let unnamed = RS256KeyPair::from_der(&KEY.to_der().unwrap()).unwrap();
    let token = unnamed.sign_with_options(claims(&json!({})), &jwt()).unwrap();
    check(token, IdTokenFault::KeyIdMissing);
    let token = unnamed.with_key_id("two").sign_with_options(claims(&json!({})), &jwt()).unwrap();
    check(token, IdTokenFault::KeyUnknown);
}

#[test]
fn refuses_another_type_of_token() {
    for kind in ["at+jwt", "logout+jwt", "JWS", "", "application/jwt"] {
        let options =
            HeaderOptions { signature_type: Some(kind.into()), ..HeaderOptions::default() };
        check(KEY.sign_with_options(claims(&json!({})), &options).unwrap(), IdTokenFault::Type);
    }
}

#[test]
fn refuses_algorithm_none_and_key_confusion() {
    let part = |value: Value| Base64UrlSafeNoPadding::encode_to_string(value.to_string()).unwrap();
    let payload = part(claims(&json!({})).custom);
    let header = part(json!({"alg": "none", "typ": "JWT", "kid": "one"}));
    check(format!("{header}.{payload}."), IdTokenFault::Algorithm);

    // The public key, which everybody has, used as the secret of a symmetric algorithm.
    let public = KEY.public_key().to_pem().unwrap();
    let confused = HS256Key::from_bytes(public.as_bytes()).with_key_id("one");
    let token = confused.authenticate_with_options(claims(&json!({})), &jwt()).unwrap();
    check(token, IdTokenFault::Algorithm);

    let other = RS512KeyPair::from_der(&KEY.to_der().unwrap()).unwrap().with_key_id("one");
    let token = other.sign_with_options(claims(&json!({})), &jwt()).unwrap();
    check(token, IdTokenFault::Algorithm);
}

#[test]
fn refuses_what_is_no_token() {
    for token in ["", ".", "..", "a.b.c", "eyJhbGciOiJSUzI1NiJ9"] {
        let fault = verify(token.to_owned()).unwrap_err();
        assert!(matches!(fault, IdTokenFault::Malformed | IdTokenFault::KeyIdMissing), "{token}");
    }
}

#[test]
fn reads_no_token_of_more_than_64_kilobytes() {
    let named = |length: usize| {
        let mut raw = good(&json!({}));
        raw.extend(std::iter::repeat_n('A', length - raw.len()));
        UnverifiedIdToken::new(raw).key_id()
    };
    assert_eq!(named(64 * 1024).as_deref(), Ok("one"));
    assert_eq!(named(64 * 1024 + 1), Err(IdTokenFault::TooLong));
}

#[test]
fn never_prints_the_token() {
    let raw = good(&json!({}));
    let token = UnverifiedIdToken::new(raw.clone());
    assert!(!format!("{token:?}").contains(&raw));
}

#[test]
fn a_code_needs_no_nonce_but_a_token_of_its_own_time() {
    let check = |changes: Value, expected: Option<IdTokenFault>| {
        let asked = Asked::Code { begun: NOW };
        assert_eq!(verify_as(good(&changes), asked, None).err(), expected, "{changes}");
    };
    check(json!({"nonce": null, "auth_time": null}), None);
    check(json!({"nonce": null, "iat": NOW.0 - 30}), None);
    check(json!({"nonce": null, "iat": NOW.0 - 31}), Some(IdTokenFault::IssuedTooEarly));
    let asked = Asked::Code { begun: NOW };
    let claims = verify_as(good(&json!({"auth_time": 1, "iat": NOW.0 - 3})), asked, None).unwrap();
    assert_eq!(claims.auth_time.0, NOW.0 - 3, "the token's own time");
}

#[test]
fn an_emailed_links_nonce_is_ours_or_missing() {
    let check = |changes: Value, expected: Option<IdTokenFault>| {
        let asked = Asked::EmailedLink { nonce: "n", begun: NOW };
        assert_eq!(verify_as(good(&changes), asked, None).err(), expected, "{changes}");
    };
    check(json!({"auth_time": null}), None);
    check(json!({"nonce": null, "auth_time": null}), None);
    check(json!({"nonce": "m"}), Some(IdTokenFault::Nonce));
    check(json!({"iat": NOW.0 - 31}), Some(IdTokenFault::IssuedTooEarly));
}

#[test]
fn refuses_another_organization() {
    let check = |changes: Value, organization: &str, expected: Option<IdTokenFault>| {
        let asked = Asked::SignIn { nonce: "n", begun: NOW, since: NOW };
        let outcome = verify_as(good(&changes), asked, Some(organization));
        assert_eq!(outcome.err(), expected, "{changes} {organization}");
    };
    let corp = json!({"org_id": "org_1", "org_name": "corp"});
    check(corp.clone(), "org_1", None);
    check(corp.clone(), "Corp", None);
    check(corp.clone(), "org_2", Some(IdTokenFault::Organization));
    check(corp, "other", Some(IdTokenFault::Organization));
    check(json!({}), "org_1", Some(IdTokenFault::Organization));
    check(json!({"org_name": "org_1"}), "org_1", Some(IdTokenFault::Organization));
}

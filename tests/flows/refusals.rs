//! One row for each fault that the tenant can commit in a login: what the visitor is told, that
//! nobody is signed in and nothing is linked, and that the tenant works afterwards.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::Stage;

/// A forged ID token, in a login and in a link.
#[track_caller]
fn check_forged(forgery: Value, fault: &str) {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.forge(&forgery);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("token_invalid"), "{forgery}");
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED, "{forgery}");
    assert!(stage.log().contains(fault), "{fault} in {}", stage.log());

    browser.log_in("ada");
    let page = browser.start_link("github");
    stage.forge(&forgery);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("token_invalid"), "{forgery}");
    assert!(browser.me()["pending"].is_null(), "{forgery}");
    assert_eq!(browser.link("github|2001"), "linked", "after {forgery}");
}

macro_rules! forged {
    ($($name:ident: $forgery:tt => $fault:literal;)*) => {
        $(#[test] fn $name() { check_forged(json!($forgery), $fault) })*
    };
}

// The names are those of the OpenID relying-party conformance modules, where there is one.
forged! {
    invalid_iss: {"claims": {"iss": "https://evil.example/"}} => "WrongIssuer";
    invalid_aud: {"claims": {"aud": "another-app"}} => "WrongAudience";
    missing_aud: {"claims": {"aud": null}} => "WrongAudience";
    second_aud: {"claims": {"aud": ["local-app", "another-app"]}} => "WrongAudience";
    invalid_azp: {"claims": {"azp": "another-app"}} => "WrongAuthorizedParty";
    missing_sub: {"claims": {"sub": null}} => "Subject";
    missing_iat: {"claims": {"iat": null}} => "IssuedAtMissing";
    missing_exp: {"claims": {"exp": null}} => "ExpiryMissing";
    expired: {"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}} => "Expired";
    nonce_invalid: {"claims": {"nonce": "another"}} => "Nonce";
    missing_nonce: {"claims": {"nonce": null}} => "Nonce";
    missing_auth_time: {"claims": {"auth_time": null}} => "AuthTimeMissing";
    old_auth_time: {"claims": {"auth_time": 1_000_000_000}} => "AuthTimeStale";
    idtoken_sig_none: {"header": {"alg": "none"}, "sign": "none"} => "Algorithm";
    invalid_sig_rs256: {"sign": "broken"} => "Signature";
    signed_by_another_key: {"sign": "wrong_key"} => "Signature";
    hs256_with_the_public_key: {"header": {"alg": "HS256"}, "sign": "hs256_public_key"} => "Algorithm";
    kid_absent: {"header": {"kid": null}} => "KeyIdMissing";
    unknown_kid: {"header": {"kid": "nobody"}} => "KeyUnknown";
    access_token_as_id_token: {"header": {"typ": "at+jwt"}} => "Type";
}

/// A fault of the tenant at one of its addresses while somebody signs in.
#[track_caller]
fn check_fault(path: &str, then: Value, code: &str) {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.fault(&json!({"when": {"path": path}, "then": then}));
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some(code), "{path} {then}");
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
    browser.log_in("ada");
    browser.me();
}

#[test]
fn a_token_endpoint_that_fails() {
    let token = "/oauth/token";
    check_fault(token, json!("drop_before"), "tenant_unreachable");
    check_fault(token, json!("drop_after"), "tenant_unreachable");
    check_fault(token, json!({"status": 500}), "tenant_unreachable");
    check_fault(token, json!({"status": 302, "headers": {"location": "/"}}), "tenant_unreachable");
    check_fault(token, json!({"status": 200, "body": "<html>"}), "tenant_unreachable");
    check_fault(token, json!({"status": 200, "body": {}}), "tenant_unreachable");
    check_fault(
        token,
        json!({"status": 401, "body": {"error": "invalid_client"}}),
        "tenant_unreachable",
    );
    check_fault(token, json!({"status": 403, "body": {"error": "invalid_grant"}}), "token_refused");
    check_fault(token, json!({"status": 429}), "rate_limited");
    check_fault(token, json!({"body_bytes": 600_000}), "tenant_unreachable");
}

#[test]
fn a_key_set_that_fails() {
    let keys = "/.well-known/jwks.json";
    check_fault(keys, json!("drop_before"), "tenant_unreachable");
    check_fault(keys, json!({"status": 500}), "tenant_unreachable");
    check_fault(keys, json!({"status": 200, "body": "<html>"}), "tenant_unreachable");
    check_fault(keys, json!({"status": 200, "body": {"keys": {}}}), "tenant_unreachable");
    check_fault(keys, json!({"body_bytes": 10_000_000}), "tenant_unreachable");
}

#[test]
fn a_scope_that_was_not_granted() {
    let stage = Stage::native(&[]);
    let mut browser = stage.browser();
    // An application without the Management API's scopes for the current user.
    let page = browser.open("/login");
    let location = page.url.clone();
    let url = format!("{}/login", stage.app());
    let answer = browser.send(http::Request::get(url).body(Vec::new()).unwrap());
    let asked = answer.headers()["location"].to_str().unwrap().to_owned();
    let less = asked.replace("+read%3Acurrent_user+", "+");
    assert_ne!(asked, less, "{location}");
    let page = browser.navigate(&less, None);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("missing_scope"));
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
}

#[test]
fn an_authorization_error_and_a_mix_up() {
    let stage = Stage::new();
    for (query, code) in [
        ("error=login_required", "authorization_failed"),
        ("error=access_denied&error_description=%3Cb%3E", "access_denied"),
        ("code=c&iss=https%3A%2F%2Fevil.example%2F", "authorization_failed"),
        ("code=c&code=d", "authorization_failed"),
        ("", "authorization_failed"),
        ("code=forged", "token_refused"),
    ] {
        let mut browser = stage.browser();
        let url = format!("{}/login", stage.app());
        let answer = browser.send(http::Request::get(url).body(Vec::new()).unwrap());
        let location: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        let state =
            location.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let page = browser.open(&format!("/link/callback?state={state}&{query}"));
        assert_eq!(page.outcome().as_deref(), Some(code), "{query}");
        assert!(browser.own_cookies().is_empty(), "{query}: {:?}", browser.own_cookies());
    }
}

#[test]
fn rotated_keys_are_fetched_once_and_a_flood_of_unknown_ones_is_not() {
    let stage = Stage::native(&[]);
    stage.signed_in("ada");
    stage.signed_in("grace");
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 1);
    // Twice: the tenant publishes the next key before it uses it.
    stage.rotate_keys();
    stage.rotate_keys();
    stage.pass(61);
    stage.signed_in("ada");
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 2);
    for _ in 0..5 {
        let mut browser = stage.browser();
        let page = browser.open("/login");
        stage.forge(&json!({"header": {"kid": "nobody"}}));
        browser.sign_in_at(&page, "ada");
    }
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 2);
}

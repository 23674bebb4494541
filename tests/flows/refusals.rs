//! One row for each fault that the tenant can commit in a login: what the visitor is told, that
//! nobody is signed in and nothing is linked, and that the tenant works afterwards.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::Stage;

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
    check_fault(token, json!({"status": 401, "body": {"error": "invalid_client"}}), "login_setup");
    let denied = json!({"error": "access_denied", "error_description": "Unauthorized"});
    check_fault(token, json!({"status": 401, "body": denied}), "login_setup");
    check_fault(token, json!({"status": 403, "body": denied}), "login_denied");
    check_fault(token, json!({"status": 500, "body": denied}), "login_denied");
    check_fault(token, json!({"status": 403, "body": {"error": "invalid_grant"}}), "token_refused");
    check_fault(token, json!({"status": 429}), "rate_limited");
    check_fault(token, json!({"body_bytes": 600_000}), "tenant_unreachable");
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

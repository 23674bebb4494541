//! `/me` tells the truth, or says why it cannot.

use http::StatusCode;
use serde_json::json;

use crate::support::{DATABASE, Stage, json as read};

fn fault(then: serde_json::Value) -> serde_json::Value {
    json!({"when": {"method": "GET", "path": "/api/v2/users/*"}, "then": then})
}

#[test]
fn is_for_nobody_else_and_never_kept() {
    let stage = Stage::new();
    let answer = stage.signed_in("ada").get("/me");
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let answer = stage.browser().get("/me");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem = read(&answer);
    assert_eq!((&problem["code"], &problem["status"]), (&"signed_out".into(), &401.into()));
}

#[test]
fn shows_pictures_only_where_that_is_switched_on() {
    let stage = Stage::new();
    assert!(stage.signed_in("ada").me()["user"]["picture"].is_null());
    let stage = Stage::with(&[("pictures", "on")]);
    let mut browser = stage.signed_in("ada");
    assert!(browser.me()["user"]["picture"].as_str().unwrap().starts_with("https://"));
    let policy = browser.open("/").headers["content-security-policy"].clone();
    assert!(policy.to_str().unwrap().contains("img-src 'self' https:;"));
}

#[test]
fn a_picture_that_no_page_may_load_is_not_shown() {
    let stage = Stage::with(&[("pictures", "on")]);
    let https = "https://pictures.example/ada.png";
    for (address, shown) in [
        ("", None),
        ("data:image/png;base64,AAAA", None),
        ("http://pictures.example/ada.png", None),
        ("//pictures.example/ada.png", None),
        ("javascript:alert(1)", None),
        ("https:", None),
        (https, Some(https)),
    ] {
        stage.put_user(&json!({"user_id": "auth0|pia", "name": "Pia", "picture": address,
            "email": "pia@example.com", "email_verified": true,
            "identities": [{"provider": "auth0", "user_id": "pia", "connection": DATABASE,
                "password": "worthless-pia"}]}));
        let mut browser = stage.signed_in("pia");
        assert_eq!(browser.me()["user"]["picture"].as_str(), shown, "{address}");
        let page = browser.open("/settings");
        assert_eq!(page.body.contains("<img"), shown.is_some(), "{address}");
        // As the session has it.
        stage.fault(&fault(json!({"status": 429, "headers": {"retry-after": "7"}})));
        assert_eq!(browser.me()["user"]["picture"].as_str(), shown, "{address}");
    }
}

#[test]
fn answers_from_the_session_when_the_tenant_wants_fewer_requests() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    stage.fault(&fault(json!({"status": 429, "headers": {"retry-after": "7"}})));
    let answer = browser.get("/me");
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["retry-after"], "7");
    let me = read(&answer);
    assert_eq!(me["user"]["email"], "ada@example.com");
    assert!(me["identities"].is_null());
    assert_eq!(me["retry_after"], 7);
}

#[test]
fn a_refused_token_is_signed_out_and_never_a_server_error() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    stage.fault(&fault(json!({"status": 401})));
    let answer = browser.get("/me");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(read(&answer)["code"], "signed_out");
    assert!(!browser.is_signed_in());
}

#[test]
fn a_user_that_is_gone_was_joined_elsewhere() {
    let stage = Stage::new();
    let mut github = stage.browser();
    let page = github.open("/login?connection=github");
    github.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    github.me();
    assert_eq!(stage.signed_in("ada").link("github|2001"), "linked");
    let answer = github.get("/me");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(read(&answer)["code"], "joined_elsewhere");
    assert!(!github.is_signed_in());
}

#[test]
fn a_tenant_that_does_not_answer_is_said_to_be_unreachable() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    for then in [
        json!("drop_before"),
        json!({"status": 500}),
        json!({"status": 302, "headers": {"location": "https://evil.example/"}}),
        json!({"status": 200, "body": "<html>"}),
        json!({"status": 200, "body": {"user_id": "auth0|grace"}}),
        json!({"body_bytes": 600_000}),
    ] {
        stage.fault(&fault(then.clone()));
        let answer = browser.get("/me");
        assert_eq!(answer.status(), StatusCode::BAD_GATEWAY, "{then}");
        assert_eq!(read(&answer)["code"], "tenant_unreachable", "{then}");
    }
    browser.me();
}

#[test]
fn an_account_whose_address_is_neither_verified_nor_not_works() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    // The text `true` is Apple's.
    for (verified, shown) in [(json!(null), false), (json!("yes"), false), (json!("true"), true)] {
        let user = json!({"user_id": "auth0|ada", "email": "", "email_verified": verified,
            "identities": [{"provider": "auth0", "user_id": "ada", "connection": null}]});
        stage.fault(&fault(json!({"status": 200, "body": user})));
        let me = browser.me();
        assert_eq!(me["user"]["email_verified"], shown);
        assert!(me["user"]["email"].is_null());
    }
}

#[test]
fn a_tenant_that_takes_too_long_is_given_up() {
    // The component's deadline is measured in its own tests of the host; here it is the clock's.
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.fault(&fault(json!({"delay_ms": 5_000})));
    assert_eq!(read(&browser.get("/me"))["code"], "tenant_unreachable");
    assert!(stage.log().contains("the deadline passed"), "{}", stage.log());
}

#[test]
fn works_in_a_browser_without_fetch_metadata() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    browser.fetch_metadata = false;
    browser.log_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
}

/// Without a store nothing else ends it: the tenant would be asked at each look.
#[test]
fn a_refused_session_goes_where_nothing_can_keep_that_it_is_over() {
    for store in [true, false] {
        let stage = Stage::native(&[]);
        let mut browser = stage.signed_in("ada");
        if !store {
            stage.take_store_away();
        }
        stage.fault(&fault(json!({"status": 401})));
        assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
        assert_eq!(browser.own_cookies().contains(&"session"), store);
        stage.forget_requests();
        assert!(!browser.is_signed_in());
        assert_eq!(stage.requests(), Vec::<String>::new());
    }
}

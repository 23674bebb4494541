//! A tenant that fails is spared, and nobody can have it spared by what they send.

mod by_one_browser;

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Browser, Stage, json as read};

const USERS: &str = "/api/v2/users/";

fn always(path: &str, then: Value) -> Value {
    json!({"when": {"path": path}, "times": 0, "then": then})
}

#[track_caller]
fn is_unreachable(browser: &mut Browser<'_>) {
    let answer = browser.get("/me");
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(read(&answer)["code"], "tenant_unreachable");
}

/// Five requests that fail so open the circuit.
#[track_caller]
fn check_opens(then: Value) {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.fault(&always("/api/v2/*", then.clone()));
    for _ in 0..5 {
        is_unreachable(&mut browser);
    }
    assert_eq!(stage.count("GET", USERS), 5, "{then}");
    let before = stage.now();
    for _ in 0..20 {
        is_unreachable(&mut browser);
    }
    assert_eq!(stage.count("GET", USERS), 5, "{then}: spared");
    assert_eq!(stage.now(), before, "told at once");
    assert!(stage.log().contains("the tenant has failed too often"), "{}", stage.log());

    // One request tries, and waits again; the tenant is back, and the next one finds it.
    stage.pass(10);
    is_unreachable(&mut browser);
    is_unreachable(&mut browser);
    assert_eq!(stage.count("GET", USERS), 6, "{then}: one try");
    stage.heal();
    is_unreachable(&mut browser);
    stage.pass(10);
    browser.me();
    browser.me();
    assert_eq!(stage.count("GET", USERS), 8);
}

#[test]
fn a_tenant_that_does_not_answer_is_spared() {
    check_opens(json!("drop_before"));
}

#[test]
fn a_tenant_that_takes_too_long_is_spared() {
    check_opens(json!({"delay_ms": 5_000}));
}

#[test]
fn a_tenant_that_answers_with_server_errors_is_spared() {
    for status in [500, 502, 503, 504] {
        check_opens(json!({"status": status}));
    }
}

#[test]
fn sign_ins_are_told_at_once_and_use_up_no_code_while_the_tenant_is_spared() {
    let stage = Stage::native(&[]);
    stage.fault(&always("/oauth/token", json!("drop_before")));
    for _ in 0..5 {
        let mut browser = stage.browser();
        assert_eq!(browser.log_in("ada").outcome().as_deref(), Some("tenant_unreachable"));
    }
    let mut browser = stage.browser();
    assert_eq!(browser.log_in("ada").outcome().as_deref(), Some("tenant_unreachable"));
    assert_eq!(stage.count("POST", "/oauth/token"), 5);
}

#[test]
fn one_answer_in_between_keeps_the_circuit_closed() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    for _ in 0..3 {
        stage.fault(&json!({"when": {"path": "/api/v2/*"}, "times": 4, "then": {"status": 503}}));
        for _ in 0..4 {
            is_unreachable(&mut browser);
        }
        browser.me();
    }
}

#[test]
fn refusals_and_rate_limits_do_not_open_the_circuit() {
    let stage = Stage::native(&[]);
    for then in [
        json!({"status": 400}),
        json!({"status": 403}),
        json!({"status": 429, "headers": {"retry-after": "7"}}),
        json!({"status": 302, "headers": {"location": "/"}}),
        json!({"status": 200, "body": "<html>"}),
        json!({"body_bytes": 600_000}),
    ] {
        let mut browser = stage.signed_in("ada");
        stage.fault(&json!({"when": {"path": "/api/v2/*"}, "times": 12, "then": then}));
        for _ in 0..12 {
            browser.get("/me");
        }
        browser.me();
    }
    assert!(!stage.log().contains("failed too often"), "{}", stage.log());
}

#[test]
fn a_visitor_cannot_have_the_tenant_spared_by_forged_codes() {
    let stage = Stage::native(&[]);
    let mut victim = stage.signed_in("ada");
    for _ in 0..20 {
        let mut browser = stage.browser();
        browser.open("/login");
        let name = browser.own_cookies().concat();
        assert!(name.starts_with("transaction-login-"), "{name}");
        let page = browser.open("/login");
        let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
        let state = state.split('"').next().unwrap().to_owned();
        browser.open(&format!("/link/callback?state={state}&code=forged"));
    }
    victim.me();
    assert!(!stage.log().contains("failed too often"), "{}", stage.log());
}

#[test]
fn a_visitor_cannot_have_the_tenant_spared_by_messages_and_codes_that_fail() {
    // What these fail by may be what was asked for: a number, an account. So that no answer to anything
    // else comes in between, everything is ready before.
    let stage = Stage::native_by_message(&[]);
    let mut victim = stage.signed_in("grace");
    let mut browsers: Vec<_> = (0..8).map(|_| stage.signed_in("ada")).collect();
    stage.fault(&always("/passwordless/start", json!({"status": 503})));
    for (index, browser) in browsers.iter_mut().enumerate() {
        stage.forget_store();
        assert_eq!(browser.send_code(&format!("+1555010{index}")), "tenant_unreachable");
    }
    assert_eq!(stage.count("POST", "/passwordless/start"), 8);
    victim.me();

    stage.heal();
    for browser in &mut browsers {
        stage.forget_store();
        assert_eq!(browser.send_code("+15550100"), "code_sent");
    }
    stage.fault(&always("/oauth/token", json!("drop_before")));
    let before = stage.count("POST", "/oauth/token");
    for browser in &mut browsers[3..] {
        assert_eq!(browser.type_code("000000"), "tenant_unreachable");
    }
    assert_eq!(stage.count("POST", "/oauth/token"), before + 5);
    victim.me();
    assert!(!stage.log().contains("failed too often"), "{}", stage.log());
}

#[test]
fn a_visitor_cannot_have_the_tenant_spared_by_changes_that_fail() {
    let stage = Stage::native(&[]);
    let mut victim = stage.signed_in("grace");
    let mut browser = stage.signed_in("ada");
    stage.fault(&json!({"when": {"method": "POST", "path": "/api/v2/*"}, "times": 0,
        "then": {"status": 503}}));
    for _ in 0..8 {
        browser.prove("github|2001");
        let review = browser.review_id();
        browser.post_json("/link/confirm", &[("review", &review)]);
    }
    victim.me();
    assert!(!stage.log().contains("failed too often"), "{}", stage.log());
}

#[test]
fn a_change_that_was_not_sent_is_told_as_one_without_an_answer_and_nothing_is_lost() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let mut other = stage.signed_in("grace");
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    browser.get("/link/review");
    let before = stage.user("auth0|ada").unwrap();
    stage.fault(&always("/api/v2/*", json!("drop_before")));
    for _ in 0..5 {
        is_unreachable(&mut other);
    }
    let changes = || stage.count("PATCH", "/api/v2/") + stage.count("POST", "/api/v2/");
    let outcome = browser.post_outcome("/link/confirm", &[("review", &review)]);
    assert_eq!((outcome.as_str(), changes()), ("tenant_unreachable", 0));
    assert_eq!(stage.user("auth0|ada").unwrap()["user_metadata"], before["user_metadata"]);
    stage.heal();
    stage.pass(30);
    // The review still waits, and linking it now works.
    assert_eq!(browser.confirm(&[]), "linked");
}

#[test]
fn the_products_webhook_has_no_part_in_it() {
    let hook = [
        ("webhook_origin", "{tenant}"),
        ("webhook_path", "/local-webhook"),
        ("webhook_secret", "whsec_d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28="),
    ];
    let stage = Stage::native(&hook);
    let mut browser = stage.signed_in("ada");
    stage.fault(&always("/local-webhook", json!("drop_before")));
    for _ in 0..8 {
        assert_eq!(browser.link("github|2001"), "linked");
        let identity = [("provider", "github"), ("user_id", "2001")];
        assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    }
    assert!(stage.count("POST", "/local-webhook") >= 5);
    assert!(!stage.log().contains("failed too often"), "{}", stage.log());
}

#[test]
fn every_instance_finds_out_by_itself() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.fault(&always("/api/v2/*", json!("drop_before")));
    for _ in 0..6 {
        is_unreachable(&mut browser);
    }
    stage.heal();
    stage.next_instance();
    browser.me();
}

#[test]
fn a_used_up_rate_limit_spares_the_tenant_until_it_is_over_for_the_next_visitor_too() {
    let stage = Stage::native(&[]);
    let mut first = stage.signed_in("ada");
    let mut second = stage.signed_in("grace");
    let reset = (stage.now() + 2).to_string();
    let headers = json!({"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset});
    let user = stage.user("auth0|ada").unwrap();
    let then = json!({"status": 200, "body": user, "headers": headers});
    stage.fault(&json!({"when": {"path": "/api/v2/*"}, "then": then}));
    first.me();
    let before = stage.now();
    second.me();
    assert_eq!(stage.now(), before + 2, "waited for the reset");
    second.me();
    assert_eq!(stage.now(), before + 2, "and not again");
}

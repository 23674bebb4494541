//! The review: what it shows, and that a confirmation is for exactly what was shown.

mod asked;
mod cards;
mod changed;
mod named;

use http::StatusCode;
use serde_json::json;

use crate::support::{DATABASE, Stage, json as read};

#[test]
fn shows_both_accounts_side_by_side() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "joan");
    let answer = browser.get("/link/review");
    assert_eq!(answer.status(), StatusCode::OK);
    let review = read(&answer);
    let id = browser.me()["pending"]["review"].as_str().unwrap().to_owned();
    assert!(review["review"].as_str().unwrap().starts_with(&format!("{id}.")));
    assert_eq!(review["present"]["user_id"], "auth0|ada");
    assert_eq!(review["other"]["user_id"], "auth0|joan");
    assert_eq!(review["other"]["email"], "joan@example.com");
    let moving: Vec<_> = review["other"]["identities"].as_array().unwrap().iter().collect();
    assert_eq!(moving.len(), 2, "the link of its own is listed: {review}");
    assert!(review["expires_in"].as_u64().unwrap() <= 300);
}

#[test]
fn cancelling_forgets_the_proof() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/cancel", &[("review", &review)]), "cancelled");
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "no_review");
    assert_eq!(browser.identities(), ["auth0|ada"]);
}

#[test]
fn unlinking_logging_out_and_switching_forget_it() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");

    browser.prove("github|2001");
    let identity = [("provider", "google-oauth2"), ("user_id", "1001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    assert!(browser.me()["pending"].is_null());

    browser.prove("github|2001");
    let page = browser.open("/login?connection=windowslive");
    browser.submit(&page, "/u/social", &[("user_id", "windowslive|3001")]);
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    browser.post_outcome("/login/switch", &[("choice", "switch"), ("switch", &id)]);
    assert_eq!(browser.me()["user"]["user_id"], "windowslive|3001");
    assert!(!browser.own_cookies().iter().any(|name| name.starts_with("review")));

    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    browser.post_json("/logout", &[]);
    assert!(!browser.own_cookies().iter().any(|name| name.starts_with("review")));
}

#[test]
fn a_link_whose_answer_was_lost_is_seen() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    stage.fault(&json!({
        "when": {"method": "POST", "path": "/api/v2/users/*"}, "then": "drop_after",
    }));
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
}

#[test]
fn a_link_whose_confirmation_was_lost_is_not_asked_for_again() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    // The answer, and with it the removal of the review, never arrives.
    let mut lost = browser.clone();
    assert_eq!(lost.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    let mut asks = browser.clone();
    assert_eq!(read(&asks.get("/link/review"))["code"], "no_review");
    assert!(browser.me()["pending"].is_null());
    assert!(!browser.own_cookies().iter().any(|name| name.starts_with("review")));
}

#[test]
fn a_review_of_another_user_than_was_proved_is_not_shown() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    stage.fault(&json!({
        "when": {"method": "GET", "path": "/api/v2/users/github*"},
        "then": {"status": 200, "body": {"user_id": "github|9", "identities": []}},
    }));
    assert_eq!(read(&browser.get("/link/review"))["code"], "tenant_unreachable");
}

#[test]
fn an_account_too_large_to_keep_is_refused_and_forgets_the_older_one() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let page = browser.start_link("github");
    stage.forge(&json!({ "claims": { "filler": "x".repeat(3_000) } }));
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("too_large"));
    let me = browser.me();
    assert!(me["pending"].is_null(), "{me}");
    assert_eq!(browser.link("github|2001"), "linked");
}

#[test]
fn a_link_that_failed_can_be_tried_again() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    for (then, code) in [
        (json!("drop_before"), "tenant_unreachable"),
        (json!({"status": 503}), "tenant_unreachable"),
        (json!({"status": 429, "headers": {"retry-after": "7"}}), "rate_limited"),
    ] {
        stage.fault(&json!({"when": {"method": "POST", "path": "/api/v2/users/*"}, "then": then}));
        let outcome = browser.post_outcome("/link/confirm", &[("review", &review)]);
        assert_eq!(outcome, code, "{then}");
    }
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
}

#[test]
fn what_auth0_refuses_is_told() {
    for (status, error, code) in [
        (400, "", "link_refused"),
        (409, "", "linked_elsewhere"),
        (403, "insufficient_scope", "missing_scope"),
        (403, "operation_not_supported", "link_refused"),
    ] {
        let stage = Stage::new();
        let mut browser = stage.signed_in("ada");
        browser.prove("github|2001");
        let review = browser.review_id();
        stage.fault(&json!({
            "when": {"method": "POST", "path": "/api/v2/users/*"}, "then": {"status": status, "body": {"errorCode": error}},
        }));
        let outcome = browser.post_outcome("/link/confirm", &[("review", &review)]);
        assert_eq!(outcome, code, "{status}");
        assert_eq!(browser.identities(), ["auth0|ada"]);
    }
}

#[test]
fn an_account_that_was_linked_elsewhere_meanwhile_is_told() {
    let stage = Stage::new();
    let mut ada = stage.signed_in("ada");
    ada.prove("github|2001");
    let mut grace = stage.signed_in("grace");
    assert_eq!(grace.link("github|2001"), "linked");
    assert_eq!(read(&ada.get("/link/review"))["code"], "linked_elsewhere");
}

#[test]
fn a_switch_forgets_a_review_that_was_begun_beside_the_choice() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.log_in_by("windowslive", "windowslive|3001");
    browser.prove("github|2001");
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    assert!(!browser.own_cookies().iter().any(|name| name.starts_with("review")));
}

//! Unlinking: any secondary identity, never the primary one.

use serde_json::json;

use crate::support::{DATABASE, Stage};

#[test]
fn unlinks_and_leaves_a_separate_account() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    assert_eq!(browser.me()["outcome"], "unlinked");
    assert_eq!(browser.identities(), ["auth0|ada"]);
    assert!(stage.user("github|2001").is_some());
}

#[test]
fn a_form_post_comes_back_to_the_page() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let identity = [("provider", "github"), ("user_id", "2001")];
    let answer = browser.post_form("/unlink", &identity);
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["location"]),
        (303, &"/?outcome=unlinked".parse().unwrap())
    );
}

#[test]
fn unlinks_one_of_two_accounts_of_one_provider() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    browser.link("google-oauth2|1002");
    let identity = [("provider", "google-oauth2"), ("user_id", "1002")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    assert_eq!(browser.identities(), ["auth0|ada", "google-oauth2|1001"]);
}

#[test]
fn unlinks_a_second_account_of_the_primarys_own_provider() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login?connection=google-oauth2");
    browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    browser.link("google-oauth2|1002");
    let own = [("provider", "google-oauth2"), ("user_id", "1001")];
    assert_eq!(browser.post_outcome("/unlink", &own), "primary_identity");
    let other = [("provider", "google-oauth2"), ("user_id", "1002")];
    assert_eq!(browser.post_outcome("/unlink", &other), "unlinked");
}

#[test]
fn unlinks_an_account_whose_id_is_a_number() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2002");
    let identity = [("provider", "github"), ("user_id", "2002")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    assert_eq!(browser.identities(), ["auth0|ada"]);
}

#[test]
fn refuses_the_primary_identity_without_asking_auth0() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let identity = [("provider", "auth0"), ("user_id", "ada")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "primary_identity");
    assert_eq!(stage.count("DELETE", "/api/v2/users/"), 0);
}

#[test]
fn a_refusal_for_what_is_not_linked_is_no_success() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    stage.fault(&json!({
        "when": {"method": "DELETE", "path": "/api/v2/users/*"}, "then": {"status": 403},
    }));
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "not_linked");
}

#[test]
fn an_unlink_whose_answer_was_lost_is_seen() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    stage.fault(&json!({
        "when": {"method": "DELETE", "path": "/api/v2/users/*"}, "then": "drop_after",
    }));
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
}

#[test]
fn an_unlink_that_failed_is_told() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    stage.fault(&json!({
        "when": {"method": "DELETE", "path": "/api/v2/users/*"}, "then": "drop_before",
    }));
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "tenant_unreachable");
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
}

#[test]
fn an_answer_that_does_not_say_what_is_left_is_not_believed() {
    let primary = json!({"provider": "auth0", "user_id": "ada", "connection": DATABASE});
    let other = json!({"provider": "github", "user_id": "2001", "connection": "github"});
    let stranger = json!({"provider": "github", "user_id": "9", "connection": "github"});
    for list in [json!([]), json!([stranger]), json!([other]), json!([primary, other]), json!({})] {
        let stage = Stage::new();
        let mut browser = stage.signed_in("ada");
        browser.link("github|2001");
        // Nothing was done.
        stage.fault(&json!({"when": {"method": "DELETE", "path": "/api/v2/users/*"},
            "then": {"status": 200, "body": list}}));
        let identity = [("provider", "github"), ("user_id", "2001")];
        assert_eq!(browser.post_outcome("/unlink", &identity), "tenant_unreachable", "{list}");
        assert_eq!(browser.identities(), ["auth0|ada", "github|2001"], "{list}");
        assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    }
}

//! Choosing the other account as primary: which user stays, whose session it becomes, and what proves
//! the account that joins.

use serde_json::json;

use crate::support::{Browser, DATABASE, Page, SEPARATE_CLIENT, Stage, json as read};

/// What the form says for a swap.
fn swap<'a>(review: &'a str, primary: &'a str) -> [(&'a str, &'a str); 2] {
    [("review", review), ("primary", primary)]
}

/// Without a store: the browser at the sign-in that a swap asks for, and what forms name the review by.
fn asked_to_sign_in(stage: &Stage) -> (Browser<'_>, String, Page) {
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["choice"]["sign_in_again"], json!(["github|2001"]));
    let review = browser.review_id();
    let answer = read(&browser.post_json("/link/confirm", &swap(&review, "github|2001")));
    let page = browser.navigate(answer["location"].as_str().unwrap(), Some(stage.app()));
    (browser, review, page)
}

#[test]
fn the_other_account_becomes_primary_and_the_session_is_its_own() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    let outcome = browser.post_outcome("/link/confirm", &swap(&review, "github|2001"));
    assert_eq!(outcome, "swapped");
    let me = browser.me();
    assert_eq!(me["user"]["user_id"], "github|2001");
    assert_eq!(me["outcome"], "swapped");
    assert_eq!(browser.identities(), ["github|2001", "auth0|ada"]);
    assert!(stage.user("auth0|ada").is_none(), "the account that joined is gone");
    let identity = [("provider", "auth0"), ("user_id", "ada")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    assert_eq!(browser.identities(), ["github|2001"]);
}

#[test]
fn with_a_store_it_takes_no_other_sign_in_and_one_link_request() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["choice"]["possible"], json!(["auth0|ada", "github|2001"]));
    assert_eq!(shown["choice"]["sign_in_again"], json!([]));
    stage.forget_requests();
    browser.post_outcome("/link/confirm", &swap(&review, "github|2001"));
    let requests = [
        "GET /api/v2/users/auth0%7Cada",
        "GET /api/v2/users/github%7C2001",
        "PATCH /api/v2/users/github%7C2001",
        "POST /api/v2/users/github%7C2001/identities",
    ];
    let mut asked = stage.requests();
    // The two are read at the same time.
    asked[..2].sort();
    assert_eq!(asked, requests, "both accounts, ada's settings, and the link");
}

#[test]
fn without_a_store_the_present_account_is_proved_by_one_more_sign_in() {
    let stage = Stage::native(&[]);
    let (mut browser, review, page) = asked_to_sign_in(&stage);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("review"));
    // The choice is made: what proved the other account is gone.
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["choice"]["possible"], json!(["github|2001"]));
    assert_eq!(shown["review"], review.as_str());
    let back = swap(&review, "auth0|ada");
    assert_eq!(browser.post_outcome("/link/confirm", &back), "cannot_be_primary");
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "swapped");
    assert_eq!(browser.identities(), ["github|2001", "auth0|ada"]);
}

#[test]
fn signing_in_again_as_somebody_else_proves_nothing() {
    let stage = Stage::native(&[]);
    let (mut browser, _, page) = asked_to_sign_in(&stage);
    let page = browser.sign_in_at(&page, "grace");
    assert_eq!(page.outcome().as_deref(), Some("person_changed"));
    let me = browser.me();
    assert_eq!(me["user"]["user_id"], "auth0|ada");
    assert!(stage.user("auth0|grace").is_some() && stage.user("github|2001").is_some());
}

#[test]
fn a_review_that_ran_out_during_the_other_sign_in_is_told() {
    let stage = Stage::native(&[]);
    let (mut browser, _, page) = asked_to_sign_in(&stage);
    stage.pass(301);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("no_review"));
    assert_eq!(browser.identities(), ["auth0|ada"]);
}

#[test]
fn a_swap_whose_answer_was_lost_is_found_at_the_next_look() {
    // With one, the session that the answer took the place of has ended.
    let stage = Stage::native(&[]);
    let (mut lost, review, page) = asked_to_sign_in(&stage);
    assert_eq!(lost.sign_in_at(&page, "ada").outcome().as_deref(), Some("review"));
    let mut browser = lost.clone();
    assert_eq!(lost.post_outcome("/link/confirm", &[("review", &review)]), "swapped");
    // This browser still has the session of a user who is gone.
    let me = browser.me();
    assert_eq!(me["user"]["user_id"], "github|2001");
    assert!(me["pending"].is_null());
    assert_eq!(browser.identities(), ["github|2001", "auth0|ada"]);
}

#[test]
fn a_double_click_ends_in_one_swap() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    let mut double = browser.clone();
    let fields = swap(&review, "google-oauth2|1001");
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "swapped");
    // Its session has ended with the first one, as a copy of it would have.
    assert_eq!(double.post_outcome("/link/confirm", &fields), "signed_out");
    for mut browser in [browser, double] {
        browser.log_in("ada");
        assert_eq!(browser.identities(), ["google-oauth2|1001", "auth0|ada"]);
    }
}

#[test]
fn another_device_of_the_account_that_joined_is_signed_out_and_told() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let mut elsewhere = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    browser.post_outcome("/link/confirm", &swap(&review, "github|2001"));
    assert_eq!(read(&elsewhere.get("/me"))["code"], "joined_elsewhere");
    assert!(!elsewhere.is_signed_in());
    elsewhere.log_in("ada");
    assert_eq!(elsewhere.identities(), ["github|2001", "auth0|ada"]);
}

/// The account that was proved is nobody's for that.
#[test]
fn attack_an_account_that_joined_a_third_one_leaves_no_session_of_the_proved_one() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let mut third = stage.browser();
    third.log_in_by("google-oauth2", "google-oauth2|1001");
    let page = third.start_link(DATABASE);
    third.sign_in_at(&page, "ada");
    assert_eq!(third.confirm(&[]), "linked");
    assert_eq!(read(&browser.get("/me"))["code"], "joined_elsewhere");
    assert!(!browser.is_signed_in());
}

#[test]
fn an_account_with_more_to_lose_is_recommended_and_says_what() {
    let stage = Stage::new();
    stage.put_user(&json!({
        "user_id": "windowslive|3001", "name": "Ada Lindqvist", "email": "ada@outlook.example",
        "email_verified": true, "app_metadata": {"plan": "pro"},
        "identities": [{"provider": "windowslive", "user_id": "3001", "connection": "windowslive"}],
    }));
    let mut browser = stage.signed_in("ada");
    browser.prove("windowslive|3001");
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["choice"]["recommended"], "windowslive|3001");
    assert_eq!(shown["choice"]["reason"], "more_to_lose");
    assert_eq!(shown["other"]["warnings"], json!(["app_metadata"]));
    assert_eq!(shown["present"]["warnings"], json!([]));
    let mut grace = stage.signed_in("grace");
    grace.prove("github|2001");
    let shown = read(&grace.get("/link/review"));
    assert_eq!(shown["present"]["warnings"], json!(["second_factor"]));
    assert_eq!(shown["choice"]["recommended"], "auth0|grace");
}

#[test]
fn roles_and_organizations_are_warned_of_where_the_scopes_let_them_be_seen() {
    let stage = Stage::with(&SEPARATE_CLIENT);
    let mut browser = stage.signed_in("ada");
    browser.prove("windowslive|3001");
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["other"]["warnings"], json!(["app_metadata", "roles"]));
}

#[test]
fn two_devices_at_once_end_in_one_link() {
    let stage = Stage::new();
    let mut one = stage.signed_in("ada");
    let mut two = stage.signed_in("ada");
    one.prove("github|2001");
    two.prove("github|2001");
    let (first, second) = (one.review_id(), two.review_id());
    assert_eq!(one.post_outcome("/link/confirm", &[("review", &first)]), "linked");
    assert_eq!(two.post_outcome("/link/confirm", &[("review", &second)]), "linked");
    for browser in [&mut one, &mut two] {
        assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    }
}

#[test]
fn two_devices_that_choose_differently_end_in_one_account() {
    let stage = Stage::new();
    let mut one = stage.signed_in("ada");
    let mut two = stage.signed_in("ada");
    one.prove("google-oauth2|1001");
    two.prove("google-oauth2|1001");
    let (first, second) = (one.review_id(), two.review_id());
    let fields = swap(&first, "google-oauth2|1001");
    assert_eq!(one.post_outcome("/link/confirm", &fields), "swapped");
    // Its account joined the other one a moment ago, and so the other one it is.
    assert_eq!(two.post_outcome("/link/confirm", &[("review", &second)]), "swapped");
    assert_eq!(stage.identities("google-oauth2|1001"), ["google-oauth2|1001", "auth0|ada"]);
    assert_eq!(two.identities(), ["google-oauth2|1001", "auth0|ada"]);
}

#[test]
fn signing_out_forgets_the_proof_of_the_sign_in() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let mut elsewhere = stage.signed_in("ada");
    browser.prove("github|2001");
    elsewhere.post_json("/logout", &[]);
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["choice"]["sign_in_again"], json!(["github|2001"]));
}

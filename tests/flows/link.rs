//! Linking: the seed's job, and the ways in which the seed's flag linked what it should not.

use http::{Request, StatusCode};
use serde_json::json;
use url::Url;

use crate::support::{DATABASE, Stage, form_request, json as read};

#[test]
fn links_after_the_review() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.prove("github|2001");
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "nothing is linked yet");

    let me = browser.me();
    assert_eq!(me["pending"]["connection"], "github");
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    let me = browser.me();
    assert_eq!(me["outcome"], "linked");
    assert!(me["pending"].is_null());
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    assert!(browser.me()["outcome"].is_null(), "an outcome is news once");
    assert_eq!(stage.user("github|2001"), None);
}

#[test]
fn links_at_once_where_no_review_is_asked_for() {
    let stage = Stage::with(&[("review", "never")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove("github|2001").outcome().as_deref(), Some("linked"));
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
}

#[test]
fn links_a_password_account_to_a_social_one() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login?connection=google-oauth2");
    browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "ada");
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    assert_eq!(browser.identities(), ["google-oauth2|1001", "auth0|ada"]);
}

#[test]
fn links_two_accounts_of_one_provider() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("google-oauth2|1001"), "linked");
    assert_eq!(browser.link("google-oauth2|1002"), "linked");
    let expected = ["auth0|ada", "google-oauth2|1001", "google-oauth2|1002"];
    assert_eq!(browser.identities(), expected);
}

#[test]
fn links_an_account_whose_id_is_a_number() {
    let stage = Stage::with(&[("verified_email", "optional")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2002"), "linked");
    assert_eq!(browser.identities(), ["auth0|ada", "github|2002"]);
}

#[test]
fn an_account_with_links_of_its_own_brings_them_all() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "joan");
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked_all");
    assert_eq!(browser.identities(), ["auth0|ada", "auth0|joan", "github|2003"]);
}

#[test]
fn a_linked_account_signs_in_as_the_primary_user() {
    let stage = Stage::new();
    stage.signed_in("ada").link("github|2001");
    let mut other = stage.browser();
    let page = other.open("/login?connection=github");
    other.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(other.me()["user"]["user_id"], "auth0|ada");
}

#[test]
fn a_form_post_answers_with_a_page_that_goes_on() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let answer = browser.post_form("/link/start", &[("connection", "github")]);
    assert_eq!(answer.status(), StatusCode::OK, "never a redirect to another origin");
    let page = String::from_utf8(answer.into_body()).unwrap();
    assert!(page.contains("http-equiv=\"refresh\"") && page.contains("/authorize?"), "{page}");
}

#[test]
fn asks_auth0_for_fresh_credentials() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let answer = read(&browser.post_json("/link/start", &[("connection", "github")]));
    let location: Url = answer["location"].as_str().unwrap().parse().unwrap();
    let query: Vec<(String, String)> = location.query_pairs().into_owned().collect();
    for (name, value) in [("prompt", "login"), ("max_age", "0"), ("connection", "github")] {
        assert!(query.contains(&(name.into(), value.into())), "{name}");
    }
}

#[test]
fn a_get_shows_a_button_and_begins_nothing() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let before = browser.own_cookies().len();
    let page = browser.open("/link/start?connection=github");
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("action=\"/link/start\""), "{}", page.body);
    assert_eq!(browser.own_cookies().len(), before);
    assert_eq!(browser.open("/link/start?connection=evil").status, StatusCode::BAD_REQUEST);
}

#[test]
fn refuses_a_connection_that_is_not_offered() {
    let stage = Stage::with(&[("connections", "github=GitHub")]);
    let mut browser = stage.signed_in("ada");
    for name in ["google-oauth2", "", "GitHub"] {
        let code = browser.post_outcome("/link/start", &[("connection", name)]);
        assert!(
            ["connection_unknown", "invalid_request"].contains(&code.as_str()),
            "{name}: {code}"
        );
    }
}

#[test]
fn refuses_to_begin_for_somebody_who_is_signed_out() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    assert_eq!(browser.post_outcome("/link/start", &[("connection", "github")]), "signed_out");
}

#[test]
fn cancelling_at_auth0_links_nothing() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("github");
    let page = browser.submit(&page, "/u/cancel", &[]);
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    assert_eq!(browser.identities(), ["auth0|ada"]);
}

#[test]
fn the_same_account_and_a_linked_one_are_told_apart() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link(DATABASE);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("same_account"));

    assert_eq!(browser.link("github|2001"), "linked");
    let page = browser.prove("github|2001");
    assert_eq!(page.outcome().as_deref(), Some("already_linked"));
}

#[test]
fn refuses_an_unverified_email_of_the_other_account() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.prove("google-oauth2|1003");
    assert_eq!(page.outcome().as_deref(), Some("email_unverified"));
    assert!(browser.me()["pending"].is_null());

    let lenient = Stage::with(&[("verified_email", "optional")]);
    assert_eq!(lenient.signed_in("ada").link("google-oauth2|1003"), "linked");
}

#[test]
fn refuses_an_unverified_email_of_ones_own() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("linus");
    let code = browser.post_outcome("/link/start", &[("connection", "github")]);
    assert_eq!(code, "own_email_unverified");
}

/// Ends a link at the tenant, and holds the callback's address back.
fn held_callback(stage: &Stage, browser: &mut crate::support::Browser<'_>) -> String {
    let page = browser.start_link("github");
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let state = state.split('"').next().unwrap();
    let url = format!("{}/u/social", stage.tenant());
    let answer = browser.send(form_request(&url, &[("state", state), ("user_id", "github|2001")]));
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[test]
fn a_callback_loaded_again_leads_to_its_review() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let callback = held_callback(&stage, &mut browser);
    for _ in 0..2 {
        let page = browser.navigate(&callback, Some(stage.tenant()));
        assert_eq!(page.outcome().as_deref(), Some("review"));
    }
}

#[test]
fn an_abandoned_link_and_then_an_ordinary_login_links_nothing() {
    let stage = Stage::with(&[("review", "never")]);
    let mut browser = stage.signed_in("ada");
    browser.start_link("github");
    // The person walks away from it; later somebody signs in, in the ordinary way.
    let page = browser.open("/login?connection=github");
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("switch"));
    assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
    assert!(stage.user("github|2001").is_some());
}

#[test]
fn a_login_that_was_not_fresh_proves_nothing() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("github");
    stage.forge(&json!({ "claims": { "auth_time": 1_700_000_000 } }));
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("token_invalid"));
    assert!(stage.log().contains("AuthTimeStale"), "{}", stage.log());
}

#[test]
fn after_a_link_was_begun_the_next_login_asks_for_credentials() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("github");
    browser.submit(&page, "/u/cancel", &[]);
    let request = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
    let location = browser.send(request).headers()["location"].to_str().unwrap().to_owned();
    assert!(location.contains("prompt=login"), "{location}");
}

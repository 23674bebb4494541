//! What `/me` tells of earlier links and unlinks.

use serde_json::{Value, json};

use crate::support::{Browser, Stage};

const HUB: [(&str, &str); 2] = [("provider", "github"), ("user_id", "2001")];

/// What and by which connection, the newest first.
fn shown(browser: &mut Browser<'_>) -> Vec<(String, String)> {
    let history = browser.me()["history"].take();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let entries = history.as_array().expect("a history");
    for entry in entries {
        assert_eq!(entry.as_object().unwrap().len(), 3, "no id of anybody: {entry}");
        assert!(entry["at"].as_u64().unwrap() > 1_700_000_000);
    }
    entries.iter().map(|entry| (text(&entry["what"]), text(&entry["connection"]))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(what, by)| ((*what).to_owned(), (*by).to_owned())).collect()
}

#[test]
fn shows_links_and_unlinks_the_newest_first() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.me()["history"], Value::Null);
    browser.link("github|2001");
    browser.link("google-oauth2|1001");
    browser.post_outcome("/unlink", &HUB);
    let expected = [("unlinked", "github"), ("linked", "google-oauth2"), ("linked", "github")];
    assert_eq!(shown(&mut browser), pairs(&expected));
    assert_eq!(stage.signed_in("grace").me()["history"], Value::Null, "somebody else's");
}

#[test]
fn says_when() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    stage.pass(7);
    browser.post_outcome("/unlink", &HUB);
    let expected = json!([
        {"what": "unlinked", "connection": "github", "at": 1_800_000_007},
        {"what": "linked", "connection": "github", "at": 1_800_000_000},
    ]);
    assert_eq!(browser.me()["history"], expected);
}

#[test]
fn what_joins_brings_its_history_along() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    stage.pass(1);
    // Somebody signed in with Google has a history of their own.
    let mut other = stage.browser();
    let page = other.open("/login?connection=google-oauth2");
    other.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    other.link("google-oauth2|1002");
    stage.pass(1);
    browser.post_outcome("/unlink", &HUB);
    stage.pass(1);
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    let fields = [("review", &*review), ("primary", "google-oauth2|1001")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "swapped");
    let expected = [
        ("swapped", "google-oauth2"),
        ("unlinked", "github"),
        ("linked", "google-oauth2"),
        ("linked", "github"),
    ];
    assert_eq!(shown(&mut browser), pairs(&expected));
    assert_eq!(shown(&mut other), pairs(&expected), "it is the same account now");
    assert_eq!(stage.stored("history").len(), 1, "nothing is left under the other id");
}

#[test]
fn a_linked_account_brings_its_history_along_too() {
    let stage = Stage::native(&[]);
    let mut other = stage.browser();
    let page = other.open("/login?connection=google-oauth2");
    other.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    other.link("google-oauth2|1002");
    stage.pass(1);
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked_all");
    let expected = [("linked", "google-oauth2"), ("linked", "google-oauth2")];
    assert_eq!(shown(&mut browser), pairs(&expected));
    // Once it is an account of its own again, its history stays where it went.
    let identity = [("provider", "google-oauth2"), ("user_id", "1001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    let mut again = stage.browser();
    let page = again.open("/login?connection=google-oauth2");
    again.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    assert_eq!(again.me()["history"], Value::Null);
}

#[test]
fn holds_twenty() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    for _ in 0..11 {
        browser.link("github|2001");
        stage.pass(1);
        browser.post_outcome("/unlink", &HUB);
        stage.pass(1);
    }
    let shown = shown(&mut browser);
    assert_eq!(shown.len(), 20);
    assert_eq!(shown[..2], pairs(&[("unlinked", "github"), ("linked", "github")]));
}

#[test]
fn a_confirmation_told_of_twice_is_one_entry() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    let mut once_more = browser.clone();
    for browser in [&mut browser, &mut once_more] {
        assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    }
    assert_eq!(shown(&mut browser), pairs(&[("linked", "github")]));
}

#[test]
fn without_a_store_there_is_none() {
    let stage = Stage::native(&[]);
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    assert_eq!(browser.me()["history"], Value::Null);
}

#[test]
fn a_record_in_another_users_place_does_not_open() {
    let stage = Stage::native(&[]);
    stage.signed_in("ada").link("github|2001");
    let ada = stage.stored("history").remove(0);
    let mut grace = stage.signed_in("grace");
    grace.link("windowslive|3001");
    let keys = stage.stored("history");
    let own = keys.iter().find(|key| **key != ada).unwrap();
    assert_eq!(shown(&mut grace), pairs(&[("linked", "windowslive")]));
    stage.copy_stored(&ada, own);
    assert_eq!(grace.me()["history"], Value::Null);
    assert!(!ada.contains("ada") && !ada.contains("auth0"), "its name tells nobody whose it is");
}

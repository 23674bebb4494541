//! One link is one event, however often it is told of.

use http::Request;
use serde_json::{Value, json};

use super::{HUB, event, ids, native, told, tries};
use crate::support::{Browser, Stage, form_request};

/// A script's POST, twice at the same moment.
fn twice(stage: &Stage, browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) {
    let request = || -> Request<Vec<u8>> {
        let mut request = form_request(&format!("{}{path}", stage.app()), fields);
        let headers = request.headers_mut();
        headers.insert("accept", "application/json".parse().unwrap());
        headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
        browser.with_cookies(request)
    };
    for answer in stage.together(vec![request(), request()]) {
        assert!(answer.status().is_success(), "{}", String::from_utf8_lossy(answer.body()));
    }
}

#[test]
fn a_double_click_is_one_event() {
    for (has_store, sent) in [(true, 1), (false, 2)] {
        let stage = native();
        if !has_store {
            stage.take_store_away();
        }
        let mut browser = stage.signed_in("ada");
        browser.prove("github|2001");
        let review = browser.review_id();
        twice(&stage, &browser, "/link/confirm", &[("review", &review)]);
        let ids = ids(&stage);
        assert_eq!(ids.len(), sent);
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
        assert_eq!(tries(&stage), sent);
    }
}

#[test]
fn a_double_click_on_unlink_is_one_event_where_both_answers_are_lost() {
    let stage = native();
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    stage.fault(&json!({"when": {"method": "DELETE", "path": "/api/v2/users/*"},
        "then": "drop_after", "times": 2}));
    twice(&stage, &browser, "/unlink", &HUB);
    let ids = ids(&stage);
    assert_eq!(ids.len(), 3);
    assert!(ids[0] != ids[1] && ids[1] == ids[2], "{ids:?}");
}

#[test]
fn a_confirmation_whose_answer_was_lost_is_the_same_event() {
    for (has_store, sent) in [(true, 1), (false, 3)] {
        let stage = native();
        if !has_store {
            stage.take_store_away();
        }
        let mut browser = stage.signed_in("ada");
        browser.prove("google-oauth2|1001");
        let review = browser.review_id();
        // The browser as it was before the answer.
        let (mut once_more, mut looks) = (browser.clone(), browser.clone());
        assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
        stage.pass(5);
        assert_eq!(once_more.post_outcome("/link/confirm", &[("review", &review)]), "linked");
        stage.pass(5);
        assert_eq!(looks.me()["pending"], Value::Null);
        let ids = ids(&stage);
        assert_eq!(ids.len(), sent);
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
}

#[test]
fn a_swap_whose_answer_was_lost_is_the_same_event() {
    let stage = native();
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let fields = [("review", &*browser.review_id()), ("primary", "google-oauth2|1001")];
    let mut looks = browser.clone();
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "swapped");
    // As where the request ended before it could say that this session is over.
    for mark in stage.stored("ended-session") {
        stage.overwrite_stored(&mark, b"");
    }
    assert_eq!(looks.me()["user"]["user_id"], "google-oauth2|1001");
    assert_eq!(told(&stage), [event("account.swapped", "google-oauth2|1001", "auth0|ada")]);
}

#[test]
fn a_link_that_nobody_told_of_is_told_of_at_the_next_look() {
    let stage = native();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    let mut looks = browser.clone();
    let mut cut_off = browser.clone();
    // The event and the history go with the store, as where the request ended right after the link.
    cut_off.post_outcome("/link/confirm", &[("review", &review)]);
    stage.forget_store();
    assert_eq!(looks.me()["identities"].as_array().unwrap().len(), 2);
    let ids = ids(&stage);
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn without_a_store_a_journal_that_could_not_be_removed_is_the_same_event() {
    let stage = native();
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    // The second of the two is what removes the journal.
    stage.fault(&json!({"when": {"method": "PATCH", "path": "/api/v2/users/*"}, "nth": 2,
        "then": {"status": 503}}));
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    stage.pass(60);
    browser.me();
    let ids = ids(&stage);
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

//! `/later`: "Not now" puts away what was interrupted and what is under way, of one person.

use http::StatusCode;
use http::header::SET_COOKIE;
use serde_json::Value;

use crate::support::{Browser, Stage, json as read};

const NUMBER: &str = "+15550100";

/// Somebody who gave a link up, and waits for a code beside.
fn waiting<'a>(stage: &'a Stage, person: &str) -> Browser<'a> {
    let mut browser = stage.signed_in(person);
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let page = browser.start_link("github");
    browser.submit(&page, "/u/cancel", &[]);
    assert_eq!(waits(&mut browser), [true, true]);
    browser
}

/// Whether something was interrupted, and something is under way.
fn waits(browser: &mut Browser<'_>) -> [bool; 2] {
    let me = browser.me();
    ["resume", "passwordless"].map(|field| me[field] != Value::Null)
}

#[test]
fn not_now_puts_away_what_was_interrupted_and_what_is_under_way() {
    let stage = Stage::by_message(&[]);
    let mut browser = waiting(&stage, "ada");
    let code = stage.code(NUMBER);
    assert_eq!(browser.post_outcome("/later", &[]), "put_away");
    assert_eq!(waits(&mut browser), [false, false], "a reload shows nothing any more");
    let own = browser.own_cookies();
    assert!(!own.contains(&"resume") && !own.contains(&"passwordless"), "{own:?}");
    assert_eq!(browser.type_code(&code), "code_expired");
    // Once more there is nothing to do.
    let answer = browser.post_json("/later", &[]);
    assert_eq!(read(&answer)["outcome"], "put_away");
    assert!(!answer.headers().contains_key(SET_COOKIE));
}

#[test]
fn a_form_leads_back_and_the_page_says_nothing_of_it() {
    let stage = Stage::by_message(&[]);
    let mut browser = waiting(&stage, "ada");
    let answer = browser.post_form("/later", &[("return_to", "/settings")]);
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()["location"], "/settings?outcome=put_away");
    let page = browser.open("/settings?outcome=put_away");
    assert_eq!(page.words(), browser.open("/settings").words());
    assert!(page.words().contains("Signed in as"), "{}", page.words());
}

#[test]
fn a_review_that_waits_stays() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    assert_eq!(browser.post_outcome("/later", &[]), "put_away");
    assert_eq!(browser.confirm(&[]), "linked");
}

#[test]
fn what_another_person_has_waiting_is_left_alone() {
    let stage = Stage::by_message(&[]);
    let ada = waiting(&stage, "ada");
    let prefix = stage.cookie_prefix();
    let mut grace = stage.signed_in("grace");
    let kinds = ["resume", "passwordless"].map(|kind| format!("{prefix}{kind}"));
    let copied = ada.cookies.iter().filter(|(_, name, _)| kinds.contains(name));
    grace.cookies.extend(copied.cloned());
    let mut nobody = grace.clone();
    assert_eq!(grace.post_outcome("/later", &[]), "put_away");
    assert!(kinds.iter().all(|kind| grace.cookies.iter().any(|(_, name, _)| name == kind)));

    for name in ["session", "generation"] {
        nobody.lose(name);
    }
    let answer = nobody.post_json("/later", &[]);
    assert_eq!(read(&answer)["code"], "signed_out");
    assert!(!answer.headers().contains_key(SET_COOKIE));
}

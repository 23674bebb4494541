//! Several things at once or one after the other: double clicks, two devices, a second try after one
//! that was interrupted, an unlink after a link whose end was lost, a tenant that is slow all along.
//! No metadata is lost, and no journal is turned against the person, also none that they wrote.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Browser, DATABASE, Stage, form_request};

const ADA: &str = "auth0|ada";
const GOOGLE: &str = "google-oauth2|1001";
const THIRD: &str = "github|7001";

fn put(stage: &Stage, user_id: &str, connection: &str, user: &Value, app: &Value) {
    let (provider, id) = user_id.split_once('|').unwrap();
    stage.put_user(&json!({
        "user_id": user_id, "name": "Ada", "email": "ada@example.com", "email_verified": true,
        "user_metadata": user, "app_metadata": app,
        "identities": [{"provider": provider, "user_id": id, "connection": connection,
            "password": "worthless-ada"}],
    }));
}

fn stage(settings: &[(&str, &str)], store: bool) -> Stage {
    let stage = Stage::native(settings);
    put(&stage, ADA, DATABASE, &json!({"theme": "dark", "own": 1}), &json!({}));
    put(&stage, GOOGLE, "google-oauth2", &json!({"theme": "light", "news": true}), &json!({}));
    put(&stage, THIRD, "github", &json!({"y": 1}), &json!({}));
    if !store {
        stage.take_store_away();
    }
    stage
}

const CLIENT: &[(&str, &str)] = &[("management", "client")];

fn data(stage: &Stage, user_id: &str) -> Value {
    stage.user(user_id).unwrap()["user_metadata"].clone()
}

fn fail_link(stage: &Stage, primary: &str, nth: u32, then: &Value) {
    let when = json!({"method": "POST", "path": format!("/api/v2/users/{primary}/identities")});
    stage.fault(&json!({"when": when, "nth": nth, "then": then}));
}

fn fail_write(stage: &Stage, primary: &str, nth: u32, then: &Value) {
    let when = json!({"method": "PATCH", "path": format!("/api/v2/users/{primary}")});
    stage.fault(&json!({"when": when, "nth": nth, "then": then}));
}

fn wait() -> Value {
    json!({"status": 429, "headers": {"retry-after": "7"}})
}

fn shown<'a>(stage: &'a Stage, user_id: &str) -> (Browser<'a>, String) {
    let mut browser = stage.signed_in("ada");
    browser.prove(user_id);
    browser.get("/link/review");
    let review = browser.review_id();
    (browser, review)
}

fn unlink(browser: &mut Browser<'_>, user_id: &str, more: &[(&str, &str)]) -> String {
    let (provider, id) = user_id.split_once('|').unwrap();
    let mut fields = vec![("provider", provider), ("user_id", id)];
    fields.extend_from_slice(more);
    browser.post_outcome("/unlink", &fields)
}

fn double_click(stage: &Stage, browser: &Browser<'_>, review: &str) {
    let click = || -> Request<Vec<u8>> {
        let url = format!("{}/link/confirm", stage.app());
        let mut request = form_request(&url, &[("review", review)]);
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        browser.with_cookies(request)
    };
    stage.together(vec![click(), click()]);
}

#[test]
fn attack_a_forged_journal_changes_nothing() {
    let stage = stage(CLIENT, true);
    let forged = json!({"at": 1, "secondary": "x|y", "connection": "c", "review": "r",
        "swap": false, "undo": {"own": {"put": []}}, "kept": ["suspended"]});
    for forged in [forged.clone(), json!(forged.to_string())] {
        let app = json!({"suspended": true, "plan": "free"});
        put(&stage, ADA, DATABASE, &json!({"account_linking": forged, "own": 1}), &app);
        let mut browser = stage.signed_in("ada");
        browser.me();
        assert_eq!(stage.user(ADA).unwrap()["app_metadata"], app);
        assert_eq!(data(&stage, ADA)["own"], 1);
    }
}

#[test]
fn attack_a_forged_journal_tells_no_false_story() {
    let stage = stage(&[], true);
    let mut browser = stage.signed_in("ada");
    browser.link(GOOGLE);
    browser.me();
    let before = browser.me()["history"].clone();
    stage.put_user(&json!({"user_id": ADA, "name": "Ada", "email": "ada@example.com",
        "email_verified": true, "user_metadata": {"account_linking": {"at": 1_u64 << 40,
            "secondary": GOOGLE, "connection": "bob@example.com", "review": "r", "undo": {},
            "swap": true}},
        "identities": [
            {"provider": "auth0", "user_id": "ada", "connection": DATABASE},
            {"provider": "google-oauth2", "user_id": "1001", "connection": "google-oauth2"}]}));
    assert_eq!(browser.me()["history"], before);
    assert!(!stage.log().contains("bob@example.com"));
}

#[test]
fn a_second_try_that_is_refused_leaves_the_first_ones_journal() {
    let stage = stage(&[], true);
    let (mut browser, _) = shown(&stage, GOOGLE);
    fail_link(&stage, ADA, 1, &json!({"status": 503}));
    let take = [("metadata.theme", "take")];
    assert_eq!(browser.confirm(&take), "tenant_unreachable");
    // With other choices, even.
    fail_write(&stage, ADA, 1, &wait());
    let leave = [("metadata.theme", "keep"), ("metadata.news", "leave")];
    assert_eq!(browser.confirm(&leave), "rate_limited");
    stage.heal();
    stage.pass(360);
    browser.me();
    assert!(stage.user(GOOGLE).is_some());
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1}));
}

#[test]
fn a_double_click_whose_second_link_must_wait_keeps_what_the_first_wrote() {
    let stage = stage(&[], true);
    let (mut browser, review) = shown(&stage, GOOGLE);
    fail_link(&stage, ADA, 2, &wait());
    double_click(&stage, &browser, &review);
    stage.pass(60);
    browser.me();
    assert!(stage.user(GOOGLE).is_none(), "linked");
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1, "news": true}));
}

#[test]
fn a_double_click_whose_second_write_fails_keeps_what_the_first_wrote() {
    let stage = stage(&[], true);
    let (mut browser, review) = shown(&stage, GOOGLE);
    fail_write(&stage, ADA, 2, &json!({"status": 503}));
    double_click(&stage, &browser, &review);
    stage.heal();
    stage.pass(60);
    browser.me();
    assert!(stage.user(GOOGLE).is_none(), "linked");
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1, "news": true}));
}

#[test]
fn a_retry_after_a_link_whose_answer_was_lost_finds_it() {
    let stage = stage(&[], true);
    let (mut browser, review) = shown(&stage, GOOGLE);
    fail_link(&stage, ADA, 1, &json!("drop_after"));
    let read = json!({"method": "GET", "path": format!("/api/v2/users/{ADA}")});
    // The one after the link, whose answer was lost.
    stage.fault(&json!({"when": read, "nth": 2, "then": {"status": 503}}));
    let fields = [("review", review.as_str())];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "tenant_unreachable");
    fail_link(&stage, ADA, 1, &wait());
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "linked");
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1, "news": true}));
}

#[test]
fn another_link_does_not_take_back_what_a_finished_one_wrote() {
    let stage = stage(&[], false);
    let mut second = stage.signed_in("ada");
    second.prove(THIRD);
    let review = second.review_id();
    let mut browser = stage.signed_in("ada");
    browser.prove(GOOGLE);
    // The write that removes the journal.
    fail_write(&stage, ADA, 2, &json!({"status": 503}));
    assert_eq!(browser.confirm(&[]), "linked");
    // That account has another identity than was shown.
    let early = second.post_outcome("/link/confirm", &[("review", &review)]);
    assert_eq!(early, "review_changed");
    assert_eq!(second.confirm(&[]), "linked");
    let all = json!({"theme": "dark", "own": 1, "news": true, "y": 1});
    assert_eq!(data(&stage, ADA), all);
}

#[test]
fn another_link_waits_while_one_is_under_way() {
    let stage = stage(&[], true);
    let (mut browser, _) = shown(&stage, GOOGLE);
    let (mut second, _) = shown(&stage, THIRD);
    fail_link(&stage, ADA, 1, &json!({"status": 503}));
    assert_eq!(browser.confirm(&[]), "tenant_unreachable");
    assert_eq!(second.confirm(&[]), "rate_limited");
    stage.pass(31);
    assert_eq!(second.confirm(&[]), "linked");
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1, "y": 1}));
    assert_eq!(browser.confirm(&[]), "linked");
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1, "y": 1, "news": true}));
}

#[test]
fn a_link_that_is_finished_late_leaves_another_ones_journal() {
    let stage = stage(&[], true);
    let mut browser = stage.signed_in("ada");
    browser.prove(THIRD);
    fail_link(&stage, ADA, 1, &json!({"status": 503}));
    assert_eq!(browser.confirm(&[]), "tenant_unreachable");
    // The store fails for a while, so that the next one's lies in the metadata.
    let (key, record) = stage.records("journal").pop_first().unwrap();
    stage.take_store_away();
    browser.prove(GOOGLE);
    fail_write(&stage, ADA, 2, &json!({"status": 503}));
    assert_eq!(browser.confirm(&[]), "linked");
    stage.overwrite_stored(&key, &record);
    stage.pass(60);
    let mut browser = stage.signed_in("ada");
    (0..3).for_each(|_| drop(browser.me()));
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1, "news": true}));
}

#[test]
fn an_unlink_after_a_link_whose_end_was_lost_undoes_nothing() {
    let stage = stage(&[], false);
    let mut browser = stage.signed_in("ada");
    browser.prove(GOOGLE);
    fail_write(&stage, ADA, 2, &json!({"status": 503}));
    assert_eq!(browser.confirm(&[("metadata.theme", "take")]), "linked");
    browser.me();
    // First the journal has to go; where it cannot, nothing is unlinked.
    fail_write(&stage, ADA, 1, &json!({"status": 503}));
    assert_eq!(unlink(&mut browser, GOOGLE, &[]), "tenant_unreachable");
    assert_eq!(unlink(&mut browser, GOOGLE, &[]), "unlinked");
    stage.pass(60);
    browser.me();
    assert_eq!(data(&stage, ADA), json!({"theme": "light", "own": 1, "news": true}));
}

#[test]
fn what_a_swap_left_in_the_other_account_is_not_taken_for_its_own() {
    let stage = stage(CLIENT, false);
    let mut browser = stage.signed_in("ada");
    browser.prove(GOOGLE);
    fail_link(&stage, GOOGLE, 1, &json!({"status": 503}));
    let swap = [("primary", GOOGLE), ("metadata.theme", "take")];
    assert_eq!(browser.confirm(&swap), "tenant_unreachable");
    let back = [("primary", ADA), ("metadata.theme", "take")];
    assert_eq!(browser.confirm(&back), "linked");
    assert_eq!(data(&stage, ADA), json!({"theme": "light", "own": 1, "news": true}));
}

#[test]
fn what_is_put_by_makes_room_for_what_is_carried_over() {
    for length in (2_000..5_000).step_by(500) {
        let stage = stage(CLIENT, false);
        put(&stage, ADA, DATABASE, &json!({"a": "x".repeat(2_500)}), &json!({}));
        put(&stage, GOOGLE, "google-oauth2", &json!({"a": "y".repeat(length)}), &json!({}));
        stage.limit_profile(10_240);
        let mut browser = stage.signed_in("ada");
        browser.prove(GOOGLE);
        assert_eq!(browser.confirm(&[("metadata.a", "take")]), "linked", "{length}");
    }
}

#[test]
fn an_account_without_data_of_its_own_brings_what_it_put_by() {
    let stage = stage(CLIENT, true);
    put(&stage, ADA, DATABASE, &json!({}), &json!({}));
    let mut browser = stage.signed_in("ada");
    browser.prove(THIRD);
    assert_eq!(browser.confirm(&[("metadata.y", "leave")]), "linked");
    let mut other = stage.browser();
    other.log_in_by("google-oauth2", GOOGLE);
    let page = other.start_link(DATABASE);
    other.sign_in_at(&page, "ada");
    assert_eq!(other.confirm(&[]), "linked_all");
    assert_eq!(unlink(&mut other, THIRD, &[("restore", "on")]), "restored");
    assert_eq!(data(&stage, THIRD), json!({"y": 1}));
}

#[test]
fn a_plain_unlink_never_gives_back() {
    let stage = stage(CLIENT, true);
    let mut browser = stage.signed_in("ada");
    browser.link(GOOGLE);
    fail_write(&stage, ADA, 1, &json!({"status": 503}));
    assert_eq!(unlink(&mut browser, GOOGLE, &[]), "tenant_unreachable");
    assert_eq!(unlink(&mut browser, GOOGLE, &[]), "unlinked");
    browser.me();
    assert!(data(&stage, GOOGLE).as_object().is_none_or(serde_json::Map::is_empty));
}

#[test]
fn attack_a_rule_is_not_evaded_by_what_a_review_showed_earlier() {
    let settings = [
        ("allowed_pairs", "enterprise+database,database+social"),
        ("connections", "github=GitHub,okta=Company,Username-Password-Authentication=Password"),
    ];
    let stage = stage(&settings, true);
    let mut browser = stage.browser();
    browser.log_in_by("okta", "samlp|okta|grace@corp.example");
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "ada");
    assert_eq!(browser.get("/link/review").status(), 200);
    let mut second = stage.signed_in("ada");
    assert_eq!(second.link("github|2001"), "linked");
    assert_eq!(browser.confirm_unseen(&[]), "pair_not_allowed");
}

#[test]
fn attack_a_sign_in_again_that_failed_does_not_let_the_next_person_slip_in() {
    let stage = stage(&[], true);
    let mut browser = stage.signed_in("ada");
    stage.pass(20 * 60);
    let answer = browser.post_json("/unlink", &[("provider", "github"), ("user_id", "1")]);
    let location = crate::support::json(&answer)["location"].as_str().unwrap().to_owned();
    let page = browser.navigate(&location, Some(stage.app()));
    let token = json!({"method": "POST", "path": "/oauth/token"});
    stage.fault(&json!({"when": token, "then": {"status": 503}}));
    browser.sign_in_at(&page, "grace");
    stage.pass(2 * 24 * 3600);
    let page = browser.open("/login");
    assert!(page.url.as_str().starts_with(stage.tenant()), "it must ask: {page:?}");
}

#[test]
fn attack_what_a_form_names_does_not_reach_the_log() {
    let stage = stage(&[], true);
    let mut browser = stage.signed_in("ada");
    assert_eq!(unlink(&mut browser, "bob@example.com|1", &[]), "not_linked");
    assert!(!stage.log().contains("bob@example.com"));
}

#[test]
fn a_slow_tenant_costs_nobody_more_than_thirty_seconds() {
    let stage = stage(CLIENT, false);
    let mut browser = stage.signed_in("ada");
    browser.link(GOOGLE);
    browser.me();
    stage.next_instance();
    stage.fault(&json!({"when": {"path": "/*"}, "times": 0, "then": {"delay_ms": 4900}}));
    let begun = stage.now();
    let outcome = unlink(&mut browser, GOOGLE, &[("restore", "on")]);
    assert!(stage.now() - begun < 30, "{}: {:?}", stage.now() - begun, stage.requests());
    assert!(["restored", "unlinked_only"].contains(&&*outcome), "{outcome}");
    // What there was no time for is done at the next look.
    stage.heal();
    stage.pass(60);
    browser.me();
    assert_eq!(data(&stage, GOOGLE), json!({"theme": "light", "news": true}));
}

#[test]
fn what_an_earlier_review_showed_is_not_carried_over_with_another_account() {
    let stage = stage(&[], true);
    let (mut browser, _) = shown(&stage, GOOGLE);
    browser.prove(THIRD);
    assert_eq!(browser.confirm(&[]), "linked");
    assert_eq!(data(&stage, ADA), json!({"theme": "dark", "own": 1, "y": 1}));
}

#[test]
fn attack_a_journal_copied_to_another_user_is_none() {
    let stage = stage(&[], false);
    let mut browser = stage.signed_in("ada");
    browser.prove(GOOGLE);
    fail_link(&stage, ADA, 1, &json!({"status": 503}));
    assert_eq!(browser.confirm(&[]), "tenant_unreachable");
    let copied = data(&stage, ADA)["account_linking"].clone();
    assert!(copied.is_string(), "sealed");
    let theirs = json!({"news": true, "account_linking": copied});
    stage.put_user(&json!({"user_id": "auth0|grace", "email": "grace@example.com",
        "email_verified": true, "user_metadata": theirs, "identities": [{"provider": "auth0",
        "user_id": "grace", "connection": DATABASE, "password": "worthless-grace"}]}));
    let mut grace = stage.signed_in("grace");
    stage.pass(60);
    grace.me();
    assert_eq!(data(&stage, "auth0|grace")["news"], true);
}

#[test]
fn attack_an_outcome_of_somebody_else_shows_nothing_of_theirs() {
    let stage = stage(&[], true);
    let (mut ada, review) = shown(&stage, GOOGLE);
    assert_eq!(ada.post_outcome("/link/confirm", &[("review", &review)]), "linked");
    let mut grace = stage.signed_in("grace");
    let copied = ada.cookies.iter().filter(|(_, name, _)| name.ends_with("outcome")).cloned();
    grace.cookies.extend(copied);
    assert_eq!(grace.identities(), ["auth0|grace"]);
}

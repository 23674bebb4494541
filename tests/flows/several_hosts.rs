//! Several hosts on one store: what one of them wrote, the others go on with, and nothing is lost if two write at the
//! same moment. `tests/servers/several-hosts.test.mjs` tries the rest with two hosts and a Redis.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Browser, Stage, TENANT_ORIGIN, form_request};

const SETTINGS: [(&str, &str); 3] = [
    ("webhook_origin", TENANT_ORIGIN),
    ("webhook_path", "/local-webhook"),
    ("webhook_secret", "YSB3b3J0aGxlc3Mgc2VjcmV0IGZvciB3ZWJob29rcyE"),
];

/// A post of the page's script, to be sent.
fn post(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Request<Vec<u8>> {
    let url = format!("{}{path}", browser.stage().app());
    let mut request = browser.with_cookies(form_request(&url, fields));
    request.headers_mut().insert("accept", "application/json".parse().unwrap());
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    request
}

/// Each of these confirms what waits in their browser, all at the same moment.
fn confirm_at_once(stage: &Stage, browsers: &mut [Browser<'_>]) {
    confirm_apart(stage, 0, browsers);
}

fn confirm_apart(stage: &Stage, waits: usize, browsers: &mut [Browser<'_>]) {
    stage.let_store_wait();
    let confirm = |browser: &mut Browser<'_>| {
        let review = browser.review_id();
        post(browser, "/link/confirm", &[("review", &review)])
    };
    let requests = browsers.iter_mut().map(confirm).collect();
    for answer in stage.apart(waits, requests) {
        let outcome: Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(outcome["outcome"], "linked", "{outcome}");
    }
}

/// The accounts that the product was told of.
fn told(stage: &Stage) -> Vec<String> {
    let of = |hook: Value| {
        let body: Value = serde_json::from_str(hook["body"].as_str().unwrap()).unwrap();
        body["data"]["secondary"].as_str().unwrap().to_owned()
    };
    let mut told: Vec<String> = stage.webhooks().into_iter().map(of).collect();
    told.sort();
    told
}

fn product_is_down(stage: &Stage) {
    let when = json!({"method": "POST", "path": "/local-webhook*"});
    stage.fault(&json!({"when": when, "then": {"status": 503}, "times": 0}));
}

#[test]
fn another_host_sends_what_the_product_did_not_receive() {
    let stage = Stage::native(&SETTINGS);
    product_is_down(&stage);
    stage.signed_in("ada").link("github|2001");
    stage.heal();
    stage.next_instance();
    stage.pass(60);
    stage.signed_in("grace").me();
    assert_eq!(told(&stage), ["github|2001"]);
    stage.next_instance();
    stage.pass(600);
    stage.signed_in("grace").me();
    assert_eq!(told(&stage), ["github|2001"], "once");
}

#[test]
fn events_of_the_same_moment_both_wait() {
    let stage = Stage::native(&SETTINGS);
    product_is_down(&stage);
    let browser = stage.signed_in("ada");
    let mut browsers = [browser.clone(), browser];
    browsers[0].prove("github|2001");
    browsers[1].prove("windowslive|3001");
    confirm_at_once(&stage, &mut browsers);
    stage.heal();
    for _ in 0..3 {
        stage.pass(61);
        stage.signed_in("joan").me();
    }
    assert_eq!(told(&stage), ["github|2001", "windowslive|3001"]);
}

#[test]
fn links_of_the_same_moment_are_both_in_the_history() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let mut browsers = [browser.clone(), browser.clone()];
    browsers[0].prove("github|2001");
    browsers[1].prove("windowslive|3001");
    confirm_at_once(&stage, &mut browsers);
    let history = browser.me()["history"].take();
    let connections =
        history.as_array().unwrap().iter().map(|it| it["connection"].as_str().unwrap());
    let mut connections: Vec<_> = connections.collect();
    connections.sort_unstable();
    assert_eq!(connections, ["github", "windowslive"]);
}

#[test]
fn sessions_that_end_at_the_same_moment_all_stay_ended() {
    let stage = Stage::native(&[]);
    let mut browsers = vec![stage.signed_in("ada")];
    // Of the same sign-in at Auth0 and of the same second: only their names in the mark tell them apart. It takes eight.
    while browsers.len() < 8 {
        let mut other = browsers[0].clone();
        other.lose("");
        other.log_in("ada");
        browsers.push(other);
    }
    assert!(browsers.iter_mut().all(Browser::is_signed_in));
    stage.let_store_wait();
    let sign_out = browsers.iter().map(|it| post(it, "/logout", &[])).collect();
    for answer in stage.together(sign_out) {
        assert!(answer.status().is_success());
    }
    // Their cookies, as somebody may have copied them before.
    assert_eq!(browsers.iter_mut().filter_map(|it| it.is_signed_in().then_some(())).count(), 0);
}

#[test]
fn an_event_outlives_the_removal_of_another_one() {
    let mut lost = Vec::new();
    for waits in 0..20 {
        let stage = Stage::native(&SETTINGS);
        let when = json!({"method": "POST", "path": "/local-webhook*"});
        stage.fault(&json!({"when": when, "nth": 2, "then": {"status": 503}, "times": 1}));
        let mut browsers = [stage.signed_in("ada"), stage.signed_in("grace")];
        browsers[0].prove("github|2001");
        browsers[1].prove("windowslive|3001");
        confirm_apart(&stage, waits, &mut browsers);
        stage.heal();
        for _ in 0..3 {
            stage.pass(61);
            stage.signed_in("joan").me();
        }
        let mut told = told(&stage);
        told.dedup();
        if told != ["github|2001", "windowslive|3001"] {
            lost.push((waits, told, stage.log().matches("will be sent again").count()));
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn attack_a_store_that_cannot_be_read_makes_a_session_that_ended_count_again() {
    let stage = Stage::native(&[]);
    let mut first = stage.signed_in("ada");
    let mut second = first.clone();
    second.lose("");
    second.log_in("ada");
    let (sign_out, again) = (post(&first, "/logout", &[]), post(&second, "/logout", &[]));
    stage.exchange(sign_out);
    assert!(!first.is_signed_in());
    stage.keep_values_back(true);
    stage.exchange(again);
    stage.keep_values_back(false);
    assert!(!first.is_signed_in());
}

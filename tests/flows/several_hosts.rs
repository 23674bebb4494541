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

/// Each of these confirms what waits in their browser, all at the same moment.
fn confirm_at_once(stage: &Stage, browsers: &mut [Browser<'_>]) {
    stage.let_store_wait();
    let confirm = |browser: &mut Browser<'_>| -> Request<Vec<u8>> {
        let review = browser.review_id();
        let form = form_request(&format!("{}/link/confirm", stage.app()), &[("review", &review)]);
        let mut request = browser.with_cookies(form);
        request.headers_mut().insert("accept", "application/json".parse().unwrap());
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        request
    };
    let requests = browsers.iter_mut().map(confirm).collect();
    for answer in stage.together(requests) {
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

//! The product's signed event: what it says, that it arrives, and that nobody waits or suffers for it.

mod same;
mod waiting;

use ct_codecs::{Base64, Encoder as _};
use hmac_sha256::Hash;
use serde_json::{Value, json};

use crate::support::{Stage, TENANT_ORIGIN, holds_token};

const SECRET: &[u8] = b"a worthless secret for webhooks!";
const SETTINGS: [(&str, &str); 3] = [
    ("webhook_origin", TENANT_ORIGIN),
    ("webhook_path", "/local-webhook/accounts?of=us"),
    ("webhook_secret", "YSB3b3J0aGxlc3Mgc2VjcmV0IGZvciB3ZWJob29rcyE"),
];
const HUB: [(&str, &str); 2] = [("provider", "github"), ("user_id", "2001")];

fn native() -> Stage {
    Stage::native(&SETTINGS)
}

/// The ids and bodies of what arrived, in that order, once every signature is right.
#[track_caller]
fn received(stage: &Stage) -> Vec<(String, Value)> {
    let verified = |webhook: Value| {
        let header = |name: &str| webhook["headers"][name].as_str().expect(name).to_owned();
        let body = webhook["body"].as_str().unwrap();
        let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
        let signature = Base64::encode_to_string(mac(&format!("{id}.{at}.{body}"))).unwrap();
        assert_eq!(header("webhook-signature"), format!("v1,{signature}"));
        assert_eq!(header("content-type"), "application/json");
        assert_eq!(header("content-length"), body.len().to_string());
        let path = webhook["path"].as_str().unwrap();
        assert!(path.starts_with("/local-webhook/accounts"), "{path}");
        (id, serde_json::from_str(body).unwrap())
    };
    stage.webhooks().into_iter().map(verified).collect()
}

/// HMAC-SHA256 as RFC 2104 spells it out, for a key of half a block.
fn mac(text: &str) -> [u8; 32] {
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(SECRET).for_each(|(byte, key)| *byte ^= key);
        block
    };
    let inner = Hash::hash(&[&pad(0x36)[..], text.as_bytes()].concat());
    Hash::hash(&[&pad(0x5c)[..], &inner[..]].concat())
}

fn ids(stage: &Stage) -> Vec<String> {
    received(stage).into_iter().map(|(id, _)| id).collect()
}

/// How often it was tried, with or without success.
fn tries(stage: &Stage) -> usize {
    stage.count("POST", "/local-webhook")
}

/// So many tries go wrong; 0 is for ever.
fn fail(stage: &Stage, then: &Value, times: u32) {
    let when = json!({"method": "POST", "path": "/local-webhook*"});
    stage.fault(&json!({"when": when, "then": then, "times": times}));
}

/// The events without their times, which a component's clock decides.
fn told(stage: &Stage) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let event = |(_, body): (String, Value)| {
        let data = &body["data"];
        assert_eq!(data.as_object().unwrap().len(), 3, "{body}");
        assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
        assert!(data["when"].as_u64().unwrap() > 1_700_000_000);
        (text(&body["type"]), text(&data["primary"]), text(&data["secondary"]))
    };
    received(stage).into_iter().map(event).collect()
}

fn event(kind: &str, primary: &str, secondary: &str) -> (String, String, String) {
    (kind.to_owned(), primary.to_owned(), secondary.to_owned())
}

#[test]
fn tells_of_a_link_an_unlink_and_a_swap_in_this_order() {
    let stage = Stage::with(&SETTINGS);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    assert_eq!(browser.post_outcome("/unlink", &HUB), "unlinked");
    browser.prove("google-oauth2|1001");
    let fields = [("review", &*browser.review_id()), ("primary", "google-oauth2|1001")];
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "swapped");
    assert_eq!(
        told(&stage),
        [
            event("account.linked", "auth0|ada", "github|2001"),
            event("account.unlinked", "auth0|ada", "github|2001"),
            event("account.swapped", "google-oauth2|1001", "auth0|ada"),
        ]
    );
    let ids = ids(&stage);
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
    browser.me();
    assert_eq!(tries(&stage), 3, "what was received is not sent again");
    let body = |hook: &Value| hook["body"].as_str().unwrap().to_owned();
    assert!(!stage.webhooks().iter().any(|hook| holds_token(&body(hook))));
    for text in ["@example.com", "Lindqvist"] {
        let in_body = |hook: &Value| hook["body"].as_str().unwrap().contains(text);
        assert!(!stage.webhooks().iter().any(in_body), "{text}");
    }
}

#[test]
fn says_when() {
    let stage = native();
    stage.signed_in("ada").link("github|2001");
    let (_, body) = received(&stage).remove(0);
    assert_eq!(
        body,
        json!({"type": "account.linked", "timestamp": "2027-01-15T08:00:00Z", "data":
            {"primary": "auth0|ada", "secondary": "github|2001", "when": 1_800_000_000}})
    );
}

#[test]
fn a_link_without_a_review_is_told_of_too() {
    let settings = [&SETTINGS[..], &[("review", "never")]].concat();
    let stage = Stage::with(&settings);
    stage.signed_in("ada").prove("github|2001");
    assert_eq!(told(&stage), [event("account.linked", "auth0|ada", "github|2001")]);
}

#[test]
fn without_the_settings_nothing_is_sent() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    browser.post_outcome("/unlink", &HUB);
    assert_eq!(tries(&stage), 0);
}

#[test]
fn what_did_not_happen_is_not_told_of() {
    let stage = Stage::with(&SETTINGS);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.post_outcome("/unlink", &HUB), "not_linked");
    browser.prove("github|2001");
    let review = browser.review_id();
    stage.fault(&json!({"when": {"method": "POST", "path": "/api/v2/users/*"},
        "then": {"status": 400}}));
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "link_refused");
    assert_eq!(tries(&stage), 0);
}

#[test]
fn each_way_to_fail_changes_no_outcome_and_the_event_comes_later() {
    for then in [
        json!("drop_before"),
        json!("drop_after"),
        json!({"status": 500}),
        json!({"status": 404}),
        json!({"status": 302, "headers": {"location": "/local-webhook/elsewhere"}}),
        json!({"delay_ms": 6000}),
    ] {
        let stage = native();
        let mut browser = stage.signed_in("ada");
        fail(&stage, &then, 1);
        assert_eq!(browser.link("github|2001"), "linked", "{then}");
        assert_eq!(browser.me()["outcome"], "linked");
        assert_eq!(tries(&stage), 1, "{then}");
        let log = stage.log();
        assert!(log.contains("webhook: not received, will be sent again"), "{log}");
        stage.pass(60);
        browser.me();
        assert_eq!(tries(&stage), 2, "{then}");
        let ids = ids(&stage);
        assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{then}: {ids:?}");
        stage.pass(24 * 60 * 60 - 120);
        browser.me();
        assert_eq!(tries(&stage), 2, "{then}");
    }
}

/// As above on the built component, as far as that goes without moving a clock.
#[test]
fn a_receiver_that_is_slow_or_gone_costs_one_deadline() {
    for (then, arrived) in [
        (json!({"delay_ms": 6000}), 1),
        (json!("drop_before"), 0),
        (json!({"status": 302, "headers": {"location": "/local-webhook/elsewhere"}}), 0),
    ] {
        let stage = Stage::with(&SETTINGS);
        let mut browser = stage.signed_in("ada");
        fail(&stage, &then, 1);
        let begun = std::time::Instant::now();
        assert_eq!(browser.link("github|2001"), "linked", "{then}");
        assert!(begun.elapsed().as_millis() < 9_000, "{then}");
        assert_eq!((tries(&stage), received(&stage).len()), (1, arrived), "{then}");
        assert!(stage.log().contains("webhook: not received, will be sent again"));
        assert_eq!(browser.identities().len(), 2);
    }
}

#[test]
fn the_signature_is_of_the_try_and_the_event_of_its_own_time() {
    let stage = native();
    let mut browser = stage.signed_in("ada");
    fail(&stage, &json!("drop_after"), 1);
    browser.link("github|2001");
    stage.pass(90);
    browser.me();
    let both = received(&stage);
    assert_eq!(both[0], both[1], "the same id and body");
    let at = |index: usize| stage.webhooks()[index]["headers"]["webhook-timestamp"].clone();
    assert_eq!((at(0), at(1)), (json!("1800000000"), json!("1800000090")));
}

#[test]
fn anybodys_look_sends_it() {
    let stage = native();
    fail(&stage, &json!({"status": 503}), 1);
    stage.signed_in("ada").link("github|2001");
    stage.pass(60);
    stage.browser().get("/me");
    assert_eq!(tries(&stage), 1, "somebody who is not signed in moves nothing");
    stage.signed_in("grace").me();
    assert_eq!(told(&stage), [event("account.linked", "auth0|ada", "github|2001")]);
}

#[test]
fn without_a_store_it_is_sent_once() {
    let stage = native();
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    fail(&stage, &json!({"status": 500}), 1);
    assert_eq!(browser.link("github|2001"), "linked");
    assert_eq!(browser.post_outcome("/unlink", &HUB), "unlinked");
    stage.pass(60);
    browser.me();
    assert_eq!(told(&stage), [event("account.unlinked", "auth0|ada", "github|2001")]);
    assert_eq!(tries(&stage), 2);
    let log = stage.log();
    assert!(log.contains("webhook: not received and lost, no store keeps it"), "{log}");
}

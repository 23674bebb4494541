//! Events that wait: when they are tried again, how many there are, when they are given up.

use serde_json::json;

use super::{HUB, SETTINGS, fail, ids, native, told, tries};
use crate::support::{Browser, Stage};

/// When it is tried again, in seconds after the link, with a look every ten seconds for so long.
fn retries(stage: &Stage, browser: &mut Browser<'_>, seconds: u64) -> Vec<u64> {
    let mut times = Vec::new();
    for second in (10..=seconds).step_by(10) {
        stage.pass(10);
        let before = tries(stage);
        browser.me();
        if tries(stage) > before {
            times.push(second);
        }
    }
    times
}

#[test]
fn the_pauses_grow() {
    let stage = Stage::native(&[&SETTINGS[..], &[("session_idle", "7d")]].concat());
    let mut browser = stage.signed_in("ada");
    fail(&stage, &json!({"status": 500}), 0);
    browser.link("github|2001");
    let expected = [60, 60 + 300, 60 + 300 + 1800, 60 + 300 + 1800 + 3600];
    assert_eq!(retries(&stage, &mut browser, 6000), expected);
}

#[test]
fn after_three_days_it_is_given_up() {
    let stage = native();
    fail(&stage, &json!({"status": 500}), 0);
    stage.signed_in("ada").link("github|2001");
    stage.pass(3 * 24 * 60 * 60 - 1);
    stage.signed_in("ada").me();
    assert_eq!(tries(&stage), 2);
    stage.pass(60);
    stage.signed_in("ada").me();
    assert_eq!(tries(&stage), 2);
    let log = stage.log();
    assert!(log.contains("webhook: 1 given up after three days"), "{log}");
    assert_eq!(stage.stored("webhooks"), [""; 0]);
}

#[test]
fn one_event_at_most_in_half_a_minute() {
    let stage = native();
    let mut browser = stage.signed_in("ada");
    fail(&stage, &json!({"status": 500}), 3);
    for user_id in ["github|2001", "google-oauth2|1001", "google-oauth2|1002"] {
        browser.link(user_id);
    }
    assert_eq!((tries(&stage), ids(&stage).len()), (3, 0));
    stage.pass(60);
    for waited in [0, 0, 29, 1, 0, 30, 30] {
        stage.pass(waited);
        browser.me();
        stage.signed_in("grace").me();
    }
    let secondaries: Vec<String> = told(&stage).into_iter().map(|it| it.2).collect();
    assert_eq!(secondaries, ["github|2001", "google-oauth2|1001", "google-oauth2|1002"]);
    assert_eq!(tries(&stage), 6);
    assert_eq!(stage.stored("webhooks"), [""; 0], "nothing is left");
}

#[test]
fn fifty_wait_at_most() {
    let stage = native();
    let mut browser = stage.signed_in("ada");
    fail(&stage, &json!({"status": 500}), 0);
    for _ in 0..26 {
        assert_eq!(browser.link("github|2001"), "linked");
        stage.pass(1);
        assert_eq!(browser.post_outcome("/unlink", &HUB), "unlinked");
        stage.pass(1);
    }
    let log = stage.log();
    let notes = log.matches("webhook: too many events wait, the oldest is dropped").count();
    assert_eq!(notes, 2, "{log}");
    stage.heal();
    for _ in 0..60 {
        stage.pass(61);
        stage.signed_in("grace").me();
    }
    let mut ids = ids(&stage);
    assert_eq!(ids.len(), 50);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 50, "each link and each unlink has an id of its own");
}

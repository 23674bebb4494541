//! Records that are over are removed from the store, now and then; nobody can have others removed.

use crate::support::{Browser, Stage};

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

/// A person whose session lives, and looks at the page.
fn visitor(stage: &Stage) -> Browser<'_> {
    let mut browser = stage.signed_in("ada");
    browser.me();
    browser
}

/// Puts so many records into the store that end at that time.
fn put(stage: &Stage, kind: &str, count: usize, end: u64) {
    for index in 0..count {
        stage.overwrite_stored(&format!("{kind}/{end}-{index}"), format!("{end}.x").as_bytes());
    }
}

fn count(stage: &Stage, kind: &str) -> usize {
    stage.stored(kind).len()
}

#[test]
fn records_that_are_over_are_removed_twenty_at_a_time_and_once_an_hour() {
    let stage = Stage::native(&[("session_idle", "3d")]);
    let mut browser = visitor(&stage);
    let now = stage.now();
    put(&stage, "ended-session", 30, now + 10);
    put(&stage, "ended-session", 5, now + 2 * DAY);
    stage.pass(HOUR - 1);
    browser.me();
    assert_eq!((count(&stage, "ended-session"), stage.listed()), (35, 0), "not yet");
    stage.pass(1);
    browser.me();
    assert_eq!(count(&stage, "ended-session"), 15);
    let listed = stage.listed();
    stage.pass(HOUR - 1);
    browser.me();
    assert_eq!((count(&stage, "ended-session"), stage.listed()), (15, listed));
    stage.pass(1);
    browser.me();
    assert_eq!(count(&stage, "ended-session"), 5, "those that are not over stay");
}

#[test]
fn what_every_sign_in_message_and_token_leaves_behind_is_removed() {
    let stage = Stage::native_by_message(&[("session_max", "1d")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code("+4915112345678"), "code_sent");
    browser.post_json("/logout", &[]);
    let token = stage.logout_token(serde_json::json!({"sub": "auth0|grace", "sid": "another"}));
    assert_eq!(stage.deliver(&token).status(), 200);
    let kinds = ["ended-session", "logout-token", "messages"];
    assert!(kinds.iter().all(|kind| count(&stage, kind) > 0));
    stage.pass(DAY + 1);
    visitor(&stage);
    stage.pass(HOUR);
    visitor(&stage);
    assert_eq!(kinds.map(|kind| count(&stage, kind)), [0, 0, 0]);
    assert_eq!(count(&stage, "proof"), 1, "of the sign-in just now");
}

#[test]
fn what_others_keep_in_the_store_stays() {
    let stage = Stage::native(&[]);
    let mut browser = visitor(&stage);
    for key in ["visits", "1.x", "messages", "messages-of/1", "other/messages/1", "history/1"] {
        stage.overwrite_stored(key, b"1.x");
    }
    for (key, value) in [("a", "eyJ.x"), ("b", ""), ("c", "+1.x"), ("d", "9999999999.x")] {
        stage.overwrite_stored(&format!("ended-session/{key}"), value.as_bytes());
    }
    let before = ["visits", "1.x", "messages", "messages-of", "other", "history", "ended-session"];
    let counts = before.map(|kind| count(&stage, kind));
    stage.pass(HOUR);
    browser.me();
    assert!(stage.listed() > 0);
    assert_eq!(before.map(|kind| count(&stage, kind)), counts);
}

/// One that is written anew in the moment of its removal would be lost.
#[test]
fn what_there_is_one_of_for_each_person_or_tenant_stays() {
    let stage = Stage::native(&[]);
    let mut browser = visitor(&stage);
    let kinds = ["ended-person", "history", "journal", "key-failures", "management-token"];
    let kinds = kinds.into_iter().chain(["missing-scopes", "signing-keys", "webhooks"]);
    for kind in kinds.clone() {
        put(&stage, kind, 1, 1);
    }
    stage.pass(HOUR);
    browser.me();
    assert!(stage.listed() > 0);
    for kind in kinds {
        assert!(stage.record(&format!("{kind}/1-0")).is_some(), "{kind}");
    }
}

#[test]
fn attack_no_flood_of_requests_has_a_mark_removed_that_is_not_over() {
    for always_new in [false, true] {
        let stage = Stage::native(&[("management", "client")]);
        let mut browser = visitor(&stage);
        let mut copy = browser.clone();
        browser.post_json("/logout", &[]);
        for request in 0..3000 {
            if always_new {
                stage.next_instance();
            }
            copy.clone().get(if request % 3 == 0 { "/healthz" } else { "/me" });
        }
        let listed = stage.listed() / 4;
        let fits = if always_new { 1..=9 } else { 0..=1 };
        assert!(fits.contains(&listed), "listed {listed} times of 3000");
        stage.pass(HOUR);
        copy.get("/me");
        assert!(!copy.is_signed_in());
        assert_eq!(count(&stage, "ended-session"), 1);
    }
}

#[test]
fn attack_an_end_that_is_forged_in_clear_is_not_believed() {
    let stage = Stage::native_by_message(&[("session_max", "2d"), ("session_idle", "2d")]);
    let mut browser = visitor(&stage);
    let mut copy = browser.clone();
    browser.post_json("/logout", &[]);
    let mark = stage.stored("ended-session").remove(0);
    let record = stage.record(&mark).unwrap();
    let dot = record.iter().position(|byte| *byte == b'.').unwrap();
    for end in ["0", "99999999999", "", "x", "1.1"] {
        stage.overwrite_stored(&mark, &[end.as_bytes(), &record[dot..]].concat());
        assert_eq!(copy.clone().is_signed_in(), end == "1.1", "{end}");
    }
    stage.overwrite_stored(&mark, &record);
    assert!(!copy.is_signed_in());

    // A count that ended for a day still counts where it is said to go on, and no longer.
    let mut browser = stage.signed_in("ada");
    for _ in 0..4 {
        stage.pass(60);
        assert_eq!(browser.send_code("+4915112345678"), "code_sent");
    }
    stage.pass(60);
    assert_eq!(browser.send_code("+4915112345678"), "too_many_codes");
    for key in stage.stored("messages") {
        let record = stage.record(&key).unwrap();
        let dot = record.iter().position(|byte| *byte == b'.').unwrap();
        stage.overwrite_stored(&key, &[&b"99999999999"[..], &record[dot..]].concat());
    }
    stage.pass(DAY);
    assert_eq!(stage.signed_in("ada").send_code("+4915112345678"), "code_sent");
}

#[test]
fn a_store_that_does_not_list_its_keys_works_all_the_same_and_that_is_told() {
    let stage = Stage::native(&[]);
    stage.keep_keys_back();
    let mut browser = visitor(&stage);
    put(&stage, "ended-session", 3, stage.now());
    stage.pass(HOUR);
    browser.me();
    assert_eq!(count(&stage, "ended-session"), 3);
    assert_eq!(stage.log().matches("cannot list its keys").count(), 1);
    browser.post_json("/logout", &[]);
    assert!(!browser.is_signed_in());
}

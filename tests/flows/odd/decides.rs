//! What decides stays strict where it is of another type than was to be expected.

use serde_json::{Value, json};

use crate::support::{Browser, Stage, json as read};

const ADA: &str = "auth0|ada";
const GITHUB: &str = "github|2001";
const GOOGLE: &str = "google-oauth2|1001";
const MODES: [&str; 2] = ["user", "client"];

/// The tenant answers so when this user is read, changed by `change`.
fn change(stage: &Stage, id: &str, change: impl Fn(&mut Value)) {
    let mut user = stage.user(id).unwrap();
    change(&mut user);
    let when = json!({"method": "GET", "path": format!("/api/v2/users/{id}")});
    stage.fault(&json!({"when": when, "times": 0, "then": {"status": 200, "body": user}}));
}

/// A review of Ada's account and the one at GitHub that waits.
fn waiting(stage: &Stage) -> (Browser<'_>, String) {
    let mut browser = stage.signed_in("ada");
    browser.prove(GITHUB);
    let review = browser.review_id();
    (browser, review)
}

fn confirm(browser: &mut Browser<'_>, review: &str) -> String {
    browser.post_outcome("/link/confirm", &[("review", review)])
}

/// Identities of which one cannot be read, or not decided by.
fn unreadable() -> Vec<(&'static str, Value)> {
    let google = |change: Value| {
        let mut identity =
            json!({"provider": "google-oauth2", "user_id": "1001", "connection": "google-oauth2"});
        for (name, value) in change.as_object().unwrap() {
            identity[name] = value.clone();
        }
        identity
    };
    vec![
        ("a number", json!(7)),
        ("null", Value::Null),
        ("a text", json!("google-oauth2|1001")),
        ("without a provider", google(json!({"provider": null}))),
        ("with a list as its provider", google(json!({"provider": ["google-oauth2"]}))),
        ("with an empty id", google(json!({"user_id": ""}))),
        ("with an id that climbs", google(json!({"user_id": ".."}))),
        ("with a negative id", google(json!({"user_id": -1}))),
        ("with an object as its id", google(json!({"user_id": {"id": 1}}))),
        ("with a list as its connection", google(json!({"connection": ["google-oauth2"]}))),
        ("with a text in isSocial", google(json!({"isSocial": "true"}))),
    ]
}

#[test]
fn attack_an_identity_that_cannot_be_read_hides_from_no_rule() {
    for mode in MODES {
        for side in [ADA, GITHUB] {
            for (how, odd) in unreadable() {
                let stage = Stage::native(&[("management", mode), ("review", "always")]);
                let (mut browser, review) = waiting(&stage);
                let add = |user: &mut Value| {
                    user["identities"].as_array_mut().unwrap().push(odd.clone());
                };
                change(&stage, side, add);
                assert_eq!(confirm(&mut browser, &review), "link_refused", "{mode} {side} {how}");
                let page = browser.prove(GITHUB);
                let refused = page.outcome().as_deref() == Some("link_refused");
                assert!(refused || side == ADA, "{how}");
                if side == ADA {
                    assert_eq!(read(&browser.get("/link/review"))["code"], "link_refused");
                }
                browser.me();
                assert_eq!(stage.count("POST", "/api/v2/users/"), 0, "{how}");
            }
        }
    }
}

#[test]
fn attack_identities_that_are_no_list_join_nothing() {
    for mode in MODES {
        for odd in [Value::Null, json!({}), json!("none"), json!([])] {
            let stage = Stage::native(&[("management", mode)]);
            let (mut browser, review) = waiting(&stage);
            change(&stage, ADA, |user| user["identities"] = odd.clone());
            assert_eq!(browser.me()["identities"], json!([]), "{odd}");
            assert_eq!(confirm(&mut browser, &review), "link_refused", "{odd}");
            assert!(browser.open("/settings").body.contains("Ada"), "{odd}");
        }
    }
}

#[test]
fn another_identity_is_still_unlinked() {
    for mode in MODES {
        let stage = Stage::native(&[("management", mode)]);
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.link(GITHUB), "linked");
        let add = |user: &mut Value| {
            let list = user["identities"].as_array_mut().unwrap();
            list.extend([json!({"provider": 7}), json!({"provider": "google-oauth2"})]);
        };
        let mut user = stage.user(ADA).unwrap();
        add(&mut user);
        let when = json!({"method": "GET", "path": format!("/api/v2/users/{ADA}")});
        let answer = |times: u32, body: &Value| {
            let then = json!({"status": 200, "body": body});
            stage.fault(&json!({"when": when, "times": times, "then": then}));
        };
        answer(2, &user);
        assert_eq!(browser.identities(), [ADA, GITHUB], "{mode}");
        let identity = [("provider", "github"), ("user_id", "2001")];
        assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked", "{mode}");
        assert_eq!(stage.identities(ADA), [ADA], "{mode}");
    }
}

#[test]
fn attack_an_answer_that_cannot_be_read_whole_is_no_unlink() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link(GITHUB), "linked");
    let when = json!({"method": "DELETE", "path": "/api/v2/users/*"});
    let body = json!([{"provider": "auth0", "user_id": "ada"}, {"provider": "github"}]);
    stage.fault(&json!({"when": when, "then": {"status": 200, "body": body}}));
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "tenant_unreachable");
}

#[test]
fn attack_metadata_is_not_taken_back_while_an_identity_cannot_be_read() {
    let stage = Stage::native(&[]);
    let mut user = stage.user(GITHUB).unwrap();
    user["user_metadata"] = json!({"news": true});
    stage.put_user(&json!({"user_id": GITHUB, "name": "Ada", "email": user["email"],
        "email_verified": true, "user_metadata": user["user_metadata"]}));
    let (mut browser, review) = waiting(&stage);
    let written = || stage.user(ADA).unwrap()["user_metadata"].clone();
    let before = written();
    let link = json!({"method": "POST", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": link, "then": "drop_after"}));
    let when = json!({"method": "GET", "path": format!("/api/v2/users/{ADA}")});
    stage.fault(&json!({"when": when, "nth": 2, "then": {"status": 503}}));
    assert_eq!(confirm(&mut browser, &review), "tenant_unreachable");
    // Linked; but what is read afterwards does not show it.
    change(&stage, ADA, |user| user["identities"][1] = json!({"provider": "github"}));
    let joined = written();
    assert_ne!(before, joined);
    stage.pass(6 * 60);
    browser.me();
    assert_eq!(written(), joined);
    stage.heal();
    assert_eq!(browser.identities(), [ADA, GITHUB]);
}

#[test]
fn attack_an_odd_block_is_a_block() {
    for mode in MODES {
        for odd in [json!(0), json!("false"), json!(""), json!([]), json!({}), json!(true)] {
            for side in [ADA, GITHUB] {
                let stage = Stage::native(&[("management", mode)]);
                let (mut browser, review) = waiting(&stage);
                change(&stage, side, |user| user["blocked"] = odd.clone());
                let told = confirm(&mut browser, &review);
                assert_ne!(told, "linked", "{mode} {side} {odd}");
                assert_eq!(stage.count("POST", "/api/v2/users/"), 0, "{odd}");
            }
        }
    }
}

#[test]
fn attack_an_odd_address_is_not_taken_for_none() {
    for mode in MODES {
        for odd in [json!(7), json!(["ada@example.com"]), json!({}), json!(false)] {
            let stage = Stage::native(&[("management", mode)]);
            let mut browser = stage.browser();
            browser.log_in_by("github", GITHUB);
            browser.prove("windowslive|3001");
            let review = browser.review_id();
            let spoil = |user: &mut Value| {
                user["email"] = odd.clone();
                user["email_verified"] = json!(false);
            };
            change(&stage, GITHUB, spoil);
            assert_eq!(confirm(&mut browser, &review), "own_email_unverified", "{mode} {odd}");
            change(&stage, GOOGLE, spoil);
            let code = browser.prove(GOOGLE).outcome();
            assert_eq!(code.as_deref(), Some("email_unverified"), "{mode} {odd}");
        }
    }
}

#[test]
fn attack_what_was_asked_for_is_not_proved_by_an_odd_claim() {
    for (settings, claim, code) in [
        (("acr_values", "urn:mfa"), "acr", "step_up_missing"),
        (("organization", "corp"), "org_name", "token_invalid"),
        (("review", "always"), "at_hash", "token_invalid"),
    ] {
        for odd in [json!(7), json!(true), json!(["urn:mfa"]), json!({"corp": "corp"})] {
            let stage = Stage::native(&[settings]);
            stage.put_organization("corp", &[GITHUB]);
            let mut browser = stage.browser();
            let page = browser.open("/login?connection=github");
            stage.forge(&json!({"claims": {claim: odd}}));
            let page = browser.submit(&page, "/u/social", &[("user_id", GITHUB)]);
            assert_eq!(page.outcome().as_deref(), Some(code), "{claim} {odd}");
            assert!(!browser.is_signed_in());
        }
    }
}

#[test]
fn the_log_names_the_connection_and_the_type_and_nothing_else() {
    let stage = Stage::native(&[]);
    let mut browser = stage.browser();
    let page = browser.open("/login?connection=github");
    stage.forge(&json!({"claims": {"picture": ["https://private.example/"], "email": 4711}}));
    browser.submit(&page, "/u/social", &[("user_id", GITHUB)]);
    change(&stage, GITHUB, |user| {
        user["name"] = json!(4711);
        user["identities"][0]["profileData"] = json!({"email": {"private": "ada@example.com"}});
        user["identities"]
            .as_array_mut()
            .unwrap()
            .push(json!({"provider": "private", "user_id": 4.5}));
    });
    browser.me();
    let log = stage.log();
    for told in [
        "ID token: odd picture (array), connection github",
        "ID token: odd email (number), connection github",
        "read user: odd name (number), connection github",
        "read user: odd profileData.email (object), connection github",
        "read user: odd user_id (number), connection unknown",
    ] {
        assert!(log.contains(told), "{told} in {log}");
    }
    for value in ["4711", "4.5", "private", "example.com", "2001"] {
        assert!(!crate::support::without_times(&log).contains(value), "{value} in {log}");
    }
}

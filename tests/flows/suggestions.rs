//! Hints at accounts that may be the same person's: what they tell, to whom, and that following one
//! proves nothing by itself.

use serde_json::{Value, json};

use crate::support::{Browser, Page, Stage, json as read};

const CLIENT: (&str, &str) = ("management", "client");

fn connections(browser: &mut Browser<'_>) -> Vec<String> {
    let found = browser.suggestions();
    found.iter().map(|it| it["connection"].as_str().unwrap().to_owned()).collect()
}

fn start(browser: &mut Browser<'_>, connection: &str, handle: &str) -> Value {
    read(&browser.post_json("/link/start", &[("connection", connection), ("suggestion", handle)]))
}

/// Follows a suggestion, and signs in there with this account.
fn follow(stage: &Stage, browser: &mut Browser<'_>, connection: &str, user_id: &str) -> Page {
    let handle = browser.suggestion(connection);
    let answer = start(browser, connection, &handle);
    let location = answer["location"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
    let page = browser.navigate(&location, Some(stage.app()));
    browser.submit(&page, "/u/social", &[("user_id", user_id)])
}

/// A user with this address; further fields win.
fn put(stage: &Stage, user_id: &str, email: &str, further: &Value) {
    let mut user = json!({
        "user_id": user_id, "name": "Zoe Adams", "email": email, "email_verified": true,
    });
    for (name, value) in further.as_object().unwrap() {
        user[name] = value.clone();
    }
    stage.put_user(&user);
}

/// Zoe, signed in with the account that she has at GitHub.
fn zoe<'a>(stage: &'a Stage, email: &str) -> Browser<'a> {
    put(stage, "github|7001", email, &json!({}));
    let mut browser = stage.browser();
    browser.log_in_by("github", "github|7001");
    browser
}

#[test]
fn tells_the_provider_and_a_letter_and_nothing_else() {
    let stage = Stage::with(&[CLIENT]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.me()["suggestions"], true);
    let answer = browser.get("/suggestions");
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let mut text = String::from_utf8_lossy(answer.body()).into_owned();
    for suggestion in read(&answer)["suggestions"].as_array().unwrap() {
        // Sealed: any few letters may stand in it.
        text = text.replace(suggestion["handle"].as_str().unwrap(), "");
    }
    let found = browser.suggestions();
    let shown: Vec<Value> = found
        .iter()
        .map(|it| {
            let fields = it.as_object().unwrap();
            assert_eq!(fields.len(), 4, "{fields:?}");
            json!([it["provider"], it["connection"], it["hint"]])
        })
        .collect();
    let google = json!(["google-oauth2", "google-oauth2", "a•••"]);
    assert_eq!(json!(shown), json!([google, ["github", "github", "a•••"]]));
    for personal in ["Lindqvist", "Ada", "1001", "2001", "example.com", "pictures", "newsletter"] {
        assert!(!text.contains(personal), "{personal}");
    }
}

#[test]
fn are_offered_in_mode_client_to_a_verified_address_alone() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.me()["suggestions"], false);
    assert_eq!(read(&browser.get("/suggestions"))["code"], "not_found");

    let stage = Stage::with(&[CLIENT, ("verified_email", "optional")]);
    put(&stage, "github|7001", "linus@example.com", &json!({}));
    let mut browser = stage.signed_in("linus");
    assert_eq!(browser.me()["suggestions"], false);
    stage.forget_requests();
    assert_eq!(read(&browser.get("/suggestions"))["code"], "not_found");
    // Whether it is by now is asked for; nobody is looked for by it.
    assert_eq!(stage.requests(), ["GET /api/v2/users/auth0%7Clinus"]);
    assert_eq!(read(&stage.browser().get("/suggestions"))["code"], "signed_out");

    // Without any address there is nothing to look for.
    stage.put_user(&json!({"user_id": "github|7002", "name": "Phone"}));
    let mut browser = stage.browser();
    browser.log_in_by("github", "github|7002");
    assert_eq!(read(&browser.get("/suggestions"))["code"], "not_found");
}

#[test]
fn only_verified_users_that_can_be_linked_and_are_not_blocked() {
    let stage = Stage::with(&[CLIENT]);
    let email = "zoe@example.com";
    let mut browser = zoe(&stage, email);
    assert_eq!(connections(&mut browser), [""; 0], "oneself is no suggestion");
    put(&stage, "google-oauth2|7002", email, &json!({"email_verified": false}));
    put(&stage, "windowslive|7003", email, &json!({"blocked": true}));
    put(&stage, "samlp|okta|zoe", email, &json!({}));
    put(&stage, "acme|7004", email, &json!({}));
    assert_eq!(connections(&mut browser), [""; 0]);
    put(&stage, "google-oauth2|7002", email, &json!({}));
    assert_eq!(connections(&mut browser), ["google-oauth2"]);
}

#[test]
fn an_account_that_is_linked_is_none() {
    let stage = Stage::with(&[CLIENT]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(
        follow(&stage, &mut browser, "google-oauth2", "google-oauth2|1001").outcome().as_deref(),
        Some("review")
    );
    assert_eq!(browser.confirm(&[]), "linked");
    assert_eq!(connections(&mut browser), ["github"]);
}

#[test]
fn at_most_five_and_none_is_hidden_by_those_that_cannot_be_linked() {
    let stage = Stage::with(&[CLIENT]);
    let email = "zoe@example.com";
    let mut browser = zoe(&stage, email);
    for number in 0..8 {
        put(&stage, &format!("acme|{number}"), email, &json!({}));
    }
    put(&stage, "google-oauth2|7002", email, &json!({}));
    assert_eq!(connections(&mut browser), ["google-oauth2"]);
    for number in 0..8 {
        put(&stage, &format!("windowslive|{number}"), email, &json!({}));
    }
    assert_eq!(connections(&mut browser).len(), 5);
}

#[test]
fn the_address_is_compared_as_it_is_spelled() {
    let stage = Stage::with(&[CLIENT]);
    let mut browser = zoe(&stage, "zoe@example.com");
    put(&stage, "google-oauth2|7002", "Zoe@example.com", &json!({}));
    put(&stage, "google-oauth2|7003", "zoe@example.com.evil.example", &json!({}));
    assert_eq!(connections(&mut browser), [""; 0]);
    // What the tenant finds all the same is not believed.
    stage.fault(
        &json!({"when": {"path": "/api/v2/users-by-email"}, "then": {"status": 200, "body": [{
            "user_id": "google-oauth2|7002", "email": "Zoe@example.com", "email_verified": true,
            "identities": [
                {"provider": "google-oauth2", "user_id": "7002", "connection": "google-oauth2"}],
        }]}}),
    );
    assert_eq!(connections(&mut browser), [""; 0]);
}

#[test]
fn special_characters_of_an_address_get_through() {
    for email in ["zoe+a&b=c@example.com", "zoé%20@example.com", "z#o?e/'@example.com"] {
        let stage = Stage::with(&[CLIENT]);
        let mut browser = zoe(&stage, email);
        put(&stage, "google-oauth2|7002", email, &json!({}));
        put(
            &stage,
            "google-oauth2|7003",
            &email.replace('+', " "),
            &json!({"email_verified": false}),
        );
        assert_eq!(connections(&mut browser), ["google-oauth2"], "{email}");
    }
}

#[test]
fn a_hint_without_a_name_is_taken_from_the_address() {
    let stage = Stage::with(&[CLIENT]);
    let mut browser = zoe(&stage, "zoe@example.com");
    put(&stage, "google-oauth2|7002", "zoe@example.com", &json!({"name": null}));
    put(&stage, "windowslive|7003", "zoe@example.com", &json!({"name": "Ünal"}));
    let found = browser.suggestions();
    let hints: Vec<&str> = found.iter().map(|it| it["hint"].as_str().unwrap()).collect();
    assert_eq!(hints, ["z•••", "ü•••"]);
}

#[test]
fn the_tenants_faults_are_told() {
    let stage = Stage::native(&[CLIENT]);
    let mut browser = stage.signed_in("ada");
    let path = "/api/v2/users-by-email";
    stage.fault(&json!({"when": {"path": path},
        "then": {"status": 429, "headers": {"retry-after": "9"}}}));
    let answer = browser.get("/suggestions");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"9".parse().unwrap())
    );
    assert_eq!(read(&answer)["retry_after"], 9);
    for (then, code) in [
        (json!({"status": 503}), "tenant_unreachable"),
        (json!({"status": 200, "body": {}}), "tenant_unreachable"),
        (json!({"status": 403}), "tenant_refused"),
        (json!({"status": 403, "body": {"errorCode": "insufficient_scope"}}), "missing_scope"),
    ] {
        stage.fault(&json!({"when": {"path": path}, "then": then}));
        assert_eq!(read(&browser.get("/suggestions"))["code"], code, "{then}");
        browser.me();
    }
    assert_eq!(browser.suggestions().len(), 2);
}

#[test]
fn following_one_ends_in_a_review_like_any_other() {
    let stage = Stage::with(&[CLIENT]);
    let mut browser = stage.signed_in("ada");
    let page = follow(&stage, &mut browser, "google-oauth2", "google-oauth2|1001");
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(browser.confirm(&[]), "linked");
}

#[test]
fn another_account_than_the_suggested_one_waits_to_be_looked_at() {
    for review in ["always", "never"] {
        let stage = Stage::with(&[CLIENT, ("review", review)]);
        let mut browser = stage.signed_in("ada");
        let page = follow(&stage, &mut browser, "google-oauth2", "google-oauth2|1002");
        assert_eq!(page.outcome().as_deref(), Some("wrong_account"), "{review}");
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "{review}");
        let shown = read(&browser.get("/link/review"));
        assert_eq!(shown["other"]["user_id"], "google-oauth2|1002", "{review}");
        assert_eq!(browser.confirm(&[]), "linked", "{review}");
        assert_eq!(browser.identities(), ["auth0|ada", "google-oauth2|1002"]);
    }
}

#[test]
fn the_suggested_account_is_linked_at_once_where_no_review_is_asked_for() {
    let stage = Stage::with(&[CLIENT, ("review", "never")]);
    let mut browser = stage.signed_in("ada");
    let page = follow(&stage, &mut browser, "google-oauth2", "google-oauth2|1001");
    assert_eq!(page.outcome().as_deref(), Some("linked"));
}

#[test]
fn attack_a_handle_is_for_one_person_and_one_connection() {
    let stage = Stage::with(&[CLIENT]);
    let mut ada = stage.signed_in("ada");
    let google = ada.suggestion("google-oauth2");
    let mut grace = stage.signed_in("grace");
    assert_eq!(start(&mut grace, "google-oauth2", &google)["code"], "invalid_request");
    assert_eq!(start(&mut ada, "github", &google)["code"], "invalid_request");
    let mut changed = google.clone().into_bytes();
    for place in (0..changed.len()).step_by(29) {
        let was = changed[place];
        changed[place] = if was == b'A' { b'B' } else { b'A' };
        if changed[place] != was {
            let changed = String::from_utf8(changed.clone()).unwrap();
            let answer = start(&mut ada, "google-oauth2", &changed);
            assert_eq!(answer["code"], "invalid_request", "byte {place}");
        }
        changed[place] = was;
    }
    let session = format!("{}session", stage.cookie_prefix());
    let session = ada.cookies.iter().find(|(_, name, _)| *name == session).unwrap().2.clone();
    for text in
        [session.as_str(), "x", "a.b.c.d.e", "google-oauth2|1001", &google[1..], &"x".repeat(9_000)]
    {
        assert_eq!(start(&mut ada, "google-oauth2", text)["code"], "invalid_request");
    }
    // An empty field is what a form without a suggestion sends.
    assert!(start(&mut ada, "google-oauth2", "")["location"].is_string());
    assert!(start(&mut ada, "google-oauth2", &google)["location"].is_string());
}

#[test]
fn attack_a_handle_is_no_cookie() {
    let stage = Stage::with(&[CLIENT]);
    let mut browser = stage.signed_in("ada");
    let handle = browser.suggestion("google-oauth2");
    for name in ["session", "review", "resume", "switch"] {
        let mut forged = browser.clone();
        let name = format!("{}{name}", stage.cookie_prefix());
        let host = stage.app().split("//").nth(1).unwrap().to_owned();
        forged.cookies.retain(|(_, it, _)| *it != name);
        forged.cookies.push((host, name.clone(), handle.clone()));
        let me = read(&forged.get("/me"));
        let empty = ["pending", "resume", "switch"].iter().all(|field| me[field].is_null());
        assert!(empty, "{name}: {me}");
    }
}

#[test]
fn a_handle_runs_out() {
    let stage = Stage::native(&[CLIENT, ("reauth_after", "off")]);
    let mut browser = stage.signed_in("ada");
    let handle = browser.suggestion("google-oauth2");
    stage.pass(15 * 60 - 1);
    assert!(start(&mut browser, "google-oauth2", &handle)["location"].is_string());
    stage.pass(60);
    assert_eq!(start(&mut browser, "google-oauth2", &handle)["code"], "invalid_request");
}

#[test]
fn a_sign_in_in_between_keeps_the_suggestion() {
    let stage = Stage::native(&[CLIENT]);
    let mut browser = stage.signed_in("ada");
    stage.pass(16 * 60);
    let handle = browser.suggestion("google-oauth2");
    let answer = start(&mut browser, "google-oauth2", &handle);
    let resume = browser.me()["resume"].clone();
    assert_eq!(resume["suggestion"], handle.as_str());
    let page = browser.navigate(answer["location"].as_str().unwrap(), Some(stage.app()));
    let page = browser.sign_in_at(&page, "ada");
    let page = browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1002")]);
    assert_eq!(page.outcome().as_deref(), Some("wrong_account"));
}

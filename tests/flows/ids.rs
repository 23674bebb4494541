//! User ids in all their shapes: what stands behind the first bar is the provider's own text.

use serde_json::{Value, json};

use crate::support::{Browser, Stage};

const CONNECTIONS: (&str, &str) = (
    "connections",
    "google-oauth2=Google,github=GitHub,okta=Company,custom=Custom,\
     Username-Password-Authentication=Email and password",
);

/// Connection, provider and id there; the id as JSON, since Auth0 sends some as numbers.
fn accounts() -> Vec<(&'static str, &'static str, Value)> {
    let text = |text: &str| ("custom", "oauth2", json!(text));
    vec![
        ("google-oauth2", "google-oauth2", json!("1002")),
        ("github", "github", json!(7001)),
        ("okta", "samlp", json!("okta|x")),
        ("okta", "samlp", json!("okta|someone|else@corp.example")),
        text("line|U/1"),
        text("a/b"),
        text("a%b"),
        text("a%2Fb"),
        text("%2e%2e"),
        text("../../a"),
        text("a?b=c"),
        text("a#b"),
        text("a b"),
        text(" a "),
        text("a+b&c=d;e,f"),
        text("a\\b"),
        text("a:b@c"),
        text("\"a\"<b>'c'"),
        text("åß-日本-🦀"),
    ]
}

fn id_of((_, provider, id): &(&str, &str, Value)) -> (String, String) {
    let id = id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned);
    (format!("{provider}|{id}"), id)
}

fn stage_with(mode: &str, account: &(&str, &str, Value)) -> Stage {
    let stage = Stage::with(&[("management", mode), CONNECTIONS]);
    let (connection, provider, id) = account;
    stage.put_user(&json!({
        "user_id": id_of(account).0,
        "name": "Ada",
        "user_metadata": {"colour": "red"},
        "identities": [{"provider": provider, "user_id": id, "connection": connection}],
    }));
    stage
}

fn unlink(browser: &mut Browser<'_>, provider: &str, id: &str) -> String {
    browser.post_outcome("/unlink", &[("provider", provider), ("user_id", id)])
}

#[test]
fn every_id_links_and_unlinks() {
    for mode in ["user", "client"] {
        for account in accounts() {
            let stage = stage_with(mode, &account);
            let (user_id, id) = id_of(&account);
            let mut browser = stage.signed_in("ada");
            browser.prove_by(account.0, &user_id);
            assert_eq!(browser.confirm(&[]), "linked", "{mode} {user_id}");
            assert_eq!(browser.identities(), ["auth0|ada", &user_id], "{mode}");
            assert_eq!(stage.user("auth0|ada").unwrap()["user_metadata"]["colour"], "red");
            assert_eq!(unlink(&mut browser, account.1, &id), "unlinked", "{mode} {user_id}");
            assert_eq!(browser.identities(), ["auth0|ada"], "{mode} {user_id}");
            assert!(stage.user(&user_id).is_some(), "{mode} {user_id}");
        }
    }
}

#[test]
fn every_id_swaps() {
    for mode in ["user", "client"] {
        for account in accounts() {
            let stage = stage_with(mode, &account);
            let (user_id, _) = id_of(&account);
            let mut browser = stage.signed_in("ada");
            browser.prove_by(account.0, &user_id);
            let swapped = browser.confirm(&[("primary", &user_id)]);
            assert_eq!(swapped, "swapped", "{mode} {user_id}");
            assert_eq!(browser.me()["user"]["user_id"], user_id.as_str());
            assert_eq!(browser.identities(), [&user_id, "auth0|ada"], "{mode}");
            assert_eq!(stage.user(&user_id).unwrap()["user_metadata"]["theme"], "dark");
            assert_eq!(unlink(&mut browser, "auth0", "ada"), "unlinked", "{mode} {user_id}");
            assert_eq!(browser.identities(), [user_id.as_str()], "{mode}");
        }
    }
}

#[test]
fn every_id_signs_in_and_gets_its_metadata_back() {
    for account in accounts() {
        let stage = stage_with("client", &account);
        let (user_id, id) = id_of(&account);
        let mut browser = stage.signed_in("ada");
        browser.prove_by(account.0, &user_id);
        assert_eq!(browser.confirm(&[]), "linked", "{user_id}");
        assert_eq!(browser.me()["identities"][1]["restorable"], true, "{user_id}");
        let fields = [("provider", account.1), ("user_id", &id), ("restore", "on")];
        assert_eq!(browser.post_outcome("/unlink", &fields), "restored", "{user_id}");
        assert_eq!(stage.user(&user_id).unwrap()["user_metadata"], json!({"colour": "red"}));

        let mut theirs = stage.browser();
        theirs.log_in_by(account.0, &user_id);
        assert_eq!(theirs.me()["user"]["user_id"], user_id.as_str());
    }
}

#[test]
fn two_accounts_of_one_provider_are_two() {
    for mode in ["user", "client"] {
        let stage = Stage::with(&[("management", mode)]);
        let mut browser = stage.browser();
        browser.log_in_by("google-oauth2", "google-oauth2|1001");
        assert_eq!(browser.link("google-oauth2|1002"), "linked");
        assert_eq!(unlink(&mut browser, "google-oauth2", "1001"), "primary_identity");
        assert_eq!(browser.identities(), ["google-oauth2|1001", "google-oauth2|1002"]);
        assert_eq!(unlink(&mut browser, "google-oauth2", "1002"), "unlinked");

        browser.prove("google-oauth2|1002");
        assert_eq!(browser.confirm(&[("primary", "google-oauth2|1002")]), "swapped");
        assert_eq!(browser.identities(), ["google-oauth2|1002", "google-oauth2|1001"]);
        assert_eq!(unlink(&mut browser, "google-oauth2", "1001"), "unlinked");
    }
}

/// `github|1` is not `github|11`, and an id that holds another one is not that one.
#[test]
fn an_id_is_compared_whole() {
    let stage = Stage::with(&[("management", "client")]);
    stage.put_user(&json!({"user_id": "github|20", "name": "Ada"}));
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    for id in ["20", "200", "20010", "github|2001", "2001 ", "02001"] {
        assert_eq!(unlink(&mut browser, "github", id), "not_linked", "{id}");
    }
    assert_eq!(unlink(&mut browser, "GITHUB", "2001"), "not_linked");
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    assert!(stage.user("github|20").is_some());
}

//! Names and addresses that others chose, in every row: they reach over nothing, turn nothing, and stay on their line.

use serde_json::json;

use super::sign_in;
use crate::support::{Browser, DATABASE, Page, Stage};

/// Reaches over the lines around it, turns what follows, and ends the line.
fn wild(name: &str) -> String {
    format!("{name}{}\u{202e}\u{7}\n\u{200b}x", "\u{301}".repeat(40))
}

/// What it is shown as.
fn tame(name: &str) -> String {
    format!("{name}\u{301}\u{301} x")
}

fn user(id: &str, name: &str, moved: &str) -> serde_json::Value {
    let (provider, own) = id.split_once('|').unwrap();
    let connection = if provider == "auth0" { DATABASE } else { provider };
    let profile = json!({"name": wild(moved), "email": wild(&format!("{moved}@example.com"))});
    let mut identities = vec![
        json!({"provider": provider, "user_id": own, "connection": connection, "password": format!("worthless-{own}")}),
    ];
    if !moved.is_empty() {
        identities
            .push(json!({"provider": "windowslive", "user_id": own, "connection": "windowslive",
            "profileData": profile}));
    }
    json!({
        "user_id": id, "name": wild(name), "email": format!("{own}@example.com"), "email_verified": true,
        "identities": identities,
        "user_metadata": {wild("key"): wild(&format!("value {own}"))},
    })
}

#[track_caller]
fn check(what: &str, page: &Page, names: &[&str]) {
    let marks = "\u{301}".repeat(3);
    // What a form sends is the value itself.
    let shown = page.words();
    for wild in [marks.as_str(), "\u{202e}", "\u{200b}", "\u{7}"] {
        assert!(!shown.contains(wild), "{what}: {wild:?} in {shown}");
    }
    for name in names {
        assert!(shown.contains(&tame(name)), "{what}: no {name} in {shown}");
    }
    for tag in page.body.split(" aria-label=\"").skip(1) {
        assert!(!tag.split('"').next().unwrap().contains(&marks), "{what}: {tag}");
    }
}

#[test]
fn attack_a_name_reaches_over_the_lines_around_it() {
    let stage = Stage::by_message(&[]);
    stage.put_user(&user("auth0|mallory", "Mallory", "Moved"));
    stage.put_user(&user("github|666", "Other", "More"));
    let mut new = user("github|667", "New", "");
    new["user_metadata"] = json!({});
    stage.put_user(&new);
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "mallory");
    check("the overview", &page, &["Mallory", "Moved", "Moved@example.com"]);
    let page = browser.open("/settings?unlink=windowslive%7Cmallory");
    check("the question before an unlink", &page, &["Moved", "Moved@example.com"]);
    let at = |browser: &mut Browser<'_>, user_id: &str, what: &str, names: &[&str]| {
        browser.prove(user_id);
        check(what, &browser.open("/settings"), names);
    };
    at(&mut browser, "github|667", "one question", &["New"]);
    at(&mut browser, "github|666", "both accounts", &["Mallory", "Other", "Key", "value mallory"]);
    browser.log_in_by("github", "github|666");
    check("the choice between two", &browser.open("/settings"), &["Mallory", "Other"]);
}

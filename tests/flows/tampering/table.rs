//! The table of cookies is complete and true: everything in it is set and removed, for as long as it
//! says, and nothing else. How each line is written is looked at wherever a test gets an answer.

use std::collections::BTreeSet;

use serde_json::json;

use account_linking::cookies::Shape;

use crate::support::{Stage, TABLE, form_request};

/// Every flow that sets or removes a cookie.
fn walk(stage: &Stage) {
    let mut browser = stage.browser();
    // A login that is cancelled, and one that is not.
    let page = browser.open("/login");
    browser.submit(&page, "/u/cancel", &[]);
    browser.log_in("ada");
    // A link that is cancelled at the tenant, begun again, reviewed, cancelled; one that is confirmed.
    let page = browser.start_link("github");
    browser.submit(&page, "/u/cancel", &[]);
    browser.me();
    browser.prove("github|2001");
    let review = browser.review_id();
    assert_eq!(browser.post_outcome("/link/cancel", &[("review", &review)]), "cancelled");
    assert_eq!(browser.link("github|2001"), "linked");
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
    // A code, a link in an e-mail, a wrong code.
    let number = "+4915112345678";
    assert_eq!(browser.send_code(number), "code_sent");
    browser.type_code(&stage.wrong_code(number));
    assert_eq!(browser.type_code(&stage.code(number)), "review");
    browser.prove_by_link("zoe@home.example");
    // Somebody else: not them, then them.
    for _ in 0..2 {
        browser.log_in_by("google-oauth2", "google-oauth2|1003");
        assert_eq!(browser.post_outcome("/login/switch", &[("choice", "keep")]), "kept");
    }
    browser.log_in_by("google-oauth2", "google-oauth2|1003");
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    browser.me();
    browser.post_json("/logout", &[]);
    // The other account stays.
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    assert_eq!(browser.confirm(&[("primary", "google-oauth2|1001")]), "swapped");
    // A session whose user is gone.
    stage.fault(&json!({"when": {"path": "/api/v2/users/*"}, "then": {"status": 404}}));
    browser.lose("outcome");
    browser.get("/me");
    browser.open("/settings?ui_locales=de");
    // What does not fit.
    let page = browser.open("/login");
    stage.forge(&json!({"claims": {"email": format!("{}@x.example", "a".repeat(4_000))}}));
    let page = browser.sign_in_at(&page, "grace");
    assert_eq!(page.outcome().as_deref(), Some("too_large"));
    // Requests that are refused before any flow.
    for path in ["/nowhere", "/logout", "/link/callback", "/login?connection=a&connection=b"] {
        browser.open(path);
    }
    let cross_site = form_request(&format!("{}/logout", stage.app()), &[]);
    browser.send(cross_site);
}

#[test]
fn every_cookie_is_in_the_table_and_every_row_is_set_and_removed() {
    let stage = Stage::by_message(&[]);
    walk(&stage);
    let seen = stage.seen_cookies();
    for row in &TABLE {
        assert_eq!(seen.set.get(row.name), Some(&row.max_age), "{} is set for", row.name);
        // A language is spoken until another one is chosen.
        let stays = row.shape == Shape::Tag;
        assert!(stays || seen.removed.contains_key(row.name), "{} is never removed", row.name);
    }
    assert_eq!(seen.set.len(), TABLE.len());
}

#[test]
fn the_documentation_has_the_same_table() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/http.md");
    let page = std::fs::read_to_string(page).unwrap();
    let part = page.split("\n## ").find(|part| part.starts_with("Cookies\n")).unwrap();
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    let mut told = BTreeSet::new();
    for row in rows {
        let mut cells = row.split(" | ");
        let (names, holds) = (cells.next().unwrap(), cells.next().unwrap());
        let shape = holds.split([':', ';', ' ']).next().unwrap();
        for name in names.split('`').skip(1).step_by(2) {
            told.insert((name.trim_end_matches('…').to_owned(), shape.to_owned()));
        }
    }
    let shape = |shape| match shape {
        Shape::Constant => "constant",
        Shape::Random => "random",
        Shape::Sealed => "sealed",
        Shape::Signed => "signed",
        Shape::Tag => "plain",
    };
    let known = TABLE.iter().map(|row| (row.name.to_owned(), shape(row.shape).to_owned()));
    assert_eq!(told, known.collect());
}

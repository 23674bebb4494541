//! The markup of the drawn page, in all its states: what names an element names one that is there, and one alone.

use std::collections::BTreeMap;

use serde_json::json;

use super::sign_in;
use crate::support::{Browser, Page, Stage};

/// The values of this attribute.
fn values<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.match_indices(&start)
        .map(|(at, _)| page[at + start.len()..].split('"').next().unwrap())
        .collect()
}

/// Every id is one element's, and every attribute that names an id names one that is there.
#[track_caller]
fn check(what: &str, page: &Page) {
    let page = &page.body;
    let mut ids = BTreeMap::new();
    for id in values(page, "id") {
        *ids.entry(id).or_insert(0) += 1;
    }
    let twice: Vec<_> = ids.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{what}: {twice:?}");
    let named = ["for", "form", "aria-labelledby", "aria-describedby", "data-opens"];
    for name in named {
        for id in values(page, name).into_iter().flat_map(str::split_whitespace) {
            assert!(ids.contains_key(id), "{what}: {name} names {id}");
        }
    }
    for sign in values(page, "href").into_iter().filter_map(|it| it.strip_prefix('#')) {
        assert!(ids.contains_key(sign), "{what}: no {sign}");
    }
    // Whatever changes something leads back.
    for form in page.split("<form ").skip(1).map(|it| it.split("</form>").next().unwrap()) {
        let (head, inside) = form.split_once('>').unwrap();
        let led = inside.contains("name=\"return_to\"");
        assert!(led || !head.contains("method=\"post\""), "{what}: {head}");
    }
    for open in ["div", "section", "form", "dialog", "ul", "li", "p", "span", "button", "svg"] {
        let count = |start: &str| {
            let follows = |at: usize| page[at + start.len()..].starts_with([' ', '>', '\n']);
            page.match_indices(start).filter(|(at, _)| follows(*at)).count()
        };
        let closed = page.matches(&format!("</{open}>")).count();
        assert_eq!(count(&format!("<{open}")), closed, "{what}: {open}");
    }
}

fn checked(browser: &mut Browser<'_>, what: &str, path: &str, says: &str) {
    let page = browser.open(path);
    assert!(page.words().contains(says), "{what}: {}", page.words());
    check(what, &page);
    check_headings(what, &page, 1);
    // A product's page has a heading of its own; it may name its user, and says in any case that it is there.
    for user in ["", "auth0%7Cada"] {
        let query = if path.contains('?') { "&" } else { "?" };
        let inside = browser.open(&format!("{path}{query}user={user}"));
        assert!(inside.words().contains(says), "{what}: {}", inside.words());
        check_headings(what, &inside, 2);
    }
}

/// What is shown begins with the one heading of this level, and the others follow without a gap.
#[track_caller]
fn check_headings(what: &str, page: &Page, first: u8) {
    let headings = page.headings();
    let levels: Vec<_> = headings.iter().map(|(level, _)| *level).collect();
    assert_eq!(levels.first(), Some(&first), "{what}: {headings:?}");
    assert!(levels[1..].iter().all(|it| *it == first + 1), "{what}: {headings:?}");
}

/// Arrows point where the lines run, and what is listed is parted as the language parts it.
#[test]
fn what_runs_the_other_way_points_and_lists_the_other_way() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    browser.prove("google-oauth2|1002");
    for (tag, comma) in [("ar", "، "), ("ja", "、"), ("de", ", ")] {
        let page = browser.open(&format!("/settings?lang={tag}"));
        let ways = page.body.split_once("id=\"ways-present\">").unwrap().1;
        let ways = ways.split_once("</span>").unwrap().0;
        assert!(ways.contains(&format!("</bdi>{comma}<bdi>")), "{ways}");
        let signs = |name: &str| page.body.matches(&format!("href=\"#sign-{name}\"")).count();
        let turned = page.body.matches("class=\"sign next\"").count();
        assert!(signs("next") > 1 && signs("back") > 0, "{}", page.body);
        assert_eq!(turned, signs("next") + signs("back"), "{}", page.body);
    }
    let page = stage.browser().open("/settings?lang=ar");
    assert!(
        page.body
            .contains("<svg class=\"sign next\" aria-hidden=\"true\"><use href=\"#sign-back\"")
    );
}

#[test]
fn what_is_named_is_there_once_in_every_state() {
    let stage = Stage::by_message(&[("management", "client")]);
    let mut browser = stage.browser();
    checked(&mut browser, "signed out", "/settings", "Manage how you sign in");
    check("signed in", &sign_in(&mut browser, "ada"));
    for (user_id, size) in [("github|2001", 1), ("github|7002", 2)] {
        let (_, id) = user_id.split_once('|').unwrap();
        stage.put_user(&json!({"user_id": user_id, "name": "Ada", "email": "ada@example.com",
            "email_verified": true, "user_metadata": {"size": size, "a b\"": [1], "own": id},
            "identities": [{"provider": "github", "user_id": id, "connection": "github"}]}));
        assert_eq!(browser.link(user_id), "linked");
    }
    checked(&mut browser, "the overview", "/settings", "Ways you sign in");
    checked(&mut browser, "a refusal", "/settings?outcome=wrong_account", "Ways you sign in");
    let found = "/settings?suggestions=1";
    checked(&mut browser, "a search", found, "These may be yours, too");
    let unlink = "/settings?unlink=github%7C2001";
    checked(&mut browser, "the question", unlink, "Unlink GitHub?");
    checked(&mut browser, "the first step", "/settings?ask=sms", "Send a code");
    checked(&mut browser, "with an address", "/settings?ask=email", "Send a link instead");
    let refused = "/settings?ask=email&outcome=email_invalid";
    checked(&mut browser, "a typo", refused, "That is not an email address.");
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    checked(&mut browser, "the second step", "/settings", "Enter the code");
    checked(&mut browser, "a step left", "/settings?step=overview", "Continue where");
    browser.prove("google-oauth2|1001");
    checked(&mut browser, "the review", "/settings", "Merge these two accounts?");

    browser.log_in_by("windowslive", "windowslive|3001");
    checked(&mut browser, "the switch", "/settings", "You signed in with another account");
    stage.fault(&json!({"when": {"path": "/api/v2/*"}, "then": "drop_before"}));
    let mut other = stage.signed_in("grace");
    for (path, level) in
        [("/settings", 1), ("/settings?user=", 2), ("/settings?user=github%7C2002", 2)]
    {
        let page = other.open(path);
        check("the tenant in trouble", &page);
        check_headings("the tenant in trouble", &page, level);
    }
    let page = other.open("/settings?user=auth0%7Cada");
    assert!(page.words().contains("signed in here as somebody else"), "{}", page.words());
    check_headings("somebody else", &page, 2);

    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    checked(&mut browser, "the short review", "/settings", "Add GitHub (ada@example.com)");
    let both = "/settings?step=choose";
    checked(&mut browser, "both accounts of it", both, "Merge these two accounts?");
    browser.prove("google-oauth2|1002");
    checked(&mut browser, "two people", "/settings", "These look like two different people.");
}

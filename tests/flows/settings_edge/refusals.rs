//! What goes wrong, said at `/settings`.

use account_linking::error::REFUSALS;
use http::StatusCode;
use serde_json::json;

use super::{prove, says, says_not, sign_in};
use crate::support::Stage;

#[test]
fn every_refusal_is_a_sentence() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    for (_, code) in REFUSALS {
        // What belongs to the first step of a link by a code is said there, and here as well.
        let page = browser.open(&format!("/settings?outcome={code}"));
        says(&page, "Signed in as");
        assert!(
            page.body.contains(&format!("<div class=\"message note\" data-code=\"{code}\">")),
            "{code}: {}",
            page.words()
        );
    }
}

#[test]
fn a_link_that_is_refused_says_why() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = browser.press(&page, "Add GitHub", &[]);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    let page = browser.agree(&page);
    let page = browser.press(&page, "Add another GitHub account", &[]);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    says(&page, "That account is already linked.");
    let page = browser.open("/settings?unlink=auth0%7Cada");
    says(&page, "Your main way to sign in cannot be unlinked.");
    let page = browser.open("/settings?unlink=github%7C1");
    says(&page, "That account is not linked.");
}

#[test]
fn a_tenant_in_trouble_is_told_with_a_way_to_try_again() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    let read = json!({"method": "GET", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": read, "then": "drop_before"}));
    let page = browser.open("/settings");
    assert_eq!(page.status, StatusCode::BAD_GATEWAY);
    says(&page, "We cannot reach the sign-in service.");
    let page = browser.press(&page, "Try again", &[]);
    says(&page, "Signed in as");
    stage.fault(&json!({"when": read, "then": {"status": 429, "headers": {"retry-after": "7"}}}));
    let page = browser.open("/settings");
    assert_eq!(
        (page.status, &page.headers["retry-after"]),
        (StatusCode::OK, &"7".parse().unwrap())
    );
    says(&page, "Your ways to sign in cannot be shown just now");
    says(&page, "Wait 7 seconds, then try again.");
    stage.fault(&json!({"when": read, "then": {"status": 401}}));
    let page = browser.open("/settings");
    says(&page, "Manage how you sign in");
    assert!(!browser.is_signed_in());
}

#[test]
fn an_account_that_was_joined_elsewhere_is_told() {
    let stage = Stage::new();
    let mut github = stage.browser();
    let page = github.open("/login?connection=github&return_to=/settings");
    let page = github.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    says(&page, "Signed in as");
    assert_eq!(stage.signed_in("ada").link("github|2001"), "linked");
    let page = github.open("/settings");
    says(&page, "Your account no longer exists.");
    says(&page, "Manage how you sign in");
}

#[test]
fn a_review_that_ran_out_or_cannot_be_read_is_told() {
    let stage = Stage::native(&[]);
    let mut browser = stage.browser();
    let page = sign_in(&mut browser, "ada");
    let page = prove(&mut browser, &page, "Add GitHub", "github|2001");
    let other = json!({"method": "GET", "path": "/api/v2/users/github*"});
    stage.fault(&json!({"when": other, "then": "drop_before"}));
    let trouble = browser.open("/settings");
    says(&trouble, "We cannot reach the sign-in service.");
    assert!(browser.open("/settings").is_review());
    stage.pass(6 * 60);
    let page = browser.agree(&page);
    says(&page, "There is nothing left to confirm.");
    says(&browser.open("/settings?outcome=review"), "There is nothing left to confirm.");
}

#[test]
fn a_success_is_said_once_and_to_its_person_alone() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    for code in ["linked", "unlinked", "signed_in", "swapped", "deleted", "restored"] {
        let page = browser.open(&format!("/settings?outcome={code}"));
        assert!(page.says_nothing(), "{code}: {}", page.words());
        says_not(&page, "linked. From now on");
    }
}

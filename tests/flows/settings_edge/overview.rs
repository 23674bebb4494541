//! What the overview says of an action that ended, and of each way to sign in.

use serde_json::{Value, json};

use super::says;
use crate::support::{DATABASE, Page, Stage, seen};

#[test]
fn attack_a_name_that_fills_a_cookie_does_not_hide_how_an_unlink_ended() {
    let stage = Stage::native(&[]);
    let name = "x".repeat(5_000);
    let (own, other) = (
        json!({"provider": "auth0", "user_id": "ada", "connection": DATABASE, "password": "worthless-ada"}),
        json!({"provider": "github", "user_id": "66", "connection": "github", "profileData": {"name": name}}),
    );
    stage.put_user(&json!({
        "user_id": "auth0|ada", "name": "Ada", "email": "ada@example.com", "email_verified": true,
        "identities": [own, other],
    }));
    let mut browser = stage.signed_in("ada");
    let page = browser.open("/settings?unlink=github%7C66");
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "The account is unlinked.");
}

/// The row of a way to sign in, in words.
#[track_caller]
fn row(page: &Page, label: &str) -> String {
    let list = page.body.split("id=\"linked\"").nth(1).unwrap().split("</ul>").next().unwrap();
    let row = list.split("<li").find(|it| it.contains(&format!("<bdi class=\"strong\">{label}<")));
    seen(&format!("<li{}", row.unwrap_or_else(|| panic!("no {label} in {list}"))))
}

#[test]
fn each_way_says_when_it_was_linked() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let page = browser.open("/settings");
    assert!(row(&page, "GitHub").contains("Linked on 2027-01-15"), "{page:?}");
    assert!(!row(&page, "Email and password").contains("Linked on"), "{page:?}");
    stage.pass(14 * 60);
    browser.post_outcome("/unlink", &[("provider", "github"), ("user_id", "2001")]);
    stage.pass(24 * 60 * 60 - 14 * 60);
    // The later one counts.
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let page = browser.open("/settings");
    assert!(row(&page, "GitHub").contains("Linked on 2027-01-16"), "{page:?}");
    // What is not known is not said.
    stage.forget_store();
    let page = browser.open("/settings");
    assert!(!row(&page, "GitHub").contains("Linked on"), "{page:?}");
}

#[test]
fn which_way_was_used_last_is_said_where_the_tenant_tells_it() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let marked = |told: &Value, label: &str| {
        let mut browser = stage.browser();
        let page = browser.open("/login?connection=github");
        stage.forge(&json!({"claims": {"connection": told}}));
        browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
        assert_eq!(browser.me()["user"]["user_id"], "auth0|ada", "{told}");
        let page = browser.open("/settings");
        assert!(page.body.matches("Used last").count() <= 1, "{page:?}");
        row(&page, label).contains("Used last")
    };
    assert!(marked(&json!("github"), "GitHub"));
    assert!(marked(&json!(DATABASE), "Email and password"));
    for nothing in [json!(null), json!("windowslive"), json!(7), json!("g".repeat(5_000))] {
        assert!(!marked(&nothing, "GitHub"), "{nothing}");
    }
    // Of two accounts of one kind nothing tells them apart.
    browser.prove("github|2002");
    assert_eq!(browser.confirm(&[]), "linked");
    assert!(!marked(&json!("github"), "GitHub"));
}

#[test]
fn an_address_of_apples_relay_is_explained() {
    let stage = Stage::new();
    let apple = |id: &str, email: &str| {
        json!({"provider": "apple", "user_id": id, "connection": "apple",
            "profileData": {"email": email, "name": ""}})
    };
    for (email, explained) in [
        ("dpdcnf87nu@privaterelay.appleid.com", true),
        ("DPDCNF87NU@PrivateRelay.AppleID.com", true),
        ("ada@icloud.com", false),
        ("privaterelay.appleid.com@evil.example", false),
        ("ada@notprivaterelay.appleid.com", false),
    ] {
        stage.put_user(&json!({
            "user_id": "auth0|ada", "name": "Ada", "email": "ada@example.com", "email_verified": true,
            "identities": [
                {"provider": "auth0", "user_id": "ada", "connection": DATABASE, "password": "worthless-ada"},
                apple("001", email),
            ],
        }));
        let page = stage.signed_in("ada").open("/settings");
        let said = row(&page, "Apple").contains("Apple made this address to hide yours.");
        assert_eq!(said, explained, "{email}");
    }
}

#[test]
fn what_there_is_one_of_already_is_added_behind_the_rest() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    let parts = |page: &Page| {
        let (_, add) = page.body.split_once("id=\"more-title\"").unwrap();
        let add = add.split("</section>").next().unwrap();
        let (first, more) = add.split_once("<details>").unwrap();
        (seen(first), seen(more))
    };
    let page = browser.open("/settings");
    let (first, more) = parts(&page);
    assert!(first.contains("you are never locked out"), "{first}");
    assert!(first.contains("Add GitHub") && first.contains("Add a phone number"), "{first}");
    assert!(
        !first.contains("password") && more.contains("Add another account: Email and password")
    );
    assert_eq!(page.body.matches("<h1").count(), page.body.matches("id=\"ask-title").count() + 1);
    browser.link("github|2001");
    let (first, more) = parts(&browser.open("/settings"));
    assert!(!first.contains("never locked out") && !first.contains("GitHub"), "{first}");
    assert!(more.contains("Add another GitHub account"), "{more}");
}

#[test]
fn attack_a_name_turns_the_message_around_or_fills_the_page() {
    let stage = Stage::native(&[]);
    let hub = |name: &str| json!({"provider": "github", "user_id": "66", "connection": "github", "profileData": {"name": name}});
    for (name, said) in [
        ("\u{202e}dekniLnu si buHtiG", "GitHub (dekniLnu si buHtiG) is unlinked."),
        (&*"x".repeat(200), &*format!("GitHub ({}…) is unlinked.", "x".repeat(40))),
        ("<b>Ada</b>", "GitHub (<b>Ada</b>) is unlinked."),
    ] {
        stage.put_user(&json!({
            "user_id": "auth0|ada", "name": "Ada", "email": "ada@example.com", "email_verified": true,
            "identities": [
                {"provider": "auth0", "user_id": "ada", "connection": DATABASE, "password": "worthless-ada"},
                hub(name),
            ],
        }));
        let mut browser = stage.signed_in("ada");
        let page = browser.open("/settings?unlink=github%7C66");
        let page = browser.press(&page, "Unlink", &[]);
        assert!(page.words().contains(said), "{}", page.words());
    }
}

//! Two databases of a tenant that know the same id, in mode `client`, where one token reaches everybody: a token of
//! one's own account says only `auth0|<id>`, and the Management API takes that for the other database's user.

use serde_json::{Value, json};

use super::{REVIEWS, Trial, changed, location, outcome, who};
use crate::support::{Attacks, Browser, DATABASE, Page, Stage, json as read};

const CUSTOMERS: &str = "Customers";
const BOTH: (&str, &str) =
    ("connections", "Customers=Customers,Username-Password-Authentication=Staff,github=GitHub");
const CLIENT: (&str, &str) = ("management", "client");
/// The id of both.
const SHARED: &str = "auth0|7001";

/// Somebody of the shared id in a database, with the password that goes with the name.
fn put(stage: &Stage, connection: &str, name: &str, email: Option<(&str, bool)>) {
    let identities = json!([{"provider": "auth0", "user_id": "7001",
        "connection": connection, "password": format!("worthless-{name}")}]);
    let mut user = json!({"user_id": SHARED, "name": name, "identities": identities,
        "user_metadata": {"secret": name}});
    if let Some((email, verified)) = email {
        user["email"] = json!(email);
        user["email_verified"] = json!(verified);
    }
    stage.put_user(&user);
}

/// The stranger in the first database, whom the id means, and the attacker in the second one.
fn stage(settings: &[(&str, &str)], stranger: Option<(&str, bool)>) -> Stage {
    let stage = Stage::with(&[&[BOTH, CLIENT], settings].concat());
    put(&stage, DATABASE, "victim", stranger);
    put(&stage, CUSTOMERS, "eve", Some(("eve@example.com", true)));
    stage
}

/// Begins a link for the first database, and signs in to the second one.
fn prove_elsewhere(browser: &mut Browser<'_>, changes: &[(&str, Option<&str>)]) -> Page {
    let stage = browser.stage();
    let address = location(&browser.post_json("/link/start", &[("connection", DATABASE)]));
    let changes = [&[("connection", Some(CUSTOMERS))], changes].concat();
    let page = browser.navigate(changed(&address, &changes).as_str(), Some(stage.app()));
    browser.sign_in_at(&page, "eve")
}

/// Whether an answer tells of the stranger.
fn tells(text: &str) -> bool {
    text.contains("victim") || text.contains("7001")
}

#[test]
fn attack_an_account_of_another_database_proves_nobody_of_this_one() {
    const WITHOUT_EMAIL: &[(&str, Option<&str>)] = &[("scope", Some("openid profile"))];
    let mut attacks = Attacks::new("linking-databases", Stage::are_native());
    let verified = Some(("victim@example.com", true));
    for review in REVIEWS {
        let on = if review == "never" { ", without a review" } else { "" };
        let mut tried = |name: &str, stranger, changes, forgery: Option<Value>| {
            let stage = stage(&[("review", review)], stranger);
            let mut browser = stage.signed_in("grace");
            let mut trial = Trial::new(&stage, &mut attacks, on);
            if let Some(forgery) = forgery {
                stage.forge(&forgery);
            }
            let code = outcome(&prove_elsewhere(&mut browser, changes));
            let me = browser.me();
            assert!(me["pending"].is_null() && !tells(&me.to_string()), "{name}: {me}");
            trial.refused(name, &code);
        };
        tried("one's own account of the shared id", verified, &[], None);
        let alike = Some(("eve@example.com", false));
        tried("the same address, not verified there", alike, &[], None);
        tried("an account without an address there", None, &[], None);
        tried("an address that no scope tells", verified, WITHOUT_EMAIL, None);
        let untold = || Some(json!({"answer": {"scope": null}}));
        tried("an address that no scope tells, untold", verified, WITHOUT_EMAIL, untold());
        tried("no address in either database, untold", None, WITHOUT_EMAIL, untold());
        let none = json!({"claims": {"email": null, "email_verified": null}});
        tried("no address in either database", None, &[], Some(none));
    }
    attacks.finish();
}

#[test]
fn attack_an_account_of_an_id_that_is_linked_already_is_told_of_as_linked() {
    for review in REVIEWS {
        let stage = Stage::with(&[BOTH, CLIENT, ("review", review)]);
        put(&stage, DATABASE, "one", Some(("one@example.com", true)));
        let mut browser = stage.signed_in("grace");
        let mut prove = |connection, name| {
            let page = browser.start_link(connection);
            let code = outcome(&browser.sign_in_at(&page, name));
            if code == "review" && !browser.me()["pending"].is_null() {
                return browser.confirm(&[]);
            }
            code
        };
        assert_eq!(prove(DATABASE, "one"), "linked");
        put(&stage, CUSTOMERS, "two", Some(("two@example.com", true)));
        let before = stage.everybody();
        let code = prove(CUSTOMERS, "two");
        let me = browser.me();
        assert!(code == "pair_not_allowed" || review == "never" && code == "already_linked");
        assert!(me["pending"].is_null(), "{me}");
        // Nothing is told of that did not happen.
        assert!(me["history"].as_array().is_none_or(|it| it.len() == 1), "{me}");
        assert_eq!(stage.everybody(), before);
    }
}

#[test]
fn attack_an_account_that_is_another_databases_by_now_is_neither_shown_nor_linked() {
    let mut attacks = Attacks::new("linking-databases-later", Stage::are_native());
    for looks in [true, false] {
        let stage = Stage::with(&[BOTH, CLIENT]);
        put(&stage, DATABASE, "eve", Some(("eve@example.com", true)));
        let mut browser = stage.signed_in("grace");
        let page = browser.start_link(DATABASE);
        assert_eq!(outcome(&browser.sign_in_at(&page, "eve")), "review");
        let review = browser.review_id();
        put(&stage, DATABASE, "victim", Some(("victim@example.com", true)));
        let mut trial = Trial::new(&stage, &mut attacks, "");
        let (how, code) = if looks {
            let shown = read(&browser.get("/link/review"));
            ("looked at", shown["code"].as_str().unwrap_or("shown").to_owned())
        } else {
            ("confirmed", browser.post_outcome("/link/confirm", &[("review", &review)]))
        };
        assert!(browser.me()["pending"].is_null());
        trial.refused(&format!("the id is somebody else's, and the review is {how}"), &code);
    }
    attacks.finish();
}

#[test]
fn attack_a_session_of_another_database_acts_on_nobody_of_this_one() {
    let mut attacks = Attacks::new("linking-databases-session", Stage::are_native());
    let stage = stage(&[], Some(("victim@example.com", true)));
    assert_eq!(stage.signed_in("victim").link("github|2001"), "linked");
    let mut eve = stage.browser();
    let page = eve.open("/login?connection=Customers");
    eve.sign_in_at(&page, "eve");
    let mut proving = eve.clone();
    let ended = outcome(&proving.prove("github|2002"));
    assert_eq!(ended, "review", "begun by who signed in");
    // As it would name the review if it could be looked at. First, since a look ends the session.
    let mut named = proving.clone();
    stage.fault(&json!({"when": {"method": "GET", "path": "/api/v2/users/auth0*"},
        "then": {"status": 429, "headers": {"retry-after": "60"}}}));
    let me = read(&named.get("/me"));
    assert!(me["history"].is_null(), "the stranger's: {me}");
    stage.heal();
    let review = me["pending"]["review"].as_str().unwrap().to_owned();
    let mut trial = Trial::new(&stage, &mut attacks, "");
    for path in ["/me", "/link/review", "/suggestions", "/settings"] {
        for browser in [&eve, &proving] {
            let answer = browser.clone().get(path);
            let text = String::from_utf8_lossy(answer.body()).into_owned();
            let name = format!("a look at {path} by {} cookies", browser.own_cookies().len());
            trial.held(&name, !tells(&text.replace("eve", "")), "nobody is shown");
        }
    }
    let unlink = [("provider", "github"), ("user_id", "2001")];
    for option in [None, Some(("delete", "on")), Some(("restore", "on"))] {
        let fields: Vec<_> = unlink.into_iter().chain(option).collect();
        let code = eve.clone().post_outcome("/unlink", &fields);
        trial.refused(&format!("an unlink of the stranger's identity, {option:?}"), &code);
    }
    for primary in [SHARED, "github|2002"] {
        let fields = [("review", review.as_str()), ("primary", primary)];
        let code = proving.clone().post_outcome("/link/confirm", &fields);
        trial.refused(&format!("a confirmation, {primary} stays"), &code);
    }
    assert_eq!(who(&mut eve), None, "the session is over");
    attacks.finish();
}

#[test]
fn attack_an_unlinked_accounts_id_deletes_and_changes_no_stranger_of_another_database() {
    let mut attacks = Attacks::new("linking-databases-deleted", Stage::are_native());
    let customers = Stage::new().connection_id(CUSTOMERS);
    let ids = format!("Customers={customers}");
    for option in ["delete", "restore"] {
        for first in [DATABASE, CUSTOMERS] {
            let stage = Stage::with(&[BOTH, CLIENT, ("connection_ids", &*ids)]);
            put(&stage, CUSTOMERS, "eve", Some(("eve@example.com", true)));
            let mut browser = stage.signed_in("grace");
            let page = browser.start_link(CUSTOMERS);
            browser.sign_in_at(&page, "eve");
            assert_eq!(browser.confirm(&[]), "linked");
            let stranger = first == DATABASE;
            if stranger {
                put(&stage, DATABASE, "victim", Some(("victim@example.com", true)));
            }
            let had = stage.user(SHARED);
            let fields = [("provider", "auth0"), ("user_id", "7001"), (option, "on")];
            let code = browser.post_outcome("/unlink", &fields);
            if stranger {
                browser.me();
                let held = stage.user(SHARED) == had && code == "unlinked_only";
                attacks.tried(&format!("{option} beside a stranger of that id"), held, &code);
            } else {
                // Where the id means the account itself, it works.
                assert_eq!(code, if option == "delete" { "deleted" } else { "restored" });
            }
        }
    }
    attacks.finish();
}

/// What was put by before its connection was, too, may be a stranger's by its id.
#[test]
fn attack_what_was_put_by_without_a_connection_is_given_to_no_stranger() {
    let stage = Stage::with(&[BOTH, CLIENT]);
    put(&stage, CUSTOMERS, "eve", Some(("eve@example.com", true)));
    let mut browser = stage.signed_in("grace");
    let page = browser.start_link(CUSTOMERS);
    browser.sign_in_at(&page, "eve");
    assert_eq!(browser.confirm(&[]), "linked");
    let mut grace = stage.user("auth0|grace").unwrap();
    for entry in grace["app_metadata"].as_object_mut().unwrap().values_mut() {
        entry.as_object_mut().unwrap().remove("connection");
    }
    // Separated by an unlink that was interrupted, and the id is somebody else's.
    stage.put_user(&json!({"user_id": "auth0|grace", "email": "grace@example.com",
        "email_verified": true, "app_metadata": grace["app_metadata"], "identities": [{
        "provider": "auth0", "user_id": "grace", "connection": DATABASE}]}));
    stage.put_user(&json!({"user_id": SHARED, "email": "victim@example.com", "identities": [{
        "provider": "auth0", "user_id": "7001", "connection": DATABASE}]}));
    let had = stage.user(SHARED);
    browser.me();
    browser.me();
    assert_eq!(stage.user(SHARED), had);
}

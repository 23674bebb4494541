//! Two accounts behind one door: at a provider that remembers who was there last, and in two databases of
//! the tenant that know the same id.

use serde_json::json;

use crate::support::{Browser, DATABASE, Page, Stage};

const GOOGLE: &str = "google-oauth2";
const BOTH: (&str, &str) =
    ("connections", "Customers=Customers,Username-Password-Authentication=Staff,github=GitHub");

#[test]
fn a_provider_that_remembers_an_account_is_asked_for_its_chooser() {
    let stage = Stage::new();
    stage.change_connection(&json!({"name": GOOGLE, "provider_session": true}));
    let mut browser = stage.browser();
    browser.log_in_by(GOOGLE, "google-oauth2|1001");
    // Without the chooser the provider takes the account that it knows, and says so to nobody.
    let page: Page = browser.start_link(GOOGLE);
    assert_eq!(page.outcome().as_deref(), Some("same_account"));
    assert_eq!(browser.identities(), ["google-oauth2|1001"]);

    let chooser = json!({"prompt": {"value": "select_account"}});
    stage.change_connection(&json!({"name": GOOGLE, "upstream_params": chooser}));
    assert_eq!(browser.link("google-oauth2|1002"), "linked");
    assert_eq!(browser.identities(), ["google-oauth2|1001", "google-oauth2|1002"]);
}

/// Somebody of that id in a database, with the password that goes with the name.
fn put(stage: &Stage, id: &str, connection: &str, name: &str) {
    stage.put_user(&json!({
        "user_id": format!("auth0|{id}"), "name": name,
        "email": format!("{name}@example.com"), "email_verified": true,
        "identities": [{"provider": "auth0", "user_id": id, "connection": connection,
            "password": format!("worthless-{name}")}],
    }));
}

/// Proves the account of that person in the other database.
fn prove(browser: &mut Browser<'_>, person: &str) -> Page {
    let page = browser.start_link("Customers");
    browser.sign_in_at(&page, person)
}

#[test]
fn the_right_one_of_two_databases_is_linked() {
    let id = Stage::new().connection_id("Customers");
    let ids = format!("Customers={id}");
    let client = ("management", "client");
    for (settings, links) in [
        (&[client, ("connection_ids", &*ids)][..], true),
        // Without the id, a name and a user's id say less than they must.
        (&[client], false),
        // A token cannot say which either; the tenant takes none of them.
        (&[], false),
    ] {
        let stage = Stage::with(&[&[BOTH], settings].concat());
        put(&stage, "7001", "Customers", "zoe");
        put(&stage, "7001", DATABASE, "yan");
        let mut browser = stage.signed_in("ada");
        let page = prove(&mut browser, "zoe");
        assert_eq!(page.outcome().as_deref(), Some("review"), "{settings:?}");
        let outcome = browser.confirm(&[]);
        if links {
            assert_eq!(outcome, "linked");
            let me = browser.me();
            assert_eq!(me["identities"][1]["connection"], "Customers", "{me}");
            // The other one of that id is as it was.
            let left = stage.user("auth0|7001").unwrap();
            assert_eq!(left["identities"][0]["connection"], DATABASE, "{left}");
        } else {
            assert_eq!(outcome, "link_refused", "{settings:?}");
            assert_eq!(browser.identities(), ["auth0|ada"]);
            assert!(stage.user("auth0|7001").is_some());
        }
    }
}

#[test]
fn an_id_of_another_connection_links_nothing() {
    let wrong = Stage::new().connection_id(DATABASE);
    let ids = format!("Customers={wrong}");
    let settings = [BOTH, ("management", "client"), ("connection_ids", &*ids)];
    let stage = Stage::with(&settings);
    put(&stage, "7001", "Customers", "zoe");
    let mut browser = stage.signed_in("ada");
    prove(&mut browser, "zoe");
    assert_eq!(browser.confirm(&[]), "link_refused");
    assert_eq!(browser.identities(), ["auth0|ada"]);
    assert!(stage.user("auth0|7001").is_some());
    // Only where there is one to tell: other connections link as ever.
    assert_eq!(browser.link("github|2001"), "linked");
}

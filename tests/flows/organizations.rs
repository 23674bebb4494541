//! Signing in to an organization, and linking in it: its rules hold for the second account, too, and a
//! parameter that is stripped from the address on the way is noticed.

use serde_json::{Value, json};
use url::Url;

use crate::support::{Browser, Page, Stage, json as read};

const CLIENT: (&str, &str) = ("management", "client");

/// Where a link of this connection leads.
fn start(browser: &mut Browser<'_>, connection: &str) -> Url {
    let document = read(&browser.post_json("/link/start", &[("connection", connection)]));
    document["location"].as_str().unwrap_or_else(|| panic!("{document}")).parse().unwrap()
}

fn organization(address: &Url) -> Option<String> {
    let mut found = address.query_pairs().filter(|(name, _)| name == "organization");
    let first = found.next().map(|(_, value)| value.into_owned());
    assert!(found.next().is_none(), "twice in {address}");
    first
}

/// The same address with another organization, or without one.
fn changed(address: &Url, organization: Option<&str>) -> Url {
    let kept = address.query_pairs().into_owned().filter(|(name, _)| name != "organization");
    let kept: Vec<_> = kept.collect();
    let mut address = address.clone();
    address.query_pairs_mut().clear().extend_pairs(kept);
    if let Some(organization) = organization {
        address.query_pairs_mut().append_pair("organization", organization);
    }
    address
}

/// A browser in which this person has signed in to an organization.
fn signed_in<'a>(stage: &'a Stage, person: &str, organization: &str) -> Browser<'a> {
    let mut browser = stage.browser();
    let page = browser.open(&format!("/login?organization={organization}"));
    browser.sign_in_at(&page, person);
    browser.me();
    browser
}

#[test]
fn an_invitation_is_passed_on_with_its_organization_or_refused() {
    let stage = Stage::new();
    let id = stage.organization_id("corp");
    let mut browser = stage.browser();
    let query = format!("invitation=ticket-1&organization={id}&organization_name=corp");
    let address = browser.login_leads(&query).unwrap();
    let values = |address: &Url| {
        let pairs = address.query_pairs().filter(|(name, _)| name == "invitation");
        pairs.map(|(_, value)| value.into_owned()).collect::<Vec<_>>()
    };
    assert_eq!((values(&address), organization(&address)), (vec!["ticket-1".into()], Some(id)));
    let long = "x".repeat(129);
    for wrong in [
        "invitation=ticket-1".to_owned(),
        format!("invitation={long}&organization=corp"),
        "invitation=a%20b&organization=corp".to_owned(),
        "invitation=a%0ab&organization=corp".to_owned(),
        "invitation=a&invitation=b&organization=corp".to_owned(),
    ] {
        assert_eq!(browser.login_leads(&wrong), Err(400), "{wrong}");
    }
    let empty = browser.login_leads("invitation=").unwrap();
    assert_eq!(values(&empty), [""; 0]);
    let fixed = Stage::with(&[("organization", "corp")]);
    let address = fixed.browser().login_leads("invitation=ticket-1").unwrap();
    assert_eq!(values(&address), ["ticket-1"]);
}

#[test]
fn a_link_is_in_the_organization_of_the_session() {
    for settings in [&[][..], &[CLIENT]] {
        let stage = Stage::with(settings);
        let id = stage.organization_id("corp");
        for name in ["corp", id.as_str()] {
            let mut browser = stage.browser();
            let address = browser.login_leads(&format!("organization={name}")).unwrap();
            assert_eq!(organization(&address).as_deref(), Some(name));
            let mut browser = signed_in(&stage, "ada", name);
            assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
            let address = start(&mut browser, "github");
            assert_eq!(organization(&address).as_deref(), Some(id.as_str()));
            let page = browser.navigate(address.as_str(), Some(stage.app()));
            let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
            assert_eq!(page.outcome().as_deref(), Some("review"), "{name}");
        }
        let mut browser = signed_in(&stage, "ada", "corp");
        assert_eq!(browser.link("github|2001"), "linked");
        assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    }
}

#[test]
fn an_account_that_is_no_member_neither_signs_in_nor_links() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login?organization=corp");
    let page = browser.sign_in_at(&page, "joan");
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    assert_eq!(browser.get("/me").status(), 401);

    let mut browser = signed_in(&stage, "ada", "corp");
    let page = browser.prove("google-oauth2|1003");
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    // By a connection that the organization does not have, nobody comes in at all.
    let page: Page = browser.start_link("windowslive");
    assert_eq!(page.outcome().as_deref(), Some("login_setup"));
    assert_eq!(browser.identities(), ["auth0|ada"]);
    // Without the organization both can be linked: it was its rule.
    let mut browser = stage.signed_in("ada");
    assert_eq!(organization(&start(&mut browser, "windowslive")), None);
    assert_eq!(browser.prove("windowslive|3001").outcome().as_deref(), Some("review"));
}

#[test]
fn attack_an_organization_stripped_from_the_address_is_noticed() {
    for fixed in [false, true] {
        let settings: &[(&str, &str)] = if fixed { &[("organization", "corp")] } else { &[] };
        let stage = Stage::with(settings);
        let guild = stage.put_organization("guild", &["auth0|ada", "github|2001"]);
        for other in [None, Some("guild"), Some(guild.as_str())] {
            let mut browser = stage.browser();
            let query = if fixed { "" } else { "organization=corp" };
            let address = browser.login_leads(query).unwrap();
            let page = browser.navigate(changed(&address, other).as_str(), None);
            let page = browser.sign_in_at(&page, "ada");
            assert_eq!(page.outcome().as_deref(), Some("token_invalid"), "{other:?}");
            assert_eq!(browser.get("/me").status(), 401, "{other:?}");

            let mut browser = signed_in(&stage, "ada", "corp");
            let address = changed(&start(&mut browser, "github"), other);
            let page = browser.navigate(address.as_str(), Some(stage.app()));
            let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
            assert_eq!(page.outcome().as_deref(), Some("token_invalid"), "{other:?}");
            assert!(browser.me()["pending"].is_null());
        }
        assert!(stage.log().contains("ID token: Organization"), "{}", stage.log());
    }
}

#[test]
fn attack_a_token_of_another_organization_signs_nobody_in() {
    let stage = Stage::new();
    let id = stage.organization_id("corp");
    let check = |named: &str, claims: Value, expected: Option<&str>| {
        let mut browser = stage.browser();
        let page = browser.open(&format!("/login?organization={named}"));
        stage.forge(&json!({ "claims": claims }));
        let page = browser.sign_in_at(&page, "ada");
        assert_eq!(page.outcome().as_deref(), expected, "{named} {claims}");
        assert_eq!(browser.get("/me").status() == 200, expected.is_none());
    };
    let wrong = Some("token_invalid");
    check(&id, json!({"org_id": "org_0000000000000000"}), wrong);
    check(&id, json!({"org_id": null}), wrong);
    check(&id, json!({"org_id": id.to_uppercase()}), wrong);
    check("corp", json!({"org_name": "guild"}), wrong);
    check("corp", json!({"org_name": null}), wrong);
    // A name is no id: an organization may be called like another one's.
    check("corp", json!({"org_name": null, "org_id": "corp"}), wrong);
    check(&id, json!({"org_id": null, "org_name": id.as_str()}), wrong);
    check("Corp", json!({}), None);
}

#[test]
fn the_setting_is_for_everybody_and_takes_no_other() {
    let stage = Stage::native(&[("organization", "corp")]);
    let mut browser = stage.browser();
    for query in ["", "organization=corp", "organization="] {
        let address = browser.login_leads(query).unwrap();
        assert_eq!(organization(&address).as_deref(), Some("corp"), "{query}");
    }
    for query in ["organization=guild", "organization=CORP", "organization=corp&organization=corp"]
    {
        assert_eq!(browser.login_leads(query), Err(400), "{query}");
    }
    let mut browser = stage.browser();
    browser.log_in("ada");
    // The second account's sign-in, and one's own once more.
    assert_eq!(organization(&start(&mut browser, "github")).as_deref(), Some("corp"));
    stage.pass(16 * 60);
    let address = start(&mut browser, "github");
    assert_eq!(organization(&address).as_deref(), Some("corp"));
    let page = browser.navigate(address.as_str(), Some(stage.app()));
    let page = browser.sign_in_at(&page, "ada");
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(browser.confirm(&[]), "linked");
    let page = stage.browser().log_in("joan");
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));

    let stage = Stage::new();
    let long = "x".repeat(129);
    for odd in [long.as_str(), "a%0Ab", "a%00", "a%20b", "%C3%A4", "a&organization=b"] {
        let query = format!("organization={odd}");
        assert_eq!(stage.browser().login_leads(&query), Err(400), "{odd}");
    }
}

#[test]
fn in_an_organization_codes_are_typed_at_the_tenant_alone() {
    let stage = Stage::by_message(&[]);
    let mut browser = signed_in(&stage, "ada", "corp");
    for offered in browser.me()["connections"].as_array().unwrap() {
        assert!(offered["passwordless"].is_null(), "{offered}");
    }
    for further in [&[][..], &[("send", "link")]] {
        let document = read(&browser.ask("grace@home.example", further));
        let address: Url = document["location"].as_str().unwrap().parse().unwrap();
        assert_eq!(organization(&address), Some(stage.organization_id("corp")));
    }
    assert!(stage.messages().is_empty());
    assert_eq!(browser.type_code("123456"), "code_expired");
}

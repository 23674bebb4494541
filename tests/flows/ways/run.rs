//! The walks of the table: one small function for each way.

use serde_json::{Value, json};
use url::Url;

use super::{Mode, Walked};
use crate::form_post;
use crate::support::{Browser, DATABASE, Page, Stage, by_message, json as read, wrong};

const MFA: &str = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
const NUMBER: &str = "+15550100";
const ADDRESS: &str = "grace@home.example";

fn stage(mode: &Mode, further: &[(&'static str, &'static str)]) -> Stage {
    Stage::with(&by_message(&[mode, further].concat()))
}

/// Who is signed in.
fn who(browser: &mut Browser<'_>) -> String {
    browser.me()["user"]["user_id"].as_str().unwrap().to_owned()
}

/// Confirms the review that waits for this account, and sees it linked at the tenant.
#[track_caller]
fn confirm(stage: &Stage, browser: &mut Browser<'_>, other: &str) -> String {
    let outcome = browser.confirm(&[]);
    assert!(browser.identities().contains(&other.to_owned()), "{other}");
    assert_eq!(stage.user(other), None, "joined");
    outcome
}

/// Begins a link whose proof is forged; `prove` does it. Nothing may wait or be linked afterwards.
#[track_caller]
fn refused(
    stage: &Stage,
    browser: &mut Browser<'_>,
    forgery: &Value,
    prove: impl FnOnce(&mut Browser<'_>) -> Page,
) -> String {
    let before = browser.identities();
    stage.forge(forgery);
    let page = prove(browser);
    stage.heal();
    unchanged(browser, &before);
    page.outcome().unwrap_or_else(|| panic!("{page:?}"))
}

#[track_caller]
fn unchanged(browser: &mut Browser<'_>, before: &[String]) {
    let me = browser.me();
    assert!(me["pending"].is_null(), "{me}");
    assert_eq!(browser.identities(), before);
}

fn walked(who: String, links: String, refused: (&'static str, String)) -> Walked {
    Walked { signs_in: Some(who), links, refused }
}

/// The address that a link of this connection leads to, changed on its way.
fn led(browser: &mut Browser<'_>, connection: &str, from: &str, to: &str) -> Page {
    let answer = read(&browser.post_json("/link/start", &[("connection", connection)]));
    let location = answer["location"].as_str().unwrap();
    assert!(location.contains(from), "{location}");
    browser.navigate(&location.replace(from, to), None)
}

pub(super) fn password(mode: &Mode) -> Walked {
    let stage = stage(mode, &[]);
    let mut browser = stage.signed_in("ada");
    let forgery = json!({"sign": "wrong_key"});
    let code = refused(&stage, &mut browser, &forgery, |browser| {
        let page = browser.start_link(DATABASE);
        browser.sign_in_at(&page, "grace")
    });
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "grace");
    let links = confirm(&stage, &mut browser, "auth0|grace");
    walked(who(&mut browser), links, ("ID token of another key", code))
}

pub(super) fn social(mode: &Mode) -> Walked {
    let stage = stage(mode, &[]);
    let mut browser = stage.browser();
    browser.log_in_by("github", "github|2001");
    let forgery = json!({"claims": {"aud": "another-app"}});
    let code = refused(&stage, &mut browser, &forgery, |it| it.prove("google-oauth2|1001"));
    browser.prove("google-oauth2|1001");
    let links = confirm(&stage, &mut browser, "google-oauth2|1001");
    walked(who(&mut browser), links, ("ID token for another application", code))
}

/// By the tenant's own page for codes, as the first account and as the second one.
fn universal(mode: &Mode, connection: &str, to: &str, user_id: &str) -> Walked {
    let stage = stage(mode, &[("passwordless", "universal")]);
    let mut first = stage.browser();
    let page = first.open(&format!("/login?connection={connection}"));
    first.sign_in_by_code_at(&page, to);
    let signed_in = who(&mut first);
    assert_eq!(signed_in, user_id);

    let mut browser = stage.signed_in("ada");
    let forgery = json!({"claims": {"nonce": "another"}});
    let code = refused(&stage, &mut browser, &forgery, |browser| {
        let page = browser.start_link(connection);
        browser.sign_in_by_code_at(&page, to)
    });
    let page = browser.start_link(connection);
    browser.sign_in_by_code_at(&page, to);
    let links = confirm(&stage, &mut browser, user_id);
    walked(signed_in, links, ("ID token of another sign-in", code))
}

pub(super) fn universal_sms(mode: &Mode) -> Walked {
    universal(mode, "sms", NUMBER, "sms|5001")
}

pub(super) fn universal_email(mode: &Mode) -> Walked {
    universal(mode, "email", ADDRESS, "email|5002")
}

pub(super) fn sms(mode: &Mode) -> Walked {
    let stage = stage(mode, &[("passwordless", "code")]);
    let mut browser = stage.signed_in("ada");
    let before = browser.identities();
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let right = stage.code(NUMBER);
    let code = browser.type_code(&wrong(&right));
    unchanged(&mut browser, &before);
    assert_eq!(browser.type_code(&right), "review");
    let links = confirm(&stage, &mut browser, "sms|5001");
    Walked { signs_in: None, links, refused: ("another code", code) }
}

pub(super) fn email(mode: &Mode) -> Walked {
    let stage = stage(mode, &[("passwordless", "code")]);
    let mut browser = stage.signed_in("ada");
    let before = browser.identities();
    // A code that went to somebody else's own address, for their session.
    let mut other = stage.signed_in("grace");
    assert_eq!(other.send_code(ADDRESS), "code_sent");
    browser.take_cookie(&other, "passwordless");
    let code = browser.type_code(&stage.code(ADDRESS));
    unchanged(&mut browser, &before);
    assert_eq!(browser.prove_by_code(ADDRESS), "review");
    let links = confirm(&stage, &mut browser, "email|5002");
    Walked { signs_in: None, links, refused: ("message of another session", code) }
}

pub(super) fn magic_link(mode: &Mode) -> Walked {
    let stage = stage(mode, &[]);
    let mut browser = stage.signed_in("ada");
    let before = browser.identities();
    let mut attacker = stage.signed_in("grace");
    assert_eq!(attacker.send_link("evil@home.example"), "link_sent");
    let page = browser.open_link(&stage.link("evil@home.example"));
    unchanged(&mut browser, &before);
    assert_eq!(browser.prove_by_link(ADDRESS).outcome().as_deref(), Some("review"));
    let links = confirm(&stage, &mut browser, "email|5002");
    Walked { signs_in: None, links, refused: ("link of another session", page.outcome().unwrap()) }
}

pub(super) fn without_widget(mode: &Mode) -> Walked {
    let stage = stage(mode, &[]);
    let mut browser = stage.signed_in("ada");
    let before = browser.identities();
    // The code of one sign-in in the callback of another: the verifier does not fit.
    let callback = |browser: &mut Browser<'_>| -> Url {
        let page = browser.start_link("github");
        let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
        let state = state.split('"').next().unwrap();
        let fields = [("state", state), ("user_id", "github|2001")];
        let url = format!("{}/u/social", stage.tenant());
        let answer = browser.send(crate::support::form_request(&url, &fields));
        answer.headers()["location"].to_str().unwrap().parse().unwrap()
    };
    let theirs = callback(&mut stage.signed_in("grace"));
    let own = callback(&mut browser);
    let value = |address: &Url, name: &str| {
        address.query_pairs().find(|(it, _)| it == name).unwrap().1.into_owned()
    };
    let injected = own.as_str().replace(&value(&own, "code"), &value(&theirs, "code"));
    let page = browser.clone().navigate(&injected, Some(stage.tenant()));
    unchanged(&mut browser, &before);
    browser.navigate(own.as_str(), Some(stage.tenant()));
    let links = confirm(&stage, &mut browser, "github|2001");
    walked(who(&mut browser), links, ("code of another sign-in", page.outcome().unwrap()))
}

/// The provider remembers who was there last; `upstream_params` of the connection bring its chooser back.
pub(super) fn one_provider(mode: &Mode) -> Walked {
    let stage = stage(mode, &[]);
    let name = "google-oauth2";
    let chooser = json!({"prompt": {"value": "select_account"}});
    let change = json!({"name": name, "provider_session": true, "upstream_params": chooser});
    stage.change_connection(&change);
    let mut browser = stage.browser();
    browser.log_in_by(name, "google-oauth2|1001");
    let before = browser.identities();
    let page = led(&mut browser, name, "connection=google-oauth2", "c=");
    let page = browser.sign_in_at(&page, "grace");
    unchanged(&mut browser, &before);
    browser.prove("google-oauth2|1002");
    let links = confirm(&stage, &mut browser, "google-oauth2|1002");
    walked(who(&mut browser), links, ("another kind of account", page.outcome().unwrap()))
}

pub(super) fn another_database(mode: &Mode) -> Walked {
    let connections = "Customers=Customers,Username-Password-Authentication=Staff";
    let stage = stage(mode, &[("connections", connections)]);
    let customer = [("username", "ada@customers.example"), ("password", "worthless-ada-customer")];
    let mut first = stage.browser();
    let page = first.open("/login?connection=Customers");
    first.submit(&page, "/u/login", &customer);
    let signed_in = who(&mut first);

    let mut browser = stage.signed_in("ada");
    let before = browser.identities();
    let page = led(&mut browser, "Customers", "connection=Customers", "c=");
    let page = browser.sign_in_at(&page, "grace");
    unchanged(&mut browser, &before);
    let own = browser.start_link("Customers");
    browser.submit(&own, "/u/login", &customer);
    let links = confirm(&stage, &mut browser, "auth0|ada-customer");
    walked(signed_in, links, ("account of the other database", page.outcome().unwrap()))
}

pub(super) fn enterprise(mode: &Mode) -> Walked {
    let stage = stage(mode, &[("connections", "okta=Company,github=GitHub")]);
    let user_id = "samlp|okta|grace@corp.example";
    let mut first = stage.browser();
    first.log_in_by("okta", user_id);
    let signed_in = who(&mut first);
    let mut browser = stage.signed_in("ada");
    let forgery = json!({"claims": {"iss": "https://evil.example/"}});
    let code = refused(&stage, &mut browser, &forgery, |it| it.prove_by("okta", user_id));
    browser.prove_by("okta", user_id);
    let links = confirm(&stage, &mut browser, user_id);
    walked(signed_in, links, ("ID token of another tenant", code))
}

pub(super) fn organization(mode: &Mode) -> Walked {
    let stage = stage(mode, &[]);
    let mut browser = stage.browser();
    let page = browser.open("/login?organization=corp");
    browser.sign_in_at(&page, "ada");
    let signed_in = who(&mut browser);
    let before = browser.identities();
    let id = stage.organization_id("corp");
    let page = led(&mut browser, "github", &format!("organization={id}"), "o=");
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    unchanged(&mut browser, &before);
    browser.prove("github|2001");
    let links = confirm(&stage, &mut browser, "github|2001");
    walked(signed_in, links, ("organization left out", page.outcome().unwrap()))
}

pub(super) fn second_factor(mode: &Mode) -> Walked {
    let stage = stage(mode, &[("acr_values", MFA), ("passwordless", "universal")]);
    let other = "github|7001";
    stage.put_user(&json!({"user_id": other, "name": "Grace", "authentication_methods": ["totp"]}));
    let mut browser = stage.signed_in("grace");
    let forgery = json!({"claims": {"acr": null}});
    let code = refused(&stage, &mut browser, &forgery, |it| it.prove(other));
    browser.prove(other);
    let links = confirm(&stage, &mut browser, other);
    walked(who(&mut browser), links, ("ID token without it", code))
}

pub(super) fn form_post(mode: &Mode) -> Walked {
    let stage = stage(mode, &[("response_mode", "form_post")]);
    let mut browser = stage.signed_in("ada");
    let before = browser.identities();
    let theirs = form_post::held_login(&stage, &mut stage.browser());
    let code = form_post::answered(&stage, &mut browser, &theirs).unwrap();
    unchanged(&mut browser, &before);
    browser.prove("github|2001");
    let links = confirm(&stage, &mut browser, "github|2001");
    walked(who(&mut browser), links, ("answer of another browser", code))
}

pub(super) fn custom_domain(mode: &Mode) -> Walked {
    let canonical = [("auth0_canonical_domain", "tenant.eu.auth0.example")];
    let stage = stage(mode, &canonical);
    let mut browser = stage.signed_in("ada");
    let forgery = json!({"claims": {"iss": "https://tenant.eu.auth0.example/"}});
    let code = refused(&stage, &mut browser, &forgery, |it| it.prove("github|2001"));
    browser.prove("github|2001");
    let links = confirm(&stage, &mut browser, "github|2001");
    walked(who(&mut browser), links, ("ID token of the tenant's own domain", code))
}

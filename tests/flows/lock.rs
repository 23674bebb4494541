//! Signing in with Auth0 Lock, or with auth0.js and plain fields, on our own page: where the person is sent,
//! what the page may do, and that nothing which was forged on the way gets past the callback. What the
//! libraries do in a browser is played by hand; the browser tests have the real ones.

use http::{Request, StatusCode};
use url::Url;
use url::form_urlencoded::{Serializer, parse};

use crate::support::{Browser, DATABASE, Page, Stage, form_request, json};

const LOCK: [(&str, &str); 1] = [("login_ui", "lock")];
const FIELDS: [(&str, &str); 1] = [("login_ui", "auth0js")];
/// Whatever is on our own page.
const OURS: [[(&str, &str); 1]; 2] = [LOCK, FIELDS];

/// The parameters in the fragment of an address.
fn fragment(address: &str) -> Vec<(String, String)> {
    let url: Url = address.parse().unwrap();
    parse(url.fragment().unwrap_or_default().as_bytes()).into_owned().collect()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value)
}

/// What Lock asks the tenant for, after the page gave it that fragment; ends at the tenant's page.
fn as_lock(stage: &Stage, browser: &mut Browser<'_>, pairs: &[(String, String)]) -> Page {
    let options = json(&browser.get("/login/lock/options"));
    let mut query = Serializer::new(String::new());
    for name in ["client_id", "redirect_uri"] {
        query.append_pair(name, options[name].as_str().unwrap());
    }
    query.append_pair("response_type", "code");
    let ours = ["client_id", "redirect_uri", "response_type"];
    query.extend_pairs(pairs.iter().filter(|(name, _)| !ours.contains(&name.as_str())));
    let tenant = options["auth0_url"].as_str().unwrap();
    assert_eq!(tenant, stage.tenant());
    browser.navigate(&format!("{tenant}/authorize?{}", query.finish()), Some(stage.app()))
}

/// Signs in with a password, by way of the page.
fn sign_in(stage: &Stage, browser: &mut Browser<'_>, person: &str) -> Page {
    let page = browser.open("/login");
    assert_eq!(page.url.path(), "/login/lock");
    let page = as_lock(stage, browser, &fragment(page.url.as_str()));
    browser.sign_in_at(&page, person)
}

/// Begins a link; the fragment of the address that it leads to.
fn start(stage: &Stage, browser: &mut Browser<'_>, connection: &str) -> Vec<(String, String)> {
    let document = json(&browser.post_json("/link/start", &[("connection", connection)]));
    let location = document["location"].as_str().unwrap();
    assert!(location.starts_with(&format!("{}/login/lock#", stage.app())), "{location}");
    fragment(location)
}

#[test]
fn signs_in_and_links_by_way_of_the_page() {
    for ui in OURS {
        let stage = Stage::native(&ui);
        let mut browser = stage.browser();
        sign_in(&stage, &mut browser, "ada");
        assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");

        let pairs = start(&stage, &mut browser, "github");
        assert_eq!(value(&pairs, "connection"), "github");
        let page = as_lock(&stage, &mut browser, &pairs);
        browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
        assert_eq!(browser.confirm(&[]), "linked");
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada", "github|2001"]);
    }
}

#[test]
fn asks_for_a_fresh_login_without_a_second_password() {
    for ui in OURS {
        let stage = Stage::native(&ui);
        let mut browser = stage.browser();
        let first = fragment(browser.open("/login?ui_locales=de").url.as_str());
        assert_eq!((value(&first, "max_age"), value(&first, "ui_locales")), ("604800", "de"));
        sign_in(&stage, &mut browser, "ada");
        let pairs = start(&stage, &mut browser, "github");
        assert_eq!((value(&pairs, "max_age"), value(&pairs, "prompt")), ("0", ""));
        for random in ["state", "nonce", "code_challenge"] {
            assert_eq!(value(&pairs, random).len(), 43, "{random}");
        }
        // A login after a begun link would have asked for credentials with `prompt=login`.
        let next = fragment(browser.open("/login").url.as_str());
        assert_eq!((value(&next, "max_age"), value(&next, "prompt")), ("0", ""));
    }
}

#[test]
fn a_sign_in_that_is_too_old_is_repeated_there() {
    for ui in OURS {
        let stage = Stage::native(&ui);
        let mut browser = stage.browser();
        sign_in(&stage, &mut browser, "ada");
        stage.pass(20 * 60);
        let pairs = start(&stage, &mut browser, "github");
        assert_eq!((value(&pairs, "connection"), value(&pairs, "max_age")), ("", "0"));
        assert_eq!(value(&pairs, "login_hint"), "ada@example.com");
    }
}

#[test]
fn a_form_without_scripts_leads_there_too() {
    for ui in OURS {
        let stage = Stage::native(&ui);
        let mut browser = stage.browser();
        sign_in(&stage, &mut browser, "ada");
        let answer = browser.post_form("/link/start", &[("connection", "github")]);
        let page = String::from_utf8(answer.into_body()).unwrap();
        assert!(page.contains(&format!("0;url={}/login/lock#", stage.app())), "{page}");
    }
}

#[test]
fn what_was_forged_in_the_address_links_nothing() {
    for ui in OURS {
        let stage = Stage::native(&ui);
        for (name, outcome) in [
            ("state", "no_transaction"),
            ("code_challenge", "token_refused"),
            ("nonce", "token_invalid"),
            ("connection", "wrong_connection"),
        ] {
            let mut browser = stage.browser();
            sign_in(&stage, &mut browser, "ada");
            let mut pairs = start(&stage, &mut browser, "github");
            let pair = pairs.iter_mut().find(|(it, _)| it == name).unwrap();
            let windowslive = name == "connection";
            pair.1 = if windowslive { "windowslive".to_owned() } else { "x".repeat(43) };
            let page = as_lock(&stage, &mut browser, &pairs);
            let user = if windowslive { "windowslive|3001" } else { "github|2001" };
            let page = browser.submit(&page, "/u/social", &[("user_id", user)]);
            assert_eq!(page.outcome().as_deref(), Some(outcome), "{name}");
            assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "{name}");
        }
    }
}

#[test]
fn somebody_elses_request_is_no_way_in() {
    for ui in OURS {
        let stage = Stage::native(&ui);
        let attackers = fragment(stage.browser().open("/login").url.as_str());
        let mut browser = stage.browser();
        let page = as_lock(&stage, &mut browser, &attackers);
        browser.sign_in_at(&page, "ada");
        assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
    }
}

#[test]
fn the_options_hold_what_is_public_and_nothing_else() {
    let stage = Stage::native(&LOCK);
    let mut browser = stage.browser();
    let answer = browser.get("/login/lock/options");
    let options = json(&answer);
    let names: Vec<_> = options.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["auth0_url", "client_id", "connections", "redirect_uri"]);
    assert_eq!(options["connections"][3], DATABASE);
    assert!(!String::from_utf8(answer.into_body()).unwrap().contains("worthless"));
}

#[test]
fn only_that_page_has_the_tenant_in_its_policy() {
    for ui in OURS {
        let stage = Stage::native(&ui);
        let mut browser = stage.browser();
        let policy =
            |page: &Page| page.headers["content-security-policy"].to_str().unwrap().to_owned();
        let page = browser.open("/login/lock");
        let own = policy(&page);
        let tenant = stage.tenant();
        assert!(own.contains(&format!("script-src 'self' {tenant}/client/;")), "{own}");
        assert!(own.contains(&format!("connect-src 'self' {tenant};")), "{own}");
        assert!(own.contains("frame-ancestors 'none'") && !own.contains("unsafe"), "{own}");
        assert!(!page.headers.contains_key("set-cookie"));
        for path in ["/", "/login/lock/options", "/link/start?connection=github", "/nowhere"] {
            let other = policy(&browser.open(path));
            assert!(!other.contains(tenant) && !other.contains("data:"), "{path}: {other}");
        }
    }
}

#[test]
fn the_page_is_not_there_where_it_is_not_wanted() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    assert_eq!(browser.open("/login/lock").status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/login/lock/options").status(), StatusCode::NOT_FOUND);
    let post = form_request(&format!("{}/login/lock", stage.app()), &[]);
    assert_eq!(browser.send(post).status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(browser.open("/login").url.as_str().starts_with(stage.tenant()));
}

/// The tenant says which of them are databases, so that each has both.
#[test]
fn the_page_with_fields_has_a_way_for_each_connection() {
    let stage = Stage::native(&[
        FIELDS[0],
        ("connections", "google-oauth2,okta=Acme & Sons,Customers=Customer account"),
        ("connection_labels", "de:Customers=Kundenkonto"),
    ]);
    let page = |language: &str| {
        let request = Request::get(format!("{}/login/lock", stage.app()));
        let request = request.header("accept-language", language).body(Vec::new()).unwrap();
        String::from_utf8(stage.exchange(request).into_body()).unwrap()
    };
    let english = page("en");
    assert_eq!(english.matches("data-connection=").count(), 3);
    assert_eq!(english.matches("type=\"password\"").count(), 3);
    for words in [
        ">Continue with Google<",
        "<h2 id=\"way-3\">Customer account</h2>",
        "Continue with Acme &#38; Sons",
        "<label for=\"password-1\">Password</label>",
    ] {
        assert!(english.contains(words), "{words}: {english}");
    }
    let german = page("de");
    assert!(german.contains("<html lang=\"de\"") && german.contains("Kundenkonto"), "{german}");
    assert!(page("ar").contains("dir=\"rtl\""));
}

/// A page that is the same for everybody has nothing to write into it.
#[test]
fn attack_an_address_writes_nothing_into_the_page_with_fields() {
    let stage = Stage::native(&FIELDS);
    let mut browser = stage.browser();
    let plain = browser.open("/login/lock").body;
    let address = "/login/lock?connection=evil&login_hint=%3Cb%3E&auth0_url=https://evil.example";
    assert_eq!(browser.open(address).body, plain);
}

//! A password is added: the account is new, and its address unverified. The sign-up is no proof yet; whoever
//! opened the letter goes on by the same link as a sign-in.

use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::request::Builder;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Attacks, Browser, DATABASE, Page, Stage, form_request, json as read};

const ADA: &str = "auth0|ada";
const ZOE: &str = "zoe@example.com";
const SHOP: &str = "https://shop.example";
const MODES: [&str; 2] = ["user", "client"];
const REVIEWS: [&str; 2] = ["always", "never"];

/// A link by the database, whose login page leads to the sign-up.
fn sign_up(browser: &mut Browser<'_>) -> Page {
    let page = browser.start_link(DATABASE);
    let link = page.body.split("href=\"/u/signup?").nth(1).unwrap();
    let link = link.split('"').next().unwrap();
    let url = format!("{}/u/signup?{link}", browser.stage().tenant());
    let page = browser.navigate(&url, None);
    browser.submit(&page, "/u/signup", &[("email", ZOE), ("password", "worthless-zoe")])
}

/// The link in the letter that went to Zoe.
fn letter(stage: &Stage) -> String {
    let letters = stage.messages();
    let letter = letters.iter().find(|it| it["to"] == ZOE).expect("no letter");
    letter["link"].as_str().unwrap().to_owned()
}

fn named(location: &str, name: &str) -> Option<String> {
    let location: Url = location.parse().unwrap();
    let found = location.query_pairs().find(|(it, _)| it == name);
    found.map(|(_, value)| value.into_owned())
}

/// The hint that the link would be begun with.
fn hint(browser: &Browser<'_>, connection: &str) -> Option<String> {
    let started = read(&browser.clone().post_json("/link/start", &[("connection", connection)]));
    let location = started["location"].as_str().unwrap_or_else(|| panic!("{started}"));
    assert_eq!(named(location, "screen_hint"), None);
    named(location, "login_hint")
}

/// *Go on*, and the password.
fn go_on(browser: &mut Browser<'_>) -> Page {
    let page = browser.start_link(DATABASE);
    assert!(page.body.contains(&format!("value=\"{ZOE}\"")), "{}", page.body);
    browser.sign_in_at(&page, "zoe")
}

/// What the script of a listed page gets.
fn by_script(browser: &mut Browser<'_>, request: Builder, more: &str) -> Value {
    let request = request
        .header(ACCEPT, "application/json")
        .header(ORIGIN, SHOP)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-site")
        .header("sec-fetch-mode", "cors")
        .header("sec-fetch-dest", "empty");
    let form = format!("connection={DATABASE}&{more}");
    read(&browser.send(request.body(form.into_bytes()).unwrap()))
}

#[track_caller]
fn check_told(browser: &mut Browser<'_>, page: &Page) {
    assert_eq!(page.outcome().as_deref(), Some("letter_unopened"));
    assert!(!page.url.as_str().contains("zoe"), "{}", page.url);
    let me = browser.me();
    assert_eq!(me["pending"], Value::Null);
    let resume =
        json!({"action": "link", "connection": DATABASE, "suggestion": null, "letter": ZOE});
    assert_eq!(me["resume"], resume);
    let kept = browser.own_cookies();
    assert!(!kept.iter().any(|name| name.starts_with("review")), "{kept:?}");
}

#[test]
fn a_new_account_is_linked_once_its_letter_was_opened() {
    for mode in MODES {
        for review in REVIEWS {
            let stage = Stage::with(&[("management", mode), ("review", review)]);
            let mut browser = stage.signed_in("ada");
            let page = sign_up(&mut browser);
            check_told(&mut browser, &page);
            // Too early: it was not opened yet.
            let page = go_on(&mut browser);
            check_told(&mut browser, &page);
            assert_eq!(stage.identities(ADA), [ADA]);

            browser.navigate(&letter(&stage), None);
            let page = go_on(&mut browser);
            if review == "always" {
                assert_eq!(page.outcome().as_deref(), Some("review"), "{mode}");
                assert_eq!(browser.confirm(&[]), "linked");
            } else {
                assert_eq!(page.outcome().as_deref(), Some("linked"), "{mode}");
            }
            assert_eq!(stage.identities(ADA).len(), 2, "{mode} {review}");
            assert_eq!(browser.me()["resume"], Value::Null);
            assert!(!stage.log().contains(ZOE));
        }
    }
}

#[test]
fn whoever_has_no_password_makes_one_at_the_sign_up() {
    let stage = Stage::native(&[("embed_origins", SHOP)]);
    let mut browser = stage.browser();
    browser.log_in_by("github", "github|2001");
    let signs_up = |page: &Page| {
        assert_eq!(page.url.path(), "/u/signup", "{page:?}");
        assert!(page.body.contains("value=\"ada@example.com\""), "{}", page.body);
    };
    let overview = browser.open("/settings");
    signs_up(&browser.clone().press(&overview, "Add a password", &[]));
    // Also behind a sign-in that comes first.
    stage.pass(16 * 60);
    let mut stale = browser;
    let page = stale.press(&overview, "Add a password", &[]);
    signs_up(&stale.submit(&page, "/u/social", &[("user_id", "github|2001")]));
    // And where it is begun again.
    let overview = stale.open("/settings");
    let page = stale.press(&overview, "Add a password", &[]);
    let page = stale.submit(&page, "/u/cancel", &[]);
    let page = stale.open(page.url.path());
    signs_up(&stale.press(&page, "Continue with Email and password", &[]));
    // Who has one signs in to another account.
    let mut ada = stage.signed_in("ada");
    let overview = ada.open("/settings");
    let page = ada.press(&overview, "Add another account: Email and password", &[]);
    assert_eq!(page.url.path(), "/u/login", "{page:?}");
}

#[test]
fn attack_a_form_says_something_else_to_the_sign_in_page() {
    let stage = Stage::native(&[("embed_origins", SHOP)]);
    let mut browser = stage.signed_in("ada");
    for hint in ["login", "SIGNUP", "signup&prompt=none", "<b>"] {
        let fields = [("connection", DATABASE), ("screen_hint", hint)];
        assert_eq!(browser.post_outcome("/link/start", &fields), "invalid_request", "{hint}");
    }
    let fields = [("connection", DATABASE), ("screen_hint", "signup"), ("screen_hint", "signup")];
    assert_eq!(browser.post_outcome("/link/start", &fields), "invalid_request");
    // A listed page's script gets nothing of the person's in the address.
    let url = format!("{}/link/start", stage.app());
    let request = Request::post(url).header(ACCEPT, "application/json").header(ORIGIN, SHOP);
    let request = request
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-site")
        .header("sec-fetch-mode", "cors")
        .header("sec-fetch-dest", "empty");
    let form = format!("connection={DATABASE}&screen_hint=signup");
    let begun = read(&browser.send(request.body(form.into_bytes()).unwrap()));
    let location = begun["location"].as_str().unwrap().to_owned();
    assert!(location.contains("/link/authorize?") && !location.contains("ada"), "{location}");
    let page = browser.navigate(&location, None);
    assert_eq!(page.url.path(), "/u/signup", "{page:?}");
}

#[test]
fn the_page_without_scripts_says_so_and_has_the_button() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    sign_up(&mut browser);
    let page = browser.open("/settings?outcome=letter_unopened&ui_locales=en");
    assert!(page.body.contains(&format!("<bdi>{ZOE}</bdi>")), "{}", page.body);
    let page = browser.open("/settings?outcome=letter_unopened");
    assert!(page.body.contains("email address is not confirmed yet"), "{}", page.body);
    let card = page.body.split("id=\"resume\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(card.contains("action=\"/link/start\""), "{card}");
    assert!(!card.contains(&format!("value=\"{ZOE}\"")), "no field of a form: {card}");
    browser.navigate(&letter(&stage), None);
    let started = browser.post_form("/link/start", &[("connection", DATABASE)]);
    let leads = String::from_utf8(started.into_body()).unwrap();
    assert!(leads.contains("login_hint=zoe%40example.com"), "{leads}");
    let page = go_on(&mut browser);
    assert_eq!(page.outcome().as_deref(), Some("review"));
}

#[test]
fn what_comes_between_leaves_it_and_another_choice_does_not() {
    let stage = Stage::native(&[("reauth_after", "5m")]);
    let mut browser = stage.signed_in("ada");
    sign_up(&mut browser);
    // Cancelled at the tenant.
    let page = browser.start_link(DATABASE);
    let page = browser.submit(&page, "/u/cancel", &[]);
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    assert_eq!(hint(&browser, DATABASE).as_deref(), Some(ZOE));
    // Another sign-in of one's own.
    stage.pass(310);
    let page = browser.start_link(DATABASE);
    let page = browser.sign_in_at(&page, "ada");
    assert!(page.body.contains(ZOE), "it goes on, with the address: {page:?}");
    assert_eq!(browser.me()["resume"]["letter"], ZOE);
    assert_eq!(hint(&browser, DATABASE).as_deref(), Some(ZOE));
    let mut other = browser;
    // Whoever types another one means that.
    let fields = [("connection", DATABASE), ("login_hint", "else@example.com")];
    let started = read(&other.clone().post_json("/link/start", &fields));
    let location = started["location"].as_str().unwrap();
    assert_eq!(named(location, "login_hint").as_deref(), Some("else@example.com"));
    // It is of one connection, and over with the choice of another one.
    assert_eq!(hint(&other, "github"), None);
    other.start_link("github");
    assert_eq!(other.me()["resume"], Value::Null);
    assert_eq!(hint(&other, DATABASE), None);
}

#[test]
fn a_sign_up_has_one_hint_and_what_was_typed_goes_first() {
    let stage = Stage::native(&[("embed_origins", SHOP)]);
    let mut browser = stage.signed_in("ada");
    let hints = |location: &str| -> Vec<String> {
        let location: Url = location.parse().unwrap();
        let pairs = location.query_pairs().filter(|(name, _)| name == "login_hint");
        pairs.map(|(_, value)| value.into_owned()).collect()
    };
    let typed = [("login_hint", "else@example.com")];
    for (typed, expected) in [(&[][..], "ada@example.com"), (&typed, "else@example.com")] {
        let fields = [&[("connection", DATABASE), ("screen_hint", "signup")], typed].concat();
        let started = read(&browser.post_json("/link/start", &fields));
        assert_eq!(hints(started["location"].as_str().unwrap()), [expected]);
    }
    // By way of our own address, for a listed page.
    let form = "screen_hint=signup&login_hint=else%40example.com";
    let started =
        by_script(&mut browser, Request::post(format!("{}/link/start", stage.app())), form);
    let led = Request::get(started["location"].as_str().unwrap());
    let led = led.header("sec-fetch-mode", "navigate").body(Vec::new()).unwrap();
    let answer = browser.send(led);
    assert_eq!(hints(answer.headers()["location"].to_str().unwrap()), ["else@example.com"]);
}

#[test]
fn fifteen_minutes_later_it_is_forgotten() {
    let stage = Stage::native(&[("reauth_after", "off")]);
    let mut browser = stage.signed_in("ada");
    sign_up(&mut browser);
    stage.pass(890);
    assert_eq!(hint(&browser, DATABASE).as_deref(), Some(ZOE));
    stage.pass(20);
    assert_eq!(browser.me()["resume"], Value::Null);
    assert_eq!(hint(&browser, DATABASE), None);
}

#[test]
fn accounts_without_such_a_letter_are_refused_as_before() {
    for mode in MODES {
        let stage = Stage::with(&[("management", mode)]);
        let mut browser = stage.signed_in("ada");
        let page = browser.prove("google-oauth2|1003");
        assert_eq!(page.outcome().as_deref(), Some("email_unverified"), "{mode}");
        assert_eq!(browser.me()["resume"], Value::Null);
    }
    let lenient = Stage::with(&[("verified_email", "optional")]);
    let mut browser = lenient.signed_in("ada");
    assert_eq!(sign_up(&mut browser).outcome().as_deref(), Some("review"));
    assert_eq!(browser.confirm(&[]), "linked");
}

#[test]
fn attack_a_sign_up_with_somebody_elses_address_is_taken_for_a_proof() {
    let mut attacks = Attacks::new("new-password", true);
    for mode in MODES {
        for review in REVIEWS {
            let settings = format!("mode `{mode}`, `review = {review}`");
            let stage = Stage::native(&[("management", mode), ("review", review)]);
            let mut browser = stage.signed_in("ada");
            sign_up(&mut browser);
            let code = browser.post_outcome("/link/confirm", &[("review", "any")]);
            let alone = || stage.identities(ADA) == [ADA];
            let refused = code == "no_review" && alone();
            attacks.tried(&format!("confirmed without the letter, {settings}"), refused, &code);
            // Whose address it is opens the letter, and thinks nothing of it.
            stage.browser().navigate(&letter(&stage), None);
            let code = browser.post_outcome("/link/confirm", &[("review", "any")]);
            let refused = code == "no_review" && alone();
            let attack = format!("confirmed after somebody else opened it, {settings}");
            attacks.tried(&attack, refused, &code);
            let code = read(&browser.get("/link/review"));
            let code = code["code"].as_str().unwrap_or_default();
            attacks.tried(&format!("looked at as a review, {settings}"), code == "no_review", code);
        }
    }
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    sign_up(&mut browser);

    let mut grace = stage.signed_in("grace");
    grace.take_cookie(&browser, "resume");
    let unknown = grace.me()["resume"].is_null() && hint(&grace, DATABASE).is_none();
    attacks.tried("the cookie of one session in another one", unknown, "as if there were none");
    let mut nobody = stage.browser();
    nobody.take_cookie(&browser, "resume");
    let code = nobody.post_outcome("/link/start", &[("connection", DATABASE)]);
    attacks.tried("the cookie without a session", code == "signed_out", &code);

    // The hint names Zoe; Grace signs in.
    let mut other = browser.clone();
    let page = other.start_link(DATABASE);
    let page = other.sign_in_at(&page, "grace");
    let shown = read(&other.get("/link/review"));
    let hers =
        shown["other"]["user_id"] == "auth0|grace" && page.outcome().as_deref() == Some("review");
    attacks.tried("another account signs in than the hint says", hers, "the review shows that one");

    let code = {
        let mut request = form_request(
            &format!("{}/link/start", stage.app()),
            &[("connection", DATABASE), ("login_hint", "mallory@example.com")],
        );
        request.headers_mut().insert(ORIGIN, "https://evil.example".parse().unwrap());
        request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
        let answer = read(&browser.clone().send(request));
        answer["code"].as_str().unwrap_or_default().to_owned()
    };
    attacks.tried("another site goes on with a hint of its own", code == "cross_site", &code);

    let stage = Stage::native(&[("embed_origins", SHOP)]);
    let mut browser = stage.signed_in("ada");
    sign_up(&mut browser);
    let me = by_script(&mut browser, Request::get(format!("{}/me", stage.app())), "");
    let unread = me["resume"]["connection"] == DATABASE && !me.to_string().contains(ZOE);
    attacks.tried("a listed page reads the address", unread, "not told");
    let url = format!("{}/link/start", stage.app());
    let begun = by_script(&mut browser, Request::post(url), "");
    let location = begun["location"].as_str().unwrap_or_default();
    let refused = location.contains("/link/authorize?") && !location.contains("zoe");
    attacks.tried("a listed page goes on, and reads the hint", refused, "without a hint");
    attacks.finish();
}

//! The beginning of a link goes on by itself behind a repeated sign-in; everything that could make somebody
//! else's wish of that leads to the button instead, or nowhere.

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _, Encoder as _};
use serde_json::{Value, json};
use url::Url;

use super::{STALE, parameter, sent};
use crate::support::{Browser, Page, Stage, by_message, form_request};

const EVIL: &str = "https://evil.example";
const SHOP: &str = "https://shop.example";
const LISTED: (&str, &str) = ("embed_origins", SHOP);
const GITHUB: [(&str, &str); 1] = [("connection", "github")];

/// Somebody whose sign-in is too old, who presses a button; ends where the tenant asks for their password.
fn interrupted<'a>(stage: &'a Stage, path: &str, fields: &[(&str, &str)]) -> (Browser<'a>, Page) {
    let mut browser = stage.signed_in("ada");
    if path == "/unlink" && stage.identities("auth0|ada").len() == 1 {
        browser.link("google-oauth2|1001");
    }
    stage.pass(STALE);
    let page = begin(&mut browser, path, fields);
    (browser, page)
}

fn begin(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Page {
    let location = sent(browser, path, fields);
    assert_eq!(parameter(&location, "connection"), None, "one's own sign-in");
    browser.navigate(location.as_str(), Some(browser.stage().app()))
}

/// Signs in as far as the callback's address.
fn held(browser: &mut Browser<'_>, page: &Page, person: &str) -> Url {
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let (username, password) = (format!("{person}@example.com"), format!("worthless-{person}"));
    let fields = [
        ("state", state.split('"').next().unwrap()),
        ("username", &username),
        ("password", &password),
    ];
    let answer =
        browser.send(form_request(&format!("{}/u/login", browser.stage().tenant()), &fields));
    answer.headers()["location"].to_str().unwrap().parse().unwrap()
}

/// The links, and repeated sign-ins, that are under way in a browser.
fn under_way(browser: &Browser<'_>) -> Vec<String> {
    let own = browser.own_cookies();
    let own = own.iter().filter(|name| name.starts_with("transaction-link-"));
    own.map(|name| (*name).to_owned()).collect()
}

/// The second login is asked for, by this connection.
#[track_caller]
fn went_on(browser: &Browser<'_>, page: &Page) {
    assert!(page.url.as_str().starts_with(browser.stage().tenant()), "{page:?}");
    assert!(page.body.contains("/u/social"), "{page:?}");
    assert_eq!(under_way(browser).len(), 1);
}

/// Nothing is begun: the page offers it at a button.
#[track_caller]
fn is_offered(browser: &mut Browser<'_>, page: &Page) {
    assert_eq!(page.outcome().as_deref(), Some("resume"), "{page:?}");
    assert_eq!(under_way(browser), [""; 0]);
    assert_eq!(browser.me()["resume"]["action"], "link");
}

#[test]
fn a_link_goes_on_as_if_it_were_begun_anew() {
    for settings in [&[][..], &[("response_mode", "form_post")], &[("management", "client")]] {
        let stage = Stage::native(settings);
        let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
        let page = browser.sign_in_at(&page, "ada");
        went_on(&browser, &page);
        assert_eq!(browser.me()["resume"], Value::Null, "nothing is offered that goes on");
        // Whoever gives up is offered to start again.
        let page = browser.submit(&page, "/u/cancel", &[]);
        assert_eq!(page.outcome().as_deref(), Some("access_denied"));
        assert_eq!(browser.me()["resume"]["connection"], "github");
        assert_eq!(browser.link("github|2001"), "linked");
        assert_eq!(browser.me()["resume"], Value::Null);
        let log = stage.log();
        let begun = |line: &&str| {
            let names = ["/link/callback", "\"what\":\"begin\"", "\"connection\":\"github\""];
            names.iter().all(|name| line.contains(name))
        };
        assert_eq!(log.lines().filter(begun).count(), 1, "{log}");
    }
}

#[test]
fn no_page_of_ours_is_in_between() {
    let stage = Stage::native(&[]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    let callback = held(&mut browser, &page, "ada");
    let request = http::Request::get(callback.as_str()).header("sec-fetch-mode", "navigate");
    let answer = browser.send(request.body(Vec::new()).unwrap());
    assert_eq!(answer.status(), 303);
    let location: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    for (name, value) in [("connection", "github"), ("prompt", "login"), ("max_age", "0")] {
        assert_eq!(parameter(&location, name).as_deref(), Some(value));
    }
}

#[test]
fn whose_own_address_is_not_verified_any_more_does_not_go_on() {
    let stage = Stage::native(&[("verified_email", "required")]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    let mut user = stage.user("auth0|ada").unwrap();
    user["email_verified"] = json!(false);
    stage.forge(&json!({ "claims": { "email_verified": false } }));
    let when = json!({"method": "GET", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": when, "times": 0, "then": {"status": 200, "body": user}}));
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("own_email_unverified"));
    assert_eq!(under_way(&browser), [""; 0]);
}

#[test]
fn at_most_two_links_are_under_way_when_one_goes_on() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.start_link("windowslive");
    stage.pass(STALE - 60);
    browser.start_link("windowslive");
    stage.pass(120);
    let page = begin(&mut browser, "/link/start", &GITHUB);
    let page = browser.sign_in_at(&page, "ada");
    assert!(page.body.contains("/u/social"), "{page:?}");
    assert_eq!(under_way(&browser).len(), 2);
}

#[test]
fn attack_a_login_that_another_site_brings_about_begins_no_link() {
    let stage = Stage::native(&[]);
    let (mut browser, _) = interrupted(&stage, "/link/start", &GITHUB);
    let before = under_way(&browser);
    // The victim signs in, as the page of the tenant asks them to.
    let lured = browser.navigate(&format!("{}/login", stage.app()), Some(EVIL));
    let page = browser.sign_in_at(&lured, "ada");
    assert_eq!(page.url.as_str(), format!("{}/", stage.app()));
    assert_eq!(under_way(&browser), before);
    assert_eq!(browser.me()["resume"]["action"], "link", "it waits at its button");
}

#[test]
fn attack_a_planted_resume_cookie_begins_no_link() {
    let stage = Stage::native(&[]);
    let own = interrupted(&stage, "/link/start", &[("connection", "windowslive")]).0;
    let mut grace = stage.signed_in("grace");
    stage.pass(STALE);
    begin(&mut grace, "/link/start", &[("connection", "windowslive")]);
    let name = format!("{}resume", stage.cookie_prefix());
    let of = |browser: &Browser<'_>| {
        browser.cookies.iter().find(|(_, known, _)| *known == name).unwrap().2.clone()
    };
    let (own, hers) = (of(&own), of(&grace));
    let unlink = [("provider", "google-oauth2"), ("user_id", "1001")];

    // One's own of another time, somebody else's, a forged one; with the name, and as a sibling host plants it.
    for value in [own.as_str(), &hers, "eyJhbGciOiJub25lIn0.e30.", "{\"action\":\"link\"}"] {
        for planted in [name.clone(), "resume".to_owned(), format!("\u{85}{name}")] {
            // The person signs in for an unlink: nothing goes on.
            let (mut browser, page) = interrupted(&stage, "/unlink", &unlink);
            if planted == name {
                browser.lose("resume");
            }
            browser.plant(&planted, value);
            let page = browser.sign_in_at(&page, "ada");
            assert_eq!(page.outcome().as_deref(), Some("resume"), "{planted} {value}");
            assert_eq!(under_way(&browser), [""; 0], "{planted} {value}");

            // For a link: that one goes on.
            let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
            if planted == name {
                browser.lose("resume");
            }
            browser.plant(&planted, value);
            let page = browser.sign_in_at(&page, "ada");
            went_on(&browser, &page);
            let page = browser.submit(&page, "/u/social", &[("user_id", "windowslive|3001")]);
            assert_ne!(page.outcome().as_deref(), Some("review"), "asked was for github");
        }
    }
}

#[test]
fn attack_a_transaction_that_was_written_over_goes_on_with_nothing() {
    let stage = Stage::native(&[]);
    for (written, over) in [("\"github\"", "\"windowslive\""), ("\"then\"", "\"than\"")] {
        let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
        let mut own = browser.cookies.iter_mut();
        let (.., value) = own.find(|(_, name, _)| name.contains("transaction-link-")).unwrap();
        let parts: Vec<&str> = value.split('.').collect();
        let payload = Base64UrlSafeNoPadding::decode_to_vec(parts[1], None).unwrap();
        let payload = String::from_utf8(payload).unwrap();
        assert!(payload.contains(written), "{payload}");
        let payload = payload.replace(written, over);
        let payload = Base64UrlSafeNoPadding::encode_to_string(payload).unwrap();
        *value = format!("{}.{payload}.{}", parts[0], parts[2]);
        let page = browser.sign_in_at(&page, "ada");
        assert_eq!(page.outcome().as_deref(), Some("no_transaction"));
        assert!(!page.url.as_str().starts_with(stage.tenant()), "{page:?}");
    }
}

#[test]
fn attack_a_sign_in_as_somebody_else_goes_on_with_nothing() {
    let stage = Stage::native(&[]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    let page = browser.sign_in_at(&page, "grace");
    assert_eq!(page.outcome().as_deref(), Some("person_changed"));
    assert_eq!(under_way(&browser), [""; 0]);
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");

    // A login as somebody else waits for the choice, and whichever it is, nothing goes on.
    for choice in ["keep", "switch"] {
        let (mut browser, _) = interrupted(&stage, "/link/start", &GITHUB);
        let page = browser.open("/login");
        let page = browser.sign_in_at(&page, "grace");
        assert_eq!(page.outcome().as_deref(), Some("switch"));
        let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
        browser.post_outcome("/login/switch", &[("choice", choice), ("switch", &id)]);
        assert_eq!(under_way(&browser), [""; 0]);
    }
}

#[test]
fn attack_nothing_goes_on_in_another_session_of_the_same_person() {
    let stage = Stage::native(&[]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    let earlier = browser.clone();
    browser.post_json("/logout", &[]);
    browser.log_in("ada");
    // An answer that was under way at the sign-out brings back what it set.
    browser.take_cookie(&earlier, "transaction-link");
    browser.take_cookie(&earlier, "resume");
    let page = browser.sign_in_at(&page, "ada");
    is_offered(&mut browser, &page);

    // Nor in another browser of theirs.
    let (earlier, page) = interrupted(&stage, "/link/start", &GITHUB);
    let mut other = stage.signed_in("ada");
    other.take_cookie(&earlier, "transaction-link");
    other.take_cookie(&earlier, "resume");
    let page = other.sign_in_at(&page, "ada");
    is_offered(&mut other, &page);
}

#[test]
fn attack_without_a_review_nothing_goes_on() {
    let stage = Stage::native(&[("review", "never")]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    let page = browser.sign_in_at(&page, "ada");
    is_offered(&mut browser, &page);

    // Nor where that was set meanwhile.
    let stage = Stage::native(&[]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    stage.set("review", "never");
    let page = browser.sign_in_at(&page, "ada");
    is_offered(&mut browser, &page);
}

#[test]
fn attack_what_a_listed_page_began_or_ends_at_does_not_go_on() {
    let stage = Stage::native(&[LISTED]);
    let ends = |browser: &mut Browser<'_>, callback: &Url| {
        let request = http::Request::get(callback.as_str()).header("sec-fetch-mode", "navigate");
        let answer = browser.send(request.body(Vec::new()).unwrap());
        answer.headers()["location"].to_str().unwrap().to_owned()
    };
    for (to, ended) in [(SHOP, format!("{SHOP}/?outcome=resume")), ("/", "/?outcome=resume".into())]
    {
        let mut browser = stage.signed_in("ada");
        stage.pass(STALE);
        let fields = [GITHUB[0], ("return_to", to)];
        let mut request = form_request(&format!("{}/link/start", stage.app()), &fields);
        for (name, value) in [("accept", "application/json"), ("origin", SHOP)] {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        let answer = crate::support::json(&browser.send(request));
        let page = browser.navigate(answer["location"].as_str().unwrap(), Some(SHOP));
        let callback = held(&mut browser, &page, "ada");
        assert_eq!(ends(&mut browser, &callback), ended);
        assert_eq!(under_way(&browser), [""; 0]);
    }
    // Our own page, which a listed one led to; also where that is not listed any more.
    for delisted in [false, true] {
        let fields = [GITHUB[0], ("return_to", SHOP)];
        let (mut browser, page) = interrupted(&stage, "/link/start", &fields);
        let callback = held(&mut browser, &page, "ada");
        if delisted {
            stage.set("embed_origins", "https://other.example");
        }
        let home = if delisted { "/" } else { "https://shop.example/" };
        assert_eq!(ends(&mut browser, &callback), format!("{home}?outcome=resume"));
        assert_eq!(under_way(&browser), [""; 0]);
    }
}

#[test]
fn attack_a_replayed_callback_begins_no_second_link() {
    let stage = Stage::native(&[]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    let callback = held(&mut browser, &page, "ada");
    let before = browser.clone();
    let page = browser.navigate(callback.as_str(), Some(stage.tenant()));
    went_on(&browser, &page);
    let begun = under_way(&browser);
    // By Back, and by another site.
    for from in [stage.tenant(), EVIL] {
        let page = browser.navigate(callback.as_str(), Some(from));
        assert_eq!(page.url.as_str(), format!("{}/", stage.app()));
        assert_eq!(under_way(&browser), begun);
    }
    // With the cookies of before, too: the tenant takes a code once, and the session is over.
    let mut copy = before.clone();
    let page = copy.navigate(callback.as_str(), Some(EVIL));
    assert!(page.url.as_str().starts_with(stage.app()), "{page:?}");
    assert_eq!(under_way(&copy), [""; 0]);
    // With the transaction alone.
    browser.take_cookie(&before, "transaction-link");
    browser.navigate(callback.as_str(), Some(EVIL));
    assert_eq!(under_way(&browser), [""; 0], "nothing is begun beside it");
}

#[test]
fn attack_a_sign_in_that_is_too_old_again_goes_on_with_nothing() {
    let stage = Stage::native(&[("reauth_after", "1m")]);
    let (mut browser, page) = interrupted(&stage, "/link/start", &GITHUB);
    // Signed in just before it was begun, which is tolerated, and too old by now.
    stage.forge(&json!({ "claims": { "auth_time": stage.now() - 29 } }));
    stage.pass(40);
    let page = browser.sign_in_at(&page, "ada");
    is_offered(&mut browser, &page);
}

#[test]
fn a_code_that_is_typed_on_our_page_is_asked_for_there() {
    let stage = Stage::native(&by_message(&[]));
    for path in ["/link/start", "/link/passwordless/start"] {
        let fields = [("connection", "sms"), ("phone_number", "+15550100")];
        let (mut browser, page) = interrupted(&stage, path, &fields);
        let page = browser.sign_in_at(&page, "ada");
        is_offered(&mut browser, &page);
    }
    // What the tenant's page asks for goes on like any other.
    let stage = Stage::native(&by_message(&[("passwordless", "universal")]));
    let (mut browser, page) = interrupted(&stage, "/link/start", &[("connection", "sms")]);
    let page = browser.sign_in_at(&page, "ada");
    assert!(page.url.as_str().starts_with(stage.tenant()), "{page:?}");
    assert_eq!(under_way(&browser).len(), 1);
}

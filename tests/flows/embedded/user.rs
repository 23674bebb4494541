//! `user`: a product has a session of its own, and says whom it believes to be signed in. Somebody else's ways
//! to sign in are neither shown nor changed then, and the product's user is signed in unseen where that goes.

use http::header::{ACCEPT, SET_COOKIE};
use http::{Request, StatusCode};
use url::form_urlencoded::byte_serialize;

use super::{LISTED, SHOP, fetched_as, location};
use crate::support::{Attacks, Browser, Page, Stage, form_request, named};

const ADA: &str = "auth0|ada";
const GRACE: &str = "github|2002";
const PLACE: &str = "/account?tab=2";

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// What the script of a page on our own origin is drawn.
fn drawn(browser: &mut Browser<'_>, query: &str) -> String {
    let mut request = Request::get(format!("{}/settings?{query}", browser.stage().app()))
        .header(ACCEPT, "text/html");
    for (name, value) in
        [("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")]
    {
        request = request.header(name, value);
    }
    let answer = browser.send(request.body(Vec::new()).unwrap());
    assert_eq!(answer.status(), StatusCode::OK);
    String::from_utf8(answer.into_body()).unwrap()
}

/// Where a page with this user, and nobody's session here, has its tab led.
fn led_to(browser: &mut Browser<'_>, user: &str) -> Option<String> {
    let page =
        drawn(browser, &format!("user={}&silent=1&return_to={}", encoded(user), encoded(PLACE)));
    let (_, rest) = page.split_once("content=\"0;url=")?;
    Some(rest.split_once('"').unwrap().0.replace("&#38;", "&"))
}

fn silently(browser: &mut Browser<'_>, user: &str, from: Option<&str>) -> Page {
    let address = format!(
        "{}/login?prompt=none&user={}&return_to={}",
        browser.stage().app(),
        encoded(user),
        encoded(PLACE)
    );
    browser.navigate(&address, from)
}

fn is_signed_out(browser: &mut Browser<'_>) -> bool {
    browser.get("/me").status() == StatusCode::UNAUTHORIZED
}

/// Whether a sign-in by Auth0's own session is asked for credentials.
fn is_asked(browser: &mut Browser<'_>) -> bool {
    browser.open("/login").url.as_str().starts_with(browser.stage().tenant())
}

#[test]
fn the_pages_own_user_is_shown_without_what_the_page_says_itself() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    let bare = drawn(&mut browser, "");
    let shown = drawn(&mut browser, &format!("user={}", encoded(ADA)));
    for (page, says) in [(&bare, true), (&shown, false)] {
        assert!(page.contains("id=\"linked\"") && page.contains("action=\"/logout\""));
        assert_eq!(page.contains("class=\"person\""), says);
        assert_eq!(page.contains("<div id=\"corner\">"), says);
    }
    let query = format!("/settings?user={}", encoded(ADA));
    let answer = fetched_as("text/html", &mut browser, "GET", &query, &[]);
    assert!(String::from_utf8_lossy(answer.body()).contains("<div id=\"corner\" hidden>"));
}

#[test]
fn attack_the_pages_user_is_somebody_else_than_ours() {
    let stage = Stage::with(&[LISTED]);
    let mut attacks = Attacks::new("embedded-user", stage.is_native());
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    for query in ["", "&unlink=github%7C2001", "&ask=sms", "&suggestions=1", "&outcome=linked"] {
        let query = format!("user={}{query}", encoded(GRACE));
        let page = drawn(&mut browser, &query);
        let told = page.contains("You are signed in here as somebody else");
        let kept = ["ada", "Ada", "2001", "action=\"/unlink\"", "action=\"/link/start\""]
            .iter()
            .all(|it| !page.contains(it));
        attacks.tried(
            &format!("is drawn `/settings?{query}`"),
            told && kept,
            "told, and nothing shown",
        );
    }
    for (path, fields) in [
        ("/link/start", &[("connection", "google-oauth2")][..]),
        ("/unlink", &[("provider", "github"), ("user_id", "2001")]),
        ("/link/passwordless/start", &[("connection", "sms"), ("phone_number", "+15550100")]),
        ("/link/passwordless/verify", &[("otp", "123456")]),
        ("/link/confirm", &[("review", "r")]),
        ("/link/cancel", &[("review", "r")]),
        ("/verification-email", &[]),
        ("/later", &[]),
    ] {
        let fields = [fields, &[("user", GRACE)]].concat();
        let answer = browser.post_json(path, &fields);
        let code = named(&answer);
        let refused = code == "session_changed" && !answer.headers().contains_key(SET_COOKIE);
        attacks.tried(&format!("posts `{path}`"), refused, &code);
    }
    // The session became another one's while the page was looked at: the next page tells it, too.
    let fields = [("connection", "google-oauth2"), ("at", "/settings"), ("user", GRACE)];
    let mut request = form_request(&format!("{}/link/start", stage.app()), &fields);
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    let next = location(&browser.send(request));
    let (_, query) = next.split_once('?').unwrap();
    let page = drawn(&mut browser, query);
    let told = page.contains("You are signed in here as somebody else") && !page.contains("Ada");
    attacks.tried("posts for a page that stays", told, &next);
    attacks.finish();

    assert_eq!(browser.identities().len(), 2);
    let begun = browser.post_json("/link/start", &[("connection", "google-oauth2"), ("user", ADA)]);
    assert_eq!(begun.status(), StatusCode::OK);
}

#[test]
fn attack_a_link_of_another_site_hides_who_is_signed_in() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let address = format!("{}/settings?user={}", stage.app(), encoded(ADA));
    let page = browser.navigate(&address, Some("https://elsewhere.example"));
    assert!(page.body.contains("class=\"person\""), "{}", page.body);
    assert!(page.body.contains("<div id=\"corner\">"), "{}", page.body);
}

#[test]
fn who_has_a_session_at_the_tenant_is_signed_in_unseen() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    browser.lose("");
    let to = led_to(&mut browser, ADA).unwrap();
    let page = browser.navigate(&to, Some(stage.app()));
    assert_eq!(page.url.as_str(), format!("{}{PLACE}", stage.app()));
    assert_eq!(browser.me()["user"]["user_id"], ADA);
    // Nobody leads on who is signed in.
    assert_eq!(led_to(&mut browser, ADA), None);
}

#[test]
fn so_it_is_from_a_listed_page_that_names_itself() {
    let stage = Stage::with(&[LISTED]);
    for (referer, code) in [(Some(SHOP), None), (None, Some("login_required"))] {
        let mut browser = stage.signed_in("ada");
        browser.lose("");
        let address = format!(
            "{}/login?prompt=none&user={}&return_to={}",
            stage.app(),
            encoded(ADA),
            encoded(&format!("{SHOP}/account"))
        );
        let mut request = Request::get(address).header("sec-fetch-site", "same-site");
        if let Some(referer) = referer {
            request = request.header("referer", referer);
        }
        let request = request.header("sec-fetch-mode", "navigate").body(Vec::new()).unwrap();
        let to = location(&browser.send(request));
        assert_eq!(to.contains("prompt=none"), code.is_none(), "{to}");
        assert_eq!(to == format!("{SHOP}/account?outcome=login_required"), code.is_some(), "{to}");
    }
}

#[test]
fn where_the_tenant_would_ask_the_page_has_its_button() {
    let stage = Stage::with(&[LISTED]);
    let back = format!("{}{PLACE}&outcome=login_required", stage.app());
    // Nobody has a session there.
    let mut browser = stage.browser();
    let page = silently(&mut browser, ADA, Some(stage.app()));
    assert_eq!(page.url.as_str(), back);
    assert!(is_signed_out(&mut browser) && browser.own_cookies().is_empty());
    // It says nothing, and the page asks for nothing further.
    let page = drawn(&mut browser, &format!("user={}&outcome=login_required", encoded(ADA)));
    assert!(page.contains("href=\"/login?") && !page.contains("data-code"), "{page}");
    // After a sign-out the tenant need not even be asked.
    let mut browser = stage.signed_in("ada");
    browser.post_json("/logout", &[]);
    assert_eq!(led_to(&mut browser, ADA), None);
    stage.keep_exchanges();
    assert_eq!(silently(&mut browser, ADA, Some(stage.app())).url.as_str(), back);
}

#[test]
fn attack_somebody_is_signed_in_unseen_as_somebody_else() {
    let stage = Stage::with(&[LISTED]);
    let mut attacks = Attacks::new("embedded-unseen", stage.is_native());
    // Auth0's session was forced on the browser, or is of whoever used it before.
    let lured = || {
        let mut browser = stage.browser();
        browser.log_in_by("github", GRACE);
        browser.lose("");
        browser
    };
    for (what, from) in [
        ("another site leads there for the user of the tenant's session", "https://evil.example"),
        ("a sibling host does", "http://shop.localhost:1"),
    ] {
        let mut browser = lured();
        let page = silently(&mut browser, GRACE, Some(from));
        let code = page.outcome().unwrap_or_default();
        attacks.tried(what, is_signed_out(&mut browser) && code == "login_required", &code);
    }
    let mut browser = lured();
    let page = silently(&mut browser, ADA, Some(stage.app()));
    let code = page.outcome().unwrap_or_default();
    let refused = is_signed_out(&mut browser) && is_asked(&mut browser);
    attacks.tried("the tenant's session is somebody else's", refused, &code);

    // The demand is taken out of the address at the tenant, and somebody else signs in there.
    let mut browser = stage.browser();
    let address = format!("{}/login?prompt=none&user={}", stage.app(), encoded(ADA));
    let mut request = Request::get(address).header("sec-fetch-site", "same-origin");
    request = request.header("sec-fetch-mode", "navigate");
    let to = location(&browser.send(request.body(Vec::new()).unwrap()));
    let page = browser.navigate(&to.replace("prompt=none", "connection=github"), None);
    let page = browser.submit(&page, "/u/social", &[("user_id", GRACE)]);
    let code = page.outcome().unwrap_or_default();
    attacks.tried("`prompt=none` is taken out of the address", is_signed_out(&mut browser), &code);

    let mut browser = stage.browser();
    let page = browser.open(&format!("/login?connection=github&user={}", encoded(ADA)));
    let page = browser.submit(&page, "/u/social", &[("user_id", GRACE)]);
    let code = page.outcome().unwrap_or_default();
    let refused = is_signed_out(&mut browser) && code == "person_changed";
    attacks.tried("a sign-in for one user brings another one", refused, &code);

    // Whoever is signed in stays, until the person chooses (design: a login never replaces a session).
    let mut browser = stage.signed_in("ada");
    browser.log_in_by("github", GRACE);
    browser.post_outcome("/login/switch", &[("choice", "keep")]);
    browser.lose("prompt");
    let page = silently(&mut browser, GRACE, Some(stage.app()));
    let code = page.outcome().unwrap_or_default();
    let stays = browser.me()["user"]["user_id"] == ADA && browser.me()["switch"].is_null();
    attacks.tried("another one's session is there", stays, &code);
    attacks.finish();
    // With their credentials, they are asked who is to go on.
    let page = browser.open(&format!("/login?connection=github&user={}", encoded(GRACE)));
    let page = browser.submit(&page, "/u/social", &[("user_id", GRACE)]);
    assert_eq!(page.outcome().as_deref(), Some("switch"));
    let query = format!("user={}", encoded(GRACE));
    assert!(drawn(&mut browser, &query).contains("value=\"switch\""));
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str()), ("user", GRACE)];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    assert!(drawn(&mut browser, &query).contains("id=\"linked\""));
}

/// Nobody was signed in before.
#[test]
fn a_first_sign_in_of_another_user_is_told_as_what_it_is() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.browser();
    let page = browser.open(&format!("/login?connection=github&user={}", encoded(ADA)));
    let page = browser.submit(&page, "/u/social", &[("user_id", GRACE)]);
    assert_eq!(page.outcome().as_deref(), Some("person_changed"));
    for query in ["outcome=person_changed", "outcome=person_changed&user=auth0%7Cada"] {
        let page = drawn(&mut browser, query);
        assert!(page.contains("with another account than this page expects."), "{page}");
    }
    let mut browser = stage.signed_in("ada");
    let page = drawn(&mut browser, "outcome=person_changed");
    assert!(page.contains("with another account than before."), "{page}");
}

#[test]
fn a_user_that_is_none_is_nobody() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    for user in
        ["ada", "auth0|ada ", "AUTH0|ADA", "auth0|adaa", "|", "?", "\u{0}", &"x".repeat(4000)]
    {
        let page = drawn(&mut browser, &format!("user={}", encoded(user)));
        assert!(page.contains("You are signed in here as somebody else"), "{user:?}");
    }
    let long = format!("/login?user={}", "x".repeat(256));
    assert_eq!(browser.get(&long).status(), StatusCode::FORBIDDEN, "no navigation");
    assert!(browser.open(&long).body.contains("invalid") || browser.open(&long).status == 400);
}

//! `return_to` in forms: what was done ends there, and so does what was refused, or cancelled on the way, or
//! came too late; and no trick in it leads anywhere else.

use http::{Request, Response, StatusCode};
use url::Url;

use super::{cell, location, values};
use crate::limits::POSTS;
use crate::support::{Attacks, Browser, Page, Stage, by_message, form_request, json};

const HERE: &str = "/settings?tab=1";
const LISTED: (&str, &str) = ("embed_origins", "https://shop.example");
const SHOP: &str = "https://shop.example/account?tab=1";

/// A form with where to go afterwards.
fn post(
    browser: &mut Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
    to: &str,
) -> Response<Vec<u8>> {
    let fields = [fields, &[("return_to", to)]].concat();
    browser.post_form(path, &fields)
}

fn posted(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = post(browser, path, fields, HERE);
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
    location(&answer)
}

fn here(outcome: &str) -> String {
    format!("{HERE}&outcome={outcome}")
}

/// The page that goes on by itself, and where it does.
fn goes_on(answer: &Response<Vec<u8>>) -> String {
    assert_eq!(answer.status(), StatusCode::OK);
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    let (_, rest) = body.split_once("content=\"0;url=").unwrap_or_else(|| panic!("{body}"));
    rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// Begins a sign-in by a form; ends at the tenant's page.
fn begin(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)], to: &str) -> Page {
    let address = goes_on(&post(browser, path, fields, to));
    assert!(address.starts_with(browser.stage().tenant()), "{address}");
    let from = browser.stage().app().to_owned();
    browser.navigate(&address, Some(&from))
}

const GITHUB: [(&str, &str); 1] = [("connection", "github")];

fn ends(page: &Page) -> String {
    let query = page.url.query().map_or_else(String::new, |query| format!("?{query}"));
    format!("{}{query}", page.url.path())
}

#[test]
fn every_form_ends_where_it_says() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(posted(&mut browser, "/link/start", &[]), here("invalid_request"));
    let number = [("connection", "sms"), ("phone_number", "+15550100")];
    assert_eq!(posted(&mut browser, "/link/passwordless/start", &number), here("code_sent"));
    // What is typed at `/settings` and refused is told there, in the answer itself.
    let soon = post(&mut browser, "/link/passwordless/start", &number, HERE);
    assert_eq!(soon.status(), StatusCode::OK);
    let soon = post(&mut browser, "/link/passwordless/start", &number, "/?tab=1");
    assert!(location(&soon).starts_with("/?tab=1&outcome=too_soon&wait="), "{soon:?}");
    let verify = "/link/passwordless/verify";
    let wrong = stage.wrong_code("+15550100");
    let refused = post(&mut browser, verify, &[("otp", &wrong)], "/?tab=1");
    assert_eq!(location(&refused), "/?tab=1&outcome=wrong_code");
    let code = stage.code("+15550100");
    assert_eq!(posted(&mut browser, verify, &[("otp", &code)]), here("review"));
    let review = browser.review_id();
    let other = [("review", "another")];
    assert_eq!(posted(&mut browser, "/link/confirm", &other), here("review_changed"));
    assert_eq!(posted(&mut browser, "/link/cancel", &[("review", &review)]), here("cancelled"));

    let page = begin(&mut browser, "/link/start", &GITHUB, HERE);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(ends(&page), here("review"));
    let review = browser.review_id();
    assert_eq!(posted(&mut browser, "/link/confirm", &[("review", &review)]), here("linked"));
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(posted(&mut browser, "/unlink", &identity), here("unlinked"));
    assert_eq!(posted(&mut browser, "/later", &[]), here("put_away"));
    assert_eq!(posted(&mut browser, "/login/switch", &[("choice", "keep")]), here("no_switch"));
    browser.log_in_by("google-oauth2", "google-oauth2|1001");
    assert_eq!(posted(&mut browser, "/login/switch", &[("choice", "keep")]), here("kept"));

    // Where a sign-out ends, the tenant has to know beforehand.
    let left: Url = goes_on(&post(&mut browser, "/logout", &[], HERE)).parse().unwrap();
    let back = left.query_pairs().find(|(name, _)| name == "post_logout_redirect_uri").unwrap().1;
    assert_eq!(back, format!("{}/", stage.app()));
    assert_eq!(posted(&mut browser, "/unlink", &identity), here("signed_out"));
}

#[test]
fn a_sign_in_on_the_way_keeps_where_it_ends() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    let page = begin(&mut browser, "/link/start", &GITHUB, HERE);
    assert_eq!(ends(&browser.submit(&page, "/u/cancel", &[])), here("access_denied"));

    // A callback without cookies is loaded once more, and with them ends there.
    let page = begin(&mut browser, "/link/start", &GITHUB, HERE);
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let fields = [("state", state.split('"').next().unwrap()), ("user_id", "github|2001")];
    let answer = browser.send(form_request(&format!("{}/u/social", stage.tenant()), &fields));
    let callback = location(&answer);
    let bare = stage.exchange(Request::get(&callback).body(Vec::new()).unwrap());
    assert_eq!(ends(&browser.navigate(&goes_on(&bare), Some(stage.app()))), here("review"));
    // So it does once more, while the review waits.
    assert_eq!(ends(&browser.navigate(&callback, Some(stage.tenant()))), here("review"));

    let address = [("connection", "email"), ("email", "grace@home.example"), ("send", "link")];
    let sent = posted(&mut browser, "/link/passwordless/start", &address);
    assert_eq!(sent, here("link_sent"));
    let link = stage.link("grace@home.example");
    assert_eq!(ends(&browser.open_link(&link)), here("review"));

    stage.ask_for_second_factors();
    let mut browser = stage.newcomer("nina");
    let number = [("connection", "sms"), ("phone_number", "+15550100")];
    posted(&mut browser, "/link/passwordless/start", &number);
    stage.fault(&serde_json::json!({
        "when": {"method": "POST", "path": "/oauth/token"},
        "then": {"status": 403, "body": {"error": "mfa_required", "mfa_token": "worthless"}},
    }));
    let code = [("otp", stage.code("+15550100"))];
    let code = [(code[0].0, code[0].1.as_str())];
    let page = begin(&mut browser, "/link/passwordless/verify", &code, HERE);
    assert_eq!(ends(&browser.submit(&page, "/u/cancel", &[])), here("access_denied"));

    // A sign-in that fails, or comes back as somebody else, too.
    let to = format!("/login?return_to={}", "%2Fsettings%3Ftab%3D1");
    let mut browser = stage.browser();
    let page = browser.open(&to);
    assert_eq!(ends(&browser.submit(&page, "/u/cancel", &[])), here("access_denied"));
    let mut browser = stage.signed_in("ada");
    let page = browser.open(&format!("{to}&connection=google-oauth2"));
    let page = browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    assert_eq!(ends(&page), here("switch"));
}

#[test]
fn a_sign_in_that_is_repeated_or_too_late_keeps_where_it_ends() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let late = begin(&mut browser, "/link/start", &GITHUB, HERE);
    stage.pass(16 * 60);
    assert_eq!(
        ends(&browser.submit(&late, "/u/social", &[("user_id", "github|2001")])),
        here("expired")
    );
    let page = begin(&mut browser, "/link/start", &GITHUB, HERE);
    let page = browser.sign_in_at(&page, "ada");
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(ends(&page), here("review"), "the link goes on, and ends there, too");
    browser.confirm(&[]);
    stage.pass(16 * 60);
    let identity = [("provider", "github"), ("user_id", "2001")];
    let page = begin(&mut browser, "/unlink", &identity, HERE);
    assert_eq!(ends(&browser.sign_in_at(&page, "ada")), here("resume"));
    assert_eq!(browser.me()["resume"]["action"], "unlink");
}

#[test]
fn a_form_never_redirects_to_another_origin_and_a_callback_does() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    let address = goes_on(&post(&mut browser, "/link/start", &[], SHOP));
    assert_eq!(address, format!("{SHOP}&outcome=invalid_request"));
    // A script is told, and goes by itself.
    let fields = [("connection", "x"), ("return_to", SHOP)];
    assert_eq!(browser.post_outcome("/link/start", &fields), "connection_unknown");

    let page = begin(&mut browser, "/link/start", &GITHUB, SHOP);
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let fields = [("state", state.split('"').next().unwrap()), ("user_id", "github|2001")];
    let answer = browser.send(form_request(&format!("{}/u/social", stage.tenant()), &fields));
    let callback = Request::get(location(&answer)).body(Vec::new()).unwrap();
    let ours: String = url::form_urlencoded::byte_serialize(SHOP.as_bytes()).collect();
    let ours = format!("/?return_to={ours}&outcome=review");
    assert_eq!(location(&browser.send(callback)), ours, "a review is on our own page");
    let review = browser.review_id();
    let answer = post(&mut browser, "/link/cancel", &[("review", &review)], SHOP);
    assert_eq!(goes_on(&answer), format!("{SHOP}&outcome=cancelled"));
}

/// What only looks like the listed origin, percent-encoded as in the corpus.
const ALMOST: [&str; 12] = [
    "http://shop.example/",
    "https://shop.example:444/",
    "https://shop.example:443/",
    "https://SHOP.example/",
    "https://a.shop.example/",
    "https://shop.example.evil.example/",
    "https://evilshop.example/",
    "https://shop.example@evil.example/",
    "https://shop.example%5C@evil.example/",
    "https://shop.example%09.evil.example/",
    "https:%5C%5Cshop.example/",
    "//shop.example/",
];

/// Where a browser would go.
fn leads(answer: &Response<Vec<u8>>) -> String {
    if answer.status() == StatusCode::OK { goes_on(answer) } else { location(answer) }
}

/// A script of ours names where the drawn page is by `at`: how a form ended is shown there, and a sign-in ends
/// at `return_to` all the same.
#[test]
fn a_script_is_shown_how_a_form_ended_where_the_drawn_page_is() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    let at = ("at", "/settings?lang=de");
    let refused = post(&mut browser, "/unlink", &[at], SHOP);
    assert_eq!(location(&refused), "/settings?lang=de&outcome=invalid_request");
    let address = goes_on(&post(&mut browser, "/link/start", &[GITHUB[0], at], "/?tab=1"));
    assert!(address.starts_with(stage.tenant()), "{address}");
    // What is done leads back to the listed page.
    browser.link("github|2001");
    let unlink = [("provider", "github"), ("user_id", "2001"), at];
    assert_eq!(
        goes_on(&post(&mut browser, "/unlink", &unlink, SHOP)),
        "https://shop.example/account?tab=1&outcome=unlinked"
    );
}

#[test]
fn a_user_that_is_too_long_for_an_address_leaves_the_page_where_it_is() {
    let stage = Stage::native(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    for (user, lang, to) in [
        (
            "auth0|ada".to_owned(),
            "de",
            "/settings?lang=de&user=auth0%7Cada&outcome=invalid_request",
        ),
        ("|".repeat(200), "de", "/settings?lang=de&outcome=session_changed"),
        (
            "auth0|ada".to_owned(),
            &"x".repeat(600),
            "/settings?user=auth0%7Cada&outcome=invalid_request",
        ),
    ] {
        let fields = [("at", "/settings"), ("user", user.as_str()), ("lang", lang)];
        let refused = post(&mut browser, "/unlink", &fields, SHOP);
        assert_eq!(location(&refused), to);
    }
}

#[test]
fn attack_where_the_drawn_page_is_leads_nowhere_else() {
    let stage = Stage::with(&[LISTED]);
    let mut attacks = Attacks::new("drawn-at", stage.is_native());
    let mut browser = stage.signed_in("ada");
    let others = [SHOP, "/", "/login", "/settings/", "/settings.css", "/Settings", "/settings%2f"];
    let tricks: Vec<&str> = values().chain(ALMOST).chain(others).collect();
    for trick in &tricks {
        let answer = browser.post_form("/unlink", &[("at", trick)]);
        assert_eq!(location(&answer), "/?outcome=invalid_request", "{trick}");
    }
    attacks.tried_many("`at` in a form", tricks.len(), "none leads elsewhere");
    attacks.finish();
}

#[test]
fn attack_a_return_to_in_a_form_leads_nowhere_else() {
    let stage = Stage::with(&by_message(&[LISTED]));
    let mut attacks = Attacks::new("return-to-forms", stage.is_native());
    let app = Url::parse(stage.app()).unwrap();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let long = format!("https://shop.example/{}", "a".repeat(500));
    let tricks: Vec<String> = values()
        .chain(ALMOST)
        .chain([long.as_str()])
        .map(|value| {
            let pair = format!("v={}", value.replace('&', "%26").replace('+', "%2B"));
            let (_, value) = url::form_urlencoded::parse(pair.as_bytes()).next().unwrap();
            value.into_owned()
        })
        .collect();
    assert!(tricks.len() > 150);
    // Signing out ends at the tenant.
    for path in POSTS.into_iter().filter(|path| *path != "/logout") {
        let mut home = 0;
        for trick in &tricks {
            // Without what it needs: each is refused, and says so at the end.
            let answer = post(&mut browser, path, &[], trick);
            let location = leads(&answer);
            check(&app, trick, &location);
            assert!(location.contains("outcome="), "{path} {location}");
            home += usize::from(location.starts_with("/?outcome="));
            let body = String::from_utf8_lossy(answer.body()).into_owned();
            assert!(!body.contains("evil"), "{trick}: {body}");
        }
        assert!(home > 100, "{home}");
        attacks.tried_many(&format!("a form for `{path}`"), tricks.len(), "none leads elsewhere");
    }
    for trick in &tricks {
        let address = goes_on(&post(&mut browser, "/link/start", &GITHUB, trick));
        let state = Url::parse(&address).unwrap();
        let state = state.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let callback = format!("{}/link/callback?error=access_denied&state={state}", stage.app());
        let answer = browser.send(Request::get(callback).body(Vec::new()).unwrap());
        check(&app, trick, &location(&answer));
    }
    let how = "none leads elsewhere";
    attacks.tried_many("a link that is begun and cancelled at the tenant", tricks.len(), how);
    let mut answers = 0;
    for trick in &tricks {
        let fields = [("provider", "github"), ("user_id", "1"), ("return_to", trick.as_str())];
        let answer = json(&browser.post_json("/unlink", &fields));
        assert_eq!(answer["code"], "not_linked");
        assert!(answer["location"].is_null() && !answer.to_string().contains("evil"));
        answers += 1;
    }
    attacks.tried_many("a script's post", answers, "told by a document, without an address");
    for trick in &tricks {
        let location = goes_on(&post(&mut browser.clone(), "/logout", &[], trick));
        assert!(location.starts_with(stage.tenant()) && !location.contains("evil"), "{location}");
    }
    let how = "leads to the tenant, and from there to the settings page";
    attacks.tried_many("a sign-out", tricks.len(), how);
    attacks.finish();
}

/// A location as a browser reads it: ours, and home where the value alone would have meant another origin.
fn check(app: &Url, trick: &str, location: &str) {
    let shown = cell(trick);
    assert!(
        location.starts_with('/') && location.bytes().all(|it| it.is_ascii_graphic()),
        "{shown}"
    );
    let resolved = app.join(location).unwrap();
    assert_eq!(resolved.origin(), app.origin(), "{shown}: {location}");
    let meant = app.join(trick).ok().filter(|it| it.origin() == app.origin());
    if meant.is_none() {
        assert!(location.starts_with("/?outcome="), "{shown}: {location}");
    }
    assert_eq!(location.matches("outcome=").count(), 1, "{shown}: {location}");
}

/// A sign-in that failed is not begun again by itself, over and over.
#[test]
fn attack_a_failed_sign_in_that_returns_to_a_sign_in_ends_at_home() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("return-to-failed", stage.is_native());
    for to in ["/login", "/login?return_to=/login", "/link/callback", "/link/callback?state=s"] {
        let mut browser = stage.browser();
        let value: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let page = browser.open(&format!("/login?return_to={value}"));
        let page = browser.submit(&page, "/u/cancel", &[]);
        let home = ends(&page) == "/?outcome=access_denied";
        attacks.tried(&format!("a sign-in that returns to `{to}`, cancelled"), home, "ends at `/`");
    }
    // Nor is a success said that nobody had.
    let mut browser = stage.browser();
    let page = browser.open("/login?return_to=%2F%3Foutcome%3Dlinked%26wait%3D9");
    let page = browser.submit(&page, "/u/cancel", &[]);
    let one = ends(&page) == "/?outcome=access_denied";
    attacks.tried("a sign-in that returns to `/?outcome=linked`, cancelled", one, "one outcome");
    attacks.finish();
}

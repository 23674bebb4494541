//! The drawn page, as a listed page's script asks for it: by an `Accept` that no navigation has. It gets the
//! overview and the question before an unlink, and nothing is kept, looked for or led on to for it.

use http::header::{ACCEPT, ORIGIN, SET_COOKIE};
use http::{Request, Response};

use super::attacks::cors;
use super::{ACCOUNT, LISTED, SCRIPT, SHOP, check_readable, posted, varies_by_origin};
use crate::support::{Attacks, Browser, Stage};

const NAVIGATION: [(&str, &str); 3] = [
    ("sec-fetch-site", "same-site"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];
/// What a browser wants that goes to an address.
const ANY: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn request(stage: &Stage, query: &str, headers: &[(&'static str, &str)]) -> Request<Vec<u8>> {
    let mut request = Request::get(format!("{}/settings{query}", stage.app()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Vec::new()).unwrap()
}

/// What the product's script is drawn.
fn drawn(browser: &mut Browser<'_>, query: &str) -> Response<Vec<u8>> {
    let headers = [&SCRIPT[..], &[("origin", SHOP), ("accept", "text/html")]].concat();
    let answer = browser.send(request(browser.stage(), query, &headers));
    check_readable(&answer);
    answer
}

fn text(answer: &Response<Vec<u8>>) -> String {
    String::from_utf8(answer.body().clone()).unwrap()
}

#[test]
fn a_listed_page_is_drawn_the_overview_and_the_question_before_an_unlink() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    let shown = drawn(&mut browser, "?outcome=linked");
    assert_eq!(shown.status(), 200);
    assert!(text(&shown).contains("The accounts are linked."));
    assert!(text(&shown).contains("ada@example.com"));
    let asked = drawn(&mut browser, "?unlink=github%7C2001");
    assert!(text(&asked).contains("Unlink this GitHub account?"));
    let other = drawn(&mut browser, "?unlink=github%7C9");
    assert!(text(&other).contains("is not linked to yours"));
    let german = drawn(&mut browser, "?lang=de");
    assert!(text(&german).contains("lang=\"de\"") && !german.headers().contains_key(SET_COOKIE));
    let fields = [("connection", "github"), ("return_to", ACCOUNT), ("lang", "de-AT")];
    let begun = posted(&mut browser, "/link/start", &fields);
    assert!(begun["location"].as_str().unwrap().ends_with("&ui_locales=de"), "{begun}");
    let mut stranger = stage.browser();
    let shown = drawn(&mut stranger, "");
    assert_eq!(shown.status(), 200);
    assert!(text(&shown).contains("Sign in to see yours"));
    // Refusals can be read, too.
    assert_eq!(drawn(&mut browser, "?unlink=a&unlink=b").status(), 400);
}

#[test]
fn attack_a_listed_page_has_something_kept_or_looked_for_through_the_drawn_page() {
    let settings = [LISTED, ("management", "client")];
    let stage = Stage::by_message(&settings);
    let mut attacks = Attacks::new("embedded-drawn", stage.is_native());
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    browser.me();
    let account: String = url::form_urlencoded::byte_serialize(ACCOUNT.as_bytes()).collect();
    let plain = text(&drawn(&mut browser, ""));
    stage.forget_requests();
    drawn(&mut browser, "");
    let reads = stage.requests();
    for (query, what) in [
        ("?suggestions=1".to_owned(), "a search for other accounts"),
        ("?ask=email".to_owned(), "the step that asks where a code goes"),
        ("?ask=email&suggestion=x".to_owned(), "the same with a handle"),
        ("?step=code".to_owned(), "the step where a code is typed"),
        ("?step=later".to_owned(), "an interrupted action put away"),
        ("?ui_locales=de".to_owned(), "another language, kept"),
        (format!("?return_to={account}"), "an address to come back to"),
        (
            format!(
                "?return_to={account}&ui_locales=de&suggestions&ask=sms&step=later&choice=keep"
            ),
            "all of them",
        ),
    ] {
        stage.forget_requests();
        // As a page that names itself, and as one that does not.
        for referer in [&[][..], &[("referer", ACCOUNT)]] {
            let headers =
                [&SCRIPT[..], &[("origin", SHOP), ("accept", "text/html")], referer].concat();
            let answer = browser.send(request(&stage, &query, &headers));
            check_readable(&answer);
            let same = answer.status() == 200 && text(&answer) == plain;
            assert!(same, "{query} {referer:?}: {}", text(&answer));
            assert!(!answer.headers().contains_key(SET_COOKIE), "{query} {referer:?}");
        }
        let asked = [&reads[..], &reads[..]].concat();
        assert_eq!(stage.requests(), asked, "{query}");
        attacks.tried(&format!("{what}, `{query}`"), true, "the overview; no cookie, no search");
    }
    // What a navigation gets is for the person alone: no script reads it, whatever it looks like.
    let scripts = |more: &[(&'static str, &'static str)]| [&SCRIPT[..], more].concat();
    let (mode, dest) = ("sec-fetch-mode", "sec-fetch-dest");
    let but = |name: &str, value: &'static str| {
        SCRIPT.map(|(it, was)| (it, if it == name { value } else { was })).to_vec()
    };
    for (what, accept, mut headers) in [
        ("a navigation with its `Origin`", ANY, NAVIGATION.to_vec()),
        ("a navigation that wants HTML alone", "text/html", NAVIGATION.to_vec()),
        ("a script that wants all that a navigation does", ANY, scripts(&[])),
        ("a script that wants JSON", "application/json", scripts(&[])),
        ("a script that wants JSON and HTML", "text/html, application/json", scripts(&[])),
        ("a script that wants anything", "*/*", scripts(&[])),
        ("an old browser's script that wants anything", "*/*", vec![]),
        ("an old browser's navigation", ANY, vec![]),
        ("a frame", "text/html", but(dest, "iframe")),
        ("an image", "text/html", but(dest, "image")),
        ("a fetch without CORS", "text/html", but(mode, "no-cors")),
        ("a fetch of its own origin only", "text/html", but(mode, "same-origin")),
        ("one that says it is ours", "text/html", but("sec-fetch-site", "same-origin")),
        ("one that says it is typed", "text/html", but("sec-fetch-site", "none")),
    ] {
        headers.extend([("accept", accept), ("origin", SHOP)]);
        let answer = browser.send(request(&stage, "?unlink=github%7C2001", &headers));
        let closed = cors(&answer).is_empty() && varies_by_origin(&answer);
        assert!(closed, "{what}: {:?}", answer.headers());
        let question = text(&answer).contains("Unlink this GitHub account?");
        let how = if answer.status() == 403 { "refused" } else { "the plain page, unreadable" };
        attacks.tried(&format!("a listed page's {what}"), closed && !question, how);
    }
    let mut twice = request(&stage, "", &scripts(&[("origin", SHOP), ("accept", "text/html")]));
    twice.headers_mut().append(ACCEPT, "text/html".parse().unwrap());
    let answer = browser.send(twice);
    let refused = answer.status() == 403 && cors(&answer).is_empty();
    attacks.tried("two `Accept` headers of a script", refused, "refused");
    for origin in ["https://evil.example", "null", "https://shop.example.evil.example"] {
        let headers = scripts(&[("accept", "text/html")]);
        let mut unlisted = request(&stage, "", &headers);
        unlisted.headers_mut().insert(ORIGIN, origin.parse().unwrap());
        let answer = browser.send(unlisted);
        let refused = answer.status() == 403 && cors(&answer).is_empty();
        attacks.tried(&format!("a script of `{origin}`"), refused, "refused");
    }
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    attacks.finish();
}

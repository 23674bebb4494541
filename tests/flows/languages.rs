//! In which language people are spoken to: what they chose, or else what their browser asks for; and that the
//! tenant is told the same.

use http::header::{ACCEPT, ACCEPT_LANGUAGE, SET_COOKIE};
use http::{Method, Request};
use url::Url;

use crate::support::{Browser, Stage, form_request, json};

/// What the tenant is told at the end of a sign-in's address.
fn told(address: &str) -> Option<String> {
    let address: Url = address.parse().unwrap();
    let mut values = address.query_pairs().filter(|(name, _)| name == "ui_locales");
    let first = values.next().map(|(_, value)| value.into_owned());
    assert!(values.next().is_none(), "{address}");
    first
}

fn ask(browser: &mut Browser<'_>, mut request: Request<Vec<u8>>, language: &str) -> Option<String> {
    let headers = request.headers_mut();
    headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
    if !language.is_empty() {
        headers.insert(ACCEPT_LANGUAGE, language.parse().unwrap());
    }
    let posts = request.method() == Method::POST;
    let answer = browser.send(request);
    if posts {
        return told(json(&answer)["location"].as_str().unwrap());
    }
    told(answer.headers()["location"].to_str().unwrap())
}

fn at_login(
    browser: &mut Browser<'_>,
    stage: &Stage,
    query: &str,
    language: &str,
) -> Option<String> {
    let url = format!("{}/login?{query}", stage.app());
    ask(browser, Request::get(url).body(Vec::new()).unwrap(), language)
}

fn at_link(
    browser: &mut Browser<'_>,
    stage: &Stage,
    field: &[(&str, &str)],
    language: &str,
) -> Option<String> {
    let fields = [&[("connection", "github")], field].concat();
    let mut request = form_request(&format!("{}/link/start", stage.app()), &fields);
    request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
    ask(browser, request, language)
}

#[test]
fn the_tenant_is_told_the_language_that_the_page_speaks() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    for (asked, expected) in [
        ("de-AT,de;q=0.9,en;q=0.8", Some("de")),
        ("pt", Some("pt-BR")),
        ("nl;q=0.9, ja;q=0.5", Some("ja")),
        // The tenant may speak what the page does not: then nothing stands in the way of what the browser says.
        ("nl", None),
        ("", None),
    ] {
        assert_eq!(at_login(&mut browser, &stage, "", asked).as_deref(), expected, "{asked}");
        assert_eq!(at_link(&mut browser, &stage, &[], asked).as_deref(), expected, "{asked}");
    }
    // Who names one has it.
    let named = at_login(&mut browser, &stage, "ui_locales=nl", "de");
    assert_eq!(named.as_deref(), Some("nl"));
    let named = at_link(&mut browser, &stage, &[("ui_locales", "sv")], "de");
    assert_eq!(named.as_deref(), Some("sv"));
}

#[test]
fn a_choice_outlasts_what_the_browser_asks_for() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.open("/settings?ui_locales=fr");
    assert_eq!(at_login(&mut browser, &stage, "", "de").as_deref(), Some("fr"));
    assert_eq!(at_link(&mut browser, &stage, &[], "de").as_deref(), Some("fr"));
    let page = browser.open("/settings");
    assert!(page.body.contains("<html lang=\"fr\" dir=\"ltr\""), "{}", page.body);
    // What is none of ours changes nothing.
    browser.open("/settings?ui_locales=xx");
    assert_eq!(at_login(&mut browser, &stage, "", "de").as_deref(), Some("fr"));
}

/// The language of a page.
fn spoken(page: &str) -> &str {
    let (_, rest) = page.split_once("<html lang=\"").unwrap_or_else(|| panic!("{page}"));
    rest.split('"').next().unwrap()
}

#[test]
fn the_language_of_one_answer_is_kept_by_nothing() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    browser.me();
    browser.open("/settings?ui_locales=fr");
    let before = browser.cookies.clone();
    let elsewhere = Some("https://elsewhere.example");
    for (query, expected) in [
        ("lang=de", "de"),
        ("lang=de-AT", "de"),
        ("lang=pt", "pt-BR"),
        ("lang=AR", "ar"),
        // What we do not speak, and nothing.
        ("lang=nl", "fr"),
        ("lang=", "fr"),
        ("lang=%3Cb%3E", "fr"),
    ] {
        for from in [None, elsewhere] {
            let page = browser.navigate(&format!("{}/settings?{query}", stage.app()), from);
            assert_eq!(spoken(&page.body), expected, "{query}");
        }
        assert_eq!(browser.cookies, before, "{query}");
    }
    assert_eq!(spoken(&browser.open("/settings").body), "fr");
    // Another site's choice is for one look, too; the answer's own language comes first.
    let both =
        browser.navigate(&format!("{}/settings?ui_locales=ja&lang=de", stage.app()), elsewhere);
    assert_eq!(spoken(&both.body), "de");
    assert_eq!(browser.open("/settings?lang=de&lang=ar").status, 400);

    // A form's is that of the page that answers it, and of what the tenant is told.
    assert_eq!(at_link(&mut browser, &stage, &[("lang", "de-CH")], "ja").as_deref(), Some("de"));
    let named = at_link(&mut browser, &stage, &[("lang", "de"), ("ui_locales", "sv")], "ja");
    assert_eq!(named.as_deref(), Some("sv"));
    let fields =
        [("connection", "sms"), ("phone_number", "0151"), ("return_to", "/settings?ask=sms")];
    let step =
        browser.post_form("/link/passwordless/start", &[&fields[..], &[("lang", "es")]].concat());
    assert_eq!(spoken(&String::from_utf8_lossy(step.body())), "es");
    assert!(!step.headers().contains_key(SET_COOKIE));
    let twice = [("connection", "github"), ("lang", "de"), ("lang", "de")];
    assert_eq!(browser.post_outcome("/link/start", &twice), "invalid_request");
    assert_eq!(browser.ask("+15550100", &[("lang", "es")]).status(), 200);
    assert_eq!(stage.message("+15550100")["language"], "es");
    let refused = browser.open("/settings?lang=ja&outcome=a&outcome=b");
    assert_eq!((refused.status.as_u16(), spoken(&refused.body)), (400, "ja"));
    assert_eq!(spoken(&browser.open("/settings").body), "fr", "nothing was kept");
}

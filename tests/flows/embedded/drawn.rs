//! The drawn page, as a listed page's script asks for it: by an `Accept` that no navigation has. It gets the
//! overview and the question before an unlink, and nothing is kept, looked for or led on to for it.

use http::header::{ACCEPT, ORIGIN, SET_COOKIE};
use http::{Request, Response};

use super::attacks::cors;
use super::{ACCOUNT, LISTED, SCRIPT, SHOP, check_readable, posted, varies_by_origin};
use crate::support::{Attacks, Browser, DATABASE, Stage, holds_token, seen, timeless};
use serde_json::json;

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

fn text_of(answer: &Response<Vec<u8>>) -> String {
    timeless(std::str::from_utf8(answer.body()).unwrap())
}

#[test]
fn a_listed_page_is_drawn_the_overview_and_the_question_before_an_unlink() {
    let stage = Stage::with(&[LISTED]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    let shown = drawn(&mut browser, "?outcome=linked");
    assert_eq!(shown.status(), 200);
    assert!(text_of(&shown).contains(" is linked."));
    assert!(text_of(&shown).contains("ada@example.com"));
    let asked = drawn(&mut browser, "?unlink=github%7C2001");
    assert!(seen(&text_of(&asked)).contains("Unlink GitHub?"));
    let other = drawn(&mut browser, "?unlink=github%7C9");
    assert!(text_of(&other).contains("account is not linked"));
    let german = drawn(&mut browser, "?lang=de");
    assert!(text_of(&german).contains("lang=\"de\"") && !german.headers().contains_key(SET_COOKIE));
    let fields = [("connection", "github"), ("return_to", ACCOUNT), ("lang", "de-AT")];
    let begun = posted(&mut browser, "/link/start", &fields);
    assert!(begun["location"].as_str().unwrap().ends_with("&ui_locales=de"), "{begun}");
    let mut stranger = stage.browser();
    let shown = drawn(&mut stranger, "");
    assert_eq!(shown.status(), 200);
    assert!(text_of(&shown).contains("Manage how you sign in"));
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
    let plain = text_of(&drawn(&mut browser, ""));
    stage.forget_requests();
    drawn(&mut browser, "");
    let reads = stage.requests();
    for (query, what) in [
        ("?suggestions=1".to_owned(), "a search for other accounts"),
        ("?ask=email".to_owned(), "the step that asks where a code goes"),
        ("?ask=email&suggestion=x".to_owned(), "the same with a handle"),
        ("?step=code".to_owned(), "the step where a code is typed"),
        ("?step=overview".to_owned(), "the overview, though a code is under way"),
        ("?ui_locales=de".to_owned(), "another language, kept"),
        (format!("?return_to={account}"), "an address to come back to"),
        (
            format!(
                "?return_to={account}&ui_locales=de&suggestions&ask=sms&step=overview&choice=keep"
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
            let same = answer.status() == 200 && text_of(&answer) == plain;
            assert!(same, "{query} {referer:?}: {}", text_of(&answer));
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
        let question = seen(&text_of(&answer)).contains("Unlink GitHub?");
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

/// The tags of a page with their attributes, and how the addresses among these begin.
fn skeleton(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some((_, tag)) = rest.split_once('<') {
        let mut quoted = false;
        let end = tag.find(|it| {
            quoted ^= it == '"';
            it == '>' && !quoted
        });
        let (tag, after) = tag.split_at(end.unwrap_or_else(|| panic!("{tag}")));
        // Every other part stands between quotes.
        let parts: Vec<&str> = tag.split('"').collect();
        let mut shown = String::new();
        for pair in parts.chunks(2) {
            shown += pair[0];
            let address = ["href=", "src=", "action="].iter().any(|it| pair[0].ends_with(it));
            let value = pair.get(1).filter(|_| address).unwrap_or(&"");
            shown += value.split_inclusive([':', '/', '?', '#']).next().unwrap_or_default();
        }
        // A place for a break, which we put behind a sign of an address.
        tags.extend((shown != "wbr").then_some(shown));
        rest = after;
    }
    tags
}

/// In a product's page without a policy, nothing but the escaping keeps markup from running.
#[test]
fn attack_markup_in_what_others_choose_reaches_a_product_without_a_policy() {
    const HOSTILE: [&str; 6] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "\" onfocus=\"alert(1)\" autofocus x=\"",
        "' onmouseover='alert(1)",
        "javascript:alert(1)//</a><base href=//evil.example>",
        "--><iframe srcdoc=x></iframe><!--",
    ];
    let mut attacks = Attacks::new("embedded-markup", Stage::are_native());
    let page_of = |text: &str, unlink: bool| {
        let label = text.replace([',', '='], "");
        let connections = format!("github={label},google-oauth2=Google");
        let settings = [LISTED, ("connections", &*connections), ("pictures", "on")];
        let stage = Stage::with(&settings);
        stage.put_user(&json!({
            "user_id": "auth0|mallory", "name": text, "nickname": text,
            "email": "mallory@example.com", "email_verified": true,
            "picture": format!("https://pictures.example/{text}"),
            "identities": [
                {"provider": "auth0", "user_id": "mallory", "connection": DATABASE,
                    "password": "worthless-mallory"},
                {"provider": "github", "user_id": "666", "connection": "github",
                    "profileData": {"name": text, "email": text}},
            ],
        }));
        let mut browser = stage.signed_in("mallory");
        let query = if unlink { "?unlink=github%7C666" } else { "" };
        text_of(&drawn(&mut browser, query))
    };
    for unlink in [false, true] {
        let plain = page_of("Mallory", unlink);
        assert!(plain.contains("Mallory"), "{plain}");
        for text in HOSTILE {
            let same = skeleton(&page_of(text, unlink)) == skeleton(&plain);
            let place = if unlink { "the question before an unlink" } else { "the overview" };
            let attack = format!("`{text}` in names, labels and pictures, in {place}");
            attacks.tried(&attack, same, "text: no other tag, attribute or address");
        }
    }
    attacks.finish();
}

/// What stands in the forms and links of the page is what `/me` tells of the person.
#[test]
fn attack_the_drawn_page_tells_a_listed_page_something_sealed() {
    let stage = Stage::by_message(&[LISTED, ("management", "client")]);
    let mut attacks = Attacks::new("embedded-sealed", stage.is_native());
    // Somebody to be suggested.
    stage.put_user(&json!({
        "user_id": "email|7002", "email": "ada@example.com", "email_verified": true,
    }));
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    for query in [
        "",
        "?unlink=github%7C2001",
        "?outcome=wrong_code",
        "?ask=email",
        "?suggestions&step=overview",
    ] {
        let page = text_of(&drawn(&mut browser, query));
        let me = browser.me().to_string();
        let values = page.split(" value=\"").skip(1).map(|it| it.split('"').next().unwrap());
        let told = |it: &&str| it.len() < 16 || it.starts_with("/settings") || me.contains(it);
        let long: Vec<&str> = values.filter(|it| !told(it)).collect();
        let cookies: Vec<_> = browser.cookies.iter().map(|(.., value)| value.as_str()).collect();
        let holds = cookies.iter().any(|it| it.len() >= 16 && page.contains(it));
        let silent = long.is_empty() && !holds && !holds_token(&page);
        assert!(silent, "{query}: {long:?} in {page}");
        attacks.tried(&format!("`/settings{query}`"), silent, "no value that `/me` does not tell");
    }
    attacks.finish();
}

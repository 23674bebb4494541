//! A refusal that a script is told has the sentences with it that the page says, in the person's language.

use account_linking::words::Language;
use http::Request;
use http::header::{ACCEPT, ACCEPT_LANGUAGE};
use serde_json::{Value, json};

use crate::support::{Browser, Stage, form_request, json as read};

const UNLINK: [(&str, &str); 2] = [("provider", "github"), ("user_id", "2001")];

/// What a script is told that posts these fields.
fn said(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Value {
    read(&browser.post_json(path, fields))["said"].clone()
}

/// A message of a language's, without what is put into it.
fn message(tag: &str, id: &str) -> String {
    let files = ["outcomes", "page", "edge"];
    let text = files.map(|it| format!("static/words/{tag}/{it}.ftl"));
    let text = text.map(|it| std::fs::read_to_string(it).unwrap()).join("\n");
    let start = format!("{id} = ");
    let line = text.lines().find_map(|line| line.strip_prefix(&start));
    line.unwrap_or_else(|| panic!("{id} in {tag}")).to_owned()
}

#[test]
fn a_refusal_is_said_in_the_language_of_the_page() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    for tag in Language::ALL.map(Language::tag) {
        let shown = said(&mut browser, "/unlink", &[&UNLINK[..], &[("lang", tag)]].concat());
        assert_eq!(shown["happened"], message(tag, "refusal-not_linked"));
        let todo = shown["todo"].as_str().unwrap();
        assert!(!todo.is_empty() && shown.as_object().unwrap().len() == 2, "{shown}");
        // Before a form is read, and where there is none.
        for (path, accept, code) in [
            ("/me", "application/json", "signed_out"),
            ("/nowhere", "application/problem+json", "not_found"),
            ("/login?return_to=/&return_to=/", "application/json", "invalid_request"),
        ] {
            let url = format!("{}{path}", stage.app());
            let request = Request::get(url).header(ACCEPT, accept).header(ACCEPT_LANGUAGE, tag);
            let answer = read(&stage.exchange(request.body(Vec::new()).unwrap()));
            assert_eq!(answer["code"], code);
            assert_eq!(answer["said"]["happened"], message(tag, &format!("refusal-{code}")));
        }
    }
    // What was chosen for good; `lang` comes before it.
    browser.open("/settings?ui_locales=fr");
    let french = said(&mut browser, "/unlink", &UNLINK);
    assert_eq!(french["happened"], message("fr", "refusal-not_linked"));
    let german = said(&mut browser, "/unlink", &[&UNLINK[..], &[("lang", "de")]].concat());
    assert_eq!(german["happened"], message("de", "refusal-not_linked"));
    // Wrong settings, and what is too large.
    let broken = Stage::with(&[("review", "maybe")]);
    let shown = read(&broken.browser().get("/me"));
    assert_eq!(shown["said"]["happened"], message("en", "refusal-unavailable"));
    let long = form_request(&format!("{}/unlink", stage.app()), &[("x", &"x".repeat(20_000))]);
    let (mut parts, body) = long.into_parts();
    parts.headers.insert(ACCEPT, "application/json".parse().unwrap());
    let shown = read(&stage.exchange(Request::from_parts(parts, body)));
    assert_eq!(shown["said"]["happened"], message("en", "refusal-invalid_request"));
}

#[test]
fn a_wait_is_said_so_that_a_script_can_count_it_down() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    stage.fault(&json!({
        "when": {"path": "/api/v2/*"},
        "times": 0,
        "then": {"status": 429, "headers": {"retry-after": "60"}, "body": {}},
    }));
    for tag in Language::ALL.map(Language::tag) {
        let fields = [&UNLINK[..], &[("lang", tag)]].concat();
        let problem = read(&browser.post_json("/unlink", &fields));
        assert_eq!(
            (&problem["code"], &problem["retry_after"]),
            (&json!("rate_limited"), &json!(60))
        );
        let said = &problem["said"];
        assert_eq!(said["happened"], message(tag, "refusal-rate_limited"));
        let todo = said["todo"].as_str().unwrap();
        assert_eq!(todo.matches("{time}").count(), 1, "{todo}");
        let plain = todo.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(plain, message(tag, "wait-for").replace("{ $time }", "{time}"));
        assert_eq!(said["over"], message(tag, "wait-over"));
    }
}

#[test]
fn a_step_says_what_its_page_says() {
    let stage = Stage::native_by_message(&[("phone_prefixes", "+1,+49")]);
    let mut browser = stage.signed_in("ada");
    let send = "/link/passwordless/start";
    let sms = |number: &'static str| [("connection", "sms"), ("phone_number", number)];
    let happened =
        |browser: &mut Browser<'_>, number| said(browser, send, &sms(number))["happened"].clone();
    for number in ["0151 12345678", "(0151) 123", "٠١٥١١٢٣"] {
        assert_eq!(happened(&mut browser, number), message("en", "no-country"), "{number}");
    }
    for number in ["+49", "0049", "x", "0151 x", ""] {
        let said = happened(&mut browser, number);
        assert_eq!(said, message("en", "refusal-phone_invalid"), "{number}");
    }
    // Another form's field says nothing.
    let other = [&UNLINK[..], &[("phone_number", "0151")]].concat();
    assert_eq!(
        said(&mut browser, "/unlink", &other)["happened"],
        message("en", "refusal-not_linked")
    );

    assert_eq!(browser.send_code("+15550100"), "code_sent");
    let wrong = stage.wrong_code("+15550100");
    let verify = "/link/passwordless/verify";
    for (left, typed) in [(3, "1"), (2, &*wrong), (1, &*wrong)] {
        let said = said(&mut browser, verify, &[("otp", typed)]);
        let words =
            if left == 1 { "one try left" } else { &*format!("You have {left} tries left.") };
        assert!(said["todo"].as_str().unwrap().contains(words), "{said}");
        let page = browser.open("/settings?outcome=wrong_code&step=code").words();
        for sentence in ["happened", "todo"] {
            assert!(page.contains(said[sentence].as_str().unwrap()), "{said} in {page}");
        }
    }
    let over = read(&browser.post_json(verify, &[("otp", &wrong)]));
    assert_eq!(over["code"], "code_expired");
    assert_eq!(over["said"]["happened"], message("en", "refusal-code_expired"));
    // Nothing waits: of tries nothing is known.
    let mut other = stage.newcomer("new");
    let none = read(&other.post_json(verify, &[("otp", &wrong)]));
    assert_eq!(
        none["said"]["happened"],
        message("en", &format!("refusal-{}", none["code"].as_str().unwrap()))
    );

    let mut later = None;
    for sent in 0..8 {
        stage.pass(60);
        let answer = read(&browser.ask(&format!("+491511234560{sent}"), &[]));
        later = later.or_else(|| (answer["code"] == "too_many_codes").then_some(answer));
    }
    let later = later.unwrap();
    let minutes = later["retry_after"].as_u64().unwrap().div_ceil(60);
    let todo = format!("Try again in {minutes} minutes, or add another way to sign in.");
    assert_eq!(later["said"]["todo"], todo);
    let wait = later["retry_after"].as_u64().unwrap();
    let page = browser.open(&format!("/settings?ask=sms&outcome=too_many_codes&wait={wait}"));
    assert!(page.words().contains(&todo), "{}", page.words());
}

#[test]
fn whoever_is_signed_in_is_told_that_another_sign_in_took_the_place() {
    let stage = Stage::new();
    let url = format!("{}/link/authorize?transaction=x", stage.app());
    let ask = |mut browser: Browser<'_>| {
        let request = Request::get(&url).header(ACCEPT, "application/json");
        let problem = read(&browser.send(request.body(Vec::new()).unwrap()));
        assert_eq!(problem["code"], "no_transaction");
        problem["said"]["happened"].clone()
    };
    assert_eq!(ask(stage.signed_in("ada")), message("en", "took-its-place"));
    assert_eq!(ask(stage.browser()), message("en", "refusal-no_transaction"));
}

//! No token, code, verifier, secret, e-mail address or user id in any line of the log; no token in
//! anything that a page can read.

mod refusals;

use http::{Request, Response};
use serde_json::json;

use crate::support::{Browser, Stage, form_request, holds_token, without_times, wrong};

/// Everything a person can do, and some of what can go wrong, with every answer's text kept.
fn walk(stage: &Stage) -> (Vec<String>, Vec<String>) {
    let mut secrets = vec!["local-app-worthless-secret".to_owned(), "worthless-ada".to_owned()];
    let mut texts = Vec::new();
    let mut keep = |answer: &Response<Vec<u8>>| {
        texts.push(String::from_utf8_lossy(answer.body()).into_owned());
        for (name, value) in answer.headers() {
            if name != "set-cookie" {
                texts.push(format!("{name}: {}", value.to_str().unwrap_or_default()));
            }
        }
    };
    let mut browser = stage.signed_in("ada");
    keep(&browser.get("/me"));
    // The callback's address, with its code, is what a log must not have.
    let page = browser.start_link("github");
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let state = state.split('"').next().unwrap().to_owned();
    let url = format!("{}/u/social", stage.tenant());
    let answer = browser.send(form_request(&url, &[("state", &state), ("user_id", "github|2001")]));
    let callback = answer.headers()["location"].to_str().unwrap().to_owned();
    let address: url::Url = callback.parse().unwrap();
    for (_, value) in address.query_pairs() {
        secrets.push(value.into_owned());
    }
    let mut remember = |browser: &Browser<'_>| {
        let values = browser.cookies.iter().map(|(_, _, value)| value.clone());
        secrets.extend(values.filter(|value| value.len() > 8));
    };
    remember(&browser);
    keep(&browser.send(Request::get(&callback).body(Vec::new()).unwrap()));
    keep(&browser.send(Request::get(&callback).body(Vec::new()).unwrap()));
    remember(&browser);
    keep(&browser.get("/link/review"));
    let review = browser.review_id();
    keep(&browser.post_json("/link/confirm", &[("review", "another")]));
    stage.fault(
        &json!({"when": {"method": "POST", "path": "/api/v2/users/*"}, "then": {"status": 400,
        "body": {"message": "ada@example.com auth0|ada"}}}),
    );
    keep(&browser.post_json("/link/confirm", &[("review", &review)]));
    browser.link("google-oauth2|1001");
    stage.fault(&json!({"when": {"method": "GET", "path": "/api/v2/users/*"},
        "then": {"status": 200, "body": {"user_id": 7, "email": "ada@example.com"}}}));
    keep(&browser.get("/me"));
    keep(&browser.get("/me"));
    keep(&browser.post_json("/unlink", &[("provider", "google-oauth2"), ("user_id", "1001")]));
    keep(&browser.get("/nowhere?email=ada@example.com&code=secret"));
    remember(&browser);
    keep(&browser.post_json("/logout", &[]));
    (texts, secrets)
}

#[test]
fn the_log_holds_events_and_no_data() {
    let stage = Stage::new();
    let (_, secrets) = walk(&stage);
    let log = without_times(&stage.log());
    assert!(log.contains("\"code\":\"linked\"") && log.contains("\"code\":\"unlinked\""), "{log}");
    let personal = [
        "@example.com",
        "auth0|",
        "auth0%7C",
        "github|",
        "google-oauth2|",
        "2001",
        "1001",
        "Lindqvist",
    ];
    for text in personal.iter().copied().chain(secrets.iter().map(String::as_str)) {
        assert!(text.is_empty() || !log.contains(text), "{text:?} in the log:\n{log}");
    }
    assert!(!holds_token(&log), "{log}");
    for shape in ["Bearer", "code=", "state=", "code_verifier"] {
        assert!(!log.contains(shape), "{shape:?} in the log:\n{log}");
    }
}

#[test]
fn a_token_is_told_from_letters_that_chance_brings() {
    for token in ["eyJhbGciOiJSUzI1NiJ9", "\"eyJ", "=eyJ", "%3DeyJhbGc.e30.AA", "aeyJhbGc.e30"] {
        assert!(holds_token(token), "{token}");
    }
    for chance in ["aeyJ", "&nonce=n4XwfeyJm8n&code_challenge=j", "-eyJ-", "ey", "EYJ."] {
        assert!(!holds_token(chance), "{chance}");
    }
}

#[test]
fn no_token_reaches_the_page() {
    let stage = Stage::new();
    let (texts, secrets) = walk(&stage);
    for text in &texts {
        assert!(!holds_token(text), "{text}");
        assert!(!text.contains("access_token") && !text.contains("id_token="), "{text}");
        assert!(!text.contains(&secrets[0]), "{text}");
    }
}

#[test]
fn cookies_hold_nothing_that_can_be_read() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    browser.start_link("google-oauth2");
    let prefix = stage.cookie_prefix();
    for (_, name, value) in browser.cookies.iter().filter(|(_, name, _)| name.starts_with(prefix)) {
        for part in value.split('.') {
            let bytes = decode(part);
            let text = String::from_utf8_lossy(&bytes);
            for personal in ["auth0|ada", "github|2001", "example.com", "Lindqvist"] {
                assert!(!text.contains(personal), "{personal} in {name}: {text}");
            }
        }
    }
}

/// base64url without padding; anything else decodes to nothing.
fn decode(part: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bits = 0_u32;
    let mut count = 0;
    let mut bytes = Vec::new();
    for byte in part.bytes() {
        let Some(value) = ALPHABET.iter().position(|it| *it == byte) else { return Vec::new() };
        bits = (bits << 6) | u32::try_from(value).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap());
        }
    }
    bytes
}

/// Everything that can become of a code or a link, with what must not be read of it anywhere.
fn walk_by_message(stage: &Stage) -> Vec<String> {
    const NUMBER: &str = "+4915112345678";
    const ADDRESS: &str = "zoe.private@home.example";
    let mut secrets = Vec::new();
    let mut browser = stage.signed_in("ada");
    for to in ["+49151", "nobody@", NUMBER, NUMBER] {
        browser.send_code(to);
    }
    let code = stage.code(NUMBER);
    browser.type_code(&wrong(&code));
    stage.forge(&json!({"claims": {"iss": format!("https://{ADDRESS}/")}}));
    browser.type_code(&code);
    secrets.push(code);
    for fault in [
        json!({"status": 400, "body": {"error": "bad.phone_number", "error_description": NUMBER}}),
        json!({"status": 500, "body": NUMBER}),
        json!("drop_before"),
    ] {
        stage.fault(&json!({"when": {"path": "/passwordless/start"}, "then": fault}));
        browser.send_code("+4915112345679");
    }
    for person in ["p1", "p2"] {
        let mut browser = stage.newcomer(person);
        browser.send_code(ADDRESS);
        let code = stage.code(ADDRESS);
        stage.fault(&json!({"when": {"path": "/oauth/token"},
            "then": {"status": 403, "body": {"error": "invalid_grant", "error_description": ADDRESS}}}));
        browser.type_code(&code);
        browser.type_code(&code);
        secrets.push(code);
        browser.confirm(&[]);
        browser.lose("passwordless");
        browser.send_link("yan.private@home.example");
        let link = stage.link("yan.private@home.example");
        let callback = browser.held_callback(&link);
        for address in [&callback, &link.parse().unwrap()] {
            let values = address.query_pairs().map(|(_, value)| value.into_owned());
            secrets.extend(values.filter(|value| value.len() > 5));
        }
        stage.browser().navigate(callback.as_str(), None);
        browser.navigate(callback.as_str(), None);
        let values = browser.cookies.iter().map(|(_, _, value)| value.clone());
        secrets.extend(values.filter(|value| value.len() > 8));
    }
    secrets.retain(|it| !["review", "email", "code"].contains(&it.as_str()));
    secrets.extend(["15112345".into(), "zoe.private".into(), "yan.private".into(), ADDRESS.into()]);
    secrets
}

/// A log without the values that are random: any few digits may stand in them.
fn without_hashes(log: &str) -> String {
    let mut text = log.to_owned();
    for line in log.lines().filter_map(|line| line.find("{\"").map(|start| &line[start..])) {
        let Ok(event) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        for name in ["primary", "secondary", "correlation", "left_over"] {
            if let Some(hash) = event["audit"][name].as_str() {
                text = text.replace(hash, "");
            }
        }
    }
    text
}

/// A log without what is random, in which any few letters may stand.
fn searched(log: &str) -> String {
    without_hashes(&without_times(log))
}

#[test]
fn the_log_holds_no_number_address_or_code() {
    for settings in [&[][..], &[("management", "client"), ("client_ip_header", "x-address")]] {
        let stage = Stage::by_message(settings);
        let secrets = walk_by_message(&stage);
        let log = searched(&stage.log());
        let told = ["\"code\":\"code_sent\"", "\"code\":\"link_sent\"", "\"code\":\"wrong_code\""];
        assert!(told.iter().all(|it| log.contains(it)), "{log}");
        for text in secrets.iter().filter(|text| !text.is_empty()) {
            assert!(!log.contains(text), "{text:?} in the log:\n{log}");
        }
        assert!(!holds_token(&log), "{log}");
        for shape in ["Bearer", "otp=", "code=", "state=", "sms|", "email|", "@", "emailed-"] {
            assert!(!log.contains(shape), "{shape:?} in the log:\n{log}");
        }
    }
}

#[test]
fn the_cookie_of_a_message_and_the_page_show_no_number_or_address() {
    let stage = Stage::by_message(&[]);
    for to in ["+4915112345678", "zoe.private@home.example"] {
        let mut browser = stage.signed_in("ada");
        let sent = browser.ask(to, &[]);
        let shown = browser.me()["passwordless"].clone();
        for text in [String::from_utf8_lossy(sent.body()).into_owned(), shown.to_string()] {
            assert!(!text.contains("1123456") && !text.contains("zoe.private"), "{text}");
        }
        let name = format!("{}passwordless", stage.cookie_prefix());
        let (_, _, value) = browser.cookies.iter().find(|(_, it, _)| *it == name).unwrap();
        for part in value.split('.') {
            let text = String::from_utf8_lossy(&decode(part)).into_owned();
            for personal in [to, "15112345678", "zoe.private", "auth0|ada", "\"sms\""] {
                assert!(!text.contains(personal), "{personal} in {text}");
            }
        }
    }
}

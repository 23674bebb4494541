//! No token, code, verifier, secret, e-mail address or user id in any line of the log; no token in
//! anything that a page can read.

use http::{Request, Response};
use serde_json::json;

use crate::support::{Browser, Stage, form_request, without_times};

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
    for shape in ["eyJ", "Bearer", "code=", "state=", "code_verifier"] {
        assert!(!log.contains(shape), "{shape:?} in the log:\n{log}");
    }
}

#[test]
fn no_token_reaches_the_page() {
    let stage = Stage::new();
    let (texts, secrets) = walk(&stage);
    for text in &texts {
        // Every JSON web token begins so.
        assert!(!text.contains("eyJ"), "{text}");
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

//! Codes that are wrong, late, old or somebody else's, and the cookie that says where one went: changed,
//! moved, copied. The tenant counts the tries, too, so that no cookie of before brings them back.

use serde_json::json;

use crate::support::{Browser, Stage, named, wrong};

const NUMBER: &str = "+4915112345678";

fn tries_left(browser: &mut Browser<'_>) -> serde_json::Value {
    browser.me()["passwordless"]["tries_left"].take()
}

/// Lets a next message go out: by its time, or where there is no clock to move, in a browser that has
/// forgotten the last one.
fn let_time_pass(stage: &Stage, browser: &mut Browser<'_>) {
    if stage.is_native() {
        stage.pass(30);
    } else {
        browser.lose("passwordless");
    }
}

#[test]
fn the_third_wrong_code_spends_the_right_one() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let right = stage.code(NUMBER);
    // Nothing that could be a code: not worth a try.
    for text in ["", "12", "123456789012345", "12345\u{e9}", "123456&realm=email"] {
        let code = browser.type_code(text);
        assert!(["wrong_code", "invalid_request"].contains(&&*code), "{text}: {code}");
    }
    assert_eq!(tries_left(&mut browser), 3);
    stage.forget_requests();
    for left in [2, 1] {
        assert_eq!(browser.type_code(&wrong(&right)), "wrong_code");
        assert_eq!(tries_left(&mut browser), left);
    }
    assert_eq!(browser.type_code(&wrong(&right)), "code_expired");
    let waiting = browser.me()["passwordless"].take();
    assert_eq!((&waiting["tries_left"], &waiting["expires_in"]), (&json!(0), &json!(0)));
    assert_eq!(stage.count("POST", "/oauth/token"), 3);
    assert_eq!(browser.type_code(&right), "code_expired");
    assert_eq!(stage.count("POST", "/oauth/token"), 3, "it is not even sent on");
    assert!(browser.me()["pending"].is_null());

    let_time_pass(&stage, &mut browser);
    assert_eq!(browser.prove_by_code(NUMBER), "review");
    assert_eq!(browser.type_code(&stage.code(NUMBER)), "code_expired", "a code is used once");
}

#[test]
fn attack_a_cookie_of_before_the_wrong_codes_brings_no_tries_back() {
    let stage = Stage::by_message(&[("review", "never")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let right = stage.code(NUMBER);
    let captured = browser.clone();
    for _ in 0..3 {
        browser.take_cookie(&captured, "passwordless");
        assert_eq!(browser.type_code(&wrong(&right)), "wrong_code");
    }
    browser.take_cookie(&captured, "passwordless");
    assert_eq!(browser.type_code(&right), "wrong_code", "spent at the tenant");
    assert_eq!(browser.identities(), ["auth0|ada"]);
}

#[test]
fn attack_many_persons_share_the_tries_at_one_number() {
    let stage = Stage::by_message(&[("review", "never")]);
    let mut ada = stage.signed_in("ada");
    let mut grace = stage.signed_in("grace");
    assert_eq!(grace.send_code(NUMBER), "code_sent");
    assert_eq!(ada.send_code(NUMBER), "code_sent");
    let right = stage.code(NUMBER);
    for by_grace in [true, false, true] {
        let attacker = if by_grace { &mut grace } else { &mut ada };
        assert_eq!(attacker.type_code(&wrong(&right)), "wrong_code");
    }
    assert_eq!(ada.type_code(&right), "wrong_code");
    assert_eq!(grace.type_code(&right), "code_expired", "her third");
    assert_eq!(stage.identities("auth0|ada").len() + stage.identities("auth0|grace").len(), 2);
}

#[test]
fn a_code_is_good_for_three_minutes() {
    let stage = Stage::native_by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    stage.pass(3 * 60 - 1);
    let mut late = browser.clone();
    assert_eq!(browser.type_code(&stage.code(NUMBER)), "review");

    stage.pass(1);
    stage.forget_requests();
    let waiting = late.me()["passwordless"].take();
    assert_eq!((&waiting["expires_in"], &waiting["resend_in"]), (&json!(0), &json!(0)));
    assert_eq!(late.type_code("123456"), "code_expired");
    assert_eq!(stage.count("POST", "/oauth/token"), 0);
    // Ten minutes after it was sent the page does not speak of it any more.
    stage.pass(8 * 60);
    assert!(late.me()["passwordless"].is_null());
    assert_eq!(late.type_code("123456"), "code_expired");
}

#[test]
fn another_message_waits_its_turn_and_ends_the_code_before() {
    let stage = Stage::native_by_message(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let first = stage.code(NUMBER);
    stage.pass(10);
    for to in [NUMBER, "ada@home.example"] {
        let answer = browser.ask(to, &[]);
        assert_eq!(named(&answer), "too_soon", "{to}");
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers()["retry-after"], "20");
        assert_eq!(crate::support::json(&answer)["retry_after"], 20);
    }
    assert_eq!(stage.messages().len(), 1);
    stage.pass(20);
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    assert_ne!(stage.code(NUMBER), first);
    assert_eq!(browser.type_code(&first), "wrong_code");

    // Without a number it goes where the last one went; there is nowhere for another channel.
    stage.pass(30);
    let path = "/link/passwordless/start";
    assert_eq!(browser.post_outcome(path, &[("connection", "email")]), "email_invalid");
    let second = stage.code(NUMBER);
    assert_eq!(browser.post_outcome(path, &[("connection", "sms")]), "code_sent");
    assert_eq!(stage.messages().len(), 3);
    assert_ne!(stage.code(NUMBER), second);
    assert_eq!(browser.type_code(&stage.code(NUMBER)), "review");
}

#[test]
fn attack_a_copied_moved_or_changed_cookie_says_nothing() {
    let stage = Stage::by_message(&[("review", "never")]);
    let mut ada = stage.signed_in("ada");
    assert_eq!(ada.type_code("123456"), "code_expired", "nothing was sent");
    assert_eq!(ada.send_code(NUMBER), "code_sent");
    let code = stage.code(NUMBER);
    stage.forget_requests();

    // The person at another browser types the code that went to the first one's number.
    let mut grace = stage.signed_in("grace");
    grace.take_cookie(&ada, "passwordless");
    assert!(grace.me()["passwordless"].is_null());
    let asked = stage.count("POST", "/oauth/token");
    assert_eq!(grace.type_code(&code), "code_expired");

    let name = format!("{}passwordless", stage.cookie_prefix());
    let place = ada.cookies.iter().position(|(_, it, _)| *it == name).unwrap();
    let value = ada.cookies[place].2.clone();
    for index in (0..value.len()).step_by(23) {
        let mut bytes = value.clone().into_bytes();
        bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
        let mut tampered = ada.clone();
        tampered.cookies[place].2 = String::from_utf8(bytes).unwrap();
        if tampered.cookies[place].2 != value {
            assert_eq!(tampered.type_code(&code), "code_expired", "byte {index}");
        }
    }
    for value in ["", "x", "a.b.c", "a.b.c.d.e", &value[..value.len() / 2]] {
        let mut tampered = ada.clone();
        tampered.cookies[place].2 = value.to_owned();
        assert_eq!(tampered.type_code(&code), "code_expired", "{value}");
    }
    // Sealed values of another purpose under its name, and its value under other names.
    let mut moved = ada.clone();
    let session = format!("{}session", stage.cookie_prefix());
    moved.cookies[place].2 =
        ada.cookies.iter().find(|(_, it, _)| *it == session).unwrap().2.clone();
    assert_eq!(moved.type_code(&code), "code_expired");
    for other in ["review", "resume", "switch", "outcome"] {
        let mut moved = ada.clone();
        let host = moved.cookies[place].0.clone();
        let name = format!("{}{other}", stage.cookie_prefix());
        moved.cookies.push((host, name, value.clone()));
        let me = moved.me();
        for field in ["pending", "resume", "switch", "outcome"] {
            assert!(me[field].is_null(), "{other}: {me}");
        }
    }
    // Twice: which one is ours cannot be told.
    let mut doubled = ada.clone();
    let copy = doubled.cookies[place].clone();
    doubled.cookies.push(copy);
    assert_eq!(doubled.type_code(&code), "code_expired");
    assert_eq!(stage.count("POST", "/oauth/token"), asked, "no code was sent on");
    assert_eq!(ada.type_code(&code), "linked");
    assert_eq!(stage.identities("auth0|grace"), ["auth0|grace"]);
}

#[test]
fn a_message_is_for_who_asked_for_it_also_after_a_switch() {
    let stage = Stage::by_message(&[("review", "never")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let code = stage.code(NUMBER);
    browser.log_in_by("github", "github|2002");
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    assert!(browser.me()["passwordless"].is_null());
    assert_eq!(browser.type_code(&code), "code_expired");
    assert_eq!(stage.identities("github|2002"), ["github|2002"]);
}

//! What goes out and to whom: how many messages, to which numbers and addresses, what the tenant is told
//! of who asks, and that an answer tells nobody who has an account.

mod pumped;

use http::header::SET_COOKIE;
use http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Stage, json as read, named};

const NUMBER: &str = "+4915112345678";
const HOUR: u64 = 60 * 60;

#[test]
fn one_person_gets_six_messages_an_hour_and_twelve_a_day() {
    let days = [("session_idle", "3d"), ("session_max", "3d"), ("reauth_after", "off")];
    // A session of mode `user` ends with its token, after a day.
    let stage = Stage::native_by_message(&[&days[..], &[("management", "client")]].concat());
    let mut browser = stage.signed_in("ada");
    let mut sent = 0;
    let mut ask = |stage: &Stage| {
        sent += 1;
        let answer = browser.ask(&format!("+49151123456{sent:02}"), &[]);
        stage.pass(60);
        (named(&answer), read(&answer)["retry_after"].as_u64().unwrap_or_default())
    };
    for _ in 0..6 {
        assert_eq!(ask(&stage).0, "code_sent");
    }
    assert_eq!(ask(&stage), ("too_many_codes".to_owned(), HOUR - 6 * 60));
    assert_eq!(stage.messages().len(), 6);
    // Another instance remembers it by the store.
    stage.next_instance();
    stage.pass(HOUR - 8 * 60);
    assert_eq!(ask(&stage).0, "too_many_codes");
    for _ in 0..5 {
        assert_eq!(ask(&stage).0, "code_sent");
    }
    stage.pass(HOUR);
    assert_eq!(ask(&stage).0, "code_sent");
    let (code, wait) = ask(&stage);
    assert!(code == "too_many_codes" && wait > 20 * HOUR, "{code} {wait}");
    stage.pass(wait);
    assert_eq!(ask(&stage).0, "code_sent");
    assert_eq!(stage.messages().len(), 13);
}

#[test]
fn a_message_that_one_limit_refuses_counts_for_no_other() {
    let stage = Stage::native_by_message(&[]);
    let mut browser = stage.signed_in("ada");
    let mut ask = |number: &str| {
        stage.pass(60);
        named(&browser.ask(number, &[]))
    };
    let tries: Vec<String> = (0..7).map(|_| ask(NUMBER)).collect();
    assert_eq!(tries.iter().filter(|code| *code == "code_sent").count(), 4);
    let others = ["+4915112345601", "+4915112345602", "+4915112345603"].map(ask);
    assert_eq!(others, ["code_sent", "code_sent", "too_many_codes"]);
}

#[test]
fn attack_many_persons_send_no_more_than_four_messages_an_hour_to_one_number() {
    let stage = Stage::by_message(&[]);
    let persons = ["p1", "p2", "p3", "p4", "p5"];
    for (person, expected) in persons.into_iter().zip([true, true, true, true, false]) {
        let mut browser = stage.newcomer(person);
        let answer = browser.ask("+49 151 12345678", &[]);
        let code = if expected { "code_sent" } else { "too_many_codes" };
        assert_eq!(named(&answer), code, "{person}");
        assert_eq!(answer.headers().contains_key("retry-after"), !expected, "{person}");
        if !expected {
            assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
            // The same address in another spelling is the same; another one is not.
            for same in ["0049-151-12345678", "+49 (0)151 12345678", "+49151\u{200b}12345678"] {
                assert_eq!(browser.send_code(same), "too_many_codes", "{same:?}");
            }
            assert_eq!(browser.send_code("+4915112345679"), "code_sent");
        }
    }
    for (person, address) in persons.iter().zip(["A@b.example", "a@B.example", "a@b.EXAMPLE"]) {
        assert_eq!(stage.signed_in(person).send_code(address), "code_sent");
    }
    assert_eq!(stage.newcomer("p6").send_code("a@b.example"), "code_sent");
    for same in ["a@b.example", "a\u{200b}@b.example", "\u{202a}a@b\u{ad}.example\u{202c}"] {
        assert_eq!(stage.newcomer("p7").send_code(same), "too_many_codes", "{same:?}");
    }
    if stage.is_native() {
        stage.pass(HOUR);
        assert_eq!(stage.signed_in("p7").send_code("a@b.example"), "code_sent");
        stage.take_store_away();
        for _ in 0..8 {
            stage.pass(30);
            assert_eq!(stage.signed_in("p7").send_code(NUMBER), "code_sent");
        }
    }
}

#[test]
fn a_message_that_was_refused_counts_and_one_that_was_never_tried_does_not() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    for _ in 0..8 {
        assert_eq!(browser.send_code("+49"), "phone_invalid");
        assert_eq!(browser.send_code("nobody@"), "email_invalid");
    }
    let start = json!({"method": "POST", "path": "/passwordless/start"});
    stage.fault(&json!({"when": start, "times": 4, "then": {"status": 400}}));
    for _ in 0..4 {
        assert_eq!(browser.send_code(NUMBER), "not_sent");
    }
    assert!(browser.me()["passwordless"].is_null(), "nothing is under way");
    assert_eq!(browser.send_code(NUMBER), "too_many_codes");
    assert_eq!(browser.send_code("+4915112345679"), "code_sent");
}

#[test]
fn codes_go_to_numbers_of_the_countries_that_are_allowed() {
    let stage = Stage::by_message(&[("phone_prefixes", "+49, +4312")]);
    let mut browser = stage.signed_in("ada");
    for number in ["+14915112345678", "+43664123456", "0043 1112345678", "+34912345678"] {
        assert_eq!(browser.send_code(number), "phone_not_allowed", "{number}");
    }
    assert_eq!(stage.count("POST", "/passwordless"), 0);
    for number in ["0049 151 12345678", "+43 12 345678"] {
        assert_eq!(browser.send_code(number), "code_sent", "{number}");
        browser.lose("passwordless");
    }
    assert_eq!(browser.send_code("ada@home.example"), "code_sent", "an address has no prefix");
}

#[test]
fn attack_what_is_typed_reaches_the_tenant_as_one_value_or_not_at_all() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    let numbers = [
        "",
        "+",
        "+49",
        "0151 12345678",
        "15112345678",
        "+0491511234567",
        "+491511234567890123",
        "+49151x2345678",
        "+4915112345678,+4915112345679",
        "+4915112345678;ext=1",
        "+4915112345678\",\"send\":\"link",
        "+4915112345678&connection=email",
        "+4915112345678\u{0}",
        "+\u{e54}\u{e59}\u{e51}\u{e55}\u{e51}\u{e51}\u{e52}\u{e53}",
        "+\u{200b}\u{200d}\u{feff}\u{2011}\u{202e}",
        "ada@example.com",
    ];
    let addresses = [
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "a@b@c.example",
        "a b@c.example",
        "a@c.example,b@c.example",
        "a@c.example;b@c.example",
        "Ada <a@c.example>",
        "a@c.example\r\nBcc: b@c.example",
        "a@c.example\nb",
        "a\u{0}@c.example",
        "\"a\"@c.example",
        "a@c.example\",\"authParams\":{\"redirect_uri\":\"x\"},\"x\":\"",
        "+4915112345678",
    ];
    let path = "/link/passwordless/start";
    for number in numbers {
        let code = browser.post_outcome(path, &[("connection", "sms"), ("phone_number", number)]);
        assert_eq!(code, "phone_invalid", "{number:?}");
    }
    let long = format!("{}@c.example", "a".repeat(250));
    for address in addresses.into_iter().chain([long.as_str()]) {
        let code = browser.post_outcome(path, &[("connection", "email"), ("email", address)]);
        assert_eq!(code, "email_invalid", "{address:?}");
    }
    assert_eq!(stage.count("POST", "/passwordless"), 0);

    // What is odd and yet an address, by its own message each.
    for odd in ["a+b&send=link'{}%0d%0a@c.example", "o'neil/x=y?z#@c.example", "\\u0061@c.example"]
    {
        let code = browser.send_code(odd);
        browser.lose("passwordless");
        let last = stage.messages().last().cloned().unwrap_or_default();
        if code == "code_sent" {
            assert_eq!((last["to"].as_str(), &last["send"]), (Some(odd), &json!("code")));
        } else {
            assert_eq!(code, "email_invalid", "{odd}");
        }
    }
    // The same where the code is sent on.
    let odd = "a+b&otp=1&realm=sms@c.example";
    assert_eq!(browser.prove_by_code(odd), "review");
    assert_eq!(browser.me()["pending"]["email"], odd);
}

/// What the tenant was told of who asked for the message to this number.
fn told(stage: &Stage, number: &str) -> (Value, Value) {
    let message = stage.message(number);
    (message["forwarded_for"].clone(), message["language"].clone())
}

#[test]
fn attack_only_the_platforms_own_header_tells_the_address() {
    let forged = [
        ("auth0-forwarded-for", "203.0.113.66"),
        ("x-forwarded-for", "203.0.113.66"),
        ("forwarded", "for=203.0.113.66"),
        ("x-real-ip", "203.0.113.66"),
    ];
    let stage = Stage::by_message(&[("client_ip_header", "x-platform-address")]);
    let rows: [(&[&str], Value); 8] = [
        (&["203.0.113.7"], json!("203.0.113.7")),
        (&["203.0.113.66, 203.0.113.7"], json!("203.0.113.7")),
        (&["203.0.113.66", "203.0.113.7"], json!("203.0.113.7")),
        (&["203.0.113.66,,203.0.113.7:4711"], json!("203.0.113.7")),
        (&["[2001:db8::7]:443"], json!("2001:db8::7")),
        (&["203.0.113.66, evil"], Value::Null),
        (&["203.0.113.66,"], Value::Null),
        (&[], Value::Null),
    ];
    for (index, (values, expected)) in rows.into_iter().enumerate() {
        let number = format!("+4915112345{index:03}");
        let mut browser = stage.newcomer(&format!("p{index}"));
        let own = values.iter().map(|value| ("x-platform-address", *value));
        let headers: Vec<_> = forged.into_iter().chain(own).collect();
        assert_eq!(named(&browser.ask_with(&number, &[], &headers)), "code_sent", "{values:?}");
        assert_eq!(told(&stage, &number).0, expected, "{values:?}");
    }

    let unset = Stage::by_message(&[]);
    let mut browser = unset.signed_in("ada");
    let headers = [&forged[..], &[("x-platform-address", "203.0.113.7")]].concat();
    assert_eq!(named(&browser.ask_with(NUMBER, &[], &headers)), "code_sent");
    assert_eq!(told(&unset, NUMBER).0, Value::Null);

    // The header that the host itself sets: a visitor's own one does not get by it.
    if !unset.is_native() {
        let stage = Stage::by_message(&[("client_ip_header", "spin-client-addr")]);
        let mut browser = stage.signed_in("ada");
        let headers = [("spin-client-addr", "203.0.113.66"), ("x-forwarded-for", "203.0.113.67")];
        assert_eq!(named(&browser.ask_with(NUMBER, &[], &headers)), "code_sent");
        assert_eq!(told(&stage, NUMBER).0, "127.0.0.1");
    }
}

#[test]
fn a_message_is_in_the_language_of_the_browser() {
    let stage = Stage::by_message(&[]);
    for (index, (accepted, expected)) in [
        ("de-CH, de;q=0.9, en;q=0.5", "de-CH"),
        ("fr", "fr"),
        ("*", "en"),
        ("de\"<script>", "en"),
        ("x-much-too-long-a-tag", "en"),
    ]
    .into_iter()
    .enumerate()
    {
        let number = format!("+491511234560{index}");
        let mut browser = stage.newcomer(&format!("p{index}"));
        let headers = [("accept-language", accepted), ("x-request-language", "xx")];
        assert_eq!(named(&browser.ask_with(&number, &[], &headers)), "code_sent", "{accepted}");
        assert_eq!(told(&stage, &number).1, expected, "{accepted}");
    }
}

/// All that a visitor can see of an answer, but for what is sealed: of that, its name and its length.
fn visible(answer: &Response<Vec<u8>>) -> (StatusCode, Vec<u8>, HeaderMap, Vec<(String, usize)>) {
    let mut headers = answer.headers().clone();
    headers.remove("date");
    let cookies = answer.headers().get_all(SET_COOKIE).iter().map(|line| {
        let line = line.to_str().unwrap();
        // A transaction's name ends in letters of chance.
        let name = line.split('=').next().unwrap().split("-link-").next().unwrap();
        (name.to_owned(), line.len())
    });
    let cookies = cookies.collect();
    headers.remove(SET_COOKIE);
    (answer.status(), answer.body().clone(), headers, cookies)
}

#[test]
fn attack_asking_for_a_message_does_not_tell_who_has_an_account() {
    for settings in [&[][..], &[("management", "client")]] {
        let stage = Stage::by_message(settings);
        stage.put_user(&json!({"user_id": "sms|7001", "phone_number": "+15550101",
            "blocked": true}));
        stage.signed_in("ada").me();
        let mut seen = Vec::new();
        for (index, (to, further)) in [
            // Known, blocked, unknown; known, unknown; the same by links.
            ("+15550100", &[][..]),
            ("+15550101", &[]),
            ("+15550102", &[]),
            ("grace@home.example", &[]),
            ("gregg@home.example", &[]),
            ("grace@home.example", &[("send", "link")]),
            ("gregg@home.example", &[("send", "link")]),
        ]
        .into_iter()
        .enumerate()
        {
            let mut browser = stage.newcomer(&format!("p{index}"));
            stage.forget_requests();
            let answer = browser.ask(to, further);
            assert_eq!(answer.status(), StatusCode::OK, "{to}");
            seen.push((visible(&answer), stage.requests(), browser.me()["passwordless"].clone()));
        }
        let blocked = stage.messages().iter().any(|message| message["to"] == "+15550101");
        assert!(!blocked, "a blocked number gets nothing");
        for (one, other) in [(0, 1), (0, 2), (3, 4), (5, 6)] {
            assert_eq!(seen[one].0, seen[other].0);
            assert_eq!(seen[one].1, seen[other].1, "nobody is looked up");
        }
        // But for the two last digits, which were typed.
        let place = |index: usize| {
            let mut place = seen[index].2.clone();
            for time in ["expires_in", "resend_in"] {
                assert!(place[time].take().as_u64().is_some(), "{time}");
            }
            place
        };
        assert_eq!(place(3), place(4));
    }
}

#[test]
fn a_tenant_that_does_not_send_is_told() {
    let stage = Stage::by_message(&[]);
    let rows = [
        (json!({"status": 400, "body": {"error": "bad.phone_number"}}), "not_sent"),
        (json!({"status": 401, "body": {"error": "unauthorized"}}), "login_setup"),
        (json!({"status": 403, "body": {"error": "unauthorized_client"}}), "login_setup"),
        (json!({"status": 429, "headers": {"retry-after": "77"}}), "too_many_codes"),
        (json!({"status": 500, "body": "+4915112345678"}), "tenant_unreachable"),
        (json!({"status": 302, "headers": {"location": "/"}}), "tenant_unreachable"),
        (json!("drop_before"), "tenant_unreachable"),
        (json!({"status": 200, "body": "<html>please wait</html>"}), "tenant_unreachable"),
        (json!({"status": 200, "body": ""}), "tenant_unreachable"),
        (json!({"status": 200, "body": []}), "tenant_unreachable"),
        (json!({"status": 200, "body": {"error": "unauthorized"}}), "not_sent"),
    ];
    let secrets = ["worthless", "+4915112345678", "unauthorized"];
    for (index, (then, expected)) in rows.into_iter().enumerate() {
        let mut browser = stage.newcomer(&format!("p{index}"));
        let number = format!("+491511234560{index}");
        stage.fault(&json!({"when": {"path": "/passwordless/start"}, "then": then}));
        let answer = browser.ask(&number, &[]);
        assert_eq!(named(&answer), expected, "{then}");
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(!secrets.iter().any(|it| text.contains(it)), "{text}");
        if expected == "too_many_codes" {
            assert_eq!(answer.headers()["retry-after"], "77");
        }
        assert!(browser.me()["passwordless"].is_null(), "{then}");
        assert!(!browser.own_cookies().iter().any(|it| it.starts_with("passwordless")), "{then}");
        assert_eq!(browser.send_code(&number), "code_sent", "after {then}");
    }
}

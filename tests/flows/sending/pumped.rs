//! Many accounts, made for it, that have messages sent on the operator's bill: what one network may ask for,
//! and what the whole deployment sends.

use serde_json::{Value, json};

use super::{HOUR, NUMBER};
use crate::support::{Stage, json as read, named};

const HEADER: &str = "x-platform-address";
const ADDRESS: (&str, &str) = ("client_ip_header", HEADER);

/// Somebody new asks from there for a message to a number of their own.
fn ask_from(stage: &Stage, index: usize, address: &str) -> String {
    let headers = [("x-forwarded-for", "198.51.100.9"), (HEADER, address)];
    let mut browser = stage.newcomer(&format!("p{index}"));
    named(&browser.ask_with(&format!("+4915112345{index:03}"), &[], &headers))
}

#[track_caller]
fn fills(stage: &Stage, from: usize, addresses: impl Fn(usize) -> String, beside: &str) {
    for index in from..from + 20 {
        assert_eq!(ask_from(stage, index, &addresses(index)), "code_sent", "{index}");
    }
    let more = addresses(from + 20);
    assert_eq!(ask_from(stage, from + 20, &more), "too_many_codes", "{more}");
    assert_eq!(ask_from(stage, from + 21, beside), "code_sent", "{beside}");
}

#[test]
fn attack_many_persons_of_one_network_send_no_more_than_twenty_messages_an_hour() {
    let stage = Stage::native_by_message(&[ADDRESS]);
    fills(&stage, 0, |index| format!("203.0.113.{index}"), "203.0.114.7");
    // The same network in the other notation, and what a visitor says of themselves before it.
    for address in ["::ffff:203.0.113.9", "203.0.114.7, 203.0.113.9", "[::ffff:203.0.113.9]:443"] {
        assert_eq!(ask_from(&stage, 90, address), "too_many_codes", "{address}");
    }
    fills(&stage, 100, |index| format!("2001:db8:7:{index:x}::{index:x}"), "2001:db8:8::1");
    // Links and messages to addresses are messages, too.
    let mut browser = stage.newcomer("p300");
    let answer = browser.ask_with("a@home.example", &[], &[(HEADER, "203.0.113.5")]);
    assert_eq!(named(&answer), "too_many_codes");
    assert!(answer.headers().contains_key("retry-after"));

    stage.pass(HOUR);
    fills(&stage, 200, |index| format!("203.0.113.{index}"), "203.0.115.7");
    stage.pass(HOUR);
    fills(&stage, 400, |_| "203.0.113.1".to_owned(), "203.0.116.7");
    stage.pass(HOUR);
    assert_eq!(ask_from(&stage, 500, "203.0.113.1"), "too_many_codes", "sixty a day");
}

#[test]
fn without_a_header_or_an_address_in_it_no_network_is_counted() {
    for (settings, address) in [(&[][..], "203.0.113.7"), (&[ADDRESS], "none"), (&[ADDRESS], "::1")]
    {
        let stage = Stage::native_by_message(settings);
        for index in 0..25 {
            assert_eq!(ask_from(&stage, index, address), "code_sent", "{address}");
        }
    }
}

fn budget(stage: &Stage) -> Value {
    let health = read(&stage.browser().get("/healthz"));
    assert_eq!(health["status"], "ok", "{health}");
    health["sms_budget"].clone()
}

#[test]
fn attack_many_persons_exhaust_the_budget_and_no_more_and_that_is_told() {
    let stage = Stage::native_by_message(&[("sms_budget", "5/h")]);
    assert_eq!(budget(&stage), "ok");
    let ask = |index, to: &str| {
        let answer = stage.newcomer(&format!("p{index}")).ask(to, &[]);
        (named(&answer), read(&answer)["retry_after"].as_u64().unwrap_or_default())
    };
    for index in 0..5 {
        // What another limit refuses costs nobody else anything; nor do letters.
        let mut browser = stage.newcomer(&format!("p{index}"));
        assert_eq!(browser.send_code(&format!("+491511234560{index}")), "code_sent");
        assert_eq!(browser.send_code(&format!("+491511234560{index}")), "too_soon");
        assert_eq!(ask(index + 10, "a@home.example").0 == "code_sent", index < 4);
        stage.next_instance();
        stage.pass(60);
    }
    assert_eq!(ask(20, NUMBER), ("too_many_codes".to_owned(), HOUR - 5 * 60));
    assert_eq!(budget(&stage), "exhausted");
    stage.next_instance();
    assert_eq!(budget(&stage), "exhausted");
    assert!(stage.log().contains("sms_budget: exhausted, nobody gets a text message"));
    assert_eq!(ask(21, "b@home.example").0, "code_sent");
    assert_eq!(stage.messages().iter().filter(|it| it["connection"] == "sms").count(), 5);

    stage.pass(HOUR - 5 * 60);
    assert_eq!(budget(&stage), "ok");
    assert_eq!(ask(22, NUMBER).0, "code_sent");
}

#[test]
fn a_number_that_is_refused_takes_nothing_from_the_budget() {
    let stage = Stage::native_by_message(&[("sms_budget", "5")]);
    for index in 0..8 {
        let code = stage.newcomer(&format!("p{index}")).send_code(NUMBER);
        assert_eq!(code, if index < 4 { "code_sent" } else { "too_many_codes" });
    }
    assert_eq!(budget(&stage), "ok");
    assert_eq!(stage.newcomer("p9").send_code("+4915112345679"), "code_sent");
    assert_eq!(budget(&stage), "exhausted");
}

#[test]
fn without_a_setting_or_a_store_there_is_no_budget() {
    let stage = Stage::native_by_message(&[]);
    assert_eq!(budget(&stage), json!(null));
    let stage = Stage::native_by_message(&[("sms_budget", "1")]);
    stage.take_store_away();
    for index in 0..3 {
        let code = stage.newcomer(&format!("p{index}")).send_code(NUMBER);
        assert_eq!(code, "code_sent", "as it is where nothing counts");
    }
    assert_eq!(budget(&stage), "ok");
    assert!(stage.log().contains("sms_budget: not counted, no store or it failed"));
}

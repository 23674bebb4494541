//! What people type at `/settings`: kept in its field where it is refused, and nowhere else.

use http::StatusCode;
use http::header::{LOCATION, SET_COOKIE};
use serde_json::json;

use super::{says, sign_in};
use crate::support::{Browser, Page, Stage};

const MARKED: &str = "+49 <b>\"151\"</b>&'x";

/// The value of the step's field.
fn kept(page: &Page) -> Option<&str> {
    let field = page.body.split("<input class=\"field\"").nth(1)?.split('>').next()?;
    field.split(" value=\"").nth(1)?.split('"').next()
}

fn first_step(browser: &mut Browser<'_>, button: &str) -> Page {
    let page = sign_in(browser, "ada");
    let page = browser.press(&page, button, &[]);
    assert_eq!(kept(&page), None);
    page
}

#[test]
fn a_refused_number_is_kept_in_its_field_and_goes_nowhere_else() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.browser();
    let page = first_step(&mut browser, "Add a phone number");
    let page = browser.press(&page, "Send a code", &[("phone_number", MARKED)]);
    says(&page, "That is not a complete phone number.");
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(kept(&page), Some("+49 &#60;b&#62;&#34;151&#34;&#60;/b&#62;&#38;&#39;x"));
    assert!(page.body.contains("aria-invalid") && !page.body.contains("<b>"));
    assert!(!page.headers.contains_key(LOCATION) && !page.url.as_str().contains("151"));
    let cookies: Vec<_> = page.headers.get_all(SET_COOKIE).iter().collect();
    assert!(!cookies.iter().any(|it| it.to_str().unwrap().contains("151")), "{cookies:?}");
    if stage.is_native() {
        let log = stage.log();
        assert!(log.contains("phone_invalid") && !log.contains("151"), "{log}");
    }
    // Once more: the step goes on from there.
    let page = browser.press(&page, "Send a code", &[("phone_number", "+49 (0)151 12345678")]);
    says(&page, "Enter the code");
    assert_eq!(stage.message("+4915112345678")["to"], "+4915112345678");
}

#[test]
fn a_refused_address_and_a_wrong_code_are_kept_and_what_cannot_be_sent_too() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.browser();
    let page = first_step(&mut browser, "Add an email address");
    let page = browser.press(&page, "Send a code", &[("email", "ada@")]);
    says(&page, "That is not an email address.");
    assert_eq!(kept(&page), Some("ada@"));
    let start = json!({"method": "POST", "path": "/passwordless/start"});
    stage.fault(&json!({"when": start, "then": {"status": 400}}));
    let page = browser.press(&page, "Send a code", &[("email", "ada.new@example.com")]);
    says(&page, "We could not send the message");
    assert_eq!(kept(&page), Some("ada.new@example.com"));
    let page = browser.press(&page, "Send a code", &[("email", "ada.new@example.com")]);
    says(&page, "Enter the code");
    let wrong = stage.wrong_code("ada.new@example.com");
    let page = browser.press(&page, "Check the code", &[("otp", &format!(" {wrong}"))]);
    says(&page, "You have 2 tries left.");
    assert_eq!(kept(&page), Some(format!(" {wrong}").as_str()));
    let long = "9".repeat(2000);
    let page = browser.press(&page, "Check the code", &[("otp", &long)]);
    says(&page, "That is not the code we sent.");
    assert_eq!(kept(&page), None);
    let code = stage.code("ada.new@example.com");
    let page = browser.press(&page, "Check the code", &[("otp", &code)]);
    assert!(page.is_review());
}

#[test]
fn other_pages_are_gone_back_to_and_told_nothing_of_what_was_typed() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    for back in ["/", "/own/page?x=1", "/settings/x"] {
        let fields = [("connection", "sms"), ("phone_number", MARKED), ("return_to", back)];
        let answer = browser.post_form("/link/passwordless/start", &fields);
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let location = answer.headers()[LOCATION].to_str().unwrap();
        assert!(location.ends_with("outcome=phone_invalid"), "{location}");
        assert!(!location.contains("151") && answer.body().is_empty(), "{location}");
    }
}

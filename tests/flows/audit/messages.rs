//! The events of codes and links: one chain from the message to the link, by one correlation.

use serde_json::json;

use super::check;
use crate::support::by_message;

const NUMBER: &str = "+15550100";
const ADDRESS: &str = "grace@home.example";

#[test]
fn a_code_and_a_link_each_make_one_chain_of_events() {
    check(
        &by_message(&[]),
        |stage, browser| {
            assert_eq!(browser.send_code(NUMBER), "code_sent");
            assert_eq!(browser.send_code(NUMBER), "too_soon");
            assert_eq!(browser.type_code(&stage.wrong_code(NUMBER)), "wrong_code");
            assert_eq!(browser.type_code(&stage.code(NUMBER)), "review");
            assert_eq!(browser.confirm(&[]), "linked");
        },
        &[
            "begin code_sent sms pc",
            "begin too_soon sms p",
            "prove wrong_code sms pc",
            "prove review sms psc",
            "link linked sms psc",
        ],
    );
    check(
        &by_message(&[]),
        |stage, browser| {
            assert_eq!(browser.send_link(ADDRESS), "link_sent");
            browser.open_link(&stage.link(ADDRESS));
            assert_eq!(browser.confirm(&[]), "linked");
        },
        &["begin link_sent email pc", "prove review email psc", "link linked email psc"],
    );
    check(
        &by_message(&[("review", "never")]),
        |_, browser| assert_eq!(browser.prove_by_code(NUMBER), "linked"),
        &["begin code_sent sms pc", "link linked sms psc"],
    );
}

#[test]
fn what_was_refused_or_given_up_names_what_is_left_over() {
    check(
        &by_message(&[("allowed_pairs", "database+social")]),
        |_, browser| assert_eq!(browser.prove_by_code(NUMBER), "pair_not_allowed"),
        &["begin code_sent sms pc", "prove pair_not_allowed sms pscl"],
    );
    check(
        &by_message(&[]),
        |stage, browser| {
            assert_eq!(browser.send_code("+49"), "phone_invalid");
            stage.fault(&json!({"when": {"path": "/passwordless/start"}, "then": {"status": 400}}));
            assert_eq!(browser.send_code(NUMBER), "not_sent");
            assert_eq!(browser.type_code("123456"), "code_expired");
        },
        &["begin phone_invalid sms p", "begin not_sent sms p"],
    );
    check(
        &by_message(&[]),
        |stage, browser| {
            assert_eq!(browser.send_link(ADDRESS), "link_sent");
            let callback = browser.held_callback(&stage.link(ADDRESS));
            let mut other = stage.browser();
            let page = other.navigate(callback.as_str(), None);
            assert_eq!(page.outcome().as_deref(), Some("other_browser"));
            stage.fault(&json!({"when": {"path": "/oauth/token"}, "then": {"status": 503}}));
            browser.navigate(callback.as_str(), None);
        },
        &["begin link_sent email pc", "prove tenant_unreachable email pc"],
    );
}

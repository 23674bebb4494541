//! Where somebody is on the drawn page: another language, a sign-in in between and a refusal leave them there.

use serde_json::json;

use super::{says, sign_in};
use crate::support::{Browser, Page, Stage};

const BOTH: &str = "Merge these two accounts?";
const OTHER: &str = "Keep the other account instead";

/// At both accounts, where one question would do; with `minutes` of the sign-in gone by.
fn at_both_accounts<'a>(stage: &'a Stage, minutes: u64) -> (Browser<'a>, Page) {
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    if minutes > 0 {
        stage.pass(minutes * 60);
    }
    browser.prove("github|2001");
    let page = browser.open("/settings");
    says(&page, "Add GitHub (ada@example.com)");
    let page = browser.press(&page, OTHER, &[]);
    says(&page, BOTH);
    (browser, page)
}

#[test]
fn a_repeated_sign_in_comes_back_to_both_accounts() {
    let stage = Stage::native_by_message(&[]);
    let (mut browser, page) = at_both_accounts(&stage, 14);
    stage.pass(2 * 60);
    let page = browser.agree(&page);
    let page = browser.sign_in_at(&page, "ada");
    says(&page, BOTH);
    // Also where a script leads on, and to whichever page of ours.
    says(&browser.open("/settings?outcome=resume"), BOTH);
    let page = browser.open("/settings");
    says(&page, BOTH);
    let page = browser.agree(&page);
    says(&page, "You now use the account that you chose to keep.");
}

#[test]
fn a_script_is_led_back_to_both_accounts() {
    let stage = Stage::native_by_message(&[("embed_origins", "https://shop.example")]);
    for return_to in ["/", "/account", "https://shop.example/"] {
        let (mut browser, _) = at_both_accounts(&stage, 14);
        stage.pass(2 * 60);
        let review = browser.review_id();
        let at = "/settings?step=choose";
        let fields = [("review", review.as_str()), ("at", at), ("return_to", return_to)];
        let answer = browser.post_json("/link/confirm", &fields);
        let location = crate::support::json(&answer)["location"].as_str().unwrap().to_owned();
        let page = browser.navigate(&location, Some(stage.app()));
        browser.sign_in_at(&page, "ada");
        says(&browser.open("/settings?outcome=resume"), BOTH);
    }
}

#[test]
fn a_refused_confirmation_stays_at_both_accounts() {
    let stage = Stage::by_message(&[]);
    let (mut browser, page) = at_both_accounts(&stage, 0);
    let link = json!({"method": "POST", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": link, "then": {"status": 503}}));
    let page = browser.agree(&page);
    says(&page, "We cannot reach the sign-in service.");
    says(&page, BOTH);
    assert!(page.url.as_str().contains("/settings?step=choose."), "{}", page.url);
    assert!(page.url.as_str().ends_with("&outcome=tenant_unreachable"), "{}", page.url);
    let page = browser.agree(&page);
    says(&page, "You now use the account that you chose to keep.");
    // The address that is left means nothing for what is next.
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    says(&browser.open("/settings?step=choose"), "Enter the code");
}

#[test]
fn another_language_leaves_everybody_where_they_are() {
    let stage = Stage::by_message(&[]);
    let (mut browser, page) = at_both_accounts(&stage, 0);
    let german = |browser: &mut Browser<'_>, page: &Page| {
        let page = browser.press(page, "Change", &[("ui_locales", "de")]);
        let (words, address) = (page.words(), page.url.clone());
        browser.press(&page, "Ändern", &[("ui_locales", "en")]);
        (words, address)
    };
    let check = |browser: &mut Browser<'_>, page: &Page, expected: &str| {
        let (words, address) = german(browser, page);
        assert!(words.contains(expected), "{words}");
        assert!(page.url.path() != "/settings" || page.url == address, "{address}");
    };
    check(&mut browser, &page, "Diese beiden Konten zusammenführen?");
    let page = browser.open("/settings");
    check(&mut browser, &page, "GitHub (ada@example.com) zu Ihrem Konto hinzufügen?");
    assert_eq!(browser.confirm(&[]), "linked");
    for (query, expected) in [
        ("", "Ihre Anmeldemethoden"),
        ("?unlink=github%7C2001", "GitHub trennen?"),
        ("?ask=sms", "Telefonnummer hinzufügen"),
    ] {
        let page = browser.open(&format!("/settings{query}"));
        check(&mut browser, &page, expected);
    }
    let page = browser.open("/settings?ask=email");
    let page = browser.press(&page, "Send a code", &[("email", "ada@")]);
    check(&mut browser, &page, "E-Mail-Adresse hinzufügen");
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    for (query, expected) in
        [("?step=code", "Code eingeben"), ("?step=overview", "Ihre Anmeldemethoden")]
    {
        let page = browser.open(&format!("/settings{query}"));
        check(&mut browser, &page, expected);
    }
}

/// The way back to a product's page goes along, and an address of nobody's does not.
#[test]
fn another_language_keeps_the_way_back_to_a_product() {
    let stage = Stage::by_message(&[("embed_origins", "https://shop.example")]);
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    browser.link("github|2001");
    for (back, kept) in [("https://shop.example/account", true), ("https://evil.example/", false)] {
        let query = form_urlencoded(&[("unlink", "github|2001"), ("return_to", back)]);
        let page = browser.open(&format!("/settings?{query}"));
        let page = browser.press(&page, "Change", &[("ui_locales", "de")]);
        assert!(page.words().contains("GitHub trennen?"), "{}", page.words());
        assert_eq!(page.url.query_pairs().any(|(_, value)| value == back), kept, "{}", page.url);
        let page = browser.press(&page, "Ändern", &[("ui_locales", "en")]);
        assert_eq!(page.link("Keep it linked").as_deref(), kept.then_some(back));
    }
}

/// Nor is it lost where nobody is signed in or nothing can be shown: there signing in and trying again lead to it, too.
#[test]
fn the_way_back_to_a_product_stays_without_a_session_and_in_trouble() {
    let stage = Stage::by_message(&[("embed_origins", "https://shop.example")]);
    let mut browser = stage.browser();
    for (back, end) in
        [("https://shop.example/account", None), ("https://evil.example/", Some("/settings"))]
    {
        let leads_back = |page: &Page| page.url.query_pairs().any(|(_, value)| value == back);
        let query = form_urlencoded(&[("return_to", back)]);
        let page = browser.open(&format!("/settings?{query}"));
        let end = form_urlencoded(&[("return_to", end.unwrap_or(back))]);
        assert_eq!(page.link("Sign in"), Some(format!("/login?{end}")));
        let page = browser.press(&page, "Change", &[("ui_locales", "de")]);
        says(&page, "Anmelden");
        assert_eq!(leads_back(&page), !end.contains("settings"), "{}", page.url);
        browser.press(&page, "Ändern", &[("ui_locales", "en")]);
    }
    sign_in(&mut browser, "ada");
    stage.fault(&json!({"when": {"path": "/api/v2/*"}, "times": 0, "then": "drop_before"}));
    let page = browser.open("/settings?return_to=https%3A%2F%2Fshop.example%2Faccount");
    says(&page, "We cannot reach the sign-in service.");
    for button in ["Change", "Try again"] {
        let page = browser.press(&page, button, &[]);
        assert_eq!(page.url.query(), Some("return_to=https%3A%2F%2Fshop.example%2Faccount"));
    }
}

fn form_urlencoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Who has to choose anyway begins with what is recommended, whatever the address says.
#[test]
fn where_both_accounts_are_shown_anyway_nobody_asked_for_the_other_one() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.browser();
    sign_in(&mut browser, "ada");
    browser.prove("google-oauth2|1002");
    let plain = browser.open("/settings");
    says(&plain, "These look like two different people.");
    let chosen = |page: &Page| {
        page.forms().into_iter().find(|it| it.action == "/link/confirm").unwrap().fields
    };
    assert_eq!(chosen(&browser.open("/settings?step=choose")), chosen(&plain));
}

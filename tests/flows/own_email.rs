//! One's own address: whether it is verified is what the tenant says now, not what the sign-in said.

use serde_json::{Value, json};

use crate::support::{Attacks, DATABASE, Stage, by_message, json as read};

const LINUS: &str = "auth0|linus";
const MODES: [&str; 2] = ["user", "client"];

/// Linus, whose address counts or does not.
fn put_linus(stage: &Stage, verified: bool) {
    let identity = json!({"provider": "auth0", "user_id": "linus", "connection": DATABASE,
        "password": "worthless-linus"});
    stage.put_user(&json!({"user_id": LINUS, "name": "Linus", "email": "linus@example.com",
        "email_verified": verified, "identities": [identity]}));
}

fn linus(stage: &Stage) -> crate::support::Browser<'_> {
    put_linus(stage, false);
    stage.signed_in("linus")
}

#[test]
fn whoever_opened_the_letter_links_without_signing_in_again() {
    for mode in MODES {
        let stage = Stage::by_message(&[("management", mode)]);
        let mut browser = linus(&stage);
        let start = [("connection", "github")];
        assert_eq!(browser.post_outcome("/link/start", &start), "own_email_unverified", "{mode}");
        assert_eq!(browser.send_code("+15550173"), "own_email_unverified");
        assert_eq!(browser.me()["user"]["email_verified"], false);
        put_linus(&stage, true);
        let me = browser.me();
        assert_eq!(me["user"]["email_verified"], true, "{mode}");
        assert_eq!(me["suggestions"], mode == "client");
        if mode == "client" {
            assert_eq!(browser.get("/suggestions").status(), 200);
        }
        assert_eq!(browser.send_code("+15550173"), "code_sent");
        assert_eq!(browser.link("github|2001"), "linked", "{mode}");
        assert_eq!(browser.me()["user"]["email_verified"], true, "not what the sign-in said");
    }
}

#[test]
fn an_address_that_stopped_counting_after_the_sign_in_is_seen() {
    for mode in MODES {
        let stage = Stage::with(&[("management", mode)]);
        put_linus(&stage, true);
        let mut browser = stage.signed_in("linus");
        browser.prove("github|2001");
        let review = browser.review_id();
        put_linus(&stage, false);
        assert_eq!(browser.me()["user"]["email_verified"], false, "{mode}");
        let code = browser.post_outcome("/link/confirm", &[("review", &review)]);
        assert_eq!(code, "own_email_unverified", "{mode}");
        assert_eq!(stage.identities(LINUS), [LINUS]);
        assert_eq!(read(&browser.get("/suggestions"))["suggestions"], Value::Null, "{mode}");
    }
}

/// The letters that went to this address.
fn letters(stage: &Stage, to: &str) -> Vec<String> {
    let letters = stage.messages().into_iter().filter(|it| it["to"] == to);
    letters.map(|it| it["link"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_letter_is_sent_again_and_its_link_lets_one_link() {
    let stage = Stage::with(&[("management", "client")]);
    let mut browser = linus(&stage);
    let me = browser.me();
    assert_eq!(me["verify"], json!({"letter": true}));
    let page = browser.open("/settings");
    assert!(page.body.contains("action=\"/verification-email\""), "{}", page.body);
    assert!(!page.body.contains("action=\"/link/start\""), "{}", page.body);
    assert!(page.body.contains("<bdi>linus@example.com</bdi>"), "{}", page.body);

    assert_eq!(browser.post_outcome("/verification-email", &[]), "letter_sent");
    assert_eq!(browser.me()["outcome"], "letter_sent");
    let letters = letters(&stage, "linus@example.com");
    assert_eq!(letters.len(), 1);
    browser.navigate(&letters[0], None);
    assert_eq!(browser.me()["verify"], Value::Null);
    assert!(browser.open("/settings").body.contains("action=\"/link/start\""));
    assert_eq!(browser.post_outcome("/verification-email", &[]), "verified");
    assert_eq!(stage.messages().len(), 1, "there is nothing to send any more");
    assert_eq!(browser.link("github|2001"), "linked");
}

#[test]
fn without_the_means_the_page_says_what_to_do_and_has_no_button_that_only_refuses() {
    let stage = Stage::by_message(&[]);
    let mut browser = linus(&stage);
    assert_eq!(browser.me()["verify"], json!({"letter": false}));
    let page = browser.open("/settings");
    for action in ["/verification-email", "/link/start"] {
        assert!(!page.body.contains(&format!("action=\"{action}\"")), "{}", page.body);
    }
    assert!(!page.body.contains("name=\"ask\""), "{}", page.body);
    assert!(page.body.contains("linus@example.com</bdi>"));
    assert_eq!(browser.post_outcome("/verification-email", &[]), "invalid_request");
    assert!(stage.messages().is_empty());

    let lenient = Stage::with(&[("verified_email", "optional")]);
    assert_eq!(linus(&lenient).me()["verify"], Value::Null);
    // Nor what was begun before.
    put_linus(&stage, true);
    assert_eq!(browser.send_code("+15550173"), "code_sent");
    put_linus(&stage, false);
    assert_eq!(browser.me()["passwordless"], Value::Null);
}

#[test]
fn attack_the_letter_is_made_to_go_elsewhere_or_to_flood() {
    let mut attacks = Attacks::new("letters", true);
    let stage = Stage::native(&[("management", "client")]);
    let mut browser = linus(&stage);
    let fields = [
        ("email", "victim@example.com"),
        ("user_id", "google-oauth2|1003"),
        ("identity", "google-oauth2|1003"),
        ("client_id", "local-management"),
    ];
    let code = browser.post_outcome("/verification-email", &fields);
    let all: Vec<Value> = stage.messages();
    let own = all.iter().all(|it| it["to"] == "linus@example.com") && all.len() == 1;
    attacks.tried("another address and another user in the form", own, &code);
    let mut sent = 1;
    while browser.post_outcome("/verification-email", &[]) == "letter_sent" {
        sent += 1;
        assert!(sent < 20);
    }
    attacks.tried("one letter after the other", sent == 4, "`too_many_codes` after four an hour");
    let code = browser.post_outcome("/verification-email", &[]);
    assert_eq!(code, "too_many_codes");
    assert_eq!(letters(&stage, "linus@example.com").len(), sent);
    // Together with those of a link by code, whoever asks.
    let stage = Stage::native(&by_message(&[("management", "client")]));
    let mut ada = stage.signed_in("ada");
    for _ in 0..4 {
        assert_eq!(ada.send_code("linus@example.com"), "code_sent");
        stage.pass(31);
    }
    let code = linus(&stage).post_outcome("/verification-email", &[]);
    attacks.tried("the address is flooded by both ways", code == "too_many_codes", &code);
    stage.block(LINUS, true);
    let mut blocked = stage.browser();
    let code = blocked.post_outcome("/verification-email", &[]);
    attacks.tried("without a session", code == "signed_out", &code);
    attacks.finish();
}

#[test]
fn a_letter_that_the_tenant_does_not_send_is_told() {
    let stage = Stage::native(&[("management", "client")]);
    let mut browser = linus(&stage);
    let job = |then: Value| {
        let when = json!({"method": "POST", "path": "/api/v2/jobs/verification-email"});
        stage.fault(&json!({"when": when, "then": then}));
    };
    for (then, code) in [
        (json!({"status": 400}), "not_sent"),
        (json!({"status": 403}), "tenant_refused"),
        (json!({"status": 403, "body": {"errorCode": "insufficient_scope"}}), "missing_scope"),
        (json!({"status": 404}), "joined_elsewhere"),
        (json!({"status": 200, "body": "<html>"}), "tenant_unreachable"),
        (json!("drop_before"), "tenant_unreachable"),
    ] {
        stage.forget_store();
        job(then.clone());
        let mut browser = browser.clone();
        assert_eq!(browser.post_outcome("/verification-email", &[]), code, "{then}");
    }
    stage.block(LINUS, true);
    assert_eq!(browser.post_outcome("/verification-email", &[]), "account_blocked");
}

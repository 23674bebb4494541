//! One's own address: whether it is verified is what the tenant says now, not what the sign-in said.

use serde_json::{Value, json};

use crate::support::{DATABASE, Stage, json as read};

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

//! What the tenant takes back after the session began: who is blocked, gone, or has an address that does not
//! count any more is not joined, and gets in by no other account.

use serde_json::{Value, json};

use super::{ADA, Trial, hold_link, open};
use crate::support::{Attacks, Browser, Stage, json as read};

const HUB: &str = "github|2001";
const MODES: [&str; 2] = ["user", "client"];

/// Whether the person who had a password still cannot sign in.
fn is_kept_out(stage: &Stage) -> bool {
    let mut later = stage.browser();
    later.log_in("ada");
    !later.is_signed_in()
}

fn confirm(browser: &mut Browser<'_>, review: &str, primary: &str) -> String {
    browser.post_outcome("/link/confirm", &[("review", review), ("primary", primary)])
}

#[test]
fn attack_a_link_launders_a_block() {
    let mut attacks = Attacks::new("linking-withdrawn", Stage::are_native());
    for mode in MODES {
        for (whose, blocked, code) in
            [("one's own", ADA, "account_blocked"), ("the other", HUB, "other_blocked")]
        {
            for primary in [ADA, HUB] {
                let stage = Stage::with(&[("management", mode)]);
                let mut trial = Trial::new(&stage, &mut attacks, "");
                let mut ada = stage.signed_in("ada");
                ada.prove(HUB);
                let review = ada.review_id();
                stage.block(blocked, true);
                let told = confirm(&mut ada, &review, primary);
                assert_eq!(told, code, "{mode} {blocked} {primary}");
                let name =
                    format!("{whose} account blocked at its review, {primary} stays, mode {mode}");
                trial.refused(&name, &told);
                assert!(!stage.log().contains("\"changes\":"), "nothing was tried");
                // Nor by another try.
                let again = confirm(&mut ada, &review, primary);
                let gone = if blocked == ADA { "signed_out" } else { "no_review" };
                assert_eq!(again, gone);
                assert!(blocked != ADA || is_kept_out(&stage));
                assert_eq!(stage.user(blocked).unwrap()["blocked"], true);
            }
        }
    }
    attacks.finish();
}

#[test]
fn attack_a_link_without_a_review_launders_a_block() {
    let mut attacks = Attacks::new("linking-withdrawn-at-once", Stage::are_native());
    for mode in MODES {
        for (blocked, code) in [(ADA, "account_blocked"), (HUB, "other_blocked")] {
            let stage = Stage::with(&[("management", mode), ("review", "never")]);
            let mut trial = Trial::new(&stage, &mut attacks, "");
            let mut ada = stage.signed_in("ada");
            // While the callback is on its way; the other one right after its code was exchanged.
            let callback = hold_link(&mut ada, HUB);
            if blocked == ADA {
                stage.block(ADA, true);
            } else {
                let when = json!({"method": "GET", "path": format!("/api/v2/users/{HUB}")});
                let body = json!({"user_id": HUB, "identities": [], "blocked": true});
                stage.fault(&json!({"when": when, "then": {"status": 200, "body": body}}));
            }
            let told = open(&mut ada, &callback);
            assert_eq!(told, code, "{mode} {blocked}");
            trial.refused(&format!("{blocked} blocked, without a review, mode {mode}"), &told);
        }
    }
    attacks.finish();
}

#[test]
fn attack_somebody_who_is_blocked_looks_and_unlinks() {
    let mut attacks = Attacks::new("linking-withdrawn-unlink", Stage::are_native());
    for mode in MODES {
        let stage = Stage::with(&[("management", mode)]);
        let mut ada = stage.signed_in("ada");
        assert_eq!(ada.link(HUB), "linked");
        ada.me();
        let (mut second, mut drawn) = (stage.signed_in("ada"), stage.signed_in("ada"));
        let mut trial = Trial::new(&stage, &mut attacks, "");
        stage.block(ADA, true);
        let identity = [("provider", "github"), ("user_id", "2001")];
        let told = ada.post_outcome("/unlink", &identity);
        assert_eq!(told, "account_blocked");
        trial.refused(&format!("an unlink by who is blocked, mode {mode}"), &told);
        // A look ends the session, and its copies with it.
        let mut copy = second.clone();
        let answer = second.get("/me");
        assert_eq!(
            (answer.status().as_u16(), &read(&answer)["code"]),
            (401, &json!("account_blocked"))
        );
        stage.block(ADA, false);
        assert!(!second.is_signed_in());
        if stage.is_native() {
            assert_eq!(read(&copy.get("/me"))["code"], "signed_out");
        }
        assert!(!ada.is_signed_in(), "the unlink ended that one");
        stage.block(ADA, true);
        let page = drawn.open("/settings");
        assert!(page.body.contains("Your account is blocked"), "{}", page.body);
        stage.block(ADA, false);
        assert!(!drawn.is_signed_in());
        assert!(stage.log().contains("read user: the user is blocked"));
    }
    attacks.finish();
}

#[test]
fn where_the_tenant_hides_the_block_the_last_sign_in_is_what_is_left() {
    for (mode, code) in [("user", "linked"), ("client", "account_blocked")] {
        let stage = Stage::with(&[("management", mode)]);
        stage.hide_blocked();
        let mut ada = stage.signed_in("ada");
        ada.prove(HUB);
        let review = ada.review_id();
        stage.block(ADA, true);
        assert_eq!(confirm(&mut ada, &review, ADA), code, "{mode}");
        assert_eq!(stage.user(ADA).unwrap()["blocked"], true);
    }
}

#[test]
fn an_own_block_does_not_hide_behind_a_shared_address() {
    let stage = Stage::with(&[("management", "client")]);
    let mut ada = stage.signed_in("ada");
    assert_eq!(ada.get("/suggestions").status(), 200);
    stage.block(ADA, true);
    assert_eq!(read(&ada.get("/suggestions"))["code"], "account_blocked");
    stage.block(ADA, false);
    assert!(!ada.is_signed_in());
}

#[test]
fn anything_but_false_or_nothing_is_a_block() {
    let stage = Stage::new();
    let look = |blocked: &Value| {
        let mut ada = stage.signed_in("ada");
        let body = json!({"user_id": ADA, "name": "Ada", "identities": [], "blocked": blocked});
        let when = json!({"method": "GET", "path": "/api/v2/users/*"});
        stage.fault(&json!({"when": when, "then": {"status": 200, "body": body}}));
        read(&ada.get("/me"))["code"].clone()
    };
    for blocked in [json!(false), json!(null)] {
        assert_eq!(look(&blocked), json!(null), "{blocked}");
    }
    for blocked in [json!("false"), json!(0), json!({}), json!(true), json!([])] {
        assert_eq!(look(&blocked), "account_blocked", "{blocked}");
    }
}

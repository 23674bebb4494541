//! The two cards: what is chosen on them, and what counts of what nobody chose.

use serde_json::json;

use super::asked::{ADA, OTHER, answer, put, review};
use crate::support::{DATABASE, SEPARATE_CLIENT, Stage, json as read};

/// Ada's own account and her older one at GitHub, which is recommended.
fn two_tones() -> Stage {
    let stage = Stage::native(&[]);
    let of = |tone: &str| json!({"tone": tone, "looks": {"tone": tone}});
    put(&stage, &json!({"user_metadata": of("light")}));
    stage.put_user(&json!({
        "user_id": ADA, "name": "Ada Lindqvist", "email": "ada@example.com", "email_verified": true,
        "user_metadata": of("dark"),
        "identities": [{"provider": "auth0", "user_id": "ada", "connection": DATABASE,
            "password": "worthless-ada"}],
    }));
    answer(&stage, OTHER, "created_at", &json!("2019-03-01T08:00:00.000Z"));
    stage
}

/// Whichever account is recommended: nothing of the one that stays is written over unasked.
#[test]
fn attack_the_recommended_accounts_values_outlast_the_choice_of_the_other_account() {
    for (kept, tone) in [(ADA, "dark"), (OTHER, "light")] {
        let stage = two_tones();
        let (mut browser, page) = review(&stage);
        assert!(page.words().contains("Recommended You have had it longer."), "{}", page.words());
        assert!(page.words().contains("The kept account’s value dark"), "{}", page.words());
        browser.press(&page, "Merge accounts", &[("primary", kept)]);
        stage.heal();
        let metadata = stage.user(kept).unwrap()["user_metadata"].clone();
        assert_eq!(metadata, json!({"tone": tone, "looks": {"tone": tone}}), "{kept}");
    }
}

#[test]
fn one_value_can_be_had_of_either_account() {
    for kept in [ADA, OTHER] {
        let stage = two_tones();
        let (mut browser, page) = review(&stage);
        browser.press(&page, "Merge accounts", &[("primary", kept), ("metadata.tone", "present")]);
        stage.heal();
        assert_eq!(stage.user(kept).unwrap()["user_metadata"]["tone"], "dark", "{kept}");
    }
}

/// An address shows both accounts, whoever wrote it; only the page's own button chooses the other one.
#[test]
fn attack_an_address_chooses_the_other_account() {
    let both = "Merge these two accounts?";
    let (plain, changed) = ("/settings?step=choose", "/settings?step=choose.x");
    for settings in [&[][..], &SEPARATE_CLIENT] {
        for address in [plain, changed, "its name", "its tag", "of another review"] {
            let stage = Stage::with(settings);
            put(&stage, &json!({}));
            let (mut browser, page) = review(&stage);
            let name = read(&browser.get("/link/review"))["review"].as_str().unwrap().to_owned();
            let tag = name.split_once('.').unwrap().1;
            let mut at = match address {
                "its name" => format!("{plain}.{name}"),
                "its tag" => format!("{plain}.{tag}"),
                at => at.to_owned(),
            };
            if address == "of another review" {
                let old = browser.press(&page, "Keep the other account instead", &[]).url;
                browser.prove(OTHER);
                at = format!("/settings?{}", old.query().unwrap());
            }
            let page = browser.open(&at);
            assert!(page.words().contains(both), "{at}: {}", page.words());
            browser.press(&page, "Merge accounts", &[]);
            assert_eq!(stage.identities(ADA), [ADA, OTHER], "{address}");
        }
    }
}

/// Whoever has to sign in again finds the account chosen that they chose, and nobody who chose none.
#[test]
fn a_repeated_sign_in_leaves_the_choice_of_the_account() {
    for (kept, recommended) in [(ADA, true), (OTHER, true), (ADA, false), (OTHER, false)] {
        let stage = if recommended { two_tones() } else { Stage::native(&[]) };
        if !recommended {
            put(&stage, &json!({}));
        }
        let mut browser = stage.signed_in("ada");
        browser.scripts = false;
        stage.pass(14 * 60);
        browser.prove(OTHER);
        let mut page = browser.open("/settings");
        if !recommended {
            page = browser.press(&page, "Keep the other account instead", &[]);
        }
        stage.pass(2 * 60);
        let page = browser.press(&page, "Merge accounts", &[("primary", kept)]);
        let page = browser.sign_in_at(&page, "ada");
        let page = browser.press(&page, "Merge accounts", &[]);
        stage.heal();
        assert!(page.outcome().is_some(), "{}", page.words());
        assert_eq!(stage.identities(kept).len(), 2, "{kept}, {recommended}: {}", page.words());
    }
}

/// A list that has no room in the other account is joined in one's own, unless somebody chooses otherwise.
#[test]
fn a_set_that_fits_into_the_recommended_account_is_joined_there() {
    let stage = Stage::native(&[]);
    let (one, two) = ("a".repeat(2_000), "b".repeat(2_000));
    let full = json!({"plan": "x".repeat(6_000)});
    put(&stage, &json!({"user_metadata": {"tags": [two]}, "app_metadata": full}));
    stage.put_user(&json!({
        "user_id": ADA, "name": "Ada Lindqvist", "email": "ada@example.com", "email_verified": true,
        "user_metadata": {"tags": [one]}, "app_metadata": {"plan": "pro"},
        "identities": [{"provider": "auth0", "user_id": "ada", "connection": DATABASE,
            "password": "worthless-ada"}],
    }));
    let (mut browser, page) = review(&stage);
    let shown = read(&browser.get("/link/review"));
    assert_eq!(shown["metadata"][0]["falls_back"], json!([OTHER]));
    assert_eq!(shown["choice"]["recommended"], ADA);
    assert!(page.body.contains("Leave some of them behind."), "{}", page.body);
    let refused = browser.press(&page, "Merge accounts", &[("primary", OTHER)]);
    assert_eq!(refused.outcome().as_deref(), Some("profile_too_large"));
    let page = browser.open("/settings");
    browser.press(&page, "Merge accounts", &[]);
    assert_eq!(stage.user(ADA).unwrap()["user_metadata"]["tags"], json!([one, two]));
}

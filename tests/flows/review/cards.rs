//! The two cards: what is chosen on them, and what counts of what nobody chose.

use serde_json::json;

use super::asked::{ADA, OTHER, answer, put, review};
use crate::support::{DATABASE, Stage};

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

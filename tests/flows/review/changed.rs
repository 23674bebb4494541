//! What changes between the question and its answer: a loss that nobody was told of is not confirmed, and what a
//! product merely writes keeps nobody from it.

use serde_json::json;

use super::asked::{ADA, OTHER, answer, asks_one_question, put, review};
use crate::support::{DATABASE, SEPARATE_CLIENT, Stage};

#[test]
fn attack_a_loss_that_came_after_the_question_is_not_confirmed() {
    let long = "x".repeat(9_990);
    for settings in [&[][..], &SEPARATE_CLIENT] {
        let on = if settings.is_empty() { "" } else { ", in mode client" };
        for (how, change) in [
            ("a setting that conflicts", json!({"user_metadata": {"theme": "light"}})),
            ("settings that are too large", json!({"user_metadata": {"bio": long}})),
            ("lists that are too large together", json!({"user_metadata": {"interests": [long]}})),
            ("a plan", json!({"app_metadata": {"plan": "pro"}})),
            ("another person", json!({"name": "Joan", "email": "joan@example.com"})),
        ] {
            let stage = Stage::with(settings);
            put(&stage, &json!({}));
            let (mut browser, page) = review(&stage);
            assert!(asks_one_question(&page), "{how}");
            put(&stage, &change);
            let page = browser.press(&page, "Add", &[]);
            assert_eq!(page.outcome().as_deref(), Some("review_changed"), "{how}{on}");
            assert_eq!(stage.identities(ADA), [ADA], "{how}");
            // It is shown again, with what there is to choose.
            assert!(!asks_one_question(&browser.open("/settings")), "{how}");
        }
        for (how, id, member, told) in [
            ("a second factor", OTHER, "multifactor", json!(["guardian"])),
            ("what cannot be read any more", OTHER, "app_metadata", json!(["roles"])),
            ("what cannot be read of one's own", ADA, "user_metadata", json!("theme=dark")),
        ] {
            let stage = Stage::native(settings);
            put(&stage, &json!({}));
            let (mut browser, page) = review(&stage);
            answer(&stage, id, member, &told);
            let page = browser.press(&page, "Add", &[]);
            assert_eq!(page.outcome().as_deref(), Some("review_changed"), "{how}{on}");
            stage.heal();
            assert_eq!(stage.identities(ADA), [ADA], "{how}");
        }
    }
}

/// Beside one loss that was shown, another one that was not.
#[test]
fn attack_a_loss_that_came_beside_another_one_is_not_confirmed() {
    let long = "x".repeat(9_990);
    for settings in [&[][..], &SEPARATE_CLIENT] {
        for (how, before, after) in [
            (
                "a second conflict",
                json!({"theme": "light"}),
                json!({"theme": "light", "language": "sv"}),
            ),
            ("a conflict of another key", json!({"theme": "light"}), json!({"language": "sv"})),
            ("too large, too", json!({"theme": "light"}), json!({"theme": "light", "bio": long})),
            (
                "a list without room",
                json!({"theme": "light"}),
                json!({"theme": "light", "interests": [long]}),
            ),
        ] {
            let stage = Stage::with(settings);
            put(&stage, &json!({"user_metadata": before}));
            let (mut browser, page) = review(&stage);
            assert!(!asks_one_question(&page), "{how}");
            put(&stage, &json!({"user_metadata": after}));
            let page = browser.press(&page, "Merge accounts", &[]);
            assert_eq!(page.outcome().as_deref(), Some("review_changed"), "{how}");
            assert_eq!(stage.identities(ADA), [ADA], "{how}");
        }
    }
}

#[test]
fn what_a_product_writes_meanwhile_keeps_nobody_from_confirming() {
    let put_ada = |stage: &Stage, theme: &str, visits: u64| {
        stage.put_user(&json!({
            "user_id": ADA, "name": "Ada Lindqvist", "email": "ada@example.com",
            "email_verified": true, "user_metadata": {"theme": theme, "tags": [theme]},
            "app_metadata": {"visits": visits},
            "identities": [{"provider": "auth0", "user_id": "ada", "connection": DATABASE,
                "password": "worthless-ada"}],
        }));
    };
    for settings in [&[][..], &SEPARATE_CLIENT] {
        let stage = Stage::with(settings);
        put_ada(&stage, "dark", 1);
        put(&stage, &json!({"user_metadata": {"seen": 1, "tags": ["1"]}}));
        let (mut browser, page) = review(&stage);
        assert!(asks_one_question(&page));
        put_ada(&stage, "light", 2);
        put(&stage, &json!({"user_metadata": {"seen": 2, "tags": ["2"], "tour": "done"}}));
        let page = browser.press(&page, "Add", &[]);
        assert_eq!(page.outcome().as_deref(), Some("linked"));
        let metadata = stage.user(ADA).unwrap()["user_metadata"].clone();
        let expected = json!({"theme": "light", "seen": 2, "tags": ["light", "2"], "tour": "done"});
        assert_eq!(metadata, expected);
    }
}

//! What the overview says of an action that ended, and of each way to sign in.

use serde_json::json;

use super::says;
use crate::support::{DATABASE, Stage};

#[test]
fn attack_a_name_that_fills_a_cookie_does_not_hide_how_an_unlink_ended() {
    let stage = Stage::native(&[]);
    let name = "x".repeat(5_000);
    let (own, other) = (
        json!({"provider": "auth0", "user_id": "ada", "connection": DATABASE, "password": "worthless-ada"}),
        json!({"provider": "github", "user_id": "66", "connection": "github", "profileData": {"name": name}}),
    );
    stage.put_user(&json!({
        "user_id": "auth0|ada", "name": "Ada", "email": "ada@example.com", "email_verified": true,
        "identities": [own, other],
    }));
    let mut browser = stage.signed_in("ada");
    let page = browser.open("/settings?unlink=github%7C66");
    let page = browser.press(&page, "Unlink", &[]);
    says(&page, "The account is unlinked.");
}

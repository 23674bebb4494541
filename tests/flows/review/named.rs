//! By what the other account is called: somebody else chose its name.

use serde_json::{Value, json};

use super::asked::{OTHER, answer, put, review};
use crate::support::{SEPARATE_CLIENT, Stage, json as read};

#[test]
fn attack_a_name_poses_as_the_address_of_somebody_else() {
    for settings in [&[][..], &SEPARATE_CLIENT] {
        for name in ["ada@example.com", "ada@examp\u{200b}le.com", "Ada <ada@example.com>"] {
            let stage = Stage::with(settings);
            put(&stage, &json!({"name": name, "email": "mallory@evil.example"}));
            let (mut browser, page) = review(&stage);
            let said = "Merge <bdi>mallory@evil.example</bdi>’s account into mine";
            assert!(page.body.contains(said), "{name}: {}", page.words());
            assert_eq!(read(&browser.get("/me"))["pending"]["name"], Value::Null, "{name}");
            let shown = read(&browser.get("/link/review"))["other"].clone();
            assert_eq!(shown["name"], Value::Null, "{name}");
            assert_eq!(shown["identities"][0]["name"], Value::Null, "{name}");
        }
    }
    // Its own address is a name like any other.
    let stage = Stage::native(&[]);
    put(&stage, &json!({"name": "Ada@example.com"}));
    let (mut browser, _) = review(&stage);
    assert_eq!(read(&browser.get("/link/review"))["other"]["name"], "Ada@example.com");
}

#[test]
fn attack_a_long_address_hides_whose_domain_it_is_of() {
    let stage = Stage::native(&[]);
    let email = format!("ada.lindqvist.example.com{}@evil.example", "a".repeat(30));
    put(&stage, &json!({"email": email, "name": email}));
    let (_, page) = review(&stage);
    assert!(page.words().contains("@evil.example) to your account?"), "{}", page.words());
}

/// What is added is named, whatever there is to name it by.
#[test]
fn an_account_without_a_name_and_an_address_is_asked_for_by_its_id() {
    for name in ["\u{202e}\u{3164}", " ", "joan@example.com"] {
        let stage = Stage::native(&[]);
        put(&stage, &json!({"name": name}));
        let mut user = stage.user(OTHER).unwrap();
        user["email"] = Value::Null;
        let when = json!({"method": "GET", "path": format!("/api/v2/users/{OTHER}")});
        stage.fault(&json!({"when": when, "times": 0, "then": {"status": 200, "body": user}}));
        let (_, page) = review(&stage);
        let words = page.words();
        assert!(words.contains("Add GitHub (77) to your account? GitHub 77"), "{name:?}: {words}");
    }
}

#[test]
fn a_phone_without_a_name_is_asked_for_by_its_number() {
    let stage = Stage::native_by_message(&[]);
    let (number, id) = ("+15550100188", "sms|9");
    stage.put_user(&json!({
        "user_id": id, "phone_number": number, "phone_verified": true,
        "identities": [{"provider": "sms", "user_id": "9", "connection": "sms"}],
    }));
    answer(&stage, id, "name", &Value::Null);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code(number), "code_sent");
    let code = stage.code(number);
    assert_eq!(browser.post_outcome("/link/passwordless/verify", &[("otp", &code)]), "review");
    let words = browser.open("/settings").words();
    assert!(words.contains("Add +15550100188 to your account? Text message"), "{words}");
    assert!(words.contains("+15550100188 Both then"), "{words}");
}

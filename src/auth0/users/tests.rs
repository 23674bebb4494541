//! Requests about a user, and which answers are believed.

use super::*;
use crate::config::example::config;

#[track_caller]
fn check(primary: &str, identity: &str, expected: &str) {
    let id = |text| UserId::parse(text).unwrap();
    let access = Access::new(id(primary), Secret::new("worthless".to_owned()));
    let request = unlink_identity_request(&config(&[]), &access, &id(identity));
    assert_eq!(request.uri().to_string(), format!("https://tenant.example/api/v2/{expected}"));
}

#[test]
fn believes_no_change_that_the_answer_does_not_show() {
    let user_id = UserId::parse("auth0|ada").unwrap();
    let check = |body: &str, updated: bool| {
        let response = Response::new(body.as_bytes().to_vec());
        let outcome = process_updated_response(response, &user_id, UnixTime(0));
        assert_eq!(outcome, if updated { Ok(()) } else { Err(Fault::Unreadable) }, "{body}");
    };
    check(r#"{"user_id":"auth0|ada","user_metadata":{}}"#, true);
    check(r#"{"user_metadata":{}}"#, true);
    for body in ["", "<html>", "[]", "{}", r#"{"user_id":"auth0|eve"}"#, r#"{"a":1}"#] {
        check(body, false);
    }
    let deleted = |body: &str| process_deleted_response(Response::new(body.into()), UnixTime(0));
    assert_eq!((deleted(""), deleted("<html>")), (Ok(()), Err(Fault::Unreadable)));
}

#[test]
fn takes_no_other_user_than_the_one_asked_for() {
    let read = |user_id: &str| {
        let body = format!(r#"{{"user_id":"{user_id}","identities":[]}}"#);
        let asked = UserId::parse("auth0|ada").unwrap();
        let access = Access::new(asked, Secret::new("worthless".to_owned()));
        process_user_response(Response::new(body.into()), &access, UnixTime(0)).err()
    };
    assert_eq!((read("auth0|ada"), read("auth0|eve")), (None, Some(Fault::Unreadable)));
}

#[test]
fn takes_no_user_of_another_database_than_signed_in() {
    let told = |email: Option<&str>, email_verified| {
        let email = email.map(ToOwned::to_owned);
        let asked = UserId::parse("auth0|1").unwrap();
        let access = Access::new(asked, Secret::new("worthless".to_owned()));
        let access = access.to_whom(Told { email, email_verified: Some(email_verified) });
        let body = r#"{"user_id":"auth0|1","email":"a@example.com","email_verified":true}"#;
        process_user_response(Response::new(body.into()), &access, UnixTime(0)).err()
    };
    assert_eq!(told(Some("a@example.com"), true), None);
    for (email, verified) in [
        (Some("a@example.com"), false),
        (Some("A@example.com"), true),
        (Some("a@example.com "), true),
        (Some("b@example.com"), true),
        (None, true),
        (None, false),
    ] {
        assert_eq!(told(email, verified), Some(Fault::OtherUser), "{email:?} {verified}");
    }
}

#[test]
fn counts_what_would_be_lost_but_no_password_and_no_factor_that_was_never_confirmed() {
    for (list, counts) in [
        ("[]", false),
        (r#"[{"id":"rol_1","name":"editor"}]"#, true),
        (r#"[{"type":"totp","confirmed":true}]"#, true),
        (r#"[{"type":"totp","confirmed":false}]"#, false),
        (r#"[{"type":"password"}]"#, false),
        (r#"[{"type":"passkey","confirmed":true}]"#, false),
        (r#"[{"type":"password"},{"type":"phone"}]"#, true),
    ] {
        let answer = process_belonging_response(Response::new(list.into()), UnixTime(0));
        assert_eq!(answer, Ok(counts), "{list}");
    }
}

#[test]
fn never_sends_an_empty_object_which_would_remove_everything() {
    let id = UserId::parse("auth0|ada").unwrap();
    let access = Access::new(id, Secret::new("worthless".to_owned()));
    let mut changes = Changes::default();
    changes.user_metadata.insert("theme".to_owned(), "dark".into());
    let request = update_user_request(&config(&[]), &access, &changes);
    assert_eq!(request.body(), br#"{"user_metadata":{"theme":"dark"}}"#);
}

#[test]
fn encodes_every_part_of_an_id() {
    check("auth0|ada", "github|1", "users/auth0%7Cada/identities/github/1");
    check(
        "samlp|okta|a@b.c",
        "oauth2|line|U/1",
        "users/samlp%7Cokta%7Ca@b.c/identities/oauth2/line%7CU%2F1",
    );
    check("auth0|a%b", "ad|%2e%2e", "users/auth0%7Ca%25b/identities/ad/%252e%252e");
}

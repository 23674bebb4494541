//! The tenant's answer to a code that was typed: forged ID tokens, accounts of another number or address,
//! a token endpoint that fails, a second factor that is due. Nothing of it links anything by itself.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Attacks, Browser, Stage, json as read};

/// Of the sample people: `sms|5001`.
const NUMBER: &str = "+15550100";

/// Somebody new to whom the code has gone already, in a stage that would link without a review.
fn waiting<'a>(stage: &'a Stage, index: usize) -> (Browser<'a>, String, String) {
    let mut browser = stage.newcomer(&format!("p{index}"));
    let number = format!("+491511234560{index}");
    assert_eq!(browser.send_code(&number), "code_sent");
    let code = stage.code(&number);
    (browser, number, code)
}

/// A forged ID token in answer to a right code.
#[track_caller]
fn check_forged(attacks: &mut Attacks, rows: &[(Value, &str)]) {
    let stage = Stage::by_message(&[("review", "never")]);
    for (index, (forgery, fault)) in rows.iter().enumerate() {
        let (mut browser, _, code) = waiting(&stage, index);
        stage.forge(forgery);
        assert_eq!(browser.type_code(&code), "token_invalid", "{forgery}");
        assert!(stage.log().contains(fault), "{fault} in {}", stage.log());
        let me = browser.me();
        assert!(me["pending"].is_null() && me["passwordless"].is_null(), "{me}");
        let refused = browser.identities().len() == 1;
        assert_eq!(browser.type_code(&code), "code_expired", "a code is used once");
        attacks.tried(&format!("`{forgery}`"), refused, &format!("`{fault}`"));
    }
}

#[test]
fn attack_a_forged_token_in_answer_to_a_code_links_nothing() {
    let mut attacks = Attacks::new("forged-for-codes", Stage::are_native());
    check_forged(
        &mut attacks,
        &[
            (json!({"claims": {"iss": "https://evil.example/"}}), "WrongIssuer"),
            (json!({"claims": {"aud": "another-app"}}), "WrongAudience"),
            (json!({"claims": {"aud": ["local-app", "another-app"]}}), "WrongAudience"),
            (json!({"claims": {"azp": "another-app"}}), "WrongAuthorizedParty"),
            (json!({"sign": "wrong_key"}), "Signature"),
            (json!({"header": {"alg": "none"}, "sign": "none"}), "Algorithm"),
            (json!({"header": {"alg": "HS256"}, "sign": "hs256_public_key"}), "Algorithm"),
            (json!({"header": {"typ": "at+jwt"}}), "Type"),
        ],
    );
    check_forged(
        &mut attacks,
        &[
            // One from another time, of another sign-in: nothing but `iat` tells.
            (json!({"claims": {"iat": 1_700_000_000}}), "IssuedTooEarly"),
            (json!({"claims": {"iat": null}}), "IssuedAtMissing"),
            (json!({"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}}), "Expired"),
            (json!({"claims": {"exp": null}}), "ExpiryMissing"),
            (json!({"claims": {"sub": null}}), "Subject"),
        ],
    );
    attacks.finish();
}

#[test]
fn attack_a_token_of_another_person_in_answer_to_a_code_links_nobody() {
    for settings in [&[("review", "never")][..], &[("review", "never"), ("management", "client")]] {
        let stage = Stage::by_message(settings);
        let rows = [
            // Not by a code at all, and by another number.
            ("github|2001", "wrong_connection"),
            ("sms|5001", "other_identifier"),
            ("email|5002", "wrong_connection"),
        ];
        for (index, (subject, expected)) in rows.into_iter().enumerate() {
            let (mut browser, _, code) = waiting(&stage, index);
            stage.forge(&json!({"claims": {"sub": subject}}));
            let outcome = browser.type_code(&code);
            // In mode `user` the other account's own token reads it, and this one is somebody else's.
            let expected = if settings.len() > 1 { expected } else { "tenant_refused" };
            assert_eq!(outcome, expected, "{subject}");
            assert_eq!(browser.identities().len(), 1, "{subject}");
            assert!(stage.user(subject).is_some(), "{subject}");
        }
    }
}

#[test]
fn an_account_of_another_number_or_address_is_refused() {
    let stage = Stage::by_message(&[("review", "never")]);
    // A tenant that tells of another one than the code went to contradicts itself. Here the user, read
    // after the token, is another one's.
    let rows = [
        ("+4915112345600", json!({"phone_number": "+4915112345699"}), "other_identifier"),
        ("+4915112345601", json!({"phone_number": "+49 151 12345601"}), "linked"),
        // One that tells nothing contradicts nothing: the grant is the proof.
        ("+4915112345602", json!({}), "linked"),
        (
            "a@home.example",
            json!({"email": "b@home.example", "email_verified": true}),
            "other_identifier",
        ),
        ("c@home.example", json!({"email": "C@Home.example", "email_verified": true}), "linked"),
    ];
    for (index, (to, told, expected)) in rows.into_iter().enumerate() {
        let mut browser = stage.newcomer(&format!("p{index}"));
        let before = browser.me();
        assert!(before["pending"].is_null());
        let connection = if to.contains('@') { "email" } else { "sms" };
        let id = format!("70{index}");
        let user = |own: &Value| {
            let mut user = json!({"user_id": format!("{connection}|{id}"), "identities":
                [{"provider": connection, "user_id": id, "connection": connection}]});
            for (name, value) in own.as_object().unwrap() {
                user[name] = value.clone();
            }
            user
        };
        let parameter = if to.contains('@') { "email" } else { "phone_number" };
        stage.put_user(&user(&json!({parameter: to})));
        assert_eq!(browser.send_code(to), "code_sent");
        let code = stage.code(to);
        let when = json!({"method": "GET", "path": format!("/api/v2/users/{connection}*")});
        stage.fault(&json!({"when": when, "then": {"status": 200, "body": user(&told)}}));
        assert_eq!(browser.type_code(&code), expected, "{to} {told}");
        stage.heal();
        let linked = usize::from(expected == "linked");
        assert_eq!(browser.identities().len(), 1 + linked, "{to} {told}");
    }
}

#[test]
fn a_token_endpoint_that_fails_on_a_code() {
    let stage = Stage::by_message(&[("review", "never")]);
    let refused = |error: &str| json!({"status": 403, "body": {"error": error}});
    // Whether the code can be typed again afterwards.
    let rows = [
        (json!({"status": 429, "headers": {"retry-after": "9"}}), "rate_limited", true),
        (json!({"status": 500}), "tenant_unreachable", true),
        (json!({"status": 302, "headers": {"location": "/"}}), "tenant_unreachable", true),
        (json!({"status": 200, "body": "<html>"}), "tenant_unreachable", true),
        (json!("drop_before"), "tenant_unreachable", true),
        (json!("drop_after"), "tenant_unreachable", false),
        (refused("access_denied"), "login_denied", true),
        (refused("unauthorized"), "login_denied", true),
        (json!({"status": 401, "body": {"error": "invalid_client"}}), "login_setup", true),
    ];
    for (index, (then, expected, again)) in rows.into_iter().enumerate() {
        let (mut browser, _, code) = waiting(&stage, index);
        stage.fault(&json!({"when": {"path": "/oauth/token"}, "then": then}));
        let answer = browser.post_json("/link/passwordless/verify", &[("otp", &code)]);
        let document = read(&answer);
        assert_eq!(document["code"], expected, "{then}");
        assert!(answer.status().as_u16() >= 400, "{then}");
        if expected == "rate_limited" {
            assert_eq!(document["retry_after"], 9);
        }
        assert_eq!(browser.identities().len(), 1, "{then}");
        assert_eq!(browser.me()["passwordless"]["tries_left"], 3, "no try of the person's: {then}");
        let outcome = if again { "linked" } else { "wrong_code" };
        assert_eq!(browser.type_code(&code), outcome, "after {then}");
    }
    // One that is too slow; the clock tells how long it was waited for.
    if stage.is_native() {
        let (mut browser, _, code) = waiting(&stage, 9);
        let slow = json!({"delay_before_ms": 60_000});
        stage.fault(&json!({"when": {"path": "/oauth/token"}, "then": slow}));
        assert_eq!(browser.type_code(&code), "tenant_unreachable");
        assert_eq!(browser.type_code(&code), "linked");
    }
}

#[test]
fn a_second_factor_is_asked_for_on_the_tenants_own_page() {
    let stage = Stage::by_message(&[]);
    stage.put_user(&json!({
        "user_id": "sms|5001", "name": "Grace", "phone_number": NUMBER,
        "authentication_methods": ["totp"],
    }));
    let mut browser = stage.signed_in("ada");
    stage.ask_for_second_factors();
    assert_eq!(browser.send_code(NUMBER), "code_sent");
    let fields = [("otp", stage.code(NUMBER))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = browser.post_json("/link/passwordless/verify", &fields);
    assert_eq!(answer.status(), StatusCode::OK);
    let location: url::Url = read(&answer)["location"].as_str().unwrap().parse().unwrap();
    let parameter = |name: &str| {
        let mut pairs = location.query_pairs().filter(|(it, _)| it == name);
        let value = pairs.next().map(|(_, value)| value.into_owned());
        assert!(pairs.next().is_none(), "{name} twice");
        value.unwrap_or_default()
    };
    assert_eq!(location.path(), "/authorize");
    for (name, value) in [
        ("connection", "sms"),
        ("login_hint", NUMBER),
        ("prompt", "login"),
        ("max_age", "0"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameter(name), value, "{name}");
    }
    let me = browser.me();
    assert!(me["pending"].is_null() && me["passwordless"].is_null(), "{me}");

    let page = browser.navigate(location.as_str(), Some(stage.app()));
    let page = browser.sign_in_by_code_at(&page, NUMBER);
    assert_eq!(page.url.path(), "/u/mfa", "{page:?}");
    let page = browser.submit(&page, "/u/mfa", &[("code", "111111")]);
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let page = browser.submit(&page, "/u/mfa", &[("code", "000000")]);
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(browser.confirm(&[]), "linked");
    assert_eq!(browser.identities(), ["auth0|ada", "sms|5001"]);
}

//! Pre-hijacking: an account with somebody else's address, which its holder never verified, waits for them
//! to come. It is neither linked nor does anything get linked to it; and an address that merely looks like
//! another one is another one.

use serde_json::{Value, json};

use super::{ADA, NEVER, REVIEWS, Trial};
use super::{changed, hold_link, location, log_in_by, open, outcome, who};
use crate::support::{Attacks, Browser, DATABASE, Stage, json as read};

/// What says that an address is verified, and does not.
fn unverified() -> Vec<(&'static str, Value)> {
    vec![
        ("false", json!(false)),
        ("the text True", json!("True")),
        ("the text 1", json!("1")),
        ("the number 1", json!(1)),
        ("null", Value::Null),
        ("a list", json!([true])),
        ("an object", json!({"value": true})),
    ]
}

#[test]
fn an_unverified_address_on_either_side_links_nothing() {
    let mut attacks = Attacks::new("linking-hijacked", Stage::are_native());
    for review in REVIEWS {
        let stage = Stage::with(&[("review", review)]);
        let on = if review == "never" { ", without a review" } else { "" };
        let mut trial = Trial::new(&stage, &mut attacks, on);
        let mut ada = stage.signed_in("ada");

        let code = outcome(&ada.prove("google-oauth2|1003"));
        trial.refused("the other account's address is not verified", &code);
        // The tenant's answer about the other account.
        let other = |verified: Option<Value>| {
            let mut user = json!({
                "user_id": "google-oauth2|1001", "email": "ada@example.com", "identities": [
                    {"provider": "google-oauth2", "user_id": "1001", "connection": "google-oauth2"}],
            });
            if let Some(verified) = verified {
                user["email_verified"] = verified;
            }
            let when = json!({"method": "GET", "path": "/api/v2/users/google*"});
            stage.fault(&json!({"when": when, "then": {"status": 200, "body": user}}));
        };
        for (how, verified) in unverified() {
            let callback = hold_link(&mut ada, "google-oauth2|1001");
            other(Some(verified));
            let code = open(&mut ada, &callback);
            trial.refused(&format!("the other account's email_verified is {how}"), &code);
        }
        let callback = hold_link(&mut ada, "google-oauth2|1001");
        other(None);
        let code = open(&mut ada, &callback);
        trial.refused("the other account's email_verified is missing", &code);

        // One's own address, in the token of the sign-in and in the tenant's answer.
        let mut linus = stage.signed_in("linus");
        let code = linus.post_outcome("/link/start", &[("connection", "github")]);
        trial.refused("one's own address is not verified", &code);
        for (how, verified) in unverified() {
            let mut browser = stage.browser();
            let page = browser.open("/login");
            stage.forge(&json!({"claims": {"email_verified": verified}}));
            browser.sign_in_at(&page, "ada");
            let identity = json!({"provider": "auth0", "user_id": "ada", "connection": DATABASE});
            let user = json!({"user_id": ADA, "email": "ada@example.com",
                "email_verified": verified, "identities": [identity]});
            let when = json!({"method": "GET", "path": "/api/v2/users/auth0*"});
            stage.fault(&json!({"when": when, "then": {"status": 200, "body": user}}));
            let code = browser.post_outcome("/link/start", &[("connection", "github")]);
            // Null takes a claim out of the token.
            let how = if how == "null" { "missing" } else { how };
            trial.refused(&format!("one's own email_verified is {how}"), &code);
        }
    }
    attacks.finish();
}

/// All that a sign-in needs, but for the scope that tells the address.
const WITHOUT_EMAIL: &str = "openid profile read:current_user update:current_user_identities \
    create:current_user_metadata update:current_user_metadata";

/// Gives a user another address, or the same one unverified.
fn put(stage: &Stage, user_id: &str, email: &str, verified: bool) {
    let mut user = stage.user(user_id).unwrap();
    let identities = user["identities"].as_array().unwrap().iter().map(|it| {
        json!({"provider": it["provider"], "user_id": it["user_id"], "connection": it["connection"],
            "password": "worthless-ada"})
    });
    let identities: Vec<_> = identities.collect();
    user = json!({"user_id": user_id, "name": "Ada", "email": email, "email_verified": verified,
        "identities": identities, "user_metadata": user["user_metadata"]});
    stage.put_user(&user);
}

#[test]
fn an_address_that_changed_after_the_proof_is_seen_at_the_review() {
    let mut attacks = Attacks::new("linking-hijacked-later", Stage::are_native());
    for (name, whose, email) in [
        ("the other account's address is unverified now", "google-oauth2|1001", "ada@example.com"),
        (
            "the other account has another address, unverified",
            "google-oauth2|1001",
            "joan@example.com",
        ),
        ("one's own address is unverified now", ADA, "ada@example.com"),
        ("one's own account has another address, unverified", ADA, "joan@example.com"),
    ] {
        let stage = Stage::new();
        let mut ada = stage.signed_in("ada");
        ada.prove("google-oauth2|1001");
        let review = ada.review_id();
        put(&stage, whose, email, false);
        let mut trial = Trial::new(&stage, &mut attacks, "");
        // The page looks at the review before it shows a button.
        let code = read(&ada.get("/link/review"))["code"].as_str().unwrap_or("shown").to_owned();
        trial.refused(&format!("{name}, and the review is looked at"), &code);
        let code = ada.post_outcome("/link/confirm", &[("review", &review)]);
        trial.refused(&format!("{name}, and the review is confirmed all the same"), &code);

        let mut ada = stage.signed_in("ada");
        put(&stage, whose, "ada@example.com", true);
        ada.log_in("ada");
        ada.prove("google-oauth2|1001");
        put(&stage, whose, email, false);
        trial.look_again();
        let code = ada.confirm_unseen(&[]);
        trial.refused(&format!("{name}, and the review is confirmed without a look"), &code);
    }
    attacks.finish();
}

#[test]
fn attack_an_address_that_no_token_tells_hides_no_unverified_one() {
    let mut attacks = Attacks::new("linking-hijacked-untold", Stage::are_native());
    let without: &[(&str, Option<&str>)] = &[("scope", Some(WITHOUT_EMAIL))];
    for mode in ["user", "client"] {
        for review in REVIEWS {
            let stage = Stage::with(&[("review", review), ("management", mode)]);
            let on = format!(", mode {mode}, review {review}");
            let mut trial = Trial::new(&stage, &mut attacks, &on);
            // An account that somebody made with another person's address, and could not verify.
            let mut linus = stage.browser();
            let code = log_in_by(&mut linus, "linus", without);
            assert_eq!(who(&mut linus), None);
            trial.refused("one's own address, by its scope", &code);
            let mut ada = stage.signed_in("ada");
            let address =
                location(&ada.post_json("/link/start", &[("connection", "google-oauth2")]));
            let page = ada.navigate(changed(&address, without).as_str(), None);
            let code =
                outcome(&ada.submit(&page, "/u/social", &[("user_id", "google-oauth2|1003")]));
            trial.refused("the other account's address, by its scope", &code);

            // Nor is one told that the token leaves out for another reason.
            let untold = json!({"claims": {"email": null, "email_verified": null}});
            let mut linus = stage.browser();
            let page = linus.open("/login");
            stage.forge(&untold);
            linus.sign_in_at(&page, "linus");
            let code = ended(&mut linus, "github|2001");
            trial.refused("one's own address, in the token", &code);
            let mut ada = stage.signed_in("ada");
            let page = ada.start_link("google-oauth2");
            stage.forge(&untold);
            let page = ada.submit(&page, "/u/social", &[("user_id", "google-oauth2|1003")]);
            trial.refused("the other account's address, in the token", &outcome(&page));

            // The account that joins has nothing to bring, and needs no look for that.
            let mut ada = stage.signed_in("ada");
            put(&stage, ADA, "joan@example.com", false);
            let code = ended(&mut ada, "github|2001");
            trial.refused("one's own address, for another one after the sign-in", &code);
            put(&stage, ADA, "ada@example.com", true);
        }
    }
    attacks.finish();
}

/// Proves an account that has nothing to bring, and confirms without a look.
fn ended(browser: &mut Browser<'_>, user_id: &str) -> String {
    let code = outcome(&browser.prove(user_id));
    if code != "review" {
        return code;
    }
    let mut looking = browser.clone();
    let answer = read(&looking.get("/me"));
    match answer["code"].as_str() {
        Some(code) => code.to_owned(),
        None => browser.confirm_unseen(&[]),
    }
}

/// Zoe's address, and addresses that look like it.
const ZOE: &str = "kzoe@example.com";
const LOOK_ALIKES: [(&str, &str); 9] = [
    ("with a capital", "Kzoe@example.com"),
    ("with a Kelvin sign", "\u{212a}zoe@example.com"),
    ("with a Cyrillic letter", "\u{43a}zoe@example.com"),
    ("with a full-width letter", "\u{ff4b}zoe@example.com"),
    ("with an invisible letter", "k\u{200b}zoe@example.com"),
    ("with a combining mark", "k\u{301}zoe@example.com"),
    ("with a blank behind it", "kzoe@example.com "),
    ("with a dot behind it", "kzoe@example.com."),
    ("that begins like it", "kzoe@example.com.evil.example"),
];

#[test]
fn an_address_that_looks_like_another_one_is_not_suggested() {
    let mut attacks = Attacks::new("linking-look-alikes-suggested", Stage::are_native());
    let stage = Stage::with(&[("management", "client")]);
    let user = |email: &str, id: &str| json!({"user_id": id, "name": "Zoe", "email": email, "email_verified": true});
    stage.put_user(&user(ZOE, "github|7001"));
    let mut zoe = stage.browser();
    zoe.log_in_by("github", "github|7001");
    let mut trial = Trial::new(&stage, &mut attacks, "");
    for (how, email) in LOOK_ALIKES {
        // What the tenant finds all the same is not believed.
        let identity =
            json!({"provider": "google-oauth2", "user_id": "7002", "connection": "google-oauth2"});
        let found = json!([{"user_id": "google-oauth2|7002", "email": email, "email_verified": true,
            "identities": [identity]}]);
        let when = json!({"path": "/api/v2/users-by-email"});
        stage.fault(&json!({"when": when, "then": {"status": 200, "body": found}}));
        let found = read(&zoe.get("/suggestions"))["suggestions"].take();
        trial.held(&format!("an address {how}"), found == json!([]), "it is not suggested");
    }
    for (how, verified) in unverified() {
        let identity =
            json!({"provider": "google-oauth2", "user_id": "7002", "connection": "google-oauth2"});
        let found = json!([{"user_id": "google-oauth2|7002", "email": ZOE, "email_verified": verified,
            "identities": [identity]}]);
        let when = json!({"path": "/api/v2/users-by-email"});
        stage.fault(&json!({"when": when, "then": {"status": 200, "body": found}}));
        let found = read(&zoe.get("/suggestions"))["suggestions"].take();
        let name = format!("one's own address, of which email_verified is {how}");
        trial.held(&name, found == json!([]), "it is not suggested");
    }
    attacks.finish();
}

/// The callback of a link in an e-mail without the nonce, which its holder left out of the link.
fn without_nonce(browser: &mut Browser<'_>, link: &str) -> url::Url {
    let link = super::changed(&link.parse().unwrap(), &[("nonce", None)]);
    browser.held_callback(link.as_str())
}

#[test]
fn a_link_in_an_e_mail_proves_no_address_that_looks_like_its_own() {
    let mut attacks = Attacks::new("linking-look-alikes-emailed", Stage::are_native());
    let stage = Stage::by_message(&[NEVER]);
    for (index, (how, email)) in LOOK_ALIKES.into_iter().enumerate().skip(1) {
        // The attacker's code gets into the victim's callback, for an account whose address looks alike.
        let (victims, decoy) =
            (format!("kzoe{index}@example.com"), format!("d{index}@home.example"));
        let id = format!("look-alike-{index}");
        let user_id = format!("email|{id}");
        let identity = json!({"provider": "email", "user_id": id, "connection": "email"});
        let account = |email: &str| json!({"user_id": user_id, "email": email, "email_verified": true, "identities": [identity]});
        stage.put_user(&account(&decoy));
        let mut victim = stage.newcomer(&format!("v{index}"));
        let mut attacker = stage.newcomer(&format!("w{index}"));
        assert_eq!(victim.send_link(&victims), "link_sent");
        let callback = victim.held_callback(&stage.link(&victims));
        assert_eq!(attacker.send_link(&decoy), "link_sent");
        let code = without_nonce(&mut attacker, &stage.link(&decoy));
        let injected =
            super::changed(&callback, &[("code", Some(&super::parameter(&code, "code")))]);
        let alike = account(&email.replace("zoe", &format!("zoe{index}")));
        let when = json!({"method": "GET", "path": "/api/v2/users/email*"});
        stage.fault(&json!({"when": when, "then": {"status": 200, "body": alike}}));
        let mut trial = Trial::new(&stage, &mut attacks, "");
        let ended = open(&mut victim, &injected);
        trial.refused(&format!("a code of an account whose address is the victim's {how}"), &ended);
        stage.heal();
    }
    attacks.finish();
}

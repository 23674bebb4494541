//! The same thing a second time: callbacks, confirmations, unlinks and choices, from the same browser and
//! from a copy of all its cookies. A code is used once, a link is made once, and what is there is read.

use super::{ADA, NEVER, Trial, code_of, hold_link, open, who};
use crate::support::{Attacks, Stage, form_request};

const GITHUB: [(&str, &str); 2] = [("provider", "github"), ("user_id", "2001")];

#[test]
fn a_callback_answers_once() {
    let mut attacks = Attacks::new("linking-replayed-callbacks", Stage::are_native());
    let stage = Stage::new();
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let mut ada = stage.signed_in("ada");

    let callback = hold_link(&mut ada, "github|2001");
    let copy = ada.clone();
    assert_eq!(open(&mut ada, &callback), "review");
    let review = ada.review_id();
    let code = open(&mut copy.clone(), &callback);
    trial.refused("a callback, by a copy of the cookies from before it", &code);
    ada.post_outcome("/link/cancel", &[("review", &review)]);
    let code = open(&mut ada, &callback);
    trial.refused("a callback, after its review was cancelled", &code);
    let code = open(&mut copy.clone(), &callback);
    trial.refused("a callback, by such a copy, after its review was cancelled", &code);

    let callback = hold_link(&mut ada, "github|2001");
    let bad = super::changed(&callback, &[("iss", Some("https://evil.example/"))]);
    assert_eq!(open(&mut ada, &bad), "authorization_failed");
    let code = open(&mut ada, &callback);
    trial.refused("a callback, after one with its state was refused", &code);

    let callback = hold_link(&mut ada, "github|2001");
    let mut bare = ada.clone();
    bare.lose("transaction");
    let code = open(&mut bare, &callback);
    trial.refused("a callback, whose cookie the browser has lost", &code);
    let copy = ada.clone();
    ada.post_json("/logout", &[]);
    let code = open(&mut ada, &callback);
    trial.refused("a callback, after signing out", &code);
    ada.log_in("ada");
    let code = open(&mut ada, &callback);
    trial.refused("a callback, after signing out and in again", &code);
    // Signing out ended the copies of the cookies, too, where there is a store.
    let code = open(&mut copy.clone(), &callback);
    trial.refused("a callback, by a copy of the cookies from before signing out", &code);

    let callback = hold_link(&mut ada, "github|2001");
    let copy = ada.clone();
    // What a copy can do, the person whose cookies they are could: Auth0 takes the code once.
    assert_eq!(open(&mut copy.clone(), &callback), "review");
    let code = open(&mut copy.clone(), &callback);
    trial.refused("a callback, by a second copy", &code);

    let login = super::hold_login(&mut stage.browser(), "ada");
    let mut browser = stage.browser();
    let own = super::hold_login(&mut browser, "ada");
    let copy = browser.clone();
    open(&mut browser, &own);
    assert_eq!(who(&mut browser).as_deref(), Some(ADA));
    for (name, mut replay) in [
        ("a login's callback, by a copy of the cookies from before it", copy),
        ("a login's callback, by a browser that has signed out", {
            browser.post_json("/logout", &[]);
            browser
        }),
    ] {
        let code = open(&mut replay, &own);
        assert_eq!(who(&mut replay), None);
        trial.refused(name, &code);
    }
    let code = open(&mut stage.browser(), &login);
    trial.refused("a login's callback, by another browser", &code);
    attacks.finish();
}

#[test]
fn a_callback_that_links_at_once_links_once() {
    let mut attacks = Attacks::new("linking-replayed-without-review", Stage::are_native());
    let stage = Stage::with(&[NEVER]);
    let mut ada = stage.signed_in("ada");
    let callback = hold_link(&mut ada, "github|2001");
    let copy = ada.clone();
    assert_eq!(open(&mut ada, &callback), "linked");
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let home = format!("{}/", stage.app());
    let code = open(&mut ada, &callback);
    trial.held("a callback, after it linked", code == home, "leads home");
    let code = open(&mut copy.clone(), &callback);
    trial.refused("a callback, by a copy of the cookies, after it linked", &code);
    assert_eq!(ada.post_outcome("/unlink", &GITHUB), "unlinked");
    trial.look_again();
    let code = open(&mut ada, &callback);
    trial.held("a callback, after the account was unlinked again", code == home, "leads home");
    let code = open(&mut copy.clone(), &callback);
    trial.refused("a callback, by a copy of the cookies, after the unlink", &code);
    attacks.finish();
}

#[test]
fn a_confirmation_an_unlink_and_a_choice_count_once() {
    let mut attacks = Attacks::new("linking-replayed-forms", Stage::are_native());
    let stage = Stage::by_message(&[]);
    let mut ada = stage.signed_in("ada");
    ada.prove("github|2001");
    let review = ada.review_id();
    let before = ada.clone();
    let confirm = [("review", review.as_str())];
    assert_eq!(ada.post_outcome("/link/confirm", &confirm), "linked");
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let code = ada.post_outcome("/link/confirm", &confirm);
    trial.refused("a confirmation, after it linked", &code);
    // Auth0 was asked before, and what there is was read: there is one link, and it is told.
    let code = before.clone().post_outcome("/link/confirm", &confirm);
    trial.held(
        "a confirmation, by a copy of the cookies, after it linked",
        code == "linked",
        "one link",
    );
    let other = [confirm[0], ("primary", "github|2001")];
    let code = before.clone().post_outcome("/link/confirm", &other);
    trial.held("the same, with the other account as primary", code == "linked", "one link");
    let code = ada.post_outcome("/link/cancel", &confirm);
    trial.refused("a cancellation, after it linked", &code);

    let linked = ada.clone();
    assert_eq!(ada.post_outcome("/unlink", &GITHUB), "unlinked");
    trial.look_again();
    let code = ada.post_outcome("/unlink", &GITHUB);
    trial.refused("an unlink, a second time", &code);
    let code = linked.clone().post_outcome("/unlink", &GITHUB);
    trial.refused("an unlink, by a copy of the cookies", &code);

    ada.prove("github|2001");
    let review = ada.review_id();
    let confirm = [("review", review.as_str())];
    assert_eq!(ada.post_outcome("/link/cancel", &confirm), "cancelled");
    let code = ada.post_outcome("/link/confirm", &confirm);
    trial.refused("a confirmation, after it was cancelled", &code);

    super::switch(&mut ada, super::GRACES_GITHUB);
    let code = ada.post_outcome("/login/switch", &[("choice", "switch"), ("switch", "x")]);
    trial.refused("a choice between two persons, after it was made", &code);

    let mut joan = stage.signed_in("joan");
    assert_eq!(joan.send_code("joan@home.example"), "code_sent");
    let (code, waiting) = (stage.code("joan@home.example"), joan.clone());
    assert_eq!(joan.type_code(&code), "review");
    let again = joan.type_code(&code);
    trial.refused("a code, a second time", &again);
    let again = waiting.clone().type_code(&code);
    trial.refused("a code, by a copy of the cookies", &again);
    attacks.finish();
}

#[test]
fn two_confirmations_at_once_end_in_one_link() {
    let mut attacks = Attacks::new("linking-replayed-at-once", true);
    for (settings, on) in [(&[][..], ""), (&[("management", "client")], ", in mode client")] {
        let stage = Stage::native(settings);
        let mut ada = stage.signed_in("ada");
        ada.prove("google-oauth2|1001");
        let review = ada.review_id();
        let click = |primary: &str| {
            let fields = [("review", review.as_str()), ("primary", primary)];
            let mut request = form_request(&format!("{}/link/confirm", stage.app()), &fields);
            request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
            request.headers_mut().insert("accept", "application/json".parse().unwrap());
            ada.with_cookies(request)
        };
        let answers = stage.together(vec![click(ADA), click(ADA), click(ADA)]);
        let codes: Vec<_> = answers.iter().map(code_of).collect();
        assert!(codes.iter().any(|code| code == "linked"), "{codes:?}");
        assert_eq!(stage.identities(ADA), [ADA, "google-oauth2|1001"]);
        let mut trial = Trial::new(&stage, &mut attacks, on);
        trial.held(
            "three confirmations at once",
            stage.user("google-oauth2|1001").is_none(),
            "one link",
        );

        // Of two that want the opposite, one wins.
        let mut ada = stage.signed_in("grace");
        ada.prove("windowslive|3001");
        let review = ada.review_id();
        let click = |primary: &str| {
            let fields = [("review", review.as_str()), ("primary", primary)];
            let mut request = form_request(&format!("{}/link/confirm", stage.app()), &fields);
            request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
            ada.with_cookies(request)
        };
        stage.together(vec![click(super::GRACE), click("windowslive|3001")]);
        let left = [super::GRACE, "windowslive|3001"].map(|it| stage.user(it).is_some());
        trial.look_again();
        let one = left.iter().filter(|left| **left).count() == 1;
        trial.held("two confirmations at once that want the opposite", one, "one link");
    }
    attacks.finish();
}

//! Confirmations that are not for what was shown: of another review, another session, another account. The
//! review is sealed for one person and one pair, and a form must name it.

use serde_json::json;

use super::{ADA, GRACE, GRACES_GITHUB, Trial, outcome, switch, who};
use crate::support::{Attacks, Browser, DATABASE, Stage};

const PATHS: [&str; 2] = ["/link/confirm", "/link/cancel"];

fn post(browser: &mut Browser<'_>, path: &str, review: &str) -> String {
    browser.post_outcome(path, &[("review", review)])
}

#[test]
fn a_review_is_confirmed_by_who_saw_it() {
    let mut attacks = Attacks::new("linking-confirmed", Stage::are_native());
    for mode in ["user", "client"] {
        let stage = Stage::with(&[("management", mode)]);
        let on = if mode == "client" { ", in mode client" } else { "" };
        let mut trial = Trial::new(&stage, &mut attacks, on);
        let mut ada = stage.signed_in("ada");
        ada.prove("github|2001");
        let review = ada.review_id();
        // In browsers of their own: whoever signs out ends the copies of their cookies, too.
        let waiting = || {
            let mut browser = stage.signed_in("ada");
            browser.prove("github|2001");
            let review = browser.review_id();
            (browser, review)
        };
        for path in PATHS {
            let what = path.trim_start_matches("/link/");
            let (mut nobody, review) = waiting();
            nobody.post_json("/logout", &[]);
            let code = post(&mut nobody, path, &review);
            trial.refused(&format!("{what}, after signing out"), &code);
            nobody.log_in("ada");
            let code = post(&mut nobody, path, &review);
            trial.refused(&format!("{what}, after signing out and in again"), &code);

            let (mut other, review) = waiting();
            let (before, kept) = waiting();
            other.post_json("/logout", &[]);
            other.log_in("grace");
            let code = post(&mut other, path, &review);
            trial.refused(&format!("{what}, after somebody else signed in"), &code);
            other.take_cookie(&before, "review");
            let code = post(&mut other, path, &kept);
            assert_eq!(who(&mut other).as_deref(), Some(GRACE));
            trial.refused(&format!("{what}, by somebody else with the review's cookies"), &code);

            let (mut switched, review) = waiting();
            switch(&mut switched, GRACES_GITHUB);
            let code = post(&mut switched, path, &review);
            trial.refused(&format!("{what}, after a switch"), &code);
            switched.take_cookie(&before, "review");
            let code = post(&mut switched, path, &kept);
            trial.refused(&format!("{what}, after a switch, with the review's cookies"), &code);

            // Two browsers of two persons, each with a review.
            let mut grace = stage.signed_in("grace");
            grace.prove("google-oauth2|1001");
            let code = post(&mut grace, path, &review);
            trial.refused(&format!("{what}, of another person's review"), &code);
        }
        // By one's own session alone it works.
        assert_eq!(post(&mut ada, "/link/confirm", &review), "linked");
    }
    attacks.finish();
}

#[test]
fn a_confirmation_is_for_the_pair_that_was_shown() {
    let mut attacks = Attacks::new("linking-confirmed-pair", Stage::are_native());
    let stage = Stage::new();
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let mut ada = stage.signed_in("ada");
    ada.prove("github|2001");
    let (shown, first) = (ada.review_id(), ada.clone());
    ada.prove("google-oauth2|1001");
    let now = ada.review_id();
    for path in PATHS {
        let what = path.trim_start_matches("/link/");
        let code = post(&mut ada, path, &shown);
        trial.refused(&format!("{what}, of the pair that was shown before in another tab"), &code);
        let (id, tag) = now.split_once('.').unwrap();
        for (how, named) in [
            ("an invented id", "x".to_owned()),
            ("half of its id", id[..id.len() / 2].to_owned()),
            ("its id in other letters", format!("{}.{tag}", id.to_ascii_uppercase())),
            ("its id and more", format!("{id}A.{tag}")),
            ("an empty id", String::new()),
            ("its tag alone", format!(".{tag}")),
        ] {
            let code = post(&mut ada, path, &named);
            trial.refused(&format!("{what}, by {how}"), &code);
        }
        let code = ada.post_outcome(path, &[]);
        trial.refused(&format!("{what}, without an id"), &code);
        let code = ada.post_outcome(path, &[("review", &now), ("review", &shown)]);
        trial.refused(&format!("{what}, by two ids"), &code);
    }
    // What was not shown cannot be confirmed.
    let (id, tag) = now.split_once('.').unwrap();
    let (_, earlier) = shown.split_once('.').unwrap();
    for (how, named) in [
        ("its id alone", id.to_owned()),
        ("its id and no tag", format!("{id}.")),
        ("half of its tag", format!("{id}.{}", &tag[..tag.len() / 2])),
        ("its tag and more", format!("{now}A")),
        ("its tag twice", format!("{now}.{tag}")),
        ("its tag in other letters", format!("{id}.{}", tag.to_ascii_uppercase())),
        ("the tag of the pair that was shown before", format!("{id}.{earlier}")),
    ] {
        let code = post(&mut ada, "/link/confirm", &named);
        trial.refused(&format!("confirm, by {how}"), &code);
    }
    // The proof of one account and the token of another.
    for (how, name, id) in [
        ("the older token", "review-token", &now),
        ("the older token and the older id", "review-token", &shown),
    ] {
        let mut mixed = ada.clone();
        mixed.take_cookie(&first, name);
        let code = post(&mut mixed, "/link/confirm", id);
        trial.refused(&format!("confirm, with {how}"), &code);
    }
    let mut mixed = first.clone();
    mixed.take_cookie(&ada, "review-token");
    let code = post(&mut mixed, "/link/confirm", &shown);
    trial.refused("confirm, with the newer token and the older review", &code);
    let mut half = ada.clone();
    half.lose("review-token");
    let code = post(&mut half, "/link/confirm", &now);
    trial.refused("confirm, without the token", &code);

    for (how, primary) in [
        ("a third account", &["auth0|grace"][..]),
        ("an account whose id begins alike", &["google-oauth2|10010"]),
        ("a provider alone", &["google-oauth2"]),
        ("an id in other letters", &["AUTH0|ADA"]),
        ("an encoded id", &["auth0%7Cada"]),
        ("both accounts", &[ADA, "google-oauth2|1001"]),
        ("one account twice", &[ADA, ADA]),
    ] {
        let mut fields = vec![("review", now.as_str())];
        fields.extend(primary.iter().map(|id| ("primary", *id)));
        let code = ada.post_outcome("/link/confirm", &fields);
        trial.refused(&format!("confirm, with {how} as primary"), &code);
    }
    assert_eq!(post(&mut ada, "/link/confirm", &now), "linked");
    attacks.finish();
}

#[test]
fn a_review_that_is_over_is_not_confirmed() {
    let mut attacks = Attacks::new("linking-confirmed-late", true);
    let stage = Stage::native(&[]);
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let mut ada = stage.signed_in("ada");
    ada.prove("github|2001");
    let review = ada.review_id();
    stage.pass(5 * 60 + 1);
    for path in PATHS {
        let what = path.trim_start_matches("/link/");
        let code = post(&mut ada, path, &review);
        trial.refused(&format!("{what}, after five minutes"), &code);
    }
    attacks.finish();
}

#[test]
fn an_account_that_is_ones_own_or_somebody_elses_by_now_is_not_linked() {
    let mut attacks = Attacks::new("linking-confirmed-whose", Stage::are_native());
    for review in super::REVIEWS {
        let stage = Stage::with(&[("review", review)]);
        let on = if review == "never" { ", without a review" } else { "" };
        let mut ada = stage.signed_in("ada");
        let page = ada.prove("github|2001");
        if page.outcome().as_deref() == Some("review") {
            assert_eq!(ada.confirm(&[]), "linked");
        }
        let mut trial = Trial::new(&stage, &mut attacks, on);
        let page = ada.start_link(DATABASE);
        let code = outcome(&ada.sign_in_at(&page, "ada"));
        trial.refused("an account to itself", &code);
        let code = outcome(&ada.prove("github|2001"));
        trial.refused("an account that is linked already", &code);
        // Who signs in there is Ada, whoever asks.
        let mut linked = stage.browser();
        linked.log_in_by("github", "github|2001");
        assert_eq!(who(&mut linked).as_deref(), Some(ADA));
        let code = outcome(&linked.prove("github|2001"));
        trial
            .refused("the account that one signed in with, to the one that it is linked to", &code);
    }
    let stage = Stage::new();
    let mut ada = stage.signed_in("ada");
    ada.prove("github|2001");
    let review = ada.review_id();
    assert_eq!(stage.signed_in("grace").link("github|2001"), "linked");
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let code = post(&mut ada, "/link/confirm", &review);
    assert_eq!(ada.identities(), [ADA]);
    trial.refused("an account that was linked elsewhere meanwhile", &code);
    attacks.finish();
}

#[test]
fn attack_what_was_not_shown_is_not_confirmed() {
    let mut attacks = Attacks::new("linking-confirmed-changed", Stage::are_native());
    let identity = |provider: &str, id: &str, connection: &str| {
        json!({"provider": provider, "user_id": id, "connection": connection,
            "password": "worthless-ada"})
    };
    let github = identity("github", "2001", "github");
    let google = "google-oauth2";
    let database = identity("auth0", "ada", DATABASE);
    let further = identity(google, "9001", google);
    for mode in ["user", "client"] {
        for (how, user_id, identities) in [
            ("one more in the other account", "github|2001", vec![github.clone(), further.clone()]),
            ("one more in one's own", ADA, vec![database.clone(), further.clone()]),
            (
                "the same in the other account, by another connection",
                "github|2001",
                vec![identity("github", "2001", "github-enterprise")],
            ),
        ] {
            let stage = Stage::with(&[("management", mode)]);
            let on = if mode == "client" { ", in mode client" } else { "" };
            let mut ada = stage.signed_in("ada");
            ada.prove("github|2001");
            let review = ada.review_id();
            stage.put_user(&json!({"user_id": user_id, "email": "ada@example.com",
                "email_verified": true, "identities": identities}));
            let mut trial = Trial::new(&stage, &mut attacks, on);
            let code = post(&mut ada, "/link/confirm", &review);
            assert_eq!(code, "review_changed", "{how}");
            trial.refused(how, &code);
            // It is shown again, and may be confirmed then.
            assert_ne!(ada.review_id(), review);
            assert!(["linked", "linked_all"].contains(&&*ada.confirm(&[])));
        }
        for (how, user_id, identity) in [
            ("the other account, blocked since", "github|2001", &github),
            ("one's own account, blocked since", ADA, &database),
        ] {
            let stage = Stage::with(&[("management", mode)]);
            let on = if mode == "client" { ", in mode client" } else { "" };
            let mut ada = stage.signed_in("ada");
            ada.prove("github|2001");
            let review = ada.review_id();
            stage.put_user(&json!({"user_id": user_id, "email": "ada@example.com",
                "email_verified": true, "blocked": true, "identities": [identity]}));
            let mut trial = Trial::new(&stage, &mut attacks, on);
            let code = post(&mut ada, "/link/confirm", &review);
            trial.refused(how, &code);
        }
    }
    attacks.finish();
}

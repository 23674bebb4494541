//! Session fixation across users (Luo et al., IEEE S&P 2026): the account that finishes a link must be the
//! one that began it, in the same browser, by whichever way the second account is proved.

use serde_json::json;
use url::Url;

use super::{GRACE, GRACES_GITHUB, REVIEWS, Trial, hold, hold_link, location, open, switch, who};
use crate::support::{Attacks, Browser, Stage, by_message};

/// By which way a second account is proved.
#[derive(Clone, Copy)]
enum Way {
    Code,
    EmailedLink,
    SignIn,
    Suggestion,
}

/// A proof that is under way.
enum Proof {
    Callback(Url),
    Code(String),
}

/// How another person comes in between.
#[derive(Clone, Copy)]
enum Between {
    /// In a second tab, where the choice falls on them.
    Switch,
    /// After the first one signed out.
    SignOut,
    /// After the first one's session ended by itself.
    Expiry,
    /// In another browser, into which the first one's cookies get.
    Copied,
    /// In another browser.
    Elsewhere,
}

const WAYS: [(Way, &str); 4] = [
    (Way::SignIn, "a sign-in"),
    (Way::Suggestion, "a sign-in that a suggestion led to"),
    (Way::EmailedLink, "a link in an e-mail"),
    (Way::Code, "a code"),
];

const BETWEEN: [(Between, &str); 5] = [
    (Between::Switch, "switched to in another tab"),
    (Between::SignOut, "signed in after the first one signed out"),
    (Between::Expiry, "signed in after the first one's session ended"),
    (Between::Copied, "in another browser with the first one's cookies"),
    (Between::Elsewhere, "in another browser"),
];

/// A person of their own for every row, since nobody may ask for many messages.
fn begin(stage: &Stage, browser: &mut Browser<'_>, way: Way, name: &str) -> Proof {
    match way {
        Way::SignIn => Proof::Callback(hold_link(browser, "github|2001")),
        Way::Suggestion => {
            let user_id = format!("github|{name}");
            let email = format!("{name}@example.com");
            let other =
                json!({"user_id": user_id, "name": "New", "email": email, "email_verified": true});
            stage.put_user(&other);
            let handle = browser.suggestion("github");
            let fields = [("connection", "github"), ("suggestion", handle.as_str())];
            let address = location(&browser.post_json("/link/start", &fields));
            let page = browser.navigate(address.as_str(), Some(stage.app()));
            Proof::Callback(hold(browser, &page, &[("user_id", &user_id)]))
        }
        Way::EmailedLink => {
            let to = format!("{name}@home.example");
            assert_eq!(browser.send_link(&to), "link_sent");
            Proof::Callback(browser.held_callback(&stage.link(&to)))
        }
        Way::Code => {
            let to = format!("{name}@home.example");
            assert_eq!(browser.send_code(&to), "code_sent");
            Proof::Code(stage.code(&to))
        }
    }
}

fn finish(browser: &mut Browser<'_>, proof: &Proof) -> String {
    match proof {
        Proof::Callback(callback) => open(browser, callback),
        Proof::Code(code) => browser.type_code(code),
    }
}

/// The browser with another person in it, and who that is.
fn come_between<'a>(
    stage: &'a Stage,
    first: Browser<'a>,
    between: Between,
) -> (Browser<'a>, &'static str) {
    let mut browser = first;
    match between {
        Between::Switch => {
            switch(&mut browser, GRACES_GITHUB);
            return (browser, GRACES_GITHUB);
        }
        Between::SignOut => {
            browser.post_json("/logout", &[]);
            browser.log_in("grace");
        }
        Between::Expiry => {
            // As long afterwards as Auth0's own session has ended, too.
            let host = stage.app().split("//").nth(1).unwrap();
            browser.cookies.retain(|(it, ..)| it == host);
            browser.lose("session");
            browser.log_in("grace");
        }
        Between::Copied => {
            let first = browser;
            browser = stage.signed_in("grace");
            for name in ["transaction", "passwordless", "resume", "outcome"] {
                browser.take_cookie(&first, name);
            }
        }
        Between::Elsewhere => browser = stage.signed_in("grace"),
    }
    (browser, GRACE)
}

#[test]
fn who_did_not_begin_a_link_does_not_finish_it() {
    let mut attacks = Attacks::new("linking-crossed", Stage::are_native());
    for review in REVIEWS {
        let settings = by_message(&[("review", review), ("management", "client")]);
        let stage = Stage::with(&settings);
        let on = if review == "never" { ", without a review" } else { "" };
        for (index, (way, proved)) in WAYS.into_iter().enumerate() {
            for (row, (between, how)) in BETWEEN.into_iter().enumerate() {
                let name = format!("x{index}{row}");
                let mut first = stage.newcomer(&name);
                let proof = begin(&stage, &mut first, way, &name);
                let (mut second, expected) = come_between(&stage, first, between);
                let mut trial = Trial::new(&stage, &mut attacks, on);
                let code = finish(&mut second, &proof);
                assert_eq!(who(&mut second).as_deref(), Some(expected));
                assert!(second.me()["pending"].is_null() && second.me()["resume"].is_null());
                trial.refused(&format!("{proved} is finished by another person {how}"), &code);
            }
        }
    }
    attacks.finish();
}

#[test]
fn a_sign_in_that_is_repeated_is_for_who_began_it() {
    let mut attacks = Attacks::new("linking-crossed-again", true);
    for (between, how) in BETWEEN {
        let stage = Stage::native(&[]);
        stage.take_store_away();
        let mut trial = Trial::new(&stage, &mut attacks, "");
        let ada = [("username", "ada@example.com"), ("password", "worthless-ada")];

        // Because it is too old.
        let mut first = stage.signed_in("ada");
        stage.pass(16 * 60);
        let address = location(&first.post_json("/link/start", &[("connection", "github")]));
        let page = first.navigate(address.as_str(), Some(stage.app()));
        let callback = hold(&mut first, &page, &ada);
        let (mut second, expected) = come_between(&stage, first, between);
        let code = open(&mut second, &callback);
        assert_eq!(who(&mut second).as_deref(), Some(expected));
        assert!(second.me()["resume"].is_null());
        trial.refused(&format!("a repeated sign-in is finished by another person {how}"), &code);

        // Because the account is to join the other one.
        let mut first = stage.signed_in("ada");
        first.prove("github|2001");
        let review = first.review_id();
        let fields = [("review", review.as_str()), ("primary", "github|2001")];
        let address = location(&first.post_json("/link/confirm", &fields));
        let page = first.navigate(address.as_str(), Some(stage.app()));
        let callback = hold(&mut first, &page, &ada);
        let (mut second, expected) = come_between(&stage, first, between);
        let code = open(&mut second, &callback);
        assert_eq!(who(&mut second).as_deref(), Some(expected));
        assert!(second.me()["pending"].is_null());
        trial.refused(&format!("a sign-in for a swap is finished by another person {how}"), &code);
    }
    // In the right browser, but by somebody else's password.
    for swap in [false, true] {
        let stage = Stage::native(&[]);
        stage.take_store_away();
        let mut trial = Trial::new(&stage, &mut attacks, "");
        let mut ada = stage.signed_in("ada");
        let address = if swap {
            ada.prove("github|2001");
            let review = ada.review_id();
            let fields = [("review", review.as_str()), ("primary", "github|2001")];
            location(&ada.post_json("/link/confirm", &fields))
        } else {
            stage.pass(16 * 60);
            location(&ada.post_json("/link/start", &[("connection", "github")]))
        };
        let page = ada.navigate(address.as_str(), Some(stage.app()));
        let grace = [("username", "grace@example.com"), ("password", "worthless-grace")];
        let callback = hold(&mut ada, &page, &grace);
        let code = open(&mut ada, &callback);
        assert_eq!(who(&mut ada).as_deref(), Some(super::ADA));
        let what = if swap { "a sign-in for a swap" } else { "a repeated sign-in" };
        trial.refused(
            &format!("{what} is done by another person, in the first one's browser"),
            &code,
        );
    }
    attacks.finish();
}

//! An authorization request is an address in the person's own browser, where anything can be taken out of
//! it or written over. What was asked for is checked when the answer comes back.

use serde_json::json;

use super::{ADA, REVIEWS, Trial, changed, hold, location, log_in_by, open, outcome, who};
use crate::support::{Attacks, Browser, DATABASE, Stage};

const MFA: &str = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

/// One change of the address: what it is called, and the parameters.
type Row<'a> = (&'a str, &'a [(&'a str, Option<&'a str>)]);

/// Begins a link, changes the address, and signs in wherever that leads.
fn link_by(
    browser: &mut Browser<'_>,
    connection: &str,
    changes: &[(&str, Option<&str>)],
) -> String {
    let stage = browser.stage();
    let address = location(&browser.post_json("/link/start", &[("connection", connection)]));
    let page = browser.navigate(changed(&address, changes).as_str(), Some(stage.app()));
    if !page.url.as_str().starts_with(stage.tenant()) {
        return outcome(&page);
    }
    let password = page.body.contains("name=\"password\"");
    let fields: &[(&str, &str)] = if password {
        &[("username", "grace@example.com"), ("password", "worthless-grace")]
    } else {
        &[("user_id", "github|2001")]
    };
    let callback = hold(browser, &page, fields);
    open(browser, &callback)
}

#[test]
fn what_is_taken_out_of_the_address_is_noticed() {
    let rows: [Row<'_>; 12] = [
        ("the code challenge", &[("code_challenge", None), ("code_challenge_method", None)]),
        ("the challenge's method", &[("code_challenge_method", None)]),
        ("the challenge's method, for a plain one", &[("code_challenge_method", Some("plain"))]),
        (
            "the challenge, for one of the attacker's",
            &[("code_challenge", Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"))],
        ),
        ("the nonce", &[("nonce", None)]),
        ("the nonce, for another one", &[("nonce", Some("another"))]),
        ("the connection", &[("connection", None)]),
        ("the connection, for another one", &[("connection", Some(DATABASE))]),
        ("the state, for another one", &[("state", Some("another"))]),
        ("the scopes", &[("scope", Some("openid"))]),
        ("the scope to link", &[("scope", Some("openid profile email read:current_user"))]),
        ("the response type", &[("response_type", Some("token"))]),
    ];
    let mut attacks = Attacks::new("linking-stripped", Stage::are_native());
    for review in REVIEWS {
        let stage = Stage::with(&[("review", review)]);
        let on = if review == "never" { ", without a review" } else { "" };
        let mut trial = Trial::new(&stage, &mut attacks, on);
        for (name, changes) in rows {
            let mut browser = stage.signed_in("ada");
            let code = link_by(&mut browser, "github", changes);
            assert_eq!(who(&mut browser).as_deref(), Some(ADA), "{name}");
            assert!(browser.me()["pending"].is_null(), "{name}");
            trial.refused(name, &code);
        }
        // Auth0 has a session of the other account's, by which it would answer without asking.
        let mut browser = stage.signed_in("ada");
        let page = browser.start_link("github");
        browser.submit(&page, "/u/social", &[("user_id", "github|2002")]);
        if review == "always" {
            let review = browser.review_id();
            browser.post_outcome("/link/cancel", &[("review", &review)]);
        } else {
            let identity = [("provider", "github"), ("user_id", "2002")];
            assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
        }
        let both: &[(&str, Option<&str>)] = &[("prompt", None), ("max_age", None)];
        let code = link_by(&mut browser, "github", both);
        trial.refused("prompt and max_age, before a session at Auth0", &code);
        if stage.is_native() {
            stage.pass(60);
            let old: &[(&str, Option<&str>)] = &[("prompt", None), ("max_age", Some("604800"))];
            let code = link_by(&mut browser, "github", old);
            trial.refused(
                "prompt, and max_age for a long one, before an old session at Auth0",
                &code,
            );
        }
    }
    attacks.finish();
}

#[test]
fn a_second_step_or_an_organization_that_is_taken_out_is_noticed() {
    let mut attacks = Attacks::new("linking-stripped-rules", Stage::are_native());
    let rules = [("acr_values", MFA), ("organization", "corp")];
    for (setting, value) in rules {
        for review in REVIEWS {
            let stage = Stage::with(&[(setting, value), ("review", review)]);
            let on = if review == "never" { ", without a review" } else { "" };
            let person = if setting == "organization" { "ada" } else { "grace" };
            let mut browser = stage.signed_in(person);
            let mut trial = Trial::new(&stage, &mut attacks, on);
            let code = link_by(&mut browser, "github", &[(setting, None)]);
            assert!(browser.me()["pending"].is_null());
            trial.refused(&format!("{setting}, from a link"), &code);
        }
        let stage = Stage::with(&[(setting, value)]);
        let mut trial = Trial::new(&stage, &mut attacks, "");
        let mut browser = stage.browser();
        let code = log_in_by(&mut browser, "ada", &[(setting, None)]);
        assert_eq!(who(&mut browser), None);
        trial.refused(&format!("{setting}, from a login"), &code);
    }
    attacks.finish();
}

/// The scopes of a sign-in in this mode, without one of them.
fn without<'a>(mode: &str, scope: &str) -> Vec<&'a str> {
    let mut all = vec!["openid", "profile", "email"];
    if mode == "user" {
        all.extend(["read:current_user", "update:current_user_identities"]);
    }
    let before = all.len();
    all.retain(|it| *it != scope);
    assert_eq!(all.len() + 1, before);
    all
}

#[test]
fn attack_a_scope_that_is_taken_out_of_the_address_is_missed() {
    let mut attacks = Attacks::new("linking-stripped-scopes", Stage::are_native());
    let own = ["read:current_user", "update:current_user_identities"];
    for (mode, scopes) in
        [("user", &["profile", "email", own[0], own[1]][..]), ("client", &["profile", "email"])]
    {
        for review in REVIEWS {
            let stage = Stage::with(&[("review", review), ("management", mode)]);
            let on = format!(", mode {mode}, review {review}");
            let mut trial = Trial::new(&stage, &mut attacks, &on);
            for scope in scopes {
                let rest = without(mode, scope).join(" ");
                let changes: &[(&str, Option<&str>)] = &[("scope", Some(&rest))];
                // What the answer tells, or, where it tells nothing, the access token.
                // In mode `client` the token is opaque.
                let ways: &[&str] = if mode == "user" { &["", ", untold"] } else { &[""] };
                for how in ways {
                    let forge = || {
                        if !how.is_empty() {
                            stage.forge(&json!({"answer": {"scope": null}}));
                        }
                    };
                    forge();
                    let mut browser = stage.browser();
                    let code = log_in_by(&mut browser, "ada", changes);
                    assert_eq!((code.as_str(), who(&mut browser)), ("missing_scope", None));
                    trial.refused(&format!("{scope}, from a login{how}"), &code);

                    let mut browser = stage.signed_in("ada");
                    forge();
                    let code = link_by(&mut browser, "github", changes);
                    assert!(browser.me()["pending"].is_null(), "{scope}");
                    assert_eq!(code, "missing_scope");
                    trial.refused(&format!("{scope}, from a link{how}"), &code);
                }
            }
            if mode == "user" {
                // Nothing at all tells what was granted.
                let mut browser = stage.browser();
                stage.forge(&json!({"answer": {"scope": null, "access_token": "opaque"}}));
                let code = log_in_by(&mut browser, "ada", &[]);
                assert_eq!(who(&mut browser), None);
                trial.refused("what was granted, from the answer and from its token", &code);
            }
        }
        let stage = Stage::by_message(&[("management", mode)]);
        let mut trial =
            Trial::new(&stage, &mut attacks, if mode == "user" { "" } else { ", mode client" });
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.send_code("+15550100"), "code_sent");
        stage.forge(&json!({"answer": {"scope": "openid"}}));
        let code = browser.type_code(&stage.code("+15550100"));
        assert!(browser.me()["pending"].is_null());
        trial.refused("scopes of a code's answer", &code);
    }
    attacks.finish();
}

//! An authorization request is an address in the person's own browser, where anything can be taken out of
//! it or written over. What was asked for is checked when the answer comes back.

use super::{ADA, REVIEWS, Trial, changed, hold, location, open, outcome, who};
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
        let login = http::Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
        let answer = browser.send(login);
        let address = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        let page = browser.navigate(changed(&address, &[(setting, None)]).as_str(), None);
        let code = outcome(&browser.sign_in_at(&page, "ada"));
        assert_eq!(who(&mut browser), None);
        trial.refused(&format!("{setting}, from a login"), &code);
    }
    attacks.finish();
}

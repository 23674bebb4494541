//! Codes and states in the wrong places: of another tab, another kind of sign-in, another person or
//! another issuer. The state finds its transaction, and the code fits its verifier and nonce alone.

use url::Url;

use super::{
    ADA, EVIL, REVIEWS, Trial, changed, hold, hold_link, location, open, outcome, parameter, who,
};
use crate::support::{Attacks, Browser, Stage};

/// A login that is under way in a browser that has a session: its state alone.
fn login_state(browser: &mut Browser<'_>) -> String {
    let url = format!("{}/login", browser.stage().app());
    let login = http::Request::get(url).body(Vec::new()).unwrap();
    let answer = browser.send(login);
    parameter(&answer.headers()["location"].to_str().unwrap().parse().unwrap(), "state")
}

/// The one callback with the code of the other.
fn with_code_of(callback: &Url, other: &Url) -> Url {
    changed(callback, &[("code", Some(&parameter(other, "code")))])
}

#[test]
fn a_code_fits_its_own_state_alone() {
    let mut attacks = Attacks::new("linking-injected", Stage::are_native());
    for review in REVIEWS {
        let stage = Stage::with(&[("review", review)]);
        let on = if review == "never" { ", without a review" } else { "" };
        let mut trial = Trial::new(&stage, &mut attacks, on);
        let mut ada = stage.signed_in("ada");
        let mut grace = stage.signed_in("grace");

        // Two tabs of one person.
        let first = hold_link(&mut ada, "github|2001");
        let second = hold_link(&mut ada, "google-oauth2|1001");
        let code = open(&mut ada.clone(), &with_code_of(&first, &second));
        trial.refused("the code of one's own other tab", &code);
        let code = open(&mut ada.clone(), &with_code_of(&second, &first));
        trial.refused("the code of one's own first tab", &code);

        // Another kind of sign-in of the same browser.
        let link = hold_link(&mut ada, "github|2001");
        let state = login_state(&mut ada);
        let code = open(&mut ada.clone(), &changed(&link, &[("state", Some(&state))]));
        assert_eq!(who(&mut ada).as_deref(), Some(ADA));
        trial.refused("the code of a link for a login", &code);
        let mut login = stage.browser();
        let login = super::hold_login(&mut login, "joan");
        let code = open(&mut ada.clone(), &with_code_of(&link, &login));
        trial.refused("the code of a login for a link", &code);

        // The attacker's code in the victim's browser, and the other way round.
        let own = hold_link(&mut ada, "github|2001");
        let theirs = hold_link(&mut grace, "google-oauth2|1001");
        let code = outcome(&ada.clone().navigate(with_code_of(&own, &theirs).as_str(), Some(EVIL)));
        trial.refused("the attacker's code with the victim's state", &code);
        let theirs = hold_link(&mut grace, "google-oauth2|1001");
        let code = outcome(&ada.clone().navigate(theirs.as_str(), Some(EVIL)));
        trial.refused("the attacker's callback, while the victim's own link is under way", &code);
        let own = hold_link(&mut ada, "github|2001");
        let code = open(&mut grace.clone(), &with_code_of(&theirs, &own));
        trial.refused("the victim's code with the attacker's state", &code);
        let own = hold_link(&mut ada, "github|2001");
        let code = open(&mut grace.clone(), &own);
        trial.refused("the victim's callback in the attacker's browser", &code);
        let code = open(&mut ada.clone(), &changed(&own, &[("code", Some("invented"))]));
        trial.refused("a code that nobody gave", &code);

        // The victim is sent to the attacker's sign-in, and proves their own account there.
        let page = grace.start_link("github");
        let mut lured = ada.clone();
        let callback = hold(&mut lured, &page, &[("user_id", "github|2001")]);
        let code = open(&mut lured, &callback);
        assert_eq!(who(&mut lured).as_deref(), Some(ADA));
        trial.refused("the attacker's sign-in, done by the victim", &code);
        let mut nobody = stage.browser();
        let page = grace.start_link("github");
        let callback = hold(&mut nobody, &page, &[("user_id", "github|2001")]);
        let code = open(&mut nobody, &callback);
        trial.refused("the attacker's sign-in, done by a victim who is signed out", &code);
        assert_eq!(who(&mut grace).as_deref(), Some(super::GRACE));
    }
    attacks.finish();
}

#[test]
fn a_callback_that_says_too_much_or_of_another_issuer_is_none() {
    let mut attacks = Attacks::new("linking-mixed-up", Stage::are_native());
    let stage = Stage::with(&[super::NEVER]);
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let issuer = format!("{}/", stage.tenant());
    let mut ada = stage.signed_in("ada");
    let plain = |name| (name, None::<&str>);
    for (name, changes) in [
        ("the issuer is another one", vec![("iss", Some("https://evil.example/"))]),
        ("the issuer lacks its last slash", vec![("iss", Some(stage.tenant()))]),
        ("the issuer is named twice", vec![("iss", Some(&*issuer)), ("iss", Some(&*issuer))]),
        ("a second issuer is another one", vec![("iss", Some(&*issuer)), ("iss", Some(EVIL))]),
        ("the issuer is empty", vec![("iss", Some(""))]),
        ("a code and an error", vec![("error", Some("access_denied"))]),
        ("two codes", vec![("code", Some("a")), ("code", Some("b"))]),
        ("an empty code", vec![("code", Some(""))]),
        ("no code", vec![plain("code")]),
        ("an empty state", vec![("state", Some(""))]),
        ("no state", vec![plain("state")]),
    ] {
        let callback = hold_link(&mut ada, "github|2001");
        let code = open(&mut ada.clone(), &changed(&callback, &changes));
        trial.refused(name, &code);
    }
    for (name, further) in [("the state comes twice", "state"), ("the code comes twice", "code")] {
        let callback = hold_link(&mut ada, "github|2001");
        let mut doubled = callback.clone();
        doubled.query_pairs_mut().append_pair(further, &parameter(&callback, further));
        let code = open(&mut ada.clone(), &doubled);
        trial.refused(name, &code);
    }
    for (name, change) in [
        (
            "a letter of the state is changed",
            (|state: &str| format!("{}A", &state[..state.len() - 1])) as fn(&str) -> String,
        ),
        ("the state is shortened", |state| state[..state.len() - 1].to_owned()),
        ("the state is lengthened", |state| format!("{state}A")),
        ("the state is in other letters", |state| state.to_ascii_uppercase()),
    ] {
        let callback = hold_link(&mut ada, "github|2001");
        let state = parameter(&callback, "state");
        let other = change(&state);
        let other = if other == state { format!("{}B", &state[..state.len() - 1]) } else { other };
        let code = open(&mut ada.clone(), &changed(&callback, &[("state", Some(&other))]));
        trial.refused(name, &code);
    }
    // As it came, it links.
    let callback = hold_link(&mut ada, "github|2001");
    assert_eq!(open(&mut ada, &changed(&callback, &[("iss", Some(&issuer))])), "linked");
    attacks.finish();
}

#[test]
fn a_sign_in_that_is_repeated_and_a_link_do_not_stand_in_for_each_other() {
    let mut attacks = Attacks::new("linking-injected-again", true);
    let stage = Stage::native(&[super::NEVER]);
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let mut ada = stage.signed_in("ada");
    let link = hold_link(&mut ada, "github|2001");
    // In other browsers of hers the sign-in is too old.
    let mut stale = stage.signed_in("ada");
    let mut third = stage.signed_in("ada");
    stage.pass(17 * 60);
    let address = location(&stale.post_json("/link/start", &[("connection", "github")]));
    let page = stale.navigate(address.as_str(), Some(stage.app()));
    let ada_signs_in = [("username", "ada@example.com"), ("password", "worthless-ada")];
    let again = hold(&mut stale, &page, &ada_signs_in);
    let code = open(&mut stale.clone(), &with_code_of(&again, &link));
    trial.refused("the code of a link for a sign-in that is repeated", &code);

    let address = location(&third.post_json("/link/start", &[("connection", "github")]));
    let page = third.navigate(address.as_str(), Some(stage.app()));
    let again = hold(&mut third, &page, &ada_signs_in);
    let mut fresh = stage.browser();
    let page = fresh.open("/login");
    fresh.sign_in_at(&page, "ada");
    let link = hold_link(&mut fresh, "github|2001");
    let code = open(&mut fresh, &with_code_of(&link, &again));
    trial.refused("the code of a sign-in that is repeated for a link", &code);
    attacks.finish();
}

//! Late answers: one that was under way while the person signed out, or became somebody else, must not
//! bring the old session back, nor what waited in it.

use super::{ADA, GRACE, GRACES_GITHUB, Trial, code_of, hold_link, open, switch, who};
use crate::support::{Attacks, Browser, Stage};

/// What happens while an answer is on its way.
#[derive(Clone, Copy)]
enum Meanwhile {
    SignedOut,
    SignedOutAndInAgain,
    SomebodyElseSignedIn,
    Switched,
    Swapped,
}

const MEANWHILE: [(Meanwhile, &str); 5] = [
    (Meanwhile::SignedOut, "after signing out"),
    (Meanwhile::SignedOutAndInAgain, "after signing out and in again"),
    (Meanwhile::SomebodyElseSignedIn, "after somebody else signed in"),
    (Meanwhile::Switched, "after a switch to another person"),
    (Meanwhile::Swapped, "after the other account became primary"),
];

fn pass_on(browser: &mut Browser<'_>, meanwhile: Meanwhile) {
    match meanwhile {
        Meanwhile::SignedOut => {
            browser.post_json("/logout", &[]);
        }
        Meanwhile::SignedOutAndInAgain => {
            browser.post_json("/logout", &[]);
            browser.log_in("ada");
        }
        Meanwhile::SomebodyElseSignedIn => {
            browser.post_json("/logout", &[]);
            browser.log_in("grace");
        }
        Meanwhile::Switched => switch(browser, GRACES_GITHUB),
        Meanwhile::Swapped => {
            browser.prove("windowslive|3001");
            assert_eq!(browser.confirm(&[("primary", "windowslive|3001")]), "swapped");
        }
    }
}

/// The answer to what `late` did arrives now: its cookies replace those that are there.
fn arrive(browser: &mut Browser<'_>, late: &Browser<'_>, names: &[&str]) {
    for name in names {
        browser.take_cookie(late, name);
    }
}

#[test]
fn a_late_answer_brings_no_session_back() {
    let mut attacks = Attacks::new("linking-late", Stage::are_native());
    for (meanwhile, when) in MEANWHILE {
        let stage = Stage::new();
        // The answer to a second sign-in seals the session anew, and brings a review.
        let mut browser = stage.signed_in("ada");
        let callback = hold_link(&mut browser, "github|2001");
        let mut late = browser.clone();
        assert_eq!(open(&mut late, &callback), "review");
        let review = late.review_id();
        pass_on(&mut browser, meanwhile);
        let now = who(&mut browser);
        let mut trial = Trial::new(&stage, &mut attacks, "");

        let mut revived = browser.clone();
        arrive(&mut revived, &late, &["session"]);
        let came_back = who(&mut revived);
        trial.held(&format!("a late session {when}"), came_back.is_none(), "it is none");

        let mut shown = browser.clone();
        arrive(&mut shown, &late, &["session", "review"]);
        let fields = [("review", review.as_str())];
        let code = code_of(&shown.post_json("/link/confirm", &fields));
        trial.refused(&format!("a late session and its review, confirmed {when}"), &code);

        // The review alone: it is Ada's, and nobody else sees it.
        if now.as_deref() != Some(ADA) {
            let mut shown = browser.clone();
            arrive(&mut shown, &late, &["review"]);
            let code = code_of(&shown.post_json("/link/confirm", &fields));
            assert_eq!(who(&mut shown), now);
            trial.refused(&format!("a late review, confirmed {when}"), &code);
        }
        assert_eq!(who(&mut browser), now, "{when}");
    }
    attacks.finish();
}

#[test]
fn a_renewed_session_that_comes_late_is_none() {
    let mut attacks = Attacks::new("linking-late-renewal", true);
    for (meanwhile, when) in MEANWHILE {
        let stage = Stage::native(&[]);
        let mut browser = stage.signed_in("ada");
        stage.pass(120);
        let mut late = browser.clone();
        late.me();
        pass_on(&mut browser, meanwhile);
        let mut trial = Trial::new(&stage, &mut attacks, "");
        arrive(&mut browser, &late, &["session"]);
        let nobody = who(&mut browser).is_none();
        trial.held(&format!("a look at the page, answered {when}"), nobody, "it is none");
    }
    attacks.finish();
}

#[test]
fn an_outcome_that_comes_late_shows_somebody_else_nothing() {
    let mut attacks = Attacks::new("linking-late-outcome", Stage::are_native());
    let stage = Stage::new();
    let mut ada = stage.signed_in("ada");
    assert_eq!(ada.link("github|2001"), "linked");
    let mut grace = stage.signed_in("grace");
    let mut trial = Trial::new(&stage, &mut attacks, "");
    grace.take_cookie(&ada, "outcome");
    let own = grace.identities() == [GRACE];
    trial.held("the outcome of another person's link", own, "one's own identities are shown");
    attacks.finish();
}

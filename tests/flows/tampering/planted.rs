//! Cookies that somebody else put beside ours: with names that are nearly ours, and with the very names, as a
//! browser that does not know `__Host-` may let them. Nobody is signed in by them, and nobody is kept out.

use http::header::SET_COOKIE;
use http::{Request, StatusCode};

use crate::support::{Attacks, Browser, Stage, WHITE_SPACE};

use super::specimens::{ADA, GRACE, of_person, state_in};

/// With 38 of its kind for each cookie, one in so many is tried over the component.
fn step(stage: &Stage) -> usize {
    if stage.is_native() { 1 } else { 7 }
}

#[test]
fn attack_every_cookie_with_white_space_around_its_name() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("cookies-white-space", stage.is_native());
    let theirs = of_person(&stage, &GRACE);
    for (own, other) in of_person(&stage, &ADA).iter().zip(&theirs) {
        let (kind, value) = (own.kind, own.value());
        let name = format!("{}{}", stage.cookie_prefix(), own.name);
        let spellings = WHITE_SPACE.map(|it| [format!("{it}{name}"), format!("{name}{it}")]);
        let spellings: Vec<String> = spellings.concat();
        let mut tried = 0;
        for planted in spellings.iter().step_by(step(&stage)) {
            let refuses = own.is_refused(&own.instead(&[(planted, &value)]));
            assert!(refuses, "{planted:?} counts as {kind}");
            for (first, second) in [(planted, &name), (&name, planted)] {
                let value_of =
                    |it: &String| if it == planted { other.value() } else { value.clone() };
                let pairs =
                    [(first.as_str(), value_of(first)), (second.as_str(), value_of(second))];
                let pairs = pairs.each_ref().map(|(name, value)| (*name, value.as_str()));
                let outcome = own.outcome(&own.instead(&pairs));
                assert_eq!(outcome, own.accepted, "{planted:?} beside {kind}");
            }
            tried += 1;
        }
        attacks.tried_many(&format!("`{kind}` alone"), tried, own.refused);
        let attack = format!("another person's `{kind}` beside one's own");
        attacks.tried_many(&attack, 2 * tried, "not read");
    }
    attacks.finish();
}

/// Begins a login: how many cookies the answer removes, and how many bytes of `Set-Cookie` it has.
fn begin_login(browser: &mut Browser<'_>) -> (usize, usize) {
    let url = format!("{}/login", browser.stage().app());
    let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    state_in(answer.headers()["location"].to_str().unwrap());
    let lines: Vec<_> = answer.headers().get_all(SET_COOKIE).iter().collect();
    let removed = lines.iter().filter(|it| it.to_str().unwrap().contains("Max-Age=0")).count();
    assert_eq!(lines.len(), removed + 1, "one transaction begins");
    (removed, lines.iter().map(|line| line.len()).sum())
}

#[test]
fn attack_transactions_planted_to_make_an_answer_large() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("cookies-many", stage.is_native());
    let prefix = stage.cookie_prefix();
    let (removed, usual) = begin_login(&mut stage.browser());
    assert_eq!(removed, 0);
    for blank in WHITE_SPACE {
        let mut browser = stage.browser();
        for at in 0..170 {
            browser.plant(&format!("{blank}{prefix}transaction-login-{at:012}"), "x");
        }
        // The signature's encoding is as long for every state; the time in it is, too.
        assert_eq!(begin_login(&mut browser), (0, usual), "{blank:?}");
    }
    let count = WHITE_SPACE.len();
    attacks.tried_many(
        "170 with white space before their names, at a login",
        count,
        "none is removed",
    );

    let mut browser = stage.browser();
    for at in 0..150 {
        browser.plant(&format!("{prefix}transaction-login-{at:012}"), "x");
    }
    for _ in 0..3 {
        // They may be another version's: they go only as far as room is needed.
        let (removed, bytes) = begin_login(&mut browser);
        assert!(bytes < usual + 1_000 && removed <= 8, "{removed}, {bytes} bytes of Set-Cookie");
    }
    attacks.tried("150 with the very names, at a login", true, "at most eight are removed");

    // What signs somebody in goes first, however much else there is to remove.
    let mut browser = stage.signed_in("ada");
    let session: Vec<_> = browser.own_cookies().into_iter().map(ToOwned::to_owned).collect();
    for at in 0..170 {
        browser.plant(&format!("{prefix}transaction-link-{at:012}"), "x");
    }
    let answer = browser.post_json("/logout", &[]);
    let removed = answer.headers().get_all(SET_COOKIE).iter();
    let removed = removed.filter(|it| it.to_str().unwrap().contains("Max-Age=0")).count();
    attacks.tried("170 with the very names, at a sign-out", removed == 8, "eight are removed");
    let left = browser.own_cookies();
    let gone = !session.is_empty() && session.iter().all(|name| !left.contains(&name.as_str()));
    let attack = "170 with the very names, and the session, at a sign-out";
    attacks.tried(attack, gone, "the session goes first");
    let first = session_goes_first(&stage);
    attacks.tried("20 doubled before a doubled session", first, "the session goes first");
    attacks.finish();
}

/// Whether a look removes a doubled session, which keeps its person out, before what was planted before it.
fn session_goes_first(stage: &Stage) -> bool {
    let mut browser = stage.browser();
    let prefix = stage.cookie_prefix();
    let transactions = (0..20).map(|at| format!("{prefix}transaction-login-{at:012}"));
    let session = ["generation", "session"].map(|name| format!("{prefix}{name}"));
    for name in transactions.chain(session.clone()) {
        browser.plant(&name, "x");
        browser.plant(&name, "y");
    }
    let answer = browser.get("/me");
    let lines = answer.headers().get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let names: Vec<_> = lines.filter_map(|line| line.split('=').next()).collect();
    names.len() == 8 && session.iter().all(|name| names[..2].contains(&name.as_str()))
}

#[test]
fn attack_doubles_of_every_cookie_that_keep_nobody_out() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("cookies-lockout", stage.is_native());
    let (ours, theirs) = (of_person(&stage, &ADA), of_person(&stage, &GRACE));
    let mut doubled = Vec::new();
    for (own, other) in ours.iter().zip(&theirs) {
        let (kind, value, other) = (own.kind, own.value(), other.value());
        for browser in [own.with_both(&value, &other), own.with_both(&other, &value)] {
            assert_eq!(own.outcome(&browser), own.refused, "{kind}");
            // Any answer takes both away: of a look, of an action that is refused.
            let (mut looked, mut acted) = (browser.clone(), browser.clone());
            looked.get("/me");
            acted.post_json("/link/cancel", &[]);
            for after in [&looked, &acted] {
                assert!(!after.own_cookies().contains(&own.name.as_str()), "{kind}");
            }
            doubled.extend([looked, acted, browser].map(|it| (kind, it)));
        }
    }
    // A sign-in ends the copies of the session before, so this comes last.
    for own in &ours {
        let mut tried = 0;
        for (kind, browser) in doubled.iter_mut().filter(|(kind, _)| *kind == own.kind) {
            browser.log_in("ada");
            assert_eq!(browser.me()["user"]["user_id"], "auth0|ada", "{kind}");
            tried += 1;
        }
        let attack = format!("`{}` doubled", own.kind);
        attacks.tried_many(&attack, tried, "both are removed, the next sign-in works");
    }

    // Between a sign-in's two halves.
    let ada = stage.signed_in("ada");
    let mut browser = stage.browser();
    let page = browser.open("/login");
    for (_, name, value) in ada.cookies.iter().filter(|(host, ..)| stage.app().ends_with(host)) {
        browser.plant(name, value);
        browser.plant(name, "x");
    }
    browser.sign_in_at(&page, "ada");
    let signed_in = browser.me()["user"]["user_id"] == "auth0|ada";
    attacks.tried("all of them while somebody signs in", signed_in, "signed in");
    attacks.finish();
}

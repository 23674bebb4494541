//! Another person's cookies beside one's own session, and one's own beside another's.

use http::Request;

use crate::support::{Attacks, Browser, Stage, json};

use super::specimens::{ADA, GRACE, Specimen, of_person, state_in};

fn find<'a, 'b>(all: &'b [Specimen<'a>], kind: &str) -> &'b Specimen<'a> {
    all.iter().find(|it| it.kind == kind).unwrap()
}

#[test]
fn attack_another_persons_cookie_beside_ones_own_session() {
    for (mode, part) in [("user", "cookies-beside"), ("client", "cookies-beside-client")] {
        let stage = Stage::by_message(&[("management", mode)]);
        let mut attacks = Attacks::new(part, stage.is_native());
        let (ours, theirs) = (of_person(&stage, &ADA), of_person(&stage, &GRACE));
        for (own, other) in ours.iter().zip(&theirs) {
            // A login is begun by nobody yet.
            if own.kind.starts_with("transaction") {
                continue;
            }
            let browser = own.with(&other.value());
            let attack = format!("`{}` of another person", own.kind);
            attacks.tried(&attack, own.is_refused(&browser), own.refused);
        }

        // A whole review, and a whole session with one part of it one's own.
        let (own, other) = (find(&ours, "review"), find(&theirs, "review"));
        let mut browser = own.browser.clone();
        browser.take_cookie(&other.browser, "review");
        let refuses = own.is_refused(&browser);
        attacks.tried("a whole review of another person", refuses, own.refused);

        let mut browser = find(&ours, "switch").browser.clone();
        browser.take_cookie(&find(&theirs, "session").browser, "session");
        browser.take_cookie(&find(&theirs, "session").browser, "generation");
        let choice = [("choice", "neither")];
        let code = browser.post_outcome("/login/switch", &choice);
        let attack = "a session that waited beside another person's";
        attacks.tried(attack, code == "no_switch", &code);
        attacks.tried("its name, shown to them", browser.me()["switch"].is_null(), "not shown");

        // A link that another person began, with a code of one's own.
        let (own, other) = (find(&ours, "session"), find(&theirs, "transaction-link"));
        let mut browser = own.browser.clone();
        browser.take_cookie(&other.browser, "transaction-link");
        let code = with_code(&mut browser, &other.state);
        let attack = "`transaction-link` of another person";
        attacks.tried(attack, code == "session_changed", &code);
        let mut nobody = stage.browser();
        nobody.take_cookie(&other.browser, "transaction-link");
        let code = with_code(&mut nobody, &other.state);
        let attack = "`transaction-link` with nobody signed in";
        attacks.tried(attack, code == "session_changed", &code);

        // What the cancelled link of another person leaves is not offered.
        let mut browser = own.browser.clone();
        browser.take_cookie(&other.browser, "transaction-link");
        let url = callback(&stage, &other.state, "error=access_denied");
        browser.send(Request::get(url).body(Vec::new()).unwrap());
        let attack = "the choice of another person's cancelled link";
        attacks.tried(attack, browser.me()["resume"].is_null(), "not shown");
        attacks.finish();
    }
}

fn callback(stage: &Stage, state: &str, rest: &str) -> String {
    format!("{}/link/callback?state={state}&{rest}", stage.app())
}

fn with_code(browser: &mut Browser<'_>, state: &str) -> String {
    let url = callback(browser.stage(), state, "code=forged");
    let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
    let location = answer.headers()["location"].to_str().unwrap();
    location.trim_start_matches("/?outcome=").to_owned()
}

#[test]
fn attack_an_answer_that_comes_late_offers_a_stranger_to_whoever_signs_in_next() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("cookies-late", stage.is_native());
    let mut browser = stage.signed_in("ada");
    let page = browser.open("/login?connection=google-oauth2");
    // The answer is under way while the person signs out; then it comes.
    let mut late = browser.clone();
    late.submit(&page, "/u/social", &[("user_id", "google-oauth2|1003")]);
    assert!(!late.me()["switch"].is_null());
    browser.post_json("/logout", &[]);
    for name in ["switch", "session", "outcome", "resume"] {
        browser.take_cookie(&late, name);
    }
    let code = json(&browser.get("/me"))["code"].clone();
    attacks.tried("a session that comes back after sign-out", code == "signed_out", "signed_out");
    let code = browser.post_outcome("/login/switch", &[("choice", "neither")]);
    attacks.tried("one that waited beside it", code == "no_switch", &code);
    let mut grace = stage.signed_in("grace");
    grace.take_cookie(&browser, "switch");
    attacks.tried(
        "the same, shown to the next person",
        grace.me()["switch"].is_null(),
        "not shown",
    );
    attacks.finish();
}

#[test]
fn the_state_of_a_link_and_its_cookie_belong_together() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let mut states = Vec::new();
    for connection in ["github", "google-oauth2"] {
        let answer = json(&browser.post_json("/link/start", &[("connection", connection)]));
        states.push(state_in(answer["location"].as_str().unwrap()));
    }
    let links: Vec<usize> = browser
        .cookies
        .iter()
        .enumerate()
        .filter(|(_, (_, name, _))| name.contains("-link-"))
        .map(|(at, _)| at)
        .collect();
    let (one, two) = (browser.cookies[links[0]].2.clone(), browser.cookies[links[1]].2.clone());
    browser.cookies[links[0]].2 = two;
    browser.cookies[links[1]].2 = one;
    for state in states {
        assert_eq!(with_code(&mut browser, &state), "no_transaction");
    }
}

//! Sessions that are over stay over, also for whoever copied their cookies; and those that are not over go
//! on, through every failure of the store.

mod outlived;

use http::StatusCode;

use crate::support::{Attacks, Browser, Stage, json};

/// What a copied session may not do any more: each with how it is refused.
fn tries(copy: &Browser<'_>) -> Vec<(&'static str, String)> {
    let code = |answer: &http::Response<Vec<u8>>| {
        let document = json(answer);
        let code = document["code"].as_str().or(document["outcome"].as_str());
        code.unwrap_or("a way on").to_owned()
    };
    let get = |path: &str| code(&copy.clone().get(path));
    let post = |path: &str, fields: &[(&str, &str)]| code(&copy.clone().post_json(path, fields));
    vec![
        ("looks at the page", get("/me")),
        ("looks at the review", get("/link/review")),
        ("asks for suggestions", get("/suggestions")),
        ("begins a link", post("/link/start", &[("connection", "github")])),
        ("confirms the link that waited", post("/link/confirm", &[("review", "any")])),
        ("unlinks", post("/unlink", &[("provider", "github"), ("user_id", "2001")])),
        ("cancels", post("/link/cancel", &[("review", "any")])),
        ("chooses another person", post("/login/switch", &[("choice", "keep")])),
    ]
}

fn try_all(attacks: &mut Attacks, when: &str, copy: &Browser<'_>) {
    for (what, how) in tries(copy) {
        let refused = ["signed_out", "no_switch"].contains(&how.as_str());
        attacks.tried(&format!("{when}, a copy of the session {what}"), refused, &how);
    }
}

#[test]
fn a_copied_session_ends_with_the_one_it_was_copied_from() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("ended-sessions", stage.is_native());

    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let mut copy = browser.clone();
    assert!(copy.is_signed_in());
    browser.post_json("/logout", &[]);
    try_all(&mut attacks, "after signing out", &copy);

    // What was copied before the link was begun knows one sign-in less.
    let mut browser = stage.signed_in("ada");
    let copy = browser.clone();
    browser.prove("github|2001");
    browser.post_json("/logout", &[]);
    try_all(&mut attacks, "after signing out while a link waited", &copy);

    let mut browser = stage.signed_in("ada");
    let copy = browser.clone();
    let page = browser.log_in_by("github", "github|2002");
    assert_eq!(page.outcome().as_deref(), Some("switch"));
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    try_all(&mut attacks, "after a switch to another person", &copy);
    assert!(browser.is_signed_in(), "the other person's goes on");

    let browser = stage.signed_in("ada");
    let copy = browser.clone();
    let sid = stage.sids("auth0|ada");
    for sid in sid {
        let token = stage.logout_token(serde_json::json!({"sub": "auth0|ada", "sid": sid}));
        assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
    }
    try_all(&mut attacks, "after the tenant ended its own", &copy);
    attacks.finish();
}

#[test]
fn a_copy_of_a_waiting_session_ends_with_the_choice_to_keep_ones_own() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.log_in_by("github", "github|2002");
    let mut copy = browser.clone();
    let id = copy.me()["switch"]["id"].as_str().unwrap().to_owned();
    assert_eq!(browser.post_outcome("/login/switch", &[("choice", "keep")]), "kept");
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(copy.post_outcome("/login/switch", &choice), "no_switch");
    assert_eq!(copy.me()["user"]["user_id"], "auth0|ada");
    assert!(browser.is_signed_in());
}

#[test]
fn a_copy_of_a_waiting_session_ends_with_signing_out() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.log_in_by("github", "github|2002");
    let mut copy = browser.clone();
    let id = copy.me()["switch"]["id"].as_str().unwrap().to_owned();
    browser.post_json("/logout", &[]);
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(copy.post_outcome("/login/switch", &choice), "no_switch");
    assert!(!copy.is_signed_in());
}

#[test]
fn a_copy_ends_when_its_person_signs_in_again() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let mut copy = browser.clone();
    let mut resumed = browser.clone();
    // Once more, as the same person.
    browser.lose("prompt");
    browser.open("/login");
    assert!(browser.is_signed_in());
    assert!(!copy.is_signed_in());

    // And before a change, where the sign-in is too old.
    stage.pass(16 * 60);
    let mut browser = stage.signed_in("ada");
    stage.pass(16 * 60);
    let mut copy = browser.clone();
    let page = browser.start_link("github");
    browser.sign_in_at(&page, "ada");
    assert!(browser.is_signed_in());
    assert!(!copy.is_signed_in() && !resumed.is_signed_in());
}

#[test]
fn a_sign_in_that_does_not_fit_ends_nothing() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(60);
    let email = format!("{}@x.example", "a".repeat(4_000));
    stage.forge(&serde_json::json!({"claims": {"email": email}}));
    assert_eq!(browser.open("/login").outcome().as_deref(), Some("too_large"));
    assert!(browser.is_signed_in());
}

#[test]
fn signing_out_here_ends_no_other_sign_in_of_the_person() {
    let stage = Stage::new();
    let mut phone = stage.signed_in("ada");
    let mut laptop = stage.signed_in("ada");
    laptop.post_json("/logout", &[]);
    assert!(phone.is_signed_in() && !laptop.is_signed_in());
    laptop.log_in("ada");
    assert!(laptop.is_signed_in(), "and the next sign-in is good");
}

#[test]
fn an_ended_session_takes_what_waits_with_it_and_leaves_the_next_sign_in() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let mut copy = browser.clone();
    browser.post_json("/logout", &[]);
    // A sign-in that was begun meanwhile comes back.
    let page = copy.open("/login");
    assert!(!copy.is_signed_in());
    copy.sign_in_at(&page, "ada");
    let me = copy.me();
    assert!(me["pending"].is_null() && me["switch"].is_null(), "{me}");
}

#[test]
fn without_a_store_a_copy_lives_until_its_age_and_a_store_that_forgets_signs_nobody_out() {
    let stage = Stage::native(&[("session_idle", "30m")]);
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    let mut copy = browser.clone();
    browser.post_json("/logout", &[]);
    assert!(stage.log().contains("last until they expire"), "{}", stage.log());
    assert!(copy.is_signed_in());
    stage.pass(31 * 60);
    assert!(!copy.is_signed_in());

    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.forget_store();
    assert!(browser.is_signed_in());
}

#[test]
fn marks_are_sealed_and_for_one_sign_in() {
    let stage = Stage::native(&[]);
    let mut ada = stage.signed_in("ada");
    stage.signed_in("ada").post_json("/logout", &[]);
    let [mark] = &stage.stored("ended-session")[..] else { panic!("one mark") };
    let sids = stage.sids("auth0|ada");
    for personal in sids.iter().map(String::as_str).chain(["ada", "auth0"]) {
        assert!(!mark.contains(personal), "{mark}");
    }
    let mark = mark.clone();
    let mut browser = ada.clone();
    browser.post_json("/logout", &[]);
    let own = stage.stored("ended-session").into_iter().find(|it| *it != mark).unwrap();
    assert!(!ada.clone().is_signed_in());
    // Whoever can write to the store can move a mark, and so ends nobody's session.
    stage.copy_stored(&mark, &own);
    assert!(ada.is_signed_in());
}

#[test]
fn a_mark_from_before_the_secrets_changed_still_ends_the_session() {
    let old = "d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28";
    let stage = Stage::native(&[("cookie_secrets", old)]);
    let mut browsers = [stage.signed_in("ada"), stage.signed_in("grace")];
    let copies = browsers.clone();
    browsers[0].post_json("/logout", &[]);
    let everywhere = stage.logout_token(serde_json::json!({"sub": "auth0|grace"}));
    assert_eq!(stage.deliver(&everywhere).status(), StatusCode::OK);
    stage.rotate_cookie_secrets(&["bmV3ZXItd29ydGhsZXNzLW5ld2VyLXdvcnRobGVzcy0", old]);
    for mut copy in copies {
        assert!(!copy.is_signed_in());
    }
}

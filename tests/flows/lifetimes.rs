//! How long a session lives: its two ages, its token's, and no longer by any answer that comes late; and
//! that a change of the cookie secrets takes nothing away from anybody.

use http::StatusCode;

use crate::support::{Browser, SEPARATE_CLIENT, Stage, json};

const OLD: &str = "d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28";
const NEW: &str = "bmV3ZXItd29ydGhsZXNzLW5ld2VyLXdvcnRobGVzcy0";
const DAY: u64 = 24 * 60 * 60;

#[test]
fn a_session_ends_when_it_is_idle_and_each_look_renews_it() {
    let stage = Stage::native(&[("session_idle", "30m")]);
    let mut browser = stage.signed_in("ada");
    let mut idle = browser.clone();
    for _ in 0..3 {
        stage.pass(29 * 60);
        browser.me();
    }
    assert!(!idle.is_signed_in(), "a copy that was not renewed");
    stage.pass(30 * 60 - 1);
    assert!(browser.clone().is_signed_in());
    stage.pass(1);
    assert!(!browser.is_signed_in());
}

#[test]
fn only_a_look_at_the_page_renews_a_session() {
    let stage = Stage::native(&[("session_idle", "30m")]);
    let mut browser = stage.signed_in("ada");
    stage.pass(29 * 60);
    browser.open("/");
    browser.get("/link/review");
    browser.post_json("/unlink", &[("provider", "github"), ("user_id", "2001")]);
    stage.pass(60);
    assert!(!browser.is_signed_in());
}

#[test]
fn a_session_ends_at_its_greatest_age_however_much_it_is_used() {
    let stage = Stage::native(&[("session_idle", "1h"), ("session_max", "2h")]);
    let mut browser = stage.signed_in("ada");
    for _ in 0..2 {
        stage.pass(50 * 60);
        browser.me();
    }
    stage.pass(20 * 60 - 1);
    assert!(browser.clone().is_signed_in());
    stage.pass(1);
    assert!(!browser.is_signed_in());
}

#[test]
fn a_link_makes_no_session_longer() {
    let stage = Stage::native(&[("session_idle", "1h"), ("session_max", "1h")]);
    let mut browser = stage.signed_in("ada");
    stage.pass(10 * 60);
    assert_eq!(browser.link("github|2001"), "linked");
    browser.me();
    stage.pass(50 * 60);
    assert!(!browser.is_signed_in());
}

#[test]
fn a_session_never_outlives_its_access_token() {
    let stage = Stage::native(&[("session_idle", "7d")]);
    let mut browser = stage.signed_in("ada");
    stage.pass(DAY - 60);
    browser.me();
    stage.pass(61);
    assert_eq!(json(&browser.get("/me"))["code"], "signed_out");
}

#[test]
fn a_session_in_mode_client_holds_no_token_and_lives_by_its_ages_alone() {
    let stage = Stage::native(&[&SEPARATE_CLIENT[..], &[("session_idle", "3d")]].concat());
    let mut browser = stage.signed_in("ada");
    stage.pass(2 * DAY);
    browser.me();
    stage.pass(3 * DAY);
    assert!(!browser.is_signed_in());
}

#[test]
fn the_cookie_is_told_the_same_end() {
    let stage = Stage::native(&[("session_idle", "1h"), ("session_max", "90m")]);
    let mut browser = stage.signed_in("ada");
    let told = |browser: &mut Browser<'_>| {
        let answer = browser.get("/me");
        let lines = answer.headers().get_all("set-cookie").iter();
        let line = lines.map(|it| it.to_str().unwrap()).find(|it| it.contains("-session="));
        let age = line?.split("Max-Age=").nth(1)?.split(';').next()?;
        Some(age.parse::<u64>().unwrap())
    };
    assert_eq!(told(&mut browser), None, "a session that was just made");
    stage.pass(20 * 60);
    assert_eq!(told(&mut browser), Some(60 * 60));
    stage.pass(40 * 60);
    assert_eq!(told(&mut browser), Some(30 * 60));
}

/// The session's cookie, as the answer of a request that was under way would bring it back.
fn late_answer(stage: &Stage, browser: &Browser<'_>) -> (String, String, String) {
    stage.pass(120);
    let mut late = browser.clone();
    late.me();
    let of_session = |name: &str| name.ends_with("-session");
    let renewed = late.cookies.iter().find(|(_, name, _)| of_session(name)).unwrap();
    assert!(!browser.cookies.contains(renewed), "it was renewed");
    renewed.clone()
}

fn take(browser: &mut Browser<'_>, cookie: &(String, String, String)) {
    browser.cookies.retain(|(_, name, _)| *name != cookie.1);
    browser.cookies.push(cookie.clone());
}

/// With the store, whose marks end a session, and without it, where its generation is all there is.
fn with_and_without_a_store(check: impl Fn(&Stage)) {
    let stage = Stage::native(&[]);
    check(&stage);
    let stage = Stage::native(&[]);
    stage.take_store_away();
    check(&stage);
}

#[test]
fn a_late_answer_does_not_revive_a_session_after_logout() {
    with_and_without_a_store(|stage| {
        let mut browser = stage.signed_in("ada");
        let renewed = late_answer(stage, &browser);
        browser.post_json("/logout", &[]);
        take(&mut browser, &renewed);
        assert!(!browser.is_signed_in());
    });
}

#[test]
fn a_late_answer_does_not_revive_a_session_after_a_switch() {
    with_and_without_a_store(|stage| {
        let mut browser = stage.signed_in("ada");
        browser.log_in_by("github", "github|2002");
        let renewed = late_answer(stage, &browser);
        let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
        let choice = [("choice", "switch"), ("switch", id.as_str())];
        assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
        take(&mut browser, &renewed);
        assert!(!browser.is_signed_in(), "neither the one nor the other");
    });
}

#[test]
fn a_late_answer_does_not_revive_a_session_after_a_swap() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    let renewed = late_answer(&stage, &browser);
    assert_eq!(browser.confirm(&[("primary", "google-oauth2|1001")]), "swapped");
    assert_eq!(browser.clone().me()["user"]["user_id"], "google-oauth2|1001");
    take(&mut browser, &renewed);
    assert!(!browser.is_signed_in());
}

#[test]
fn a_late_answer_does_not_revive_a_session_after_another_sign_in() {
    with_and_without_a_store(|stage| {
        let mut browser = stage.signed_in("ada");
        let renewed = late_answer(stage, &browser);
        stage.pass(16 * 60);
        let page = browser.start_link("github");
        browser.sign_in_at(&page, "ada");
        assert!(browser.clone().is_signed_in());
        take(&mut browser, &renewed);
        assert!(!browser.is_signed_in());
    });
}

#[test]
fn a_late_answer_does_not_revive_a_session_that_the_tenant_ended() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let sid = stage.sid("auth0|ada");
    let renewed = late_answer(&stage, &browser);
    let token = stage.logout_token(serde_json::json!({"sub": "auth0|ada", "sid": sid}));
    assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
    take(&mut browser, &renewed);
    assert!(!browser.is_signed_in());
}

/// Secrets as they are changed: the new one in front, at the moment that `rotate` is called.
fn rotating(settings: &[(&str, &str)]) -> Stage {
    let all: Vec<_> =
        [("cookie_secrets", OLD)].into_iter().chain(settings.iter().copied()).collect();
    Stage::native_by_message(&all)
}

fn rotate(stage: &Stage) {
    stage.rotate_cookie_secrets(&[NEW, OLD]);
}

#[test]
fn changed_secrets_sign_nobody_out_and_each_look_moves_the_session_over() {
    let stage = rotating(&[]);
    let mut browser = stage.signed_in("ada");
    let mut idle = browser.clone();
    rotate(&stage);
    browser.me();
    stage.pass(61);
    browser.me();
    // The old one is taken away: who came by meanwhile is still in.
    stage.rotate_cookie_secrets(&[NEW]);
    browser.me();
    assert!(!idle.is_signed_in());
    // Another one is no old one.
    stage.rotate_cookie_secrets(&[OLD]);
    assert!(!browser.is_signed_in());
}

#[test]
fn changed_secrets_let_a_sign_in_that_is_under_way_end_well() {
    let stage = rotating(&[]);
    let mut browser = stage.browser();
    let page = browser.open("/login?return_to=/%3Fhere");
    rotate(&stage);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.url.query(), Some("here"));
    assert!(browser.is_signed_in());
}

#[test]
fn changed_secrets_let_a_link_that_is_under_way_end_well() {
    let stage = rotating(&[]);
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("google-oauth2");
    rotate(&stage);
    let page = browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]);
    assert_eq!(page.outcome().as_deref(), Some("review"));
    assert_eq!(browser.confirm(&[]), "linked");
}

#[test]
fn changed_secrets_let_a_review_that_waits_be_confirmed() {
    for primary in ["auth0|ada", "google-oauth2|1001"] {
        let stage = rotating(&[]);
        let mut browser = stage.signed_in("ada");
        browser.prove("google-oauth2|1001");
        let review = browser.review_id();
        browser.get("/link/review");
        rotate(&stage);
        let shown = json(&browser.get("/link/review"));
        let id = |review: &str| review.split('.').next().unwrap().to_owned();
        assert_eq!(id(shown["review"].as_str().unwrap()), id(&review), "the same one");
        let fields = [("review", review.as_str()), ("primary", primary)];
        let outcome = browser.post_outcome("/link/confirm", &fields);
        assert_eq!(outcome, if primary == "auth0|ada" { "linked" } else { "swapped" });
        assert_eq!(browser.me()["outcome"], outcome.as_str());
    }
}

#[test]
fn changed_secrets_let_a_code_and_a_link_of_a_message_count() {
    let stage = rotating(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    rotate(&stage);
    assert_eq!(browser.type_code(&stage.code("+15550100")), "review");

    let stage = rotating(&[]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_link("ada@home.example"), "link_sent");
    let link = stage.link("ada@home.example");
    rotate(&stage);
    let page = browser.navigate(&link, None);
    assert_eq!(page.outcome().as_deref(), Some("review"));
}

#[test]
fn changed_secrets_keep_what_waits_for_another_sign_in_and_for_the_choice() {
    let stage = rotating(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(16 * 60);
    let page = browser.start_link("github");
    rotate(&stage);
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("resume"));
    assert_eq!(browser.me()["resume"]["connection"], "github");

    let stage = rotating(&[]);
    let mut browser = stage.signed_in("ada");
    browser.log_in_by("github", "github|2002");
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    rotate(&stage);
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    rotate(&stage);
    assert_eq!(browser.me()["outcome"], "switched");
}

#[test]
fn changed_secrets_keep_a_suggestion_good() {
    let stage = rotating(&SEPARATE_CLIENT);
    let mut browser = stage.signed_in("ada");
    let suggestions = json(&browser.get("/suggestions"));
    let first = &suggestions["suggestions"][0];
    let text = |name: &str| first[name].as_str().unwrap().to_owned();
    let (handle, connection) = (text("handle"), text("connection"));
    rotate(&stage);
    let fields = [("connection", connection.as_str()), ("suggestion", handle.as_str())];
    let answer = json(&browser.post_json("/link/start", &fields));
    assert!(answer["location"].is_string(), "{answer}");
}

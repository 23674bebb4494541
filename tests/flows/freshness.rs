//! Who changes something has signed in a short while ago (`reauth_after`), and with the second factor
//! that is asked for (`acr_values`). What was interrupted by that waits at a button; only the beginning of
//! a link goes on by itself (`freshness/goes_on.rs`).

mod goes_on;

use http::{Request, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::support::{Browser, DATABASE, Page, Stage, by_message, json as read};

/// Longer than the default of `reauth_after`.
const STALE: u64 = 16 * 60;
const MODES: [&str; 2] = ["user", "client"];
const MFA: &str = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

fn stage(mode: &str) -> Stage {
    Stage::native(&[("management", mode)])
}

/// Where a POST sends the browser, which must be Auth0's login page with a login asked for.
#[track_caller]
fn sent(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Url {
    let answer = read(&browser.post_json(path, fields));
    answer["location"].as_str().unwrap_or_else(|| panic!("{path}: {answer}")).parse().unwrap()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
}

/// Checks that a sign-in is asked for once more, and does it as this person.
#[track_caller]
fn sign_in_again(stage: &Stage, browser: &mut Browser<'_>, location: &Url, person: &str) -> Page {
    assert_eq!(parameter(location, "prompt").as_deref(), Some("login"));
    assert_eq!(parameter(location, "max_age").as_deref(), Some("0"));
    assert_eq!(parameter(location, "login_hint").as_deref(), Some("ada@example.com"));
    assert_eq!(parameter(location, "connection"), None, "any of one's sign-in methods will do");
    let page = browser.navigate(location.as_str(), Some(stage.app()));
    browser.sign_in_at(&page, person)
}

#[test]
fn a_link_is_begun_by_who_signed_in_lately() {
    for mode in MODES {
        let stage = stage(mode);
        let mut browser = stage.signed_in("ada");
        stage.pass(STALE);
        let location = sent(&mut browser, "/link/start", &[("connection", "github")]);
        let resume = json!({"action": "link", "connection": "github", "suggestion": null});
        assert_eq!(browser.me()["resume"], resume);
        assert_eq!(browser.me()["resume"], resume, "until it is used");

        let page = sign_in_again(&stage, &mut browser, &location, "ada");
        assert!(page.url.as_str().starts_with(stage.tenant()), "it goes on: {page:?}");
        assert_eq!(browser.me()["resume"], Value::Null);
        let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
        assert_eq!(page.outcome().as_deref(), Some("review"));
        assert_eq!(browser.confirm(&[]), "linked");
        assert_eq!(browser.me()["resume"], Value::Null);
    }
}

#[test]
fn a_confirmation_takes_a_fresh_sign_in_and_the_review_waits_for_it() {
    for mode in MODES {
        let stage = stage(mode);
        let mut browser = stage.signed_in("ada");
        stage.pass(14 * 60);
        browser.prove("github|2001");
        stage.pass(2 * 60);
        let review = browser.review_id();
        let location = sent(&mut browser, "/link/confirm", &[("review", &review)]);
        let page = sign_in_again(&stage, &mut browser, &location, "ada");
        assert_eq!(page.outcome().as_deref(), Some("resume"));
        let me = browser.me();
        assert_eq!(me["resume"], json!({"action": "confirm"}));
        assert_eq!(browser.review_id(), review);
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"], "coming back does nothing");
        assert_eq!(browser.confirm(&[]), "linked");
        assert_eq!(browser.me()["resume"], Value::Null);
    }
}

#[test]
fn a_confirmation_is_not_offered_again_once_its_review_is_over() {
    let stage = stage("user");
    let mut browser = stage.signed_in("ada");
    stage.pass(14 * 60);
    browser.prove("github|2001");
    stage.pass(2 * 60);
    let review = browser.review_id();
    let location = sent(&mut browser, "/link/confirm", &[("review", &review)]);
    stage.pass(4 * 60);
    sign_in_again(&stage, &mut browser, &location, "ada");
    assert_eq!(browser.me()["resume"], Value::Null);
    assert_eq!(browser.post_outcome("/link/confirm", &[("review", &review)]), "no_review");
}

#[test]
fn an_unlink_takes_a_fresh_sign_in_and_no_get_does_it() {
    for (mode, restore) in [("user", false), ("client", true)] {
        let stage = stage(mode);
        let mut browser = stage.signed_in("ada");
        browser.link("google-oauth2|1001");
        stage.pass(STALE);
        let mut fields = vec![("provider", "google-oauth2"), ("user_id", "1001")];
        if restore {
            fields.push(("restore", "on"));
        }
        stage.forget_requests();
        let location = sent(&mut browser, "/unlink", &fields);
        assert_eq!(stage.requests(), [""; 0]);
        let page = sign_in_again(&stage, &mut browser, &location, "ada");
        assert_eq!(page.outcome().as_deref(), Some("resume"));
        let resume = json!({"action": "unlink", "provider": "google-oauth2", "user_id": "1001",
            "restore": restore, "delete": false});
        assert_eq!(browser.me()["resume"], resume);
        for path in ["/", "/?outcome=resume", "/unlink", "/link/start?connection=github"] {
            browser.open(path);
        }
        assert_eq!(stage.count("DELETE", "/"), 0);
        assert_eq!(browser.identities().len(), 2);
        let code = if restore { "restored" } else { "unlinked" };
        assert_eq!(browser.post_outcome("/unlink", &fields), code);
        assert_eq!(browser.me()["resume"], Value::Null);
    }
}

#[test]
fn a_form_without_scripts_gets_there_too() {
    let stage = stage("user");
    let mut browser = stage.signed_in("ada");
    stage.pass(STALE);
    let answer = browser.post_form("/link/start", &[("connection", "github")]);
    assert_eq!(answer.status(), StatusCode::OK);
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert!(body.contains("prompt=login") && body.contains("http-equiv=\"refresh\""));
}

#[test]
fn signing_in_again_as_somebody_else_changes_nothing() {
    for mode in MODES {
        let stage = stage(mode);
        let mut browser = stage.signed_in("ada");
        stage.pass(STALE);
        let location = sent(&mut browser, "/link/start", &[("connection", "github")]);
        let page = sign_in_again(&stage, &mut browser, &location, "grace");
        assert_eq!(page.outcome().as_deref(), Some("person_changed"));
        let me = browser.me();
        assert_eq!(me["user"]["user_id"], "auth0|ada");
        assert_eq!(me["switch"], Value::Null);
        // Still stale, and the next login does not slip in as Grace.
        sent(&mut browser, "/link/start", &[("connection", "github")]);
        let request = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
        let location = browser.send(request).headers()["location"].to_str().unwrap().to_owned();
        assert!(location.contains("prompt=login"), "{location}");
    }
}

#[test]
fn a_login_that_was_not_done_again_does_not_count() {
    let stage = stage("user");
    let mut browser = stage.signed_in("ada");
    stage.pass(STALE);
    for auth_time in [json!(1_800_000_000_u64), Value::Null] {
        let location = sent(&mut browser, "/link/start", &[("connection", "github")]);
        let page = browser.navigate(location.as_str(), Some(stage.app()));
        stage.forge(&json!({ "claims": { "auth_time": auth_time } }));
        let page = browser.sign_in_at(&page, "ada");
        assert_eq!(page.outcome().as_deref(), Some("token_invalid"));
        assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
    }
    // With prompt=login taken out of the address, Auth0 answers by its own session.
    let mut location = sent(&mut browser, "/link/start", &[("connection", "github")]);
    let kept: Vec<_> = location.query_pairs().into_owned().collect();
    let kept = kept.into_iter().filter(|(name, _)| !["prompt", "max_age"].contains(&name.as_str()));
    location.set_query(None);
    location.query_pairs_mut().extend_pairs(kept);
    let page = browser.navigate(location.as_str(), Some(stage.app()));
    assert_eq!(page.outcome().as_deref(), Some("token_invalid"));
    sent(&mut browser, "/link/start", &[("connection", "github")]);
}

#[test]
fn an_ordinary_login_by_auth0s_own_session_is_as_old_as_that() {
    let stage = stage("user");
    let mut browser = stage.signed_in("ada");
    stage.pass(STALE);
    let page = browser.open("/login");
    assert_eq!(page.url.as_str(), format!("{}/", stage.app()), "silently");
    sent(&mut browser, "/link/start", &[("connection", "github")]);
    assert_eq!(
        parameter(&sent(&mut browser, "/link/start", &[("connection", "github")]), "connection"),
        None
    );
}

#[test]
fn the_limit_is_a_setting() {
    for (limit, age, again) in
        [("15m", 900, false), ("15m", 901, true), ("1m", 61, true), ("off", 23 * 60 * 60, false)]
    {
        let stage = Stage::native(&[("reauth_after", limit)]);
        let mut browser = stage.signed_in("ada");
        stage.pass(age);
        let location = sent(&mut browser, "/link/start", &[("connection", "github")]);
        assert_eq!(parameter(&location, "connection").is_none(), again, "{limit} {age}");
    }
}

#[test]
fn how_long_it_takes_until_that_is_told() {
    for (limit, left) in [
        ("15m", [json!(900), json!(300), json!(0), json!(0)]),
        ("off", [(); 4].map(|()| Value::Null)),
    ] {
        let stage = Stage::native(&[("reauth_after", limit)]);
        let mut browser = stage.signed_in("ada");
        for (passed, left) in [0, 600, 300, 60].into_iter().zip(left) {
            stage.pass(passed);
            assert_eq!(browser.me()["fresh_for"], left, "{limit}");
        }
    }
}

#[test]
fn what_waits_is_one_persons() {
    let stage = stage("user");
    let mut ada = stage.signed_in("ada");
    stage.pass(STALE);
    sent(&mut ada, "/link/start", &[("connection", "github")]);
    assert_eq!(ada.me()["resume"]["action"], "link");
    let mut grace = stage.signed_in("grace");
    let name = format!("{}resume", stage.cookie_prefix());
    let copied: Vec<_> = ada.cookies.iter().filter(|(_, it, _)| *it == name).cloned().collect();
    assert_eq!(copied.len(), 1);
    grace.cookies.extend(copied);
    assert_eq!(grace.me()["resume"], Value::Null);

    ada.post_json("/logout", &[]);
    assert!(!ada.own_cookies().contains(&"resume"), "it goes with the session");
}

#[test]
fn what_waits_does_so_for_a_quarter_of_an_hour() {
    let stage = stage("user");
    let mut browser = stage.signed_in("ada");
    stage.pass(STALE);
    sent(&mut browser, "/link/start", &[("connection", "github")]);
    stage.pass(16 * 60);
    assert_eq!(browser.me()["resume"], Value::Null);
}

#[test]
fn a_link_that_was_cancelled_or_took_too_long_can_be_begun_again() {
    let resume = json!({"action": "link", "connection": "github", "suggestion": null});
    let stage = stage("user");
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("github");
    let page = browser.submit(&page, "/u/cancel", &[]);
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    assert_eq!(browser.me()["resume"], resume);
    assert_eq!(browser.link("github|2001"), "linked");
    assert_eq!(browser.me()["resume"], Value::Null);

    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("github");
    stage.pass(10 * 60 + 1);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("expired"));
    assert_eq!(browser.me()["resume"], resume);
    assert_eq!(browser.me()["pending"], Value::Null);
}

#[test]
fn a_cancelled_sign_in_keeps_what_it_was_for() {
    let stage = stage("user");
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    stage.pass(STALE);
    let fields = [("provider", "github"), ("user_id", "2001")];
    let location = sent(&mut browser, "/unlink", &fields);
    let page = browser.navigate(location.as_str(), Some(stage.app()));
    let page = browser.submit(&page, "/u/cancel", &[]);
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    assert_eq!(browser.me()["resume"]["action"], "unlink");
}

#[test]
fn who_did_not_begin_a_link_is_not_offered_to_go_on_with_it() {
    for late in [false, true] {
        let stage = stage("user");
        let mut ada = stage.signed_in("ada");
        let page = ada.start_link("github");
        let mut grace = stage.signed_in("grace");
        let copied = ada.cookies.iter().filter(|(_, name, _)| name.contains("transaction"));
        grace.cookies.extend(copied.cloned().collect::<Vec<_>>());
        stage.pass(if late { 10 * 60 + 1 } else { 1 });
        let page = grace.submit(&page, "/u/cancel", &[]);
        let code = if late { "expired" } else { "access_denied" };
        assert_eq!(page.outcome().as_deref(), Some(code));
        assert_eq!(grace.me()["resume"], Value::Null);
    }
}

#[test]
fn a_second_factor_is_asked_for_everywhere() {
    let stage = Stage::native(&[("acr_values", MFA)]);
    let mut browser = stage.browser();
    let request = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
    let location: Url =
        browser.clone().send(request).headers()["location"].to_str().unwrap().parse().unwrap();
    assert_eq!(parameter(&location, "acr_values").as_deref(), Some(MFA));
    browser.log_in("grace");
    let location = sent(&mut browser, "/link/start", &[("connection", "github")]);
    assert_eq!(parameter(&location, "acr_values").as_deref(), Some(MFA));
    stage.pass(STALE);
    let location = sent(&mut browser, "/link/start", &[("connection", "github")]);
    assert_eq!(parameter(&location, "connection"), None);
    assert_eq!(parameter(&location, "acr_values").as_deref(), Some(MFA));
}

#[test]
fn a_login_without_the_second_factor_is_none() {
    let stage = Stage::with(&[("acr_values", MFA)]);
    let mut browser = stage.browser();
    let page = browser.open("/login");
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some("step_up_missing"));
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
    for acr in [json!("urn:another"), json!(""), Value::Null, json!(format!("{MFA} x"))] {
        let mut browser = stage.browser();
        let page = browser.open("/login");
        stage.forge(&json!({ "claims": { "acr": acr } }));
        let page = browser.sign_in_at(&page, "grace");
        assert_eq!(page.outcome().as_deref(), Some("step_up_missing"), "{acr}");
    }
    let mut grace = stage.signed_in("grace");
    assert_eq!(grace.me()["user"]["user_id"], "auth0|grace");
}

#[test]
fn both_accounts_of_a_link_need_the_second_factor() {
    let stage = Stage::with(&[("acr_values", MFA)]);
    let mut browser = stage.signed_in("grace");
    let page = browser.prove("windowslive|3001");
    assert_eq!(page.outcome().as_deref(), Some("step_up_missing"));
    assert_eq!(browser.me()["pending"], Value::Null);
    stage.put_user(&json!({
        "user_id": "github|7001", "name": "Grace", "authentication_methods": ["totp"],
    }));
    assert_eq!(browser.link("github|7001"), "linked");
}

#[test]
fn one_of_several_contexts_suffices() {
    let stage = Stage::with(&[("acr_values", &format!("urn:better {MFA}"))]);
    let mut browser = stage.signed_in("grace");
    let page = browser.start_link(DATABASE);
    assert_eq!(parameter(&page.url, "outcome"), None);
    assert_eq!(browser.me()["user"]["user_id"], "auth0|grace");
}

#[test]
fn attack_a_proof_that_took_longer_than_the_sign_in_is_fresh_is_linked_without_a_review() {
    let stage = Stage::native(&by_message(&[("review", "never")]));
    let before = stage.everybody();
    let mut browser = stage.signed_in("ada");
    stage.pass(14 * 60);
    let mut by_code = browser.clone();
    let page = browser.start_link("github");
    assert_eq!(by_code.send_code("+15550100"), "code_sent");
    stage.pass(2 * 60);
    assert_eq!(browser.me()["fresh_for"], 0);
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("review"));
    let otp = stage.code("+15550100");
    assert_eq!(by_code.post_outcome("/link/passwordless/verify", &[("otp", &otp)]), "review");
    for browser in [&mut browser, &mut by_code] {
        let review = browser.review_id();
        let asked = read(&browser.post_json("/link/confirm", &[("review", &review)]));
        assert!(asked["location"].as_str().unwrap().starts_with(stage.tenant()), "{asked}");
    }
    let known = |(id, _): &(String, Vec<String>)| before.iter().any(|(it, _)| it == id);
    assert_eq!(stage.everybody().into_iter().filter(known).collect::<Vec<_>>(), before);
}

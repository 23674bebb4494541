//! The audit events: one for every attempt to link, swap or unlink, however it ended, from the log
//! alone, and with nobody's name in it.

mod messages;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Browser, Page, Stage, without_times};

const HUB: [(&str, &str); 2] = [("provider", "github"), ("user_id", "2001")];

/// The events in the log, the oldest first.
fn events(stage: &Stage) -> Vec<Value> {
    let log = stage.log();
    let lines = log.lines().filter_map(|line| line.find("{\"").map(|start| &line[start..]));
    let mut lines = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let audits = lines.by_ref().map(|mut line| line["audit"].take());
    audits.filter(|audit| !audit.is_null()).collect()
}

/// An event in short: what, how it ended, by which connection, and which of `primary`, `secondary`,
/// `correlation` and `left_over` it has, by their initials.
fn short(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().unwrap_or("-").to_owned();
    let fields = ["primary", "secondary", "correlation", "left_over"];
    let has = fields.iter().filter(|name| event[**name].is_string());
    let initials: String = has.filter_map(|name| name.chars().next()).collect();
    format!("{} {} {} {initials}", text("what"), text("outcome"), text("connection"))
}

/// What somebody does, with these settings, and the events of it.
#[track_caller]
fn check(settings: &[(&str, &str)], walk: fn(&Stage, &mut Browser<'_>), expected: &[&str]) {
    let stage = Stage::with(settings);
    check_on(&stage, walk, expected);
}

#[track_caller]
fn check_on(stage: &Stage, walk: fn(&Stage, &mut Browser<'_>), expected: &[&str]) {
    let mut browser = stage.signed_in("ada");
    walk(stage, &mut browser);
    let events = events(stage);
    assert_eq!(events.iter().map(short).collect::<Vec<_>>(), expected);
    // From its start to its end a link has one correlation, and these walks are of one link each.
    let correlations = events.iter().filter_map(|event| event["correlation"].as_str());
    let correlations: BTreeSet<&str> = correlations.collect();
    assert!(correlations.len() <= 1, "{correlations:?}");
    let known = ["what", "at", "outcome", "connection", "primary", "secondary", "correlation"];
    for event in &events {
        for name in event.as_object().unwrap().keys() {
            assert!(known.contains(&name.as_str()) || name == "left_over", "{name}");
        }
        let other = if event["what"] == "swap" { "primary" } else { "secondary" };
        let left_over = &event["left_over"];
        assert!(left_over.is_null() || *left_over == event[other], "{event}");
    }
}

fn confirm(browser: &mut Browser<'_>, more: &[(&str, &str)]) -> String {
    let review = browser.review_id();
    let fields = [&[("review", &*review)][..], more].concat();
    browser.post_outcome("/link/confirm", &fields)
}

/// Signs in as this person at a page of the tenant that asks for another kind of account.
fn by_password_instead(stage: &Stage, browser: &mut Browser<'_>, person: &str) -> Page {
    let answer = browser.post_json("/link/start", &[("connection", "github")]);
    let location: Value = serde_json::from_slice(answer.body()).unwrap();
    let location = location["location"].as_str().unwrap().replace("connection=github", "c=");
    let page = browser.navigate(&location, Some(stage.app()));
    browser.sign_in_at(&page, person)
}

const BEGUN: &str = "begin begun github pc";
const PROVED: &str = "prove review github psc";

#[test]
fn a_link_a_swap_and_a_cancellation() {
    check(
        &[],
        |_, browser| assert_eq!(browser.link("github|2001"), "linked"),
        &[BEGUN, PROVED, "link linked github psc"],
    );
    check(
        &[],
        |_, browser| {
            browser.prove("github|2001");
            assert_eq!(confirm(browser, &[("primary", "github|2001")]), "swapped");
        },
        &[BEGUN, PROVED, "swap swapped github psc"],
    );
    check(
        &[],
        |_, browser| {
            browser.prove("github|2001");
            let review = browser.review_id();
            assert_eq!(browser.post_outcome("/link/cancel", &[("review", &review)]), "cancelled");
        },
        &[BEGUN, PROVED, "cancel cancelled github pscl"],
    );
    check(
        &[],
        |_, browser| {
            browser.prove("github|2001");
            let other = [("review", "another")];
            assert_eq!(browser.post_outcome("/link/cancel", &other), "review_changed");
            assert_eq!(browser.post_outcome("/link/confirm", &other), "review_changed");
        },
        &[BEGUN, PROVED, "cancel review_changed github psc", "link review_changed github psc"],
    );
}

#[test]
fn a_link_without_a_review_reads_as_a_link() {
    check(
        &[("review", "never")],
        |_, browser| assert_eq!(browser.prove("github|2001").outcome().as_deref(), Some("linked")),
        &[BEGUN, "link linked github psc"],
    );
    check(
        &[("review", "never")],
        |stage, browser| {
            stage.fault(&json!({"when": {"method": "POST", "path": "/api/v2/users/*"},
                "then": {"status": 400}}));
            browser.prove("github|2001");
        },
        &[BEGUN, "link link_refused github pscl"],
    );
}

#[test]
fn each_refusal_of_a_proof() {
    let google = "begin begun google-oauth2 pc";
    check(
        &[],
        |_, browser| drop(browser.prove("google-oauth2|1003")),
        &[google, "prove email_unverified google-oauth2 pscl"],
    );
    check(
        &[],
        |stage, browser| drop(by_password_instead(stage, browser, "grace")),
        &[BEGUN, "prove wrong_connection github pscl"],
    );
    check(
        &[],
        |stage, browser| drop(by_password_instead(stage, browser, "ada")),
        &[BEGUN, "prove already_linked github psc"],
    );
    check(
        &[("allowed_pairs", "database+google-oauth2")],
        |_, browser| drop(browser.prove("github|2001")),
        &[BEGUN, "prove pair_not_allowed github pscl"],
    );
    check(
        &[],
        |stage, browser| {
            stage.forge(&json!({"claims": {"nonce": "another"}}));
            browser.prove("github|2001");
        },
        &[BEGUN, "prove token_invalid github pc"],
    );
    check(
        &[],
        |stage, browser| {
            stage.fault(&json!({"when": {"method": "POST", "path": "/oauth/token"},
                "then": {"status": 403, "body": {"error": "invalid_grant"}}}));
            browser.prove("github|2001");
        },
        &[BEGUN, "prove token_refused github pc"],
    );
    check(
        &[],
        |stage, browser| {
            stage.fault(&json!({"when": {"method": "GET", "path": "/api/v2/users/github*"},
                "then": {"status": 503}}));
            browser.prove("github|2001");
        },
        &[BEGUN, "prove tenant_unreachable github pscl"],
    );
}

#[test]
fn each_refusal_of_a_confirmation() {
    check(
        &[],
        |stage, browser| {
            browser.prove("github|2001");
            stage.fault(&json!({"when": {"method": "POST", "path": "/api/v2/users/*"},
                "then": {"status": 400}}));
            assert_eq!(confirm(browser, &[]), "link_refused");
        },
        &[BEGUN, PROVED, "link link_refused github pscl"],
    );
    check(
        &[],
        |stage, browser| {
            browser.prove("github|2001");
            stage.fault(&json!({"when": {"method": "POST", "path": "/api/v2/users/*"},
                "then": {"status": 400}}));
            assert_eq!(confirm(browser, &[("primary", "github|2001")]), "link_refused");
        },
        &[BEGUN, PROVED, "swap link_refused github pscl"],
    );
    // The review waits for a second try: nobody is left over yet.
    check(
        &[],
        |stage, browser| {
            browser.prove("github|2001");
            stage.fault(&json!({"when": {"method": "POST", "path": "/api/v2/users/*"},
                "then": "drop_before"}));
            assert_eq!(confirm(browser, &[]), "tenant_unreachable");
            assert_eq!(confirm(browser, &[]), "linked");
        },
        &[BEGUN, PROVED, "link tenant_unreachable github psc", "link linked github psc"],
    );
    check(
        &[],
        |_, browser| {
            browser.prove("github|2001");
            assert_eq!(confirm(browser, &[("primary", "auth0|grace")]), "invalid_request");
        },
        &[BEGUN, PROVED, "link invalid_request github psc"],
    );
}

#[test]
fn a_sign_in_of_a_link_that_came_to_no_proof() {
    check(
        &[],
        |_, browser| {
            let page = browser.start_link("github");
            let page = browser.submit(&page, "/u/cancel", &[]);
            assert_eq!(page.outcome().as_deref(), Some("access_denied"));
        },
        &[BEGUN, "prove access_denied github pc"],
    );
    check_on(
        &Stage::native(&[]),
        |stage, browser| {
            let page = browser.start_link("github");
            stage.pass(11 * 60);
            let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
            assert_eq!(page.outcome().as_deref(), Some("expired"));
        },
        &[BEGUN, "prove expired github pc"],
    );
}

#[test]
fn what_is_refused_before_it_begins_or_at_the_review() {
    check(
        &[],
        |_, browser| drop(browser.post_json("/link/start", &[("connection", "unknown")])),
        &["begin connection_unknown - p"],
    );
    let stage = Stage::with(&[]);
    stage.signed_in("linus").post_json("/link/start", &[("connection", "github")]);
    let events: Vec<String> = events(&stage).iter().map(short).collect();
    assert_eq!(events, ["begin own_email_unverified github p"]);
    check(
        &[("managed_connections", "Username-Password-Authentication,github")],
        |_, browser| {
            browser.prove("github|2001");
            assert_eq!(browser.get("/link/review").status().as_u16(), 409);
        },
        &[BEGUN, PROVED, "link pair_not_allowed github pscl"],
    );
}

#[test]
fn unlinks_and_their_refusals() {
    let of_link = [BEGUN, PROVED, "link linked github psc"];
    check(
        &[],
        |_, browser| {
            browser.link("github|2001");
            assert_eq!(browser.post_outcome("/unlink", &HUB), "unlinked");
            assert_eq!(browser.post_outcome("/unlink", &HUB), "not_linked");
            let own = [("provider", "auth0"), ("user_id", "ada")];
            assert_eq!(browser.post_outcome("/unlink", &own), "primary_identity");
        },
        &[
            &of_link[..],
            &["unlink unlinked github ps", "unlink not_linked - ps"],
            &["unlink primary_identity - ps"],
        ]
        .concat(),
    );
}

#[test]
fn what_needs_a_fresh_sign_in() {
    let stage = Stage::native(&[("reauth_after", "1m")]);
    check_on(
        &stage,
        |stage, browser| {
            browser.prove("github|2001");
            let review = browser.review_id();
            stage.pass(61);
            browser.post_json("/link/confirm", &[("review", &review)]);
            browser.post_json("/unlink", &[("provider", "google-oauth2"), ("user_id", "1001")]);
            browser.post_json("/link/start", &[("connection", "github")]);
        },
        &[
            BEGUN,
            PROVED,
            "link sign_in_again github psc",
            "unlink sign_in_again - ps",
            "begin sign_in_again github p",
        ],
    );
}

#[test]
fn a_link_whose_request_ended_too_early_is_in_the_log_when_it_is_found() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.review_id();
    let mut looks = browser.clone();
    browser.post_outcome("/link/confirm", &[("review", &review)]);
    // As if the request had ended right after the link.
    stage.forget_store();
    looks.me();
    let last = events(&stage).pop().unwrap();
    assert_eq!(short(&last), "link linked github psc");
    assert_eq!(last["correlation"], events(&stage)[0]["correlation"]);
}

#[test]
fn a_user_has_one_name_in_all_events_and_no_other_user_has_it() {
    let stage = Stage::new();
    let mut ada = stage.signed_in("ada");
    ada.link("github|2001");
    ada.post_outcome("/unlink", &HUB);
    ada.prove("google-oauth2|1001");
    assert_eq!(confirm(&mut ada, &[("primary", "google-oauth2|1001")]), "swapped");
    let mut grace = stage.signed_in("grace");
    grace.prove("github|2001");
    let review = grace.review_id();
    grace.post_outcome("/link/cancel", &[("review", &review)]);

    let events = events(&stage);
    let names = |event: &Value| (event["primary"].clone(), event["secondary"].clone());
    let none = Value::Null;
    let (ada, hub) = names(&events[1]);
    let (google, _) = names(&events[6]);
    let (grace, _) = names(&events[7]);
    let expected = [
        (&ada, &none),
        (&ada, &hub),
        (&ada, &hub),
        (&ada, &hub),
        (&ada, &none),
        (&ada, &google),
        (&google, &ada),
        (&grace, &none),
        (&grace, &hub),
        (&grace, &hub),
    ];
    let found: Vec<_> = events.iter().map(names).collect();
    assert_eq!(found.iter().map(|(one, two)| (one, two)).collect::<Vec<_>>(), expected);
    let all = [&ada, &hub, &google, &grace].map(|name| name.as_str().unwrap());
    assert!(all.iter().all(|name| name.len() == 22));
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 4);
    assert_eq!(events[9]["left_over"], hub);
    let correlations = events.iter().filter_map(|event| event["correlation"].as_str());
    assert_eq!(correlations.collect::<BTreeSet<_>>().len(), 3, "one of each link");
}

#[test]
fn nobodys_name_is_in_the_log() {
    let settings = [
        ("webhook_origin", crate::support::TENANT_ORIGIN),
        ("webhook_path", "/local-webhook"),
        ("webhook_secret", "YSB3b3J0aGxlc3Mgc2VjcmV0IGZvciB3ZWJob29rcyE"),
    ];
    let stage = Stage::with(&settings);
    let mut browser = stage.signed_in("ada");
    stage.fault(&json!({"when": {"path": "/local-webhook*"}, "then": {"status": 500,
        "body": {"message": "ada@example.com auth0|ada"}}, "times": 0}));
    browser.link("github|2001");
    browser.post_outcome("/unlink", &HUB);
    browser.prove("google-oauth2|1003");
    browser.prove("google-oauth2|1001");
    confirm(&mut browser, &[("primary", "google-oauth2|1001")]);
    let log = without_times(&stage.log());
    assert!(log.contains("webhook: answered 500"), "{log}");
    let personal = ["@example.com", "auth0|", "github|", "google-oauth2|", "2001", "1001", "1003"];
    for text in personal.iter().chain(&["Lindqvist", "worthless"]) {
        assert!(!log.contains(text), "{text} in the log");
    }
}

//! Every step of a link, a swap and an unlink, times every fault that can strike it: what the person is
//! told, what both users have then, and what they have after the next visit. The table that comes of
//! it is `docs/faults.md`; with `UPDATE_DOCS=1` this test writes it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Browser, Stage, document, json as read};

const PRESENT: &str = "auth0|ada";
const OTHER: &str = "google-oauth2|1001";

/// What is done, and what should come of it.
struct Action {
    name: &'static str,
    primary: &'static str,
    secondary: &'static str,
    /// The primary's metadata afterwards.
    asked: Value,
    choices: &'static [(&'static str, &'static str)],
    /// Its requests, in order.
    steps: &'static [Step],
}

#[derive(Clone, Copy)]
enum Step {
    ReadPresent,
    ReadOther,
    Write,
    Link,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::ReadPresent => "read the signed-in account",
            Self::ReadOther => "read the other account",
            Self::Write => "write metadata",
            Self::Link => "link",
        }
    }

    fn request(self, primary: &str) -> Value {
        match self {
            Self::ReadPresent => {
                json!({"method": "GET", "path": format!("/api/v2/users/{PRESENT}")})
            }
            Self::ReadOther => json!({"method": "GET", "path": format!("/api/v2/users/{OTHER}")}),
            Self::Write => json!({"method": "PATCH", "path": format!("/api/v2/users/{primary}")}),
            Self::Link => {
                json!({"method": "POST", "path": format!("/api/v2/users/{primary}/identities")})
            }
        }
    }
}

fn before(user_id: &str) -> Value {
    match user_id {
        PRESENT => json!({"theme": "dark", "own": 1}),
        _ => json!({"theme": "light", "news": true}),
    }
}

fn actions() -> Vec<Action> {
    let link = |name, asked, choices, steps| Action {
        name,
        primary: PRESENT,
        secondary: OTHER,
        asked,
        choices,
        steps,
    };
    let both = &[Step::ReadPresent, Step::ReadOther, Step::Write, Step::Link];
    vec![
        link("link", json!({"theme": "dark", "own": 1, "news": true}), &[], both),
        link(
            "link, taking a value",
            json!({"theme": "light", "own": 1, "news": true}),
            &[("metadata.theme", "take")],
            both,
        ),
        link(
            "link, nothing to carry over",
            json!({"theme": "dark", "own": 1}),
            &[("metadata.news", "leave")],
            &[Step::ReadPresent, Step::ReadOther, Step::Link],
        ),
        Action {
            name: "swap",
            primary: OTHER,
            secondary: PRESENT,
            asked: json!({"theme": "light", "own": 1, "news": true}),
            choices: &[("primary", OTHER)],
            steps: both,
        },
    ]
}

/// What goes wrong at a step.
#[derive(Clone)]
enum Trouble {
    /// With that one request.
    Fault(Value),
    /// The edge is gone before the request was sent, and its answer never arrives.
    CrashBefore,
    /// The same after the request was answered.
    CrashAfter,
}

fn troubles() -> Vec<(&'static str, Trouble)> {
    let fault = |name, then| (name, Trouble::Fault(then));
    vec![
        fault("refused (400)", json!({"status": 400})),
        fault("token refused (401)", json!({"status": 401})),
        fault(
            "scope refused (403)",
            json!({"status": 403, "body": {"errorCode": "insufficient_scope"}}),
        ),
        fault("gone (404)", json!({"status": 404})),
        fault("conflict (409)", json!({"status": 409})),
        fault("wait 1 s (429)", json!({"status": 429, "headers": {"retry-after": "1"}})),
        fault("wait 7 s (429)", json!({"status": 429, "headers": {"retry-after": "7"}})),
        fault("server error (503)", json!({"status": 503})),
        fault("no answer, not done", json!("drop_before")),
        fault("no answer, done", json!("drop_after")),
        ("crash before", Trouble::CrashBefore),
        ("crash after", Trouble::CrashAfter),
    ]
}

/// Lets it happen at the `index`-th step of this action.
fn strike(stage: &Stage, action: &Action, index: usize, trouble: &Trouble) {
    let step = action.steps[index].request(action.primary);
    let place = index + 1;
    let silence = |from: usize| {
        stage.fault(&json!({"when": {"path": "/api/v2/*"}, "nth": from, "times": 0,
            "then": "drop_before"}));
    };
    match trouble {
        Trouble::Fault(then) => stage.fault(&json!({"when": step, "then": then})),
        Trouble::CrashBefore => silence(place),
        Trouble::CrashAfter => {
            stage.fault(&json!({"when": step, "then": "drop_after"}));
            silence(place + 1);
        }
    }
}

fn set_users(stage: &Stage) {
    let database = "Username-Password-Authentication";
    for (user_id, connection) in [(PRESENT, database), (OTHER, "google-oauth2")] {
        let (provider, id) = user_id.split_once('|').unwrap();
        stage.put_user(&json!({
            "user_id": user_id, "name": "Ada", "email": "ada@example.com", "email_verified": true,
            "user_metadata": before(user_id),
            "identities": [{"provider": provider, "user_id": id, "connection": connection,
                "password": "worthless-ada"}],
        }));
    }
}

fn confirm(browser: &mut Browser<'_>, action: &Action) -> String {
    let review = browser.review_id();
    confirm_this(browser, &review, action)
}

fn confirm_this(browser: &mut Browser<'_>, review: &str, action: &Action) -> String {
    let mut fields = vec![("review", review)];
    fields.extend_from_slice(action.choices);
    browser.post_outcome("/link/confirm", &fields)
}

fn is_done(outcome: &str) -> bool {
    ["linked", "swapped"].contains(&outcome)
}

fn metadata(stage: &Stage, user_id: &str) -> Option<Value> {
    let user = stage.user(user_id)?;
    Some(if user["user_metadata"].is_null() { json!({}) } else { user["user_metadata"].clone() })
}

/// What a user has, in a word.
fn state(stage: &Stage, user_id: &str, asked: &Value, linked: bool) -> &'static str {
    match metadata(stage, user_id) {
        None => "joined",
        Some(now) if linked && now == *asked => "as asked",
        Some(now) if now == before(user_id) => "as before",
        Some(now) => {
            // Never less: every key that it had is there, with its own value or the one asked for.
            for (key, value) in before(user_id).as_object().unwrap() {
                let found = &now[key];
                assert!(found == value || *found == asked[key], "{user_id} lost {key}: {now}");
            }
            "with a rest"
        }
    }
}

/// Both users: the primary, the secondary.
fn states(stage: &Stage, action: &Action) -> (&'static str, &'static str) {
    let linked = stage.user(action.secondary).is_none();
    (
        state(stage, action.primary, &action.asked, linked),
        state(stage, action.secondary, &action.asked, linked),
    )
}

fn row(
    stage: &Stage,
    action: &Action,
    index: usize,
    trouble: &(&str, Trouble),
    store: bool,
) -> String {
    set_users(stage);
    if !store {
        stage.take_store_away();
    }
    let mut browser = stage.signed_in("ada");
    browser.prove(OTHER);
    browser.get("/link/review");
    if !store && action.primary == OTHER {
        sign_in_again(stage, &mut browser, action);
    }
    let (name, trouble) = trouble;
    let review = browser.review_id();
    strike(stage, action, index, trouble);

    let crashes = !matches!(trouble, Trouble::Fault(_));
    let mut other_end = browser.clone();
    let asking = if crashes { &mut other_end } else { &mut browser };
    let outcome = confirm_this(asking, &review, action);
    let (primary, secondary) = states(stage, action);
    let linked = secondary == "joined";
    let what = action.steps[index].name();
    let here = format!("{}, {what}, {name}: {outcome}, {primary}, {secondary}", action.name);
    assert!(linked || secondary == "as before", "{here}");
    assert!(!linked || primary == "as asked" || !store || crashes, "{here}");
    // What the person is told is what is so; where nobody could tell them, the next look does.
    assert!(crashes || linked == is_done(&outcome), "{here}");

    let next = next_visit(stage, &mut browser, action, &here);
    let outcome = if crashes { "none".to_owned() } else { format!("`{outcome}`") };
    format!(
        "| {} | {what} | {name} | {outcome} | {primary} | {secondary} | {next} |\n",
        action.name
    )
}

/// What a swap needs where no store keeps the proof of the present account.
fn sign_in_again(stage: &Stage, browser: &mut Browser<'_>, action: &Action) {
    let review = browser.review_id();
    let fields = [("review", review.as_str()), ("primary", action.primary)];
    let answer = read(&browser.post_json("/link/confirm", &fields));
    let page = browser.navigate(answer["location"].as_str().unwrap(), Some(stage.app()));
    browser.sign_in_at(&page, "ada");
}

/// Somebody comes again: what was interrupted is finished or undone by then, at the latest.
fn next_visit(
    stage: &Stage,
    browser: &mut Browser<'_>,
    action: &Action,
    here: &str,
) -> &'static str {
    stage.heal();
    if stage.is_native() {
        stage.pass(6 * 60);
    }
    let answer = browser.get("/me");
    // Without a clock to move the review still waits: the person tries once more.
    if answer.status().is_success() && !read(&answer)["pending"].is_null() {
        let outcome = confirm(browser, action);
        assert!(is_done(&outcome), "{here}, then {outcome}");
    }
    // A rest is the primary's, so that account's next visit clears it.
    if states(stage, action).0 == "with a rest" {
        let mut visitor = stage.browser();
        if action.primary == PRESENT {
            visitor.log_in("ada");
        } else {
            let page = visitor.open("/login?connection=google-oauth2");
            visitor.submit(&page, "/u/social", &[("user_id", OTHER)]);
        }
        visitor.get("/me");
    }
    match states(stage, action) {
        ("as asked", "joined") => "linked as asked",
        ("as before", "as before") => "both as before",
        other => panic!("{here}, then {other:?}"),
    }
}

fn table(store: bool) -> String {
    let mut table = String::from(
        "| action | step | fault | outcome | primary | secondary | after the next visit |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for action in actions() {
        let new = || if store { Stage::new() } else { Stage::native(&[]) };
        let mut stage = new();
        for index in 0..action.steps.len() {
            for trouble in troubles() {
                table.push_str(&row(&stage, &action, index, &trouble, store));
                // A host takes a while to start, and each row leaves everything settled.
                if stage.is_native() {
                    stage = new();
                }
            }
        }
    }
    table
}

fn unlink_table() -> String {
    let mut table =
        String::from("| fault | outcome | the account | the separated one |\n|---|---|---|---|\n");
    for (name, trouble) in troubles() {
        let Trouble::Fault(then) = trouble else { continue };
        let stage = Stage::new();
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.link("github|2001"), "linked");
        let had = metadata(&stage, PRESENT);
        stage.fault(&json!({"when": {"method": "DELETE", "path": "/api/v2/*"}, "then": then}));
        let identity = [("provider", "github"), ("user_id", "2001")];
        let outcome = browser.post_outcome("/unlink", &identity);
        let separate = stage.user("github|2001").is_some();
        assert_eq!(separate, outcome == "unlinked", "{name}: {outcome}");
        assert_eq!(metadata(&stage, PRESENT), had, "{name}");
        let (one, two) =
            if separate { ("without it", "on its own, empty") } else { ("as before", "linked") };
        writeln!(table, "| {name} | `{outcome}` | {one} | {two} |").unwrap();
    }
    table
}

#[test]
fn links_swaps_and_unlinks_with_a_store() {
    let native = Stage::new().is_native();
    document(native, "faults.md", "with a store", &table(true));
    document(native, "faults.md", "unlink", &unlink_table());
}

#[test]
fn links_and_swaps_without_a_store() {
    if std::env::var_os("EDGE").is_some() {
        // Only a native stage has a store to take away; this has run.
        return;
    }
    document(true, "faults.md", "without a store", &table(false));
}

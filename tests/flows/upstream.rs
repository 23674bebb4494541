//! Each call of the component, times what the tenant can do to it: how long the person waits, how often the
//! tenant is asked, and that nobody is told of something that is not so. Natively, where time passes as
//! fast as it is told to.

use serde_json::{Value, json};

use crate::support::{Attacks, Browser, SEPARATE_CLIENT, Stage, json as read};

const ADA: &str = "auth0|ada";
const GITHUB: &str = "github|2001";
const GOOGLE: &str = "google-oauth2|1001";

/// A call, by the request that it is, and what makes the component send it: everything before it goes
/// well, then the fault is set, and what comes of it is a code.
struct Call {
    name: &'static str,
    by_client: bool,
    method: &'static str,
    path: &'static str,
    /// Only the Management API's limit is waited for.
    waits: bool,
    act: fn(&Stage, &dyn Fn()) -> String,
    /// Whether what it changes is changed; none for one that changes nothing.
    done: Option<fn(&Stage) -> bool>,
}

fn calls() -> Vec<Call> {
    let call = |name, method, path, act| Call {
        name,
        by_client: false,
        method,
        path,
        waits: true,
        act,
        done: None,
    };
    let users = "/api/v2/users/*";
    vec![
        Call { waits: false, ..call("exchange a code", "POST", "/oauth/token", sign_in) },
        Call { waits: false, ..call("fetch keys", "GET", "/.well-known/jwks.json", sign_in_cold) },
        call("read the user", "GET", users, look),
        call("read the proved account", "GET", users, prove),
        Call {
            done: Some(|stage| {
                stage.user(ADA).unwrap()["user_metadata"]["newsletter"].is_boolean()
            }),
            ..call("write metadata", "PATCH", users, confirm_with_metadata)
        },
        Call {
            done: Some(|stage| stage.user(GITHUB).is_none()),
            ..call("link", "POST", users, confirm)
        },
        Call {
            done: Some(|stage| stage.user(GITHUB).is_some()),
            ..call("unlink", "DELETE", users, unlink)
        },
        Call { waits: false, ..call("send a code", "POST", "/passwordless/start", send_code) },
        Call {
            waits: false,
            ..call("exchange a one-time code", "POST", "/oauth/token", type_code)
        },
        Call {
            by_client: true,
            waits: false,
            ..call("fetch the client's token", "POST", "/oauth/token", look)
        },
        Call {
            by_client: true,
            ..call("find users by e-mail", "GET", "/api/v2/users-by-email", suggest)
        },
        Call {
            by_client: true,
            ..call("list roles", "GET", "/api/v2/users/auth0|ada/roles", review)
        },
        Call {
            by_client: true,
            done: Some(|stage| stage.user(GITHUB).is_none()),
            ..call("delete an account", "DELETE", "/api/v2/users/github|2001", unlink_and_delete)
        },
    ]
}

/// The code of an answer; `answered` where it has none.
fn code(answer: &http::Response<Vec<u8>>) -> String {
    let document = read(answer);
    document["outcome"].as_str().or(document["code"].as_str()).unwrap_or("answered").to_owned()
}

fn sign_in(stage: &Stage, fault: &dyn Fn()) -> String {
    let mut browser = stage.browser();
    let page = browser.open("/login");
    fault();
    let page = browser.sign_in_at(&page, "ada");
    page.outcome().unwrap_or_else(|| "signed in".to_owned())
}

fn sign_in_cold(stage: &Stage, fault: &dyn Fn()) -> String {
    stage.next_instance();
    stage.forget_store();
    sign_in(stage, fault)
}

fn look(stage: &Stage, fault: &dyn Fn()) -> String {
    let mut browser = stage.signed_in("ada");
    fault();
    code(&browser.get("/me"))
}

fn prove(stage: &Stage, fault: &dyn Fn()) -> String {
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("github");
    fault();
    let page = browser.submit(&page, "/u/social", &[("user_id", GITHUB)]);
    page.outcome().unwrap()
}

fn confirm_this(browser: &mut Browser<'_>, user_id: &str, fault: &dyn Fn()) -> String {
    browser.prove(user_id);
    browser.get("/link/review");
    let review = browser.review_id();
    fault();
    browser.post_outcome("/link/confirm", &[("review", &review)])
}

fn confirm(stage: &Stage, fault: &dyn Fn()) -> String {
    confirm_this(&mut stage.signed_in("ada"), GITHUB, fault)
}

fn confirm_with_metadata(stage: &Stage, fault: &dyn Fn()) -> String {
    confirm_this(&mut stage.signed_in("ada"), GOOGLE, fault)
}

fn unlink_with(stage: &Stage, fault: &dyn Fn(), more: &[(&str, &str)]) -> String {
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link(GITHUB), "linked");
    let mut fields = vec![("provider", "github"), ("user_id", "2001")];
    fields.extend_from_slice(more);
    fault();
    browser.post_outcome("/unlink", &fields)
}

fn unlink(stage: &Stage, fault: &dyn Fn()) -> String {
    unlink_with(stage, fault, &[])
}

fn unlink_and_delete(stage: &Stage, fault: &dyn Fn()) -> String {
    unlink_with(stage, fault, &[("delete", "on")])
}

fn send_code(stage: &Stage, fault: &dyn Fn()) -> String {
    let mut browser = stage.signed_in("ada");
    fault();
    browser.send_code("+15550100")
}

fn type_code(stage: &Stage, fault: &dyn Fn()) -> String {
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    let digits = stage.code("+15550100");
    fault();
    browser.type_code(&digits)
}

fn suggest(stage: &Stage, fault: &dyn Fn()) -> String {
    let mut browser = stage.signed_in("ada");
    fault();
    code(&browser.get("/suggestions"))
}

fn review(stage: &Stage, fault: &dyn Fn()) -> String {
    let mut browser = stage.signed_in("ada");
    browser.prove(GITHUB);
    fault();
    code(&browser.get("/link/review"))
}

/// What the tenant does, and how often it may be asked then by a call that waits.
fn faults(now: u64) -> Vec<(&'static str, Value, usize)> {
    let limit = |headers: Value| json!({"status": 429, "headers": headers});
    let soon = (now + 2).to_string();
    let nonsense = json!({"retry-after": "soon", "x-ratelimit-reset": "-1"});
    vec![
        ("no answer", json!("drop_before"), 1),
        ("no answer, though it was done", json!("drop_after"), 1),
        ("no answer within 5 seconds", json!({"delay_before_ms": 60_000}), 1),
        ("an answer of 600 KB", json!({"body_bytes": 600_000}), 1),
        ("a redirect", json!({"status": 302, "headers": {"location": "/elsewhere"}}), 1),
        (
            "a redirect that keeps the method",
            json!({"status": 307, "headers": {"location": "/elsewhere"}}),
            1,
        ),
        ("500", json!({"status": 500}), 1),
        ("503 with HTML", json!({"status": 503, "body": "<html>"}), 1),
        ("200 with HTML", json!({"status": 200, "body": "<html>"}), 1),
        ("200 with another document", json!({"status": 200, "body": {"a": []}}), 1),
        ("429, wait 1 s", limit(json!({"retry-after": "1"})), 2),
        ("429, wait until in 2 s", limit(json!({"x-ratelimit-reset": soon})), 2),
        ("429, wait 7 s", limit(json!({"retry-after": "7"})), 1),
        ("429, wait a year", limit(json!({"retry-after": "31536000"})), 1),
        ("429 with nonsense", limit(nonsense), 2),
        ("429 without a word", json!({"status": 429}), 2),
    ]
}

/// Codes that say of a change that it was made.
fn says_done(code: &str) -> bool {
    ["linked", "unlinked", "deleted"].contains(&code)
}

fn stage_for(call: &Call) -> Stage {
    let stage = Stage::native_by_message(if call.by_client { &SEPARATE_CLIENT } else { &[] });
    stage.put_user(&json!({"user_id": GOOGLE, "email": "ada@example.com", "email_verified": true,
        "user_metadata": {"newsletter": true}}));
    stage
}

/// How often the tenant was asked for this since it was last forgotten.
fn asked(stage: &Stage, call: &Call) -> usize {
    let path = call.path.trim_end_matches('*').replace('|', "%7C");
    let line = format!("{} {path}", call.method);
    stage.requests().iter().filter(|it| it.starts_with(&line)).count()
}

#[test]
fn every_call_outlives_every_fault_of_the_tenant() {
    let mut attacks = Attacks::new("upstream", Stage::are_native());
    for call in calls() {
        let well = stage_for(&call);
        let usual = (call.act)(&well, &|| well.forget_requests());
        let usually = asked(&well, &call);
        assert!(usually > 0, "{} is not asked for: {:?}", call.name, well.requests());
        for index in 0..faults(0).len() {
            let stage = stage_for(&call);
            let (name, _, most) = faults(0).swap_remove(index);
            let began = std::cell::Cell::new(0);
            let outcome = (call.act)(&stage, &|| {
                let (_, then, _) = faults(stage.now()).swap_remove(index);
                stage.fault(
                    &json!({"when": {"method": call.method, "path": call.path}, "then": then}),
                );
                stage.forget_requests();
                began.set(stage.now());
            });
            let (took, asked) = (stage.now() - began.get(), asked(&stage, &call));
            let most = usually + if call.waits { most - 1 } else { 0 };
            // A change that got no answer is looked for by reading, and never sent again: the second PATCH
            // takes back what the first one may have written.
            let most = most + usize::from(call.method == "PATCH");
            let truthful = call.done.is_none_or(|done| !says_done(&outcome) || done(&stage));
            let elsewhere = stage.count("GET", "/elsewhere") + stage.count("POST", "/elsewhere");
            let bounded = took <= 11 && asked <= most;
            let kept = truthful && elsewhere == 0 && bounded;
            let how = format!("`{outcome}`, asked {asked}");
            attacks.tried(&format!("{}: {name}", call.name), kept, &format!("{how}; {took} s"));

            // It was one fault: an hour later everything is as usual.
            stage.pass(3_600);
            let again =
                if call.done.is_none() { (call.act)(&stage, &|| {}) } else { usual.clone() };
            assert_eq!(again, usual, "{} after {name}", call.name);
        }
    }
    attacks.finish();
}

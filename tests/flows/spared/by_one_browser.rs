//! One browser tries to have the tenant spared for everybody: by every call that it can cause, and whatever
//! the tenant answers to what was asked for.

use serde_json::{Value, json};

use crate::support::{Attacks, Browser, SEPARATE_CLIENT, Stage};

const HUB: &str = "github|2001";
const NUMBER: &str = "+15550100";
const ADDRESS: &str = "grace@home.example";

/// As many as open the circuit, where they count.
const TRIES: usize = 5;

/// A call that a browser can cause.
struct Call {
    name: &'static str,
    by_client: bool,
    method: &'static str,
    path: &'static str,
    /// What comes before, for each try.
    ready: fn(&mut Browser<'_>),
    act: fn(&mut Browser<'_>),
    /// What the browser cannot bring about: the tenant's failures.
    tenants: Tenants,
}

#[derive(Clone, Copy, PartialEq)]
enum Tenants {
    Nothing,
    NoAnswer,
    Failures,
}

fn nothing(_: &mut Browser<'_>) {}

fn shown(browser: &mut Browser<'_>) {
    browser.prove(HUB);
    browser.review_id();
}

fn confirm(browser: &mut Browser<'_>) {
    // Looked at, so that the id is the one that a form names.
    let review = browser.review_id();
    browser.post_json("/link/confirm", &[("review", &review)]);
}

fn linked(browser: &mut Browser<'_>) {
    browser.link(HUB);
}

fn unlink(browser: &mut Browser<'_>) {
    browser.post_json("/unlink", &[("provider", "github"), ("user_id", "2001")]);
}

fn calls() -> Vec<Call> {
    use Tenants::{Failures, NoAnswer, Nothing};
    let user = "/api/v2/users/*";
    let call = |name, method, path, ready, act, tenants| Call {
        name,
        by_client: false,
        method,
        path,
        ready,
        act,
        tenants,
    };
    let by_client = |name, method, path, ready, act, tenants| Call {
        by_client: true,
        ..call(name, method, path, ready, act, tenants)
    };
    let token = "/oauth/token";
    let sign_in: fn(&mut Browser<'_>) = |browser| {
        browser.stage().browser().log_in("ada");
    };
    let prove: fn(&mut Browser<'_>) = |browser| {
        browser.prove(HUB);
    };
    let code_sent: fn(&mut Browser<'_>) = |browser| {
        assert_eq!(browser.send_code(NUMBER), "code_sent");
    };
    let link_sent: fn(&mut Browser<'_>) = |browser| {
        assert_eq!(browser.send_link(ADDRESS), "link_sent");
    };
    let look: fn(&mut Browser<'_>) = |browser| {
        browser.get("/me");
    };
    let review: fn(&mut Browser<'_>) = |browser| {
        browser.get("/link/review");
    };
    vec![
        call("a sign-in", "POST", token, nothing, sign_in, NoAnswer),
        call("the second sign-in", "POST", token, nothing, prove, NoAnswer),
        call(
            "a link in an e-mail",
            "POST",
            token,
            link_sent,
            |browser| {
                // The tenant's own page takes a link once.
                let link: url::Url = browser.stage().link(ADDRESS).parse().unwrap();
                let state = link.query_pairs().find(|(name, _)| name == "state").unwrap().1;
                browser.open(&format!("/link/callback?state={state}&code=code"));
            },
            NoAnswer,
        ),
        call(
            "a one-time code",
            "POST",
            token,
            code_sent,
            |browser| {
                browser.type_code("000000");
            },
            Nothing,
        ),
        call(
            "a text message",
            "POST",
            "/passwordless/start",
            nothing,
            |browser| {
                browser.send_code(NUMBER);
            },
            Nothing,
        ),
        call(
            "an e-mail",
            "POST",
            "/passwordless/start",
            nothing,
            |browser| {
                browser.send_link(ADDRESS);
            },
            Nothing,
        ),
        call("a look at oneself", "GET", user, nothing, look, Failures),
        call("a look at both accounts", "GET", user, prove, review, Failures),
        call("a link", "POST", user, shown, confirm, Nothing),
        call("metadata", "PATCH", user, shown, confirm, Nothing),
        call("an unlink", "DELETE", user, linked, unlink, Nothing),
        by_client("a look by the client", "GET", user, nothing, look, Failures),
        by_client("a list", "GET", "/api/v2/users/auth0|ada/roles", prove, review, Nothing),
        by_client(
            "a search",
            "GET",
            "/api/v2/users-by-email",
            nothing,
            |browser| {
                browser.get("/suggestions");
            },
            Nothing,
        ),
        by_client("a link by the client", "POST", user, shown, confirm, Nothing),
        by_client(
            "a deletion",
            "DELETE",
            "/api/v2/users/github|2001",
            nothing,
            |browser| {
                browser.link(HUB);
                let fields = [("provider", "github"), ("user_id", "2001"), ("delete", "on")];
                browser.post_json("/unlink", &fields);
            },
            Nothing,
        ),
    ]
}

/// The bodies that come with a status, one after the other.
fn bodies() -> [Value; TRIES] {
    [
        json!({"error": "access_denied", "error_description": "You may not."}),
        json!({"error": "invalid_grant"}),
        json!("<html>"),
        json!({"statusCode": 500, "error": "Internal Server Error", "message": "Oh."}),
        json!({"error": 7}),
    ]
}

fn stage(call: &Call) -> Stage {
    let mut settings = vec![
        ("passwordless", "code_or_link"),
        ("connections", "github=GitHub,sms=Phone,email=E-mail,google-oauth2=Google"),
        ("reauth_after", "off"),
    ];
    settings.extend(if call.by_client { &SEPARATE_CLIENT[..] } else { &[] });
    let stage = Stage::native(&settings);
    stage.put_user(&json!({"user_id": HUB, "name": "Ada", "email": "ada@example.com",
        "email_verified": true, "user_metadata": {"theirs": 1},
        "identities": [{"provider": "github", "user_id": "2001", "connection": "github"}]}));
    // Nothing that a try leaves behind keeps the next one from asking.
    stage.take_store_away();
    stage
}

/// A browser from which the call can be tried again and again.
fn ready<'a>(call: &Call, stage: &'a Stage) -> Browser<'a> {
    let mut browser = stage.signed_in("ada");
    (call.ready)(&mut browser);
    // The client's token is there, and nothing is known of the last change.
    browser.get("/me");
    browser.lose("outcome");
    browser
}

/// Tries the call with each of these answers; whether the tenant is spared then.
fn opens(call: &Call, browser: &Browser<'_>, then: &[Value]) -> bool {
    let stage = browser.stage();
    for then in then {
        stage.heal();
        stage.forget_requests();
        let when = json!({"method": call.method, "path": call.path});
        stage.fault(&json!({"when": when, "times": 0, "then": then}));
        (call.act)(&mut browser.clone());
        let path = call.path.trim_end_matches('*').replace('|', "%7C");
        let sent = stage.count(call.method, &path) > 0;
        assert!(sent || is_spared(stage), "{} was not sent: {then}", call.name);
    }
    stage.heal();
    is_spared(stage)
}

fn is_spared(stage: &Stage) -> bool {
    stage.log().contains("failed too often")
}

#[test]
fn attack_one_browser_has_the_tenant_spared_by_no_call_and_no_answer() {
    // On native stages alone, so that the runs over the component would only do the same once more.
    if !Stage::are_native() {
        return;
    }
    let mut attacks = Attacks::new("circuit", true);
    for call in calls() {
        let stage = stage(&call);
        let mut victim = stage.signed_in("grace");
        let browser = ready(&call, &stage);
        let highest = if call.tenants == Tenants::Failures { 499 } else { 504 };
        let statuses = (400..=highest)
            .map(|status| bodies().map(|body| json!({"status": status, "body": body})).to_vec());
        let odd = [json!({"status": 200, "body": "<html>"}), json!({"status": 302})];
        let lost = [json!("drop_before"), json!({"delay_before_ms": 5_000})];
        let lost = if call.tenants == Tenants::Nothing { &lost[..] } else { &[] };
        let others = odd.iter().chain(lost).map(|then| vec![then.clone(); TRIES]);
        let mut tried = 0_usize;
        for then in statuses.chain(others) {
            assert!(!opens(&call, &browser, &then), "{}: {then:?}", call.name);
            tried += then.len();
        }
        victim.me();
        assert!(!is_spared(&stage));
        attacks.tried_many(call.name, tried, "the circuit stays closed");
    }
    attacks.finish();
}

#[test]
fn what_is_the_tenants_fault_alone_still_opens_the_circuit() {
    for call in calls() {
        let lost = [json!("drop_before"), json!({"delay_before_ms": 5_000})];
        let failures = [500, 502, 503, 504].map(|status| json!({"status": status}));
        let counts: Vec<&Value> = match call.tenants {
            Tenants::Nothing => continue,
            Tenants::NoAnswer => lost.iter().collect(),
            Tenants::Failures => lost.iter().chain(&failures).collect(),
        };
        for then in counts {
            let stage = stage(&call);
            let browser = ready(&call, &stage);
            opens(&call, &browser, &vec![then.clone(); TRIES]);
            stage.signed_in("grace").get("/me");
            assert!(is_spared(&stage), "{}: {then}", call.name);
        }
    }
    // The token of mode `client`, by whoever looks.
    for then in [json!("drop_before"), json!({"status": 500}), json!({"status": 503})] {
        let stage = Stage::native(&SEPARATE_CLIENT);
        let mut browser = stage.signed_in("ada");
        stage.fault(&json!({"when": {"path": "/oauth/token"}, "times": 0, "then": then}));
        for _ in 0..=TRIES {
            browser.get("/me");
        }
        assert!(is_spared(&stage), "{then}");
    }
}

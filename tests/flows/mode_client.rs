//! Management by a client's token: it reaches every user, so what matters is whom it is used for, how
//! seldom it is fetched, and that nobody ever sees it.

use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{Browser, SEPARATE_CLIENT, Stage, form_request, json as read};

/// The login application is its own Management client.
const OWN: [(&str, &str); 1] = [("management", "client")];
/// The requests for a token, and about a user.
fn management(stage: &Stage) -> Vec<String> {
    let mut requests = stage.requests();
    requests.retain(|line| !line.contains("/.well-known/"));
    requests
}

#[test]
fn a_login_asks_for_nothing_of_the_management_api() {
    let stage = Stage::with(&OWN);
    let request = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
    let answer = stage.browser().send(request);
    let url: url::Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    let names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert!(!names.contains(&"audience".to_owned()), "{names:?}");
    let scope = url.query_pairs().find(|(name, _)| name == "scope").unwrap().1.into_owned();
    assert_eq!(scope, "openid profile email");
}

#[test]
fn the_session_holds_no_token() {
    let size = |settings: &[(&str, &str)]| {
        let stage = Stage::with(settings);
        let browser = stage.signed_in("ada");
        let name = format!("{}session", stage.cookie_prefix());
        browser.cookies.iter().find(|(_, it, _)| *it == name).unwrap().2.len()
    };
    let (user, client) = (size(&[]), size(&OWN));
    assert!(client < 1000 && client + 800 < user, "{client} with {user}");
}

#[test]
fn links_swaps_and_unlinks() {
    for settings in [&OWN[..], &SEPARATE_CLIENT] {
        let stage = Stage::with(settings);
        let mut browser = stage.signed_in("ada");
        assert_eq!(browser.link("github|2001"), "linked");
        assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);

        browser.prove("google-oauth2|1001");
        let shown = read(&browser.get("/link/review"));
        assert_eq!(shown["choice"]["sign_in_again"], json!([]), "a name is proof enough");
        let swapped = browser.confirm(&[("primary", "google-oauth2|1001")]);
        assert_eq!(swapped, "swapped");
        assert_eq!(browser.me()["user"]["user_id"], "google-oauth2|1001");
        let all = ["google-oauth2|1001", "auth0|ada", "github|2001"];
        assert_eq!(browser.identities(), all);
        assert_eq!(stage.user("google-oauth2|1001").unwrap()["user_metadata"]["theme"], "dark");

        let identity = [("provider", "auth0"), ("user_id", "ada")];
        assert_eq!(browser.post_outcome("/unlink", &identity), "unlinked");
        assert_eq!(browser.identities(), ["google-oauth2|1001", "github|2001"]);
        assert_eq!(stage.identities("auth0|ada"), ["auth0|ada"]);
    }
}

#[test]
fn links_at_once_where_no_review_is_asked_for() {
    let stage = Stage::with(&[OWN[0], ("review", "never")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.prove("google-oauth2|1001").outcome().as_deref(), Some("linked"));
    assert_eq!(browser.identities(), ["auth0|ada", "google-oauth2|1001"]);
}

#[test]
fn the_token_is_used_for_four_fifths_of_its_life() {
    let stage = Stage::native(&OWN);
    let mut browser = stage.signed_in("ada");
    browser.me();
    stage.forget_requests();
    for _ in 0..5 {
        browser.me();
    }
    let day = 24 * 60 * 60;
    stage.pass(day * 4 / 5 - 60);
    browser.me();
    assert_eq!(stage.count("POST", "/oauth/token"), 0);
    stage.pass(120);
    browser.me();
    browser.me();
    assert_eq!(stage.count("POST", "/oauth/token"), 1);
}

#[test]
fn another_instance_finds_the_token_in_the_store() {
    let stage = Stage::native(&OWN);
    let mut browser = stage.signed_in("ada");
    browser.me();
    stage.forget_requests();
    stage.next_instance();
    assert_eq!(browser.me()["unlink"], json!({"restore": true, "delete": true}));
    assert_eq!(management(&stage), ["GET /api/v2/users/auth0%7Cada"]);

    stage.forget_store();
    stage.next_instance();
    browser.me();
    browser.me();
    assert_eq!(stage.count("POST", "/oauth/token"), 1, "without a record it is fetched");
}

#[test]
fn a_refused_token_is_fetched_anew_once() {
    let stage = Stage::native(&OWN);
    let mut browser = stage.signed_in("ada");
    browser.me();
    stage.revoke_machine_tokens();
    stage.forget_requests();
    browser.me();
    let read_user = "GET /api/v2/users/auth0%7Cada";
    assert_eq!(management(&stage), [read_user, "POST /oauth/token", read_user]);

    stage.forget_requests();
    stage.fault(&json!({
        "when": {"method": "GET", "path": "/api/v2/users/*"}, "times": 0, "then": {"status": 401},
    }));
    assert_eq!(read(&browser.get("/me"))["code"], "tenant_unreachable");
    assert_eq!(management(&stage), [read_user, "POST /oauth/token", read_user], "and no more");
    stage.heal();
    browser.me();
}

#[test]
fn a_token_refused_in_the_middle_of_a_link_and_of_an_unlink() {
    let stage = Stage::with(&OWN);
    let mut browser = stage.signed_in("ada");
    browser.prove("google-oauth2|1001");
    browser.get("/link/review");
    stage.revoke_machine_tokens();
    assert_eq!(browser.confirm(&[]), "linked");
    stage.revoke_machine_tokens();
    let identity = [("provider", "google-oauth2"), ("user_id", "1001"), ("restore", "on")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "restored");
}

#[test]
fn a_wrong_secret_is_told_to_the_operator() {
    let stage = Stage::with(&[
        OWN[0],
        ("management_client_id", "local-management"),
        ("management_client_secret", "not-the-secret"),
    ]);
    let mut browser = stage.signed_in("ada");
    let answer = browser.get("/me");
    assert_eq!(
        (answer.status(), &read(&answer)["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable"))
    );
    let page = browser.prove("github|2001");
    assert_eq!(page.outcome().as_deref(), Some("unavailable"));
    let identity = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &identity), "unavailable");
    assert_eq!(read(&browser.get("/suggestions"))["code"], "unavailable");
    assert!(stage.log().contains("management token: the client gets no token"), "{}", stage.log());
    assert!(!stage.log().contains("not-the-secret"));
}

#[test]
fn a_token_endpoint_that_misbehaves_ends_nothing_but_the_request() {
    let stage = Stage::native(&OWN);
    let mut browser = stage.signed_in("ada");
    let soon_over = |seconds: u64| {
        json!({"status": 200, "body":
            {"access_token": "x", "token_type": "Bearer", "expires_in": seconds, "scope": ""}})
    };
    for (then, code) in [
        (json!({"status": 200, "body": {}}), "tenant_unreachable"),
        (json!({"status": 200, "body": "<html>"}), "tenant_unreachable"),
        (json!({"status": 302}), "tenant_unreachable"),
        (json!("drop_after"), "tenant_unreachable"),
        (json!({"body_bytes": 2_000_000}), "tenant_unreachable"),
        (json!({"status": 429, "headers": {"retry-after": "9"}}), "rate_limited"),
        (soon_over(0), "tenant_unreachable"),
        (soon_over(u64::MAX), "tenant_unreachable"),
    ] {
        stage.forget_store();
        stage.next_instance();
        stage.fault(&json!({"when": {"path": "/oauth/token"}, "times": 2, "then": then}));
        let answer = browser.get("/me");
        let code_of = |document: &Value| {
            let limited = document["identities"].is_null() && document["retry_after"] == 9;
            if limited { json!("rate_limited") } else { document["code"].clone() }
        };
        assert_eq!(code_of(&read(&answer)), code, "{then}");
        stage.heal();
        browser.me();
    }
}

#[test]
fn a_missing_scope_is_named_to_the_operator_alone() {
    let stage = Stage::native(&OWN);
    stage.grant("local-app", &["read:users"]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.me()["unlink"]["delete"], false);
    browser.prove("github|2001");
    let review = browser.review_id();
    let answer = browser.post_json("/link/confirm", &[("review", &review)]);
    assert_eq!(read(&answer)["code"], "missing_scope");
    assert!(!String::from_utf8_lossy(answer.body()).contains("update:users"), "not to a visitor");
    let health = read(&browser.get("/healthz"));
    assert_eq!(health["status"], "degraded");
    assert_eq!(health["missing_scopes"], json!(["update:users"]));
    assert!(stage.log().contains("link identity: refused; it needs the scope update:users"));
    assert!(stage.log().contains("management token: lacks the scope update:users"));
}

/// Decoded, so that no spelling of an id gets by.
fn about(stage: &Stage, user_id: &str) -> Vec<String> {
    let decode = |line: &String| line.replace("%7C", "|").replace("%7c", "|");
    let start = format!("/api/v2/users/{user_id}");
    stage.requests().iter().map(decode).filter(|line| line.contains(&start)).collect()
}

const FIELDS: [&str; 18] = [
    "connection",
    "login_hint",
    "suggestion",
    "review",
    "primary",
    "metadata.theme",
    "provider",
    "user_id",
    "restore",
    "delete",
    "choice",
    "switch",
    "user",
    "sub",
    "identity",
    "secondary",
    "link_with",
    "primary_user_id",
];

#[test]
fn attack_somebody_elses_id_in_every_field_of_every_form() {
    for settings in [&OWN[..], &SEPARATE_CLIENT] {
        let stage = Stage::with(settings);
        let mut browser = stage.signed_in("ada");
        browser.link("google-oauth2|1001");
        browser.prove("github|2001");
        let review = browser.review_id();
        let right = [
            ("connection", "github"),
            ("review", review.as_str()),
            ("provider", "google-oauth2"),
            ("user_id", "1001"),
            ("choice", "switch"),
        ];
        let before = stage.user("auth0|grace");
        stage.forget_requests();
        for path in
            ["/link/start", "/link/confirm", "/link/cancel", "/unlink", "/login/switch", "/logout"]
        {
            for field in FIELDS {
                for victim in ["auth0|grace", "grace", "auth0%7Cgrace"] {
                    let others = right.iter().copied().filter(|(name, _)| *name != field);
                    let fields: Vec<_> = others.chain([(field, victim)]).collect();
                    let answer = browser.clone().post_json(path, &fields);
                    assert!(answer.status() != StatusCode::SERVICE_UNAVAILABLE, "{path} {field}");
                }
            }
        }
        for (provider, user_id) in
            [("auth0", "grace"), ("auth0", "ada/../grace"), ("x", "../../auth0|grace")]
        {
            for further in ["restore", "delete", "x"] {
                let fields = [("provider", provider), ("user_id", user_id), (further, "on")];
                browser.clone().post_json("/unlink", &fields);
            }
        }
        assert_eq!(about(&stage, "auth0|grace"), [""; 0]);
        assert_eq!(stage.user("auth0|grace"), before);
    }
}

#[test]
fn attack_deleting_a_stranger_by_an_unlink_whose_answer_is_lost() {
    for then in [
        json!("drop_before"),
        json!("drop_after"),
        json!({"status": 503}),
        json!({"status": 200, "body": "<html>"}),
        json!({"status": 200, "body": []}),
    ] {
        let stage = Stage::with(&OWN);
        let mut browser = stage.signed_in("ada");
        stage.fault(&json!({
            "when": {"method": "DELETE", "path": "/api/v2/users/*"}, "then": then,
        }));
        let stranger = [("provider", "auth0"), ("user_id", "grace"), ("delete", "on")];
        assert_eq!(browser.post_outcome("/unlink", &stranger), "not_linked", "{then}");
        assert!(stage.user("auth0|grace").is_some(), "{then}");
        assert_eq!(about(&stage, "auth0|grace"), [""; 0]);
    }
}

#[test]
fn attack_a_copied_session_or_review_of_another_browser() {
    let stage = Stage::with(&OWN);
    let mut ada = stage.signed_in("ada");
    ada.prove("github|2001");
    let review = ada.review_id();
    let mut grace = stage.signed_in("grace");
    let prefix = stage.cookie_prefix();
    let copy = |from: &Browser<'_>, to: &mut Browser<'_>, name: &str| {
        let name = format!("{prefix}{name}");
        to.cookies.retain(|(_, it, _)| *it != name);
        to.cookies.extend(from.cookies.iter().filter(|(_, it, _)| *it == name).cloned());
    };
    stage.forget_requests();
    // The review is one cookie here, without a token of the account.
    copy(&ada, &mut grace, "review");
    assert!(grace.me()["pending"].is_null());
    assert_eq!(grace.post_outcome("/link/confirm", &[("review", &review)]), "no_review");
    copy(&ada, &mut grace, "session");
    assert_eq!(grace.get("/me").status(), StatusCode::UNAUTHORIZED);
    assert_eq!(grace.post_outcome("/link/confirm", &[("review", &review)]), "signed_out");
    assert_eq!(about(&stage, "auth0|ada"), [""; 0]);
    assert_eq!(about(&stage, "github|2001"), [""; 0]);
}

#[test]
fn attack_a_proof_of_another_browser_links_nothing() {
    let stage = Stage::with(&[OWN[0], ("review", "never")]);
    let mut attacker = stage.signed_in("grace");
    let page = attacker.start_link("github");
    // The victim is led to the attacker's login page, and signs in there.
    let mut victim = stage.signed_in("ada");
    let page = victim.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some("no_transaction"));
    assert_eq!(stage.identities("auth0|grace"), ["auth0|grace"]);
    assert!(stage.user("github|2001").is_some());
}

#[test]
fn the_token_is_in_no_answer_cookie_or_log() {
    let stage = Stage::with(&SEPARATE_CLIENT);
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "local-management"),
        ("client_secret", "local-management-worthless-secret"),
        ("audience", "https://tenant.example/api/v2/"),
    ];
    // One like ours, to know how long they are.
    let audience = format!("https://{}/api/v2/", stage.tenant().split("//").nth(1).unwrap());
    let fields =
        fields.map(|(name, value)| (name, if name == "audience" { &*audience } else { value }));
    let url = format!("{}/oauth/token", stage.tenant());
    let token = read(&stage.exchange(form_request(&url, &fields)));
    let token = token["access_token"].as_str().unwrap();

    let mut browser = stage.signed_in("ada");
    let mut texts = Vec::new();
    let mut cookies = Vec::new();
    for path in ["/me", "/suggestions", "/link/review", "/healthz", "/"] {
        let answer = browser.get(path);
        texts.push(format!("{:?} {}", answer.headers(), String::from_utf8_lossy(answer.body())));
    }
    browser.prove("google-oauth2|1001");
    cookies.extend(browser.cookies.clone());
    let review = browser.review_id();
    texts.push(String::from_utf8_lossy(browser.get("/link/review").body()).into_owned());
    for (path, fields) in [
        ("/link/confirm", &[("review", review.as_str())][..]),
        ("/unlink", &[("provider", "google-oauth2"), ("user_id", "1001"), ("restore", "on")]),
    ] {
        let answer = browser.post_json(path, fields);
        texts.push(format!("{:?} {}", answer.headers(), String::from_utf8_lossy(answer.body())));
    }
    cookies.extend(browser.cookies.clone());
    let head = token.split('.').next().unwrap();
    assert!(head.len() > 20, "{head}");
    for text in texts.iter().map(String::as_str).chain([stage.log().as_str()]) {
        assert!(!text.contains(head) && !text.contains("worthless-secret"), "{text}");
    }
    for (_, name, value) in cookies.iter().filter(|it| it.1.starts_with(stage.cookie_prefix())) {
        assert!(value.len() < token.len(), "{name} has room for a token");
    }
}

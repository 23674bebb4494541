//! A sign-in that granted everything but to change metadata, which a person can bring about in the address: all
//! works, nothing is carried over, that is said before, and nothing is asked that can only be refused.

use http::Request;
use serde_json::json;

use crate::support::{Browser, Page, Stage, json as read};

const GOOGLE: &str = "google-oauth2|1001";
const ADA: &str = "auth0|ada";
/// Without the scopes for metadata, or without one of them.
const SCOPES: [&str; 3] = [
    "openid profile email read:current_user update:current_user_identities",
    "openid profile email read:current_user update:current_user_identities create:current_user_metadata",
    "openid profile email read:current_user update:current_user_identities update:current_user_metadata",
];

/// The same address with these scopes.
fn with_scope(address: &str, scope: &str) -> String {
    let mut address: url::Url = address.parse().unwrap();
    let pairs: Vec<_> =
        address.query_pairs().into_owned().filter(|(name, _)| name != "scope").collect();
    address.query_pairs_mut().clear().extend_pairs(pairs).append_pair("scope", scope);
    address.into()
}

fn log_in(browser: &mut Browser<'_>, scope: &str) {
    let app = browser.stage().app().to_owned();
    let login = Request::get(format!("{app}/login")).body(Vec::new()).unwrap();
    let answer = browser.send(login);
    let address = with_scope(answer.headers()["location"].to_str().unwrap(), scope);
    let page = browser.navigate(&address, None);
    browser.sign_in_at(&page, "ada");
    browser.me();
}

fn prove(browser: &mut Browser<'_>, scope: &str) -> Page {
    let answer = read(&browser.post_json("/link/start", &[("connection", "google-oauth2")]));
    let address = with_scope(answer["location"].as_str().unwrap(), scope);
    let page = browser.navigate(&address, None);
    browser.submit(&page, "/u/social", &[("user_id", GOOGLE)])
}

fn writes(stage: &Stage) -> bool {
    stage.requests().iter().any(|line| line.starts_with("PATCH "))
}

#[test]
fn without_the_scopes_for_metadata_all_works_and_none_is_carried_over() {
    for scope in SCOPES {
        for (own, primary) in [(true, ADA), (false, ADA), (true, GOOGLE), (false, GOOGLE)] {
            let stage = Stage::new();
            let mut browser = stage.browser();
            if own {
                log_in(&mut browser, scope);
                browser.prove(GOOGLE);
            } else {
                browser.log_in("ada");
                prove(&mut browser, scope);
            }
            let had = stage.user(primary).unwrap()["user_metadata"].clone();
            let shown = read(&browser.get("/link/review"));
            assert_eq!((&shown["metadata"], &shown["carries_over"]), (&json!([]), &json!(false)));
            let drawn = browser.open("/settings").body;
            assert!(drawn.contains("The other account loses its saved settings"), "{drawn}");
            stage.forget_requests();
            let code = browser.confirm(&[("primary", primary), ("metadata.theme", "take")]);
            assert_eq!(code, if primary == ADA { "linked" } else { "swapped" });
            assert!(!writes(&stage), "{:?}", stage.requests());
            assert_eq!(stage.user(primary).unwrap()["user_metadata"], had);
            assert_eq!(read(&browser.get("/healthz"))["status"], "ok");
        }
    }
}

#[test]
fn nothing_is_lost_unseen_where_no_review_is_asked_for() {
    let stage = Stage::with(&[("review", "never")]);
    let mut browser = stage.signed_in("ada");
    assert_eq!(prove(&mut browser, SCOPES[0]).outcome().as_deref(), Some("review"));
    assert_eq!(browser.identities(), [ADA]);
    assert_eq!(browser.confirm(&[]), "linked");
    // An account that has none has none to lose.
    let mut browser = stage.browser();
    log_in(&mut browser, SCOPES[0]);
    assert_eq!(browser.prove("github|2001").outcome().as_deref(), Some("linked"));
}

#[test]
fn a_review_that_showed_metadata_is_not_confirmed_without_it() {
    let stage = Stage::native(&[("reauth_after", "1m")]);
    let mut browser = stage.signed_in("ada");
    browser.prove(GOOGLE);
    let review = browser.review_id();
    stage.pass(61);
    let fields = [("review", review.as_str())];
    let answer = read(&browser.post_json("/link/confirm", &fields));
    let address = with_scope(answer["location"].as_str().unwrap(), SCOPES[0]);
    let page = browser.navigate(&address, None);
    browser.sign_in_at(&page, "ada");
    assert_eq!(browser.post_outcome("/link/confirm", &fields), "review_changed");
    assert_eq!(read(&browser.get("/link/review"))["carries_over"], false);
    assert_eq!(browser.confirm(&[]), "linked");
}

#[test]
fn what_an_interrupted_link_left_waits_for_a_sign_in_that_may_take_it_back() {
    let stage = Stage::native(&[]);
    stage.take_store_away();
    let metadata = || stage.user(ADA).unwrap()["user_metadata"].clone();
    let had = metadata();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.link("github|2001"), "linked");
    browser.prove(GOOGLE);
    let link = json!({"method": "POST", "path": "/api/v2/users/*"});
    stage.fault(&json!({"when": link, "then": {"status": 503}}));
    assert_eq!(browser.confirm(&[("metadata.theme", "take")]), "tenant_unreachable");
    let left = metadata();
    assert_ne!(left, had);
    stage.pass(6 * 60);
    let mut browser = stage.browser();
    log_in(&mut browser, SCOPES[0]);
    stage.forget_requests();
    browser.me();
    assert!(!writes(&stage) && metadata() == left);
    // It keeps nobody from unlinking another account.
    let fields = [("provider", "github"), ("user_id", "2001")];
    assert_eq!(browser.post_outcome("/unlink", &fields), "unlinked");
    assert!(!writes(&stage) && metadata() == left);
    stage.signed_in("ada").me();
    assert_eq!(metadata(), had);
}

//! A silent sign-in that goes wrong: nobody was asked, so nobody is told. The log has the reason.

use http::Request;
use serde_json::{Value, json};
use url::Url;

use super::{LISTED, location};
use crate::support::{Browser, Stage};

const USER: &str = "auth0%7Cada";

/// Begins one as our own page does, and says where the tenant would be asked.
fn begin(browser: &mut Browser<'_>) -> Url {
    let address =
        format!("{}/login?prompt=none&user={USER}&return_to=%2Faccount", browser.stage().app());
    let request = Request::get(address)
        .header("sec-fetch-site", "same-origin")
        .header("sec-fetch-mode", "navigate");
    location(&browser.send(request.body(Vec::new()).unwrap())).parse().unwrap()
}

/// The callback of this sign-in, with what the tenant says.
fn callback(browser: &Browser<'_>, asked: &Url, said: &str) -> String {
    let (_, state) = asked.query_pairs().find(|(name, _)| name == "state").unwrap();
    format!("{}/link/callback?state={state}&{said}", browser.stage().app())
}

#[track_caller]
fn check(browser: &mut Browser<'_>, address: &str, noted: &str) {
    let back = format!("{}/account?outcome=login_required", browser.stage().app());
    let page = browser.navigate(address, None);
    assert_eq!(page.url.as_str(), back, "{noted}");
    assert_eq!(browser.get("/me").status(), 401, "{noted}");
    let log = browser.stage().log();
    assert!(log.contains(noted), "{noted}: {log}");
}

#[test]
fn what_the_tenant_answers_in_place_of_a_code_is_noted_and_not_shown() {
    for (said, noted) in [
        ("error=login_required", "a silent sign-in that needs a page"),
        ("error=consent_required", "consent"),
        ("error=unauthorized_client&error_description=Callback+URL+mismatch", "callback: "),
        ("error=access_denied", "callback: unseen, access_denied"),
        ("error=server_error", "callback: unseen, "),
        ("", "callback: Malformed"),
        ("code=c&iss=https%3A%2F%2Fevil.example%2F", "callback: WrongIssuer"),
    ] {
        let stage = Stage::native(&[LISTED]);
        let mut browser = stage.browser();
        let asked = begin(&mut browser);
        let address = callback(&browser, &asked, said);
        check(&mut browser, &address, noted);
    }
}

#[test]
fn a_code_or_a_token_that_is_refused_is_noted_and_not_shown() {
    let token = |then: Value| json!({"when": {"path": "/oauth/token"}, "times": 0, "then": then});
    let refused = json!({"status": 403, "body": {"error": "invalid_grant"}});
    for (fault, forged, noted) in [
        (Some(token(refused)), None, "callback: unseen, token_refused"),
        (Some(token(json!({"status": 500}))), None, "callback: unseen, "),
        (Some(token(json!("drop_before"))), None, "callback: unseen, tenant_unreachable"),
        (None, Some(json!({"claims": {"nonce": "another"}})), "callback: unseen, ID token: Nonce"),
        (None, Some(json!({"claims": {"sid": "s".repeat(4_000)}})), "callback: unseen, too_large"),
    ] {
        let stage = Stage::native(&[LISTED]);
        let mut browser = stage.signed_in("ada");
        browser.lose("");
        let asked = begin(&mut browser);
        fault.iter().for_each(|it| stage.fault(it));
        forged.iter().for_each(|it| stage.forge(it));
        check(&mut browser, asked.as_str(), noted);
    }
}

#[test]
fn one_that_ran_out_is_noted_and_not_shown() {
    let stage = Stage::native(&[LISTED]);
    let mut browser = stage.browser();
    let asked = begin(&mut browser);
    let address = callback(&browser, &asked, "error=login_required");
    stage.pass(1_200);
    check(&mut browser, &address, "callback: unseen, expired");
}

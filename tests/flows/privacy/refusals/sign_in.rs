//! Who walks into the refusals of sign-ins.

use serde_json::json;

use super::{DATABASE, EDITOR, HUB, MARK, failing, own};
use crate::support::{Stage, json as read};

/// Sign-ins and links that end in a refusal.
pub(super) fn walk(stage: &Stage) {
    let mut browser = own(stage);
    browser.start_link("github");
    let page = browser.start_link("github");
    browser.submit(&page, "/u/cancel", &[]);
    // A code that is refused stands in the page that loads its own address once more, and nowhere else.
    for query in [
        "error=login_required&error_description=zqx77",
        "error=unauthorized&error_description=user+is+blocked+zqx77",
        "error=consent_required&error_description=zqx77",
        "error=unauthorized&error_description=zqx77",
        "error=unauthorized_client&error_description=zqx77",
        "error=too_many_attempts&error_description=zqx77",
        "code=forged",
    ] {
        let answer = read(&browser.post_json("/link/start", &[("connection", "github")]));
        let location: url::Url = answer["location"].as_str().unwrap().parse().unwrap();
        let state = location.query_pairs().find(|(it, _)| it == "state").unwrap().1.into_owned();
        browser.open(&format!("/link/callback?state={state}&{query}"));
    }
    browser.open("/link/callback?state=zqx77state&code=zqx77code&reloaded=1");
    for forgery in [
        json!({"claims": {"nonce": "zqx77nonce"}}),
        json!({"claims": {"iss": "https://zqx77.example/"}}),
        json!({"header": {"kid": "zqx77kid"}}),
        json!({"claims": {"email": format!("{MARK}{}@x.example", "a".repeat(4_000))}}),
    ] {
        let page = browser.start_link("github");
        stage.forge(&forgery);
        browser.submit(&page, "/u/social", &[("user_id", HUB)]);
    }
    for status in [500, 429] {
        let page = browser.start_link("github");
        failing(stage, "POST", "/oauth/token", status, || {
            browser.submit(&page, "/u/social", &[("user_id", HUB)]);
        });
    }
    // Signs in with another kind of account than the one that was asked for.
    let answer = read(&browser.post_json("/link/start", &[("connection", "google-oauth2")]));
    let location = answer["location"].as_str().unwrap();
    let location = location.replace("connection=google-oauth2", "connection=github");
    let page = browser.navigate(&location, None);
    browser.submit(&page, "/u/social", &[("user_id", HUB)]);
    // The same account, and ones whose address is not verified, with a letter and without.
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "zqx77own");
    let page = browser.start_link(DATABASE);
    browser.sign_in_at(&page, "zqx77raw");
    browser.me();
    browser.prove(EDITOR);
    // Somebody else's link.
    let mut other = stage.signed_in("zqx77second");
    let answer = read(&other.post_json("/link/start", &[("connection", "github")]));
    let location: url::Url = answer["location"].as_str().unwrap().parse().unwrap();
    let state = location.query_pairs().find(|(it, _)| it == "state").unwrap().1.into_owned();
    browser.take_cookie(&other, "transaction-link");
    browser.open(&format!("/link/callback?state={state}&code=zqx77code"));
    // An account whose own address is not verified.
    let mut raw = stage.signed_in("zqx77raw");
    raw.post_json("/link/start", &[("connection", "github")]);
    // A login whose demand for credentials was taken out of the address.
    let mut silent = stage.signed_in("zqx77second");
    silent.post_json("/logout", &[]);
    silent.open("/login");
    stage.forge(&json!({"claims": {"auth_time": 1_000_000_000}}));
    let page = silent.open("/login");
    silent.sign_in_at(&page, "zqx77second");
    // A login whose data is too large.
    let mut large = stage.browser();
    let page = large.open("/login");
    stage.forge(&json!({"claims": {"email": format!("{MARK}{}@x.example", "a".repeat(3_500))}}));
    large.sign_in_at(&page, "zqx77second");
}

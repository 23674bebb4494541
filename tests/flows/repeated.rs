//! A callback that is loaded again after it went well: by Back, by a reload, by a browser that loads twice. It
//! leads on to where that stands now, and nothing is done twice.

use http::header::SET_COOKIE;
use http::{Request, StatusCode};
use url::Url;

use crate::linking::{hold_link, hold_login, open};
use crate::support::{Browser, Stage};

const HOME: &str = "/";

fn exchanges(stage: &Stage) -> usize {
    stage.count("POST", "/oauth/token")
}

/// Loads a callback that was answered before: nothing is asked of the tenant, and no cookie changes.
#[track_caller]
fn again(browser: &mut Browser<'_>, callback: &Url) -> String {
    let stage = browser.stage();
    let before = exchanges(stage);
    let request = Request::get(callback.as_str()).header("sec-fetch-site", "cross-site");
    let request = request.header("sec-fetch-mode", "navigate").body(Vec::new()).unwrap();
    let answer = browser.send(request);
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(!answer.headers().contains_key(SET_COOKIE), "{:?}", answer.headers());
    assert_eq!(exchanges(stage), before);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[test]
fn a_callback_that_went_well_leads_on_to_where_that_stands_now() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let login = hold_login(&mut browser, "ada");
    open(&mut browser, &login);
    let id = browser.me()["user"]["user_id"].clone();
    assert_eq!(again(&mut browser, &login), HOME);
    // Whatever its code says, and its issuer.
    let state = login.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    for rest in ["code=another", "error=access_denied", "code=x&iss=https://evil.example/"] {
        let other = format!("{}/link/callback?state={state}&{rest}", stage.app());
        assert_eq!(again(&mut browser, &other.parse().unwrap()), HOME, "{rest}");
    }
    assert_eq!(browser.me()["user"]["user_id"], id);

    // Of a link: first its review, then home.
    let link = hold_link(&mut browser, "github|2001");
    assert_eq!(open(&mut browser, &link), "review");
    assert_eq!(again(&mut browser, &link), "/?outcome=review");
    assert_eq!(again(&mut browser, &login), HOME);
    assert_eq!(browser.confirm(&[]), "linked");
    assert_eq!(again(&mut browser, &link), HOME);
    assert_eq!(again(&mut browser, &login), HOME);
    assert_eq!(stage.identities("auth0|ada").len(), 2);

    // Of somebody else: the choice, then theirs.
    let page = browser.open("/login?connection=github");
    let other = crate::linking::hold(&mut browser, &page, &[("user_id", "github|2002")]);
    assert_eq!(open(&mut browser, &other), "switch");
    assert_eq!(again(&mut browser, &other), "/?outcome=switch");
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    assert_eq!(again(&mut browser, &other), HOME);
    assert_eq!(again(&mut browser, &login), "/?outcome=no_transaction");

    // Nobody is signed in any more.
    browser.post_json("/logout", &[]);
    assert_eq!(open(&mut browser, &other), "no_transaction");
}

#[test]
fn a_sign_in_is_led_back_to_where_it_ended_and_a_swap_home() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login?return_to=/%3Ftab%3D1");
    let fields = [("username", "ada@example.com"), ("password", "worthless-ada")];
    let login = crate::linking::hold(&mut browser, &page, &fields);
    open(&mut browser, &login);
    assert_eq!(again(&mut browser, &login), "/?tab=1");
    let link = hold_link(&mut browser, "github|2001");
    assert_eq!(open(&mut browser, &link), "review");
    assert_eq!(browser.confirm(&[("primary", "github|2001")]), "swapped");
    assert_eq!(again(&mut browser, &link), HOME);
}

#[test]
fn of_two_callbacks_at_once_the_later_leads_on_after_a_second() {
    let stage = Stage::native(&[]);
    let mut browser = stage.browser();
    let login = hold_login(&mut browser, "ada");
    let request = || {
        let request = Request::get(login.as_str()).header("sec-fetch-site", "cross-site");
        let request = request.header("sec-fetch-mode", "navigate").body(Vec::new()).unwrap();
        browser.with_cookies(request)
    };
    let answers = stage.together(vec![request(), request()]);
    let is_well = |it: &&http::Response<_>| it.status() == StatusCode::SEE_OTHER;
    let well: Vec<_> = answers.iter().filter(is_well).collect();
    assert_eq!(well.len(), 1, "one session is begun");
    let late = answers.iter().find(|it| it.status() == StatusCode::OK).unwrap();
    let page = String::from_utf8_lossy(late.body()).into_owned();
    assert!(page.contains("content=\"1;url=") && page.contains("reloaded=refused"), "{page}");
    assert_eq!(late.headers()["referrer-policy"], "no-referrer");
    let host = login.host_str().unwrap().to_owned();
    let mut other = browser.clone();
    browser.keep_cookies(&host, well[0]);
    browser.keep_cookies(&host, late);
    let reload: Url = format!("{login}&reloaded=refused").parse().unwrap();
    assert_eq!(again(&mut browser, &reload), HOME);
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
    // Where none went well, it is refused, and begins nothing, not even with a transaction that is there.
    assert_eq!(open(&mut other, &reload), "token_refused");
    let mut third = stage.browser();
    let fresh = hold_login(&mut third, "ada");
    let before = exchanges(&stage);
    let reload: Url = format!("{fresh}&reloaded=refused").parse().unwrap();
    assert_eq!(open(&mut third, &reload), "token_refused");
    assert_eq!(exchanges(&stage), before);
}

#[test]
fn of_two_tabs_that_link_the_second_is_told_of_the_first() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let first = hold_link(&mut browser, "github|2001");
    let second = hold_link(&mut browser, "google-oauth2|1001");
    assert_eq!(open(&mut browser, &first), "review");
    assert_eq!(open(&mut browser, &second), "no_transaction");
    let review = browser.review_id();
    browser.post_outcome("/link/cancel", &[("review", &review)]);
    let page = browser.open("/settings?outcome=no_transaction");
    assert!(page.words().contains("another tab took over"), "{}", page.words());
    let page = stage.browser().open("/settings?outcome=no_transaction");
    assert!(page.words().contains("allow cookies"), "{}", page.words());
}

#[test]
fn attack_a_callback_of_another_persons_session_leads_nowhere() {
    let stage = Stage::new();
    let mut mallory = stage.browser();
    let theirs = hold_login(&mut mallory, "grace");
    open(&mut mallory, &theirs);
    let mut ada = stage.signed_in("ada");
    assert_eq!(again(&mut ada, &theirs), "/?outcome=no_transaction");
    let refused: Url = format!("{theirs}&reloaded=refused").parse().unwrap();
    assert_eq!(again(&mut ada, &refused), "/?outcome=token_refused");
    assert_eq!(ada.me()["user"]["user_id"], "auth0|ada");
}

//! Signing in, and what a login must not do.

use http::header::{COOKIE, SET_COOKIE};
use http::{Request, StatusCode};
use url::Url;

use crate::support::{Stage, form_request};

#[test]
fn signs_in_and_shows_who_it_is() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);

    let page = browser.log_in("ada");
    assert_eq!(page.url.as_str(), format!("{}/", stage.app()));
    let me = browser.me();
    assert_eq!(me["user"]["user_id"], "auth0|ada");
    assert_eq!(me["user"]["email"], "ada@example.com");
    assert_eq!(me["user"]["email_verified"], true);
    assert_eq!(me["identities"][0]["primary"], true);
    assert_eq!(me["connections"][0]["label"], "Google");
    assert!(me["pending"].is_null() && me["switch"].is_null() && me["outcome"].is_null());
}

#[test]
fn signs_in_with_a_social_account() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login?connection=github");
    browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(browser.me()["user"]["user_id"], "github|2001");
}

#[test]
fn returns_to_where_it_began() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login?return_to=/%3Ftab%3D1");
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.url.as_str(), format!("{}/?tab=1", stage.app()));
}

#[test]
fn asks_auth0_for_what_the_standards_want() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let url = format!("{}/login?ui_locales=de&login_hint=a%2Bb%40example.com", stage.app());
    let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let location: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
    let query = |name: &str| {
        let mut pairs = location.query_pairs().filter(|(it, _)| it == name);
        let value = pairs.next().map(|(_, value)| value.into_owned());
        assert!(pairs.next().is_none(), "{name} twice");
        value.unwrap_or_default()
    };
    assert_eq!(query("response_type"), "code");
    assert_eq!(query("redirect_uri"), format!("{}/link/callback", stage.app()));
    assert_eq!(query("code_challenge_method"), "S256");
    assert_eq!(query("max_age"), "604800");
    assert_eq!(query("ui_locales"), "de");
    assert_eq!(query("login_hint"), "a+b@example.com");
    assert!(query("audience").ends_with("/api/v2/"));
    for random in ["state", "nonce", "code_challenge"] {
        assert_eq!(query(random).len(), 43, "{random}");
    }
}

#[test]
fn a_prefetch_or_an_image_leaves_no_cookie() {
    let stage = Stage::new();
    for (name, value) in [
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-mode", "cors"),
        ("sec-fetch-dest", "iframe"),
    ] {
        let request = Request::get(format!("{}/login", stage.app())).header(name, value);
        let answer = stage.exchange(request.body(Vec::new()).unwrap());
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{name}");
        assert!(!answer.headers().contains_key(SET_COOKIE), "{name}");
    }
}

#[test]
fn cancelling_signs_nobody_in() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login");
    let page = browser.submit(&page, "/u/cancel", &[]);
    assert_eq!(page.outcome().as_deref(), Some("access_denied"));
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
    assert!(browser.own_cookies().is_empty(), "{:?}", browser.own_cookies());
}

#[test]
fn two_tabs_sign_in_independently() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let first = browser.open("/login?return_to=/%3Ffirst");
    let second = browser.open("/login?return_to=/%3Fsecond");
    let page = browser.sign_in_at(&first, "ada");
    assert_eq!(page.url.query(), Some("first"));
    let page = browser.sign_in_at(&second, "ada");
    assert_eq!(page.url.query(), Some("second"));
}

#[test]
fn a_login_does_not_silently_replace_another_persons_session() {
    let stage = Stage::new();
    let waits = || {
        let mut browser = stage.signed_in("ada");
        let page = browser.log_in_by("github", "github|2002");
        assert_eq!(page.outcome().as_deref(), Some("switch"));
        let me = browser.me();
        assert_eq!(me["user"]["user_id"], "auth0|ada");
        assert_eq!(me["switch"]["email"], "grace@example.com");
        browser
    };
    let mut keeps = waits();
    assert_eq!(keeps.post_outcome("/login/switch", &[("choice", "keep")]), "kept");
    let me = keeps.me();
    assert_eq!((&me["user"]["user_id"], &me["outcome"]), (&"auth0|ada".into(), &"kept".into()));
    assert!(me["switch"].is_null());

    let mut browser = waits();
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
    let me = browser.me();
    assert_eq!(me["user"]["user_id"], "github|2002");
    assert!(me["switch"].is_null());
    assert_eq!(browser.post_outcome("/login/switch", &choice), "no_switch");
}

#[test]
fn a_switch_is_to_the_person_that_was_shown() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.open("/login?connection=github");
    browser.submit(&page, "/u/social", &[("user_id", "github|2002")]);
    let shown = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    // In another tab somebody else signs in before the person has chosen.
    let page = browser.open("/login?connection=google-oauth2");
    browser.submit(&page, "/u/social", &[("user_id", "google-oauth2|1003")]);
    let choice = [("choice", "switch"), ("switch", shown.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "no_switch");
    assert_eq!(browser.post_outcome("/login/switch", &[("choice", "switch")]), "invalid_request");
    // Only the whole name of who waits now will do.
    let now = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    for named in [&now[..now.len() - 1], &now[1..], &format!("{now}A"), &now.to_uppercase()] {
        let choice = [("choice", "switch"), ("switch", named)];
        assert_eq!(browser.post_outcome("/login/switch", &choice), "no_switch", "{named}");
    }
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
}

#[test]
fn a_choice_that_is_none_is_refused() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.post_outcome("/login/switch", &[("choice", "keep")]), "no_switch");
    let page = browser.open("/login?connection=github");
    browser.submit(&page, "/u/social", &[("user_id", "github|2002")]);
    assert_eq!(browser.post_outcome("/login/switch", &[("choice", "maybe")]), "invalid_request");
}

#[test]
fn a_callback_without_any_cookie_is_loaded_once_more() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    browser.open("/login");
    let (_, name, _) = browser.cookies.iter().find(|(_, name, _)| name.contains("login")).unwrap();
    assert!(name.starts_with(stage.cookie_prefix()));

    let callback = format!("{}/link/callback?code=c&state=zz%22%3E", stage.app());
    let bare = |url: &str| stage.exchange(Request::get(url).body(Vec::new()).unwrap());
    let answer = bare(&callback);
    assert_eq!(answer.status(), StatusCode::OK);
    let page = String::from_utf8(answer.into_body()).unwrap();
    assert!(page.contains("reloaded=1") && page.contains("refresh"), "{page}");
    assert!(!page.contains("zz\">"), "{page}");
    let answer = bare(&format!("{callback}&reloaded=1"));
    assert_eq!(answer.headers()["location"], "/?outcome=no_transaction");
}

#[test]
fn a_callback_with_cookies_of_others_alone_is_loaded_once_more_and_signs_in() {
    let stage = Stage::new();
    let mut browser = stage.browser();
    let page = browser.open("/login");
    // On the way back the browser leaves our cookies out.
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let state = state.split('"').next().unwrap();
    let fields = [("state", state), ("username", "ada@example.com"), ("password", "worthless-ada")];
    let answer = browser.send(form_request(&format!("{}/u/login", stage.tenant()), &fields));
    let callback = answer.headers()["location"].to_str().unwrap().to_owned();
    let request = Request::get(&callback).header(COOKIE, "theme=dark").body(Vec::new()).unwrap();
    let answer = stage.exchange(request);
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["referrer-policy"], "no-referrer", "the address holds the code");
    // The page loads the address again, now with them.
    browser.navigate(&format!("{callback}&reloaded=1"), Some(stage.app()));
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
}

#[test]
fn a_login_that_took_too_long_is_told_so() {
    let stage = Stage::native(&[]);
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.pass(11 * 60);
    let page = browser.sign_in_at(&page, "ada");
    // The tenant's own page may have ended first; if not, ours says so.
    assert_eq!(page.outcome().as_deref(), Some("expired"), "{page:?}");
    let left = browser.own_cookies();
    assert!(left.iter().all(|name| !name.starts_with("transaction-")), "{left:?}");
}

/// Auth0's own session is the other person's from then on.
#[test]
fn attack_who_came_back_as_another_person_slips_in_once_the_session_has_run_out() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let page = browser.log_in_by("github", "github|2002");
    assert_eq!(page.outcome().as_deref(), Some("switch"));
    assert_eq!(browser.post_outcome("/login/switch", &[("choice", "keep")]), "kept");
    stage.pass(2 * 24 * 3600);
    assert!(!browser.is_signed_in());
    let page = browser.open("/login");
    assert!(page.url.as_str().starts_with(stage.tenant()), "it must ask: {page:?}");
}

/// The mark of the session that gave way would end it, too.
#[test]
fn a_switch_holds_where_only_the_other_sign_in_has_a_sid() {
    for nameless in [1, 2] {
        let stage = Stage::native(&[]);
        let nothing = serde_json::json!({"claims": {"sid": null}});
        if nameless == 1 {
            stage.forge(&nothing);
        }
        let mut browser = stage.signed_in("ada");
        if nameless == 2 {
            stage.forge(&nothing);
        }
        stage.pass(60);
        browser.log_in_by("github", "github|2002");
        let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
        stage.pass(60);
        let choice = [("choice", "switch"), ("switch", id.as_str())];
        assert_eq!(browser.post_outcome("/login/switch", &choice), "switched");
        assert_eq!(browser.me()["user"]["user_id"], "github|2002", "{nameless}");
    }
}

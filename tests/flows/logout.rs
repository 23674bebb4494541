//! Signing out: here, and at Auth0.

use http::StatusCode;

use crate::support::{Stage, json};

#[test]
fn ends_the_session_here_and_at_auth0() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.start_link("github");
    let answer = json(&browser.post_json("/logout", &[]));
    let location = answer["location"].as_str().unwrap().to_owned();
    assert!(location.contains("/oidc/logout?") && location.contains("logout_hint="), "{location}");
    assert!(location.contains("client_id=local-app"), "{location}");
    let left = browser.own_cookies();
    assert!(left.is_empty(), "{left:?}");

    // With the hint Auth0 asks nothing, and comes back.
    let page = browser.navigate(&location, Some(stage.app()));
    assert_eq!(page.url.as_str(), format!("{}/", stage.app()));
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED);
    // Its own session is gone, too: the next login asks for a password.
    assert!(browser.open("/login").url.as_str().starts_with(stage.tenant()));
}

#[test]
fn ends_auth0s_session_after_the_second_login_replaced_it() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let location =
        json(&browser.post_json("/logout", &[]))["location"].as_str().unwrap().to_owned();
    let page = browser.navigate(&location, Some(stage.app()));
    assert_eq!(page.url.as_str(), format!("{}/", stage.app()), "no question was asked");
    assert!(browser.open("/login").url.as_str().starts_with(stage.tenant()));
}

#[test]
fn a_form_post_answers_with_a_page_that_goes_on() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let answer = browser.post_form("/logout", &[]);
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(String::from_utf8(answer.into_body()).unwrap().contains("/oidc/logout?"));
}

#[test]
fn somebody_who_is_signed_out_goes_home() {
    let stage = Stage::new();
    let answer = json(&stage.browser().post_json("/logout", &[]));
    assert_eq!(answer["location"], format!("{}/", stage.app()));
}

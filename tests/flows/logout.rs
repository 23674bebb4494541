//! Signing out: here, and at Auth0.

use http::StatusCode;

use crate::support::{Stage, form_request, json};

#[test]
fn ends_the_session_here_and_at_auth0() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.start_link("github");
    let answer = json(&browser.post_json("/logout", &[]));
    let location = answer["location"].as_str().unwrap().to_owned();
    assert!(location.contains("/oidc/logout?") && location.contains("logout_hint="), "{location}");
    assert!(location.contains("client_id=local-app"), "{location}");
    // The outcome is nobody's: that somebody signed out.
    assert_eq!(browser.own_cookies(), ["outcome", "prompt"]);

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

/// Where a login leads: to the tenant's page, not through a session that is left there.
fn asks_for_credentials(stage: &Stage, browser: &mut crate::support::Browser<'_>) {
    let page = browser.open("/login");
    assert!(page.url.as_str().starts_with(stage.tenant()), "{page:?}");
}

#[test]
fn a_session_that_ran_out_is_ended_at_auth0_too() {
    let stage = Stage::native(&[("session_idle", "30m")]);
    let mut browser = stage.signed_in("ada");
    stage.pass(31 * 60);
    let answer = json(&browser.post_json("/logout", &[]));
    assert!(answer["location"].as_str().unwrap().contains("/oidc/logout?"), "{answer}");
    asks_for_credentials(&stage, &mut browser);
}

#[test]
fn signing_out_while_another_person_waits_lets_nobody_in() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.open("/login?connection=github");
    browser.submit(&page, "/u/social", &[("user_id", "github|2002")]);
    browser.post_json("/logout", &[]);
    asks_for_credentials(&stage, &mut browser);
}

#[test]
fn signing_out_after_a_link_that_never_came_back_lets_nobody_in() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let page = browser.start_link("github");
    let state = page.body.split("name=\"state\" value=\"").nth(1).unwrap();
    let fields = [("state", state.split('"').next().unwrap()), ("user_id", "github|2001")];
    browser.send(form_request(&format!("{}/u/social", stage.tenant()), &fields));
    browser.post_json("/logout", &[]);
    asks_for_credentials(&stage, &mut browser);
}

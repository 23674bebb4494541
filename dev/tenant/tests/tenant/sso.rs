//! The tenant's own session, and when it is not enough.

use serde_json::Value;

use crate::support::{World, authorize, decode};

/// The claims of the ID token that a silent login gives.
#[track_caller]
fn silently(world: &mut World, params: &[(&str, &str)]) -> serde_json::Map<String, Value> {
    let callback = world.open(&authorize(params));
    let body = world.exchange(&callback);
    decode(body["id_token"].as_str().unwrap()).1
}

#[test]
fn the_second_login_is_silent_and_keeps_the_sid() {
    let mut world = World::new();
    let callback = world.log_in("auth0|ada", &[]);
    let first = world.exchange(&callback);
    let first = decode(first["id_token"].as_str().unwrap()).1;
    for params in [&[][..], &[("prompt", "none")], &[("prompt", "consent")], &[("max_age", "60")]] {
        let again = silently(&mut world, params);
        assert_eq!((&again["sub"], &again["sid"]), (&first["sub"], &first["sid"]));
    }
}

#[test]
fn the_cookie_is_for_this_host_only() {
    let mut world = World::new();
    let callback = world.log_in("auth0|ada", &[]);
    let cookie = callback.header("set-cookie").unwrap();
    assert!(
        cookie.contains("; Path=/; HttpOnly; SameSite=Lax") && !cookie.contains("Domain"),
        "{cookie}"
    );
}

#[test]
fn over_https_it_goes_into_frames_as_auth0s_does() {
    let origin = url::Url::parse("https://tenant.example").unwrap();
    let app = url::Url::parse(crate::support::APP).unwrap();
    let mut world = World::new();
    world.tenant = tenant::Tenant::example(origin, &app, crate::support::keys());
    let page = world.send("GET", &authorize(&[("connection", "github")]), &[], "");
    let address = page.location().unwrap().replace("https://tenant.example", "");
    let page = world.open(&address);
    let callback = world.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    let cookie = callback.header("set-cookie").unwrap();
    assert!(cookie.contains("; Path=/; HttpOnly; SameSite=None; Secure"), "{cookie}");
}

#[test]
fn a_session_is_not_enough_where_more_is_asked_for() {
    let mut world = World::new();
    world.log_in("auth0|ada", &[]);
    world.now += 61;
    for params in [
        ("prompt", "login"),
        ("prompt", "select_account"),
        ("max_age", "0"),
        ("max_age", "60"),
        ("connection", "google-oauth2"),
    ] {
        let page = world.open(&authorize(&[params]));
        assert_eq!((page.status(), page.location()), (200, None), "{params:?}");
        if params.0 != "prompt" {
            assert_eq!(
                world.open(&authorize(&[params, ("prompt", "none")])).callback("error"),
                "login_required"
            );
        }
    }
    assert!(!world.open(&authorize(&[("max_age", "61")])).callback("code").is_empty());
}

#[test]
fn auth_time_is_there_only_where_it_was_asked_for() {
    let mut world = World::new();
    let then = world.now;
    world.log_in("auth0|ada", &[]);
    world.now += 10;
    assert_eq!(silently(&mut world, &[]).get("auth_time"), None);
    assert_eq!(silently(&mut world, &[("max_age", "3600")])["auth_time"], then);
    assert_eq!(decode(&world.tokens("auth0|ada").id_token).1["auth_time"], then + 10);
}

#[test]
fn another_persons_login_replaces_the_session() {
    let mut world = World::new();
    world.log_in("auth0|ada", &[]);
    let ada = silently(&mut world, &[]);
    let before = world.cookies.clone();
    world.log_in("google-oauth2|1001", &[("prompt", "login")]);
    let google = silently(&mut world, &[]);
    assert_eq!(google["sub"], "google-oauth2|1001");
    assert_ne!(google["sid"], ada["sid"]);
    world.cookies = before;
    assert_eq!(world.open(&authorize(&[("prompt", "none")])).callback("error"), "login_required");
}

#[test]
fn the_same_persons_login_goes_on_in_the_session() {
    let mut world = World::new();
    world.log_in("auth0|joan", &[]);
    let before = silently(&mut world, &[]);
    world.log_in("github|2003", &[("prompt", "login")]);
    assert_eq!(silently(&mut world, &[])["sid"], before["sid"]);
}

#[test]
fn a_session_ends_unused_or_after_a_week() {
    let mut world = World::new();
    world.log_in("auth0|ada", &[]);
    for _ in 0..3 {
        world.now += 2 * 86_400;
        assert!(!world.open(&authorize(&[("prompt", "none")])).callback("code").is_empty());
    }
    world.now += 86_400;
    assert_eq!(world.open(&authorize(&[("prompt", "none")])).callback("error"), "login_required");
}

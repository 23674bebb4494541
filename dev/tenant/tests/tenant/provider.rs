//! The session at a provider, and how its chooser comes back.

use serde_json::{Value, json};

use crate::support::{Reply, World, authorize, decode};

const FRESH: [(&str, &str); 3] =
    [("connection", "google-oauth2"), ("prompt", "login"), ("max_age", "0")];

fn change(world: &mut World, body: &Value) {
    let reply = world.admin("POST", "connections", body);
    assert_eq!(reply.status(), 200, "{}", reply.text());
}

/// A tenant whose Google keeps sessions, and a browser that has one there.
fn signed_in(upstream_params: &Value) -> World {
    let mut world = World::new();
    change(
        &mut world,
        &json!({
            "name": "google-oauth2", "provider_session": true, "upstream_params": upstream_params,
        }),
    );
    world.log_in("google-oauth2|1001", &FRESH);
    world
}

#[track_caller]
fn subject(world: &mut World, callback: &Reply) -> String {
    let body = world.exchange(callback);
    decode(body["id_token"].as_str().unwrap()).1["sub"].as_str().unwrap().to_owned()
}

#[test]
fn there_is_none_unless_a_test_wants_it() {
    let mut world = World::new();
    world.log_in("google-oauth2|1001", &FRESH);
    assert!(world.open(&authorize(&FRESH)).text().contains("google-oauth2|1002"));
    let list = world.admin("GET", "connections", &Value::Null).json();
    assert_eq!(
        list[1],
        json!({
            "id": list[1]["id"], "name": "google-oauth2", "provider": "google-oauth2", "label": "Google",
            "provider_session": false, "upstream_params": {},
        })
    );
}

#[test]
fn a_fresh_login_takes_the_last_account_without_a_question() {
    let mut world = signed_in(&json!({}));
    world.now += 10;
    let callback = world.open(&authorize(&FRESH));
    let body = world.exchange(&callback);
    let id = decode(body["id_token"].as_str().unwrap()).1;
    assert_eq!((&id["sub"], &id["auth_time"]), (&json!("google-oauth2|1001"), &json!(world.now)));
    // Of that connection alone, by way of the choosing page too, and until it is over.
    let other = [("connection", "github"), ("prompt", "login")];
    assert_eq!(world.open(&authorize(&other)).status(), 200);
    let page = world.open(&authorize(&[("prompt", "login")]));
    let callback = world.submit(&page, "/u/choose", &[("connection", "google-oauth2")]);
    assert_eq!(subject(&mut world, &callback), "google-oauth2|1001");
    world.now += 3 * 86_400;
    assert_eq!(world.open(&authorize(&FRESH)).status(), 200);
}

#[test]
fn a_static_parameter_brings_the_chooser_back() {
    let mut world = signed_in(&json!({ "prompt": { "value": "select_account" } }));
    let page = world.open(&authorize(&FRESH));
    let callback = world.submit(&page, "/u/social", &[("user_id", "google-oauth2|1002")]);
    assert_eq!(subject(&mut world, &callback), "google-oauth2|1002");
    // The session is the new account's from now on.
    change(&mut world, &json!({ "name": "google-oauth2", "upstream_params": {} }));
    let callback = world.open(&authorize(&FRESH));
    assert_eq!(subject(&mut world, &callback), "google-oauth2|1002");
}

#[test]
fn a_dynamic_parameter_passes_the_requests_own_on() {
    let mut world = signed_in(
        &json!({ "prompt": { "alias": "prompt" }, "login_hint": { "alias": "login_hint" } }),
    );
    let mut opens = |params: &[(&str, &str)]| {
        let params = [&[("connection", "google-oauth2"), ("max_age", "0")], params].concat();
        world.open(&authorize(&params)).status()
    };
    assert_eq!(opens(&[]), 302);
    assert_eq!(opens(&[("prompt", "select_account")]), 200);
    assert_eq!(opens(&[("prompt", "login")]), 200);
    assert_eq!(opens(&[("login_hint", "Ada@example.com")]), 302);
    assert_eq!(opens(&[("login_hint", "ada.l@example.com")]), 200);
}

#[test]
fn a_federated_logout_ends_it() {
    for path in ["/v2/logout", "/oidc/logout"] {
        let mut world = signed_in(&json!({}));
        world.open("/v2/logout");
        assert_eq!(world.open(&authorize(&FRESH)).status(), 302);
        world.open("/v2/logout");
        world.open(&format!("{path}?federated"));
        assert_eq!(world.open(&authorize(&FRESH)).status(), 200, "{path}");
    }
}

#[test]
fn what_is_no_change_of_a_connection_is_refused() {
    let mut world = World::new();
    let alias = json!({ "x": { "alias": "scope" } });
    for body in [
        json!({}),
        json!({ "name": "pigeon" }),
        json!({ "name": "github", "provider": "github" }),
        json!({ "name": "github", "upstream_params": { "prompt": "login" } }),
        json!({ "name": "github", "upstream_params": alias }),
        json!({ "name": "okta", "upstream_params": { "prompt": { "value": "login" } } }),
        json!({ "name": "github", "colour": "red" }),
    ] {
        assert_eq!(world.admin("POST", "connections", &body).status(), 400, "{body}");
    }
    change(&mut world, &json!({ "name": "pigeon", "provider": "pigeon", "label": "Pigeon post" }));
    assert!(world.open(&authorize(&[])).text().contains("Continue with Pigeon post"));
}

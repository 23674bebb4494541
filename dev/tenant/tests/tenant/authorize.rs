//! The checks of `/authorize`.

use serde_json::{Value, json};
use tenant::Client;

use crate::support::{CALLBACK, World, authorize, decode};

const MULTI_FACTOR: &str = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

#[track_caller]
fn refused_by_redirect(params: &[(&str, &str)], error: &str) {
    let mut world = World::new();
    let reply = world.open(&authorize(params));
    assert_eq!(reply.status(), 302);
    assert_eq!(
        (reply.callback("error").as_str(), reply.callback("state").as_str()),
        (error, "the-state")
    );
    assert!(!reply.callback("error_description").is_empty());
    assert_eq!(reply.callback("code"), "");
}

#[track_caller]
fn refused_by_page(params: &[(&str, &str)]) {
    let mut world = World::new();
    let reply = world.open(&authorize(params));
    assert!((400..500).contains(&reply.status()), "{params:?}: {}", reply.status());
    assert_eq!(reply.location(), None);
}

#[test]
fn a_wrong_client_or_redirect_uri_never_redirects() {
    refused_by_page(&[("client_id", "")]);
    refused_by_page(&[("client_id", "another")]);
    refused_by_page(&[("redirect_uri", "")]);
    refused_by_page(&[("redirect_uri", "http://localhost:3000/link/callback/")]);
    refused_by_page(&[("redirect_uri", "http://localhost:3000/link/callback?x=1")]);
    refused_by_page(&[("redirect_uri", "http://LOCALHOST:3000/link/callback")]);
    refused_by_page(&[("redirect_uri", "https://evil.example/")]);
}

#[test]
fn other_errors_go_back_to_the_application_with_the_state() {
    refused_by_redirect(&[("response_type", "")], "invalid_request");
    refused_by_redirect(&[("response_type", "token")], "unsupported_response_type");
    refused_by_redirect(&[("response_mode", "pigeon")], "invalid_request");
    refused_by_redirect(&[("code_challenge_method", "plain")], "invalid_request");
    refused_by_redirect(&[("code_challenge_method", "")], "invalid_request");
    refused_by_redirect(&[("code_challenge", "")], "invalid_request");
    refused_by_redirect(&[("code_challenge", "short")], "invalid_request");
    refused_by_redirect(&[("prompt", "fast")], "invalid_request");
    refused_by_redirect(&[("prompt", "none login")], "invalid_request");
    refused_by_redirect(&[("prompt", "none")], "login_required");
    refused_by_redirect(&[("max_age", "-1")], "invalid_request");
    refused_by_redirect(&[("connection", "facebook")], "invalid_request");
    refused_by_redirect(&[("audience", "https://another.example/")], "access_denied");
}

#[test]
fn a_public_client_must_use_pkce() {
    let mut world = World::new();
    let callbacks = vec![CALLBACK.to_owned()];
    world.tenant.add_client(Client { callbacks, ..Client::new("public", None) });
    let without = [("client_id", "public"), ("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(world.open(&authorize(&without)).callback("error"), "invalid_request");
    assert_eq!(world.open(&authorize(&[("client_id", "public")])).status(), 200);
    assert_eq!(world.open(&authorize(&without[1..])).status(), 200);
}

#[test]
fn what_it_has_no_use_for_is_accepted() {
    let mut world = World::new();
    let params = [("screen_hint", "other"), ("display", "popup"), ("prompt", "consent")];
    assert_eq!(world.open(&authorize(&params)).status(), 200);
}

/// The `acr` and `amr` of a fresh login by that person with those `acr_values`.
#[track_caller]
fn acr(world: &mut World, who: &str, acr_values: &str) -> (Option<Value>, Option<Value>) {
    let callback = world.log_in(who, &[("acr_values", acr_values), ("prompt", "login")]);
    let body = world.exchange(&callback);
    let claims = decode(body["id_token"].as_str().unwrap()).1;
    (claims.get("acr").cloned(), claims.get("amr").cloned())
}

#[test]
fn a_second_factor_is_told_where_it_was_asked_for_and_there_is_one() {
    let mut world = World::new();
    let proved = (Some(json!(MULTI_FACTOR)), Some(json!(["mfa"])));
    assert_eq!(acr(&mut world, "auth0|grace", MULTI_FACTOR), proved);
    assert_eq!(acr(&mut world, "auth0|grace", &format!("other {MULTI_FACTOR}")), proved);
    assert_eq!(acr(&mut world, "auth0|grace", ""), (None, None));
    assert_eq!(acr(&mut world, "auth0|grace", "other"), (None, None));
    assert_eq!(acr(&mut world, "auth0|ada", MULTI_FACTOR), (None, None));
    // By a provider's page as well, and for the user that the identity is linked to.
    world.tenant.user_mut("auth0|joan").unwrap().authentication_methods = vec!["phone".into()];
    assert_eq!(acr(&mut world, "github|2003", MULTI_FACTOR), proved);
}

#[test]
fn the_session_alone_is_no_second_factor() {
    let mut world = World::new();
    let step_up = authorize(&[("acr_values", MULTI_FACTOR)]);
    let silent = authorize(&[("acr_values", MULTI_FACTOR), ("prompt", "none")]);
    world.log_in("auth0|grace", &[("acr_values", MULTI_FACTOR)]);
    assert_eq!(world.open(&step_up).status(), 200);
    assert_eq!(world.open(&silent).callback("error"), "interaction_required");
    // Whoever has none is not asked.
    world.log_in("auth0|ada", &[("prompt", "login")]);
    assert!(!world.open(&step_up).callback("code").is_empty());
}

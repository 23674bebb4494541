//! A tenant that is reached at a custom domain, and has a canonical one beside it.

use serde_json::{Value, json};

use crate::support::{AUDIENCE, ORIGIN, SCOPE, World, authorize, decode};

const CANONICAL: &str = "https://example.eu.auth0.com/api/v2/";

fn world() -> World {
    let mut world = World::new();
    world.tenant.set_canonical_domain("example.eu.auth0.com");
    world
}

#[test]
fn the_issuer_is_the_custom_domain_and_the_audience_the_canonical_one() {
    let mut world = world();
    let params = [("audience", CANONICAL), ("scope", SCOPE)];
    let callback = world.log_in("auth0|ada", &params);
    let body = world.exchange(&callback);
    let [id, access] =
        ["id_token", "access_token"].map(|name| body[name].as_str().unwrap().to_owned());
    for token in [&id, &access] {
        assert_eq!(decode(token).1["iss"], format!("{ORIGIN}/"));
    }
    assert_eq!(decode(&access).1["aud"], CANONICAL);
    let metadata = world.open("/.well-known/openid-configuration").json();
    assert_eq!(metadata["issuer"], format!("{ORIGIN}/"));
    assert_eq!(metadata["token_endpoint"], format!("{ORIGIN}/oauth/token"));

    // The token opens the Management API at the custom domain, and links there.
    assert_eq!(world.api(&access, "GET", "users/auth0|ada", &Value::Null).status(), 200);
    let params = [("audience", CANONICAL), ("scope", SCOPE), ("prompt", "login")];
    let callback = world.log_in("github|2001", &params);
    let other = world.exchange(&callback)["id_token"].as_str().unwrap().to_owned();
    let body = json!({ "link_with": other });
    let reply = world.api(&access, "POST", "users/auth0|ada/identities", &body);
    assert_eq!(reply.status(), 201, "{}", reply.text());
}

#[test]
fn the_custom_domain_is_no_audience() {
    let mut world = world();
    let reply = world.open(&authorize(&[("audience", AUDIENCE)]));
    assert_eq!(reply.callback("error"), "access_denied");
    let machine = [("grant_type", "client_credentials"), ("audience", AUDIENCE)];
    assert_eq!(world.token(&machine).json()["error"], "access_denied");
    let machine = [("grant_type", "client_credentials"), ("audience", CANONICAL)];
    let token = world.token(&machine).json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(world.api(&token, "GET", "users/auth0|ada", &Value::Null).status(), 200);
    // A token from before the change is for another API.
    let mut before = World::new();
    let token = before.tokens("auth0|ada").access_token;
    before.tenant.set_canonical_domain("example.eu.auth0.com");
    assert_eq!(before.api(&token, "GET", "users/auth0|ada", &Value::Null).status(), 401);
}

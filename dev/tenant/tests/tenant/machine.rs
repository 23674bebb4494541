//! Client credentials: two clients, their scopes, and tokens that stop counting.

use serde_json::{Value, json};

use crate::support::{World, authorize, decode};

#[test]
fn each_client_has_its_own_scopes() {
    let mut world = World::new();
    let mut scope = |client: &str| {
        let token = world.machine_token_of(client, "");
        let claims = decode(&token).1;
        assert_eq!(claims["azp"], client);
        claims["scope"].as_str().unwrap().to_owned()
    };
    let first = "read:users update:users delete:users update:users_app_metadata";
    assert_eq!(scope("local-app"), first);
    assert_eq!(
        scope("local-management"),
        format!("{first} read:roles read:organizations read:authentication_methods")
    );
    // It logs nobody in.
    assert_eq!(world.open(&authorize(&[("client_id", "local-management")])).status(), 403);
}

#[test]
fn scopes_change_for_tokens_given_afterwards() {
    let mut world = World::new();
    let before = world.machine_token_of("local-management", "");
    let body = json!({ "client_id": "local-management", "scopes": ["read:users"] });
    assert_eq!(world.admin("POST", "machine-scopes", &body).status(), 204);
    let after = world.machine_token_of("local-management", "");
    let path = "users/windowslive|3001/roles";
    assert_eq!(world.api(&before, "GET", path, &Value::Null).status(), 200);
    assert_eq!(world.api(&after, "GET", path, &Value::Null).status(), 403);
    let body = json!({ "client_id": "nobody", "scopes": [] });
    assert_eq!(world.admin("POST", "machine-scopes", &body).status(), 404);
    assert_eq!(world.admin("POST", "machine-scopes", &json!({ "scopes": [] })).status(), 400);
}

#[test]
fn revoked_tokens_are_refused_and_new_ones_are_not() {
    let mut world = World::new();
    let user = world.tokens("auth0|ada").access_token;
    let old = [world.machine_token(""), world.machine_token_of("local-management", "")];
    assert_eq!(world.admin("POST", "revoke-machine-tokens", &Value::Null).status(), 204);
    for token in old {
        world.api(&token, "GET", "users/auth0|ada", &Value::Null).refused(401, "Invalid token.");
    }
    // In the same second.
    let new = world.machine_token("");
    for token in [user, new] {
        assert_eq!(world.api(&token, "GET", "users/auth0|ada", &Value::Null).status(), 200);
    }
}

#[test]
fn another_client_links_by_name_only() {
    let mut world = World::new();
    let token = world.machine_token_of("local-management", "");
    let proof = world.tokens("github|2001").id_token;
    let path = "users/auth0|ada/identities";
    let message =
        "JWT (link_with) must have an aud claim that matches that of the calling token's azp.";
    world.api(&token, "POST", path, &json!({ "link_with": proof })).refused(400, message);
    let body = json!({ "provider": "github", "user_id": "2001" });
    let reader = world.machine_token_of("local-management", "read:users");
    assert_eq!(world.api(&reader, "POST", path, &body).status(), 403);
    assert_eq!(world.api(&token, "POST", path, &body).status(), 201);
}

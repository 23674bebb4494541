//! user_metadata and app_metadata: who reads and who writes them, how they are merged, how large they may become.

use serde_json::{Value, json};

use crate::support::{AUDIENCE, World};

#[test]
fn metadata_is_merged_at_the_first_level() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let mut patched = |body: Value| {
        let reply =
            world.api(&token, "PATCH", "users/auth0|ada", &json!({ "user_metadata": body }));
        assert_eq!(reply.status(), 200, "{}", reply.text());
        reply.json()["user_metadata"].clone()
    };
    patched(json!({ "interests": null, "profile": null }));
    let merged = patched(json!({ "theme": "light", "deep": { "a": 1, "b": 2 } }));
    assert_eq!(merged, json!({ "theme": "light", "language": "en", "deep": { "a": 1, "b": 2 } }));
    assert_eq!(patched(json!({ "deep": { "c": null } }))["deep"], json!({ "c": null }));
    assert_eq!(
        patched(json!({ "deep": null, "absent": null })),
        json!({ "theme": "light", "language": "en" })
    );
    assert_eq!(patched(json!({})), Value::Null);
    assert!(world.tenant.user("auth0|ada").unwrap().user_metadata.is_empty());
}

#[test]
fn a_user_changes_its_user_metadata_and_nothing_else() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    for (name, value, scope) in [
        ("app_metadata", json!({ "role": "admin" }), "update:users_app_metadata"),
        ("email_verified", json!(true), "update:users"),
        ("name", json!("Another"), "update:users"),
    ] {
        let body = json!({ "user_metadata": { "x": 1 }, name: value });
        let expected = format!("Insufficient scope; expected: {scope}.");
        world.api(&token, "PATCH", "users/auth0|ada", &body).refused(403, &expected);
    }
    assert_eq!(world.tenant.user("auth0|ada").unwrap().user_metadata.get("x"), None);
    assert_eq!(
        world.api(&token, "PATCH", "users/auth0|ada", &json!({ "colour": 1 })).status(),
        400
    );
    assert_eq!(
        world.api(&token, "PATCH", "users/auth0|ada", &json!({ "user_metadata": 1 })).status(),
        400
    );
    assert_eq!(world.api(&token, "PATCH", "users/auth0|ada", &json!([1])).status(), 400);
}

#[test]
fn create_fills_only_what_is_empty() {
    let mut world = World::new();
    let params = [("audience", AUDIENCE), ("scope", "openid create:current_user_metadata")];
    let body = json!({ "user_metadata": { "x": 1 } });
    for (who, status) in [("auth0|ada", 403), ("auth0|grace", 200)] {
        let callback = world.log_in(who, &[params[0], params[1], ("prompt", "login")]);
        let token = world.exchange(&callback)["access_token"].as_str().unwrap().to_owned();
        assert_eq!(world.api(&token, "PATCH", &format!("users/{who}"), &body).status(), status);
    }
}

#[test]
fn a_user_reads_its_app_metadata_and_cannot_write_it() {
    let mut world = World::new();
    let token = world.tokens("windowslive|3001").access_token;
    let user = world.api(&token, "GET", "users/windowslive|3001", &Value::Null).json();
    assert_eq!(user["app_metadata"], json!({ "plan": "pro" }));
    let body = json!({ "app_metadata": { "plan": "free" } });
    let insufficient = "Insufficient scope; expected: update:users_app_metadata.";
    world.api(&token, "PATCH", "users/windowslive|3001", &body).refused(403, insufficient);
    for scope in ["update:users", "update:users_app_metadata"] {
        let token = world.machine_token(scope);
        let reply = world.api(&token, "PATCH", "users/windowslive|3001", &body);
        assert_eq!(reply.json()["app_metadata"], json!({ "plan": "free" }));
    }
}

#[test]
fn one_patch_carries_both_kinds_of_metadata() {
    let mut world = World::new();
    let token = world.machine_token("update:users");
    let mut patch = |body: Value| {
        let reply = world.api(&token, "PATCH", "users/windowslive|3001", &body);
        assert_eq!(reply.status(), 200, "{}", reply.text());
        let user = reply.json();
        (user["user_metadata"].clone(), user["app_metadata"].clone())
    };
    let body = json!({ "user_metadata": { "a": { "b": 1 } }, "app_metadata": { "c": { "d": 1 } } });
    assert_eq!(
        patch(body),
        (json!({ "a": { "b": 1 } }), json!({ "plan": "pro", "c": { "d": 1 } }))
    );
    let body = json!({ "user_metadata": { "a": { "e": 2 } }, "app_metadata": { "c": null } });
    assert_eq!(patch(body), (json!({ "a": { "e": 2 } }), json!({ "plan": "pro" })));
    let body = json!({ "user_metadata": {}, "app_metadata": {} });
    assert_eq!(patch(body), (Value::Null, Value::Null));
}

#[test]
fn a_profile_above_the_limit_is_refused() {
    let mut world = World::new();
    let token = world.machine_token("update:users");
    let patch = |world: &mut World, length: usize| {
        let body = json!({ "user_metadata": { "long": "x".repeat(length) } });
        world.api(&token, "PATCH", "users/auth0|ada", &body).status()
    };
    assert_eq!(patch(&mut world, 50_000), 200);
    assert_eq!(world.admin("POST", "profile-limit", &json!({ "bytes": 10_240 })).status(), 204);
    assert_eq!(world.tenant.profile_limit, Some(10_240));
    // Too large already, it may become smaller but not larger.
    assert_eq!([patch(&mut world, 50_001), patch(&mut world, 20_000)], [400, 200]);
    let size = |world: &World| {
        Value::Object(world.tenant.user("auth0|ada").unwrap().to_json()).to_string().len()
    };
    assert_eq!(patch(&mut world, 0), 200);
    let rest = 10_240 - size(&world);
    assert_eq!([patch(&mut world, rest + 1), patch(&mut world, rest)], [400, 200]);
    assert_eq!(size(&world), 10_240);
    assert_eq!(world.admin("POST", "profile-limit", &json!({ "bytes": null })).status(), 204);
    assert_eq!(patch(&mut world, 50_000), 200);
}

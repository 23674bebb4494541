//! Roles, organizations and authentication methods: read, and gone after a link.

use serde_json::{Value, json};

use crate::support::{Reply, World};

fn read(world: &mut World, user_id: &str, list: &str) -> Reply {
    let token = world.machine_token_of("local-management", "");
    world.api(&token, "GET", &format!("users/{user_id}/{list}"), &Value::Null)
}

#[test]
fn the_lists_have_the_documented_members() {
    let mut world = World::new();
    let user = world.tenant.user_mut("windowslive|3001").unwrap();
    user.organizations = vec!["corp".to_owned()];
    user.authentication_methods = vec!["totp".into()];

    let roles = read(&mut world, "windowslive|3001", "roles").json();
    let id = roles[0]["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("rol_") && id.len() == 20, "{id}");
    assert_eq!(roles, json!([{ "id": id, "name": "Editor", "description": "Editor" }]));

    let organizations = read(&mut world, "windowslive|3001", "organizations").json();
    let id = organizations[0]["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("org_") && id.len() == 20, "{id}");
    assert_eq!(organizations, json!([{ "id": id, "name": "corp", "display_name": "Corporation" }]));

    let methods = read(&mut world, "windowslive|3001", "authentication-methods").json();
    let id = methods[0]["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("totp|dev_"), "{id}");
    let created = "2025-01-01T00:00:00.000Z";
    assert_eq!(
        methods,
        json!([{ "id": id, "type": "totp", "confirmed": true, "created_at": created }])
    );

    for list in ["roles", "organizations", "authentication-methods"] {
        assert_eq!(read(&mut world, "auth0|linus", list).json(), json!([]));
        read(&mut world, "auth0|nobody", list).refused(404, "User not found.");
        let token = world.machine_token_of("local-management", "");
        let reply = world.api(&token, "POST", &format!("users/auth0|ada/{list}"), &json!({}));
        assert_eq!(reply.status(), 501);
    }
}

#[test]
fn the_lists_come_in_pages_and_with_totals() {
    let mut world = World::new();
    world.tenant.user_mut("auth0|ada").unwrap().roles = ["a", "b", "c"].map(str::to_owned).to_vec();
    let page = read(&mut world, "auth0|ada", "roles?page=1&per_page=2").json();
    assert_eq!((page[0]["name"].as_str(), page.as_array().unwrap().len()), (Some("c"), 1));
    let totals = read(&mut world, "auth0|ada", "roles?per_page=2&include_totals=true").json();
    assert_eq!(
        (&totals["start"], &totals["limit"], &totals["total"], &totals["roles"][1]["name"]),
        (&json!(0), &json!(2), &json!(3), &json!("b"))
    );
    assert_eq!(read(&mut world, "auth0|ada", "roles?page=x").status(), 400);
}

#[test]
fn each_list_wants_its_scopes() {
    let mut world = World::new();
    for (list, scopes) in [
        ("roles", "read:users, read:roles"),
        ("organizations", "read:organizations"),
        ("authentication-methods", "read:authentication_methods"),
    ] {
        let expected = format!("Insufficient scope; expected: {scopes}.");
        let path = format!("users/auth0|ada/{list}");
        let own = world.tokens("auth0|ada").access_token;
        world.api(&own, "GET", &path, &Value::Null).refused(403, &expected);
        for scope in ["read:users", "read:roles"] {
            let token = world.machine_token_of("local-management", scope);
            world.api(&token, "GET", &path, &Value::Null).refused(403, &expected);
        }
        let token = world.machine_token_of("local-management", &scopes.replace(',', ""));
        assert_eq!(world.api(&token, "GET", &path, &Value::Null).status(), 200);
    }
}

#[test]
fn a_profile_shows_a_confirmed_second_factor() {
    let mut world = World::new();
    let methods = |world: &mut World, methods: Value| {
        let body = json!({ "user_id": "auth0|zoe", "authentication_methods": methods });
        assert_eq!(world.admin("PUT", "users", &body).status(), 204);
        world.send("GET", "/__tenant/users/auth0|zoe", &[], "").json().get("multifactor").cloned()
    };
    let guardian = Some(json!(["guardian"]));
    assert_eq!(methods(&mut world, json!(["password", "totp"])), guardian);
    assert_eq!(methods(&mut world, json!([{ "type": "phone", "confirmed": true }])), guardian);
    assert_eq!(methods(&mut world, json!([{ "type": "phone", "confirmed": false }])), None);
    assert_eq!(methods(&mut world, json!(["password", "passkey", "recovery-code"])), None);
    let token = world.tokens("auth0|grace").access_token;
    let grace = world.api(&token, "GET", "users/auth0|grace", &Value::Null).json();
    assert_eq!(grace["multifactor"], json!(["guardian"]));
}

#[test]
fn a_link_discards_and_an_unlink_gives_nothing_back() {
    let mut world = World::new();
    let user = world.tenant.user_mut("windowslive|3001").unwrap();
    user.organizations = vec!["guild".to_owned()];
    user.authentication_methods = vec!["totp".into()];
    user.user_metadata.insert("x".to_owned(), json!(1));
    let primary = world.tenant.user("auth0|ada").unwrap().clone();

    let token = world.machine_token("update:users");
    let path = "users/auth0|ada/identities";
    let body = json!({ "provider": "windowslive", "user_id": "3001" });
    assert_eq!(world.api(&token, "POST", path, &body).status(), 201);
    let joined = world.tenant.user("auth0|ada").unwrap().clone();
    assert_eq!(
        (&joined.user_metadata, &joined.app_metadata),
        (&primary.user_metadata, &primary.app_metadata)
    );
    assert_eq!((&joined.roles, &joined.organizations), (&primary.roles, &primary.organizations));
    assert!(joined.authentication_methods.is_empty());

    let path = "users/auth0|ada/identities/windowslive/3001";
    assert_eq!(world.api(&token, "DELETE", path, &Value::Null).status(), 200);
    let bare = world.tenant.user("windowslive|3001").unwrap();
    assert!(bare.user_metadata.is_empty() && bare.app_metadata.is_empty());
    assert!(bare.roles.is_empty() && bare.organizations.is_empty());
    assert!(bare.authentication_methods.is_empty());
}

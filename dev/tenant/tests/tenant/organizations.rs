//! Signing in to an organization.

use serde_json::{Map, Value, json};

use crate::support::{AUDIENCE, World, authorize, decode};

fn id(world: &mut World) -> String {
    let list = world.admin("GET", "organizations", &Value::Null).json();
    list[0]["id"].as_str().unwrap().to_owned()
}

fn usage(world: &mut World, usage: &str) {
    let body = json!({ "client_id": "local-app", "organization_usage": usage });
    assert_eq!(world.admin("POST", "clients", &body).status(), 204);
}

/// The claims of both tokens of a login in that organization.
#[track_caller]
fn claims(world: &mut World, who: &str, organization: &str) -> [Map<String, Value>; 2] {
    let params = [("organization", organization), ("prompt", "login"), ("audience", AUDIENCE)];
    let callback = world.log_in(who, &params);
    let body = world.exchange(&callback);
    ["id_token", "access_token"].map(|name| decode(body[name].as_str().unwrap()).1)
}

#[test]
fn a_members_tokens_name_the_organization() {
    let mut world = World::new();
    let id = id(&mut world);
    assert!(id.starts_with("org_") && id.len() == 20, "{id}");
    for organization in [id.as_str(), "corp", "Corp"] {
        for who in ["auth0|ada", "google-oauth2|1002", "samlp|okta|grace@corp.example"] {
            for token in claims(&mut world, who, organization) {
                assert_eq!((&token["org_id"], &token["org_name"]), (&json!(id), &json!("corp")));
            }
        }
    }
    let [id_token, access_token] = claims(&mut world, "auth0|ada", "");
    assert!(!id_token.contains_key("org_id") && !access_token.contains_key("org_name"));
}

#[test]
fn whoever_is_no_member_is_refused() {
    let mut world = World::new();
    let callback = world.log_in("auth0|linus", &[("organization", "corp")]);
    assert_eq!(callback.callback("error"), "access_denied");
    let id = id(&mut world);
    let expected = format!("user auth0|linus is not part of the {id} organization");
    assert_eq!(callback.callback("error_description"), expected);
    // A session of one's own does not help, and an account joined to a member's does.
    world.log_in("auth0|linus", &[]);
    let silent = authorize(&[("organization", "corp"), ("prompt", "none")]);
    assert_eq!(world.open(&silent).callback("error"), "login_required");
    world.log_in("auth0|ada", &[("prompt", "login")]);
    assert!(!world.open(&silent).callback("code").is_empty());
    let token = world.machine_token("update:users");
    let body = json!({ "provider": "google-oauth2", "user_id": "1003" });
    assert_eq!(world.api(&token, "POST", "users/auth0|ada/identities", &body).status(), 201);
    let [token, _] = claims(&mut world, "google-oauth2|1003", "corp");
    assert_eq!((&token["sub"], &token["org_name"]), (&json!("auth0|ada"), &json!("corp")));
}

#[test]
fn its_pages_offer_its_connections_only() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("organization", "corp")])).text();
    assert!(page.contains("in <strong>Corporation</strong>") && page.contains("worthless-ada"));
    assert!(page.contains("value=\"github\"") && !page.contains("value=\"windowslive\""));
    let refused = world.open(&authorize(&[("organization", "corp"), ("connection", "sms")]));
    assert_eq!(refused.callback("error"), "invalid_request");
    // The session of another connection is not enough either.
    world.log_in("windowslive|3001", &[]);
    let silent = [("organization", "corp"), ("prompt", "none")];
    assert_eq!(world.open(&authorize(&silent)).callback("error"), "login_required");

    let body = json!({ "name": "guild", "members": ["github|2001"], "connections": ["github"] });
    let made = world.admin("POST", "organizations", &body);
    assert_eq!(made.status(), 201, "{}", made.text());
    let page = world.open(&authorize(&[("organization", "guild"), ("prompt", "login")]));
    assert!(!page.text().contains("name=\"password\""));
    let other = [("connection", "google-oauth2")];
    assert_eq!(world.submit(&page, "/u/choose", &other).status(), 400);
    let page = world.submit(&page, "/u/choose", &[("connection", "github")]);
    let callback = world.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert!(!callback.callback("code").is_empty());
}

#[test]
fn a_client_denies_allows_or_requires_them() {
    let mut world = World::new();
    let error = |world: &mut World, organization: &str| {
        let reply = world.open(&authorize(&[("organization", organization)]));
        (reply.status() != 200).then(|| reply.callback("error_description"))
    };
    assert_eq!((error(&mut world, "corp"), error(&mut world, "")), (None, None));
    assert!(error(&mut world, "org_1").is_some());
    usage(&mut world, "require");
    let required = Some("parameter organization is required for this client".to_owned());
    assert_eq!((error(&mut world, "corp"), error(&mut world, "")), (None, required));
    let otp = [("grant_type", "http://auth0.com/oauth/grant-type/passwordless/otp")];
    assert_eq!(world.token(&otp).json()["error"], "invalid_request");
    usage(&mut world, "deny");
    let denied = Some("parameter organization is not allowed for this client".to_owned());
    assert_eq!((error(&mut world, "corp"), error(&mut world, "")), (denied, None));
    let body = json!({ "client_id": "nobody", "organization_usage": "deny" });
    assert_eq!(world.admin("POST", "clients", &body).status(), 404);
}

#[test]
fn they_are_made_listed_and_changed() {
    let mut world = World::new();
    let members = ["auth0|linus", "auth0|joan"];
    let body = json!({ "name": "guild", "display_name": "The Guild", "members": members });
    let made = world.admin("POST", "organizations", &body).json();
    assert_eq!(made["members"], json!(["auth0|linus", "auth0|joan"]));
    assert!(made["connections"].as_array().unwrap().contains(&json!("sms")));
    let body = json!({ "name": "guild", "connections": ["github"] });
    world.admin("POST", "organizations", &body);
    let list = world.admin("GET", "organizations", &Value::Null).json();
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(
        (&list[1]["members"], &list[1]["connections"]),
        (&json!(members), &json!(["github"]))
    );
    assert_eq!(list[1]["display_name"], "guild");
    let body = json!({ "name": "guild", "members": ["auth0|joan"] });
    world.admin("POST", "organizations", &body);
    assert!(world.tenant.user("auth0|linus").unwrap().organizations.is_empty());
    for wrong in [
        json!({ "name": "Guild" }),
        json!({ "name": "" }),
        json!({ "name": "guild", "members": ["nobody"] }),
        json!({ "name": "guild", "connections": ["pigeon"] }),
        json!({ "name": "guild", "colour": "red" }),
    ] {
        assert_eq!(world.admin("POST", "organizations", &wrong).status(), 400, "{wrong}");
    }
}

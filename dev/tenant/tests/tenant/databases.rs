//! Several databases, and how a link tells their users apart.

use serde_json::{Value, json};

use crate::support::{AUDIENCE, SCOPE, World, authorize, decode};

const FIRST: &str = "Username-Password-Authentication";

fn id_of(world: &mut World, name: &str) -> String {
    let list = world.admin("GET", "connections", &Value::Null).json();
    let found = list.as_array().unwrap().iter().find(|connection| connection["name"] == name);
    found.unwrap()["id"].as_str().unwrap().to_owned()
}

#[track_caller]
fn link(world: &mut World, body: &Value) -> (u16, Value) {
    let token = world.machine_token("update:users");
    let reply = world.api(&token, "POST", "users/github|2001/identities", body);
    (reply.status(), reply.json())
}

/// A tenant with a user of one id in both databases.
fn twins() -> World {
    let mut world = World::new();
    for connection in [FIRST, "Customers"] {
        let identity = json!({
            "provider": "auth0", "user_id": "twin", "connection": connection, "password": "worthless",
            "profileData": { "email": format!("twin@{}.example", connection.to_lowercase()) },
        });
        let body = json!({ "user_id": "auth0|twin", "name": connection, "identities": [identity] });
        assert_eq!(world.admin("PUT", "users", &body).status(), 204);
    }
    world
}

/// Logs a twin in, and gives the name in its ID token.
#[track_caller]
fn name(world: &mut World, connection: &str) -> (String, Value) {
    let params =
        [("connection", connection), ("prompt", "login"), ("audience", AUDIENCE), ("scope", SCOPE)];
    let page = world.open(&authorize(&params));
    let email = format!("twin@{}.example", connection.to_lowercase());
    let fields = [("username", email.as_str()), ("password", "worthless")];
    let callback = world.submit(&page, "/u/login", &fields);
    let body = world.exchange(&callback);
    let id_token = body["id_token"].as_str().unwrap().to_owned();
    let claims = decode(&id_token).1;
    assert_eq!(claims["sub"], "auth0|twin");
    (id_token, claims["name"].clone())
}

#[test]
fn each_database_has_its_own_login() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "Customers")]));
    assert!(
        page.text().contains("ada@customers.example") && !page.text().contains("worthless-ada<")
    );
    let wrong = [("username", "ada@example.com"), ("password", "worthless-ada")];
    assert_eq!(world.submit(&page, "/u/login", &wrong).status(), 400);
    let callback = world.log_in("auth0|ada-customer", &[]);
    assert!(!callback.callback("code").is_empty());
    // Without a connection it is the first database.
    let page = world.open(&authorize(&[("prompt", "login")]));
    assert!(page.text().contains("worthless-ada<") && !page.text().contains("customers.example"));
}

#[test]
fn a_connection_id_must_be_the_identitys() {
    let mut world = World::new();
    let [first, customers, github] =
        [FIRST, "Customers", "github"].map(|name| id_of(&mut world, name));
    assert!(first.starts_with("con_") && first.len() == 20 && first != customers);
    let mut status = |connection_id: &str| {
        let body = json!({
            "provider": "auth0", "user_id": "ada-customer", "connection_id": connection_id,
        });
        link(&mut world, &body).0
    };
    for wrong in [first.as_str(), &github, "con_0123456789abcdef", "con_1", "", "Customers"] {
        assert_eq!(status(wrong), 400, "{wrong}");
    }
    assert_eq!(status(&customers), 201);
    // Already linked, and said so under the right id only.
    assert_eq!((status(&customers), status(&first)), (409, 400));
}

#[test]
fn where_one_is_enough_none_is_needed() {
    let mut world = World::new();
    let body = json!({ "provider": "auth0", "user_id": "ada-customer" });
    let (status, identities) = link(&mut world, &body);
    assert_eq!((status, &identities[1]["connection"]), (201, &json!("Customers")));
}

#[test]
fn twins_log_in_apart_and_a_link_has_to_say_which() {
    let mut world = twins();
    assert_eq!(name(&mut world, FIRST).1, FIRST);
    let (id_token, customer) = name(&mut world, "Customers");
    assert_eq!(customer, "Customers");

    let body = json!({ "provider": "auth0", "user_id": "twin" });
    assert_eq!(link(&mut world, &body).0, 400);
    let own = world.tokens("github|2001").access_token;
    let reply =
        world.api(&own, "POST", "users/github|2001/identities", &json!({ "link_with": id_token }));
    reply.refused(400, "Unable to link with the secondary account.");
    let customers = id_of(&mut world, "Customers");
    let body = json!({ "provider": "auth0", "user_id": "twin", "connection_id": customers });
    let (status, identities) = link(&mut world, &body);
    assert_eq!((status, &identities[1]["connection"]), (201, &json!("Customers")));

    // The other one is still there, and now alone.
    assert_eq!(world.tenant.user("auth0|twin").unwrap().profile.name.as_deref(), Some(FIRST));
    assert_eq!(link(&mut world, &body).0, 409);
    let (status, identities) = link(&mut world, &json!({ "provider": "auth0", "user_id": "twin" }));
    assert_eq!((status, &identities[2]["connection"]), (201, &json!(FIRST)));

    let token = world.machine_token("update:users");
    let path = "users/github|2001/identities/auth0/Customers%7Ctwin";
    let left = world.api(&token, "DELETE", path, &Value::Null).json();
    assert_eq!((left[1]["connection"].as_str(), left.as_array().unwrap().len()), (Some(FIRST), 2));
    assert_eq!(world.tenant.user("auth0|twin").unwrap().identities[0].connection, "Customers");
}

#[test]
fn twins_are_replaced_and_deleted_by_their_database() {
    let mut world = twins();
    let count =
        |world: &World| world.tenant.users().filter(|user| user.user_id == "auth0|twin").count();
    assert_eq!(count(&world), 2);
    assert_eq!(world.admin("PUT", "users", &json!({ "user_id": "auth0|twin" })).status(), 204);
    assert_eq!(count(&world), 2);
    assert_eq!(world.admin("DELETE", "users/auth0|twin", &Value::Null).status(), 204);
    assert_eq!(count(&world), 0);
}

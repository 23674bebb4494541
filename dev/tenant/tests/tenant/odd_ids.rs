//! Ids with bars, slashes and percents, and ids that are numbers, at every endpoint that takes one.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use tenant::{AuthenticationMethod, Identity, User};

use crate::support::World;

#[test]
fn ids_with_bars_slashes_and_percents_are_found_raw_and_encoded() {
    let identity = |connection: &str, user_id: &str| Identity::new("samlp", user_id, connection);
    for path in [
        "users/samlp|acme|a/b%25c/identities/samlp/acme|d/e",
        "users/samlp%7Cacme%7Ca%2Fb%25c/identities/samlp/acme%7Cd%2Fe",
        "users/samlp%7Cacme%7Ca%2Fb%25c/identities/samlp/acme|acme%7Cd%2Fe",
    ] {
        let mut world = World::new();
        let mut user = User::of(identity("acme", "acme|a/b%c"), world.now);
        user.identities.push(identity("acme", "acme|d/e"));
        world.tenant.add_user(user);
        let token = world.machine_token("read:users update:users");
        let reply = world.api(&token, "DELETE", path, &Value::Null);
        assert_eq!(reply.status(), 200, "{path}: {}", reply.text());
        assert!(world.tenant.user("samlp|acme|d/e").is_some());
        let read =
            world.api(&token, "GET", path.split("/identities").next().unwrap(), &Value::Null);
        assert_eq!(read.json()["user_id"], "samlp|acme|a/b%c");
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Reads, changes, links, unlinks and deletes a user of that identity.
#[track_caller]
fn works_everywhere(odd: &Identity) {
    let mut world = World::new();
    let mut user = User::of(odd.clone(), world.now);
    user.roles = vec!["Editor".to_owned()];
    user.organizations = vec!["corp".to_owned()];
    user.authentication_methods = vec![AuthenticationMethod::from("phone")];
    world.tenant.add_user(user);
    let token = world.machine_token_of("local-management", "");
    let id = odd.id();
    let path = format!("users/{}", encoded(&id));
    let mut call = |method: &str, path: &str, body: Value| {
        let reply = world.api(&token, method, path, &body);
        assert!(reply.status() < 300, "{method} {path}: {}", reply.text());
        if reply.status() == 204 { Value::Null } else { reply.json() }
    };

    assert_eq!(call("GET", &path, Value::Null)["user_id"], json!(id));
    let body = json!({ "user_metadata": { "x": 1 } });
    assert_eq!(call("PATCH", &path, body)["user_metadata"], json!({ "x": 1 }));
    for (list, name) in
        [("roles", "name"), ("organizations", "name"), ("authentication-methods", "type")]
    {
        assert!(call("GET", &format!("{path}/{list}"), Value::Null)[0][name].is_string());
    }

    // As the primary.
    let github = json!({ "provider": "github", "user_id": "2001" });
    let linked = call("POST", &format!("{path}/identities"), github);
    assert_eq!(linked[0]["user_id"].is_u64(), odd.numeric);
    call("DELETE", &format!("{path}/identities/github/2001"), Value::Null);

    // As the secondary, by the id that the Management API writes.
    let body = json!({ "provider": odd.provider, "user_id": linked[0]["user_id"] });
    call("POST", "users/auth0%7Cada/identities", body);
    let unlink = format!("users/auth0%7Cada/identities/{}/{}", odd.provider, encoded(&odd.user_id));
    assert_eq!(call("DELETE", &unlink, Value::Null).as_array().unwrap().len(), 1);
    let bare = call("GET", &path, Value::Null);
    assert_eq!((&bare["user_id"], bare.get("user_metadata")), (&json!(id), None));
    assert_eq!(bare["identities"][0]["user_id"], linked[0]["user_id"]);

    call("DELETE", &path, Value::Null);
    assert!(world.tenant.user(&id).is_none());
}

#[test]
fn every_endpoint_takes_odd_ids() {
    for (provider, user_id, connection) in [
        ("samlp", "okta|a@corp.example", "okta"),
        ("samlp", "okta|a|b", "okta"),
        ("oauth2", "custom|a/b", "custom"),
        ("oidc", "a%2Fb%", "oidc"),
        ("oidc", "a/identities/b", "oidc"),
        ("oidc", "a/roles", "oidc"),
        ("waad", "ü ?#&+", "waad"),
        ("line", "x|y/z%25", "not-there"),
    ] {
        works_everywhere(&Identity::new(provider, user_id, connection));
    }
    works_everywhere(&Identity { numeric: true, ..Identity::new("github", "4711", "github") });
}

#[test]
fn an_id_that_begins_with_its_connection_is_not_cut() {
    let mut world = World::new();
    let mut user = User::of(Identity::new("samlp", "okta|main", "okta"), world.now);
    user.identities.push(Identity::new("samlp", "x", "okta"));
    user.identities.push(Identity::new("samlp", "okta|x", "okta"));
    world.tenant.add_user(user);
    let token = world.machine_token("update:users");
    let path = "users/samlp%7Cokta%7Cmain/identities/samlp/okta%7Cx";
    assert_eq!(world.api(&token, "DELETE", path, &Value::Null).status(), 200);
    assert!(world.tenant.user("samlp|okta|x").is_some());
    assert!(world.tenant.user("samlp|x").is_none());
}

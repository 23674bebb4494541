//! What outlives a restart: the people and the keys, as a value; `server.rs` keeps them in a file.

use serde_json::{Value, json};
use tenant::{State, Tenant, Unreadable};
use url::Url;

use crate::support::{APP, CALLBACK, ORIGIN, World, decode};

/// The same tenant after a restart.
fn restarted(world: &World) -> World {
    let state = State::parse(&world.tenant.state().to_json()).unwrap();
    let mut tenant =
        Tenant::example(Url::parse(ORIGIN).unwrap(), &Url::parse(APP).unwrap(), state.keys());
    tenant.restore(state);
    World { tenant, ..World::new() }
}

#[test]
fn people_and_keys_are_the_same_after_a_restart() {
    let mut world = World::new();
    world.send("POST", "/__tenant/rotate-keys", &[], "");
    let body = json!({
        "user_id": "acme|a|b", "email": "zoe@example.com", "email_verified": true, "blocked": false,
        "user_metadata": { "a": [1, { "b": null }] }, "app_metadata": { "c": "d" }, "roles": ["Editor"],
        "authentication_methods": ["totp", { "type": "phone", "confirmed": false }],
        "identities": [
            { "provider": "acme", "user_id": "a|b", "connection": "acme-login", "isSocial": false },
            { "provider": "github", "user_id": 7001, "connection": "github", "profileData": { "name": "Z" } },
        ],
    });
    world.admin("PUT", "users", &body);
    world.send("DELETE", "/__tenant/users/auth0%7Cjoan", &[], "");
    let tokens = world.tokens("github|7001");
    let machine = world.machine_token("");
    let link = json!({ "provider": "google-oauth2", "user_id": "1001" });
    world.api(&machine, "POST", "users/auth0%7Cada/identities", &link);

    let mut after = restarted(&world);
    assert_eq!(after.tenant.users().collect::<Vec<_>>(), world.tenant.users().collect::<Vec<_>>());
    assert!(after.tenant.user("auth0|joan").is_none());
    let key_set = |world: &mut World| world.send("GET", "/.well-known/jwks.json", &[], "").json();
    let (before, now) = (key_set(&mut world), key_set(&mut after));
    // The next key was made for the set, so it is kept as well.
    assert_eq!(before, now);
    assert_eq!(decode(&after.machine_token("")).0, decode(&machine).0);
    // What was signed still counts, and every identity logs in, that of the added connection too.
    let path = "users/acme%7Ca%7Cb";
    let user = after.api(&tokens.access_token, "GET", path, &Value::Null).json();
    assert_eq!(user["user_metadata"], body["user_metadata"]);
    assert_eq!(decode(&after.tokens("acme|a|b").id_token).1["sub"], "acme|a|b");
    assert_eq!(after.log_in("google-oauth2|1001", &[]).callback("error"), "");

    // Sessions and codes are not kept, and a second restart changes nothing.
    assert_eq!(restarted(&after).tenant.state().to_json(), after.tenant.state().to_json());
    assert!(!String::from_utf8(world.tenant.state().to_json()).unwrap().contains(CALLBACK));
}

#[test]
fn a_reset_undoes_what_was_kept() {
    let mut world = World::new();
    let seed: Vec<_> = world.tenant.users().cloned().collect();
    world.admin("PUT", "users", &json!({ "user_id": "github|7001" }));
    let mut after = restarted(&world);
    after.send("POST", "/__tenant/reset", &[], "");
    assert_eq!(after.tenant.users().cloned().collect::<Vec<_>>(), seed);
    let key_set = |world: &mut World| world.send("GET", "/.well-known/jwks.json", &[], "").json();
    assert_eq!(key_set(&mut after), key_set(&mut world));
}

#[test]
fn what_is_no_state_is_refused() {
    let state: Value = serde_json::from_slice(&World::new().tenant.state().to_json()).unwrap();
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut state = state.clone();
        change(&mut state);
        let refused: Result<State, Unreadable> = State::parse(state.to_string().as_bytes());
        assert!(refused.is_err_and(|error| error.to_string().starts_with("not the state")));
    };
    assert!(State::parse(state.to_string().as_bytes()).is_ok());
    refused(&|state| *state = json!([]));
    refused(&|state| state["version"] = json!(0));
    refused(&|state| state["users"][0]["identities"] = Value::Null);
    refused(&|state| state["keys"][0] = json!("a key"));
    refused(&|state| state["keys"] = json!([]));
    refused(&|state| state["current_key"] = json!(1_000_000));
    assert!(State::parse(b"").is_err());
}

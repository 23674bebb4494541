//! Back to the seed, and applications that are registered while the tenant runs.

use serde_json::{Value, json};
use tenant::{Client, Tenant};
use url::Url;

use crate::support::{APP, AUDIENCE, CALLBACK, ORIGIN, World, authorize, decode, keys};

fn reset(world: &mut World) {
    assert_eq!(world.send("POST", "/__tenant/reset", &[], "").status(), 204);
}

#[test]
fn a_reset_undoes_what_happened_since_the_start() {
    let mut world = World::new();
    let before: Vec<_> = world.tenant.users().cloned().collect();
    let tokens = world.tokens("google-oauth2|1001");
    let machine = world.machine_token("");
    let body = json!({ "provider": "google-oauth2", "user_id": "1001" });
    let path = "users/auth0%7Cada/identities";
    assert_eq!(world.api(&machine, "POST", path, &body).status(), 201);
    world.admin("PUT", "users", &json!({ "user_id": "github|7001" }));
    world.admin("PUT", "clients", &json!({ "client_id": "another" }));
    world.admin("POST", "rate-limit", &json!({ "per_second": 0 }));
    world.admin("POST", "profile-limit", &json!({ "bytes": 1 }));
    world.admin("POST", "faults", &json!({ "when": { "path": "/*" }, "then": "drop_before" }));
    assert_ne!(world.tenant.users().cloned().collect::<Vec<_>>(), before);

    reset(&mut world);
    assert_eq!(world.tenant.users().cloned().collect::<Vec<_>>(), before);
    assert!(world.tenant.client_mut("another").is_none());
    assert_eq!((world.tenant.faults.waiting().count(), world.tenant.requests().len()), (0, 0));
    // The browser's session is over, but what was signed still counts.
    assert_eq!(world.open(&authorize(&[("prompt", "none")])).callback("error"), "login_required");
    let user = world.api(&tokens.access_token, "GET", "users/google-oauth2%7C1001", &Value::Null);
    assert_eq!((user.status(), &user.json()["identities"][1]), (200, &Value::Null));
    assert_eq!(world.api(&machine, "POST", path, &body).status(), 201);
}

#[test]
fn keys_and_revocations_outlive_a_reset() {
    let mut world = World::new();
    let revoked = world.machine_token("");
    world.send("POST", "/__tenant/revoke-machine-tokens", &[], "");
    world.send("POST", "/__tenant/rotate-keys", &[], "");
    let valid = world.machine_token("");
    let published = world.send("GET", "/.well-known/jwks.json", &[], "").json();

    reset(&mut world);
    assert_eq!(world.send("GET", "/.well-known/jwks.json", &[], "").json(), published);
    assert_eq!(decode(&world.machine_token("")).0["kid"], decode(&valid).0["kid"]);
    let mut status =
        |token: &str| world.api(token, "GET", "users/auth0%7Cada", &Value::Null).status();
    assert_eq!((status(&valid), status(&revoked)), (200, 401));
}

#[test]
fn a_reset_goes_back_to_the_seed_that_was_given() {
    let mut tenant = Tenant::seeded(keys(), |keys| {
        let mut tenant =
            Tenant::example(Url::parse(ORIGIN).unwrap(), &Url::parse(APP).unwrap(), keys);
        tenant.add_client(Client::new("mine", None));
        tenant
    });
    tenant.set_canonical_domain("tenant.example");
    tenant.client_mut("mine").unwrap().name = "changed".to_owned();
    for _ in 0..2 {
        tenant.reset();
        assert_eq!(tenant.client_mut("mine").unwrap().name, "mine");
    }
    assert_eq!(tenant.management_audience(), "https://tenant.example/api/v2/");

    let mut tenant = Tenant::new(Url::parse(ORIGIN).unwrap(), keys());
    tenant.add_client(Client::new("mine", None));
    tenant.reset();
    assert!(tenant.client_mut("mine").is_none());
    assert_eq!(tenant.origin(), ORIGIN);
}

#[test]
fn an_application_is_registered_and_replaced() {
    let mut world = World::new();
    let body = json!({ "client_id": "web", "client_secret": "web-worthless-secret",
        "callbacks": [CALLBACK], "logout_urls": ["http://localhost:3000/bye"] });
    assert_eq!(world.admin("PUT", "clients", &body).status(), 204);
    // It logs people in, out to its own address, and has the Management API.
    world.log_in("auth0|ada", &[("client_id", "web")]).callback("code");
    let target = "/v2/logout?client_id=web&returnTo=http%3A%2F%2Flocalhost%3A3000%2Fbye";
    assert_eq!(world.open(target).location().as_deref(), Some("http://localhost:3000/bye"));
    let token = world.machine_token_of("web", "read:users read:roles");
    assert_eq!(decode(&token).1["scope"], "read:users read:roles");

    // Without a secret it is public: PKCE instead, and no Management API of its own.
    let body = json!({ "client_id": "web", "callbacks": [CALLBACK] });
    assert_eq!(world.admin("PUT", "clients", &body).status(), 204);
    assert_eq!(world.open(target).status(), 400);
    let callback = world.log_in("auth0|ada", &[("client_id", "web"), ("prompt", "login")]);
    let answer = world.token(&[
        ("code", &callback.callback("code")),
        ("client_id", "web"),
        ("client_secret", ""),
    ]);
    assert_eq!(answer.status(), 200, "{}", answer.text());
    let grant =
        [("grant_type", "client_credentials"), ("client_id", "web"), ("audience", AUDIENCE)];
    assert_eq!(world.token(&[&grant[..], &[("client_secret", "")]].concat()).status(), 403);

    for body in [
        json!({}),
        json!({ "client_id": "" }),
        json!({ "client_id": "web", "client_secret": "" }),
        json!({ "client_id": "web", "callbacks": CALLBACK }),
        json!({ "client_id": "web", "colour": "red" }),
    ] {
        assert_eq!(world.admin("PUT", "clients", &body).status(), 400, "{body}");
    }
}

#[test]
fn no_page_of_another_site_administers_the_tenant() {
    let mut world = World::new();
    world.admin("PUT", "users", &json!({ "user_id": "github|7001" }));
    for origin in [APP, "null", "https://attacker.example"] {
        let reply = world.send("POST", "/__tenant/reset", &[("origin", origin)], "");
        assert_eq!(reply.status(), 403);
        assert!(world.tenant.user("github|7001").is_some());
    }
    assert_eq!(
        world.send("GET", "/__tenant/users/github%7C7001", &[("origin", APP)], "").status(),
        200
    );
    assert_eq!(world.send("POST", "/__tenant/reset", &[("origin", ORIGIN)], "").status(), 204);
    assert!(world.tenant.user("github|7001").is_none());
}

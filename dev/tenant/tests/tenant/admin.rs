//! Users that are put and deleted under `/__tenant/`, and the company account.

use serde_json::{Value, json};

use crate::support::{World, authorize, decode};

#[test]
fn a_user_becomes_exactly_what_was_put() {
    let mut world = World::new();
    let body = json!({
        "user_id": "github|7001",
        "name": "Zoe Adams", "email": "zoe@example.com", "email_verified": true,
        "phone_number": "+15550100",
        "user_metadata": { "a": 1 }, "app_metadata": { "b": [2] },
        "roles": ["Editor"], "organizations": ["corp"],
        "authentication_methods": ["totp", { "type": "phone", "confirmed": false }],
        "identities": [
            { "provider": "github", "user_id": 7001, "connection": "github",
              "profileData": { "email": "zoe@github.example", "email_verified": false } },
            { "provider": "auth0", "user_id": "zoe", "connection": "Username-Password-Authentication",
              "password": "worthless-zoe", "profileData": { "email": "zoe@example.com" } },
            { "provider": "acme", "user_id": "a|b/c%", "connection": "acme-login", "isSocial": false },
        ],
    });
    for _ in 0..2 {
        let reply = world.admin("PUT", "users", &body);
        assert_eq!(reply.status(), 204, "{}", reply.text());
    }
    let shown = world.send("GET", "/__tenant/users/github%7C7001", &[], "").json();
    for name in [
        "user_id",
        "name",
        "email",
        "email_verified",
        "phone_number",
        "user_metadata",
        "app_metadata",
    ] {
        assert_eq!(shown[name], body[name], "{name}");
    }
    assert_eq!(
        shown["identities"],
        json!([
            { "provider": "github", "user_id": 7001, "connection": "github", "isSocial": true },
            { "provider": "auth0", "user_id": "zoe", "connection": "Username-Password-Authentication",
              "isSocial": false,
              "profileData": { "email": "zoe@example.com", "email_verified": false } },
            { "provider": "acme", "user_id": "a|b/c%", "connection": "acme-login", "isSocial": false,
              "profileData": {} },
        ])
    );
    let user = world.tenant.user("github|7001").unwrap();
    assert_eq!((user.roles.len(), user.organizations.len()), (1, 1));
    assert_eq!(user.identities[0].profile.email.as_deref(), Some("zoe@github.example"));
    assert!(!user.authentication_methods[1].confirmed);

    // Each identity logs in, that of the new connection too.
    for who in ["github|7001", "auth0|zoe", "acme|a|b/c%"] {
        assert_eq!(decode(&world.tokens(who).id_token).1["sub"], "github|7001");
    }
    assert!(world.open(&authorize(&[("prompt", "login")])).text().contains("with acme-login"));

    // Replaced as a whole.
    let body = json!({ "user_id": "github|7001" });
    assert_eq!(world.admin("PUT", "users", &body).status(), 204);
    let user = world.tenant.user("github|7001").unwrap();
    assert!(user.user_metadata.is_empty() && user.roles.is_empty() && user.profile.name.is_none());
    assert_eq!(user.identities.len(), 1);
}

#[test]
fn an_identity_is_made_where_none_is_given() {
    let mut world = World::new();
    for (user_id, connection, social) in [
        ("auth0|zoe", "Username-Password-Authentication", false),
        ("samlp|okta|zoe", "okta", false),
        ("facebook|1", "facebook", true),
    ] {
        let body =
            json!({ "user_id": user_id, "email": "zoe@example.com", "email_verified": true });
        assert_eq!(world.admin("PUT", "users", &body).status(), 204);
        let identity = &world.tenant.user(user_id).unwrap().identities[0];
        assert_eq!(
            (identity.id().as_str(), identity.connection.as_str(), identity.is_social),
            (user_id, connection, social)
        );
        assert_eq!(identity.profile.email.as_deref(), Some("zoe@example.com"));
    }
    assert_eq!(decode(&world.tokens("facebook|1").id_token).1["sub"], "facebook|1");
}

#[test]
fn an_identity_belongs_to_one_user() {
    let mut world = World::new();
    // Taken from whom it was linked to.
    assert_eq!(world.admin("PUT", "users", &json!({ "user_id": "github|2003" })).status(), 204);
    assert_eq!(world.tenant.user("auth0|joan").unwrap().identities.len(), 1);
    // Taken from whom it was the main one of.
    let body = json!({ "user_id": "auth0|joan", "identities": [
        { "provider": "auth0", "user_id": "joan", "connection": "Username-Password-Authentication" },
        { "provider": "github", "user_id": "2003", "connection": "github" },
    ] });
    assert_eq!(world.admin("PUT", "users", &body).status(), 204);
    assert!(world.tenant.user("github|2003").is_none());
    assert_eq!(world.tenant.user("auth0|joan").unwrap().identities.len(), 2);
}

#[test]
fn what_is_no_user_is_refused() {
    let mut world = World::new();
    let other = json!([{ "provider": "github", "user_id": "2", "connection": "github" }]);
    for body in [
        json!({}),
        json!([]),
        json!({ "user_id": "nobody" }),
        json!({ "user_id": "github|" }),
        json!({ "user_id": "github|1", "colour": "red" }),
        json!({ "user_id": "github|1", "email": 1 }),
        json!({ "user_id": "github|1", "user_metadata": [] }),
        json!({ "user_id": "github|1", "authentication_methods": [1] }),
        json!({ "user_id": "github|1", "identities": [{ "provider": "github" }] }),
        json!({ "user_id": "github|1", "identities": other }),
    ] {
        assert_eq!(world.admin("PUT", "users", &body).status(), 400, "{body}");
    }
    let plain = [("content-type", "text/plain")];
    assert_eq!(world.send("PUT", "/__tenant/users", &plain, "{}").status(), 415);
    assert!(world.tenant.user("github|1").is_none());
}

#[test]
fn a_user_is_deleted() {
    let mut world = World::new();
    for _ in 0..2 {
        let reply =
            world.admin("DELETE", "users/samlp%7Cokta%7Cgrace%40corp.example", &Value::Null);
        assert_eq!(reply.status(), 204);
    }
    assert!(world.tenant.user("samlp|okta|grace@corp.example").is_none());
}

#[test]
fn the_company_account_logs_in_like_the_social_ones() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "okta")]));
    assert!(page.text().contains("Log in with Company account"));
    let tokens = world.tokens("samlp|okta|grace@corp.example");
    let claims = decode(&tokens.id_token).1;
    assert_eq!(
        (&claims["sub"], &claims["email"], &claims["email_verified"]),
        (&json!("samlp|okta|grace@corp.example"), &json!("grace@corp.example"), &json!(true))
    );
    let path = "users/samlp%7Cokta%7Cgrace%40corp.example";
    let user = world.api(&tokens.access_token, "GET", path, &Value::Null).json();
    let identity = json!([{ "provider": "samlp", "user_id": "okta|grace@corp.example",
        "connection": "okta", "isSocial": false }]);
    assert_eq!(user["identities"], identity);
}

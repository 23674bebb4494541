//! The Management API: tokens, scopes, reading and writing users, rate limits.

use serde_json::{Value, json};

use crate::support::{AUDIENCE, World, authorize};

#[test]
fn a_user_reads_its_own_profile() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let user = world.api(&token, "GET", "users/auth0%7Cada", &Value::Null).json();
    let now = world.now;
    assert_eq!(
        (&user["user_id"], &user["email"]),
        (&json!("auth0|ada"), &json!("ada@example.com"))
    );
    assert_eq!(user["user_metadata"]["theme"], "dark");
    assert_eq!(
        (&user["logins_count"], user["last_login"].is_string(), now > 0),
        (&json!(1), true, true)
    );
    let identity = json!([{ "provider": "auth0", "user_id": "ada", "connection": "Username-Password-Authentication", "isSocial": false }]);
    assert_eq!(user["identities"], identity);
}

#[test]
fn fields_are_taken_or_left_out() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let names = |reply: crate::support::Reply| {
        reply.json().as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    let taken =
        world.api(&token, "GET", "users/auth0|ada?fields=user_id,email,nothing", &Value::Null);
    assert_eq!(names(taken), "email user_id");
    let path =
        "users/auth0|ada?fields=identities,user_metadata,created_at,picture&include_fields=false";
    let left = names(world.api(&token, "GET", path, &Value::Null));
    assert!(
        left.contains("email") && !left.contains("identities") && !left.contains("user_metadata"),
        "{left}"
    );
}

#[test]
fn wrong_tokens_are_refused() {
    let mut world = World::new();
    let tokens = world.tokens("auth0|ada");
    let callback = world.open(&authorize(&[]));
    let opaque = world.exchange(&callback)["access_token"].as_str().unwrap().to_owned();
    let broken = format!("{}A", tokens.access_token);
    let signature = "Invalid signature received for JSON Web Token validation.";
    world.api(&broken, "GET", "users/auth0|ada", &Value::Null).refused(401, signature);
    for token in ["", "nonsense", "a.b.c", &opaque, &tokens.id_token] {
        world.api(token, "GET", "users/auth0|ada", &Value::Null).refused(401, "Invalid token.");
    }
    world.send("GET", "/api/v2/users/auth0|ada", &[], "").refused(401, "Invalid token.");
    world.now += 86_400;
    world
        .api(&tokens.access_token, "GET", "users/auth0|ada", &Value::Null)
        .refused(401, "Invalid token.");
}

#[test]
fn a_user_acts_on_itself_only() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let mismatch = "User to be acted on does not match subject in bearer token.";
    for (method, path, body) in [
        ("GET", "users/auth0|grace", Value::Null),
        ("GET", "users/nobody", Value::Null),
        ("PATCH", "users/auth0|grace", json!({ "user_metadata": {} })),
        ("POST", "users/auth0|grace/identities", json!({ "link_with": "x" })),
        ("DELETE", "users/auth0|joan/identities/github/2003", Value::Null),
    ] {
        world.api(&token, method, path, &body).refused(403, mismatch);
    }
    let insufficient = "Insufficient scope; expected: delete:users.";
    world.api(&token, "DELETE", "users/auth0|ada", &Value::Null).refused(403, insufficient);
    let insufficient = "Insufficient scope; expected: read:users.";
    world
        .api(&token, "GET", "users-by-email?email=ada%40example.com", &Value::Null)
        .refused(403, insufficient);
}

#[test]
fn each_operation_wants_its_scope() {
    let mut world = World::new();
    let callback = world.log_in("auth0|ada", &[("audience", AUDIENCE), ("scope", "openid")]);
    let token = world.exchange(&callback)["access_token"].as_str().unwrap().to_owned();
    let link = "Insufficient scope; expected: update:users, update:current_user_identities.";
    world.api(&token, "POST", "users/auth0|ada/identities", &json!({})).refused(403, link);
    world
        .api(&token, "DELETE", "users/auth0|ada/identities/auth0/ada", &Value::Null)
        .refused(403, link);
    let read = "Insufficient scope; expected: read:users, read:current_user.";
    world.api(&token, "GET", "users/auth0|ada", &Value::Null).refused(403, read);
    assert_eq!(
        world.api(&token, "PATCH", "users/auth0|ada", &json!({ "user_metadata": {} })).status(),
        403
    );
}

#[test]
fn an_application_reads_changes_and_deletes_users() {
    let mut world = World::new();
    let token = world.machine_token("");
    world.api(&token, "GET", "users/nobody", &Value::Null).refused(404, "User not found.");
    world.api(&token, "PATCH", "users/nobody", &json!({})).refused(404, "User not found.");
    let body = json!({ "app_metadata": { "plan": "x" }, "name": "Ada", "blocked": true, "email_verified": false });
    let user = world.api(&token, "PATCH", "users/auth0|ada", &body).json();
    assert_eq!(
        (&user["name"], &user["blocked"], &user["email_verified"]),
        (&json!("Ada"), &json!(true), &json!(false))
    );
    assert_eq!(user["app_metadata"], json!({ "plan": "x" }));

    let ids = |reply: crate::support::Reply| {
        let users = reply.json();
        users
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["user_id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let found =
        ids(world.api(&token, "GET", "users-by-email?email=ada%40example.com", &Value::Null));
    assert_eq!(found, ["auth0|ada", "google-oauth2|1001", "github|2001"]);
    let found =
        ids(world.api(&token, "GET", "users-by-email?email=Ada%40example.com", &Value::Null));
    assert!(found.is_empty());
    assert_eq!(world.api(&token, "GET", "users-by-email", &Value::Null).status(), 400);

    assert_eq!(world.api(&token, "DELETE", "users/auth0|joan", &Value::Null).status(), 204);
    assert_eq!(world.api(&token, "DELETE", "users/auth0|joan", &Value::Null).status(), 204);
    assert!(
        !world
            .tenant
            .users()
            .any(|user| user.user_id == "auth0|joan" || user.user_id == "github|2003")
    );
}

#[test]
fn the_rate_is_told_and_limited_on_demand() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let reply = world.api(&token, "GET", "users/auth0|ada", &Value::Null);
    assert_ne!(reply.header("x-ratelimit-remaining"), Some("0"));
    world.now += 1;
    world.tenant.management_rate_limit = Some(2);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let reply = world.api(&token, "GET", "users/auth0|ada", &Value::Null);
        seen.push((reply.status(), reply.header("x-ratelimit-remaining").unwrap().to_owned()));
        assert_eq!(reply.header("x-ratelimit-limit"), Some("2"));
        assert_eq!(reply.header("x-ratelimit-reset").unwrap(), (world.now + 1).to_string());
        if reply.status() == 429 {
            assert_eq!(reply.json()["errorCode"], "too_many_requests");
        }
    }
    assert_eq!(seen, [(200, "1".to_owned()), (200, "0".to_owned()), (429, "0".to_owned())]);
    // What was refused counts in no later second.
    for _ in 0..9 {
        assert_eq!(world.api(&token, "GET", "users/auth0|ada", &Value::Null).status(), 429);
    }
    world.now += 1;
    let mut again = || world.api(&token, "GET", "users/auth0|ada", &Value::Null).status();
    assert_eq!([again(), again(), again()], [200, 200, 429]);
}

#[test]
fn users_by_email_takes_fields_and_lists_the_blocked() {
    let mut world = World::new();
    world.tenant.user_mut("github|2001").unwrap().blocked = true;
    let token = world.machine_token("read:users");
    let path = "users-by-email?email=ada%40example.com&fields=user_id,blocked";
    let users = world.api(&token, "GET", path, &Value::Null).json();
    let expected = json!([
        { "user_id": "auth0|ada" },
        { "user_id": "google-oauth2|1001" },
        { "user_id": "github|2001", "blocked": true },
    ]);
    assert_eq!(users, expected);
}

#[test]
fn a_letter_verifies_the_address_that_it_went_to() {
    let mut world = World::new();
    let token = world.machine_token("update:users");
    let wish = json!({ "user_id": "auth0|linus", "client_id": "local-app" });
    let job = world.api(&token, "POST", "jobs/verification-email", &wish);
    assert_eq!((job.status(), &job.json()["type"]), (201, &json!("verification_email")));
    let messages = world.admin("GET", "messages", &Value::Null).json();
    let link = messages[0]["link"].as_str().unwrap().to_owned();
    assert_eq!(messages[0]["to"], "linus@example.com");
    let user = |world: &mut World| {
        world.admin("GET", "users/auth0%7Clinus", &Value::Null).json()["email_verified"].clone()
    };
    assert_eq!(user(&mut world), false);
    assert_eq!(world.open(&link).status(), 200);
    assert_eq!(user(&mut world), true);
    assert_eq!(world.open(&link).status(), 403);

    let own = world.tokens("auth0|linus").access_token;
    for (token, wish, status) in [
        (&own, json!({ "user_id": "auth0|linus" }), 403),
        (&token, json!({}), 400),
        (&token, json!({ "user_id": "auth0|nobody" }), 404),
        (&token, json!({ "user_id": "sms|5001" }), 400),
        (&token, json!({ "user_id": "github|2001" }), 400),
        (
            &token,
            json!({ "user_id": "github|2001", "identity": { "provider": "github", "user_id": "2001" } }),
            201,
        ),
        (&token, json!({ "user_id": "auth0|linus", "email": "x@example.com" }), 400),
    ] {
        let reply = world.api(token, "POST", "jobs/verification-email", &wish);
        assert_eq!(reply.status(), status, "{wish}");
    }
}

#[test]
fn what_is_not_implemented_says_so_and_does_nothing() {
    let mut world = World::new();
    let token = world.machine_token("");
    let before = world.tenant.user("auth0|ada").cloned();
    for (method, path) in [
        ("DELETE", "users/auth0|ada/sessions"),
        ("DELETE", "users/auth0%7Cada/refresh-tokens"),
        ("DELETE", "users/auth0|ada/permissions"),
        ("DELETE", "users/auth0|ada/authenticators"),
        ("DELETE", "users/auth0|ada/multifactor/duo"),
        ("DELETE", "users/auth0|ada/authentication-methods/phone|dev_1"),
        ("DELETE", "users/auth0|ada/federated-connections-tokensets/1"),
        ("DELETE", "users/auth0|ada/roles"),
        ("GET", "users/auth0|ada/sessions"),
        ("GET", "users/auth0|ada/logs"),
        ("GET", "users/auth0|ada/permissions"),
        ("GET", "users/auth0|ada/connected-accounts"),
        ("GET", "users/auth0|ada/authentication-methods/phone|dev_1"),
        ("POST", "users/auth0|ada/roles"),
        ("POST", "users/auth0|ada/revoke-access"),
        ("PUT", "users/auth0|ada"),
        ("GET", "users"),
        ("GET", "clients"),
        ("POST", "users-by-email"),
    ] {
        let reply = world.api(&token, method, path, &Value::Null);
        let message = format!("The local tenant does not implement {method} /api/v2/{path}.");
        reply.refused(501, &message);
    }
    assert_eq!(world.tenant.user("auth0|ada").cloned(), before);
    // No page anywhere, where a program calls.
    for (method, path) in [
        ("GET", "/api/v2"),
        ("GET", "/api/v1/users"),
        ("GET", "/oauth/token"),
        ("POST", "/oauth/revoke"),
        ("POST", "/oauth/device/code"),
        ("POST", "/mfa/challenge"),
        ("GET", "/dbconnections/signup"),
        ("POST", "/passwordless/verify"),
        ("DELETE", "/userinfo"),
        ("GET", "/.well-known/webfinger"),
    ] {
        let message = format!("The local tenant does not implement {method} {path}.");
        world.send(method, path, &[], "").refused(501, &message);
    }
}

#[test]
fn another_address_is_the_one_to_log_in_with_and_stays_with_the_account() {
    let mut world = World::new();
    let token = world.machine_token("");
    let body = json!({ "email": "ada@new.example", "email_verified": true });
    let user = world.api(&token, "PATCH", "users/auth0|ada", &body).json();
    assert_eq!(user["email"], "ada@new.example");
    let connection = "Username-Password-Authentication";
    let user = world.tenant.user("auth0|ada").unwrap().clone();
    assert_eq!(user.identities[0].profile.email.as_deref(), Some("ada@new.example"));
    assert_eq!(user.identities[0].connection, connection);
    // Where it is joined to another account, and where it is separated again.
    let link = json!({ "provider": "auth0", "user_id": "ada" });
    let linked = world.api(&token, "POST", "users/github|2001/identities", &link).json();
    assert_eq!(linked[1]["profileData"]["email"], "ada@new.example");
    world.api(&token, "DELETE", "users/github|2001/identities/auth0/ada", &Value::Null);
    let user = world.api(&token, "GET", "users/auth0|ada", &Value::Null).json();
    assert_eq!(user["email"], "ada@new.example");
    // Another's address is not to be had.
    world
        .api(&token, "PATCH", "users/auth0|ada", &json!({ "email": "Grace@example.com" }))
        .refused(400, "The specified new email already exists");
}

#[test]
fn a_patch_is_taken_or_refused_as_by_auth0() {
    let mut world = World::new();
    let token = world.machine_token("");
    let mut patch =
        |id: &str, body: Value| world.api(&token, "PATCH", &format!("users/{id}"), &body).status();
    for name in ["name", "given_name", "family_name", "nickname", "picture", "phone_number"] {
        assert_eq!(patch("auth0|ada", json!({ name: null })), 200, "{name}");
    }
    assert_eq!(patch("sms|5001", json!({ "phone_number": "+15550101" })), 200);
    assert_eq!(patch("github|2001", json!({ "blocked": false, "user_metadata": {} })), 200);
    for (id, body) in [
        ("auth0|ada", json!({ "email": "none" })),
        ("auth0|ada", json!({ "email": "a b@example.com" })),
        ("auth0|ada", json!({ "email": null })),
        ("auth0|ada", json!({ "blocked": null })),
        ("auth0|ada", json!({ "name": 1 })),
        ("sms|5001", json!({ "phone_number": "555" })),
        ("github|2001", json!({ "user_metadata": { "x": 1 }, "nickname": "x" })),
    ] {
        assert_eq!(patch(id, body.clone()), 400, "{id} {body}");
    }
    let mut refused = |body: Value, message: &str| {
        world.api(&token, "PATCH", "users/github|2001", &body).refused(400, message);
    };
    let email = json!({ "email": "other@example.com" });
    refused(email, "Cannot update email for non-database user.");
    let names = "The following user attributes cannot be updated: name, nickname. The connection must \
                 either be a database connection (using the Auth0 store), a passwordless connection \
                 (email or sms) or has disabled 'Sync user profile attributes at each login'.";
    refused(json!({ "name": "Another", "nickname": "x" }), names);
    let token = world.machine_token_of("local-management", "");
    for (most, status) in [("100", 200), ("101", 400)] {
        let path = format!("users/auth0|ada/organizations?per_page={most}");
        assert_eq!(world.api(&token, "GET", &path, &Value::Null).status(), status);
    }
}

//! Links and unlinks.

use serde_json::{Map, Value, json};
use tenant::{Client, Fault, Forgery, Identity, Sign, Then, User};

use crate::support::{World, decode};

/// Links by an ID token, as the first user does itself.
#[track_caller]
fn link(world: &mut World, primary: &str, secondary: &str) -> crate::support::Reply {
    let token = world.tokens(primary).access_token;
    let proof = world.tokens(secondary).id_token;
    world.api(
        &token,
        "POST",
        &format!("users/{primary}/identities"),
        &json!({ "link_with": proof }),
    )
}

fn ids(identities: &Value) -> Vec<String> {
    let id = |identity: &Value| {
        format!("{}|{}", identity["provider"].as_str().unwrap(), identity["user_id"])
    };
    identities.as_array().unwrap().iter().map(|identity| id(identity).replace('"', "")).collect()
}

#[test]
fn a_link_moves_the_identity_and_discards_the_metadata() {
    let mut world = World::new();
    let before = world.tenant.user("auth0|ada").unwrap().user_metadata.clone();
    let reply = link(&mut world, "auth0|ada", "google-oauth2|1001");
    assert_eq!(reply.status(), 201);
    let identities = reply.json();
    assert_eq!(ids(&identities), ["auth0|ada", "google-oauth2|1001"]);
    assert_eq!(identities[0].get("profileData"), None);
    assert_eq!(identities[1]["profileData"]["email"], "ada@example.com");
    assert_eq!(identities[1]["profileData"]["email_verified"], true);
    assert_eq!(
        (&identities[1]["connection"], &identities[1]["isSocial"]),
        (&json!("google-oauth2"), &json!(true))
    );
    assert!(world.tenant.user("google-oauth2|1001").is_none());
    assert_eq!(world.tenant.user("auth0|ada").unwrap().user_metadata, before);
    // The linked identity logs in to the primary from now on.
    assert_eq!(decode(&world.tokens("google-oauth2|1001").id_token).1["sub"], "auth0|ada");
}

#[test]
fn a_link_moves_all_identities_of_the_secondary() {
    let mut world = World::new();
    let reply = link(&mut world, "auth0|ada", "auth0|joan");
    assert_eq!(ids(&reply.json()), ["auth0|ada", "auth0|joan", "github|2003"]);
    assert_eq!(decode(&world.tokens("github|2003").id_token).1["sub"], "auth0|ada");
}

#[test]
fn two_identities_of_one_provider_are_told_apart() {
    let mut world = World::new();
    link(&mut world, "google-oauth2|1001", "google-oauth2|1002");
    let token = world.tokens("google-oauth2|1001").access_token;
    let main = "Main identity cannot be removed.";
    let path = |id: &str| format!("users/google-oauth2|1001/identities/google-oauth2/{id}");
    world.api(&token, "DELETE", &path("1001"), &Value::Null).refused(400, main);
    let reply = world.api(&token, "DELETE", &path("1002"), &Value::Null);
    assert_eq!((reply.status(), ids(&reply.json())), (200, vec!["google-oauth2|1001".to_owned()]));
}

#[test]
fn a_repeated_link_answers_409() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let body = json!({ "link_with": world.tokens("github|2001").id_token });
    assert_eq!(world.api(&token, "POST", "users/auth0%7Cada/identities", &body).status(), 201);
    let again = world.api(&token, "POST", "users/auth0%7Cada/identities", &body);
    again.refused(409, "Specified identity already exists.");
}

#[test]
fn an_application_links_by_name_or_by_token_in_both_encodings() {
    let json_type = "application/json";
    let form_type = "application/x-www-form-urlencoded";
    let mut world = World::new();
    let token = format!("Bearer {}", world.machine_token("update:users"));
    let proof = world.tokens("windowslive|3001").id_token;
    let by_token = format!("link_with={proof}");
    for (content_type, body) in [
        (json_type, r#"{"provider":"google-oauth2","user_id":"1001"}"#),
        (json_type, r#"{"provider":"github","user_id":2001}"#),
        (form_type, "provider=google-oauth2&user_id=1002"),
        (form_type, &by_token),
    ] {
        let headers = [("authorization", token.as_str()), ("content-type", content_type)];
        let reply = world.send("POST", "/api/v2/users/auth0%7Cada/identities", &headers, body);
        assert_eq!(reply.status(), 201, "{body}: {}", reply.text());
    }
    assert_eq!(world.tenant.user("auth0|ada").unwrap().identities.len(), 5);
}

#[test]
fn an_application_is_refused_what_makes_no_sense() {
    let mut world = World::new();
    let token = world.machine_token("update:users");
    let connections = world.admin("GET", "connections", &Value::Null).json();
    let github = |connection: &&Value| connection["name"] == "github";
    let connection = connections.as_array().unwrap().iter().find(github).unwrap()["id"].clone();
    let mut post = |user: &str, body: Value| {
        world.api(&token, "POST", &format!("users/{user}/identities"), &body)
    };
    // What the body's schema refuses is told in words that Auth0's document leaves open.
    for body in [
        json!({}),
        json!({ "provider": "github" }),
        json!({ "user_id": "2001" }),
        json!({ "provider": "github", "user_id": true }),
        json!({ "link_with": "x", "provider": "github", "user_id": "2001" }),
        json!({ "provider": "github", "user_id": "2001", "colour": "red" }),
        json!({ "provider": "auth0", "user_id": "9", "connection_id": "9" }),
        json!({ "link_with": 1 }),
    ] {
        let reply = post("auth0|ada", body.clone());
        assert_eq!((reply.status(), &reply.json()["errorCode"]), (400, &json!("invalid_body")));
    }
    let not_configured = "The provider/connection is not configured.";
    for (body, message) in [
        (json!({ "provider": "facebook", "user_id": "1" }), not_configured),
        (
            json!({ "provider": "auth0", "user_id": "9", "connection_id": "con_0123456789abcdef" }),
            not_configured,
        ),
        (
            json!({ "provider": "github", "user_id": "9999" }),
            "Linking to an inexistent identity requires a connection.",
        ),
        (
            json!({ "provider": "github", "user_id": "9999", "connection_id": connection }),
            "Linking to an inexistent identity is not allowed.",
        ),
        (
            json!({ "provider": "auth0", "user_id": "ada" }),
            "Main identity and the new one are the same.",
        ),
        (json!({ "link_with": "nonsense" }), "Invalid token (link_with)."),
    ] {
        post("auth0|ada", body).refused(400, message);
    }
    let body = json!({ "provider": "github", "user_id": "2001" });
    post("nobody", body).refused(404, "User not found.");
    let body = json!({ "provider": "github", "user_id": "2003" });
    post("auth0|ada", body).refused(409, "Specified identity already exists.");
}

#[test]
fn a_user_links_by_token_only() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let body = json!({ "provider": "github", "user_id": "2001" });
    let insufficient = "Insufficient scope; expected: update:users.";
    world.api(&token, "POST", "users/auth0|ada/identities", &body).refused(403, insufficient);
}

/// `link_with` holds an ID token that differs from a right one.
#[track_caller]
fn refuses_proof(forgery: Forgery, late: u64, message: &str) {
    let mut world = World::new();
    let fault = Fault::next("POST", "/oauth/token", Then::IdToken(forgery.clone()));
    world.tenant.faults.push(fault);
    let proof = world.tokens("github|2001").id_token;
    world.now += late;
    let token = world.tokens("auth0|ada").access_token;
    let reply =
        world.api(&token, "POST", "users/auth0|ada/identities", &json!({ "link_with": proof }));
    assert_eq!(reply.json()["message"], message, "{forgery:?}");
    reply.refused(400, message);
    assert!(world.tenant.user("github|2001").is_some());
}

#[test]
fn a_proof_must_be_right_in_every_part() {
    let claim = |name: &str, value: Value| Forgery {
        claims: Map::from_iter([(name.to_owned(), value)]),
        ..Forgery::default()
    };
    let header = |name: &str, value: Value| Forgery {
        header: Map::from_iter([(name.to_owned(), value)]),
        ..Forgery::default()
    };
    let invalid = "Invalid token (link_with).";
    let another_client =
        "JWT (link_with) must have an aud claim that matches that of the calling token's azp.";
    let no_audience = "JWT (link_with) contains an invalid aud claim.";
    let issuer = "JWT (link_with) must have the same issuer as the calling user.";
    let algorithm = "JWT (link_with) must have an alg of RS256.";
    let odd_subject = "JWT (link_with) contains an invalid sub claim.";
    refuses_proof(Forgery::default(), 36_000, invalid);
    refuses_proof(claim("aud", json!("another")), 0, another_client);
    refuses_proof(claim("aud", Value::Null), 0, no_audience);
    refuses_proof(claim("aud", json!(["local-app", "another"])), 0, no_audience);
    refuses_proof(claim("iss", json!("https://another.example/")), 0, issuer);
    refuses_proof(claim("iss", Value::Null), 0, issuer);
    refuses_proof(claim("exp", json!(1_800_000_000)), 1, invalid);
    refuses_proof(claim("exp", Value::Null), 0, invalid);
    refuses_proof(claim("scope", json!("openid")), 0, invalid);
    refuses_proof(claim("sub", json!("github|9999")), 0, "Provided secondary account not found.");
    let same = "Main identity and the new one are the same.";
    refuses_proof(claim("sub", json!("auth0|ada")), 0, same);
    refuses_proof(claim("sub", json!("ada")), 0, odd_subject);
    refuses_proof(claim("sub", Value::Null), 0, "JWT (link_with) must contains sub claim.");
    for name in ["none", "ES256", "HS256", "PS256", "RS384", "RS512"] {
        refuses_proof(header("alg", json!(name)), 0, algorithm);
    }
    refuses_proof(header("kid", json!("another")), 0, invalid);
    for sign in [
        Sign::Broken,
        Sign::EmbeddedKey,
        Sign::Es256,
        Sign::Hs256PublicKey,
        Sign::None,
        Sign::Ps256,
        Sign::Rs384,
        Sign::Rs512,
        Sign::WrongKey,
    ] {
        refuses_proof(Forgery { sign: Some(sign), ..Forgery::default() }, 0, invalid);
    }
}

#[test]
fn a_proof_is_an_id_token_for_the_same_client() {
    let mut world = World::new();
    let token = world.tokens("auth0|ada").access_token;
    let access = world.tokens("github|2001").access_token;
    assert_eq!(
        world
            .api(&token, "POST", "users/auth0|ada/identities", &json!({ "link_with": access }))
            .status(),
        400
    );
    // A client of its own for the Management API is not the client of the proof.
    let scopes = vec!["update:users".to_owned()];
    world
        .tenant
        .add_client(Client { machine_scopes: scopes, ..Client::new("machine", Some("worthless")) });
    let proof = world.tokens("github|2001").id_token;
    let params = [
        ("grant_type", "client_credentials"),
        ("client_id", "machine"),
        ("client_secret", "worthless"),
        ("audience", crate::support::AUDIENCE),
    ];
    let machine = world.token(&params).json()["access_token"].as_str().unwrap().to_owned();
    let reply =
        world.api(&machine, "POST", "users/auth0|ada/identities", &json!({ "link_with": proof }));
    assert_eq!(reply.status(), 400);
}

#[test]
fn an_unlink_gives_back_a_bare_user() {
    let mut world = World::new();
    link(&mut world, "auth0|ada", "google-oauth2|1001");
    let token = world.tokens("auth0|ada").access_token;
    world.now += 7;
    let reply = world.api(
        &token,
        "DELETE",
        "users/auth0%7Cada/identities/google-oauth2/1001",
        &Value::Null,
    );
    assert_eq!((reply.status(), ids(&reply.json())), (200, vec!["auth0|ada".to_owned()]));
    let bare = world.tenant.user("google-oauth2|1001").unwrap();
    assert_eq!(
        (bare.profile.email.as_deref(), bare.created_at),
        (Some("ada@example.com"), world.now)
    );
    assert!(bare.user_metadata.is_empty() && bare.app_metadata.is_empty());
    assert_eq!(decode(&world.tokens("google-oauth2|1001").id_token).1["sub"], "google-oauth2|1001");
    let again =
        world.api(&token, "DELETE", "users/auth0|ada/identities/google-oauth2/1001", &Value::Null);
    assert_eq!(again.status(), 400);
}

#[test]
fn the_main_identity_stays() {
    let mut world = World::new();
    let token = world.tokens("auth0|joan").access_token;
    let reply = world.api(&token, "DELETE", "users/auth0|joan/identities/auth0/joan", &Value::Null);
    reply.refused(400, "Main identity cannot be removed.");
}

#[test]
fn whoever_was_joined_elsewhere_is_not_found() {
    let mut world = World::new();
    let token = world.tokens("google-oauth2|1001").access_token;
    link(&mut world, "auth0|ada", "google-oauth2|1001");
    world
        .api(&token, "GET", "users/google-oauth2|1001", &Value::Null)
        .refused(404, "User not found.");
}

#[test]
fn a_provider_without_a_connection_links_where_somebody_has_it() {
    let mut world = World::new();
    world.tenant.add_user(User::of(Identity::new("line", "7", "line"), world.now));
    let token = world.machine_token("update:users");
    let mut post = |body: Value| world.api(&token, "POST", "users/auth0|ada/identities", &body);
    let body = json!({ "provider": "vkontakte", "user_id": "7" });
    post(body).refused(400, "The provider/connection is not configured.");
    let linked = post(json!({ "provider": "line", "user_id": "7" }));
    assert_eq!((linked.status(), ids(&linked.json())[1].as_str()), (201, "line|7"));
}

#[test]
fn an_id_may_be_a_number() {
    let mut world = World::new();
    let token = world.tokens("github|2002").access_token;
    let user = world.api(&token, "GET", "users/github|2002", &Value::Null).json();
    assert_eq!(user["identities"][0]["user_id"], 2002);
    let linked = link(&mut world, "auth0|grace", "github|2002").json();
    assert_eq!(linked[1]["user_id"], 2002);
    let token = world.tokens("auth0|grace").access_token;
    let path = "users/auth0|grace/identities/github/2002";
    assert_eq!(world.api(&token, "DELETE", path, &Value::Null).status(), 200);
}

//! `/userinfo`.

use serde_json::{Value, json};

use crate::support::{World, authorize};

#[track_caller]
fn userinfo(world: &mut World, token: &str) -> (u16, Value) {
    let reply =
        world.send("GET", "/userinfo", &[("authorization", &format!("Bearer {token}"))], "");
    (reply.status(), if reply.status() == 200 { reply.json() } else { Value::Null })
}

#[test]
fn an_opaque_token_opens_userinfo_only() {
    let mut world = World::new();
    let callback = world.log_in("auth0|linus", &[]);
    let body = world.exchange(&callback);
    let token = body["access_token"].as_str().unwrap();
    assert!(!token.contains('.'));
    let (status, claims) = userinfo(&mut world, token);
    assert_eq!(
        (status, &claims["sub"], &claims["email_verified"]),
        (200, &json!("auth0|linus"), &json!(false))
    );
    world.api(token, "GET", "users/auth0|linus", &Value::Null).refused(401, "Invalid token.");
    world.now += 86_400;
    assert_eq!(userinfo(&mut world, token).0, 401);
}

#[test]
fn other_tokens_are_judged() {
    let mut world = World::new();
    let tokens = world.tokens("auth0|ada");
    assert_eq!(userinfo(&mut world, &tokens.access_token).0, 200);
    assert_eq!(userinfo(&mut world, &tokens.id_token).0, 401);
    assert_eq!(userinfo(&mut world, "nonsense").0, 401);
    let callback = world.open(&authorize(&[("scope", "profile")]));
    let body = world.exchange(&callback);
    assert_eq!(userinfo(&mut world, body["access_token"].as_str().unwrap()).0, 401);
    assert_eq!(world.send("POST", "/userinfo", &[], "").status(), 401);
}

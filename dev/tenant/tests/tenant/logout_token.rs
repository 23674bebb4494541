//! Logout tokens on demand, right ones and forged ones.

use serde_json::{Value, json};

use crate::support::{Reply, World, decode};

fn ask(world: &mut World, wish: &Value) -> Reply {
    let headers = [("content-type", "application/json")];
    world.send("POST", "/__tenant/logout-token", &headers, &wish.to_string())
}

fn token(world: &mut World, wish: &Value) -> (Value, Value) {
    let reply = ask(world, wish);
    assert_eq!(reply.status(), 200, "{wish}");
    let body: Value = serde_json::from_str(&reply.text()).unwrap();
    let (header, claims) = decode(body["logout_token"].as_str().unwrap());
    (Value::Object(header), Value::Object(claims))
}

#[test]
fn names_the_session_and_the_person_as_auth0_does() {
    let mut world = World::new();
    world.tokens("auth0|ada");
    let sessions = world.send("GET", "/__tenant/sessions", &[], "").text();
    let sessions: Value = serde_json::from_str(&sessions).unwrap();
    assert_eq!(sessions[0]["user_id"], "auth0|ada");
    let sid = sessions[0]["sid"].clone();
    let wish = json!({"client_id": "local-app", "sub": "auth0|ada", "sid": sid});
    let (header, claims) = token(&mut world, &wish);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("JWT"), &json!("RS256")));
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 120);
    assert_eq!((&claims["sid"], &claims["sub"]), (&sid, &json!("auth0|ada")));
    let event = &claims["events"]["http://schemas.openid.net/event/backchannel-logout"];
    assert_eq!(*event, json!({}));
    let (_, again) = token(&mut world, &wish);
    assert_ne!(claims["jti"], again["jti"]);
}

#[test]
fn forges_on_demand_and_knows_its_clients() {
    let mut world = World::new();
    let wish = json!({"client_id": "local-app", "sid": "s", "forgery": {"claims": {"nonce": "n"}}});
    let (_, claims) = token(&mut world, &wish);
    assert_eq!((&claims["nonce"], &claims["sub"]), (&json!("n"), &Value::Null));
    assert_eq!(ask(&mut world, &json!({"client_id": "nobody"})).status(), 404);
}

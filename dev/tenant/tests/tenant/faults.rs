//! Faults, and what the tenant shows of itself under `/__tenant/`.

use std::time::Duration;

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
use http::Request;
use serde_json::{Map, Value, json};
use tenant::{Fault, Forgery, Outcome, Seen, Sign, Then};

use crate::support::{World, decode};

#[track_caller]
fn post_fault(world: &mut World, fault: Value) -> u16 {
    world
        .send(
            "POST",
            "/__tenant/faults",
            &[("content-type", "application/json")],
            &fault.to_string(),
        )
        .status()
}

fn get(path: &str) -> Request<Vec<u8>> {
    Request::builder().uri(path).body(Vec::new()).unwrap()
}

#[test]
fn a_status_keeps_the_request_from_its_effect() {
    let mut world = World::new();
    let code = world.log_in("auth0|ada", &[]).callback("code");
    let then =
        json!({ "status": 503, "body": { "error": "x" }, "headers": { "retry-after": "7" } });
    let fault = json!({ "when": { "method": "POST", "path": "/oauth/token" }, "then": then });
    assert_eq!(post_fault(&mut world, fault), 204);
    let reply = world.token(&[("code", &code)]);
    assert_eq!(
        (reply.status(), reply.json(), reply.header("retry-after")),
        (503, json!({ "error": "x" }), Some("7"))
    );
    assert_eq!(world.token(&[("code", &code)]).status(), 200);
}

#[test]
fn a_lost_answer_had_its_effect_and_a_lost_request_none() {
    let path = "/api/v2/users/auth0|ada/identities";
    for (then, linked) in [(Then::DropBefore, false), (Then::DropAfter, true)] {
        let mut world = World::new();
        let token = world.tokens("auth0|ada").access_token;
        let proof = world.tokens("github|2001").id_token;
        world.tenant.faults.push(Fault::next("POST", path, then));
        let request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(json!({ "link_with": proof }).to_string().into_bytes())
            .unwrap();
        assert!(matches!(world.handle(request).outcome, Outcome::Dropped));
        assert_eq!(world.tenant.user("github|2001").is_none(), linked);
    }
}

#[test]
fn a_delay_is_told_and_combines() {
    let mut world = World::new();
    let fault = Fault::next("GET", "/.well-known/*", Then::DelayMs(1500));
    world.tenant.faults.push(fault.clone());
    world.tenant.faults.push(fault);
    let answer = world.handle(get("/.well-known/jwks.json"));
    assert_eq!(answer.delay, Duration::from_secs(3));
    assert_eq!(answer.outcome.response().unwrap().status(), 200);
    assert_eq!(world.handle(get("/.well-known/jwks.json")).delay, Duration::ZERO);
}

#[test]
fn a_delay_has_the_effect_first_or_not_at_all() {
    let path = "/api/v2/users/auth0|ada";
    for (then, written) in
        [(json!({ "delay_ms": 6000 }), true), (json!({ "delay_before_ms": 6000 }), false)]
    {
        let mut world = World::new();
        let token = world.machine_token("update:users");
        let fault = json!({ "when": { "method": "PATCH", "path": path }, "then": then });
        assert_eq!(post_fault(&mut world, fault), 204);
        let request = Request::patch(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(json!({ "name": "Another" }).to_string().into_bytes())
            .unwrap();
        let answer = world.handle(request);
        assert_eq!(answer.delay, Duration::from_secs(6));
        assert_eq!(answer.outcome.response().is_some(), written);
        let name = world.tenant.user("auth0|ada").unwrap().profile.name.clone();
        assert_eq!(name.as_deref() == Some("Another"), written);
    }
}

#[test]
fn a_body_has_the_size_that_was_asked_for() {
    let mut world = World::new();
    world.tenant.faults.push(Fault::next(
        "GET",
        "/.well-known/jwks.json",
        Then::BodyBytes(100_000),
    ));
    let reply = world.send("GET", "/.well-known/jwks.json", &[], "");
    assert_eq!((reply.status(), reply.0.body().len()), (200, 100_000));
    assert!(reply.json().is_string());
}

/// The parts of a forged token, as text, and its signature's length.
fn forged(forgery: Value) -> (String, String, usize) {
    let mut world = World::new();
    let forgery = serde_json::from_value(forgery).unwrap();
    world.tenant.faults.push(Fault::next("POST", "/oauth/token", Then::IdToken(forgery)));
    let token = world.tokens("auth0|ada").id_token;
    let parts: Vec<Vec<u8>> = token
        .split('.')
        .map(|part| Base64UrlSafeNoPadding::decode_to_vec(part, None).unwrap())
        .collect();
    let text = |index: usize| String::from_utf8(parts[index].clone()).unwrap();
    (text(0), text(1), parts[2].len())
}

#[test]
fn a_forged_token_can_have_a_name_twice() {
    let (header, claims, _) = forged(json!({
        "header_again": { "alg": "none" },
        "claims": { "sub": "auth0|grace" },
        "claims_again": { "sub": "auth0|ada" },
        "sign": "right",
    }));
    assert!(header.contains(r#""alg":"RS256""#) && header.ends_with(r#","alg":"none"}"#));
    assert!(
        claims.contains(r#""sub":"auth0|grace""#) && claims.ends_with(r#","sub":"auth0|ada"}"#)
    );
}

#[test]
fn a_forged_token_can_bring_its_key_and_be_of_other_algorithms() {
    let (header, _, length) = forged(json!({ "sign": "embedded_key" }));
    let header: Value = serde_json::from_str(&header).unwrap();
    assert_eq!((&header["jwk"]["kty"], length), (&json!("RSA"), 256));
    assert_ne!(header["jwk"]["kid"], header["kid"]);
    for (alg, length) in [("RS384", 256), ("RS512", 256), ("PS256", 256), ("ES256", 64)] {
        let forged = forged(json!({ "header": { "alg": alg } }));
        assert_eq!(forged.2, length, "{alg}");
    }
}

#[test]
fn an_id_token_is_forged_as_told() {
    let mut world = World::new();
    let claims =
        Map::from_iter([("aud".to_owned(), json!("x")), ("nonce".to_owned(), Value::Null)]);
    let header =
        Map::from_iter([("alg".to_owned(), json!("none")), ("typ".to_owned(), json!("at+jwt"))]);
    let forgery = Forgery { claims, header, ..Forgery::default() };
    world.tenant.faults.push(Fault::next("POST", "/oauth/token", Then::IdToken(forgery)));
    let token = world.tokens("auth0|ada").id_token;
    let (header, claims) = decode(&token);
    assert_eq!(
        (&claims["aud"], claims.get("nonce"), &claims["sub"]),
        (&json!("x"), None, &json!("auth0|ada"))
    );
    assert_eq!((&header["alg"], &header["typ"]), (&json!("none"), &json!("at+jwt")));
    assert!(token.ends_with('.'));

    let signature = |sign| {
        let mut world = World::new();
        let forgery = Forgery { sign: Some(sign), ..Forgery::default() };
        world.tenant.faults.push(Fault::next("POST", "/oauth/token", Then::IdToken(forgery)));
        world.tokens("auth0|ada").id_token.rsplit('.').next().unwrap().len()
    };
    let lengths = [Sign::Right, Sign::WrongKey, Sign::Broken, Sign::Hs256PublicKey, Sign::None]
        .map(signature);
    assert_eq!(lengths, [342, 342, 342, 43, 0]);
}

#[test]
fn faults_are_listed_and_cleared() {
    let mut world = World::new();
    let fault =
        json!({ "when": { "path": "/userinfo" }, "nth": 2, "times": 0, "then": "drop_before" });
    assert_eq!(post_fault(&mut world, fault), 204);
    let listed = world.send("GET", "/__tenant/faults", &[], "").json();
    assert_eq!((&listed[0]["then"], &listed[0]["seen"]), (&json!("drop_before"), &json!(0)));
    assert_eq!(world.send("GET", "/userinfo", &[], "").status(), 401);
    assert!(matches!(world.handle(get("/userinfo")).outcome, Outcome::Dropped));
    assert!(matches!(world.handle(get("/userinfo")).outcome, Outcome::Dropped));
    assert_eq!(world.send("DELETE", "/__tenant/faults", &[], "").status(), 204);
    assert_eq!(world.send("GET", "/userinfo", &[], "").status(), 401);
}

#[test]
fn a_fault_is_taken_as_json_only() {
    let mut world = World::new();
    assert_eq!(post_fault(&mut world, json!({ "when": {}, "then": "drop_before" })), 400);
    let fault = json!({ "when": { "path": "/*" }, "then": "drop_before" }).to_string();
    assert_eq!(
        world.send("POST", "/__tenant/faults", &[("content-type", "text/plain")], &fault).status(),
        415
    );
}

#[test]
fn requests_users_accounts_and_the_rate_limit_are_open_to_tests() {
    let mut world = World::new();
    world.send("GET", "/userinfo?secret=1", &[], "");
    let seen = Seen { method: "GET".to_owned(), path: "/userinfo".to_owned() };
    assert_eq!(world.tenant.requests(), [seen]);
    let requests = world.send("GET", "/__tenant/requests", &[], "").json();
    assert_eq!(requests, json!([{ "method": "GET", "path": "/userinfo" }]));
    assert_eq!(
        world.send("GET", "/__tenant/users/auth0%7Cada", &[], "").json()["email"],
        "ada@example.com"
    );
    assert_eq!(world.send("GET", "/__tenant/users/nobody", &[], "").status(), 404);
    assert_eq!(
        world.send("GET", "/__tenant/accounts", &[], "").json().as_array().unwrap().len(),
        15
    );
    assert!(
        world.send("GET", "/__tenant/style.css", &[], "").text().contains("prefers-color-scheme")
    );
    let limit = [("content-type", "application/json")];
    assert_eq!(
        world.send("POST", "/__tenant/rate-limit", &limit, "{\"per_second\":2}").status(),
        204
    );
    assert_eq!(world.tenant.management_rate_limit, Some(2));
}

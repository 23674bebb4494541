//! Provider metadata and the key set.

use jwt_simple::prelude::{RS256PublicKey, RSAPublicKeyLike, UnixTimeStamp, VerificationOptions};
use serde_json::Value;

use crate::support::{ORIGIN, Tokens, World, decode};

fn keys(world: &mut World) -> Vec<Value> {
    let reply = world.send("GET", "/.well-known/jwks.json", &[], "");
    reply.json()["keys"].as_array().unwrap().clone()
}

fn kids(world: &mut World) -> Vec<String> {
    keys(world).iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_issuer_ends_in_a_slash() {
    let mut world = World::new();
    let metadata = world.send("GET", "/.well-known/openid-configuration", &[], "").json();
    assert_eq!(metadata["issuer"], format!("{ORIGIN}/"));
    assert_eq!(metadata["token_endpoint"], format!("{ORIGIN}/oauth/token"));
    assert_eq!(metadata["jwks_uri"], format!("{ORIGIN}/.well-known/jwks.json"));
}

#[test]
fn an_absolute_address_and_a_foreign_host_change_nothing() {
    let mut world = World::new();
    let target = "http://elsewhere.example/.well-known/openid-configuration";
    let metadata = world.send("GET", target, &[("host", "evil.example")], "").json();
    assert_eq!(metadata["issuer"], format!("{ORIGIN}/"));
}

#[test]
fn tokens_verify_with_the_published_key() {
    let mut world = World::new();
    let Tokens { access_token, id_token } = world.tokens("auth0|ada");
    for token in [access_token, id_token] {
        let (header, _) = decode(&token);
        assert_eq!((&header["alg"], &header["typ"]), (&Value::from("RS256"), &Value::from("JWT")));
        let jwk = keys(&mut world).into_iter().find(|key| key["kid"] == header["kid"]).unwrap();
        assert_eq!(
            (&jwk["use"], &jwk["kty"], &jwk["e"]),
            (&"sig".into(), &"RSA".into(), &"AQAB".into())
        );
        let options = VerificationOptions {
            artificial_time: Some(UnixTimeStamp::from_secs(world.now)),
            ..Default::default()
        };
        let key = RS256PublicKey::from_jwk(&jwk.to_string()).unwrap();
        key.verify_token::<Value>(&token, Some(options)).unwrap();
    }
}

#[test]
fn a_rotation_signs_with_the_next_key_and_keeps_the_previous_one() {
    let mut world = World::new();
    let before = kids(&mut world);
    let old = world.tokens("auth0|ada");
    assert_eq!(decode(&old.id_token).0["kid"], before[0]);
    assert_eq!(world.send("POST", "/__tenant/rotate-keys", &[], "").status(), 204);
    let after = kids(&mut world);
    assert_eq!((after.len(), &after[..2]), (3, &before[..]));
    assert_eq!(decode(&world.tokens("auth0|ada").id_token).0["kid"], after[1]);
    assert_eq!(world.api(&old.access_token, "GET", "users/auth0|ada", &Value::Null).status(), 200);
    // Two rotations later the old key is gone, and the signing one was never seen in the first key set.
    world.tenant.rotate_keys();
    assert!(!before.contains(&kids(&mut world)[1]));
    world
        .api(&old.access_token, "GET", "users/auth0|ada", &Value::Null)
        .refused(401, "Invalid token.");
}

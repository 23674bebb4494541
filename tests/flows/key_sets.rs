//! The tenant's key set: wrong, weak, huge, slow, rotated, withdrawn, and asked for by a flood.

use http::{Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Attacks, Stage};

/// What the log says of keys that are none, and of none at all.
const UNREADABLE: &str = "the signing keys cannot be read";
const FAILED: &str = "the tenant failed";

const KEYS: &str = "/.well-known/jwks.json";

/// A login from its beginning, in a browser of its own: what it comes to.
fn login(stage: &Stage) -> Option<String> {
    let mut browser = stage.browser();
    let page = browser.open("/login");
    let outcome = browser.sign_in_at(&page, "ada").outcome();
    let signed_in = browser.get("/me").status() == StatusCode::OK;
    assert_eq!(signed_in, outcome.is_none(), "{outcome:?}");
    outcome
}

/// The same with a token that names a key that there is not.
fn login_with_unknown_key(stage: &Stage, kid: &str) {
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.forge(&json!({"header": {"kid": kid}}));
    assert_eq!(browser.sign_in_at(&page, "ada").outcome().as_deref(), Some("token_invalid"));
}

/// The tenant's key set with one thing changed in every key.
fn changed(keys: &[Value], member: &str, value: &Value) -> Value {
    let change = |key: &Value| {
        let mut key = key.clone();
        key[member] = value.clone();
        if value.is_null() {
            key.as_object_mut().unwrap().remove(member);
        }
        key
    };
    json!({"keys": keys.iter().map(change).collect::<Vec<_>>()})
}

fn document(body: Value) -> Value {
    json!({"status": 200, "body": body})
}

type Row = (&'static str, Value, &'static str);

/// Key sets that are some, but hold no key for the token.
fn without_the_key(keys: &[Value]) -> Vec<Row> {
    let with = |member: &str, value: Value| document(changed(keys, member, &value));
    let modulus = keys[0]["n"].as_str().unwrap();
    let twice = format!("{}={}", &modulus[..170], &modulus[..171]);
    let other =
        |kid: usize| json!({"kty": "RSA", "kid": format!("other-{kid}"), "n": "AQAB", "e": "AQAB"});
    let many: Vec<Value> = (0..16).map(other).chain(keys.iter().cloned()).collect();
    let secret =
        |key: &Value| json!({"kty": "oct", "kid": key["kid"], "k": "d29ydGhsZXNz", "alg": "HS256"});
    let secrets: Vec<Value> = keys.iter().map(secret).collect();
    let swapped: Vec<Value> = [(0, 1), (1, 0)]
        .map(|(name, n)| json!({"kty": "RSA", "kid": keys[name]["kid"], "n": keys[n]["n"], "e": "AQAB"}))
        .to_vec();
    vec![
        ("no keys", document(json!({"keys": []})), "KeyUnknown"),
        ("no names", with("kid", Value::Null), "KeyUnknown"),
        ("other names", with("kid", json!("other")), UNREADABLE),
        ("names that are no text", with("kid", json!(1)), "KeyUnknown"),
        ("keys to encrypt with", with("use", json!("enc")), "KeyUnknown"),
        ("`use` a list", with("use", json!(["sig"])), "KeyUnknown"),
        ("`key_ops` to encrypt", with("key_ops", json!(["encrypt"])), "KeyUnknown"),
        ("keys for RS512", with("alg", json!("RS512")), "KeyUnknown"),
        ("keys for PS256", with("alg", json!("PS256")), "KeyUnknown"),
        ("keys for RSA-OAEP", with("alg", json!("RSA-OAEP-256")), "KeyUnknown"),
        ("keys of a curve", with("kty", json!("EC")), "KeyUnknown"),
        ("`kty` missing", with("kty", Value::Null), "KeyUnknown"),
        ("`kty` in small letters", with("kty", json!("rsa")), "KeyUnknown"),
        ("symmetric keys of the same names", document(json!({"keys": secrets})), "KeyUnknown"),
        ("keys of 1024 bits", with("n", json!(modulus[..171])), "KeyUnknown"),
        ("a modulus of one byte", with("n", json!("Aw")), "KeyUnknown"),
        ("no modulus", with("n", Value::Null), "KeyUnknown"),
        ("a modulus that is no base64url", with("n", json!(twice)), "KeyUnknown"),
        ("a modulus of 100 KB", with("n", json!("A".repeat(100_000))), "KeyUnknown"),
        ("exponent 1", with("e", json!("AQ")), "KeyUnknown"),
        ("exponent 3", with("e", json!("Aw")), "KeyUnknown"),
        ("exponent of leading zeros", with("e", json!("AAEAAQ")), "KeyUnknown"),
        ("private halves published (`d`)", with("d", json!("AQAB")), "KeyUnknown"),
        ("private halves published (`p`)", with("p", json!("AQAB")), "KeyUnknown"),
        ("the keys behind sixteen others", document(json!({"keys": many})), "KeyUnknown"),
        ("keys under each other's names", document(json!({"keys": swapped})), "Signature"),
        ("things that are no keys", document(json!({"keys": [null, 7, "x", []]})), "KeyUnknown"),
    ]
}

/// What is no key set at all, or does not arrive.
fn no_key_set(keys: &[Value]) -> Vec<Row> {
    let whole = json!({ "keys": keys }).to_string();
    let doubled = whole.replacen(r#""kty":"RSA""#, r#""kty":"RSA","kty":"RSA""#, 1);
    assert_ne!(whole, doubled);
    let deep = |open: &str| document(json!(open.repeat(50_000)));
    vec![
        ("every key twice", document(json!({"keys": ([keys, keys].concat())})), UNREADABLE),
        ("a name twice in a key", document(json!(doubled)), UNREADABLE),
        ("an empty body", document(json!("")), UNREADABLE),
        ("HTML", document(json!("<html>")), UNREADABLE),
        ("a list", document(json!(keys)), UNREADABLE),
        ("no member `keys`", document(json!({})), UNREADABLE),
        ("`keys` no list", document(json!({"keys": {}})), UNREADABLE),
        ("lists 50 000 deep", deep("["), UNREADABLE),
        ("objects 50 000 deep", deep(r#"{"keys":"#), UNREADABLE),
        ("cut short", document(json!(whole[..whole.len() / 2])), UNREADABLE),
        ("10 MB", json!({"body_bytes": 10_000_000}), "fetch keys"),
        ("a minute late", json!({"delay_before_ms": 60_000}), "the deadline passed"),
        ("the connection broken", json!("drop_before"), "the connection failed"),
        (
            "a redirect",
            json!({"status": 302, "headers": {"location": "https://evil.example/jwks.json"}}),
            FAILED,
        ),
        ("status 204", json!({"status": 204}), UNREADABLE),
        ("status 404", json!({"status": 404}), UNREADABLE),
        ("status 429", json!({"status": 429}), FAILED),
        ("status 500", json!({"status": 500}), FAILED),
    ]
}

#[test]
fn attack_a_wrong_key_set_signs_nobody_in() {
    let stage = Stage::native(&[]);
    let mut attacks = Attacks::new("key-sets", stage.is_native());
    let keys = stage.key_set();
    let rows = without_the_key(&keys).into_iter().map(|row| (row, "token_invalid"));
    let rows = rows.chain(no_key_set(&keys).into_iter().map(|row| (row, "tenant_unreachable")));
    for ((name, then, fault), outcome) in rows {
        // Otherwise what was fetched before would count, or that nothing could be.
        stage.next_instance();
        stage.forget_store();
        stage.break_key_set(&then);
        let before = stage.log().len();
        let outcome = if fault == UNREADABLE { "tenant_unreachable" } else { outcome };
        assert_eq!(login(&stage).as_deref(), Some(outcome), "{name}");
        let log = stage.log().split_off(before);
        assert!(log.contains(fault), "{name}: {fault} in {log}");
        attacks.tried(name, true, &format!("`{outcome}`"));
        stage.heal();
        stage.pass(601);
        assert_eq!(login(&stage), None, "after {name}");
    }
    attacks.finish();
}

#[test]
fn what_else_a_key_set_holds_does_no_harm() {
    let stage = Stage::native(&[]);
    let keys = stage.key_set();
    let further = [
        json!({"kty": "oct", "kid": keys[0]["kid"], "k": "d29ydGhsZXNz"}),
        json!({"kty": "RSA", "kid": "weak", "n": "AQAB", "e": "Aw"}),
        json!({"kty": "RSA", "kid": keys[0]["kid"], "use": "enc", "n": keys[0]["n"], "e": "AQAB"}),
        json!({"x5c": ["MIIB"], "kty": "EC", "crv": "P-256"}),
    ];
    let all = [&further[..], &keys[..]].concat();
    stage.break_key_set(&document(json!({"keys": all, "more": {}})));
    assert_eq!(login(&stage), None);
}

#[test]
fn a_key_set_that_fails_once_fails_one_login() {
    for then in [json!("drop_before"), json!({"status": 500}), document(json!("<html>"))] {
        let stage = Stage::new();
        let when = json!({"path": KEYS});
        stage.fault(&json!({"when": when, "then": then}));
        assert_eq!(login(&stage).as_deref(), Some("tenant_unreachable"), "{then}");
        assert_eq!(login(&stage), None, "after {then}");
    }
}

#[test]
fn attack_floods_of_callbacks_do_not_become_floods_at_the_tenant() {
    let stage = Stage::native(&[]);
    let mut attacks = Attacks::new("floods-for-keys", stage.is_native());
    assert_eq!(login(&stage), None);
    assert_eq!(stage.count("GET", KEYS), 1);

    // Names that nobody has: one request a minute, whichever instance is asked.
    stage.pass(61);
    for index in 0..20 {
        login_with_unknown_key(&stage, &format!("nobody-{index}"));
        if index % 5 == 4 {
            stage.next_instance();
        }
    }
    assert_eq!(stage.count("GET", KEYS), 2);
    stage.pass(60);
    login_with_unknown_key(&stage, "nobody");
    assert_eq!(stage.count("GET", KEYS), 3);
    attacks.tried_many(
        "20 unknown keys within a minute, 4 instances with a store",
        20,
        "1 request",
    );

    // A key set that is not there: two requests, and then one every ten seconds.
    stage.forget_store();
    stage.next_instance();
    stage.forget_requests();
    stage.break_key_set(&json!({"status": 500}));
    for index in 0..20 {
        assert_eq!(login(&stage).as_deref(), Some("tenant_unreachable"));
        if index % 5 == 4 {
            stage.next_instance();
        }
    }
    assert_eq!(stage.count("GET", KEYS), 2);
    attacks.tried_many(
        "20 logins while the key set fails, 4 instances with a store",
        20,
        "2 requests",
    );
    stage.pass(10);
    for _ in 0..10 {
        assert_eq!(login(&stage).as_deref(), Some("tenant_unreachable"));
    }
    assert_eq!(stage.count("GET", KEYS), 3);
    attacks.tried_many("10 more after ten seconds", 10, "1 request");
    stage.heal();
    stage.pass(10);
    assert_eq!(login(&stage), None);

    // Without a store, each instance has to learn it by itself.
    stage.take_store_away();
    stage.next_instance();
    stage.forget_requests();
    stage.break_key_set(&json!("drop_before"));
    for _ in 0..10 {
        assert_eq!(login(&stage).as_deref(), Some("tenant_unreachable"));
    }
    assert_eq!(stage.count("GET", KEYS), 2);
    attacks.tried_many(
        "10 logins while the key set fails, one instance, no store",
        10,
        "2 requests",
    );
    attacks.finish();
}

#[test]
fn attack_callbacks_at_the_same_time_ask_for_keys_once() {
    let stage = Stage::native(&[]);
    let mut attacks = Attacks::new("floods-at-once", stage.is_native());
    // As many callbacks as an instance takes at once; how many of them sign in.
    let at_once = || {
        let mut browsers: Vec<_> = (0..16).map(|_| stage.browser()).collect();
        let callbacks = browsers.iter_mut().map(|browser| {
            let url = crate::instance::callback(&stage, browser, "ada");
            browser.with_cookies(Request::get(url).body(Vec::new()).unwrap())
        });
        let callbacks: Vec<_> = callbacks.collect();
        stage.forget_requests();
        let answers = stage.together(callbacks);
        let good = |answer: &&Response<Vec<u8>>| answer.headers()["location"] == "/";
        answers.iter().filter(good).count()
    };
    assert_eq!(at_once(), 16);
    assert_eq!(stage.count("GET", KEYS), 1);
    attacks.tried_many("sign-ins at an instance that has no keys", 16, "1 request");

    stage.pass(61);
    let forgery = json!({"id_token": {"header": {"kid": "nobody"}}});
    let when = json!({"method": "POST", "path": "/oauth/token"});
    stage.fault(&json!({"when": when, "times": 16, "then": forgery}));
    assert_eq!(at_once(), 0);
    assert_eq!(stage.count("GET", KEYS), 1);
    attacks.tried_many("unknown keys", 16, "1 request");

    stage.next_instance();
    stage.forget_store();
    stage.break_key_set(&json!("drop_before"));
    assert_eq!(at_once(), 0);
    assert_eq!(stage.count("GET", KEYS), 2);
    attacks.tried_many("sign-ins while the key set fails", 16, "2 requests");
    attacks.finish();
}

#[test]
fn a_key_that_was_withdrawn_is_trusted_for_ten_minutes_at_most() {
    let stage = Stage::native(&[]);
    assert_eq!(login(&stage), None);
    let keys = stage.key_set();
    // All but the one that signs.
    stage.break_key_set(&document(json!({"keys": keys[1..]})));
    stage.pass(599);
    assert_eq!(login(&stage), None);
    stage.pass(1);
    assert_eq!(login(&stage).as_deref(), Some("token_invalid"));
    assert!(stage.log().contains("KeyUnknown"));
}

#[test]
fn a_key_published_during_a_login_is_found() {
    let stage = Stage::native(&[]);
    assert_eq!(login(&stage), None);
    let mut browser = stage.browser();
    let page = browser.open("/login");
    stage.rotate_keys();
    stage.rotate_keys();
    // Too soon to ask again: this one login is refused, and nothing is lost but a try.
    assert_eq!(browser.sign_in_at(&page, "ada").outcome().as_deref(), Some("token_invalid"));
    stage.pass(61);
    assert_eq!(login(&stage), None);
    assert_eq!(stage.count("GET", KEYS), 2);
}

#[test]
fn attack_keys_planted_in_the_store_are_not_taken() {
    let stage = Stage::native(&[]);
    let mut attacks = Attacks::new("planted-keys", stage.is_native());
    assert_eq!(login(&stage), None);
    let record = stage.stored("signing-keys").remove(0);
    let text = json!({"keys": stage.key_set()}).to_string();
    let issuer = format!("{}/", stage.tenant());
    let plain = json!({"issuer": issuer, "fetched": stage.now(), "text": text}).to_string();
    let other = stage.stored("proof").remove(0);
    let rows: [(&str, &dyn Fn()); 3] = [
        ("a key set in plain text", &|| stage.overwrite_stored(&record, plain.as_bytes())),
        ("another record, moved to its place", &|| stage.copy_stored(&other, &record)),
        ("bytes", &|| stage.overwrite_stored(&record, &[0xFF; 100])),
    ];
    for (name, plant) in rows {
        plant();
        stage.next_instance();
        stage.forget_requests();
        assert_eq!(login(&stage), None, "{name}");
        assert_eq!(stage.count("GET", KEYS), 1, "the tenant is asked: {name}");
        attacks.tried(name, true, "not read, the tenant is asked");
    }
    attacks.finish();
    // Its own record, where nobody touched it, saves the question.
    stage.next_instance();
    stage.forget_requests();
    assert_eq!(login(&stage), None);
    assert_eq!(stage.count("GET", KEYS), 0);
}

#[test]
fn another_instance_takes_the_keys_from_the_store() {
    let stage = Stage::native(&[]);
    stage.signed_in("ada");
    stage.pass(30);
    stage.next_instance();
    stage.signed_in("grace");
    assert_eq!(stage.count("GET", "/.well-known/jwks.json"), 1);
}

//! Forged ID tokens, in answer to the code of a login and of a link: nobody is signed in, and nothing
//! waits to be linked.

use ct_codecs::{Base64UrlSafeNoPadding, Encoder as _};
use http::StatusCode;
use serde_json::{Value, json};

use crate::conformance::forged_modules;
use crate::support::{Attacks, Stage};

/// What the tenant answers to the next two token requests, one of a login and one of a link.
#[track_caller]
pub(crate) fn refused(stage: &Stage, then: &Value, fault: &str) {
    let next = || {
        let when = json!({"method": "POST", "path": "/oauth/token"});
        stage.fault(&json!({"when": when, "then": then}));
    };
    let code = if fault == "TooLong" { "too_large" } else { "token_invalid" };
    let before = stage.log().len();
    let mut browser = stage.browser();
    let page = browser.open("/login");
    next();
    let page = browser.sign_in_at(&page, "ada");
    assert_eq!(page.outcome().as_deref(), Some(code), "{then}");
    assert_eq!(browser.get("/me").status(), StatusCode::UNAUTHORIZED, "{then}");

    browser.log_in("ada");
    let page = browser.start_link("github");
    next();
    let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
    assert_eq!(page.outcome().as_deref(), Some(code), "{then}");
    let me = browser.me();
    assert!(me["pending"].is_null(), "{then}");
    assert_eq!(me["user"]["user_id"], "auth0|ada", "{then}");
    assert_eq!(browser.identities(), ["auth0|ada"], "{then}");

    let log = stage.log().split_off(before);
    let told = log.lines().filter(|line| line.contains(&format!("\"ID token: {fault}\""))).count();
    assert_eq!(told, 2, "{then}: {fault} in {log}");
}

type Row = (&'static str, Value, &'static str);

fn forged(rows: Vec<Row>) -> Vec<Row> {
    rows.into_iter().map(|(name, it, fault)| (name, json!({ "id_token": it }), fault)).collect()
}

fn claims() -> Vec<Row> {
    forged(vec![
        ("issuer missing", json!({"claims": {"iss": null}}), "WrongIssuer"),
        ("issuer a list", json!({"claims": {"iss": ["https://evil.example/"]}}), "Malformed"),
        ("audience an empty list", json!({"claims": {"aud": []}}), "WrongAudience"),
        ("audience empty", json!({"claims": {"aud": ""}}), "WrongAudience"),
        ("audience in other letters", json!({"claims": {"aud": "Local-App"}}), "WrongAudience"),
        ("audience a number", json!({"claims": {"aud": 7}}), "Malformed"),
        (
            "several audiences, `azp` us",
            json!({"claims": {"aud": ["local-app", "another-app"], "azp": "local-app"}}),
            "WrongAudience",
        ),
        (
            "several audiences, `azp` another",
            json!({"claims": {"aud": ["local-app", "another-app"], "azp": "another-app"}}),
            "WrongAudience",
        ),
        ("`azp` another", json!({"claims": {"azp": "another-app"}}), "WrongAuthorizedParty"),
        ("`azp` empty", json!({"claims": {"azp": ""}}), "WrongAuthorizedParty"),
        ("`exp` text", json!({"claims": {"exp": "never"}}), "Malformed"),
        ("`exp` below zero", json!({"claims": {"exp": -1}}), "Malformed"),
        ("`iat` far ahead", json!({"claims": {"iat": 4_000_000_000_u64}}), "IssuedInFuture"),
        ("`iat` of years ago", json!({"claims": {"iat": 1_700_000_000}}), "IssuedTooEarly"),
        ("`iat` zero", json!({"claims": {"iat": 0}}), "IssuedTooEarly"),
        ("`nbf` far ahead", json!({"claims": {"nbf": 4_000_000_000_u64}}), "NotYetValid"),
        ("nonce missing", json!({"claims": {"nonce": null}}), "Nonce"),
        ("nonce empty", json!({"claims": {"nonce": ""}}), "Nonce"),
        ("nonce a list", json!({"claims": {"nonce": ["n"]}}), "Malformed"),
        ("`auth_time` missing", json!({"claims": {"auth_time": null}}), "AuthTimeMissing"),
        ("`auth_time` old", json!({"claims": {"auth_time": 1_000_000_000}}), "AuthTimeStale"),
        (
            "`auth_time` far ahead",
            json!({"claims": {"auth_time": 4_000_000_000_u64}}),
            "AuthTimeInFuture",
        ),
        ("`auth_time` text", json!({"claims": {"auth_time": "now"}}), "Malformed"),
        ("subject empty", json!({"claims": {"sub": ""}}), "Subject"),
        ("subject without a provider", json!({"claims": {"sub": "ada"}}), "Subject"),
        ("subject without an id", json!({"claims": {"sub": "auth0|"}}), "Subject"),
        ("subject that climbs in an address", json!({"claims": {"sub": "auth0|.."}}), "Subject"),
        ("subject a number", json!({"claims": {"sub": 7}}), "Malformed"),
        ("`at_hash` empty", json!({"claims": {"at_hash": ""}}), "AccessTokenHash"),
        ("claims of 70 KB", json!({"claims": {"filler": "x".repeat(70_000)}}), "TooLong"),
    ])
}

fn headers_and_signatures() -> Vec<Row> {
    let alg = |name: &str, sign: &str| json!({"header": {"alg": name}, "sign": sign});
    forged(vec![
        ("algorithm `None`, unsigned", alg("None", "none"), "Algorithm"),
        ("algorithm `NONE`, unsigned", alg("NONE", "none"), "Algorithm"),
        ("algorithm `none`, rightly signed", alg("none", "right"), "Algorithm"),
        ("algorithm empty, rightly signed", alg("", "right"), "Algorithm"),
        ("algorithm in small letters, rightly signed", alg("rs256", "right"), "Algorithm"),
        ("algorithm missing", json!({"header": {"alg": null}}), "Malformed"),
        ("HS256 with the public key", alg("HS256", "hs256_public_key"), "Algorithm"),
        ("RS256 claimed, HS256 with the public key", alg("RS256", "hs256_public_key"), "Signature"),
        ("RS384 by the tenant's key", alg("RS384", "rs384"), "Algorithm"),
        ("RS512 by the tenant's key", alg("RS512", "rs512"), "Algorithm"),
        ("PS256 by the tenant's key", alg("PS256", "ps256"), "Algorithm"),
        ("RS256 claimed, PS256 by the tenant's key", alg("RS256", "ps256"), "Signature"),
        ("RS256 claimed, RS512 by the tenant's key", alg("RS256", "rs512"), "Signature"),
        ("RS256 claimed, ES256", alg("RS256", "es256"), "Signature"),
        ("RS256 claimed, unsigned", json!({"sign": "none"}), "Signature"),
        ("signed by another key", json!({"sign": "wrong_key"}), "Signature"),
        ("type of an access token", json!({"header": {"typ": "at+jwt"}}), "Type"),
        ("type of a logout token", json!({"header": {"typ": "logout+jwt"}}), "Type"),
        ("type missing", json!({"header": {"typ": null}}), "Type"),
        ("type empty", json!({"header": {"typ": ""}}), "Type"),
        ("key's name empty", json!({"header": {"kid": ""}}), "KeyIdMissing"),
        ("key's name a list", json!({"header": {"kid": ["one"]}}), "KeyIdMissing"),
        ("key's name nobody's", json!({"header": {"kid": "nobody"}}), "KeyUnknown"),
        ("key's name a path", json!({"header": {"kid": "../../dev/null"}}), "KeyUnknown"),
        ("key embedded (`jwk`), signed by it", json!({"sign": "embedded_key"}), "KeyInHeader"),
        (
            "key embedded, and no name",
            json!({"header": {"kid": null}, "sign": "embedded_key"}),
            "KeyInHeader",
        ),
        (
            "keys at an address (`jku`)",
            json!({"header": {"jku": "https://evil.example/jwks.json"}, "sign": "wrong_key"}),
            "KeyInHeader",
        ),
        (
            "certificate at an address (`x5u`)",
            json!({"header": {"x5u": "https://evil.example/x5"}, "sign": "wrong_key"}),
            "KeyInHeader",
        ),
        (
            "certificate embedded (`x5c`)",
            json!({"header": {"x5c": ["MIIB"]}, "sign": "wrong_key"}),
            "KeyInHeader",
        ),
        ("`crit` with a claim", json!({"header": {"crit": ["exp"]}}), "Critical"),
        ("`crit` with `b64`", json!({"header": {"b64": false, "crit": ["b64"]}}), "Critical"),
        ("`crit` empty", json!({"header": {"crit": []}}), "Critical"),
        ("header of 2 KB", json!({"header": {"filler": "x".repeat(1_500)}}), "TooLong"),
        ("header of 9 KB", json!({"header": {"filler": "x".repeat(7_000)}}), "TooLong"),
    ])
}

fn doubled_names() -> Vec<Row> {
    let subjects = |first: &str, second: &str| json!({"claims": {"sub": first}, "claims_again": {"sub": second}});
    forged(vec![
        (
            "two algorithms, the first `none`",
            json!({"header": {"alg": "none"}, "header_again": {"alg": "RS256"}, "sign": "right"}),
            "Malformed",
        ),
        (
            "two algorithms, the second `none`",
            json!({"header_again": {"alg": "none"}, "sign": "right"}),
            "Malformed",
        ),
        ("two names of keys", json!({"header_again": {"kid": "nobody"}}), "Malformed"),
        (
            "a name twice in the header that nobody reads",
            json!({"header": {"x": 1}, "header_again": {"x": 2}}),
            "Malformed",
        ),
        ("two subjects, the first another", subjects("auth0|grace", "auth0|ada"), "Malformed"),
        ("two subjects, the second another", subjects("auth0|ada", "auth0|grace"), "Malformed"),
        ("two audiences, both us", json!({"claims_again": {"aud": "local-app"}}), "Malformed"),
        (
            "a claim twice that nobody reads",
            json!({"claims": {"x": 1}, "claims_again": {"x": 2}}),
            "Malformed",
        ),
    ])
}

/// What depends on where the tenant is, and what is no compact token at all.
fn of_this_tenant(stage: &Stage) -> Vec<Row> {
    let tenant = stage.tenant();
    let keys = stage.key_set();
    let part = |value: Value| Base64UrlSafeNoPadding::encode_to_string(value.to_string()).unwrap();
    let header = |kid: &Value| part(json!({"alg": "RS256", "typ": "JWT", "kid": kid}));
    let answer = |id_token: String| {
        let body = json!({
            "access_token": "worthless", "id_token": id_token, "expires_in": 60, "token_type": "Bearer",
        });
        json!({"status": 200, "body": body})
    };
    let mut rows = forged(vec![
        ("issuer without its slash", json!({"claims": {"iss": tenant}}), "WrongIssuer"),
        (
            "issuer with a path",
            json!({"claims": {"iss": format!("{tenant}/evil/")}}),
            "WrongIssuer",
        ),
        (
            "issuer in capital letters",
            json!({"claims": {"iss": format!("{}/", tenant.to_uppercase())}}),
            "WrongIssuer",
        ),
        (
            "named another of the tenant's keys",
            json!({"header": {"kid": keys[1]["kid"]}}),
            "Signature",
        ),
    ]);
    let kid = &keys[0]["kid"];
    rows.extend([
        ("no token", answer(String::new()), "Malformed"),
        ("dots", answer("..".to_owned()), "Malformed"),
        ("two parts", answer(format!("{}.{}", header(kid), part(json!({})))), "Malformed"),
        ("encrypted: five parts", answer(format!("{}.a.b.c.d", header(kid))), "Malformed"),
        (
            "JSON serialization",
            answer(json!({"payload": "e30", "protected": "e30", "signature": ""}).to_string()),
            "Malformed",
        ),
        ("header with a line break", answer(format!("{}\n.e30.AA", header(kid))), "Malformed"),
        ("header padded", answer(format!("{}=.e30.AA", header(kid))), "Malformed"),
    ]);
    rows
}

#[test]
fn attack_a_forged_id_token_signs_nobody_in_and_links_nothing() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("forged-id-tokens", stage.is_native());
    let modules: Vec<_> = forged_modules()
        .into_iter()
        .map(|(name, it, fault)| (format!("`{name}`"), json!({ "id_token": it }), fault))
        .collect();
    let others = [claims(), headers_and_signatures(), doubled_names(), of_this_tenant(&stage)];
    let others = others.concat().into_iter().map(|(name, it, fault)| (name.to_owned(), it, fault));
    for (name, then, fault) in modules.into_iter().chain(others) {
        refused(&stage, &then, fault);
        // In a login and in a link.
        attacks.tried_many(&name, 2, &format!("`{fault}`"));
    }
    attacks.finish();
    // The tenant's own tokens are good all the while.
    assert_eq!(stage.signed_in("ada").link("github|2001"), "linked");
}

#[test]
fn a_difference_that_does_no_harm_is_accepted() {
    let stage = Stage::new();
    for forgery in [
        json!({"header": {"typ": "jwt"}}),
        json!({"header": {"x5t": "AAAA", "cty": "x"}}),
        json!({"claims": {"aud": ["local-app"], "azp": "local-app"}}),
        json!({"claims": {"made_up": {"a": [1, {"a": 2}]}}}),
        json!({"claims": {"filler": "x".repeat(4_000)}}),
    ] {
        let mut browser = stage.browser();
        let page = browser.open("/login");
        stage.forge(&forgery);
        browser.sign_in_at(&page, "ada");
        assert_eq!(browser.me()["user"]["user_id"], "auth0|ada", "{forgery}");
    }
}

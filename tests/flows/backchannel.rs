//! Back-channel logout: the tenant says that a session is over. The names are those of the OpenID
//! relying-party conformance modules, where there is one.

use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::{Attacks, Stage, form_request, holds_token, json as read};

const ADA: &str = "auth0|ada";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A token that is refused ends nothing, and the right one afterwards does. In `fault` is why, for the log.
#[track_caller]
fn check_forged(forgery: Value, fault: &str) {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let sid = stage.sid(ADA);
    let forged = json!({"sub": ADA, "sid": sid, "forgery": forgery});
    let answer = stage.deliver(&stage.logout_token(forged));
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{forgery}");
    assert_eq!(read(&answer), json!({"error": "invalid_request"}), "{forgery}");
    assert_eq!(answer.headers()[CACHE_CONTROL], "private, no-store");
    assert!(stage.log().contains(fault), "{fault} in {}", stage.log());
    assert!(browser.is_signed_in(), "{forgery}");
    let right = stage.logout_token(json!({"sub": ADA, "sid": sid}));
    assert_eq!(stage.deliver(&right).status(), StatusCode::OK);
    assert!(!browser.is_signed_in());
}

macro_rules! forged {
    ($($name:ident: $forgery:tt => $fault:literal;)*) => {
        $(#[test] fn $name() { check_forged(json!($forgery), $fault) })*
    };
}

forged! {
    rp_backchannel_rpinitlogout_alg_none: {"header": {"alg": "none"}, "sign": "none"} => "Algorithm";
    rp_backchannel_rpinitlogout_no_event: {"claims": {"events": null}} => "Event";
    rp_backchannel_rpinitlogout_with_nonce: {"claims": {"nonce": "n"}} => "Nonce";
    rp_backchannel_rpinitlogout_wrong_alg: {"header": {"alg": "HS256"}, "sign": "hs256_public_key"} => "Algorithm";
    rp_backchannel_rpinitlogout_wrong_aud: {"claims": {"aud": "another-app"}} => "WrongAudience";
    rp_backchannel_rpinitlogout_wrong_event: {"claims": {"events": {"http://schemas.openid.net/event/other": {}}}} => "Event";
    rp_backchannel_rpinitlogout_wrong_iss: {"claims": {"iss": "https://evil.example/"}} => "WrongIssuer";
}

#[test]
fn rp_backchannel_rpinitlogout() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let mut elsewhere = stage.browser();
    let mut grace = stage.signed_in("grace");
    let sid = stage.sid(ADA);
    elsewhere.log_in("ada");
    browser.sign_out_at_the_tenant();
    let answer = stage.deliver(&stage.logout_token(json!({"sub": ADA, "sid": sid})));
    assert_eq!((answer.status(), answer.body().len()), (StatusCode::OK, 0));
    assert_eq!(answer.headers()[CACHE_CONTROL], "private, no-store");
    assert!(!browser.is_signed_in());
    assert!(elsewhere.is_signed_in(), "another sign-in of the same person");
    assert!(grace.is_signed_in());
    let log = stage.log();
    assert!(log.contains("signed_out_by_tenant"), "{log}");
    assert!(!holds_token(&log), "{log}");
    for data in [sid.as_str(), "auth0|", "logout_token"] {
        assert!(!log.contains(data), "{data} in {log}");
    }
    // Who signs in again is in.
    browser.log_in("ada");
    assert!(browser.is_signed_in());
}

#[test]
fn a_typed_token_and_one_that_names_only_the_session_are_obeyed() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let sid = stage.sid(ADA);
    let typed = json!({"sid": sid, "forgery": {"header": {"typ": "logout+jwt"}}});
    assert_eq!(stage.deliver(&stage.logout_token(typed)).status(), StatusCode::OK);
    assert!(!browser.is_signed_in());
}

#[test]
fn a_token_without_a_session_ends_all_that_the_person_has() {
    let stage = Stage::new();
    let mut browsers = [stage.signed_in("ada"), stage.signed_in("ada")];
    let mut grace = stage.signed_in("grace");
    assert_eq!(stage.deliver(&stage.logout_token(json!({"sub": ADA}))).status(), StatusCode::OK);
    assert!(browsers.iter_mut().all(|browser| !browser.is_signed_in()));
    assert!(grace.is_signed_in());
}

#[test]
fn the_session_of_a_link_ends_by_either_accounts_session() {
    for ended in 0..2 {
        let stage = Stage::new();
        let mut browser = stage.signed_in("ada");
        let own = stage.sid(ADA);
        browser.prove("github|2001");
        let sids = [own, stage.sid("github|2001")];
        assert_ne!(sids[0], sids[1]);
        let token = stage.logout_token(json!({"sid": sids[ended]}));
        assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
        assert_eq!(browser.post_outcome("/link/confirm", &[("review", "any")]), "signed_out");
        assert!(stage.user("github|2001").is_some(), "nothing was linked");
    }
}

#[test]
fn a_session_that_waits_for_the_choice_ends_too() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.log_in_by("github", "github|2002");
    let id = browser.me()["switch"]["id"].as_str().unwrap().to_owned();
    let token = stage.logout_token(json!({"sub": "github|2002"}));
    assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
    let choice = [("choice", "switch"), ("switch", id.as_str())];
    assert_eq!(browser.post_outcome("/login/switch", &choice), "no_switch");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
}

#[test]
fn a_replayed_token_is_refused_and_ends_nothing_that_began_later() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    stage.pass(1);
    let token = stage.logout_token(json!({"sub": ADA}));
    assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
    stage.pass(60);
    browser.sign_out_at_the_tenant();
    browser.log_in("ada");
    assert!(browser.is_signed_in());
    let answer = stage.deliver(&token);
    assert_eq!(read(&answer), json!({"error": "invalid_request"}));
    assert!(stage.log().contains("seen before"), "{}", stage.log());
    assert!(browser.is_signed_in());
    // The store has forgotten: nothing that began after the token was made ends by it.
    stage.forget_store();
    assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
    assert!(browser.is_signed_in());
}

#[test]
fn a_token_is_remembered_as_long_as_it_could_be_taken_once_more() {
    let stage = Stage::native(&[]);
    let token = stage.logout_token(json!({"sub": ADA}));
    assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
    // Over, but within what the clocks may differ by.
    stage.pass(2 * 60 + 20);
    assert_eq!(read(&stage.deliver(&token)), json!({"error": "invalid_request"}));
    assert!(stage.log().contains("seen before"), "{}", stage.log());
}

#[test]
fn an_older_token_revives_nothing_that_was_ended_later() {
    let stage = Stage::native(&[]);
    let early = stage.logout_token(json!({"sid": "s", "sub": ADA}));
    stage.pass(60);
    let mut browser = stage.signed_in("ada");
    let forgery = json!({"claims": {"iat": stage.now() - 60, "exp": stage.now() + 60}});
    let old = json!({"sid": stage.sid(ADA), "forgery": forgery});
    let old = stage.logout_token(old);
    let copy = browser.clone();
    browser.post_json("/logout", &[]);
    for token in [early, old] {
        assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
        assert!(!copy.clone().is_signed_in());
    }
}

#[test]
fn without_a_store_the_sign_out_is_said_to_have_failed() {
    let stage = Stage::native(&[]);
    stage.take_store_away();
    let mut browser = stage.signed_in("ada");
    let answer = stage.deliver(&stage.logout_token(json!({"sub": ADA, "sid": stage.sid(ADA)})));
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(read(&answer), json!({"error": "server_error"}));
    assert!(browser.is_signed_in());
}

#[test]
fn keys_that_cannot_be_had_are_no_verdict_on_the_token() {
    let stage = Stage::native(&[]);
    let keys = json!({"path": "/.well-known/jwks.json"});
    stage.fault(&json!({"when": keys, "then": "drop_before"}));
    let token = stage.logout_token(json!({"sub": ADA}));
    assert_eq!(read(&stage.deliver(&token)), json!({"error": "server_error"}));
    // The same token is good once they are there, a minute later at most.
    stage.pass(61);
    assert_eq!(stage.deliver(&token).status(), StatusCode::OK);
}

/// Everything else that is no logout token.
#[test]
fn forged_logout_tokens_end_nothing() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("logout-tokens", stage.is_native());
    let mut browser = stage.signed_in("ada");
    let sid = stage.sid(ADA);
    let event = |value: Value| json!({"claims": {"events": {EVENT: value}}});
    for (attack, forgery) in [
        ("signed with none", json!({"header": {"alg": "none"}, "sign": "none"})),
        ("signed with HS256 and the public key", json!({"header": {"alg": "HS256"}})),
        ("signed by another key", json!({"sign": "wrong_key"})),
        ("signature broken", json!({"sign": "broken"})),
        ("of a key that is not there", json!({"header": {"kid": "nobody"}})),
        ("without a key's name", json!({"header": {"kid": null}})),
        ("of type at+jwt", json!({"header": {"typ": "at+jwt"}})),
        ("without a type", json!({"header": {"typ": null}})),
        ("of another issuer", json!({"claims": {"iss": "https://evil.example/"}})),
        ("without an issuer", json!({"claims": {"iss": null}})),
        ("for another application", json!({"claims": {"aud": "another-app"}})),
        ("for two applications", json!({"claims": {"aud": ["local-app", "another-app"]}})),
        ("without an audience", json!({"claims": {"aud": null}})),
        ("without an expiry", json!({"claims": {"exp": null}})),
        ("expired", json!({"claims": {"exp": 1_700_000_000, "iat": 1_699_999_000}})),
        ("without a time", json!({"claims": {"iat": null}})),
        (
            "from the future",
            json!({"claims": {"iat": 4_000_000_000_u64, "exp": 4_000_000_100_u64}}),
        ),
        ("not valid yet", json!({"claims": {"nbf": 4_000_000_000_u64}})),
        ("without sub and sid", json!({"claims": {"sub": null, "sid": null}})),
        ("with an empty sid", json!({"claims": {"sid": ""}})),
        ("with a sid that is no text, without sub", json!({"claims": {"sub": null, "sid": 7}})),
        ("with a sub that is no user's", json!({"claims": {"sub": "somebody"}})),
        ("without events", json!({"claims": {"events": null}})),
        ("with events that are a list", json!({"claims": {"events": [EVENT]}})),
        ("with another event", json!({"claims": {"events": {"other": {}}}})),
        ("with an event that is a text", event(json!("yes"))),
        ("with an event that is null", event(json!(null))),
        ("with a nonce", json!({"claims": {"nonce": "n"}})),
        ("without an id", json!({"claims": {"jti": null}})),
        ("longer than 8 KB", json!({"claims": {"filler": "x".repeat(8_000)}})),
    ] {
        let token = stage.logout_token(json!({"sub": ADA, "sid": sid, "forgery": forgery}));
        let answer = stage.deliver(&token);
        let refused = answer.status() == StatusCode::BAD_REQUEST && browser.is_signed_in();
        let attack = format!("a logout token {attack}");
        attacks.tried(&attack, refused, read(&answer)["error"].as_str().unwrap_or("nothing"));
    }
    for (attack, token) in [("no token at all", ""), ("two dots", ".."), ("no JSON", "a.b.c")] {
        let answer = stage.deliver(token);
        let refused = answer.status() == StatusCode::BAD_REQUEST && browser.is_signed_in();
        attacks.tried(attack, refused, read(&answer)["error"].as_str().unwrap_or("nothing"));
    }
    let right = stage.logout_token(json!({"sub": ADA, "sid": sid}));
    let url = format!("{}/backchannel-logout", stage.app());
    let twice = [("logout_token", right.as_str()), ("logout_token", right.as_str())];
    let answer = stage.exchange(form_request(&url, &twice));
    let refused = answer.status() == StatusCode::BAD_REQUEST && browser.is_signed_in();
    attacks.tried("a logout token sent twice in one form", refused, "invalid_request");
    let body = json!({"logout_token": right}).to_string().into_bytes();
    let request = Request::post(&url).header(CONTENT_TYPE, "application/json").body(body);
    let answer = stage.exchange(request.unwrap());
    let refused = answer.status() == StatusCode::BAD_REQUEST && browser.is_signed_in();
    attacks.tried("a logout token in JSON", refused, "invalid_request");
    let query = format!("{url}?logout_token={right}");
    let answer = stage.exchange(Request::get(&query).body(Vec::new()).unwrap());
    let refused = answer.status() == StatusCode::METHOD_NOT_ALLOWED && browser.is_signed_in();
    attacks.tried("a logout token in an address", refused, "405");
    let answer = stage.exchange(form_request(&url, &[("logout_token", &"x".repeat(17_000))]));
    let refused = answer.status() == StatusCode::PAYLOAD_TOO_LARGE && browser.is_signed_in();
    attacks.tried("a logout token of 17 KB", refused, "413");
    assert_eq!(stage.deliver(&right).status(), StatusCode::OK, "the right one");
    assert!(!browser.is_signed_in());
    attacks.finish();
}

/// Each is signed by the tenant for this application, and is not the other.
#[test]
fn an_id_token_is_no_logout_token_nor_the_other_way_round() {
    let stage = Stage::native(&[]);
    let mut attacks = Attacks::new("token-confusion", true);
    let mut browser = stage.signed_in("ada");
    let tokens = stage.tokens("ada");
    let answer = stage.deliver(tokens["id_token"].as_str().unwrap());
    let refused = answer.status() == StatusCode::BAD_REQUEST && browser.is_signed_in();
    attacks.tried("an ID token as a logout token", refused, "invalid_request");
    let answer = stage.deliver(tokens["access_token"].as_str().unwrap());
    let refused = answer.status() == StatusCode::BAD_REQUEST && browser.is_signed_in();
    attacks.tried("an access token as a logout token", refused, "invalid_request");

    let token = stage.logout_token(json!({"sub": "auth0|grace", "sid": "s"}));
    let typed =
        json!({"sub": "auth0|grace", "sid": "s", "forgery": {"header": {"typ": "logout+jwt"}}});
    for (attack, token) in [
        ("a logout token as the ID token of a sign-in", token),
        ("a typed logout token as the ID token of a sign-in", stage.logout_token(typed)),
    ] {
        let mut victim = stage.browser();
        let page = victim.open("/login");
        stage.fault(&json!({"when": {"path": "/oauth/token"}, "then": {"status": 200, "body": {
            "id_token": token, "access_token": "a", "token_type": "Bearer", "expires_in": 86_400,
            "scope": "openid profile email read:current_user update:current_user_identities \
                create:current_user_metadata update:current_user_metadata"}}}));
        let outcome = victim.sign_in_at(&page, "ada").outcome().unwrap_or_default();
        let refused = outcome == "token_invalid" && !victim.is_signed_in();
        attacks.tried(attack, refused, &outcome);
    }
    attacks.finish();
}

#[test]
fn the_tenants_word_needs_no_browser_and_sets_no_cookie() {
    let stage = Stage::new();
    stage.signed_in("ada");
    let token = stage.logout_token(json!({"sub": ADA, "sid": stage.sid(ADA)}));
    let url = format!("{}/backchannel-logout", stage.app());
    let mut request = form_request(&url, &[("logout_token", &token)]);
    request.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
    let answer = stage.exchange(request);
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!answer.headers().contains_key("set-cookie"));
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
}

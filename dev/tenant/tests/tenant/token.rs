//! `/oauth/token`.

use ct_codecs::{Base64, Encoder};
use serde_json::{Value, json};
use tenant::Client;

use crate::support::{AUDIENCE, CALLBACK, ORIGIN, SCOPE, VERIFIER, World, authorize, decode};

#[test]
fn a_login_gives_tokens_of_auth0s_shape() {
    let mut world = World::new();
    let callback = world.log_in("auth0|ada", &[("audience", AUDIENCE), ("scope", SCOPE)]);
    world.now += 5;
    let body = world.exchange(&callback);
    assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(86_400)));
    assert_eq!(body["scope"], SCOPE);

    let (_, access) = decode(body["access_token"].as_str().unwrap());
    let expected = json!({
        "iss": format!("{ORIGIN}/"), "sub": "auth0|ada", "aud": AUDIENCE, "azp": "local-app",
        "iat": world.now, "exp": world.now + 86_400, "scope": SCOPE,
    });
    assert_eq!(Value::Object(access), expected);

    let (header, mut id) = decode(body["id_token"].as_str().unwrap());
    assert!(header["kid"].is_string() && id.remove("sid").is_some());
    let expected = json!({
        "iss": format!("{ORIGIN}/"), "sub": "auth0|ada", "aud": "local-app", "nonce": "the-nonce",
        "iat": world.now, "exp": world.now + 36_000, "name": "Ada Lindqvist", "given_name": "Ada",
        "family_name": "Lindqvist", "nickname": "ada", "picture": "https://pictures.example.com/auth0/ada.png",
        "email": "ada@example.com", "email_verified": true, "updated_at": "2025-01-01T00:00:00.000Z",
    });
    assert_eq!(Value::Object(id), expected);
}

#[test]
fn scopes_open_claims_and_nothing_else_is_granted() {
    let mut world = World::new();
    let scope = "openid openid read:users update:users read:current_user offline_access";
    let callback = world.log_in("auth0|ada", &[("audience", AUDIENCE), ("scope", scope)]);
    let body = world.exchange(&callback);
    assert_eq!(body["scope"], "openid read:current_user");
    let id = decode(body["id_token"].as_str().unwrap()).1;
    assert_eq!((id.get("email"), id.get("name")), (None, None));

    let callback = world.open(&authorize(&[("scope", "read:current_user email")]));
    let body = world.exchange(&callback);
    assert_eq!((&body["scope"], body.get("id_token")), (&json!("email"), None));
}

#[test]
fn an_api_of_ones_own_shares_its_audience_with_userinfo() {
    let mut world = World::new();
    world.tenant.add_api("https://api.example.com/");
    let callback = world.log_in(
        "auth0|ada",
        &[("audience", "https://api.example.com/"), ("scope", "openid offline_access read:things")],
    );
    let body = world.exchange(&callback);
    let access = decode(body["access_token"].as_str().unwrap()).1;
    assert_eq!(access["aud"], json!(["https://api.example.com/", format!("{ORIGIN}/userinfo")]));
    // There is no refresh token, and so no scope for one.
    assert_eq!((&body["scope"], body.get("refresh_token")), (&json!("openid read:things"), None));
}

#[test]
fn an_identity_that_is_linked_gives_the_primarys_sub_and_profile() {
    let mut world = World::new();
    let token = world.tokens("github|2003").id_token;
    let claims = decode(&token).1;
    assert_eq!((&claims["sub"], &claims["nickname"]), (&json!("auth0|joan"), &json!("joan")));
}

#[test]
fn a_code_answers_once() {
    let mut world = World::new();
    let callback = world.log_in("auth0|ada", &[]);
    world.exchange(&callback);
    let again = world.token(&[("code", &callback.callback("code"))]);
    assert_eq!((again.status(), &again.json()["error"]), (403, &json!("invalid_grant")));
}

#[track_caller]
fn refused(params: &[(&str, &str)], late: u64, status: u16, error: &str) {
    let mut world = World::new();
    let code = world.log_in("auth0|ada", &[]).callback("code");
    world.now += late;
    let mut params = params.to_vec();
    if !params.iter().any(|(name, _)| *name == "code") {
        params.push(("code", &code));
    }
    let reply = world.token(&params);
    let body = reply.json();
    assert_eq!((reply.status(), body["error"].as_str()), (status, Some(error)), "{params:?}");
    assert!(body["error_description"].is_string());
}

#[test]
fn wrong_requests_are_refused() {
    refused(&[], 60, 403, "invalid_grant");
    refused(&[("code", "another")], 0, 403, "invalid_grant");
    refused(&[("code", "")], 0, 400, "invalid_request");
    refused(
        &[("code_verifier", "another-verifier-of-at-least-forty-three-characters")],
        0,
        403,
        "invalid_grant",
    );
    refused(&[("code_verifier", "")], 0, 403, "invalid_grant");
    refused(&[("redirect_uri", "http://localhost:3000/")], 0, 403, "invalid_grant");
    refused(&[("redirect_uri", "")], 0, 403, "invalid_grant");
    refused(&[("client_secret", "wrong")], 0, 401, "access_denied");
    refused(&[("client_secret", "")], 0, 401, "access_denied");
    refused(&[("client_id", "another")], 0, 401, "access_denied");
    refused(&[("client_id", "")], 0, 400, "invalid_request");
    refused(&[("grant_type", "")], 0, 400, "invalid_request");
    refused(&[("grant_type", "password")], 0, 400, "unsupported_grant_type");
    refused(&[("grant_type", "client_credentials")], 0, 403, "access_denied");
    refused(
        &[("grant_type", "client_credentials"), ("audience", "https://x/")],
        0,
        403,
        "access_denied",
    );
}

#[test]
fn a_verifier_without_a_challenge_is_refused() {
    let mut world = World::new();
    let callback =
        world.log_in("auth0|ada", &[("code_challenge", ""), ("code_challenge_method", "")]);
    assert_eq!(world.token(&[("code", &callback.callback("code"))]).status(), 403);
}

#[test]
fn a_code_belongs_to_its_client() {
    let mut world = World::new();
    world
        .tenant
        .add_client(Client { callbacks: vec![CALLBACK.to_owned()], ..Client::new("public", None) });
    let code = world.log_in("auth0|ada", &[]).callback("code");
    let stolen = world.token(&[("code", &code), ("client_id", "public"), ("client_secret", "")]);
    assert_eq!(stolen.json()["error"], "invalid_grant");
    assert_eq!(world.token(&[("code", &code)]).status(), 200);
    let code = world.open(&authorize(&[("client_id", "public")])).callback("code");
    let own = world.token(&[("code", &code), ("client_id", "public"), ("client_secret", "")]);
    assert_eq!(own.status(), 200);
    let machine =
        [("grant_type", "client_credentials"), ("client_id", "public"), ("client_secret", "")];
    assert_eq!(world.token(&machine).json()["error"], "unauthorized_client");
}

#[test]
fn json_and_basic_authentication_are_taken() {
    let mut world = World::new();
    let code = world.log_in("auth0|ada", &[]).callback("code");
    let body = json!({
        "grant_type": "authorization_code", "client_id": "local-app", "client_secret": "local-app-worthless-secret",
        "redirect_uri": CALLBACK, "code_verifier": VERIFIER, "code": code,
    });
    let headers = [("content-type", "application/json; charset=utf-8")];
    assert_eq!(world.send("POST", "/oauth/token", &headers, &body.to_string()).status(), 200);

    let code = world.open(&authorize(&[])).callback("code");
    let basic = Base64::encode_to_string("local%2Dapp:local-app-worthless-secret").unwrap();
    let basic = format!("Basic {basic}");
    let headers =
        [("authorization", basic.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let form = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}"
    );
    let both = format!("{form}&client_secret=x");
    assert_eq!(
        world.send("POST", "/oauth/token", &headers, &both).json()["error"],
        "invalid_request"
    );
    assert_eq!(world.send("POST", "/oauth/token", &headers, &form).status(), 200);
}

#[test]
fn client_credentials_give_what_the_client_may_have() {
    let mut world = World::new();
    let claims = decode(&world.machine_token("read:users delete:connections")).1;
    assert_eq!(
        (&claims["scope"], &claims["sub"]),
        (&json!("read:users"), &json!("local-app@clients"))
    );
    assert_eq!((&claims["aud"], &claims["gty"]), (&json!(AUDIENCE), &json!("client-credentials")));
    let all = decode(&world.machine_token("")).1;
    assert_eq!(all["scope"], "read:users update:users delete:users update:users_app_metadata");
}

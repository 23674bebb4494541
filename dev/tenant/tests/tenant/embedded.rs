//! Logins on an application's own page: tickets, their cookie, who may ask, and what Lock reads first.

use http::Request;
use serde_json::{Value, json};

use crate::support::{APP, Reply, World, authorize, decode};

const DATABASE: &str = "Username-Password-Authentication";
const REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";
const OTP: &str = "http://auth0.com/oauth/grant-type/passwordless/otp";

/// A script's request on the application's page, and the cookies that its browser has.
#[track_caller]
fn fetch(world: &mut World, origin: &str, path: &str, body: &Value) -> Reply {
    let headers = [("content-type", "application/json"), ("origin", origin)];
    world.send("POST", path, &headers, &body.to_string())
}

fn credentials(password: &str) -> Value {
    json!({
        "client_id": "local-app", "credential_type": REALM, "realm": DATABASE,
        "username": "ada@example.com", "password": password,
    })
}

#[track_caller]
fn refused(reply: &Reply, status: u16, error: &str) {
    let body = reply.json();
    assert_eq!((reply.status(), body["error"].as_str()), (status, Some(error)), "{body}");
}

/// Goes to `/authorize` with the ticket and the cookie of that answer.
#[track_caller]
fn redeem(world: &mut World, answer: &Reply, more: &[(&str, &str)]) -> Reply {
    let body = answer.json();
    if let Some(cookie) = answer.header("set-cookie") {
        let (name, rest) = cookie.split_once('=').unwrap();
        let value = rest.split(';').next().unwrap();
        world.cookies.insert(name.to_owned(), value.to_owned());
    }
    let mut params = vec![("login_ticket", body["login_ticket"].as_str().unwrap())];
    params.extend(more);
    world.open(&authorize(&params))
}

#[test]
fn a_ticket_is_a_fresh_login_once() {
    let mut world = World::new();
    world.log_in("auth0|ada", &[]);
    world.now += 1000;
    let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("worthless-ada"));
    assert_eq!(answer.status(), 200, "{}", answer.text());
    assert_eq!(answer.header("access-control-allow-origin"), Some(APP));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    let body = answer.json();
    assert!(body["co_id"].is_string() && body["co_verifier"].is_string());

    let callback = redeem(&mut world, &answer, &[("max_age", "0"), ("connection", DATABASE)]);
    let (_, claims) = decode(world.exchange(&callback)["id_token"].as_str().unwrap());
    assert_eq!(claims["sub"], "auth0|ada");
    assert_eq!((&claims["nonce"], &claims["auth_time"]), (&json!("the-nonce"), &json!(world.now)));

    let again = redeem(&mut world, &answer, &[]);
    assert_eq!(again.callback("error"), "access_denied");
}

#[test]
fn a_ticket_needs_its_cookie_its_client_and_its_minutes() {
    let mut world = World::new();
    let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("worthless-ada"));
    let ticket = answer.json()["login_ticket"].as_str().unwrap().to_owned();
    let without = world.open(&authorize(&[("login_ticket", &ticket)]));
    assert_eq!(without.callback("error"), "access_denied");
    // It is gone, with a cookie, too.
    assert_eq!(redeem(&mut world, &answer, &[]).callback("error"), "access_denied");

    let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("worthless-ada"));
    world.now += 300;
    assert_eq!(redeem(&mut world, &answer, &[]).callback("error"), "access_denied");
}

#[test]
fn a_code_that_was_sent_makes_a_ticket_once() {
    let mut world = World::new();
    world.tenant.enforce_client_authentication_on_passwordless_start = false;
    let start = json!({
        "client_id": "local-app", "connection": "sms", "phone_number": "+15550123", "send": "code",
        "authParams": { "response_type": "code" },
    });
    let answer = fetch(&mut world, APP, "/passwordless/start", &start);
    assert_eq!(answer.status(), 200, "{}", answer.text());
    let code = world.tenant.messages()[0].code.clone().unwrap();
    let otp = |code: &str| {
        json!({
            "client_id": "local-app", "credential_type": OTP, "realm": "sms",
            "username": "+15550123", "otp": code,
        })
    };
    let wrong = if code == "000000" { "000001" } else { "000000" };
    refused(&fetch(&mut world, APP, "/co/authenticate", &otp(wrong)), 403, "access_denied");
    let answer = fetch(&mut world, APP, "/co/authenticate", &otp(&code));
    let callback = redeem(&mut world, &answer, &[("connection", "sms")]);
    let (_, claims) = decode(world.exchange(&callback)["id_token"].as_str().unwrap());
    assert!(claims["sub"].as_str().unwrap().starts_with("sms|"));
    refused(&fetch(&mut world, APP, "/co/authenticate", &otp(&code)), 403, "access_denied");
}

#[test]
fn what_is_wrong_is_named() {
    let mut world = World::new();
    let mut ask = |change: &dyn Fn(&mut Value)| {
        let mut body = credentials("worthless-ada");
        change(&mut body);
        fetch(&mut world, APP, "/co/authenticate", &body)
    };
    refused(&ask(&|body| body["password"] = json!("wrong")), 403, "access_denied");
    refused(
        &ask(&|body| body["credential_type"] = json!("magic")),
        400,
        "unsupported_credential_type",
    );
    refused(&ask(&|body| body["realm"] = json!("nowhere")), 400, "invalid_request");
    refused(&ask(&|body| body["realm"] = json!("google-oauth2")), 400, "invalid_request");
    refused(&ask(&|body| body["username"] = json!(null)), 400, "invalid_request");

    world.tenant.user_mut("auth0|ada").unwrap().blocked = true;
    let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("worthless-ada"));
    refused(&answer, 403, "blocked_user");
    world.tenant.client_mut("local-app").unwrap().cross_origin_authentication = false;
    let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("worthless-ada"));
    refused(&answer, 401, "unauthorized_client");
}

#[test]
fn too_many_wrong_passwords_make_a_name_wait() {
    let mut world = World::new();
    for _ in 0..10 {
        let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("wrong"));
        refused(&answer, 403, "access_denied");
    }
    let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("worthless-ada"));
    refused(&answer, 429, "too_many_attempts");
    world.now += 3600;
    let answer = fetch(&mut world, APP, "/co/authenticate", &credentials("worthless-ada"));
    assert_eq!(answer.status(), 200);
}

#[test]
fn only_pages_that_the_client_allows_may_ask() {
    let mut world = World::new();
    for path in ["/co/authenticate", "/dbconnections/signup", "/passwordless/start", "/oauth/token"]
    {
        let answer = fetch(&mut world, "https://evil.example", path, &credentials("worthless-ada"));
        assert_eq!(answer.status(), 403, "{path}");
        assert_eq!(answer.text(), "Origin https://evil.example is not allowed.");
        assert!(answer.header("access-control-allow-origin").is_none());
    }
    let json = [("content-type", "application/json")];
    let body = credentials("worthless-ada").to_string();
    assert_eq!(world.send("POST", "/co/authenticate", &json, &body).status(), 403, "no origin");
    // A form would come without a question before it.
    let form = [("content-type", "text/plain"), ("origin", APP)];
    refused(&world.send("POST", "/co/authenticate", &form, &body), 400, "invalid_request");

    let ask = |origin| {
        Request::options("/co/authenticate")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type")
            .body(Vec::new())
            .unwrap()
    };
    let answer = Reply(world.handle(ask(APP)).outcome.response().unwrap());
    assert_eq!((answer.status(), answer.header("access-control-allow-origin")), (204, Some(APP)));
    let answer = Reply(world.handle(ask("https://evil.example")).outcome.response().unwrap());
    assert_eq!(answer.status(), 403);
}

#[test]
fn the_settings_script_names_every_connection_by_its_strategy() {
    let mut world = World::new();
    let answer = world.send("GET", "/client/local-app.js?t1", &[], "");
    assert!(answer.header("content-type").unwrap().starts_with("application/javascript"));
    let text = answer.text();
    let settings = text.strip_prefix("Auth0.setClient(").unwrap().strip_suffix(");").unwrap();
    let settings: Value = serde_json::from_str(settings).unwrap();
    assert_eq!(settings["id"], "local-app");
    let strategies = settings["strategies"].as_array().unwrap();
    let names: Vec<_> = strategies.iter().map(|it| it["name"].as_str().unwrap()).collect();
    for name in ["auth0", "google-oauth2", "samlp", "sms", "email"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(world.send("GET", "/client/nobody.js", &[], "").status(), 404);
}

#[test]
fn a_hosted_page_logs_in_by_a_form_that_it_sends_on() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", DATABASE)]));
    let text = page.text();
    let state = text.split("name=\"state\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let ask = |password: &str| {
        json!({
            "client_id": "local-app", "connection": DATABASE, "username": "ada@example.com",
            "password": password, "state": state,
        })
    };
    let own = crate::support::ORIGIN;
    let answer = fetch(&mut world, own, "/usernamepassword/login", &ask("wrong"));
    assert_eq!((answer.status(), &answer.json()["code"]), (401, &json!("invalid_user_password")));
    let form = fetch(&mut world, own, "/usernamepassword/login", &ask("worthless-ada"));
    let text = form.text();
    assert!(text.contains(&format!("action=\"{own}/login/callback\"")), "{text}");
    let ticket = text.split("name=\"wresult\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let body = format!("wa=wsignin1.0&wresult={ticket}&wctx=%7B%7D");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", own)];
    let callback = world.send("POST", "/login/callback", &headers, &body);
    assert_eq!(callback.callback("state"), "the-state");
    world.exchange(&callback);
    assert_eq!(world.send("POST", "/login/callback", &headers, &body).status(), 400);

    let cookie = callback.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let data = world.send("GET", "/user/ssodata", &[("cookie", cookie.as_str())], "").json();
    assert_eq!((&data["sso"], &data["lastUsedUserID"]), (&json!(true), &json!("auth0|ada")));
    assert_eq!(world.send("GET", "/user/ssodata", &[], "").json(), json!({ "sso": false }));
}

#[test]
fn signs_up_whoever_is_new() {
    let mut world = World::new();
    let new = json!({
        "client_id": "local-app", "connection": DATABASE, "email": "Zoe@example.com",
        "password": "worthless-zoe",
    });
    let answer = fetch(&mut world, APP, "/dbconnections/signup", &new);
    let body = answer.json();
    assert_eq!(
        (&body["email"], &body["email_verified"]),
        (&json!("zoe@example.com"), &json!(false))
    );
    let answer = fetch(&mut world, APP, "/dbconnections/signup", &new);
    assert_eq!((answer.status(), &answer.json()["code"]), (400, &json!("user_exists")));
    let mut login = credentials("worthless-zoe");
    login["username"] = json!("zoe@example.com");
    assert_eq!(fetch(&mut world, APP, "/co/authenticate", &login).status(), 200);
    let answer = fetch(&mut world, APP, "/dbconnections/change_password", &new);
    assert_eq!(answer.status(), 200);
    for path in [
        "/usernamepassword/challenge",
        "/passwordless/challenge",
        "/dbconnections/signup/challenge",
        "/dbconnections/change_password/challenge",
    ] {
        let answer = fetch(&mut world, APP, path, &json!({ "state": "x" }));
        assert_eq!(answer.json(), json!({ "required": false }), "{path}");
    }
}

//! Codes and magic links: asked for, delivered, used once, and refused.

use serde_json::{Value, json};
use tenant::Client;

use crate::support::{AUDIENCE, CALLBACK, Reply, SCOPE, World, decode};

const GRANT: &str = "http://auth0.com/oauth/grant-type/passwordless/otp";
const SECRET: &str = "local-app-worthless-secret";
const NUMBER: &str = "+15550199";

/// A request for a message with the application's secret; `more` is merged into it.
#[track_caller]
fn start(world: &mut World, more: &Value) -> Reply {
    start_from(world, more, &[])
}

#[track_caller]
fn start_from(world: &mut World, more: &Value, headers: &[(&str, &str)]) -> Reply {
    let mut body = json!({ "client_id": "local-app", "client_secret": SECRET });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let mut all = vec![("content-type", "application/json")];
    all.extend(headers);
    world.send("POST", "/passwordless/start", &all, &body.to_string())
}

/// The code of the latest message, after asking for it.
#[track_caller]
fn code(world: &mut World, connection: &str, to: &str) -> String {
    let name = if connection == "sms" { "phone_number" } else { "email" };
    let reply = start(world, &json!({ "connection": connection, name: to, "send": "code" }));
    assert_eq!(reply.status(), 200, "{}", reply.text());
    world.tenant.messages().last().unwrap().code.clone().unwrap()
}

fn redeem(world: &mut World, realm: &str, username: &str, otp: &str) -> Reply {
    let params = [
        ("grant_type", GRANT),
        ("realm", realm),
        ("username", username),
        ("otp", otp),
        ("scope", SCOPE),
        ("audience", AUDIENCE),
        ("code_verifier", ""),
    ];
    world.token(&params)
}

#[track_caller]
fn refused(reply: &Reply, description: &str) {
    let body = reply.json();
    assert_eq!((reply.status(), &body["error"]), (403, &json!("invalid_grant")));
    assert_eq!(body["error_description"], description);
}

const WRONG: &str = "Wrong phone number or verification code.";

/// Where a code is none of those that were sent.
fn another(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[test]
fn a_code_gives_tokens_of_an_account_that_is_there() {
    let mut world = World::new();
    let otp = code(&mut world, "sms", "+15550100");
    world.now += 179;
    let reply = redeem(&mut world, "sms", "+15550100", &otp);
    assert_eq!(reply.status(), 200, "{}", reply.text());
    let body = reply.json();
    assert_eq!((&body["token_type"], &body["scope"]), (&json!("Bearer"), &json!(SCOPE)));
    let access = decode(body["access_token"].as_str().unwrap()).1;
    assert_eq!((&access["sub"], &access["aud"]), (&json!("sms|5001"), &json!(AUDIENCE)));
    let id = decode(body["id_token"].as_str().unwrap()).1;
    assert_eq!(
        (&id["sub"], &id["aud"], &id["iat"]),
        (&json!("sms|5001"), &json!("local-app"), &json!(world.now))
    );
    assert_eq!((&id["name"], &id["nickname"]), (&json!("+15550100"), &json!("")));
    for name in ["nonce", "auth_time", "sid", "email", "acr"] {
        assert!(!id.contains_key(name), "{name}");
    }
    assert_eq!(world.tenant.user("sms|5001").unwrap().logins_count, 1);
}

#[test]
fn whoever_is_new_is_signed_up() {
    let mut world = World::new();
    let otp = code(&mut world, "sms", NUMBER);
    assert!(world.tenant.users().all(|user| user.profile.phone_number.as_deref() != Some(NUMBER)));
    let subject = |reply: Reply| {
        decode(reply.json()["id_token"].as_str().unwrap()).1["sub"].as_str().unwrap().to_owned()
    };
    let sms = subject(redeem(&mut world, "sms", NUMBER, &otp));
    let user = world.tenant.user(&sms).unwrap().clone();
    assert!(sms.starts_with("sms|") && sms.len() == 28, "{sms}");
    assert_eq!(user.profile.phone_number.as_deref(), Some(NUMBER));
    assert!(user.profile.phone_verified && !user.identities[0].is_social);
    let otp = code(&mut world, "sms", NUMBER);
    assert_eq!(subject(redeem(&mut world, "sms", NUMBER, &otp)), sms);

    // Addresses are kept in lower case, and compared so.
    let otp = code(&mut world, "email", "Zoe@Example.com");
    let email = subject(redeem(&mut world, "email", "zoe@EXAMPLE.com", &otp));
    let user = world.tenant.user(&email).unwrap();
    assert!(email.starts_with("email|") && user.profile.email_verified);
    assert_eq!(user.profile.email.as_deref(), Some("zoe@example.com"));
    assert_eq!(user.identities[0].connection, "email");
}

#[test]
fn a_linked_number_gives_the_user_it_is_linked_to() {
    let mut world = World::new();
    let token = world.machine_token("update:users");
    let body = json!({ "provider": "sms", "user_id": "5001" });
    assert_eq!(world.api(&token, "POST", "users/auth0|ada/identities", &body).status(), 201);
    let otp = code(&mut world, "sms", "+15550100");
    let body = redeem(&mut world, "sms", "+15550100", &otp).json();
    assert_eq!(decode(body["id_token"].as_str().unwrap()).1["sub"], "auth0|ada");
}

#[test]
fn a_code_counts_once_for_three_minutes_and_three_tries() {
    let mut world = World::new();
    let otp = code(&mut world, "sms", NUMBER);
    for _ in 0..2 {
        refused(&redeem(&mut world, "sms", NUMBER, another(&otp)), WRONG);
    }
    assert_eq!(redeem(&mut world, "sms", NUMBER, &otp).status(), 200);
    refused(&redeem(&mut world, "sms", NUMBER, &otp), WRONG);

    let otp = code(&mut world, "sms", NUMBER);
    for _ in 0..3 {
        refused(&redeem(&mut world, "sms", NUMBER, another(&otp)), WRONG);
    }
    refused(&redeem(&mut world, "sms", NUMBER, &otp), WRONG);

    let otp = code(&mut world, "sms", NUMBER);
    world.now += 180;
    refused(&redeem(&mut world, "sms", NUMBER, &otp), WRONG);

    let otp = code(&mut world, "email", "zoe@example.com");
    refused(
        &redeem(&mut world, "email", "zoe@example.com", another(&otp)),
        "Wrong email or verification code.",
    );
    refused(&redeem(&mut world, "sms", NUMBER, &otp), WRONG);
}

#[test]
fn only_the_latest_code_counts() {
    let mut world = World::new();
    let first = code(&mut world, "sms", NUMBER);
    let mut second = code(&mut world, "sms", NUMBER);
    while first == second {
        second = code(&mut world, "sms", NUMBER);
    }
    refused(&redeem(&mut world, "sms", NUMBER, &first), WRONG);
    assert_eq!(redeem(&mut world, "sms", NUMBER, &second).status(), 200);
}

#[test]
fn a_code_belongs_to_the_client_that_asked() {
    let mut world = World::new();
    world.tenant.add_client(Client { otp_grant: true, ..Client::new("other", Some("worthless")) });
    let otp = code(&mut world, "sms", NUMBER);
    let params = [
        ("grant_type", GRANT),
        ("client_id", "other"),
        ("client_secret", "worthless"),
        ("realm", "sms"),
        ("username", NUMBER),
        ("otp", &otp),
    ];
    refused(&world.token(&params), WRONG);
}

#[test]
fn the_grant_has_to_be_enabled_and_whole() {
    let mut world = World::new();
    let otp = code(&mut world, "sms", NUMBER);
    let error = |world: &mut World, name: &str, value: &str| {
        let mut params = vec![
            ("grant_type", GRANT),
            ("realm", "sms"),
            ("username", NUMBER),
            ("otp", otp.as_str()),
        ];
        params.retain(|(own, _)| *own != name);
        params.push((name, value));
        let reply = world.token(&params);
        (reply.status(), reply.json()["error"].as_str().unwrap().to_owned())
    };
    for name in ["realm", "username", "otp"] {
        assert_eq!(error(&mut world, name, ""), (400, "invalid_request".to_owned()), "{name}");
    }
    assert_eq!(error(&mut world, "realm", "github"), (400, "invalid_request".to_owned()));
    assert_eq!(error(&mut world, "audience", "https://x/"), (403, "access_denied".to_owned()));
    assert_eq!(error(&mut world, "client_secret", "wrong"), (401, "access_denied".to_owned()));
    world.tenant.client_mut("local-app").unwrap().otp_grant = false;
    assert_eq!(error(&mut world, "x", "y"), (403, "unauthorized_client".to_owned()));
}

#[test]
fn the_answer_does_not_tell_who_is_there() {
    let mut world = World::new();
    let shape = |reply: &Reply| {
        let mut body = reply.json();
        assert_eq!(body["_id"].take().as_str().unwrap().len(), 24);
        (reply.status(), body)
    };
    let of = |world: &mut World, number: &str| {
        shape(&start(world, &json!({ "connection": "sms", "phone_number": number })))
    };
    let body =
        |number: &str| json!({ "_id": null, "phone_number": number, "phone_verified": false });
    assert_eq!(of(&mut world, "+15550100"), (200, body("+15550100")));
    assert_eq!(of(&mut world, NUMBER), (200, body(NUMBER)));
    // Nothing is sent to whoever is blocked.
    world.tenant.user_mut("sms|5001").unwrap().blocked = true;
    world.tenant.clear_messages();
    assert_eq!(of(&mut world, "+15550100"), (200, body("+15550100")));
    assert_eq!(world.tenant.messages(), []);
    let reply = start(&mut world, &json!({ "connection": "email", "email": "a@b.example" }));
    let body = json!({ "_id": null, "email": "a@b.example", "email_verified": false });
    assert_eq!(shape(&reply), (200, body));
}

#[test]
fn messages_are_listed_shown_and_forgotten() {
    let mut world = World::new();
    let to = "<zoe>@example.com";
    let headers = [("auth0-forwarded-for", "203.0.113.7"), ("x-request-language", "fr-FR")];
    let body = json!({ "connection": "email", "email": to, "send": "code" });
    assert_eq!(start_from(&mut world, &body, &headers).status(), 200);
    let list = world.admin("GET", "messages", &Value::Null).json();
    let code = list[0]["code"].as_str().unwrap().to_owned();
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    let expected = json!([{
        "connection": "email", "to": to, "send": "code", "code": code, "link": null,
        "forwarded_for": "203.0.113.7", "language": "fr-FR", "at": world.now,
    }]);
    assert_eq!(list, expected);
    let page = world.open("/inbox").text();
    assert!(page.contains(&code) && page.contains("&lt;zoe&gt;"), "{page}");
    assert_eq!(world.admin("DELETE", "messages", &Value::Null).status(), 204);
    assert_eq!(world.tenant.messages(), []);
    assert!(world.open("/inbox").text().contains("None yet."));

    let headers = [("accept-language", "de, en;q=0.5")];
    start_from(&mut world, &json!({ "connection": "sms", "phone_number": NUMBER }), &headers);
    start(&mut world, &json!({ "connection": "sms", "phone_number": NUMBER, "send": null }));
    let messages = world.tenant.messages();
    assert_eq!((messages[0].language.as_str(), messages[1].language.as_str()), ("de", "en"));
    assert_eq!((messages[1].send.as_str(), &messages[1].link), ("code", &None));
}

#[test]
fn the_persons_address_counts_with_the_secret_only() {
    let mut world = World::new();
    world.tenant.enforce_client_authentication_on_passwordless_start = false;
    let headers = [("auth0-forwarded-for", "203.0.113.7")];
    let body = json!({ "connection": "sms", "phone_number": NUMBER, "client_secret": Value::Null });
    assert_eq!(start_from(&mut world, &body, &headers).status(), 200);
    assert_eq!(world.tenant.messages()[0].forwarded_for, None);
}

#[test]
fn an_application_with_a_secret_has_to_send_it() {
    let mut world = World::new();
    let sms = json!({ "connection": "sms", "phone_number": NUMBER, "client_secret": Value::Null });
    assert_eq!(start(&mut world, &sms).status(), 401);
    let wrong = json!({ "connection": "sms", "phone_number": NUMBER, "client_secret": "wrong" });
    assert_eq!(start(&mut world, &wrong).status(), 401);
    let flags = json!({ "enforce_client_authentication_on_passwordless_start": false });
    assert_eq!(world.admin("POST", "flags", &flags).status(), 204);
    assert_eq!(start(&mut world, &sms).status(), 200);
    assert_eq!(start(&mut world, &wrong).status(), 401);
    world.tenant.add_client(Client::new("public", None));
    world.tenant.enforce_client_authentication_on_passwordless_start = true;
    let mut public = sms;
    public["client_id"] = json!("public");
    assert_eq!(start(&mut world, &public).status(), 200);
}

#[test]
fn wrong_requests_are_refused() {
    let mut world = World::new();
    for (body, error) in [
        (json!({ "connection": "sms" }), "bad.phone_number"),
        (json!({ "connection": "sms", "phone_number": "015550100" }), "bad.phone_number"),
        (json!({ "connection": "sms", "phone_number": "+1555 0100" }), "bad.phone_number"),
        (json!({ "connection": "sms", "phone_number": "+1234567890123456" }), "bad.phone_number"),
        (json!({ "connection": "email", "phone_number": NUMBER }), "bad.email"),
        (json!({ "connection": "email", "email": "nobody" }), "bad.email"),
        (json!({ "connection": "email", "email": "a@b@c.example" }), "bad.email"),
        (json!({ "connection": "email", "email": "a@b.example", "send": "fax" }), "bad.send"),
        (json!({ "connection": "github", "email": "a@b.example" }), "bad.connection"),
        (json!({ "connection": "pigeon", "email": "a@b.example" }), "bad.connection"),
        (json!({ "email": "a@b.example" }), "bad.connection"),
        (json!({ "connection": "sms", "client_id": "" }), "bad.client_id"),
        (json!({ "connection": "sms", "authParams": "x" }), "bad.authParams"),
        (json!({ "connection": "sms", "colour": "red" }), "bad.request"),
    ] {
        let reply = start(&mut world, &body);
        assert_eq!((reply.status(), &reply.json()["error"]), (400, &json!(error)), "{body}");
        assert!(reply.json()["error_description"].is_string());
    }
    assert_eq!(world.tenant.messages(), []);
}

#[test]
fn a_limit_counts_for_each_address_and_hour() {
    let mut world = World::new();
    assert_eq!(world.admin("POST", "passwordless-limit", &json!({ "per_hour": 2 })).status(), 204);
    let body = json!({ "connection": "sms", "phone_number": NUMBER });
    let mut from = |address: &str, later: u64| {
        world.now += later;
        start_from(&mut world, &body, &[("auth0-forwarded-for", address)]).status()
    };
    assert_eq!([from("203.0.113.7", 0), from("203.0.113.7", 1)], [200, 200]);
    assert_eq!([from("203.0.113.7", 1), from("203.0.113.8", 0)], [429, 200]);
    assert_eq!([from("", 0), from("", 0), from("", 0)], [200, 200, 429]);
    assert_eq!([from("203.0.113.7", 3597), from("203.0.113.7", 1)], [429, 200]);
}

/// A magic link for that address, with the application's authorization request in it.
#[track_caller]
fn link(world: &mut World, email: &str, more: &Value) -> String {
    let mut auth_params = json!({
        "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid email", "state": "s & t", "nonce": "n",
    });
    for (name, value) in more.as_object().unwrap() {
        auth_params[name] = value.clone();
    }
    let body = json!({ "connection": "email", "email": email, "authParams": auth_params });
    assert_eq!(start(world, &body).status(), 200);
    let message = world.tenant.messages().last().unwrap().clone();
    assert_eq!((message.send.as_str(), message.code), ("link", None));
    message.link.unwrap()
}

#[test]
fn a_magic_link_signs_in_and_goes_on_to_the_application() {
    let mut world = World::new();
    let link = link(&mut world, "grace@home.example", &json!({}));
    assert!(link.contains("/passwordless/verify_redirect?") && link.contains("verification_code="));
    let page = world.open("/inbox").text();
    assert!(page.contains(&format!("href=\"{}\"", link.replace('&', "&amp;"))), "{page}");
    let callback = world.open(&link);
    assert_eq!(callback.callback("state"), "s & t");
    let params = [("code", callback.callback("code")), ("code_verifier", String::new())];
    let body = world.token(&params.each_ref().map(|(name, value)| (*name, value.as_str()))).json();
    let id = decode(body["id_token"].as_str().unwrap()).1;
    assert_eq!((&id["sub"], &id["nonce"]), (&json!("email|5002"), &json!("n")));
    assert!(id.contains_key("sid") && !id.contains_key("auth_time"));
    assert!(world.cookies.contains_key("auth0"));
    assert_eq!(world.open(&link).status(), 403);
}

#[test]
fn a_magic_link_is_refused_like_a_code_and_like_an_authorization_request() {
    let mut world = World::new();
    let old = link(&mut world, "zoe@example.com", &json!({}));
    link(&mut world, "zoe@example.com", &json!({}));
    assert_eq!(world.open(&old).status(), 403);
    let late = link(&mut world, "zoe@example.com", &json!({}));
    world.now += 180;
    assert_eq!(world.open(&late).status(), 403);
    let elsewhere =
        link(&mut world, "zoe@example.com", &json!({ "redirect_uri": "https://evil.example/" }));
    let reply = world.open(&elsewhere);
    assert_eq!((reply.status(), reply.location()), (403, None));
    let implicit = link(&mut world, "zoe@example.com", &json!({ "response_type": "token" }));
    assert_eq!(world.open(&implicit).callback("error"), "unsupported_response_type");
    assert!(
        world.tenant.users().all(|user| user.profile.email.as_deref() != Some("zoe@example.com"))
    );
}

#[test]
fn a_form_is_taken_as_well() {
    let mut world = World::new();
    let form = format!(
        "client_id=local-app&client_secret={SECRET}&connection=email&email=zoe%40example.com&send=link\
         &authParams%5Bresponse_type%5D=code&authParams%5Bredirect_uri%5D={CALLBACK}&authParams%5Bstate%5D=x"
    );
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(world.send("POST", "/passwordless/start", &headers, &form).status(), 200);
    let link = world.tenant.messages()[0].link.clone().unwrap();
    assert_eq!(world.open(&link).callback("state"), "x");
}

//! The second factor that the tenant's policy wants.

use serde_json::{Value, json};

use crate::support::{Reply, World, authorize, decode};

fn enrolled() -> World {
    let mut world = World::new();
    assert_eq!(world.admin("POST", "mfa", &json!({ "policy": "enrolled" })).status(), 204);
    world
}

#[track_caller]
fn claims(world: &mut World, callback: &Reply) -> serde_json::Map<String, Value> {
    let body = world.exchange(callback);
    decode(body["id_token"].as_str().unwrap()).1
}

#[test]
fn whoever_has_one_is_asked_and_nobody_else() {
    let mut world = enrolled();
    let callback = world.log_in("auth0|ada", &[]);
    assert!(!claims(&mut world, &callback).contains_key("amr"));
    let page = world.log_in("auth0|grace", &[("prompt", "login")]);
    assert!(page.text().contains("action=\"/u/mfa\"") && page.text().contains("000000"));
    let again = world.submit(&page, "/u/mfa", &[("code", "123456")]);
    assert!(again.status() == 400 && again.text().contains("That is not the code."));
    let callback = world.submit(&again, "/u/mfa", &[("code", "000000")]);
    let id = claims(&mut world, &callback);
    assert_eq!((&id["sub"], &id["amr"]), (&json!("auth0|grace"), &json!(["mfa"])));
    assert!(!id.contains_key("acr"));
    assert_eq!(world.tenant.user("auth0|grace").unwrap().logins_count, 1);
    assert_eq!(world.submit(&page, "/u/mfa", &[("code", "000000")]).status(), 400);

    assert_eq!(world.admin("POST", "mfa", &json!({ "policy": "never" })).status(), 204);
    let callback = world.log_in("auth0|grace", &[("prompt", "login")]);
    assert!(!claims(&mut world, &callback).contains_key("amr"));
    assert_eq!(world.admin("POST", "mfa", &json!({ "policy": "x" })).status(), 400);
}

#[test]
fn the_first_factor_alone_is_no_login() {
    let mut world = enrolled();
    let page = world.log_in("auth0|grace", &[]);
    assert!(world.cookies.is_empty());
    assert_eq!(world.open(&authorize(&[("prompt", "none")])).callback("error"), "login_required");
    assert_eq!(world.submit(&page, "/u/cancel", &[]).callback("error"), "access_denied");
}

#[test]
fn a_login_page_that_proved_nothing_does_not_lead_there() {
    let mut world = enrolled();
    let page = world.open(&authorize(&[("connection", "github")]));
    let state = page.text().split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(world.open(&format!("/u/mfa?state={state}")).status(), 400);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("state={state}&code=000000");
    assert_eq!(world.send("POST", "/u/mfa", &form, &body).status(), 400);
}

#[test]
fn a_session_without_it_is_not_enough_and_one_with_it_is() {
    let mut world = World::new();
    world.log_in("auth0|grace", &[]);
    world.tenant.mfa_policy = tenant::MfaPolicy::Enrolled;
    let silent = authorize(&[("prompt", "none")]);
    assert_eq!(world.open(&silent).callback("error"), "interaction_required");
    let page = world.open(&authorize(&[]));
    let callback = world.submit(&page, "/u/mfa", &[("code", "000000")]);
    assert_eq!(claims(&mut world, &callback)["amr"], json!(["mfa"]));
    let callback = world.open(&silent);
    assert_eq!(claims(&mut world, &callback)["amr"], json!(["mfa"]));
    // A step-up is asked for anew, on that page alone.
    let acr = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    let page = world.open(&authorize(&[("acr_values", acr)]));
    let callback = world.submit(&page, "/u/mfa", &[("code", "000000")]);
    let id = claims(&mut world, &callback);
    assert_eq!((&id["acr"], &id["amr"]), (&json!(acr), &json!(["mfa"])));
}

#[test]
fn the_otp_grant_answers_mfa_required_and_the_code_is_spent() {
    let mut world = enrolled();
    world.tenant.user_mut("sms|5001").unwrap().authentication_methods = vec!["totp".into()];
    let start = json!({
        "client_id": "local-app", "client_secret": "local-app-worthless-secret",
        "connection": "sms", "phone_number": "+15550100", "send": "code",
    });
    let headers = [("content-type", "application/json")];
    world.send("POST", "/passwordless/start", &headers, &start.to_string());
    let code = world.tenant.messages()[0].code.clone().unwrap();
    let params = [
        ("grant_type", "http://auth0.com/oauth/grant-type/passwordless/otp"),
        ("realm", "sms"),
        ("username", "+15550100"),
        ("otp", &code),
    ];
    let reply = world.token(&params);
    let body = reply.json();
    assert_eq!((reply.status(), &body["error"]), (403, &json!("mfa_required")));
    assert!(body["mfa_token"].is_string() && body["error_description"].is_string());
    assert_eq!(world.token(&params).json()["error"], "invalid_grant");
    assert_eq!(world.tenant.user("sms|5001").unwrap().logins_count, 0);
}

#[test]
fn a_code_page_goes_through_it_too() {
    let mut world = enrolled();
    world.tenant.user_mut("email|5002").unwrap().authentication_methods = vec!["totp".into()];
    let page = world.open(&authorize(&[("connection", "email")]));
    let page = world.submit(&page, "/u/code", &[("identifier", "grace@home.example")]);
    let code = world.tenant.messages()[0].code.clone().unwrap();
    let page = world.submit(&page, "/u/code", &[("code", &code)]);
    let callback = world.submit(&page, "/u/mfa", &[("code", "000000")]);
    assert_eq!(claims(&mut world, &callback)["sub"], "email|5002");
}

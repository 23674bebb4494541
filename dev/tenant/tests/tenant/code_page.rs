//! `/u/code`: the passwordless connections on the tenant's own pages.

use serde_json::json;

use crate::support::{Reply, World, authorize, decode};

/// The code of the latest message.
fn sent(world: &World) -> String {
    world.tenant.messages().last().unwrap().code.clone().unwrap()
}

fn another(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[track_caller]
fn code_page(world: &mut World, connection: &str, identifier: &str) -> Reply {
    let page = world.open(&authorize(&[("connection", connection), ("max_age", "0")]));
    world.submit(&page, "/u/code", &[("identifier", identifier)])
}

#[test]
fn a_number_and_its_code_sign_in() {
    let mut world = World::new();
    let page = code_page(&mut world, "sms", "+15550100");
    assert!(page.text().contains("name=\"code\"") && page.text().contains("+15550100"));
    let messages = world.tenant.messages();
    assert_eq!((messages.len(), messages[0].send.as_str()), (1, "code"));
    let callback = world.submit(&page, "/u/code", &[("code", &sent(&world))]);
    let body = world.exchange(&callback);
    let id = decode(body["id_token"].as_str().unwrap()).1;
    assert_eq!((&id["sub"], &id["nonce"]), (&json!("sms|5001"), &json!("the-nonce")));
    assert_eq!(id["auth_time"], json!(world.now));
    // The session is of that connection.
    assert!(!world.open(&authorize(&[("connection", "sms")])).callback("code").is_empty());
    assert_eq!(world.open(&authorize(&[("connection", "email")])).status(), 200);
}

#[test]
fn whoever_is_new_is_signed_up_there_as_well() {
    let mut world = World::new();
    let page = world.open(&authorize(&[]));
    let page = world.submit(&page, "/u/choose", &[("connection", "email")]);
    assert!(page.text().contains("Log in with Email code"));
    let page = world.submit(&page, "/u/code", &[("identifier", "Zoe@example.com")]);
    let callback = world.submit(&page, "/u/code", &[("code", &sent(&world))]);
    let body = world.exchange(&callback);
    let id = decode(body["id_token"].as_str().unwrap()).1;
    assert_eq!((&id["email"], &id["email_verified"]), (&json!("zoe@example.com"), &json!(true)));
}

#[test]
fn a_hint_fills_the_first_form_in_and_a_code_that_waits_shows_the_second() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "sms"), ("login_hint", "+1\"5550100")]));
    assert!(page.text().contains("value=\"+1&quot;5550100\""), "{}", page.text());
    assert!(page.text().contains("+15550100") && world.tenant.messages().is_empty());
    let state = page.text().split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    world.submit(&page, "/u/code", &[("identifier", "+15550100")]);
    let address = format!("/u/code?state={state}");
    assert!(world.open(&address).text().contains("name=\"code\""));
    world.now += 180;
    assert!(!world.open(&address).text().contains("name=\"code\""));
}

#[test]
fn what_is_wrong_shows_the_form_again() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "sms")]));
    let again = world.submit(&page, "/u/code", &[("identifier", "0555")]);
    assert!(again.status() == 400 && again.text().contains("That is not a phone number."));
    let page = world.submit(&again, "/u/code", &[("identifier", "+15550100")]);
    let code = sent(&world);
    let mut again = page;
    for sentence in ["not the code", "not the code", "no longer works"] {
        again = world.submit(&again, "/u/code", &[("code", another(&code))]);
        assert!(again.status() == 400 && again.text().contains(sentence), "{}", again.text());
    }
    assert_eq!(world.submit(&again, "/u/code", &[("code", &code)]).status(), 400);
    let page = world.submit(&again, "/u/code", &[("identifier", "+15550100")]);
    let back = world.submit(&page, "/u/code", &[("identifier", "")]);
    assert!(back.status() == 200 && back.text().contains("name=\"identifier\""));
    assert_eq!(world.submit(&page, "/u/cancel", &[]).callback("error"), "access_denied");
}

#[test]
fn the_page_stays_with_its_connection() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "github")]));
    let state = page.text().split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("state={state}&identifier=%2B15550100");
    assert_eq!(world.send("POST", "/u/code", &form, &body).status(), 400);
    assert_eq!(world.open(&format!("/u/code?state={state}")).status(), 400);
    assert!(world.tenant.messages().is_empty());
    let page = world.open(&authorize(&[("connection", "sms")]));
    let state = page.text().split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let body = format!("state={state}&user_id=sms%7C5001");
    assert_eq!(world.send("POST", "/u/social", &form, &body).status(), 400);
    assert_eq!(world.send("GET", "/u/code?state=x", &[], "").status(), 400);
}

//! The login pages.

use crate::support::{World, authorize};

#[test]
fn the_chooser_offers_a_password_and_every_other_connection() {
    let mut world = World::new();
    let page = world.open(&authorize(&[]));
    for part in [
        "<form method=\"post\" action=\"/u/login\">",
        "name=\"username\"",
        "name=\"password\"",
        "local tenant - sample accounts",
        "worthless-ada",
        "<button name=\"connection\" value=\"google-oauth2\">Continue with Google</button>",
        "value=\"github\"",
        "value=\"windowslive\"",
        "href=\"/__tenant/style.css\"",
    ] {
        assert!(page.text().contains(part), "{part} in {}", page.text());
    }
    let social = world.submit(&page, "/u/choose", &[("connection", "google-oauth2")]);
    assert!(social.text().contains("Log in with Google"));
    assert!(!social.text().contains("github|2001"));
    let callback = world.submit(&social, "/u/social", &[("user_id", "google-oauth2|1002")]);
    assert_eq!(callback.callback("state"), "the-state");
    assert!(!callback.callback("code").is_empty());
}

#[test]
fn a_connection_leads_straight_to_its_page() {
    let mut world = World::new();
    let social = world.open(&authorize(&[("connection", "github")]));
    assert!(social.text().contains("value=\"github|2001\""));
    let database = world.open(&authorize(&[("connection", "Username-Password-Authentication")]));
    assert!(database.text().contains("name=\"password\""));
    assert!(!database.text().contains("google-oauth2"));
}

#[test]
fn a_page_cannot_leave_its_connection() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "github")]));
    assert_eq!(
        world.submit(&page, "/u/social", &[("user_id", "google-oauth2|1001")]).status(),
        400
    );
    let state = page
        .text()
        .split("name=\"state\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let password = format!("state={state}&username=ada@example.com&password=worthless-ada");
    assert_eq!(world.send("POST", "/u/login", &form, &password).status(), 400);
    assert_eq!(
        world
            .send("POST", "/u/choose", &form, &format!("state={state}&connection=windowslive"))
            .status(),
        400
    );
}

#[test]
fn a_wrong_password_shows_the_form_again() {
    let mut world = World::new();
    let page = world.open(&authorize(&[]));
    let fields = [("username", "ada@example.com"), ("password", "wrong")];
    let again = world.submit(&page, "/u/login", &fields);
    assert_eq!(again.status(), 400);
    assert!(
        again.text().contains("Wrong e-mail or password.")
            && again.text().contains("value=\"ada@example.com\"")
    );
    let fields = [("username", "Ada@Example.com"), ("password", "worthless-ada")];
    assert!(!world.submit(&again, "/u/login", &fields).callback("code").is_empty());
}

#[test]
fn a_login_hint_fills_the_name_in_and_is_escaped() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("login_hint", "\"><script>alert(1)</script>")]));
    assert!(page.text().contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\""));
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
}

#[test]
fn cancelling_tells_the_application() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "github")]));
    let callback = world.submit(&page, "/u/cancel", &[]);
    assert_eq!(
        (callback.callback("error").as_str(), callback.callback("state").as_str()),
        ("access_denied", "the-state")
    );
    assert_eq!(world.submit(&page, "/u/social", &[("user_id", "github|2001")]).status(), 400);
}

#[test]
fn a_page_is_used_once_and_for_an_hour() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "github")]));
    assert_eq!(world.submit(&page, "/u/social", &[("user_id", "github|2001")]).status(), 302);
    assert_eq!(world.submit(&page, "/u/social", &[("user_id", "github|2001")]).status(), 400);
    let page = world.open(&authorize(&[("connection", "github"), ("prompt", "login")]));
    world.now += 3600;
    assert_eq!(world.submit(&page, "/u/social", &[("user_id", "github|2001")]).status(), 400);
}

#[test]
fn a_blocked_user_cannot_log_in() {
    let mut world = World::new();
    world.tenant.user_mut("auth0|ada").unwrap().blocked = true;
    assert_eq!(world.log_in("auth0|ada", &[]).callback("error"), "unauthorized");
}

#[test]
fn the_accounts_are_listed() {
    let world = World::new();
    let accounts = world.tenant.accounts();
    let ada = accounts.iter().find(|account| account.user_id == "auth0|ada").unwrap();
    assert_eq!(ada.password.as_deref(), Some("worthless-ada"));
    assert_eq!(
        (accounts.len(), accounts[0].connection.as_str()),
        (15, "Username-Password-Authentication")
    );
}

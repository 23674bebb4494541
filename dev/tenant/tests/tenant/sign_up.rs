//! New accounts in a database, and the language of the pages.

use serde_json::json;

use crate::support::{Reply, World, authorize, decode};

#[track_caller]
fn subject(world: &mut World, callback: &Reply) -> (String, serde_json::Value) {
    let body = world.exchange(callback);
    let claims = decode(body["id_token"].as_str().unwrap()).1;
    (claims["sub"].as_str().unwrap().to_owned(), claims["email_verified"].clone())
}

#[test]
fn a_hint_shows_the_form_and_a_new_account_signs_in() {
    let mut world = World::new();
    let page =
        world.open(&authorize(&[("screen_hint", "signup"), ("login_hint", "zoe@x.example")]));
    assert!(
        page.text().contains("value=\"zoe@x.example\"") && page.text().contains("new-password")
    );
    let fields = [("email", "Zoe@example.com"), ("password", "worthless-zoe")];
    let callback = world.submit(&page, "/u/signup", &fields);
    let (sub, verified) = subject(&mut world, &callback);
    assert!(sub.starts_with("auth0|") && sub.len() == 30, "{sub}");
    assert_eq!(verified, json!(false));
    let user = world.tenant.user(&sub).unwrap();
    assert_eq!(user.profile.email.as_deref(), Some("zoe@example.com"));
    assert_eq!(user.identities[0].connection, "Username-Password-Authentication");
    // The letter waits, and its link verifies the address.
    let messages = world.tenant.messages();
    let [letter] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!((letter.to.as_str(), letter.send.as_str()), ("zoe@example.com", "verification"));
    let link = letter.link.clone().unwrap();
    let (_, path) = link.split_once("/u/").unwrap();
    world.open(&format!("/u/{path}"));
    assert!(world.tenant.user(&sub).unwrap().profile.email_verified);

    // And again, with the password.
    let page = world.open(&authorize(&[("prompt", "login")]));
    let fields = [("username", "zoe@example.com"), ("password", "worthless-zoe")];
    let callback = world.submit(&page, "/u/login", &fields);
    assert_eq!(subject(&mut world, &callback).0, sub);
}

#[test]
fn both_pages_lead_to_each_other_and_stay_with_their_database() {
    let mut world = World::new();
    let params = [("connection", "Customers"), ("screen_hint", "signup")];
    let page = world.open(&authorize(&params));
    let link = |page: &Reply, path: &str| {
        let address = page.text().split(&format!("href=\"{path}?")).nth(1).unwrap().to_owned();
        format!("{path}?{}", address.split('"').next().unwrap())
    };
    let login = world.open(&link(&page, "/u/login"));
    assert!(login.text().contains("ada@customers.example"));
    let page = world.open(&link(&login, "/u/signup"));
    // The address is taken in the other database only.
    let fields = [("email", "ada@example.com"), ("password", "worthless-ada")];
    let callback = world.submit(&page, "/u/signup", &fields);
    let (sub, _) = subject(&mut world, &callback);
    assert_eq!(world.tenant.user(&sub).unwrap().identities[0].connection, "Customers");
}

#[test]
fn what_does_not_fit_shows_the_form_again() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("screen_hint", "signup")]));
    for (email, password, sentence) in [
        ("zoe", "worthless-zoe", "not an email address"),
        ("zoe@example.com", "short", "needs eight characters"),
        ("Ada@Example.com", "worthless-ada", "That did not work"),
    ] {
        let fields = [("email", email), ("password", password)];
        let again = world.submit(&page, "/u/signup", &fields);
        assert!(again.status() == 400 && again.text().contains(sentence), "{}", again.text());
    }
    assert_eq!(world.submit(&page, "/u/cancel", &[]).callback("error"), "access_denied");
}

#[test]
fn other_connections_have_no_sign_up() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("connection", "github"), ("screen_hint", "signup")]));
    assert!(page.text().contains("github|2001"));
    let state = page.text().split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(world.open(&format!("/u/signup?state={state}")).status(), 400);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("state={state}&email=zoe%40example.com&password=worthless-zoe");
    assert_eq!(world.send("POST", "/u/signup", &form, &body).status(), 400);
}

#[test]
fn the_pages_say_the_language_that_was_asked_for() {
    let mut world = World::new();
    let mut lang = |ui_locales: &str, connection: &str| {
        let params = [("ui_locales", ui_locales), ("connection", connection)];
        let text = world.open(&authorize(&params)).text();
        text.split("lang=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    assert_eq!(lang("", ""), "en");
    assert_eq!(lang("fr-CA en", ""), "fr-CA");
    assert_eq!((lang("fr", "github").as_str(), lang("de", "sms").as_str()), ("fr", "de"));
    assert_eq!((lang("\"><script>", "").as_str(), lang("  ", "").as_str()), ("en", "en"));
    let page = world.open(&authorize(&[("ui_locales", "de"), ("connection", "sms")]));
    world.submit(&page, "/u/code", &[("identifier", "+15550100")]);
    assert_eq!(world.tenant.messages()[0].language, "de");
}

//! The response modes.

use serde_json::{Value, json};

use crate::support::{APP, CALLBACK, Reply, World, authorize};

/// A hidden field of the form that a page posts to the application.
fn field(page: &Reply, name: &str) -> Option<String> {
    let text = page.text();
    let form = text.split(&format!("action=\"{CALLBACK}\">")).nth(1).expect("a form").to_owned();
    let value = form.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
    Some(value.split('"').next().unwrap().replace("&amp;", "&").replace("&quot;", "\""))
}

/// The message that a page posts to the window that waits.
fn message(page: &Reply) -> Value {
    let text = page.text();
    assert!(text.contains(&format!("data-origin=\"{APP}\"")), "{text}");
    let data = text.split("data-message=\"").nth(1).unwrap().split('"').next().unwrap();
    serde_json::from_str(&data.replace("&quot;", "\"").replace("&amp;", "&")).unwrap()
}

#[test]
fn a_fragment_holds_the_response() {
    let mut world = World::new();
    let reply = world.log_in("auth0|ada", &[("response_mode", "fragment"), ("state", "a b&c")]);
    let location = reply.location().unwrap();
    let fragment = location.strip_prefix(&format!("{CALLBACK}#code=")).unwrap();
    assert!(fragment.ends_with("&state=a+b%26c"), "{location}");
    let silent = authorize(&[("response_mode", "fragment"), ("prompt", "none"), ("max_age", "0")]);
    let location = world.open(&silent).location().unwrap();
    assert!(location.starts_with(&format!("{CALLBACK}#error=login_required&")), "{location}");
}

#[test]
fn a_form_posts_the_response() {
    let mut world = World::new();
    let params = [("response_mode", "form_post"), ("state", "\"<&>")];
    let page = world.log_in("auth0|ada", &params);
    assert_eq!((page.status(), page.location()), (200, None));
    assert_eq!(field(&page, "state").unwrap(), "\"&lt;&&gt;");
    assert!(
        page.text().contains("src=\"/__tenant/response.js\"") && page.text().contains("<button")
    );
    let policy = page.header("content-security-policy").unwrap().to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
    let code = field(&page, "code").unwrap();
    assert_eq!(world.token(&[("code", &code)]).status(), 200);
    let silent = authorize(&[("response_mode", "form_post"), ("prompt", "none"), ("max_age", "0")]);
    let page = world.open(&silent);
    assert_eq!(field(&page, "error").as_deref(), Some("login_required"));
    assert_eq!((field(&page, "state").as_deref(), field(&page, "code")), (Some("the-state"), None));
    let script = world.open("/__tenant/response.js");
    assert!(script.header("content-type").unwrap().starts_with("text/javascript"));
}

#[test]
fn a_message_holds_the_response_for_its_origin_only() {
    let mut world = World::new();
    let silent = authorize(&[("response_mode", "web_message"), ("prompt", "none")]);
    let page = world.open(&silent);
    assert_eq!(page.status(), 200);
    let expected = json!({ "type": "authorization_response", "response": {
        "error": "login_required", "error_description": "Login required", "state": "the-state",
    } });
    assert_eq!(message(&page), expected);
    world.log_in("auth0|ada", &[]);
    let page = world.open(&silent);
    let response = message(&page)["response"].clone();
    assert_eq!(response["state"], "the-state");
    let code = response["code"].as_str().unwrap().to_owned();
    assert_eq!(world.token(&[("code", &code)]).status(), 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains(&format!("frame-ancestors {APP};")), "{policy}");
    // A login page stays out of frames.
    let page = world.open(&authorize(&[("response_mode", "web_message"), ("prompt", "login")]));
    assert!(page.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
}

#[test]
fn a_refused_request_comes_back_by_its_mode_too() {
    let mut world = World::new();
    let page = world.open(&authorize(&[("response_mode", "form_post"), ("connection", "pigeon")]));
    assert_eq!(field(&page, "error").as_deref(), Some("invalid_request"));
    let page = world.open(&authorize(&[("connection", "github"), ("response_mode", "form_post")]));
    let page = world.submit(&page, "/u/cancel", &[]);
    assert_eq!(field(&page, "error").as_deref(), Some("access_denied"));
    let wrong = [("response_mode", "web_message"), ("redirect_uri", "https://evil.example/")];
    assert!(!world.open(&authorize(&wrong)).text().contains("data-message"));
}

#[test]
fn a_magic_link_answers_by_the_mode_that_was_asked_for() {
    let mut world = World::new();
    let body = json!({
        "client_id": "local-app", "client_secret": "local-app-worthless-secret", "connection": "email",
        "email": "grace@home.example", "authParams": {
            "response_type": "code", "response_mode": "form_post", "redirect_uri": CALLBACK, "state": "s",
        },
    });
    let headers = [("content-type", "application/json")];
    world.send("POST", "/passwordless/start", &headers, &body.to_string());
    let link = world.tenant.messages()[0].link.clone().unwrap();
    let page = world.open(&link);
    assert_eq!(field(&page, "state").as_deref(), Some("s"));
}

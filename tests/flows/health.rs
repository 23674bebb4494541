//! `/healthz` tells the operator what no visitor can bring about: whoever watches it must be able to believe
//! it.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Browser, Stage, json as read};

fn health(browser: &mut Browser<'_>) -> Value {
    read(&browser.get("/healthz"))
}

#[track_caller]
fn is_well(stage: &Stage, browser: &mut Browser<'_>) {
    let expected = json!([]);
    assert_eq!(health(browser)["missing_scopes"], expected);
    stage.next_instance();
    let health = health(browser);
    assert_eq!((&health["status"], &health["missing_scopes"]), (&json!("ok"), &expected));
}

/// Signs in with that scope taken out of the address at the tenant.
fn signed_in_without<'a>(stage: &'a Stage, scope: &str) -> Browser<'a> {
    let mut browser = stage.browser();
    let login = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
    let asked = browser.send(login).headers()["location"].to_str().unwrap().to_owned();
    let less = asked.replace(&scope.replace(':', "%3A"), "openid");
    assert_ne!(asked, less, "{scope}");
    let page = browser.navigate(&less, None);
    browser.sign_in_at(&page, "ada");
    browser
}

#[test]
fn attack_a_visitor_who_drops_scopes_does_not_alarm_the_operator() {
    let stage = Stage::native(&[]);
    stage.put_user(&json!({
        "user_id": "github|2001", "name": "Ada", "user_metadata": {"size": "big"},
        "identities": [{"provider": "github", "user_id": "2001", "connection": "github"}],
    }));
    for scope in ["read:current_user", "update:current_user_identities"] {
        is_well(&stage, &mut signed_in_without(&stage, scope));
    }
    let mut browser = signed_in_without(&stage, "update:current_user_metadata");
    browser.prove("github|2001");
    let fields = [("review", &*browser.review_id()), ("metadata.size", "other")];
    browser.post_json("/link/confirm", &fields);
    is_well(&stage, &mut browser);

    // Whatever a call with a person's own token is refused for.
    let mut browser = stage.signed_in("ada");
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"], "without its metadata");
    for method in ["GET", "DELETE"] {
        let when = json!({"method": method, "path": "/api/v2/users/*"});
        stage.fault(&json!({"when": when, "times": 9,
            "then": {"status": 403, "body": {"errorCode": "insufficient_scope"}}}));
        browser.get("/me");
        browser.post_json("/unlink", &[("provider", "github"), ("user_id", "2001")]);
        stage.heal();
        is_well(&stage, &mut browser);
    }
    assert!(stage.log().contains("read user: refused; it needs the scope read:current_user"));
    assert!(stage.log().contains("needs the scope update:current_user_identities"));
}

#[test]
fn attack_a_visitor_who_asks_for_what_is_not_offered_does_not_alarm_the_operator() {
    let stage = Stage::native(&[("management", "client")]);
    stage.grant("local-app", &["read:users", "update:users"]);
    let mut browser = stage.signed_in("ada");
    browser.link("google-oauth2|1001");
    let fields = [("provider", "google-oauth2"), ("user_id", "1001"), ("delete", "on")];
    assert_eq!(browser.post_outcome("/unlink", &fields), "unlinked_only");
    assert!(stage.log().contains("delete user: refused; it needs the scope delete:users"));
    is_well(&stage, &mut browser);
}

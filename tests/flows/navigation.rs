//! What only a navigation of the person's own tab may do, and what no GET may.

use http::Request;
use http::header::SET_COOKIE;

use crate::instance::callback;
use crate::paths::paths;
use crate::support::{Attacks, Stage};

#[test]
fn attack_a_callback_in_a_frame_an_image_or_a_prefetch_is_refused_and_uses_nothing_up() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("callback-elsewhere", stage.is_native());
    let mut browser = stage.browser();
    let callback = callback(&stage, &mut browser, "ada");
    stage.forget_requests();
    let get = |headers: &[(&str, &str)]| {
        let mut request = Request::get(&callback);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Vec::new()).unwrap()
    };
    for (what, headers) in [
        ("a sibling host's image", [("sec-fetch-site", "same-site"), ("sec-fetch-dest", "image")]),
        ("a frame", [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")]),
        ("an embedded object", [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "object")]),
        ("a script's fetch", [("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")]),
        ("a fetch without CORS", [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "empty")]),
        ("a prefetch", [("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch")]),
        ("a prerender", [("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch;prerender")]),
        ("an old browser's prefetch", [("sec-fetch-mode", "navigate"), ("purpose", "prefetch")]),
    ] {
        let answer = browser.send(get(&headers));
        let refused = answer.status() == 403 && !answer.headers().contains_key(SET_COOKIE);
        let attack = format!("the right callback, opened by {what}, with all cookies");
        attacks.tried(&attack, refused, "`not_a_navigation`, and the sign-in still waits");
    }
    assert_eq!(stage.requests(), Vec::<String>::new());
    let answer = browser.send(get(&[
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ]));
    assert_eq!(answer.headers()["location"], "/");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
    attacks.finish();
}

#[test]
fn attack_a_get_changes_nothing_at_the_tenant() {
    let stage = Stage::by_message(&[("review", "never")]);
    let mut attacks = Attacks::new("gets", stage.is_native());
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    browser.me();
    let fields = "provider=github&user_id=2001&connection=github&choice=switch&otp=1&review=x&\
        phone_number=%2B15550101&code=c&state=s&_method=POST";
    for path in paths() {
        stage.forget_requests();
        for method in ["GET", "HEAD"] {
            let request =
                Request::builder().method(method).uri(format!("{}{path}?{fields}", stage.app()));
            browser.clone().send(request.body(Vec::new()).unwrap());
        }
        let asked = stage.requests();
        let harmless = asked.iter().all(|it| it.starts_with("GET "));
        let reads = if asked.is_empty() { "the tenant is not asked" } else { "the tenant is read" };
        attacks.tried(
            &format!("`GET` and `HEAD {path}` with every field in the address"),
            harmless,
            reads,
        );
    }
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    assert!(stage.messages().is_empty());
    attacks.finish();
}

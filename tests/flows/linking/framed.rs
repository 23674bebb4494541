//! Clickjacking: no answer that a browser may show, whatever its status, shows in a frame of another page,
//! and a login does not begin in one.

use http::Request;
use http::header::CONTENT_SECURITY_POLICY;

use super::{EVIL, Trial, ask};
use crate::support::{Attacks, Stage, form_request};

#[test]
fn no_page_with_a_button_shows_in_a_frame() {
    let mut attacks = Attacks::new("linking-framed", Stage::are_native());
    let stage = Stage::new();
    let mut ada = stage.signed_in("ada");
    ada.prove("github|2001");
    let mut trial = Trial::new(&stage, &mut attacks, "");
    let framed = |path: &str| {
        Request::get(format!("{}{path}", stage.app()))
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "iframe")
            .header("referer", EVIL)
            .body(Vec::new())
            .unwrap()
    };
    let form = |path: &str, fields: &[(&str, &str)]| {
        let mut form = form_request(&format!("{}{path}", stage.app()), fields);
        form.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        form
    };
    for (name, request) in [
        ("the settings page", framed("/")),
        ("the settings page while a link waits", framed("/?outcome=review")),
        ("the button that begins a link", framed("/link/start?connection=github")),
        ("the refusal of a button", framed("/link/start?connection=evil")),
        ("the refusal of a login", framed("/login?connection=google-oauth2")),
        ("a callback that is loaded once more", framed("/link/callback?state=x&code=c")),
        ("the page of an unknown address", framed("/nowhere")),
        ("the page of a wrong method", framed("/unlink")),
        ("what a script reads", framed("/me")),
        ("the review", framed("/link/review")),
        ("the drawn page", framed("/settings")),
        (
            "the page that goes on to the second sign-in",
            form("/link/start", &[("connection", "github")]),
        ),
        ("the page that goes on to the end of Auth0's session", form("/logout", &[])),
        ("the refusal of a form", form("/link/start", &[])),
    ] {
        let bare = name.contains("loaded once more");
        // Signing out ends copies of the cookies, too.
        let answer = match name {
            _ if bare => stage.exchange(request),
            _ if request.uri().path() == "/logout" => stage.signed_in("ada").send(request),
            _ => ada.clone().send(request),
        };
        // Nor may a script elsewhere read it.
        let shared = |name: &http::HeaderName| name.as_str().starts_with("access-control-");
        assert!(!answer.headers().keys().any(shared), "{name}");
        let policies: Vec<_> = answer.headers().get_all(CONTENT_SECURITY_POLICY).iter().collect();
        let refuses = policies.len() == 1
            && policies[0]
                .to_str()
                .unwrap()
                .split(';')
                .any(|it| it.trim() == "frame-ancestors 'none'")
            && answer.headers()["cross-origin-opener-policy"] == "same-origin"
            && answer.headers()["cross-origin-resource-policy"] == "same-origin";
        trial.held(name, refuses, "`frame-ancestors 'none'`");
    }
    for (name, dest) in [("a frame", "iframe"), ("an object", "object"), ("an image", "image")] {
        let headers = [("sec-fetch-site", "cross-site"), ("sec-fetch-dest", dest)];
        let before = ada.own_cookies().len();
        let code = ask(&mut ada, "GET", "/login", &headers);
        assert_eq!(ada.own_cookies().len(), before);
        trial.refused(&format!("a login in {name}"), &code);
    }
    assert_eq!(ada.confirm(&[]), "linked");
    attacks.finish();
}

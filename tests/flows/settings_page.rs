//! The static page, and what every answer carries.

use http::{Method, Request, StatusCode};

use crate::support::{Stage, form_request, json};

fn request(stage: &Stage, method: &str, path: &str) -> Request<Vec<u8>> {
    let url = format!("{}{path}", stage.app());
    Request::builder().method(method).uri(url).body(Vec::new()).unwrap()
}

#[test]
fn is_the_same_for_everybody_and_can_be_cached() {
    let stage = Stage::new();
    let answer = stage.exchange(request(&stage, "GET", "/"));
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["cache-control"], "public, max-age=300");
    assert!(!answer.headers().contains_key("set-cookie"));
    let signed_in = stage.signed_in("ada").open("/?outcome=linked");
    assert_eq!(signed_in.body.as_bytes(), answer.body());
    assert!(!signed_in.headers.contains_key("set-cookie"));
}

#[test]
fn names_files_that_never_change() {
    let stage = Stage::new();
    let page = stage.exchange(request(&stage, "GET", "/"));
    let page = String::from_utf8(page.into_body()).unwrap();
    for (start, end) in [
        ("/settings.", ".css"),
        ("/words.", ".js"),
        ("/parts.", ".js"),
        ("/review.", ".js"),
        ("/passwordless.", ".js"),
        ("/settings.", ".js"),
        ("/favicon.", ".svg"),
    ] {
        let found = page.split('"').find(|it| it.starts_with(start) && it.ends_with(end)).unwrap();
        let answer = stage.exchange(request(&stage, "GET", found));
        assert_eq!(answer.status(), StatusCode::OK, "{found}");
        assert!(answer.headers()["cache-control"].to_str().unwrap().contains("immutable"));
        let mut again = request(&stage, "GET", found);
        again.headers_mut().insert("if-none-match", answer.headers()["etag"].clone());
        let again = stage.exchange(again);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{found}");
        assert!(!again.headers().contains_key("content-length"), "{found}");
        assert_eq!(again.headers()["etag"], answer.headers()["etag"]);
    }
}

#[test]
fn is_compressed_and_answers_head() {
    let stage = Stage::new();
    let mut head = request(&stage, "HEAD", "/");
    head.headers_mut().insert("accept-encoding", "br".parse().unwrap());
    let answer = stage.exchange(head);
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-encoding"], "br");
    assert!(answer.body().is_empty());
    let length: usize = answer.headers()["content-length"].to_str().unwrap().parse().unwrap();
    assert!(length > 100);
}

#[test]
fn weighs_less_than_thirty_kilobytes() {
    let stage = Stage::new();
    let answer = stage.exchange(request(&stage, "GET", "/"));
    let page = String::from_utf8(answer.into_body()).unwrap();
    let named = page.split('"').filter(|it| it.starts_with('/') && it.matches('.').count() == 2);
    let weight: usize = named
        .chain(["/"])
        .map(|path| {
            let mut asked = request(&stage, "GET", path);
            asked.headers_mut().insert("accept-encoding", "br".parse().unwrap());
            let answer = stage.exchange(asked);
            assert_eq!(answer.headers()["content-encoding"], "br", "{path}");
            answer.body().len()
        })
        .sum();
    assert!((10_000..30_000).contains(&weight), "{weight} bytes");
}

#[test]
fn every_answer_protects_itself() {
    let stage = Stage::new();
    let mut answers = Vec::new();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/me"),
        ("GET", "/login"),
        ("GET", "/healthz"),
        ("GET", "/link/start?connection=github"),
        ("GET", "/link/callback"),
        ("GET", "/link/review"),
        ("GET", "/nowhere"),
        ("POST", "/unlink"),
        ("POST", "/link/callback"),
        ("POST", "/link/passwordless/start"),
        ("POST", "/link/passwordless/verify"),
        ("DELETE", "/me"),
        ("HEAD", "/"),
        ("GET", "/settings.0123456789ab.css"),
    ] {
        answers.push((path, stage.exchange(request(&stage, method, path))));
    }
    for (path, answer) in answers {
        let header = |name: &str| {
            let value = answer.headers().get(name).unwrap_or_else(|| panic!("{path}: no {name}"));
            value.to_str().unwrap().to_owned()
        };
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}");
        assert!(policy.contains("form-action 'self'"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        let shared = path == "/" || path.starts_with("/settings.");
        assert_eq!(header("cache-control") != "no-store", shared, "{path}");
        let https = stage.app().starts_with("https:");
        assert_eq!(answer.headers().contains_key("strict-transport-security"), https, "{path}");
    }
}

#[test]
fn unknown_paths_and_methods_are_told_apart() {
    let stage = Stage::new();
    for path in ["/nowhere", "/settings.css", "/index.html", "/me/", "//me", "/link/callbackx"] {
        let answer = stage.exchange(request(&stage, "GET", path));
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for (method, path, allowed) in [
        ("GET", "/unlink", "POST"),
        ("POST", "/me", "GET"),
        ("PUT", "/", "GET, HEAD"),
        ("GET", "/link/passwordless/start", "POST"),
        ("PUT", "/link/passwordless/verify", "POST"),
        ("POST", "/link/callback", "GET"),
        ("DELETE", "/link/start", "GET, POST"),
    ] {
        let mut asked = request(&stage, method, path);
        asked.headers_mut().insert("accept", "application/json".parse().unwrap());
        let answer = stage.exchange(asked);
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert_eq!(answer.headers()["allow"], allowed, "{method} {path}");
        assert_eq!(json(&answer)["code"], "method_not_allowed");
    }
}

#[test]
fn refuses_what_is_too_large() {
    let stage = Stage::new();
    let url = format!("{}/unlink", stage.app());
    let mut large = form_request(&url, &[("provider", &"x".repeat(20_000))]);
    large.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    assert_eq!(stage.exchange(large).status(), StatusCode::PAYLOAD_TOO_LARGE);

    let mut long = request(&stage, "GET", "/me");
    long.headers_mut().insert("x-long", "x".repeat(30_000).parse().unwrap());
    assert_eq!(stage.exchange(long).status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
}

#[test]
fn refuses_a_cross_site_form_on_every_route_that_changes_something() {
    let stage = Stage::by_message(&[]);
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    assert_eq!(browser.send_code("+15550100"), "code_sent");
    let code = stage.code("+15550100");
    for (path, fields) in [
        ("/unlink", &[("provider", "github"), ("user_id", "2001")][..]),
        ("/link/start", &[("connection", "github")]),
        ("/link/confirm", &[("review", review.as_str())]),
        ("/link/cancel", &[("review", review.as_str())]),
        ("/link/passwordless/start", &[("connection", "sms"), ("phone_number", "+15550101")]),
        ("/link/passwordless/verify", &[("otp", &*code)]),
        ("/login/switch", &[("choice", "switch")]),
        ("/logout", &[]),
    ] {
        for site in ["cross-site", "same-site", "none"] {
            let mut request = form_request(&format!("{}{path}", stage.app()), fields);
            request.headers_mut().insert("sec-fetch-site", site.parse().unwrap());
            request.headers_mut().insert("origin", stage.app().parse().unwrap());
            let answer = browser.send(request);
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {site}");
            assert!(!answer.headers().contains_key("set-cookie"), "{path} {site}");
        }
        let bare = form_request(&format!("{}{path}", stage.app()), fields);
        assert_eq!(browser.send(bare).status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    assert_eq!(stage.messages().len(), 1);
    assert_eq!(browser.type_code(&code), "review", "no try of it was used");
}

#[test]
fn takes_forms_only_as_forms() {
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    let mut request = request(&stage, "POST", "/link/start");
    *request.body_mut() = br#"{"connection":"github"}"#.to_vec();
    for (name, value) in [
        ("content-type", "application/json"),
        ("sec-fetch-site", "same-origin"),
        ("accept", "application/json"),
    ] {
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let answer = browser.send(request);
    assert_eq!(
        (answer.status(), &json(&answer)["code"]),
        (StatusCode::BAD_REQUEST, &"invalid_request".into())
    );
}

#[test]
fn says_that_it_is_healthy() {
    let stage = Stage::new();
    let answer = stage.exchange(request(&stage, "GET", "/healthz"));
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(json(&answer)["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn names_every_wrong_setting_and_serves_nothing_else() {
    let stage =
        Stage::with(&[("review", "yes"), ("cookie_secrets", "short"), ("session_idle", "1")]);
    let answer = stage.exchange(request(&stage, "GET", "/healthz"));
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let document = json(&answer);
    assert_eq!(
        document["variables"],
        serde_json::json!(["cookie_secrets", "review", "session_idle"])
    );
    assert!(!document.to_string().contains("short"), "a value is not repeated");
    for (method, path) in [("GET", "/me"), ("GET", "/login"), ("POST", "/unlink")] {
        let answer = stage.exchange(request(&stage, method, path));
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    let log = stage.log();
    for name in ["cookie_secrets", "review", "session_idle"] {
        assert!(log.contains(&format!("{name} must be")), "{log}");
    }
}

#[test]
fn an_odd_method_does_not_trap() {
    let stage = Stage::new();
    for method in ["OPTIONS", "TRACE", "PURGE", "FOO"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut asked = request(&stage, "GET", "/me");
        *asked.method_mut() = method.clone();
        assert_eq!(stage.exchange(asked).status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

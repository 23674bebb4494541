//! The static page and its files, and what is said where the settings are wrong.

use http::{Request, StatusCode};

use crate::support::{Stage, json};

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
        ("/overview.", ".js"),
        ("/panel.", ".js"),
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

/// HTML, CSS and JavaScript as they travel, with the sentences of the language that takes most room.
#[test]
fn weighs_less_than_thirty_kilobytes() {
    let stage = Stage::new();
    let weigh = |path: &str| {
        let mut asked = request(&stage, "GET", path);
        asked.headers_mut().insert("accept-encoding", "br".parse().unwrap());
        let answer = stage.exchange(asked);
        assert_eq!(answer.headers()["content-encoding"], "br", "{path}");
        answer.body().len()
    };
    let page = text(&stage, "/");
    let named: Vec<&str> = files_named_in(&page).collect();
    let speaker = named.iter().find(|path| path.starts_with("/words.")).unwrap();
    let speaker = text(&stage, speaker);
    let languages: Vec<usize> = files_named_in(&speaker).map(weigh).collect();
    assert_eq!(languages.len(), 7);
    let heaviest = languages.into_iter().max().unwrap();
    let weight = named.into_iter().chain(["/"]).map(weigh).sum::<usize>() + heaviest;
    assert!((15_000..30 * 1024).contains(&weight), "{weight} bytes");
}

fn text(stage: &Stage, path: &str) -> String {
    String::from_utf8(stage.exchange(request(stage, "GET", path)).into_body()).unwrap()
}

/// Addresses with a hash in them.
fn files_named_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').filter(|it| it.starts_with('/') && it.matches('.').count() == 2)
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
fn says_that_it_is_healthy() {
    let stage = Stage::new();
    let answer = stage.exchange(request(&stage, "GET", "/healthz"));
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(json(&answer)["version"], env!("CARGO_PKG_VERSION"));
    // The log names the route, not what was asked for.
    assert!(stage.log().contains(r#""path":"/healthz""#), "{}", stage.log());
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

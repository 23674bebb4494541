//! The static page and its files, what they and the drawn page weigh, and what is said where the settings are
//! wrong.

mod scripts;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Request, StatusCode};
use serde_json::json as value;

use crate::support::{DATABASE, Stage, json};

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
        ("/panel.", ".js"),
        ("/drawn.", ".js"),
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

/// What a first visit without looks brings, as it travels: the page, with its style in it, the files that it
/// names, and what is drawn for somebody who is signed out, or in.
#[test]
fn a_first_visit_is_six_requests_and_thirteen_kilobytes() {
    let stage = two_accounts();
    let weigh = |path: &str| {
        let mut asked = request(&stage, "GET", path);
        asked.headers_mut().insert("accept-encoding", "br".parse().unwrap());
        let answer = stage.exchange(asked);
        assert_eq!(answer.headers()["content-encoding"], "br", "{path}");
        answer.body().len()
    };
    let page = text(&stage, "/");
    // What stands in the page itself is not asked for.
    let own = page.split("data-href=\"").nth(1).unwrap().split('"').next().unwrap();
    let named: Vec<&str> = files_named_in(&page).filter(|it| *it != own).collect();
    let mut asked: Vec<&str> = named.iter().copied().chain(["/"]).collect();
    asked.sort_unstable();
    asked.dedup();
    let bodies: usize = asked.iter().map(|path| weigh(path)).sum();
    // And one for what is drawn.
    assert!(asked.len() < 6, "{asked:?}");
    for (who, drawn, limit) in [
        ("signed out", text(&stage, "/settings"), 13),
        ("signed in, with all that opens", stage.signed_in("ada").open("/settings").body, 16),
    ] {
        let mut packed = GzEncoder::new(Vec::new(), Compression::new(2));
        packed.write_all(drawn.as_bytes()).unwrap();
        let drawn = packed.finish().unwrap().len();
        let fits = (8_000..=limit * 1024).contains(&(bodies + drawn));
        assert!(fits, "{who}: {bodies} + {drawn} bytes");
    }
}

/// Ada with a second account that can be unlinked in every way, and every way to link that there is.
fn two_accounts() -> Stage {
    let stage = Stage::by_message(&[("management", "client")]);
    set(&stage, "github|2001", &value!({"size": "big"}));
    stage.signed_in("ada").link("github|2001");
    stage
}

/// Gives a user of the example tenant this metadata.
fn set(stage: &Stage, user_id: &str, metadata: &serde_json::Value) {
    let (provider, id) = user_id.split_once('|').unwrap();
    let connection = if provider == "auth0" { DATABASE } else { provider };
    stage.put_user(&value!({
        "user_id": user_id, "name": "Ada Lindqvist", "email": "ada@example.com",
        "email_verified": true, "user_metadata": metadata,
        "identities": [{"provider": provider, "user_id": id, "connection": connection,
            "password": "worthless-ada"}],
    }));
}

/// Before they are compressed, which costs by the byte.
#[test]
fn what_is_drawn_is_small() {
    let overview = two_accounts().signed_in("ada").open("/settings").body;
    assert!(overview.contains("name=\"delete\"") && overview.contains("name=\"restore\""));
    let stage = Stage::native(&[("management", "client")]);
    set(&stage, "auth0|ada", &value!({"tone": "dark", "only": 1, "tags": ["a"], "same": true}));
    set(
        &stage,
        "github|2001",
        &value!({"tone": "light", "size": "big", "tags": ["b"], "same": true}),
    );
    let mut browser = stage.signed_in("ada");
    browser.prove("github|2001");
    let review = browser.open("/settings").body;
    assert_eq!(review.matches("class=\"setting\"").count(), 5);
    let (overview, review) = (overview.len(), review.len());
    assert!(overview <= 14 * 1024, "{overview} bytes, a review {review}");
    assert!(review <= 14 * 1024, "{review} bytes");
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

//! Addresses that are only like a route's, methods that a path does not have, and addresses of other hosts.

use std::collections::BTreeSet;

use account_linking::route::ROUTES;
use http::header::{ACCEPT, SET_COOKIE};
use http::{Method, Request, StatusCode};

use crate::limits::{check_unchanged, linked};
use crate::support::{Attacks, Stage, form_request, json};

/// What an action would need, were it reached.
const FIELDS: [(&str, &str); 3] =
    [("provider", "github"), ("user_id", "2001"), ("connection", "github")];

/// Every path but those of the page's further files.
pub(crate) fn paths() -> BTreeSet<&'static str> {
    ROUTES.iter().map(|route| route.rules().path).chain(["/"]).collect()
}

#[test]
fn attack_a_method_that_a_path_does_not_have_is_refused() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("methods", stage.is_native());
    let mut browser = linked(&stage);
    for name in [
        "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "HEAD", "PROPFIND", "PURGE", "TRACK",
        "DEBUG", "get", "post", "Post", "GETS", "INVENTED", "M-SEARCH",
    ] {
        let method = Method::from_bytes(name.as_bytes()).unwrap();
        let mut all = true;
        for path in paths() {
            if name == "HEAD" && ["/", "/brand.css"].contains(&path) {
                continue;
            }
            let url = format!("{}{path}?provider=github&user_id=2001", stage.app());
            let request = Request::builder().method(&method).uri(url);
            let request = request.header("sec-fetch-site", "same-origin");
            let answer = browser.send(request.body(Vec::new()).unwrap());
            let allow = answer.headers().get("allow").map(|it| it.to_str().unwrap().to_owned());
            all &= answer.status() == StatusCode::METHOD_NOT_ALLOWED
                && allow
                    .is_some_and(|it| ["GET", "POST", "GET, POST", "GET, HEAD"].contains(&&*it))
                && !answer.headers().contains_key(SET_COOKIE)
                && !answer.headers().keys().any(|it| it.as_str().starts_with("access-control"));
        }
        attacks.tried(&format!("`{name}` on every path"), all, "405 with `Allow`");
    }
    // A preflight of another site's script: no CORS, whatever it asks for.
    let mut all = true;
    for path in paths() {
        let preflight = Request::options(format!("{}{path}", stage.app()))
            .header("origin", "https://evil.example")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        let answer = stage.exchange(preflight.body(Vec::new()).unwrap());
        all &= !answer.status().is_success()
            && !answer.headers().keys().any(|it| it.as_str().starts_with("access-control"));
    }
    attacks.tried("a CORS preflight on every path", all, "405, no `Access-Control-…`");
    check_unchanged(&mut browser);
    attacks.finish();
}

/// What is done to a path, in words and in fact.
type Trick = (&'static str, fn(&str) -> String);

#[test]
fn attack_a_path_that_is_only_like_a_route_is_not_found() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("paths", stage.is_native());
    let mut browser = linked(&stage);
    let tricks: [Trick; 24] = [
        ("two slashes before", |path| format!("/{path}")),
        ("three slashes before", |path| format!("//{path}")),
        ("a slash behind", |path| format!("{path}/")),
        ("two slashes behind", |path| format!("{path}//")),
        ("`/.` before", |path| format!("/.{path}")),
        ("`/.` behind", |path| format!("{path}/.")),
        ("`/x/..` before", |path| format!("/x/..{path}")),
        ("`/x/..` behind", |path| format!("{path}/x/..")),
        ("`/%2e` before", |path| format!("/%2e{path}")),
        ("`%2f` for the first slash", |path| path.replacen('/', "/%2f", 1)),
        ("`%5c` before", |path| format!("/%5c{}", &path[1..])),
        ("a `;` behind", |path| format!("{path};")),
        ("a parameter behind", |path| format!("{path};a=b")),
        ("`;/` before", |path| format!("/;{path}")),
        ("a dot behind", |path| format!("{path}.")),
        ("`.json` behind", |path| format!("{path}.json")),
        ("`%20` behind", |path| format!("{path}%20")),
        ("`%00` behind", |path| format!("{path}%00")),
        ("`%0a` behind", |path| format!("{path}%0a")),
        ("`%3f` behind", |path| format!("{path}%3fa=b")),
        ("`%23` behind", |path| format!("{path}%23")),
        ("upper case", |path| path.to_uppercase()),
        ("an encoded letter", |path| {
            let last = path.as_bytes()[path.len() - 1];
            format!("{}%{last:02x}", &path[..path.len() - 1])
        }),
        ("a letter more", |path| format!("{path}x")),
    ];
    for (what, trick) in tricks {
        let mut all = true;
        for path in paths().into_iter().filter(|path| *path != "/") {
            for method in ["GET", "POST"] {
                let url = format!("{}{}", stage.app(), trick(path));
                let mut request = form_request(&url, if method == "POST" { &FIELDS } else { &[] });
                *request.method_mut() = method.parse().unwrap();
                request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
                let answer = browser.send(request);
                let found = answer.status() != StatusCode::NOT_FOUND;
                assert!(!found, "{method} {}: {}", trick(path), answer.status());
                all &= !found && !answer.headers().contains_key(SET_COOKIE);
            }
        }
        attacks.tried(&format!("every path with {what}"), all, "404");
    }
    check_unchanged(&mut browser);
    attacks.finish();
}

#[test]
fn attack_another_hosts_address_in_the_request_line_is_not_looked_at() {
    // What HTTP/1.1 calls the absolute form. The development host takes none at all.
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let request = Request::get("http://evil.example:81/login").body(Vec::new()).unwrap();
    let answer = stage.exchange(browser.with_cookies(request));
    let location = answer.headers()["location"].to_str().unwrap();
    assert!(location.contains("redirect_uri=https%3A%2F%2Fapp.example%2F"), "{location}");
    assert!(!location.contains("evil"));
    let request = Request::get("http://evil.example/me").header(ACCEPT, "application/json");
    let answer = stage.exchange(browser.with_cookies(request.body(Vec::new()).unwrap()));
    assert_eq!(json(&answer)["code"], "signed_out", "the browser has no cookies for that host");
    assert_eq!(browser.me()["user"]["user_id"], "auth0|ada");
}

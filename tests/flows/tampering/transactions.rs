//! How many logins and links live at once, what pushes out what, and what begins none.

use http::header::SET_COOKIE;
use http::{Method, Request};

use crate::support::{Attacks, Browser, Stage, json};

use super::specimens::state_in;

/// Headers of a navigation in the person's own tab, as another site can cause it.
const NAVIGATION: [(&str, &str); 3] = [
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
];

/// Begins a login; its state.
fn begin_login(browser: &mut Browser<'_>, query: &str) -> String {
    let mut request = Request::get(format!("{}/login{query}", browser.stage().app()));
    for (name, value) in NAVIGATION {
        request = request.header(name, value);
    }
    let answer = browser.send(request.body(Vec::new()).unwrap());
    state_in(answer.headers()["location"].to_str().unwrap())
}

fn begin_link(browser: &mut Browser<'_>) -> String {
    let answer = json(&browser.post_json("/link/start", &[("connection", "github")]));
    state_in(answer["location"].as_str().unwrap_or_else(|| panic!("{answer}")))
}

/// Whether the callback of this state finds its transaction.
fn lives(browser: &Browser<'_>, state: &str) -> bool {
    let mut browser = browser.clone();
    let app = browser.stage().app();
    let url = format!("{app}/link/callback?state={state}&error=access_denied");
    let answer = browser.send(Request::get(url).body(Vec::new()).unwrap());
    let location = answer.headers().get("location").map(|it| it.to_str().unwrap());
    location == Some("/?outcome=access_denied")
}

#[test]
fn three_logins_and_two_links_live_at_once_and_the_oldest_of_a_kind_goes() {
    let stage = Stage::native(&[]);
    let mut browser = stage.signed_in("ada");
    let mut logins = Vec::new();
    let mut links = Vec::new();
    for _ in 0..5 {
        stage.pass(1);
        logins.push(begin_login(&mut browser, ""));
        links.push(begin_link(&mut browser));
    }
    let alive = |states: &[String]| -> Vec<bool> {
        states.iter().map(|state| lives(&browser, state)).collect()
    };
    assert_eq!(alive(&logins), [false, false, true, true, true]);
    assert_eq!(alive(&links), [false, false, false, true, true]);
    let own = browser.own_cookies();
    assert_eq!(own.iter().filter(|name| name.starts_with("transaction-")).count(), 5);
}

#[test]
fn attack_navigations_from_elsewhere_that_crowd_out_a_link() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("cookies-crowded", stage.is_native());
    let path = |letter: &str, count: usize| format!("?return_to=/{}", letter.repeat(count));
    let organization = format!("&organization={}", "%22".repeat(128));
    for (how, query) in [
        ("", String::new()),
        (", each with the longest path", path("a", 511)),
        (", each with a path that grows when it is encoded", path("%C3%A9", 170)),
        (", each with the longest path and organization", path("a", 511) + &organization),
    ] {
        let mut browser = stage.signed_in("ada");
        let link = begin_link(&mut browser);
        for _ in 0..20 {
            begin_login(&mut browser, &query);
        }
        let attack = format!("twenty logins against a link that waits{how}");
        attacks.tried(&attack, lives(&browser, &link), "the link lives");

        let mut browser = stage.signed_in("ada");
        for _ in 0..20 {
            begin_login(&mut browser, &query);
        }
        let link = begin_link(&mut browser);
        let attack = format!("twenty logins before a link begins{how}");
        attacks.tried(&attack, lives(&browser, &link), "the link begins");

        let page = browser.start_link("github");
        for _ in 0..20 {
            begin_login(&mut browser, &query);
        }
        let page = browser.submit(&page, "/u/social", &[("user_id", "github|2001")]);
        let review = page.outcome().as_deref() == Some("review");
        let attack = format!("twenty logins before a link's proof{how}");
        attacks.tried(&attack, review, "the review waits");

        for _ in 0..20 {
            begin_login(&mut browser, &query);
        }
        let waits = browser.me()["pending"]["connection"] == "github";
        let attack = format!("twenty logins against a review that waits{how}");
        attacks.tried(&attack, waits, "the review waits");
    }
    attacks.finish();
}

/// Every path that is read, and some that are not.
const READ: [&str; 11] = [
    "/",
    "/healthz",
    "/link/review",
    "/link/start?connection=github",
    "/login/lock",
    "/login/lock/options",
    "/me",
    "/nowhere",
    "/settings",
    "/suggestions",
    "/?outcome=linked",
];

/// Every path that is posted to.
const POSTED: [&str; 8] = [
    "/link/cancel",
    "/link/confirm",
    "/link/passwordless/start",
    "/link/passwordless/verify",
    "/link/start",
    "/login/switch",
    "/logout",
    "/unlink",
];

#[test]
fn attack_requests_that_must_leave_no_cookie() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("cookies-none", stage.is_native());
    let signed_in = stage.signed_in("ada");
    let mut tried = |attack: &str,
                     browser: &Browser<'_>,
                     method: &Method,
                     path: &str,
                     headers: &[(&'static str, &str)]| {
        let url = format!("{}{path}", stage.app());
        let mut request = Request::builder().method(method.clone()).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = browser.with_cookies(request.body(Vec::new()).unwrap());
        let answer = stage.exchange(request);
        let status = answer.status().as_u16().to_string();
        let none = !answer.headers().contains_key(SET_COOKIE);
        attacks.tried(attack, none, &format!("no cookie, {status}"));
    };
    let nobody = stage.browser();
    let elsewhere = ("sec-fetch-site", "cross-site");
    let no_login: [(&str, &[(&'static str, &str)]); 13] = [
        ("prefetched", &[("sec-purpose", "prefetch")]),
        ("prefetched for a person who hides", &[("sec-purpose", "prefetch;anonymous-client-ip")]),
        ("rendered before it is asked for", &[("sec-purpose", "prefetch;prerender")]),
        ("prefetched by an older browser", &[("purpose", "prefetch")]),
        ("previewed", &[("purpose", "preview")]),
        (
            "fetched by a script",
            &[elsewhere, ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")],
        ),
        ("fetched without a look at it", &[elsewhere, ("sec-fetch-mode", "no-cors")]),
        ("as an image", &[elsewhere, ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")]),
        ("as a script", &[elsewhere, ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")]),
        ("in a frame", &[elsewhere, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")]),
        (
            "as an object",
            &[elsewhere, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "object")],
        ),
        ("as a web socket", &[elsewhere, ("sec-fetch-mode", "websocket")]),
        (
            "by our own page's script",
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-mode", "cors")],
        ),
    ];
    for (how, headers) in no_login {
        tried(&format!("`GET /login` {how}"), &nobody, &Method::GET, "/login", headers);
    }
    for (whose, browser) in [("nobody", &nobody), ("somebody", &signed_in)] {
        for path in READ {
            let attack = format!("`GET {path}` by {whose}, from elsewhere");
            tried(&attack, browser, &Method::GET, path, &NAVIGATION);
        }
        for path in READ.iter().chain(&["/login", "/link/callback?state=a&code=b"]) {
            let attack = format!("`HEAD {path}` by {whose}");
            tried(&attack, browser, &Method::HEAD, path, &NAVIGATION);
        }
        for path in POSTED.iter().filter(|path| **path != "/link/start") {
            let attack = format!("`GET {path}` by {whose}");
            tried(&attack, browser, &Method::GET, path, &NAVIGATION);
        }
        for path in POSTED {
            let attack = format!("`POST {path}` by {whose}, from elsewhere");
            tried(&attack, browser, &Method::POST, path, &NAVIGATION);
        }
    }
    let callback = "/link/callback?state=a&code=b";
    for (how, headers) in no_login {
        let attack = format!("a callback {how}, without cookies");
        tried(&attack, &nobody, &Method::GET, callback, headers);
        let attack = format!("a callback {how}, beside a session");
        tried(&attack, &signed_in, &Method::GET, callback, headers);
    }
    attacks.finish();
}

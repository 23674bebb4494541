//! Pages that are not listed, and requests of listed pages that only a form, a frame or an image would send:
//! none of them is answered with anything but a refusal.

use http::Response;
use http::header::SET_COOKIE;

use super::{LISTED, SCRIPT, SHOP, request};
use crate::limits::{check_unchanged, linked};
use crate::support::{Attacks, Browser, Stage};

const EVIL: &str = "https://evil.example";

/// A method, a path and the fields of a form.
pub(super) type Door = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What a listed page may ask, with what would work.
const DOORS: [Door; 9] = [
    ("GET", "/me", &[]),
    ("GET", "/link/review", &[]),
    ("GET", "/suggestions", &[]),
    ("POST", "/later", &[]),
    ("POST", "/link/start", &[("connection", "github")]),
    ("POST", "/link/cancel", &[("review", "r")]),
    ("POST", "/login/switch", &[("choice", "keep")]),
    ("POST", "/unlink", &[("provider", "github"), ("user_id", "2001")]),
    ("POST", "/logout", &[]),
];

/// What no script of another origin may ask, or has a use for.
const CLOSED: [(&str, &str); 18] = [
    ("GET", "/login"),
    ("GET", "/login?return_to=https%3A%2F%2Fshop.example%2F"),
    ("GET", "/login/lock"),
    ("GET", "/login/lock/options"),
    ("GET", "/link/callback?code=c&state=s"),
    ("GET", "/link/callback?error=access_denied&state=s"),
    ("POST", "/link/callback"),
    ("GET", "/link/start?connection=github"),
    ("GET", "/link/authorize?transaction=x"),
    ("POST", "/link/confirm"),
    ("POST", "/link/passwordless/start"),
    ("POST", "/link/passwordless/verify"),
    ("POST", "/verification-email"),
    ("POST", "/backchannel-logout"),
    ("GET", "/healthz"),
    ("GET", "/unlink"),
    ("POST", "/me"),
    ("GET", "/nowhere"),
];

fn is_refused(answer: &Response<Vec<u8>>) -> bool {
    let body = String::from_utf8_lossy(answer.body());
    answer.status() == 403
        && ["cross_site", "did not come from this page"].iter().any(|it| body.contains(it))
        && !answer.headers().contains_key(SET_COOKIE)
}

/// The headers by which a script of another origin may read an answer.
pub(super) fn cors(answer: &Response<Vec<u8>>) -> Vec<String> {
    let of_cors = |name: &str| name.starts_with("access-control-");
    let names = answer.headers().keys().filter(|name| of_cors(name.as_str()));
    names.map(|name| name.as_str().to_owned()).collect()
}

/// Every door, refused to these headers; `readable`: the refusal itself may be read.
fn refused_everywhere(
    browser: &mut Browser<'_>,
    headers: &[(&'static str, &str)],
    readable: bool,
) -> bool {
    DOORS.iter().all(|(method, path, fields)| {
        let stage = browser.stage();
        let answer = browser.send(request(stage, method, path, fields, headers));
        assert!(is_refused(&answer), "{method} {path} {headers:?}: {}", answer.status());
        assert_eq!(!cors(&answer).is_empty(), readable, "{method} {path} {headers:?}");
        assert_eq!(answer.headers()["vary"], "origin", "{method} {path}");
        true
    })
}

#[test]
fn attack_an_origin_that_is_only_like_a_listed_one_is_refused() {
    let stage = Stage::by_message(&[LISTED]);
    let mut attacks = Attacks::new("embedded-origins", stage.is_native());
    let mut browser = linked(&stage);
    for (what, origin) in [
        ("another site", EVIL),
        ("another scheme", "http://shop.example"),
        ("another port", "https://shop.example:444"),
        ("the default port, spelled out", "https://shop.example:443"),
        ("no port where one is listed", "http://localhost"),
        ("more digits of a port", "http://localhost:30000"),
        ("another name of the same machine", "http://127.0.0.1:3000"),
        ("a listed host over TLS", "https://localhost:3000"),
        ("a sub-domain", "https://a.shop.example"),
        ("the domain above", "https://example"),
        ("a listed one as a beginning", "https://shop.example.evil.example"),
        ("a listed one as an end", "https://evilshop.example"),
        ("a part of a listed one", "https://shop.exampl"),
        ("a listed one as a user name", "https://shop.example@evil.example"),
        ("a listed one in a path", "https://evil.example/https://shop.example"),
        ("capitals in the host", "https://SHOP.example"),
        ("capitals in the scheme", "HTTPS://shop.example"),
        ("a slash behind it", "https://shop.example/"),
        ("a full stop behind it", "https://shop.example."),
        ("two in one header", "https://shop.example,https://evil.example"),
        ("two with a space", "https://shop.example https://evil.example"),
        ("the whole list", LISTED.1),
        ("a pattern", "https://*.example"),
        ("everything", "*"),
        ("`null`, as a sandboxed frame has it", "null"),
        ("an empty one", ""),
    ] {
        let mut refused = true;
        for site in ["same-site", "cross-site", "none"] {
            let headers = [&SCRIPT[1..], &[("sec-fetch-site", site), ("origin", origin)]].concat();
            refused &= refused_everywhere(&mut browser, &headers, false);
        }
        // As an old browser. Of a reader it is taken where there is no `Origin` at all, only.
        refused &= refused_everywhere(&mut browser, &[("origin", origin)], false);
        attacks.tried(&format!("{what}, `{origin}`"), refused, "`cross_site` on 8 routes");
    }
    check_unchanged(&mut browser);
    attacks.finish();
}

#[test]
fn attack_a_listed_page_by_anything_but_a_script_is_refused() {
    let stage = Stage::by_message(&[LISTED]);
    let mut attacks = Attacks::new("embedded-kinds", stage.is_native());
    let mut browser = linked(&stage);
    for (what, mode, dest) in [
        ("a form or a link", "navigate", "document"),
        ("a frame", "navigate", "iframe"),
        ("a fenced frame", "navigate", "fencedframe"),
        ("a plug-in", "navigate", "object"),
        ("an image", "no-cors", "image"),
        ("an image with `crossorigin`", "cors", "image"),
        ("a classic script", "no-cors", "script"),
        ("a module", "cors", "script"),
        ("a style sheet", "cors", "style"),
        ("a font", "cors", "font"),
        ("a worker", "same-origin", "worker"),
        ("a video", "cors", "video"),
        ("a beacon, or a fetch without CORS", "no-cors", "empty"),
        ("a web socket", "websocket", "empty"),
        ("a script's fetch for its own origin only", "same-origin", "empty"),
    ] {
        let mut refused = true;
        for site in ["same-site", "cross-site"] {
            let headers = [
                ("origin", SHOP),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ];
            refused &= refused_everywhere(&mut browser, &headers, true);
        }
        attacks.tried(what, refused, "`cross_site` on 8 routes");
    }
    for site in ["none", "Same-Site", "same-site, cross-site", ""] {
        let headers = [&SCRIPT[1..], &[("sec-fetch-site", site), ("origin", SHOP)]].concat();
        let refused = refused_everywhere(&mut browser, &headers, true);
        let attack = format!("a script with `Sec-Fetch-Site: {site}`");
        attacks.tried(attack.trim(), refused, "`cross_site` on 8 routes");
    }
    let mut refused = true;
    for (method, path, fields) in DOORS {
        for headers in [&SCRIPT[..], &[]] {
            let headers = [headers, &[("origin", SHOP)]].concat();
            for accept in ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8"] {
                let mut form = request(&stage, method, path, fields, &headers);
                form.headers_mut().insert("accept", accept.parse().unwrap());
                refused &= is_refused(&browser.send(form));
            }
        }
    }
    attacks.tried("an old browser's form, which cannot ask for JSON", refused, "`cross_site`");
    check_unchanged(&mut browser);
    attacks.finish();
}

#[test]
fn attack_two_origins_in_one_request_are_refused() {
    let stage = Stage::by_message(&[LISTED]);
    let mut attacks = Attacks::new("embedded-two", stage.is_native());
    let mut browser = linked(&stage);
    for (what, one, two) in [
        ("a listed one and another", SHOP, EVIL),
        ("another and a listed one", EVIL, SHOP),
        ("a listed one twice", SHOP, SHOP),
        ("two listed ones", SHOP, "http://localhost:3000"),
        ("a listed one and our own", SHOP, stage.app()),
    ] {
        let headers = [&SCRIPT[..], &[("origin", one), ("origin", two)]].concat();
        let refused = refused_everywhere(&mut browser, &headers, false);
        attacks.tried(what, refused, "`cross_site` on 8 routes");
    }
    check_unchanged(&mut browser);
    attacks.finish();
}

#[test]
fn attack_no_page_is_listed_unless_the_settings_say_so() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("embedded-none", stage.is_native());
    let mut browser = linked(&stage);
    let headers = [&SCRIPT[..], &[("origin", SHOP)]].concat();
    let paths = DOORS.iter().map(|(method, path, fields)| (*method, *path, *fields));
    for (method, path, fields) in paths {
        let answer = browser.send(request(&stage, method, path, fields, &headers));
        let closed = is_refused(&answer)
            && cors(&answer).is_empty()
            && answer.headers().get_all("vary").iter().all(|it| it != "origin");
        attacks.tried(&format!("`{method} {path}`"), closed, "`cross_site`, no CORS");
    }
    check_unchanged(&mut browser);
    attacks.finish();
}

#[test]
fn attack_cors_is_for_listed_origins_and_never_for_sign_ins() {
    let stage = Stage::by_message(&[LISTED]);
    let mut attacks = Attacks::new("embedded-readers", stage.is_native());
    let mut browser = linked(&stage);
    for (method, path) in CLOSED {
        let mut status = 0;
        for origin in [SHOP, EVIL] {
            let headers = [&SCRIPT[..], &[("origin", origin)]].concat();
            let answer = browser.send(request(&stage, method, path, &[], &headers));
            assert!(cors(&answer).is_empty(), "{method} {path} {origin}");
            let open = ["/login/lock", "/link/start", "/backchannel", "/healthz", "/nowhere"];
            let open = open.iter().any(|it| path.starts_with(it)) && !path.ends_with("options");
            let other_method = ["/unlink", "/me"].contains(&path);
            assert_eq!(answer.status() == 403, !open && !other_method, "{path}");
            assert!(!answer.headers().contains_key(SET_COOKIE), "{method} {path}");
            status = answer.status().as_u16();
        }
        let name = format!("`{method} {path}` by a script, of a listed page or not");
        attacks.tried(&name, true, &format!("{status}, no CORS"));
    }
    // Whatever else is wrong about it, no answer names an origin that is not listed.
    let long = "x".repeat(20_000);
    for origin in [EVIL, "null", "https://shop.example.evil.example"] {
        let mut silent = true;
        for (method, path, fields) in DOORS {
            for fields in [fields, &[("x", long.as_str())]] {
                let headers = [&SCRIPT[..], &[("origin", origin)]].concat();
                silent &= cors(&stage.exchange(request(&stage, method, path, fields, &headers)))
                    .is_empty();
            }
        }
        for path in ["/", "/settings.0123456789ab.css"] {
            let answer = browser.send(request(&stage, "GET", path, &[], &[("origin", origin)]));
            silent &= answer.headers()["access-control-allow-origin"] == "*"
                && cors(&answer) == ["access-control-allow-origin"]
                && !answer.headers().contains_key(SET_COOKIE);
        }
        attacks.tried(&format!("any answer to `{origin}`"), silent, "not named");
    }
    let mut closed = true;
    for path in DOORS.iter().map(|(_, path, _)| *path).chain(["/", "/login"]) {
        let headers = [("origin", SHOP), ("access-control-request-method", "POST")];
        let answer = browser.send(request(&stage, "OPTIONS", path, &[], &headers));
        closed &= answer.status() == 405 && cors(&answer).is_empty();
    }
    attacks.tried("a preflight of a listed page", closed, "405, no `Access-Control-…`");
    check_unchanged(&mut browser);
    attacks.finish();
}

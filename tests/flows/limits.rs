//! Requests that are too large, doubled, unreadable or of another kind than the routes take.

use http::header::{ACCEPT, CONTENT_TYPE, SET_COOKIE};
use http::{Request, Response, StatusCode};

use crate::support::{Attacks, Browser, Stage, named};

const FORM: &str = "application/x-www-form-urlencoded";

/// Every route that a form of the page posts to.
pub(crate) const POSTS: [&str; 10] = [
    "/later",
    "/link/start",
    "/link/confirm",
    "/link/cancel",
    "/link/passwordless/start",
    "/link/passwordless/verify",
    "/login/switch",
    "/unlink",
    "/verification-email",
    "/logout",
];

/// A post by our own page's script, with any body.
fn post(stage: &Stage, path: &str, kind: Option<&str>, body: Vec<u8>) -> Request<Vec<u8>> {
    let mut request = Request::post(format!("{}{path}", stage.app())).body(body).unwrap();
    let headers = request.headers_mut();
    headers.insert(ACCEPT, "application/json".parse().unwrap());
    headers.insert("sec-fetch-site", "same-origin".parse().unwrap());
    if let Some(kind) = kind {
        headers.insert(CONTENT_TYPE, kind.parse().unwrap());
    }
    request
}

fn get(stage: &Stage, path: &str) -> Request<Vec<u8>> {
    Request::get(format!("{}{path}", stage.app())).body(Vec::new()).unwrap()
}

/// Somebody who has something to lose.
pub(crate) fn linked(stage: &Stage) -> Browser<'_> {
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    browser.me();
    browser
}

#[track_caller]
pub(crate) fn check_unchanged(browser: &mut Browser<'_>) {
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
}

#[test]
fn attack_a_body_over_the_limit_is_refused_on_every_route() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("bodies", stage.is_native());
    let mut browser = linked(&stage);
    let filled = |start: &str, length: usize| {
        let mut body = start.as_bytes().to_vec();
        body.resize(length, b'x');
        body
    };
    for path in POSTS.into_iter().chain(["/link/callback", "/backchannel-logout"]) {
        // In a browser of its own: one of these signs out, and copies of its cookies with it.
        let mut other = stage.signed_in("ada");
        let answer = other.send(post(&stage, path, Some(FORM), filled("more=", 16 * 1024)));
        assert_ne!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}, at the limit");
        let start = "provider=github&user_id=2001&more=";
        // Over a connection, a client that still sends would not always hear the answer to more.
        let largest = if stage.is_native() { 1024 * 1024 } else { 20_000 };
        for length in [16 * 1024 + 1, 32 * 1024, largest] {
            let answer = browser.send(post(&stage, path, Some(FORM), filled(start, length)));
            let refused = answer.status() == StatusCode::PAYLOAD_TOO_LARGE
                && !answer.headers().contains_key(SET_COOKIE);
            attacks.tried(&format!("`POST {path}` with {length} bytes"), refused, "413");
        }
    }
    check_unchanged(&mut browser);
    attacks.finish();
}

#[test]
fn attack_an_address_and_headers_over_the_limit_are_refused() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("heads", stage.is_native());
    let mut browser = linked(&stage);
    let with = |path: &str, name: &str, value: &str, times: usize| {
        let mut request = get(&stage, path);
        for index in 0..times {
            let name = if times > 1 { format!("{name}-{index}") } else { name.to_owned() };
            let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().append(name, value.parse().unwrap());
        }
        request
    };
    // Well below the limit, whatever the host and the client add.
    let fits = browser.send(with("/me", "x-long", &"x".repeat(12_000), 1));
    assert_eq!(fits.status(), StatusCode::OK);
    let long = format!("/me?{}", "x".repeat(25_000));
    let full = format!("{}review={}", stage.cookie_prefix(), "x".repeat(7_400));
    for (what, request) in [
        ("a header of 25,000 bytes", with("/me", "x-long", &"x".repeat(25_000), 1)),
        ("90 headers of 300 bytes", with("/me", "x-many", &"x".repeat(300), 90)),
        ("an address of 25,000 bytes", with(&long, "x-short", "x", 1)),
        (
            "a cookie of 25,000 bytes",
            with("/me", "cookie", &format!("theirs={}", "x".repeat(25_000)), 1),
        ),
        ("a `Referer` of 25,000 bytes", with("/me", "referer", &"x".repeat(25_000), 1)),
        (
            "a page's file with a header of 25,000 bytes",
            with("/", "x-long", &"x".repeat(25_000), 1),
        ),
        (
            "`/login` with a hint of 25,000 bytes",
            get(&stage, &format!("/login?login_hint={}", "x".repeat(25_000))),
        ),
        (
            "a callback of 25,000 bytes",
            get(&stage, &format!("/link/callback?state=s&code={}", "x".repeat(25_000))),
        ),
        // No room for one cookie more, and that is not the tenant's doing.
        ("`/login` with a cookie of ours of 7,400 bytes", with("/login", "cookie", &full, 1)),
    ] {
        let answer = stage.exchange(request);
        let refused = answer.status() == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
            && !answer.headers().contains_key(SET_COOKIE);
        attacks.tried(what, refused, "431");
    }
    check_unchanged(&mut browser);
    attacks.finish();
}

/// What a form of every post lacks: a complete one follows, spoilt in one way.
const FIELDS: [(&str, &[(&str, &str)]); 6] = [
    ("/link/start", &[("connection", "github"), ("login_hint", "a"), ("suggestion", "s")]),
    ("/link/confirm", &[("review", "r"), ("primary", "auth0|ada")]),
    ("/link/cancel", &[("review", "r")]),
    (
        "/link/passwordless/start",
        &[("connection", "sms"), ("phone_number", "+15550100"), ("send", "code")],
    ),
    ("/link/passwordless/verify", &[("otp", "c")]),
    ("/unlink", &[("provider", "github"), ("user_id", "2001")]),
];

fn refused(answer: &Response<Vec<u8>>) -> (bool, String) {
    (
        answer.status().is_client_error(),
        format!("{}, `{}`", answer.status().as_u16(), named(answer)),
    )
}

#[test]
fn attack_a_field_that_comes_twice_is_refused() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("doubled-fields", stage.is_native());
    let mut browser = linked(&stage);
    browser.prove("google-oauth2|1001");
    let review = browser.review_id();
    assert_eq!(browser.send_code("+15550101"), "code_sent");
    let code = stage.code("+15550101");
    for (path, fields) in FIELDS {
        for (name, value) in fields {
            let right = |it: &str| match it {
                "r" => review.clone(),
                "c" => code.clone(),
                it => it.to_owned(),
            };
            let all: Vec<_> = fields.iter().map(|(name, it)| (*name, right(it))).collect();
            let doubled = [&all[..], &[(*name, format!("{value}x"))]].concat();
            let doubled: Vec<_> = doubled.iter().map(|(name, it)| (*name, it.as_str())).collect();
            let answer = browser.post_json(path, &doubled);
            let (is_refused, how) = refused(&answer);
            attacks.tried(&format!("`POST {path}` with two of `{name}`"), is_refused, &how);
        }
    }
    for path in POSTS {
        let answer = browser.post_json(path, &[("return_to", "/"), ("return_to", "/x")]);
        let (is_refused, how) = refused(&answer);
        let attack = format!("`POST {path}` with two of `return_to`");
        attacks.tried(&attack, is_refused && named(&answer) == "invalid_request", &how);
    }
    for name in
        ["return_to", "connection", "screen_hint", "login_hint", "ui_locales", "organization"]
    {
        let answer = browser.get(&format!("/login?{name}=a&{name}=b"));
        // A script's fetch is not let in; neither is the person, whose browser navigates.
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let page = browser.open(&format!("/login?{name}=a&{name}=b"));
        let attack = format!("`GET /login` with two of `{name}`");
        attacks.tried(&attack, page.status == StatusCode::BAD_REQUEST, "400");
    }
    check_unchanged(&mut browser);
    assert_eq!(browser.review_id(), review, "it still waits");
    assert_eq!(stage.messages().len(), 1);
    assert_eq!(browser.type_code(&code), "review", "no try of it was used");
    attacks.finish();
}

#[test]
fn attack_a_form_that_cannot_be_read_changes_nothing() {
    let stage = Stage::by_message(&[]);
    let mut attacks = Attacks::new("unreadable-forms", stage.is_native());
    let mut browser = linked(&stage);
    let many = |unit: &str| unit.repeat(16 * 1024 / unit.len()).into_bytes();
    let unlink = b"provider=github&user_id=2001";
    for (what, kind, body) in [
        ("no content type", None, unlink.to_vec()),
        ("`text/plain`, as a form of another site can", Some("text/plain"), unlink.to_vec()),
        ("`text/ping`", Some("text/ping"), b"PING".to_vec()),
        (
            "`application/json`",
            Some("application/json"),
            br#"{"provider":"github","user_id":"2001"}"#.to_vec(),
        ),
        (
            "JSON that says it is a form",
            Some(FORM),
            br#"{"provider":"github","user_id":"2001"}"#.to_vec(),
        ),
        (
            "`multipart/form-data`",
            Some("multipart/form-data; boundary=b"),
            b"--b\r\nContent-Disposition: form-data; name=\"provider\"\r\n\r\ngithub\r\n--b--"
                .to_vec(),
        ),
        ("`application/xml`", Some("application/xml"), b"<provider>github</provider>".to_vec()),
        (
            "two content types in one",
            Some("text/plain, application/x-www-form-urlencoded"),
            unlink.to_vec(),
        ),
        (
            "a content type that begins like a form's",
            Some("application/x-www-form-urlencodedx"),
            unlink.to_vec(),
        ),
        ("bytes that are no UTF-8", Some(FORM), b"provider=github&user_id=\xff\xfe".to_vec()),
        ("overlong UTF-8", Some(FORM), b"provider=github&user_id=%C0%B2001".to_vec()),
        ("half a percent escape", Some(FORM), b"provider=github&user_id=%2".to_vec()),
        ("a percent escape of no digits", Some(FORM), b"provider=github&user_id=%zz".to_vec()),
        ("a NUL", Some(FORM), b"provider=github&user_id=2001%00".to_vec()),
        ("a raw NUL", Some(FORM), b"provider=github&user_id=2001\0".to_vec()),
        ("a line break", Some(FORM), b"provider=github&user_id=2001%0D%0A".to_vec()),
        ("semicolons between the fields", Some(FORM), b"provider=github;user_id=2001".to_vec()),
        ("line breaks between the fields", Some(FORM), b"provider=github\r\nuser_id=2001".to_vec()),
        ("brackets in the names", Some(FORM), b"provider[]=github&user_id[]=2001".to_vec()),
        ("upper-case names", Some(FORM), b"PROVIDER=github&USER_ID=2001".to_vec()),
        ("names with a space before", Some(FORM), b"+provider=github&+user_id=2001".to_vec()),
        ("an empty value", Some(FORM), b"provider=github&user_id=".to_vec()),
        (
            "UTF-16",
            Some("application/x-www-form-urlencoded; charset=utf-16"),
            b"p\0r\0o\0".to_vec(),
        ),
        ("16 KB of `&`", Some(FORM), many("&")),
        ("16 KB of `=`", Some(FORM), many("=")),
        ("8,192 fields", Some(FORM), many("a&")),
        ("4,096 fields of one name", Some(FORM), many("a=1&")),
        ("16 KB of percent escapes", Some(FORM), many("%26")),
        ("the right fields in the address", Some(FORM), b"x=1".to_vec()),
    ] {
        let path = if what.contains("address") {
            "/unlink?provider=github&user_id=2001"
        } else {
            "/unlink"
        };
        let (is_refused, how) = refused(&browser.send(post(&stage, path, kind, body)));
        attacks.tried(&format!("`POST /unlink` with {what}"), is_refused, &how);
    }
    check_unchanged(&mut browser);
    // What the same form does when nothing is wrong with it, in the spelling that some clients have.
    let kind = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let right = browser.send(post(&stage, "/unlink", Some(kind), unlink.to_vec()));
    assert_eq!(named(&right), "unlinked");
    attacks.finish();
}

#[test]
fn attack_a_query_that_cannot_be_read_is_answered() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("unreadable-queries", stage.is_native());
    let mut browser = linked(&stage);
    for query in [
        "connection=%ff%fe",
        "connection=%",
        "connection=%zz",
        "connection=%00",
        "connection=a%0D%0Ab",
        "login_hint=%0A",
        "login_hint=%7F",
        "organization=%20",
        "organization=%F0%9F%98%88",
        "ui_locales=%0B",
        "screen_hint=%C2%85",
    ] {
        let page = browser.open(&format!("/login?{query}"));
        // Text that is no UTF-8 goes on as the replacement character, which names no connection.
        let clean = !page.url.as_str().contains(['\r', '\n', '\0']);
        let how = match page.outcome() {
            Some(outcome) => format!("`{outcome}`"),
            None => page.status.as_u16().to_string(),
        };
        let refused = clean && (page.outcome().is_some() || page.status == StatusCode::BAD_REQUEST);
        attacks.tried(&format!("`GET /login?{query}`"), refused, &how);
    }
    for query in [
        "",
        "&",
        "state",
        "code=%ff&state=%ff",
        "state=%00&code=%00",
        "state=s&state=s&code=c",
        "%",
        "=&=",
        "a=b=c",
        ";state=s;code=c",
    ] {
        let page = browser.open(&format!("/link/callback?{query}"));
        let refused = page.outcome().is_some_and(|it| it == "no_transaction");
        attacks.tried(&format!("`GET /link/callback?{query}`"), refused, "`no_transaction`");
    }
    check_unchanged(&mut browser);
    attacks.finish();
}

#[test]
fn a_get_with_a_body_is_no_way_around() {
    let stage = Stage::native(&[]);
    let mut browser = linked(&stage);
    for path in ["/me", "/unlink", "/logout"] {
        let mut request = get(&stage, path);
        *request.body_mut() = b"provider=github&user_id=2001".to_vec();
        request.headers_mut().insert(CONTENT_TYPE, FORM.parse().unwrap());
        request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
        let answer = browser.send(request);
        assert!(answer.status() != StatusCode::SEE_OTHER, "{path}: {}", answer.status());
    }
    check_unchanged(&mut browser);
}

//! Headers that anyone can send, and that some servers believe: another host, another address, another
//! method. On every route the answer is the one that it is without them.

use http::header::{ACCEPT, LOCATION, SET_COOKIE};
use http::{Request, Response};
use url::Url;

use crate::support::{Attacks, Stage, form_request, named, timeless};

const EVIL: &str = "evil.example";

/// What proxies, platforms and frameworks put into headers, and somebody else could.
const FORGED: [(&str, &str); 44] = [
    ("x-forwarded-host", EVIL),
    ("x-forwarded-host", "app.example, evil.example"),
    ("x-forwarded-server", EVIL),
    ("x-forwarded-proto", "http"),
    ("x-forwarded-scheme", "http"),
    ("x-forwarded-protocol", "http"),
    ("x-forwarded-ssl", "off"),
    ("x-forwarded-port", "444"),
    ("x-forwarded-prefix", "/evil.example"),
    ("x-forwarded-path", "/unlink"),
    ("x-forwarded-uri", "/unlink"),
    ("x-forwarded-for", "203.0.113.66"),
    ("x-forwarded-by", EVIL),
    ("forwarded", "for=203.0.113.66;host=evil.example;proto=http;by=evil.example"),
    ("x-host", EVIL),
    ("x-original-host", EVIL),
    ("x-http-host-override", EVIL),
    ("x-backend-host", EVIL),
    ("x-original-url", "/unlink"),
    ("x-rewrite-url", "/unlink"),
    ("x-original-uri", "/unlink"),
    ("x-http-destinationurl", "https://evil.example/"),
    ("x-proxy-url", "https://evil.example/"),
    ("x-wap-profile", "https://evil.example/profile.xml"),
    ("x-http-method-override", "POST"),
    ("x-http-method-override", "DELETE"),
    ("x-http-method", "POST"),
    ("x-method-override", "GET"),
    ("spin-full-url", "https://evil.example/unlink"),
    ("spin-path-info", "/unlink"),
    ("spin-matched-route", "/evil.example"),
    ("spin-base-path", "/evil.example"),
    ("spin-component-route", "/unlink"),
    ("spin-raw-component-route", "/unlink/..."),
    ("spin-client-addr", "203.0.113.66:1"),
    ("true-client-ip", "203.0.113.66"),
    ("x-real-ip", "203.0.113.66"),
    ("x-client-ip", "203.0.113.66"),
    ("cf-connecting-ip", "203.0.113.66"),
    ("fastly-client-ip", "203.0.113.66"),
    ("auth0-forwarded-for", "203.0.113.66"),
    ("auth0-client", "eyJuYW1lIjoiZXZpbC5leGFtcGxlIn0"),
    ("authorization", "Bearer evil.example"),
    ("referer", "https://evil.example/"),
];

const ROUTES: [(&str, &str); 23] = [
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/brand.css"),
    ("GET", "/healthz"),
    ("GET", "/me"),
    ("GET", "/login?return_to=/%3Ftab"),
    ("GET", "/login/lock"),
    ("GET", "/login/lock/options"),
    ("GET", "/link/start?connection=github"),
    ("POST", "/link/start"),
    ("GET", "/link/callback?code=c&state=s"),
    ("POST", "/link/callback"),
    ("GET", "/link/review"),
    ("POST", "/link/confirm"),
    ("POST", "/link/passwordless/verify"),
    ("POST", "/login/switch"),
    ("GET", "/settings"),
    ("GET", "/suggestions"),
    ("GET", "/unlink"),
    ("POST", "/unlink"),
    ("GET", "/logout"),
    ("POST", "/backchannel-logout"),
    ("GET", "/nowhere"),
];

fn request(stage: &Stage, method: &str, path: &str) -> Request<Vec<u8>> {
    let url = format!("{}{path}", stage.app());
    let mut request = if method == "POST" {
        let fields = [("connection", "github"), ("provider", "github"), ("user_id", "1")];
        let mut request = form_request(&url, &fields);
        request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        request
    } else {
        Request::builder().method(method).uri(url).body(Vec::new()).unwrap()
    };
    request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
    request
}

/// An address without what is drawn at random.
fn without_random(location: &str, base: &str) -> String {
    let mut url = Url::parse(base).unwrap().join(location).unwrap();
    let random = ["state", "nonce", "code_challenge"];
    let kept: Vec<_> = url.query_pairs().into_owned().collect();
    let kept = kept.iter().filter(|(name, _)| !random.contains(&name.as_str()));
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    url.set_query(Some(&query));
    url.into()
}

/// Everything of an answer but what is drawn at random or runs out while one looks: cookies by their attributes,
/// documents by their code or location.
fn shape(answer: &Response<Vec<u8>>, base: &str) -> String {
    let mut shape = format!("{}\n", answer.status());
    let mut headers: Vec<String> = Vec::new();
    for (name, value) in answer.headers() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers.push(match name.as_str() {
            "date" | "content-length" => continue,
            "set-cookie" => format!("set-cookie: {}", value.split_once("; ").unwrap().1),
            "location" => format!("location: {}", without_random(&value, base)),
            name => format!("{name}: {value}"),
        });
    }
    headers.sort();
    shape += &headers.join("\n");
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    match serde_json::from_str::<serde_json::Value>(&body) {
        Ok(mut document) => match document["location"].as_str() {
            Some(location) => shape + &without_random(location, base),
            None => {
                if let Some(seconds) = document.get_mut("fresh_for") {
                    assert!(seconds.as_u64().is_some_and(|it| (800..=900).contains(&it)), "{body}");
                    *seconds = "in seconds".into();
                }
                shape + &document.to_string()
            }
        },
        Err(_) => shape + &timeless(&body),
    }
}

#[test]
fn attack_forged_headers_change_no_answer() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("forged-headers", stage.is_native());
    let browser = stage.signed_in("ada");
    let send = |method: &str, path: &str, forged: Option<(&'static str, &str)>| {
        let mut request = request(&stage, method, path);
        if let Some((name, value)) = forged {
            request.headers_mut().append(name, value.parse().unwrap());
        }
        // Each of them on its own: none changes the browser that the next one has.
        let answer = stage.exchange(browser.with_cookies(request));
        let text = format!("{:?}{}", answer.headers(), String::from_utf8_lossy(answer.body()));
        assert!(!text.contains(EVIL) && !text.contains("203.0.113"), "{method} {path}: {text}");
        shape(&answer, stage.app())
    };
    let plain: Vec<String> = ROUTES.iter().map(|(method, path)| send(method, path, None)).collect();
    assert!(plain.iter().any(|it| it.contains("redirect_uri=")), "{plain:?}");
    for (name, value) in FORGED {
        let same = ROUTES.iter().zip(&plain).all(|((method, path), expected)| {
            let found = send(method, path, Some((name, value)));
            assert_eq!(found, *expected, "{method} {path} with {name}: {value}");
            true
        });
        let how = format!("the same answer on {} routes", ROUTES.len());
        attacks.tried(&format!("`{name}: {value}`"), same, &how);
    }
    attacks.finish();
}

#[test]
fn attack_a_forged_host_moves_neither_addresses_nor_cookies() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("forged-host", stage.is_native());
    for host in [EVIL, "evil.example:443", "app.example.evil.example", "127.0.0.1:1", "[::1]"] {
        let mut browser = stage.browser();
        let login = Request::get(format!("{}/login", stage.app())).header("host", host);
        let answer = browser.send(login.body(Vec::new()).unwrap());
        let location = answer.headers()[LOCATION].to_str().unwrap().to_owned();
        let location: Url = location.parse().unwrap();
        let redirect = location.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1;
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        let own = redirect == format!("{}/link/callback", stage.app())
            && location.as_str().starts_with(&format!("{}/authorize?", stage.tenant()))
            && cookie.starts_with(stage.cookie_prefix())
            && !cookie.to_lowercase().contains("domain");
        let how = "`redirect_uri`, tenant and cookies are those of the settings";
        attacks.tried(&format!("`/login` with `Host: {host}`"), own, how);

        // A post that the browser calls same-origin, since that host leads here (DNS rebinding).
        let mut ada = stage.signed_in("ada");
        let mut post = request(&stage, "POST", "/unlink");
        post.headers_mut().insert("host", host.parse().unwrap());
        post.headers_mut().insert("origin", format!("http://{host}").parse().unwrap());
        let answer = ada.send(post);
        let refused = answer.status() == 403 && named(&answer) == "cross_site";
        attacks.tried(
            &format!("a same-origin post by a page at `http://{host}` that leads here"),
            refused,
            "`cross_site`",
        );
    }
    attacks.finish();
}

#[test]
fn attack_a_method_override_is_not_honoured() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("method-override", stage.is_native());
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    let own = "?_method=POST&_METHOD=DELETE&provider=github&user_id=2001";
    for name in ["x-http-method-override", "x-http-method", "x-method-override", "x-method"] {
        let mut get = request(&stage, "GET", &format!("/unlink{own}"));
        get.headers_mut().insert(name, "POST".parse().unwrap());
        get.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
        let answer = browser.send(get);
        let refused = answer.status() == 405 && answer.headers()["allow"] == "POST";
        let attack = format!("`GET /unlink` with `{name}: POST` and `_method=POST`");
        attacks.tried(&attack, refused, "405");
    }
    // A post from elsewhere that claims to be a GET is a post.
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let url = format!("{}/unlink", stage.app());
        let fields = [("provider", "github"), ("user_id", "2001"), ("_method", "GET")];
        let mut post = form_request(&url, &fields);
        post.headers_mut().insert(name, "GET".parse().unwrap());
        post.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let refused = browser.send(post).status() == 403;
        let attack = format!("a cross-site `POST /unlink` with `{name}: GET`");
        attacks.tried(&attack, refused, "`cross_site`");
    }
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    attacks.finish();
}

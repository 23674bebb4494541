//! A cache in front that people share: what it may keep of each path (the table in docs/deploy/cdn.md), and what one
//! that is told to ignore `no-store` shows to others. `tests/front/caches.test.mjs` does the same with Varnish and nginx.

use account_linking::route::{ROUTES, Route};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, VARY};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use std::collections::BTreeMap;

use crate::instance::callback;
use crate::support::{Attacks, Browser, Stage, by_message, document};

/// Whose rules a cache has.
#[derive(Clone, Copy, PartialEq)]
enum Rules {
    /// nginx, told to ignore `Cache-Control` and `Set-Cookie`. `Vary: *` keeps it from keeping.
    Nginx,
    /// Varnish, told to keep everything. `*` is no name of any header.
    Varnish,
    /// Fastly's own, which know `Set-Cookie` and `private`, and no `no-store`. Here it ignores `Vary`.
    Fastly,
}

/// A cache that keeps what these rules let it.
struct Careless {
    rules: Rules,
    /// Whether it leaves the query out of the key.
    without_query: bool,
    kept: Vec<Kept>,
}

struct Kept {
    key: String,
    /// The request's headers that `Vary` names, with their values.
    varies: Vec<(String, Vec<HeaderValue>)>,
    answer: Response<Vec<u8>>,
}

const ALL: [(Rules, &str); 3] =
    [(Rules::Nginx, "nginx"), (Rules::Varnish, "Varnish"), (Rules::Fastly, "Fastly")];

fn values(headers: &HeaderMap, name: &str) -> Vec<HeaderValue> {
    headers.get_all(name).iter().cloned().collect()
}

impl Careless {
    /// Answers a request as it was sent, with its cookies, and says whether the answer was kept from an earlier one.
    fn answer(&mut self, stage: &Stage, request: Request<Vec<u8>>) -> (Response<Vec<u8>>, bool) {
        let key = request.uri().to_string();
        let key = if self.without_query { key.split('?').next().unwrap().to_owned() } else { key };
        let headers = request.headers().clone();
        let fits = |it: &&Kept| {
            it.key == key && it.varies.iter().all(|(name, sent)| values(&headers, name) == *sent)
        };
        if let Some(kept) = self.kept.iter().find(fits) {
            return (kept.answer.clone(), true);
        }
        let answer = stage.exchange(request);
        let lines = answer.headers().get_all(VARY).iter().map(|it| it.to_str().unwrap());
        let mut names: Vec<_> = lines.flat_map(|it| it.split(',')).map(str::trim).collect();
        let keeps = match self.rules {
            Rules::Nginx => !names.contains(&"*"),
            Rules::Varnish => true,
            Rules::Fastly => {
                names.clear();
                let policy = answer.headers()[CACHE_CONTROL].to_str().unwrap();
                !answer.headers().contains_key("set-cookie") && !policy.contains("private")
            }
        };
        if keeps {
            let named = names.iter().filter(|name| **name != "*");
            let varies = named.map(|name| ((*name).to_owned(), values(&headers, name))).collect();
            self.kept.push(Kept { key, varies, answer: answer.clone() });
        }
        (answer, false)
    }
}

/// What a person's browser asks for on every path that takes a GET and is not the same for everyone.
fn looks(browser: &Browser<'_>) -> Vec<Request<Vec<u8>>> {
    let private = ROUTES.iter().map(|it| it.rules()).filter(|it| it.method == "GET");
    let private = private.filter(|it| it.path != Route::BrandStyle.rules().path);
    let queries = BTreeMap::from([("/link/start", "?connection=github")]);
    private
        .map(|rules| {
            let query = queries.get(rules.path).unwrap_or(&"");
            let url = format!("{}{}{query}", browser.stage().app(), rules.path);
            browser.with_cookies(Request::get(url).body(Vec::new()).unwrap())
        })
        .collect()
}

#[test]
fn attack_a_cache_that_is_told_to_keep_everything_shows_one_person_what_is_anothers() {
    let settings = by_message(&[]);
    let stage = Stage::with(&settings);
    let mut attacks = Attacks::new("caches", stage.is_native());
    let (ada, ..) = stage.all_waits();
    let (grace, nobody) = (stage.signed_in("grace"), stage.browser());
    for (rules, program) in ALL {
        let how = if rules == Rules::Fastly { "`private`" } else { "`Vary`" };
        for without_query in [false, true] {
            let mut cache = Careless { rules, without_query, kept: Vec::new() };
            for look in looks(&ada) {
                cache.answer(&stage, look);
            }
            for (browser, who) in [(&grace, "somebody else"), (&nobody, "nobody")] {
                let seen = looks(browser);
                let count = seen.len();
                for look in seen {
                    let what = look.uri().to_string();
                    let (_, kept) = cache.answer(&stage, look);
                    assert!(!kept, "{program}, {without_query}: {who} was shown Ada's {what}");
                }
                let by = if without_query { "the path" } else { "path and query" };
                let attack = format!("as {program} may do, by {by}, to {who} signed in");
                attacks.tried_many(&attack, count, how);
            }
        }
    }
    attacks.finish();
}

#[test]
fn attack_a_cache_that_is_told_to_keep_everything_gives_one_persons_session_to_another() {
    let stage = Stage::new();
    let mut attacks = Attacks::new("caches-sessions", stage.is_native());
    for (rules, program) in ALL {
        let mut cache = Careless { rules, without_query: true, kept: Vec::new() };
        let mut session_of = |person| {
            let mut browser = stage.browser();
            let url = callback(&stage, &mut browser, person);
            let request = browser.with_cookies(Request::get(url).body(Vec::new()).unwrap());
            let (answer, kept) = cache.answer(&stage, request);
            let mut lines = answer.headers().get_all("set-cookie").iter();
            assert!(lines.any(|it| it.to_str().unwrap().contains("session=")), "{person}");
            kept
        };
        assert!(!session_of("ada"));
        let attack = format!("the next one's callback, as {program} may do, by the path");
        attacks.tried(&attack, !session_of("grace"), "a header");
    }
    // Both begin without a cookie. In Varnish they are the same request, which the guide says.
    let mut cache = Careless { rules: Rules::Nginx, without_query: false, kept: Vec::new() };
    let mut login = || {
        let request = Request::get(format!("{}/login", stage.app())).body(Vec::new()).unwrap();
        cache.answer(&stage, request).1
    };
    assert!(!login());
    attacks.tried("the next one's `/login`, as nginx may do", !login(), "`Vary: *`");
    attacks.finish();
}

/// Headers that no cache has in its key.
const ODD: [(&str, &str); 22] = [
    ("accept", "application/json"),
    ("accept-language", "ar"),
    ("content-length", "5"),
    ("cookie", "__Host-ui_locales=ar; ui_locales=ar"),
    ("expect", "100-continue"),
    ("forwarded", "host=evil.example;proto=http"),
    ("host", "evil.example"),
    ("if-match", "\"x\""),
    ("if-modified-since", "Fri, 31 Dec 2100 00:00:00 GMT"),
    ("origin", "https://evil.example"),
    ("range", "bytes=0-3"),
    ("referer", "https://evil.example/"),
    ("sec-fetch-dest", "iframe"),
    ("sec-fetch-site", "cross-site"),
    ("spin-full-url", "http://evil.example/me"),
    ("spin-path-info", "/me"),
    ("user-agent", "x"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-proto", "http"),
    ("x-http-method-override", "POST"),
    ("x-original-url", "/me"),
    ("x-rewrite-url", "/me"),
];

#[test]
fn attack_an_odd_request_changes_what_a_cache_keeps_for_others() {
    let settings = [("accent_color", "#5b2a86"), ("embed_origins", "https://shop.app.example")];
    let stage = Stage::native(&settings);
    let mut attacks = Attacks::new("caches-odd", stage.is_native());
    let request = |method: &str, path: &str, (name, value): (&str, &str)| {
        let url = format!("{}{path}", stage.app());
        let request = Request::builder().method(method).uri(url).header(name, value);
        stage.exchange(request.body(Vec::new()).unwrap())
    };
    let long = "x".repeat(25_000);
    for path in ["/", "/brand.css", "/linked-accounts.js"] {
        let good = request("GET", path, ODD[0]);
        assert_eq!((good.status(), kept(good.headers())), (StatusCode::OK, "five minutes"));
        // What is kept is the same, or nothing is kept: a refusal would shut everybody out.
        let changes = |answer: &Response<Vec<u8>>| {
            kept(answer.headers()) != "never"
                && (answer.status(), answer.headers(), answer.body())
                    != (good.status(), good.headers(), good.body())
        };
        for odd in ODD {
            let answer = request("GET", path, odd);
            attacks.tried(&format!("`{path}`, {}", odd.0), !changes(&answer), "the same");
        }
        let query = request("GET", &format!("{path}?outcome=linked&lang=ar&step=choose"), ODD[0]);
        attacks.tried(&format!("`{path}`, a query"), !changes(&query), "the same");
        let refused = request("GET", path, ("x-long", &long));
        attacks.tried(&format!("`{path}`, too long"), !changes(&refused), "`no-store`");
        for method in ["POST", "OPTIONS", "DELETE", "FOO"] {
            let refused = request(method, path, ODD[0]);
            attacks.tried(&format!("`{method} {path}`"), !changes(&refused), "`no-store`");
        }
    }
    attacks.finish();
}

/// What a cache may keep of a path, by its answer.
fn kept(headers: &HeaderMap) -> &'static str {
    match headers[CACHE_CONTROL].to_str().unwrap() {
        "public, max-age=300" => "five minutes",
        "public, max-age=31536000, immutable" => "for a year",
        "no-cache" => "as long as the component says 304 each time",
        "private, no-store" => "never",
        other => panic!("{other}"),
    }
}

#[test]
fn what_a_cache_may_do_with_each_path() {
    let stage = Stage::native(&[("accent_color", "#5b2a86")]);
    let get = |path: &str| Request::get(format!("{}{path}", stage.app())).body(Vec::new()).unwrap();
    let fetched = |path: &str| stage.exchange(get(path));
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut add = |name: String, answer: &Response<Vec<u8>>| {
        let headers = answer.headers();
        let how = kept(headers);
        assert_eq!(how == "never", !headers.contains_key("etag"), "{name}");
        if how != "never" {
            // Nothing but the encoding is to be in the key, and nothing in it is anybody's.
            assert_eq!(values(headers, "vary"), [ACCEPT_ENCODING.as_str()], "{name}");
            assert!(!headers.contains_key("set-cookie"), "{name}");
        }
        rows.entry(how).or_default().push(name);
    };
    let page = String::from_utf8(fetched("/").into_body()).unwrap();
    let file = |it: &&str| it.starts_with('/') && it.contains('.') && !it.contains(' ');
    let mut files: Vec<&str> = page.split('"').filter(file).collect();
    files.extend(["/", "/linked-accounts.js"]);
    files.sort_unstable();
    files.dedup();
    for path in files.iter().filter(|it| **it != "/brand.css") {
        let parts: Vec<_> = path.split('.').collect();
        let name = match parts[..] {
            [stem, _, extension] => format!("`{stem}.HASH.{extension}`"),
            _ => format!("`{path}`"),
        };
        add(name, &fetched(path));
    }
    add("a file under an earlier `HASH`".to_owned(), &fetched("/settings.0123456789ab.css"));
    for rules in ROUTES.iter().map(|it| it.rules()) {
        let mut request = get(rules.path);
        *request.method_mut() = rules.method.parse().unwrap();
        let name = format!("`{} {}`", rules.method, rules.path);
        add(name, &stage.exchange(request));
    }
    add("every other path".to_owned(), &fetched("/nowhere"));
    let mut table = String::from("| a CDN may keep | path |\n|---|---|\n");
    for how in
        ["for a year", "five minutes", "as long as the component says 304 each time", "never"]
    {
        table += &format!("| {how} | {} |\n", rows[how].join(", "));
    }
    document(true, "deploy/cdn.md", "paths", &table);
}

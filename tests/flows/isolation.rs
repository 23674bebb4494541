//! Whom each route takes a request from: on every route, every combination of `Sec-Fetch-Site`,
//! `Sec-Fetch-Mode`, `Sec-Fetch-Dest` and `Origin`, those that no browser sends among them.

use account_linking::route::ROUTES;
use http::header::{ACCEPT, SET_COOKIE};
use http::{HeaderName, Request, Response};

use crate::support::{Attacks, Browser, Stage, document, form_request};

/// Where a route says that it takes requests from (docs/http.md).
#[derive(Clone, Copy, PartialEq)]
enum From {
    Anywhere,
    Navigation,
    NavigationOrScript,
    OwnReader,
    OwnPage,
}

/// A route, with what would work if it were let in.
struct Door {
    method: &'static str,
    path: String,
    fields: Vec<(&'static str, String)>,
    from: From,
}

/// Every route.
fn doors(review: &str, code: &str) -> Vec<Door> {
    let door = |method, path: &str, from, fields: &[(&'static str, &str)]| {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Door { method, path: path.to_owned(), fields, from }
    };
    let unlink = [("provider", "github"), ("user_id", "2001")];
    let send = [("connection", "sms"), ("phone_number", "+15550101")];
    let answer = [("code", "c"), ("state", "s")];
    vec![
        door("GET", "/", From::Anywhere, &[]),
        door("HEAD", "/", From::Anywhere, &[]),
        door("GET", "/brand.css", From::Anywhere, &[]),
        door("GET", "/healthz", From::Anywhere, &[]),
        door("GET", "/link/start?connection=github", From::Anywhere, &[]),
        door("GET", "/login/lock", From::Anywhere, &[]),
        door("POST", "/backchannel-logout", From::Anywhere, &[("logout_token", "x")]),
        door("GET", "/login", From::Navigation, &[]),
        door("GET", "/link/authorize?transaction=x", From::Navigation, &[]),
        door("GET", "/link/callback?code=c&state=s", From::Navigation, &[]),
        door("POST", "/link/callback", From::Navigation, &answer),
        door("GET", "/settings", From::NavigationOrScript, &[]),
        door("GET", "/me", From::OwnReader, &[]),
        door("GET", "/link/review", From::OwnReader, &[]),
        door("GET", "/suggestions", From::OwnReader, &[]),
        door("GET", "/login/lock/options", From::OwnReader, &[]),
        door("POST", "/link/start", From::OwnPage, &[("connection", "github")]),
        door("POST", "/link/confirm", From::OwnPage, &[("review", review)]),
        door("POST", "/link/cancel", From::OwnPage, &[("review", review)]),
        door("POST", "/link/passwordless/start", From::OwnPage, &send),
        door("POST", "/link/passwordless/verify", From::OwnPage, &[("otp", code)]),
        door("POST", "/login/switch", From::OwnPage, &[("choice", "keep")]),
        door("POST", "/unlink", From::OwnPage, &unlink),
        door("POST", "/later", From::OwnPage, &[]),
        door("POST", "/verification-email", From::OwnPage, &[]),
        door("POST", "/logout", From::OwnPage, &[]),
    ]
}

impl Door {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path.split('?').next().unwrap())
    }

    fn request(&self, stage: &Stage, headers: &[(&str, &str)]) -> Request<Vec<u8>> {
        let url = format!("{}{}", stage.app(), self.path);
        let fields: Vec<_> = self.fields.iter().map(|(name, it)| (*name, it.as_str())).collect();
        let mut request = if self.method == "POST" {
            form_request(&url, &fields)
        } else {
            Request::builder().method(self.method).uri(url).body(Vec::new()).unwrap()
        };
        request.headers_mut().insert(ACCEPT, "application/json".parse().unwrap());
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            request.headers_mut().append(name, value.parse().unwrap());
        }
        request
    }
}

/// The code by which the guard refuses.
fn guarded(answer: &Response<Vec<u8>>) -> Option<&'static str> {
    let body = String::from_utf8_lossy(answer.body());
    let found = ["cross_site", "not_a_navigation"].into_iter().find(|it| body.contains(it));
    assert_eq!(found.is_some(), answer.status() == 403, "{body}");
    found
}

/// Somebody for whom everything waits that a request could finish.
fn prepared(stage: &Stage) -> (Browser<'_>, Vec<Door>) {
    let (browser, review, code) = stage.all_waits();
    (browser, doors(&review, &code))
}

// The values of each header; none, one, or two of them.
const SITES: [&[&str]; 8] = [
    &[],
    &["same-origin"],
    &["none"],
    &["same-site"],
    &["cross-site"],
    &["Same-Origin"],
    &["same-origin, cross-site"],
    &["same-origin", "cross-site"],
];
const MODES: [&[&str]; 7] = [
    &[],
    &["navigate"],
    &["cors"],
    &["same-origin"],
    &["no-cors"],
    &["websocket"],
    &["navigate", "no-cors"],
];
const DESTS: [&[&str]; 6] =
    [&[], &["document"], &["empty"], &["iframe"], &["image"], &["document", "iframe"]];

/// Origins that are not ours, as much as they look like it.
fn foreign(own: &str) -> Vec<Vec<String>> {
    let (scheme, host) = own.split_once("://").unwrap();
    let other = if scheme == "https" { "http" } else { "https" };
    [
        "https://evil.example".to_owned(),
        format!("{own}.evil.example"),
        format!("{other}://{host}"),
        format!("{own}:444"),
        format!("{own}/"),
    ]
    .into_iter()
    .map(|origin| vec![origin])
    .chain([vec![own.to_owned(), "https://evil.example".to_owned()]])
    .collect()
}

/// The rule, as docs/http.md states it.
fn may(
    from: From,
    site: &[&str],
    mode: &[&str],
    dest: &[&str],
    origin: &[&str],
    ours: &str,
) -> bool {
    let form_or_script = [&[][..], &["navigate"], &["cors"], &["same-origin"]].contains(&mode)
        && [&[][..], &["document"], &["empty"]].contains(&dest);
    let navigation = [&[][..], &["navigate"]].contains(&mode)
        && [&[][..], &["document"], &["empty"]].contains(&dest);
    let own = |site: &[&str]| site.is_empty() || site == ["same-origin"];
    match from {
        From::Anywhere => true,
        From::Navigation => navigation,
        From::NavigationOrScript => {
            let script =
                [&[][..], &["cors"], &["same-origin"]].contains(&mode) && dest == ["empty"];
            navigation || script && own(site) && (origin.is_empty() || origin == [ours])
        }
        From::OwnReader => {
            form_or_script
                && [&[][..], &["same-origin"], &["none"]].contains(&site)
                && (origin.is_empty() || origin == [ours])
        }
        From::OwnPage => {
            let said = site == ["same-origin"] && (origin.is_empty() || origin == ["null"]);
            form_or_script && (said || own(site) && origin == [ours])
        }
    }
}

fn shown(name: &str, values: &[&str]) -> String {
    match values {
        [] => format!("no `{name}`"),
        [one] => format!("`{name}: {one}`"),
        [one, two, ..] => format!("`{name}: {one}` and `{two}`"),
    }
}

#[test]
fn attack_a_request_from_elsewhere_is_refused_on_every_route_in_every_combination() {
    let stage = Stage::by_message(&[]);
    let native = stage.is_native();
    let (mut browser, doors) = prepared(&stage);
    let own = stage.app().to_owned();
    let known: [Vec<String>; 3] = [vec![], vec![own.clone()], vec!["null".into()]];
    let origins: Vec<Vec<String>> = known.into_iter().chain(foreign(&own)).collect();
    let origins: Vec<Vec<&str>> =
        origins.iter().map(|it| it.iter().map(String::as_str).collect()).collect();
    // Over the component a sample; the step is prime, so that it meets every value.
    let step = if native { 1 } else { 307 };
    let mut attacks = Attacks::new("isolation", native);
    let (mut at, mut allowed) = (0_usize, 0_usize);
    stage.forget_requests();
    for door in &doors {
        let by_mode = [From::Navigation, From::NavigationOrScript].contains(&door.from);
        let (outer, inner): (&[&[&str]], &[&[&str]]) =
            if by_mode { (&MODES, &SITES) } else { (&SITES, &MODES) };
        for &first in outer {
            let (mut refused, mut tried) = (0, 0);
            for &second in inner {
                let (site, mode) = if by_mode { (second, first) } else { (first, second) };
                for (dest, origin) in
                    DESTS.iter().flat_map(|it| origins.iter().map(move |o| (it, o)))
                {
                    at += 1;
                    if at % step != 0 {
                        continue;
                    }
                    let mut headers = Vec::new();
                    for (name, values) in [
                        ("sec-fetch-site", site),
                        ("sec-fetch-mode", mode),
                        ("sec-fetch-dest", dest),
                        ("origin", &origin[..]),
                    ] {
                        headers.extend(values.iter().map(|value| (name, *value)));
                    }
                    let request = door.request(&stage, &headers);
                    tried += 1;
                    if may(door.from, site, mode, dest, origin, &own) {
                        // Without cookies: it is let in, and finds that nobody is signed in.
                        let answer = stage.exchange(request);
                        assert_eq!(guarded(&answer), None, "{} {headers:?}", door.name());
                        // A sign-out makes the next sign-in ask, whoever it was.
                        let begins = ["/login", "/logout"].contains(&&*door.path);
                        assert_eq!(
                            answer.headers().contains_key(SET_COOKIE),
                            begins,
                            "{headers:?}"
                        );
                        allowed += 1;
                    } else {
                        let answer = stage.exchange(browser.with_cookies(request));
                        assert!(guarded(&answer).is_some(), "{} {headers:?}", door.name());
                        assert!(!answer.headers().contains_key(SET_COOKIE), "{headers:?}");
                        refused += 1;
                    }
                }
            }
            if native && refused > 0 {
                let name = if by_mode { "Sec-Fetch-Mode" } else { "Sec-Fetch-Site" };
                let code = if by_mode { "not_a_navigation" } else { "cross_site" };
                let all = if refused == tried { "all".to_owned() } else { refused.to_string() };
                let how = format!("`{code}`, {all} of {tried} combinations");
                attacks.tried(&format!("`{}`, {}", door.name(), shown(name, first)), true, &how);
            }
        }
    }
    assert!(allowed > 20, "{allowed}");
    assert_eq!(stage.requests(), Vec::<String>::new(), "the tenant was asked for something");
    assert_eq!(browser.identities(), ["auth0|ada", "github|2001"]);
    assert_eq!(stage.messages().len(), 1);
    let code = stage.code("+15550100");
    assert_eq!(browser.type_code(&code), "review", "no try of it was used");
    if native {
        attacks.finish();
    }
}

/// Requests as browsers send them, in the columns of the table in docs/http.md: name, site, mode,
/// destination, origin of a post, more.
type Scene = (&'static str, &'static str, &'static str, &'static str, &'static str, bool);
const SCENES: [Scene; 9] = [
    ("our page's form or link", "same-origin", "navigate", "document", "own", false),
    ("our page's script", "same-origin", "cors", "empty", "own", false),
    ("typed address", "none", "navigate", "document", "", false),
    (
        "another site's link or form",
        "cross-site",
        "navigate",
        "document",
        "https://evil.example",
        false,
    ),
    (
        "a sibling host's link or form",
        "same-site",
        "navigate",
        "document",
        "https://b.example",
        false,
    ),
    ("its script, image, beacon", "same-site", "no-cors", "empty", "https://b.example", false),
    ("a frame", "cross-site", "navigate", "iframe", "https://evil.example", false),
    ("a prefetch", "cross-site", "navigate", "document", "https://evil.example", true),
    ("nothing said: old browsers, tools", "", "", "", "", false),
];

#[test]
fn the_table_of_senders_is_what_the_routes_do() {
    let stage = Stage::by_message(&[]);
    let (_, doors) = prepared(&stage);
    let missing = ROUTES.iter().map(|it| format!("{} {}", it.rules().method, it.rules().path));
    let missing: Vec<_> =
        missing.filter(|it| doors.iter().all(|door| door.name() != *it)).collect();
    assert!(missing.is_empty(), "routes that nobody knocks at: {missing:?}");
    let mut table = String::from("| route |");
    for (name, ..) in SCENES {
        table += &format!(" {name} |");
    }
    table += &format!("\n|---|{}\n", "---|".repeat(SCENES.len()));
    for door in doors.iter().filter(|door| door.method != "HEAD") {
        table += &format!("| `{}` |", door.name());
        for (_, site, mode, dest, origin, prefetch) in SCENES {
            let mut headers = Vec::new();
            for (name, value) in
                [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]
            {
                headers.extend((!value.is_empty()).then_some((name, value)));
            }
            let origin = if origin == "own" { stage.app() } else { origin };
            if door.method == "POST" && !origin.is_empty() {
                headers.push(("origin", origin));
            }
            if prefetch {
                headers.push(("sec-purpose", "prefetch"));
            }
            let answer = stage.exchange(door.request(&stage, &headers));
            table += if guarded(&answer).is_none() { " yes |" } else { " – |" };
        }
        table += "\n";
    }
    document(stage.is_native(), "http.md", "senders", &table);
}

//! A whole request: its line, headers and body as the input says, its cookies right where the input names
//! them, and a tenant and a store that answer anything.

use account_linking::cookies::{Jar, MAX_COOKIE_BYTES, Purpose};
use account_linking::handle::{Instance, handle};
use http::header::{CONTENT_LENGTH, COOKIE, LOCATION, SET_COOKIE};
use http::uri::PathAndQuery;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use url::Url;

use crate::cast::{Cast, TOKEN};
use crate::variants::{APP, SHOP, TENANT, setting};
use crate::world::{World, at_once, head_and_body};

/// What parts the request from the answers that are to come.
const PART: &[u8] = b"\n%%\n";

/// More calls than one visitor's request ever needs.
const MAX_CALLS: usize = 40;

/// Gives the input to the component.
pub fn run(data: &[u8]) {
    let Some((variant, cast, rest)) = Cast::of(data) else { return };
    let mut parts = split(rest).into_iter();
    let text = cast.fill(parts.next().unwrap_or_default());
    let Some(request) = request(&text) else { return };
    check(variant, cast, request, parts.map(<[u8]>::to_vec).collect());
}

fn split(text: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.windows(PART.len()).position(|window| window == PART) {
        parts.push(&rest[..at]);
        rest = &rest[at + PART.len()..];
    }
    parts.push(rest);
    parts
}

/// `METHOD /path`, headers, a blank line and the body; `None` for what a host refuses by itself.
fn request(text: &[u8]) -> Option<Request<Vec<u8>>> {
    let mut lines = text.splitn(2, |byte| *byte == b'\n');
    let mut line = lines.next()?.splitn(2, |byte| *byte == b' ');
    let method = Method::from_bytes(line.next()?).ok()?;
    let path = PathAndQuery::try_from(line.next()?).ok()?;
    let (headers, body) = head_and_body(lines.next().unwrap_or_default());
    let mut request = Request::new(body.to_vec());
    *request.method_mut() = method;
    *request.uri_mut() = Uri::from(path);
    request.headers_mut().extend(headers.into_iter().map(|(name, value)| (Some(name), value)));
    Some(request)
}

/// Answers a request, and checks what must hold of every answer.
///
/// # Panics
/// Where it does not hold.
pub fn check(variant: usize, cast: &Cast, request: Request<Vec<u8>>, script: Vec<Vec<u8>>) {
    let lists = setting(variant, "embed_origins").is_some();
    let instance = Instance::new(|name| setting(variant, name));
    let world = World::new(cast, script);
    let (method, headers) = (request.method().clone(), request.headers().clone());
    let path = request.uri().path().to_owned();
    let (response, event) = at_once(handle(request, &instance, &world));
    let sent = world.sent.borrow();

    let status = response.status();
    assert!(
        !status.is_server_error() || !sent.is_empty(),
        "{status} {:?} to {method} {path}, and the tenant was not asked",
        event.code
    );
    assert!(sent.len() <= MAX_CALLS, "{} calls for one request", sent.len());
    check_headers(&response, &method);
    check_cookies(&response);
    check_location(&response, lists);
    check_secrets(&response, &event.line());
    check_readers(&response, &headers, lists);
    // Whatever proves or confirms is our own page's.
    let proves = path == "/link/confirm" || path.starts_with("/link/passwordless/");
    let listed = lists && is_listed(&headers) && !proves;
    if method == Method::POST && path != "/link/callback" && !is_own(&headers) && !listed {
        assert!(sent.is_empty(), "a cross-site POST reached the tenant: {sent:?}");
        assert!(!response.headers().contains_key(SET_COOKIE), "a cross-site POST changed cookies");
    }
    let writes = sent.iter().filter(|(method, url)| {
        (*method == Method::PATCH || *method == Method::DELETE || url.ends_with("/identities"))
            && url.contains("/api/v2/")
    });
    // `/me`, the page and the callback finish or undo a link that was interrupted, and link where no review is
    // wanted; everything else only reads.
    let may_write =
        method == Method::POST || ["/me", "/settings", "/link/callback"].contains(&&*path);
    assert!(may_write || writes.count() == 0, "{method} {path} changed an account");
}

fn only(headers: &HeaderMap, name: &str, value: &str) -> bool {
    let mut values = headers.get_all(name).iter();
    values.next().is_some_and(|it| it == value) && values.next().is_none()
}

fn is_own(headers: &HeaderMap) -> bool {
    let site = headers.contains_key("sec-fetch-site");
    only(headers, "sec-fetch-site", "same-origin") || (!site && only(headers, "origin", APP))
}

/// A script of the listed page.
fn is_listed(headers: &HeaderMap) -> bool {
    let may = |name: &str, value: &str| !headers.contains_key(name) || only(headers, name, value);
    only(headers, "origin", SHOP)
        && may("sec-fetch-mode", "cors")
        && may("sec-fetch-dest", "empty")
        && (may("sec-fetch-site", "same-site") || only(headers, "sec-fetch-site", "cross-site"))
}

/// No answer names an origin that is not listed, and with cookies none is for everybody.
fn check_readers(response: &Response<Vec<u8>>, asked: &HeaderMap, lists: bool) {
    let Some(named) = response.headers().get("access-control-allow-origin") else { return };
    let with_cookies = response.headers().contains_key("access-control-allow-credentials");
    assert!(lists, "nothing is listed");
    assert!(if named == "*" {
        !with_cookies
    } else {
        named == SHOP && only(asked, "origin", SHOP)
    });
}

fn check_headers(response: &Response<Vec<u8>>, method: &Method) {
    for name in [
        "cache-control",
        "content-security-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
        "referrer-policy",
        "strict-transport-security",
        "x-content-type-options",
    ] {
        assert_eq!(response.headers().get_all(name).iter().count(), 1, "{name}");
    }
    let length = response.headers().get(CONTENT_LENGTH);
    if response.status() == StatusCode::NOT_MODIFIED {
        assert!(length.is_none() && response.body().is_empty());
    } else if method != Method::HEAD {
        assert_eq!(length.expect("a length"), &*response.body().len().to_string());
    }
}

fn check_cookies(response: &Response<Vec<u8>>) {
    let mut names = Vec::new();
    for line in response.headers().get_all(SET_COOKIE) {
        let line = line.to_str().expect("a cookie of plain characters");
        let (pair, attributes) = line.split_once("; ").expect("attributes");
        let name = own(pair).expect("a cookie of ours");
        assert!(pair.len() <= MAX_COOKIE_BYTES, "{pair}");
        assert!(attributes.starts_with("Path=/; Max-Age="), "{attributes}");
        assert!(attributes.ends_with("; Secure; SameSite=Lax"), "{attributes}");
        let hidden = attributes.contains("; HttpOnly; ");
        assert_eq!(hidden, name != Purpose::UiLocales.name(), "{line}");
        names.push(name);
    }
    names.sort_unstable();
    let before = names.len();
    names.dedup();
    assert_eq!(before, names.len(), "a cookie is set twice");
    let private = response.headers()["cache-control"] == "private, no-store";
    assert!(before == 0 || private, "an answer that sets a cookie may be kept");
}

/// The name of a cookie, without the prefix, if the component would take it for its own.
fn own(pair: &str) -> Option<String> {
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, pair.parse().ok()?);
    Jar::new(&headers, true).names_with("").pop()
}

/// Nobody is ever led anywhere but to our own pages, the tenant's and a listed one's.
fn check_location(response: &Response<Vec<u8>>, lists: bool) {
    let Some(location) = response.headers().get(LOCATION) else { return };
    let base = Url::parse(APP).expect("an origin");
    let target = base.join(location.to_str().expect("plain")).expect("an address");
    let origin = target.origin().ascii_serialization();
    assert!([APP, TENANT].contains(&&*origin) || (lists && *origin == *SHOP), "leads to {target}");
}

fn check_secrets(response: &Response<Vec<u8>>, line: &str) {
    let holds = |text: &[u8]| text.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes());
    assert!(!holds(response.body()), "a token in the body");
    assert!(
        !response.headers().values().any(|value| holds(value.as_bytes())),
        "a token in a header"
    );
    assert!(!holds(line.as_bytes()), "a token in the log");
    for secret in ["somebody@example.com", "Somebody", "github|1", "auth0|ada"] {
        assert!(!line.contains(secret), "personal data in the log: {line}");
    }
}

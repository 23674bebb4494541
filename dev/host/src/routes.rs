//! Which component a path belongs to, and the request headers that Spin adds. No I/O.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail, ensure};
use http::uri::{Authority, Scheme};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header};

/// A route of the manifest: one path, or with `/...` at its end all paths below one.
#[derive(Debug, PartialEq)]
pub(crate) struct Route {
    /// As the manifest has it
    raw: String,
    /// Without `/...`
    prefix: String,
    wildcard: bool,
}

impl Route {
    pub(crate) fn parse(raw: &str) -> Result<Self> {
        ensure!(raw.starts_with('/'), "route {raw:?} must begin with a slash");
        let (prefix, wildcard) = match raw.strip_suffix("/...") {
            Some(prefix) => (prefix, true),
            None => (raw, false),
        };
        ensure!(
            !prefix.contains(['*', ':']) && !prefix.contains("..."),
            "route {raw:?}: only exact paths and a trailing `/...` are served by this host"
        );
        Ok(Self { raw: raw.to_owned(), prefix: prefix.to_owned(), wildcard })
    }

    /// What follows the prefix (`spin-path-info`), if the path is this route's.
    fn matches<'a>(&self, path: &'a str) -> Option<&'a str> {
        if !path.starts_with('/') {
            return None;
        }
        if !self.wildcard {
            return (path.trim_matches('/') == self.prefix.trim_matches('/')).then_some("");
        }
        let rest = path.strip_prefix(self.prefix.as_str())?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }
}

/// The route that a path belongs to and the rest of the path: an exact route before a wildcard, a longer one before a shorter.
pub(crate) fn find<'a, T>(
    routes: &'a [(Route, T)],
    path: &'a str,
) -> Option<(&'a Route, &'a T, &'a str)> {
    (routes.iter())
        .filter_map(|(route, target)| Some((route, target, route.matches(path)?)))
        .max_by_key(|(route, ..)| (!route.wildcard, route.prefix.len()))
}

/// Gives the request the absolute URI that the component sees: our scheme, and the authority that the client named.
pub(crate) fn set_authority<B>(request: &mut Request<B>) -> Result<()> {
    let host = request.headers().get(header::HOST).context("there is no Host")?;
    let authority = Authority::try_from(host.as_bytes()).context("the Host is malformed")?;
    if request.uri().authority().is_some_and(|target| *target != authority) {
        bail!("the request target is on another host than Host says");
    }
    let mut parts = request.uri().clone().into_parts();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    *request.uri_mut() = Uri::from_parts(parts)?;
    Ok(())
}

/// Appends Spin's headers to what the client sent: a forged one stays, and only the last value is genuine.
pub(crate) fn append_spin_headers(
    headers: &mut HeaderMap,
    uri: &Uri,
    route: &Route,
    path_info: &str,
    client: SocketAddr,
) -> Result<()> {
    for value in headers.values() {
        std::str::from_utf8(value.as_bytes()).context("a request header is not UTF-8")?;
    }
    let component_route = route.raw.strip_suffix("/...").unwrap_or(&route.raw);
    let matched_route = route.raw.strip_suffix('/').unwrap_or(&route.raw);
    for (name, value) in [
        ("spin-path-info", path_info),
        ("spin-full-url", &uri.to_string()),
        ("spin-matched-route", matched_route),
        ("spin-base-path", "/"),
        ("spin-raw-component-route", &route.raw),
        ("spin-component-route", component_route),
        ("spin-client-addr", &client.to_string()),
    ] {
        // A value that no header can hold is left out, as Spin does.
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(routes: &[&str], path: &str, expected: Option<(&str, &str)>) {
        let routes: Vec<_> =
            routes.iter().map(|route| (Route::parse(route).unwrap(), ())).collect();
        let found = find(&routes, path).map(|(route, _, rest)| (route.raw.as_str(), rest));
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn finds_the_route() {
        check(&["/..."], "/", Some(("/...", "/")));
        check(&["/..."], "/a/b/", Some(("/...", "/a/b/")));
        check(&["/..."], "//evil/x", Some(("/...", "//evil/x")));
        check(&["/..."], "*", None);
        check(&["/a/..."], "/a", Some(("/a/...", "")));
        check(&["/a/..."], "/a/", Some(("/a/...", "/")));
        check(&["/a/..."], "/ab", None);
        check(&["/a"], "/a", Some(("/a", "")));
        check(&["/a"], "/a/", Some(("/a", "")));
        check(&["/a"], "/a/b", None);
        check(&["/"], "/", Some(("/", "")));
        check(&["/...", "/a", "/a/b/..."], "/a", Some(("/a", "")));
        check(&["/...", "/a/...", "/a/b/..."], "/a/b/c", Some(("/a/b/...", "/c")));
    }

    fn request(target: &str, host: &str) -> Request<()> {
        Request::get(target).header("host", host).body(()).unwrap()
    }

    #[test]
    fn the_uri_takes_the_clients_authority() {
        let mut good = request("/a?b", "example.com:1");
        set_authority(&mut good).unwrap();
        assert_eq!(good.uri(), "http://example.com:1/a?b");
        set_authority(&mut request("/a", "a b")).unwrap_err();
        let mut whole = request("https://example.com/a", "Example.com");
        set_authority(&mut whole).unwrap();
        assert_eq!(whole.uri(), "http://Example.com/a");
        set_authority(&mut request("http://evil.example/a", "example.com")).unwrap_err();
        set_authority(&mut Request::get("/a").body(()).unwrap()).unwrap_err();
    }

    #[test]
    fn spins_headers_follow_the_clients() {
        let mut request = request("/a?b=c", "example.com");
        set_authority(&mut request).unwrap();
        let uri = request.uri().clone();
        let headers = request.headers_mut();
        headers.append("spin-client-addr", HeaderValue::from_static("forged"));
        let client = "127.0.0.1:9".parse().unwrap();
        append_spin_headers(headers, &uri, &Route::parse("/...").unwrap(), "/a", client).unwrap();
        let all = |name: &str| -> Vec<_> {
            headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
        };
        assert_eq!(all("spin-client-addr"), ["forged", "127.0.0.1:9"]);
        assert_eq!(all("spin-path-info"), ["/a"]);
        assert_eq!(all("spin-full-url"), ["http://example.com/a?b=c"]);
        assert_eq!(all("spin-matched-route"), ["/..."]);
        assert_eq!(all("spin-base-path"), ["/"]);
        assert_eq!(all("spin-raw-component-route"), ["/..."]);
        assert_eq!(all("spin-component-route"), [""]);
    }

    #[test]
    fn a_header_must_be_utf8() {
        let mut headers = HeaderMap::new();
        headers.append("x", HeaderValue::from_bytes(b"\xff").unwrap());
        let uri = Uri::from_static("http://example.com/");
        let client = "127.0.0.1:9".parse().unwrap();
        let route = Route::parse("/...").unwrap();
        append_spin_headers(&mut headers, &uri, &route, "/", client).unwrap_err();
    }
}

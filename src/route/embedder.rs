//! Pages of other origins that show the settings (`embed_origins`): which of their requests are accepted, and what lets
//! their scripts read the answers (Fetch standard, "CORS protocol").

use http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, HeaderName, ORIGIN, REFERER, VARY,
};
use http::{HeaderMap, HeaderValue, Request};

use super::Route;
use super::sender::{DEST, MODE, SITE, is_or_absent, one};
use crate::config::Config;

/// Whether the script of a listed page sends the request, to a route that accepts that. A form or a link on such a page
/// is treated like any other site's. If an old browser does not say what sends a request, asking for JSON, or for HTML
/// and nothing else, shows it: only a script can.
#[must_use]
pub fn sends(
    route: Route,
    headers: &HeaderMap,
    wants_json: bool,
    embed_origins: &[String],
) -> bool {
    let by_script =
        one(headers, ACCEPT.as_str()) == Some(HTML) || (wants_json && route != Route::Settings);
    route.rules().embeddable
        && by_script
        && origin(headers, embed_origins).is_some()
        && is_or_absent(headers, SITE, &["same-site", "cross-site"])
        && is_or_absent(headers, MODE, &["cors"])
        && is_or_absent(headers, DEST, &["empty"])
}

/// The exact `Accept` of a script that asks for `/settings`. A navigation's has more in it.
const HTML: &str = "text/html";

/// The listed origin that the request names, byte for byte, in a single header.
fn origin<'a>(headers: &HeaderMap, embed_origins: &'a [String]) -> Option<&'a str> {
    let named = one(headers, ORIGIN.as_str())?;
    embed_origins.iter().map(String::as_str).find(|listed| *listed == named)
}

/// Whether the person comes from our own page or a listed one, or by a bookmark or a typed address. A page can leave
/// its address out of `Referer`, but not put another one in: without one it counts as a stranger's. An old browser that
/// sends no `Sec-Fetch-Site` still sends `Referer`.
#[must_use]
pub fn knows(headers: &HeaderMap, config: &Config) -> bool {
    let is_listed = || leads(headers, &config.embed_origins);
    match one(headers, SITE) {
        Some("same-origin" | "none") => true,
        Some("same-site") => is_listed(),
        None => leads(headers, &[config.origin()]) || is_listed(),
        Some(_) => false,
    }
}

/// Whether `Referer` names a page on one of these origins.
fn leads(headers: &HeaderMap, origins: &[String]) -> bool {
    let named = one(headers, REFERER.as_str()).unwrap_or_default();
    origins.iter().any(|origin| {
        let rest = named.strip_prefix(origin.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Whose scripts may read an answer, besides our own page's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Anybody's: a file that is the same for everyone.
    Everyone,
    /// A listed origin's, if the request names one; otherwise nobody's. Caches must be told that it varies.
    Listed(Option<String>),
    /// Nobody's.
    Nobody,
}

impl Readers {
    /// Scripts may read refusals too, or they would not know what to say.
    #[must_use]
    pub fn of<T>(request: &Request<T>, embed_origins: &[String]) -> Self {
        if embed_origins.is_empty() {
            return Self::Nobody;
        }
        match Route::find(request.method(), request.uri().path()) {
            Ok(Route::Asset(_)) => Self::Everyone,
            // A navigation comes from no script, and its answer is for the person alone.
            Ok(Route::Settings)
                if !sends(Route::Settings, request.headers(), false, embed_origins) =>
            {
                Self::Listed(None)
            }
            Ok(route) if route.rules().embeddable => {
                Self::Listed(origin(request.headers(), embed_origins).map(ToOwned::to_owned))
            }
            Ok(_) | Err(_) => Self::Nobody,
        }
    }

    /// Writes it into an answer's headers.
    pub fn write(self, headers: &mut HeaderMap) {
        let mut add = |name: HeaderName, value: &'static str| {
            headers.append(name, HeaderValue::from_static(value));
        };
        match self {
            Self::Nobody => {}
            Self::Everyone => add(ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            Self::Listed(None) => add(VARY, "origin"),
            Self::Listed(Some(origin)) => {
                add(VARY, "origin");
                let Ok(origin) = HeaderValue::try_from(origin) else { return };
                add(ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
                add(ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after");
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "https://shop.example";

    fn listed() -> Vec<String> {
        vec![SHOP.to_owned(), "http://localhost:3000".to_owned()]
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[track_caller]
    fn check(pairs: &[(&'static str, &str)], expected: bool) {
        for route in [Route::Me, Route::Unlink] {
            let headers = headers(pairs);
            assert_eq!(sends(route, &headers, true, &listed()), expected, "{route:?} {pairs:?}");
            assert!(!sends(route, &headers, false, &listed()), "without Accept: {pairs:?}");
            assert!(!sends(route, &headers, true, &[]), "not listed: {pairs:?}");
        }
        assert!(!sends(Route::Login, &headers(pairs), true, &listed()), "{pairs:?}");
    }

    #[test]
    fn takes_the_scripts_of_listed_origins_alone() {
        let shop = ("origin", SHOP);
        let fetch = [("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];
        check(&[shop], true);
        check(&[("origin", "http://localhost:3000")], true);
        check(&[], false);
        for (site, expected) in [
            ("same-site", true),
            ("cross-site", true),
            ("same-origin", false),
            ("none", false),
            ("", false),
        ] {
            check(&[shop, ("sec-fetch-site", site), fetch[0], fetch[1]], expected);
        }
        for (mode, dest, expected) in [
            ("cors", "empty", true),
            ("navigate", "document", false),
            ("navigate", "iframe", false),
            ("no-cors", "empty", false),
            ("same-origin", "empty", false),
            ("cors", "image", false),
            ("cors", "document", false),
        ] {
            let site = ("sec-fetch-site", "same-site");
            check(&[shop, site, ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)], expected);
        }
        check(&[shop, shop], false);
        check(&[shop, ("origin", "https://evil.example")], false);
        for origin in ["null", "", "https://shop.example/", "https://Shop.example", "*"] {
            check(&[("origin", origin)], false);
        }
    }

    #[test]
    fn takes_a_request_for_the_drawn_page_by_its_accept() {
        let fetch = [("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors")];
        for headers_of in [&fetch[..], &[]] {
            let check = |accepts: &[&str], expected: bool| {
                let accepts = accepts.iter().map(|it| ("accept", *it));
                let pairs: Vec<_> =
                    headers_of.iter().copied().chain([("origin", SHOP)]).chain(accepts).collect();
                for wants_json in [true, false] {
                    let taken = sends(Route::Settings, &headers(&pairs), wants_json, &listed());
                    assert_eq!(taken, expected, "{pairs:?}");
                }
                let mut request = Request::get("/settings").body(()).unwrap();
                *request.headers_mut() = headers(&pairs);
                let named = Readers::of(&request, &listed());
                assert_eq!(named, Readers::Listed(expected.then(|| SHOP.to_owned())), "{pairs:?}");
            };
            check(&["text/html"], true);
            for accept in [
                "application/json",
                "*/*",
                "text/*",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "text/html;q=1",
                "text/html,text/html",
                "Text/HTML",
                " text/html ",
                "",
            ] {
                check(&[accept], false);
            }
            check(&[], false);
            check(&["text/html", "text/html"], false);
            check(&["text/html", "application/json"], false);
        }
    }

    #[track_caller]
    fn check_readers(method: &str, path: &str, origin: &str, expected: &[(&str, &str)]) {
        let request = Request::builder().method(method).uri(path).header("origin", origin);
        let mut headers = HeaderMap::new();
        Readers::of(&request.body(()).unwrap(), &listed()).write(&mut headers);
        let written: Vec<_> =
            headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(written.len(), expected.len(), "{method} {path} {origin}: {written:?}");
        assert!(expected.iter().all(|it| written.contains(it)), "{path} {origin}: {written:?}");
    }

    #[test]
    fn names_a_listed_origin_and_never_reflects_another() {
        let private = [
            ("vary", "origin"),
            ("access-control-allow-origin", SHOP),
            ("access-control-allow-credentials", "true"),
            ("access-control-expose-headers", "retry-after"),
        ];
        check_readers("GET", "/me", SHOP, &private);
        check_readers("POST", "/unlink", SHOP, &private);
        check_readers("GET", "/me", "https://evil.example", &private[..1]);
        check_readers("GET", "/", "https://evil.example", &[("access-control-allow-origin", "*")]);
        check_readers("GET", "/settings", SHOP, &private[..1]);
        for (method, path) in [
            ("GET", "/login"),
            ("GET", "/link/callback"),
            ("POST", "/link/callback"),
            ("POST", "/backchannel-logout"),
            ("OPTIONS", "/me"),
            ("GET", "/unlink"),
            ("GET", "/nowhere"),
        ] {
            check_readers(method, path, SHOP, &[]);
        }
        let request = Request::get("/me").header("origin", SHOP).body(()).unwrap();
        assert_eq!(Readers::of(&request, &[]), Readers::Nobody);
    }
}

//! Which request is which: exact paths, their methods, and the rule that a state-changing request
//! comes from our own page.

use http::header::ORIGIN;
use http::{HeaderMap, Method};

use crate::error::Refusal;
use crate::page::{self, Asset};

/// A request by what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /` and the files of the page.
    Asset(&'static Asset),
    /// `GET /healthz`.
    Healthz,
    /// `GET /link/callback`.
    LinkCallback,
    /// `POST /link/callback`, where the tenant answers by a form.
    LinkCallbackForm,
    /// `POST /link/cancel`.
    LinkCancel,
    /// `POST /link/confirm`.
    LinkConfirm,
    /// `POST /link/passwordless/start`.
    LinkPasswordlessStart,
    /// `POST /link/passwordless/verify`.
    LinkPasswordlessVerify,
    /// `GET /link/review`.
    LinkReview,
    /// `POST /link/start`.
    LinkStart,
    /// `GET /link/start`.
    LinkStartPage,
    /// `GET /login`.
    Login,
    /// `GET /login/lock`.
    LoginLock,
    /// `GET /login/lock/options`.
    LoginLockOptions,
    /// `POST /login/switch`.
    LoginSwitch,
    /// `POST /logout`.
    Logout,
    /// `GET /me`.
    Me,
    /// `GET /suggestions`.
    Suggestions,
    /// `POST /unlink`.
    Unlink,
}

/// How a route names a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As a page with the refusal's status.
    Page,
    /// As a problem document.
    Problem,
    /// By going back to the settings page, with the code.
    SettingsPage,
}

impl Route {
    /// Finds the route.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] and [`Refusal::MethodNotAllowed`].
    pub fn find(method: &Method, path: &str) -> Result<Self, Refusal> {
        if let Some(asset) = page::asset(path) {
            let reads = [Method::GET, Method::HEAD].contains(method);
            return if reads { Ok(Self::Asset(asset)) } else { Err(only(&["GET", "HEAD"])) };
        }
        Ok(match (method, path) {
            (&Method::GET, "/healthz") => Self::Healthz,
            (&Method::GET, "/link/callback") => Self::LinkCallback,
            (&Method::POST, "/link/callback") => Self::LinkCallbackForm,
            (&Method::POST, "/link/cancel") => Self::LinkCancel,
            (&Method::POST, "/link/confirm") => Self::LinkConfirm,
            (&Method::POST, "/link/passwordless/start") => Self::LinkPasswordlessStart,
            (&Method::POST, "/link/passwordless/verify") => Self::LinkPasswordlessVerify,
            (&Method::GET, "/link/review") => Self::LinkReview,
            (&Method::POST, "/link/start") => Self::LinkStart,
            (&Method::GET, "/link/start") => Self::LinkStartPage,
            (&Method::GET, "/login") => Self::Login,
            (&Method::GET, "/login/lock") => Self::LoginLock,
            (&Method::GET, "/login/lock/options") => Self::LoginLockOptions,
            (&Method::POST, "/login/switch") => Self::LoginSwitch,
            (&Method::POST, "/logout") => Self::Logout,
            (&Method::GET, "/me") => Self::Me,
            (&Method::GET, "/suggestions") => Self::Suggestions,
            (&Method::POST, "/unlink") => Self::Unlink,
            (
                _,
                "/healthz"
                | "/link/callback"
                | "/link/review"
                | "/login"
                | "/login/lock"
                | "/login/lock/options"
                | "/me"
                | "/suggestions",
            ) => return Err(only(&["GET"])),
            (_, "/link/start") => return Err(only(&["GET", "POST"])),
            (
                _,
                "/link/cancel"
                | "/link/confirm"
                | "/link/passwordless/start"
                | "/link/passwordless/verify"
                | "/login/switch"
                | "/logout"
                | "/unlink",
            ) => return Err(only(&["POST"])),
            _ => return Err(Refusal::NotFound),
        })
    }

    /// How this route names a refusal, unless the request asked for JSON.
    #[must_use]
    pub const fn manner(self) -> Manner {
        match self {
            Self::Healthz
            | Self::LinkReview
            | Self::LoginLockOptions
            | Self::Me
            | Self::Suggestions => Manner::Problem,
            Self::Asset(_) | Self::LinkStartPage | Self::Login | Self::LoginLock => Manner::Page,
            Self::LinkCallback
            | Self::LinkCallbackForm
            | Self::LinkCancel
            | Self::LinkConfirm
            | Self::LinkPasswordlessStart
            | Self::LinkPasswordlessVerify
            | Self::LinkStart
            | Self::LoginSwitch
            | Self::Logout
            | Self::Unlink => Manner::SettingsPage,
        }
    }

    /// The path, for the log.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Asset(asset) => asset.path,
            Self::Healthz => "/healthz",
            Self::LinkCallback | Self::LinkCallbackForm => "/link/callback",
            Self::LinkCancel => "/link/cancel",
            Self::LinkConfirm => "/link/confirm",
            Self::LinkPasswordlessStart => "/link/passwordless/start",
            Self::LinkPasswordlessVerify => "/link/passwordless/verify",
            Self::LinkReview => "/link/review",
            Self::LinkStart | Self::LinkStartPage => "/link/start",
            Self::Login => "/login",
            Self::LoginLock => "/login/lock",
            Self::LoginLockOptions => "/login/lock/options",
            Self::LoginSwitch => "/login/switch",
            Self::Logout => "/logout",
            Self::Me => "/me",
            Self::Suggestions => "/suggestions",
            Self::Unlink => "/unlink",
        }
    }
}

const fn only(methods: &'static [&'static str]) -> Refusal {
    Refusal::MethodNotAllowed(methods)
}

/// Refuses a state-changing request from elsewhere (cross-site request forgery). A browser that
/// sends Fetch Metadata says so itself; another one sends an `Origin`; a request with neither is
/// refused. `own_origin` comes from the settings, never from `Host`.
///
/// # Errors
/// [`Refusal::CrossSite`].
pub fn check_origin(headers: &HeaderMap, own_origin: &str) -> Result<(), Refusal> {
    let one = |name: &str| {
        let mut values = headers.get_all(name).iter();
        (values.next().and_then(|value| value.to_str().ok()), values.next().is_some())
    };
    let own = match (one("sec-fetch-site"), one(ORIGIN.as_str())) {
        ((_, true), _) | (_, (_, true)) => false,
        ((Some(site), _), _) => site == "same-origin",
        ((None, _), (origin, _)) => origin == Some(own_origin),
    };
    // A header that is there but cannot be read is not a header that is absent.
    let unreadable = headers.get("sec-fetch-site").is_some_and(|value| value.to_str().is_err());
    if own && !unreadable { Ok(()) } else { Err(Refusal::CrossSite) }
}

/// Refuses to begin a login for anything but a navigation of the person's own tab: a prefetch, an
/// image or a frame of another site must not leave a cookie behind. Browsers without Fetch Metadata
/// send none of these headers.
///
/// # Errors
/// [`Refusal::NotANavigation`].
pub fn check_navigation(headers: &HeaderMap) -> Result<(), Refusal> {
    let is_or_absent = |name: &str, expected: &str| {
        headers.get(name).is_none_or(|value| value.as_bytes() == expected.as_bytes())
    };
    let navigation = is_or_absent("sec-fetch-mode", "navigate")
        && is_or_absent("sec-fetch-dest", "document")
        && !headers.contains_key("sec-purpose")
        && !headers.contains_key("purpose");
    if navigation { Ok(()) } else { Err(Refusal::NotANavigation) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: &str, path: &str, expected: Result<Route, Refusal>) {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        assert_eq!(Route::find(&method, path), expected, "{method} {path}");
    }

    #[test]
    fn finds_exact_paths_only() {
        check("POST", "/unlink", Ok(Route::Unlink));
        check("GET", "/link/callback", Ok(Route::LinkCallback));
        for path in ["/unlink/", "//unlink", "/unlinkx", "/Unlink", "/%75nlink", "/unlink;a", "/.."]
        {
            check("POST", path, Err(Refusal::NotFound));
        }
    }

    #[test]
    fn names_the_methods_of_a_known_path() {
        check("GET", "/unlink", Err(Refusal::MethodNotAllowed(&["POST"])));
        check("HEAD", "/login", Err(Refusal::MethodNotAllowed(&["GET"])));
        check("DELETE", "/link/start", Err(Refusal::MethodNotAllowed(&["GET", "POST"])));
        check("POST", "/", Err(Refusal::MethodNotAllowed(&["GET", "HEAD"])));
        check("FOO!", "/me", Err(Refusal::MethodNotAllowed(&["GET"])));
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[track_caller]
    fn check_post(pairs: &[(&'static str, &str)], own: bool) {
        let outcome = check_origin(&headers(pairs), "https://app.example");
        assert_eq!(outcome.is_ok(), own, "{pairs:?}");
    }

    #[test]
    fn refuses_csrf() {
        check_post(&[("sec-fetch-site", "same-origin")], true);
        check_post(&[("origin", "https://app.example")], true);
        check_post(&[], false);
        for site in ["cross-site", "same-site", "none", "", "Same-Origin", "same-origin, none"] {
            check_post(&[("sec-fetch-site", site)], false);
            check_post(&[("sec-fetch-site", site), ("origin", "https://app.example")], false);
        }
        for origin in [
            "null",
            "http://app.example",
            "https://app.example:444",
            "https://app.example.evil.example",
            "https://evil.example",
        ] {
            check_post(&[("origin", origin)], false);
        }
        let twice = [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")];
        check_post(&twice, false);
        let twice = [("origin", "https://app.example"), ("origin", "https://evil.example")];
        check_post(&twice, false);
    }

    #[test]
    fn refuses_a_login_that_is_no_navigation() {
        let check = |pairs: &[(&'static str, &str)], expected: bool| {
            assert_eq!(check_navigation(&headers(pairs)).is_ok(), expected, "{pairs:?}");
        };
        check(&[], true);
        check(&[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], true);
        check(&[("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")], false);
        check(&[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")], false);
        check(&[("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch")], false);
        check(&[("purpose", "prefetch")], false);
    }
}

//! Which request is which: exact paths, their methods, and whom each is taken from.

pub mod embedder;
pub mod sender;

use http::Method;

use crate::error::Refusal;
use crate::page::{self, Asset};
use sender::Sender;

/// A request by what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// `GET /` and the files of the page.
    Asset(&'static Asset),
    /// `POST /backchannel-logout`.
    BackchannelLogout,
    /// `GET /brand.css`.
    BrandStyle,
    /// `GET /healthz`.
    Healthz,
    /// `POST /later`.
    Later,
    /// `GET /link/authorize`.
    LinkAuthorize,
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
    /// `GET /settings`.
    Settings,
    /// `GET /suggestions`.
    Suggestions,
    /// `POST /unlink`.
    Unlink,
    /// `POST /verification-email`.
    VerificationEmail,
}

/// How a route names a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As a page with the refusal's status.
    Page,
    /// As OAuth does (RFC 6749 section 5.2), for the tenant.
    OAuth,
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
            (&Method::GET | &Method::HEAD, "/brand.css") => Self::BrandStyle,
            (_, "/brand.css") => return Err(only(&["GET", "HEAD"])),
            (&Method::POST, "/backchannel-logout") => Self::BackchannelLogout,
            (&Method::GET, "/healthz") => Self::Healthz,
            (&Method::POST, "/later") => Self::Later,
            (&Method::GET, "/link/authorize") => Self::LinkAuthorize,
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
            (&Method::GET, "/settings") => Self::Settings,
            (&Method::GET, "/suggestions") => Self::Suggestions,
            (&Method::POST, "/unlink") => Self::Unlink,
            (&Method::POST, "/verification-email") => Self::VerificationEmail,
            (
                _,
                "/healthz"
                | "/link/authorize"
                | "/link/callback"
                | "/link/review"
                | "/login"
                | "/login/lock"
                | "/login/lock/options"
                | "/me"
                | "/settings"
                | "/suggestions",
            ) => return Err(only(&["GET"])),
            (_, "/link/start") => return Err(only(&["GET", "POST"])),
            (
                _,
                "/backchannel-logout"
                | "/later"
                | "/link/cancel"
                | "/link/confirm"
                | "/link/passwordless/start"
                | "/link/passwordless/verify"
                | "/login/switch"
                | "/logout"
                | "/unlink"
                | "/verification-email",
            ) => return Err(only(&["POST"])),
            _ => return Err(Refusal::NotFound),
        })
    }

    /// Who may send it.
    #[must_use]
    pub const fn sender(self) -> Sender {
        match self {
            Self::Asset(_)
            | Self::BrandStyle
            | Self::Healthz
            | Self::LinkStartPage
            | Self::LoginLock => Sender::Anyone,
            // The tenant's own request, which no browser vouches for: its token is signed.
            Self::BackchannelLogout => Sender::Anyone,
            // The tenant's form comes from the tenant, and changes nothing: what it leads to needs the
            // signed cookie, like every callback.
            Self::LinkAuthorize | Self::LinkCallback | Self::LinkCallbackForm | Self::Login => {
                Sender::Navigation
            }
            // What it shows is private. No other site can read it, nor show it in a frame of its own; and a
            // sign-in that comes back from the tenant's site leads there.
            Self::Settings => Sender::NavigationOrScript,
            Self::LinkReview | Self::LoginLockOptions | Self::Me | Self::Suggestions => {
                Sender::OwnReader
            }
            Self::Later
            | Self::LinkCancel
            | Self::LinkConfirm
            | Self::LinkPasswordlessStart
            | Self::LinkPasswordlessVerify
            | Self::LinkStart
            | Self::LoginSwitch
            | Self::Logout
            | Self::Unlink
            | Self::VerificationEmail => Sender::OwnPage,
        }
    }

    /// Whether it is also taken from the script of a page on one of `embed_origins`: what the settings are
    /// shown by, and what begins. Whatever proves or confirms is our own page's: a script's post tells of
    /// no person.
    #[must_use]
    pub const fn takes_embedders(self) -> bool {
        match self {
            Self::Later
            | Self::LinkCancel
            | Self::LinkReview
            | Self::LinkStart
            | Self::LoginSwitch
            | Self::Logout
            | Self::Me
            | Self::Settings
            | Self::Suggestions
            | Self::Unlink => true,
            Self::Asset(_)
            | Self::BackchannelLogout
            | Self::BrandStyle
            | Self::Healthz
            | Self::LinkAuthorize
            | Self::LinkCallback
            | Self::LinkCallbackForm
            | Self::LinkConfirm
            | Self::LinkPasswordlessStart
            | Self::LinkPasswordlessVerify
            | Self::LinkStartPage
            | Self::Login
            | Self::LoginLock
            | Self::LoginLockOptions
            | Self::VerificationEmail => false,
        }
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
            Self::BackchannelLogout => Manner::OAuth,
            Self::Asset(_)
            | Self::BrandStyle
            | Self::LinkStartPage
            | Self::Login
            | Self::LoginLock
            | Self::Settings => Manner::Page,
            Self::Later
            | Self::LinkAuthorize
            | Self::LinkCallback
            | Self::LinkCallbackForm
            | Self::LinkCancel
            | Self::LinkConfirm
            | Self::LinkPasswordlessStart
            | Self::LinkPasswordlessVerify
            | Self::LinkStart
            | Self::LoginSwitch
            | Self::Logout
            | Self::Unlink
            | Self::VerificationEmail => Manner::SettingsPage,
        }
    }

    /// Whether it asks who is signed in.
    #[must_use]
    pub const fn is_of_a_session(self) -> bool {
        match self {
            Self::Later
            | Self::LinkAuthorize
            | Self::LinkCallback
            | Self::LinkCancel
            | Self::LinkConfirm
            | Self::LinkPasswordlessStart
            | Self::LinkPasswordlessVerify
            | Self::LinkReview
            | Self::LinkStart
            | Self::LoginSwitch
            | Self::Logout
            | Self::Me
            | Self::Settings
            | Self::Suggestions
            | Self::Unlink
            | Self::VerificationEmail => true,
            Self::Asset(_)
            | Self::BackchannelLogout
            | Self::BrandStyle
            | Self::Healthz
            | Self::LinkCallbackForm
            | Self::LinkStartPage
            | Self::Login
            | Self::LoginLock
            | Self::LoginLockOptions => false,
        }
    }

    /// The path, for the log.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Asset(asset) => asset.path,
            Self::BackchannelLogout => "/backchannel-logout",
            Self::BrandStyle => "/brand.css",
            Self::Healthz => "/healthz",
            Self::Later => "/later",
            Self::LinkAuthorize => "/link/authorize",
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
            Self::Settings => "/settings",
            Self::Suggestions => "/suggestions",
            Self::Unlink => "/unlink",
            Self::VerificationEmail => "/verification-email",
        }
    }
}

const fn only(methods: &'static [&'static str]) -> Refusal {
    Refusal::MethodNotAllowed(methods)
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
        check("GET", "/backchannel-logout", Err(Refusal::MethodNotAllowed(&["POST"])));
    }
}

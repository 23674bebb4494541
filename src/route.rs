//! Which request is which: one table of exact paths, their methods, who may send each, and how it refuses.

pub mod embedder;
pub mod sender;

use http::Method;

use crate::error::Refusal;
use crate::page::file::{Asset, asset};
use sender::Sender;

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

/// The rules of a route.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Its exact path.
    pub path: &'static str,
    /// Its method. If `methods` lists `HEAD`, that is accepted too.
    pub method: &'static str,
    /// The path's methods, as told to a request with another one.
    pub methods: &'static [&'static str],
    /// Who may send it.
    pub sender: Sender,
    /// How it names a refusal, unless the request asked for JSON.
    pub manner: Manner,
    /// Whether the script of a page on one of `embed_origins` may send it too: it may show the settings and begin
    /// things. What proves or confirms is our own page's alone, since a script's post need not come from a person.
    pub embeddable: bool,
    /// Whether it needs the session.
    pub session: bool,
}

const YES: bool = true;
const NO: bool = false;

/// Makes the routes and their rules from one table.
macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident $method:ident $path:literal $methods:tt
        $sender:ident $manner:ident $embeddable:ident $session:ident;)*) => {
        /// A request by what it asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Route {
            /// `GET /` and the files of the page.
            Asset(&'static Asset),
            $(#[doc = concat!("`", stringify!($method), " ", $path, "`.")] $(#[$doc])* $name,)*
        }

        /// Every route except the files of the page.
        pub const ROUTES: &[Route] = &[$(Route::$name),*];

        impl Route {
            /// Its rules.
            #[must_use]
            pub const fn rules(self) -> Rules {
                match self {
                    Self::Asset(asset) => Rules {
                        path: asset.path,
                        method: "GET",
                        methods: &["GET", "HEAD"],
                        sender: Sender::Anyone,
                        manner: Manner::Page,
                        embeddable: NO,
                        session: NO,
                    },
                    $(Self::$name => Rules {
                        path: $path,
                        method: stringify!($method),
                        methods: &$methods,
                        sender: Sender::$sender,
                        manner: Manner::$manner,
                        embeddable: $embeddable,
                        session: $session,
                    },)*
                }
            }
        }
    };
}

#[rustfmt::skip]
routes! {
    // name              method path                      methods         sender    manner   embeddable session
    /// The tenant's own request; no browser vouches for it, but its token is signed.
    BackchannelLogout       POST "/backchannel-logout"       ["POST"]        Anyone     OAuth        NO  NO;
    /// The product's accent colours, as a style sheet.
    BrandStyle              GET  "/brand.css"                ["GET", "HEAD"] Anyone     Page         NO  NO;
    /// Whether all is well.
    Healthz                 GET  "/healthz"                  ["GET"]         Anyone     Problem      NO  NO;
    /// Dismisses what was interrupted.
    Later                   POST "/later"                    ["POST"]        OwnPage    SettingsPage YES YES;
    /// The sign-in that a listed page began.
    LinkAuthorize           GET  "/link/authorize"           ["GET"]         Navigation SettingsPage NO  YES;
    /// The tenant's answer.
    LinkCallback            GET  "/link/callback"            ["GET"]         Navigation SettingsPage NO  YES;
    /// The tenant's answer as a form, with `response_mode = form_post`. It comes from the tenant's site and changes
    /// nothing: the callback that it leads to needs the signed cookie.
    LinkCallbackForm        POST "/link/callback"            ["GET"]         Navigation SettingsPage NO  NO;
    /// Forgets a proved account.
    LinkCancel              POST "/link/cancel"              ["POST"]        OwnPage    SettingsPage YES YES;
    /// Links the two accounts.
    LinkConfirm             POST "/link/confirm"             ["POST"]        OwnPage    SettingsPage NO  YES;
    /// Sends a code or a link.
    LinkPasswordlessStart   POST "/link/passwordless/start"  ["POST"]        OwnPage    SettingsPage NO  YES;
    /// Takes a typed code.
    LinkPasswordlessVerify  POST "/link/passwordless/verify" ["POST"]        OwnPage    SettingsPage NO  YES;
    /// The two accounts of a review.
    LinkReview              GET  "/link/review"              ["GET"]         OwnReader  Problem      YES YES;
    /// Begins a link.
    LinkStart               POST "/link/start"               ["GET", "POST"] OwnPage    SettingsPage YES YES;
    /// Asks before beginning a link, for whoever opens the address.
    LinkStartPage           GET  "/link/start"               ["GET", "POST"] Anyone     Page         NO  NO;
    /// Begins a sign-in.
    Login                   GET  "/login"                    ["GET"]         Navigation Page         NO  NO;
    /// Our page that signs in with Lock.
    LoginLock               GET  "/login/lock"               ["GET"]         Anyone     Page         NO  NO;
    /// Lock's options.
    LoginLockOptions        GET  "/login/lock/options"       ["GET"]         OwnReader  Problem      NO  NO;
    /// Stays with one of two people, or switches to the other.
    LoginSwitch             POST "/login/switch"             ["POST"]        OwnPage    SettingsPage YES YES;
    /// Ends the session.
    Logout                  POST "/logout"                   ["POST"]        OwnPage    SettingsPage YES YES;
    /// Who is signed in, and what is linked.
    Me                      GET  "/me"                       ["GET"]         OwnReader  Problem      YES YES;
    /// The page. It is private: no other site can read it or frame it. A sign-in that comes back from the tenant's site
    /// leads here.
    Settings                GET  "/settings"                 ["GET"]         NavigationOrScript Page YES YES;
    /// Other accounts with the same address.
    Suggestions             GET  "/suggestions"              ["GET"]         OwnReader  Problem      YES YES;
    /// Unlinks an identity.
    Unlink                  POST "/unlink"                   ["POST"]        OwnPage    SettingsPage YES YES;
    /// Sends a verification e-mail.
    VerificationEmail       POST "/verification-email"       ["POST"]        OwnPage    SettingsPage NO  YES;
}

impl Route {
    /// Finds the route.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] and [`Refusal::MethodNotAllowed`].
    pub fn find(method: &Method, path: &str) -> Result<Self, Refusal> {
        let file = asset(path).map(Self::Asset);
        let mut refusal = Refusal::NotFound;
        for route in
            file.into_iter().chain(ROUTES.iter().copied().filter(|it| it.rules().path == path))
        {
            let rules = route.rules();
            let head = method == Method::HEAD && rules.methods.contains(&"HEAD");
            if head || rules.method == method.as_str() {
                return Ok(route);
            }
            refusal = Refusal::MethodNotAllowed(rules.methods);
        }
        Err(refusal)
    }
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

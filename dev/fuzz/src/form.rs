//! A form at a route: everything about the request is right but the fields, so that no execution is spent
//! on what refuses it earlier. The first two characters choose the settings and the route.

use http::{Method, Request};

use crate::cast::Cast;
use crate::request::check;

/// Every route that takes a form.
const ROUTES: [&str; 12] = [
    "/link/start",
    "/link/passwordless/start",
    "/link/passwordless/verify",
    "/link/confirm",
    "/link/cancel",
    "/link/callback",
    "/login/switch",
    "/logout",
    "/unlink",
    "/backchannel-logout",
    "/verification-email",
    "/later",
];

/// Gives the input to the component.
pub fn run(data: &[u8]) {
    let Some((variant, cast, rest)) = Cast::of(data) else { return };
    let Some((route, fields)) = rest.split_first() else { return };
    let route = ROUTES[usize::from(route.wrapping_sub(b'0')) % ROUTES.len()];
    let waiting = match route {
        "/link/confirm" | "/link/cancel" => "review",
        "/link/passwordless/start" | "/link/passwordless/verify" => "passwordless",
        "/login/switch" => "switch",
        _ => "resume",
    };
    let cookies = [cast.word("session"), cast.word(waiting)];
    let cookies: Vec<&str> = cookies.into_iter().flatten().collect();
    let mut request = Request::new(cast.fill(fields));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = http::Uri::from_static(route);
    let headers = request.headers_mut();
    headers.insert("sec-fetch-site", http::HeaderValue::from_static("same-origin"));
    headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    headers.insert("cookie", cookies.join("; ").parse().expect("cookies"));
    check(variant, cast, request, Vec::new());
}

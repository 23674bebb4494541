//! Requests that scripts of other pages send: from the origins that a client names, and from no other.

use http::{Method, StatusCode, header};

use crate::embedded::cross_origin;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;

/// Where such requests go.
const PATHS: [&str; 7] = [
    cross_origin::PATH,
    "/dbconnections/",
    "/oauth/token",
    "/passwordless/",
    "/user/",
    "/userinfo",
    "/usernamepassword/",
];

/// How a request stands with its origin.
pub(crate) enum Origin {
    /// None, or the tenant's own: no business of this module.
    Own,
    /// A page that the client allows.
    Allowed(String),
    /// Any other.
    Refused(String),
}

/// Looks at the request's origin. A preflight names no client, so any client's will do there.
pub(crate) fn origin(tenant: &Tenant, visit: &Visit) -> Origin {
    let covered = PATHS.iter().any(|path| visit.path.starts_with(path));
    let Some(origin) = visit.header(header::ORIGIN).filter(|_| covered) else {
        // Credentials from nowhere are as little wanted as those from anywhere.
        let posted = visit.method == Method::POST && visit.path == cross_origin::PATH;
        return if posted { Origin::Refused("undefined".to_owned()) } else { Origin::Own };
    };
    if origin == tenant.origin {
        return Origin::Own;
    }
    let params = visit.params();
    let asked = params.get("client_id");
    let allowed = tenant
        .clients
        .iter()
        .filter(|client| asked.is_none_or(|id| client.client_id == id))
        .any(|client| client.web_origins.iter().any(|own| own == origin));
    let origin = origin.to_owned();
    if allowed { Origin::Allowed(origin) } else { Origin::Refused(origin) }
}

/// Whether this asks if another request may be sent.
pub(crate) fn is_preflight(visit: &Visit) -> bool {
    visit.method == Method::OPTIONS && visit.header(header::ACCESS_CONTROL_REQUEST_METHOD).is_some()
}

/// Yes, for what the libraries send.
pub(crate) fn preflight() -> Reply {
    let mut reply = reply::empty(StatusCode::NO_CONTENT);
    for (name, value) in [
        ("access-control-allow-methods", "GET, POST, OPTIONS"),
        (
            "access-control-allow-headers",
            "authorization, auth0-client, content-type, x-request-language",
        ),
        ("access-control-max-age", "300"),
    ] {
        reply = reply::with_header(reply, name, value);
    }
    reply
}

/// Lets that origin's page read the answer, and its browser keep the cookie.
pub(crate) fn allow(reply: Reply, origin: &str) -> Reply {
    let reply = reply::with_header(reply, "access-control-allow-origin", origin);
    let reply = reply::with_header(reply, "access-control-allow-credentials", "true");
    reply::with_header(reply, "vary", "origin")
}

pub(crate) fn refuse(origin: &str) -> Reply {
    let text = format!("Origin {origin} is not allowed.");
    reply::bytes(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", text.into_bytes())
}

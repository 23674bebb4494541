//! Method and path to a handler, in one table; the Management API has its own.

use http::StatusCode;

use crate::html::Html;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;
use crate::{
    authorize, cors, discovery, embedded, login, logout, management, passwordless, token, userinfo,
    webhooks,
};

type Handler = fn(&mut Tenant, &Visit) -> Reply;

const ROUTES: &[(&str, &str, Handler)] = &[
    ("GET", "/", home),
    ("GET", "/.well-known/openid-configuration", discovery::metadata),
    ("GET", "/.well-known/oauth-authorization-server", discovery::metadata),
    ("GET", "/.well-known/jwks.json", discovery::key_set),
    ("GET", "/authorize", authorize::authorize),
    ("POST", "/authorize", authorize::authorize),
    ("GET", "/u/login", login::login_page),
    ("POST", "/u/login", login::log_in_by_password),
    ("GET", "/u/social", login::social_page),
    ("POST", "/u/social", login::log_in_by_provider),
    ("GET", "/u/code", login::by_code::code_page),
    ("POST", "/u/code", login::by_code::log_in_by_code),
    ("GET", "/u/email-verification", management::jobs::verify),
    ("GET", "/u/mfa", login::mfa::mfa_page),
    ("POST", "/u/mfa", login::mfa::log_in_by_second_factor),
    ("GET", "/u/signup", login::sign_up::sign_up_page),
    ("POST", "/u/signup", login::sign_up::sign_up_by_password),
    ("POST", "/u/choose", login::choose),
    ("POST", "/u/cancel", login::cancel),
    ("POST", "/oauth/token", token::token),
    ("POST", "/passwordless/start", passwordless::start::start),
    ("GET", "/passwordless/verify_redirect", passwordless::link::verify_redirect),
    ("GET", "/inbox", passwordless::inbox::inbox),
    ("POST", "/passwordless/challenge", embedded::challenge),
    ("POST", embedded::cross_origin::PATH, embedded::cross_origin::authenticate),
    ("POST", "/usernamepassword/challenge", embedded::challenge),
    ("POST", "/usernamepassword/login", embedded::hosted::log_in),
    ("POST", "/login/callback", embedded::hosted::callback),
    ("POST", "/dbconnections/signup", embedded::database::sign_up),
    ("POST", "/dbconnections/signup/challenge", embedded::challenge),
    ("POST", "/dbconnections/change_password", embedded::database::change_password),
    ("POST", "/dbconnections/change_password/challenge", embedded::challenge),
    ("GET", "/user/ssodata", embedded::hosted::sso_data),
    ("GET", "/user/geoloc/country", embedded::country),
    ("GET", "/userinfo", userinfo::userinfo),
    ("POST", "/userinfo", userinfo::userinfo),
    ("GET", "/v2/logout", logout::legacy_logout),
    ("GET", "/oidc/logout", logout::oidc_logout),
    ("POST", "/oidc/logout", logout::oidc_logout),
];

/// Where the paths of APIs begin, which never answer a page.
const APIS: &[&str] = &[
    "/.well-known/",
    "/api",
    "/bc-authorize",
    "/co/",
    "/dbconnections/",
    "/me/",
    "/mfa/",
    "/oauth/",
    "/oidc/register",
    "/passwordless/challenge",
    "/passwordless/start",
    "/passwordless/verify",
    "/scim/",
    "/tenants/",
    "/user/",
    "/userinfo",
    "/usernamepassword/challenge",
];

pub(crate) fn answer(tenant: &mut Tenant, visit: &Visit) -> Reply {
    match cors::origin(tenant, visit) {
        cors::Origin::Own => dispatch(tenant, visit),
        cors::Origin::Allowed(origin) => {
            let preflight = cors::is_preflight(visit);
            let reply = if preflight { cors::preflight() } else { dispatch(tenant, visit) };
            cors::allow(reply, &origin)
        }
        cors::Origin::Refused(origin) => cors::refuse(&origin),
    }
}

fn dispatch(tenant: &mut Tenant, visit: &Visit) -> Reply {
    if let Some(client_id) = embedded::settings::client_of(&visit.path) {
        return embedded::settings::script(tenant, client_id);
    }
    if let Some(rest) = visit.path.strip_prefix("/api/v2/") {
        return management::answer(tenant, visit, rest);
    }
    if visit.path.starts_with(webhooks::PATH) {
        return webhooks::deliver(tenant, visit);
    }
    let known: Vec<_> = ROUTES.iter().filter(|(_, path, _)| *path == visit.path).collect();
    match known.iter().find(|(method, ..)| *method == visit.method.as_str()) {
        Some((_, _, handler)) => handler(tenant, visit),
        // Who calls an API reads JSON.
        None if APIS.iter().any(|api| visit.path.starts_with(api)) => {
            management::not_implemented(visit)
        }
        None if known.is_empty() => {
            reply::error_page(StatusCode::NOT_FOUND, "This page does not exist.")
        }
        None => {
            let allowed: Vec<_> = known.iter().map(|(method, ..)| *method).collect();
            let page = reply::error_page(
                StatusCode::METHOD_NOT_ALLOWED,
                "This page cannot be used that way.",
            );
            reply::with_header(page, "allow", &allowed.join(", "))
        }
    }
}

/// For whoever opens the tenant itself: what it is, and who can log in.
fn home(tenant: &mut Tenant, _visit: &Visit) -> Reply {
    let mut content = Html::new()
        .raw("<p>This is a stand-in for Auth0, for development and tests. Its issuer is <code>")
        .text(&tenant.issuer())
        .raw("</code>. What it would have sent is in its <a href=\"/inbox\">inbox</a>. Who can log in:</p>");
    let accounts = tenant.accounts();
    for connection in &tenant.connections {
        content = content.raw("<h2>").text(&connection.label).raw("</h2><table>");
        for account in accounts.iter().filter(|account| account.connection == connection.name) {
            let word = account.password.as_deref().unwrap_or(&account.user_id);
            content = content.raw("<tr><td>").text(&account.username).raw("</td><td><code>");
            content = content.text(word).raw("</code></td></tr>");
        }
        content = content.raw("</table>");
    }
    reply::page(StatusCode::OK, "A local tenant", content)
}

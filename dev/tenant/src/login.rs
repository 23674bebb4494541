//! The login pages: choose a connection, prove who you are, or cancel. Plain forms; see `pages.rs` for the markup.

use http::StatusCode;

use self::sign_in::{over, pending, succeed};
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::user::Identity;
use crate::visit::Visit;

pub(crate) mod by_code;
pub(crate) mod mfa;
mod pages;
pub(crate) mod pending;
pub(crate) mod provider;
pub(crate) mod sign_in;
pub(crate) mod sign_up;

/// The path of the page on which one logs in with that connection, or chooses one.
pub(crate) fn page_of(tenant: &Tenant, connection: Option<&str>) -> &'static str {
    match connection.and_then(|name| tenant.connection(name)) {
        Some(connection) if connection.is_federated() => "/u/social",
        Some(connection) if connection.is_passwordless() => "/u/code",
        Some(_) | None => "/u/login",
    }
}

pub(crate) fn login_page(tenant: &mut Tenant, visit: &Visit) -> Reply {
    match pending(tenant, visit, &visit.query) {
        Some((state, login)) => match page_of(tenant, login.request.connection.as_deref()) {
            "/u/login" => pages::database(tenant, state, &login, None),
            other => reply::redirect(&format!("{}{other}?state={state}", tenant.origin)),
        },
        None => over(),
    }
}

pub(crate) fn log_in_by_password(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    let (state, login) = match pending(tenant, visit, &form) {
        Some(found) => found,
        None => return over(),
    };
    let Some(database) = pages::database_of(tenant, &login) else {
        return reply::error_page(StatusCode::BAD_REQUEST, "This login does not take a password.");
    };
    let (username, password) =
        (form.get("username").unwrap_or_default(), form.get("password").unwrap_or_default());
    match tenant.users.with_password(&database.name, username, password).map(Identity::key) {
        Some(identity) => succeed(tenant, visit, state, &login, &identity),
        None => pages::database(tenant, state, &login, Some(username)),
    }
}

pub(crate) fn social_page(tenant: &mut Tenant, visit: &Visit) -> Reply {
    match pending(tenant, visit, &visit.query) {
        Some((state, login)) => {
            let connection = login.connection.as_deref().and_then(|name| tenant.connection(name));
            let signed_in = connection.and_then(|connection| {
                provider::signed_in(tenant, visit, &login.request, connection)
            });
            match signed_in {
                Some(identity) => succeed(tenant, visit, state, &login, &identity),
                None => pages::social(tenant, state, &login),
            }
        }
        None => over(),
    }
}

pub(crate) fn log_in_by_provider(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    let (state, login) = match pending(tenant, visit, &form) {
        Some(found) => found,
        None => return over(),
    };
    let wanted = form.get("user_id").unwrap_or_default();
    let found = tenant
        .connections
        .iter()
        .filter(|connection| connection.is_federated())
        .filter(|connection| login.request.enables(tenant, &connection.name))
        .filter(|connection| login.connection.as_ref().is_none_or(|name| *name == connection.name))
        .flat_map(|connection| tenant.users.identities_of(&connection.name))
        .map(|(_, identity)| identity.key())
        .find(|key| key.id == wanted);
    match found {
        Some(identity) => {
            let answer = succeed(tenant, visit, state, &login, &identity);
            provider::remember(tenant, visit, &identity, answer)
        }
        None => reply::error_page(StatusCode::BAD_REQUEST, "Nobody of that name logs in here."),
    }
}

pub(crate) fn choose(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    let (state, login) = match pending(tenant, visit, &form) {
        Some((state, login)) => (state.to_owned(), login),
        None => return over(),
    };
    let chosen = form
        .get("connection")
        .filter(|name| tenant.connection(name).is_some() && login.request.enables(tenant, name));
    let (Some(name), None) = (chosen, &login.request.connection) else {
        return reply::error_page(
            StatusCode::BAD_REQUEST,
            "That connection cannot be chosen here.",
        );
    };
    if let Some(login) = tenant.logins.get_mut(&state) {
        login.connection = Some(name.to_owned());
        login.recipient = None;
    }
    reply::redirect(&format!("{}{}?state={state}", tenant.origin, page_of(tenant, Some(name))))
}

pub(crate) fn cancel(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    match pending(tenant, visit, &form) {
        Some((state, login)) => {
            tenant.logins.remove(state);
            login.request.refuse("access_denied", "User did not authorize the request")
        }
        None => over(),
    }
}

//! The login pages: choose a connection, prove who you are, or cancel. Plain forms; see `pages.rs` for the markup.

use http::StatusCode;

use crate::authorize::AuthorizationRequest;
use crate::clients::Connection;
use crate::code;
use crate::passwordless::Recipient;
use crate::reply::{self, Reply};
use crate::sso;
use crate::tenant::Tenant;
use crate::user::{Identity, IdentityKey};
use crate::visit::{Params, Visit};

pub(crate) mod by_code;
pub(crate) mod mfa;
mod pages;
pub(crate) mod provider;
pub(crate) mod sign_up;

/// Seconds in which a login page can be used.
const LIFETIME: u64 = 3600;

/// An authorization request that waits for its login.
#[derive(Clone)]
pub(crate) struct PendingLogin {
    pub(crate) request: AuthorizationRequest,
    began: u64,
    /// The connection that the request named, or else the one the person chose last.
    connection: Option<String>,
    /// Whom a code was sent to.
    recipient: Option<Recipient>,
    /// The identity that passed the first factor, where the second one is all that is missing.
    proved: Option<IdentityKey>,
}

impl PendingLogin {
    pub(crate) fn new(request: AuthorizationRequest, now: u64) -> Self {
        Self {
            connection: request.connection.clone(),
            request,
            began: now,
            recipient: None,
            proved: None,
        }
    }

    pub(crate) fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.began) >= LIFETIME
    }
}

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
    let Some(database) = database_of(tenant, &login) else {
        return reply::error_page(StatusCode::BAD_REQUEST, "This login does not take a password.");
    };
    let (username, password) =
        (form.get("username").unwrap_or_default(), form.get("password").unwrap_or_default());
    match tenant.users.with_password(&database.name, username, password).map(Identity::key) {
        Some(identity) => succeed(tenant, visit, state, &login, &identity),
        None => pages::database(tenant, state, &login, Some(username)),
    }
}

/// The database that a login takes a password of: the one it names, or else the first.
fn database_of<'a>(tenant: &'a Tenant, login: &PendingLogin) -> Option<&'a Connection> {
    let request = &login.request;
    tenant.connections.iter().find(|connection| {
        connection.is_database()
            && request.enables(tenant, &connection.name)
            && request.connection.as_ref().is_none_or(|name| *name == connection.name)
    })
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

/// The login that waits under the request's `state`.
fn pending<'a>(
    tenant: &Tenant,
    visit: &Visit,
    params: &'a Params,
) -> Option<(&'a str, PendingLogin)> {
    let state = params.get("state")?;
    let login = tenant.logins.get(state).filter(|login| !login.is_over(visit.now))?;
    Some((state, login.clone()))
}

fn over() -> Reply {
    reply::error_page(
        StatusCode::BAD_REQUEST,
        "This login page was already used, or is too old. Go back to the application and start again.",
    )
}

/// A login is used once: session, code, and back to the application.
fn succeed(
    tenant: &mut Tenant,
    visit: &Visit,
    state: &str,
    login: &PendingLogin,
    identity: &IdentityKey,
) -> Reply {
    tenant.logins.remove(state);
    sign_in(tenant, visit, &login.request, identity)
}

/// Whoever that identity is has proved it: goes on to the second factor, or back to the application.
pub(crate) fn sign_in(
    tenant: &mut Tenant,
    visit: &Visit,
    request: &AuthorizationRequest,
    identity: &IdentityKey,
) -> Reply {
    if let Some(refusal) = refusal(tenant, request, identity) {
        return refusal;
    }
    let user = tenant.users.with_key(identity);
    if user.is_some_and(|user| tenant.mfa_policy.wants_it_of(user)) {
        return mfa::ask(tenant, visit.now, request.clone(), identity);
    }
    finish(tenant, visit, request, identity, false)
}

/// Why that identity does not sign in, if so.
fn refusal(
    tenant: &Tenant,
    request: &AuthorizationRequest,
    identity: &IdentityKey,
) -> Option<Reply> {
    let Some(user) = tenant.users.with_key(identity) else {
        return Some(request.refuse("access_denied", "There is no such user."));
    };
    if user.blocked {
        return Some(request.refuse("unauthorized", "user is blocked"));
    }
    let description = request.organization.as_ref()?.refuses(tenant, user)?;
    Some(request.refuse("access_denied", &description))
}

/// Session, code, and back to the application. `mfa`: the second factor was proved as well.
fn finish(
    tenant: &mut Tenant,
    visit: &Visit,
    request: &AuthorizationRequest,
    identity: &IdentityKey,
    mfa: bool,
) -> Reply {
    if let Some(refusal) = refusal(tenant, request, identity) {
        return refusal;
    }
    tenant.users.note_login(identity, visit.now);
    let (session, cookie) = sso::begin(tenant, visit, identity, mfa);
    let answer = code::issue(tenant, visit.now, request, &session);
    reply::with_header(answer, "set-cookie", &cookie)
}

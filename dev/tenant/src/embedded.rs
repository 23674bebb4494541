//! Embedded login: what Auth0's widget Lock and `auth0.js` use on an application's own page, or on a page that the
//! tenant hosts. The folder has the settings script, both ways to log in, and the database's sign-up.

use http::StatusCode;
use serde_json::{Value, json};

use crate::passwordless;
use crate::passwordless::recipient::Recipient;
use crate::reply::{self, OAuthError, Reply};
use crate::tenant::Tenant;
use crate::user::{Identity, IdentityKey};
use crate::visit::{Params, Visit};

pub(crate) mod cross_origin;
pub(crate) mod database;
pub(crate) mod hosted;
pub(crate) mod settings;
pub(crate) mod tickets;

/// The identity of a database connection with that name and password.
fn by_password(
    tenant: &mut Tenant,
    connection: &str,
    username: &str,
    password: &str,
    now: u64,
) -> Result<IdentityKey, OAuthError> {
    let name = format!("{connection} {}", username.trim().to_lowercase());
    if tenant.embedded.is_blocked(&name, now) {
        return Err(OAuthError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_attempts",
            "Your account has been blocked after multiple consecutive login attempts.",
        ));
    }
    let found = tenant.users.with_password(connection, username, password).map(Identity::key);
    let wrong = &mut tenant.embedded.wrong;
    match found {
        Some(identity) => {
            wrong.remove(&name);
            not_blocked(tenant, identity)
        }
        None => {
            let (count, last) = wrong.entry(name).or_default();
            (*count, *last) = (*count + 1, now);
            Err(denied("Wrong email or password."))
        }
    }
}

/// The identity that a code signs in with; it spends the code, and signs up whoever is new.
fn by_code(
    tenant: &mut Tenant,
    connection: &str,
    username: &str,
    code: &str,
    client_id: &str,
    now: u64,
) -> Result<IdentityKey, OAuthError> {
    let recipient = tenant.connection(connection).and_then(|it| Recipient::new(it, username));
    let wrong = || denied("Wrong phone number, email or verification code.");
    let recipient = recipient.ok_or_else(wrong)?;
    if !passwordless::take_code(tenant, &recipient, client_id, code, now) {
        return Err(wrong());
    }
    let identity = recipient.identity_or_new(tenant, now);
    not_blocked(tenant, identity)
}

fn not_blocked(tenant: &Tenant, identity: IdentityKey) -> Result<IdentityKey, OAuthError> {
    match tenant.users.with_key(&identity) {
        Some(user) if user.blocked => {
            Err(OAuthError::new(StatusCode::FORBIDDEN, "blocked_user", "Blocked user"))
        }
        Some(_) | None => Ok(identity),
    }
}

fn denied(description: &str) -> OAuthError {
    OAuthError::new(StatusCode::FORBIDDEN, "access_denied", description)
}

fn invalid(description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::BAD_REQUEST, "invalid_request", description)
}

/// A parameter that must be there.
fn required<'a>(params: &'a Params, name: &str) -> Result<&'a str, OAuthError> {
    params.get(name).ok_or_else(|| invalid(format!("Missing required parameter: {name}")))
}

/// Whether a riddle must be solved first: never, here. Lock asks before each of its screens.
pub(crate) fn challenge(_tenant: &mut Tenant, _visit: &Visit) -> Reply {
    reply::json(StatusCode::OK, &json!({ "required": false }))
}

/// Where the person seems to be, by which Lock chooses a dialling code.
pub(crate) fn country(_tenant: &mut Tenant, _visit: &Visit) -> Reply {
    let country = json!({
        "ip": "203.0.113.7", "country_code": "SE", "country_code3": "SWE", "country_name": "Sweden",
    });
    reply::json(StatusCode::OK, &country)
}

/// An error as the older endpoints have it.
fn legacy_error(status: StatusCode, code: &str, description: &str) -> Reply {
    let body: Value = json!({
        "name": code, "code": code, "description": description, "statusCode": status.as_u16(),
    });
    reply::json(status, &body)
}

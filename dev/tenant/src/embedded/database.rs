//! `/dbconnections/*`: sign-up and forgotten passwords of a database connection.

use http::StatusCode;
use serde_json::json;

use super::{legacy_error, required};
use crate::login::sign_up::{self, Unfit};
use crate::reply::{self, OAuthError, Reply};
use crate::tenant::Tenant;
use crate::visit::{Params, Visit};

pub(crate) fn sign_up(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let params = visit.form();
    let (connection, email, password) = match fields(tenant, &params, "password") {
        Ok(fields) => fields,
        Err(error) => return legacy_error(error.status, error.error, &error.description),
    };
    let known = sign_up::sign_up(tenant, visit.now, &connection, email, password);
    let key = match known {
        Ok(key) => key,
        Err(unfit) => {
            let (code, description) = match unfit {
                Unfit::Email => ("invalid_signup", "Invalid sign up"),
                Unfit::Password => ("invalid_password", "Password is too weak"),
                Unfit::Taken => ("user_exists", "The user already exists."),
            };
            return legacy_error(StatusCode::BAD_REQUEST, code, description);
        }
    };
    let email = email.trim().to_lowercase();
    let id = key.id.trim_start_matches("auth0|");
    let body = json!({ "_id": id, "email": email, "email_verified": false });
    reply::json(StatusCode::OK, &body)
}

/// Sends nothing, and says the same about everybody.
pub(crate) fn change_password(tenant: &mut Tenant, visit: &Visit) -> Reply {
    match fields(tenant, &visit.form(), "email") {
        Ok(_) => {
            let text = "We sent an email with a link to reset the password.";
            reply::bytes(StatusCode::OK, "text/html; charset=utf-8", text.into())
        }
        Err(error) => legacy_error(error.status, error.error, &error.description),
    }
}

/// Connection, e-mail, and one more that must be there.
fn fields<'a>(
    tenant: &Tenant,
    params: &'a Params,
    more: &str,
) -> Result<(String, &'a str, &'a str), OAuthError> {
    let client_id = required(params, "client_id")?;
    if tenant.client(client_id).is_none() {
        return Err(super::invalid("Unknown client."));
    }
    let connection = required(params, "connection")?;
    let database = tenant.connection(connection).filter(|it| it.is_database());
    let database = database.ok_or_else(|| super::invalid("the connection was not found"))?;
    Ok((database.name.clone(), required(params, "email")?, required(params, more)?))
}

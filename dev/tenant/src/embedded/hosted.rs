//! `/usernamepassword/login` and `/login/callback`: the same for a page that the tenant itself hosts. The answer is a
//! form that the page sends on, so that the session's cookie is the tenant's own. `/user/ssodata` tells that page whose
//! session there is.

use http::StatusCode;
use serde_json::{Value, json};

use super::tickets::{Proof, Ticket};
use super::{by_password, legacy_error, required};
use crate::html::Html;
use crate::login::sign_in::sign_in;
use crate::reply::{self, OAuthError, Reply};
use crate::sso;
use crate::tenant::Tenant;
use crate::user::IdentityKey;
use crate::visit::{Params, Visit};

pub(crate) fn log_in(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let params = visit.form();
    let (state, identity) = match prove(tenant, visit, &params) {
        Ok(proved) => proved,
        Err(error) => {
            let status = match error.error {
                "access_denied" => {
                    return legacy_error(
                        StatusCode::UNAUTHORIZED,
                        "invalid_user_password",
                        &error.description,
                    );
                }
                _ => error.status,
            };
            return legacy_error(status, error.error, &error.description);
        }
    };
    let ticket = tenant.random.draw();
    let proof = Proof::Hosted { state };
    let content = Ticket { proof, identity, issued: visit.now };
    tenant.embedded.tickets.insert(ticket.clone(), content);
    let form = Html::new()
        .raw("<form method=\"post\" name=\"hiddenform\" action=\"")
        .text(&format!("{}/login/callback", tenant.origin))
        .raw("\">")
        .hidden("wa", "wsignin1.0")
        .hidden("wresult", &ticket)
        .hidden("wctx", &json!({ "connection": params.get("connection") }).to_string())
        .raw("<noscript><button>Continue</button></noscript></form>");
    reply::bytes(StatusCode::OK, "text/html; charset=utf-8", form.into_markup().into_bytes())
}

/// The state of the login that waits, and who it is.
fn prove(
    tenant: &mut Tenant,
    visit: &Visit,
    params: &Params,
) -> Result<(String, IdentityKey), OAuthError> {
    let state = required(params, "state")?;
    let waits = tenant.logins.get(state).is_some_and(|login| !login.is_over(visit.now));
    if !waits {
        return Err(super::invalid("No login has that state."));
    }
    let connection = required(params, "connection")?;
    let database = tenant.connection(connection).filter(|it| it.is_database());
    let database = database.map(|it| it.name.clone());
    let database = database.ok_or_else(|| super::invalid("the connection was not found"))?;
    let (username, password) = (required(params, "username")?, required(params, "password")?);
    let identity = by_password(tenant, &database, username, password, visit.now)?;
    Ok((state.to_owned(), identity))
}

pub(crate) fn callback(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    let ticket = form.get("wresult").and_then(|it| tenant.embedded.take(it, visit.now));
    let login = match &ticket {
        Some(Ticket { proof: Proof::Hosted { state }, .. }) => tenant.logins.remove(state),
        Some(Ticket { proof: Proof::CrossOrigin { .. }, .. }) | None => None,
    };
    match (ticket, login.filter(|login| !login.is_over(visit.now))) {
        (Some(ticket), Some(login)) => sign_in(tenant, visit, &login.request, &ticket.identity),
        (Some(_) | None, _) => reply::error_page(
            StatusCode::BAD_REQUEST,
            "This login was already used, or is too old. Go back to the application and start again.",
        ),
    }
}

pub(crate) fn sso_data(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let data: Value = match sso::session(tenant, visit) {
        None => json!({ "sso": false }),
        Some(session) => {
            let user = tenant.users.with_key(&session.identity);
            json!({
                "sso": true,
                "lastUsedConnection": { "name": session.identity.connection },
                "lastUsedUserID": user.map(|user| &user.user_id),
                "lastUsedUsername": user.and_then(|user| user.profile.email.as_ref()),
            })
        }
    };
    reply::json(StatusCode::OK, &data)
}

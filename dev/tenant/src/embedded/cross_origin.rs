//! `/co/authenticate`: credentials from an application's own page for a ticket, which `/authorize` takes for a login.
//! Ticket and cookie belong together, so a browser that keeps no cookie of another site does not get in this way.

use http::{Method, StatusCode};
use serde_json::json;

use super::tickets::{LIFETIME, Proof, Ticket};
use super::{by_code, by_password, denied, invalid, required};
use crate::authorization::AuthorizationRequest;
use crate::login::sign_in::sign_in;
use crate::passwordless::grant::GRANT_TYPE;
use crate::reply::{self, OAuthError, Reply};
use crate::tenant::Tenant;
use crate::user::IdentityKey;
use crate::visit::{Params, Visit};

pub(crate) const PATH: &str = "/co/authenticate";

const PASSWORD: &str = "password";
const PASSWORD_REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";

pub(crate) fn authenticate(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let params = visit.form();
    let (identity, client_id) = match prove(tenant, visit, &params) {
        Ok(proved) => proved,
        Err(error) => return error.into_reply(),
    };
    let (ticket, co_id) = (tenant.random.draw(), tenant.random.draw());
    let (co_verifier, cookie) = (tenant.random.draw(), tenant.random.draw());
    // To a browser the loopback counts as safe, so this works over plain http, too.
    let set_cookie = format!(
        "co_{co_id}={cookie}; Max-Age={}; Path=/authorize; HttpOnly; Secure; SameSite=None",
        LIFETIME
    );
    let proof = Proof::CrossOrigin { client_id, co_id: co_id.clone(), cookie };
    let content = Ticket { proof, identity, issued: visit.now };
    tenant.embedded.tickets.insert(ticket.clone(), content);
    let body = json!({ "login_ticket": ticket, "co_id": co_id, "co_verifier": co_verifier });
    reply::with_header(reply::json(StatusCode::OK, &body), "set-cookie", &set_cookie)
}

/// Who it is, and for which client.
fn prove(
    tenant: &mut Tenant,
    visit: &Visit,
    params: &Params,
) -> Result<(IdentityKey, String), OAuthError> {
    // Another type would come from any page without asking first.
    if visit.method == Method::POST && !visit.is_json() {
        return Err(invalid("Invalid request body. JSON is required."));
    }
    let (client_id, credential_type, username) = (
        required(params, "client_id")?,
        required(params, "credential_type")?,
        required(params, "username")?,
    );
    let allowed = tenant.client(client_id).is_some_and(|it| it.cross_origin_authentication);
    if !allowed {
        let description = "Cross origin login not enabled.";
        return Err(OAuthError::new(StatusCode::UNAUTHORIZED, "unauthorized_client", description));
    }
    let realm = match credential_type {
        PASSWORD => tenant.connections.iter().find(|it| it.is_database()),
        PASSWORD_REALM | GRANT_TYPE => tenant.connection(required(params, "realm")?),
        _ => {
            let description = "Unknown credential type parameter.";
            return Err(OAuthError::new(
                StatusCode::BAD_REQUEST,
                "unsupported_credential_type",
                description,
            ));
        }
    };
    let by_message = credential_type == GRANT_TYPE;
    let fits = realm.filter(
        |realm| {
            if by_message { realm.is_passwordless() } else { realm.is_database() }
        },
    );
    let Some(realm) = fits.map(|realm| realm.name.clone()) else {
        let named = params.get("realm").unwrap_or_default();
        return Err(invalid(format!("Unknown realm {named}.")));
    };
    let identity = if by_message {
        by_code(tenant, &realm, username, required(params, "otp")?, client_id, visit.now)?
    } else {
        by_password(tenant, &realm, username, required(params, "password")?, visit.now)?
    };
    Ok((identity, client_id.to_owned()))
}

/// An authorization request that brings a ticket: a fresh login, whatever session there was.
pub(crate) fn redeem(
    tenant: &mut Tenant,
    visit: &Visit,
    request: &AuthorizationRequest,
    ticket: &str,
) -> Reply {
    let refuse = |description: &str| {
        let error = denied(description);
        request.refuse(error.error, &error.description)
    };
    let Some(Ticket { proof, identity, .. }) = tenant.embedded.take(ticket, visit.now) else {
        return refuse("Unknown or invalid login ticket.");
    };
    match proof {
        Proof::CrossOrigin { client_id, co_id, cookie } if client_id == request.client_id => {
            if visit.cookie(&format!("co_{co_id}")) != Some(cookie.as_str()) {
                return refuse("The browser kept no cookie of the cross-origin login.");
            }
            sign_in(tenant, visit, request, &identity)
        }
        Proof::CrossOrigin { .. } | Proof::Hosted { .. } => {
            refuse("Unknown or invalid login ticket.")
        }
    }
}

//! `GET /passwordless/verify_redirect`: a magic link that was opened signs in and goes on to the application.

use http::StatusCode;

use super::recipient::Recipient;
use crate::authorize;
use crate::login::sign_in::sign_in;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;

/// Auth0 also wants the browser in which the message was asked for; here the application asks, so it has to look.
pub(crate) fn verify_redirect(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let params = &visit.query;
    let request = match authorize::request(tenant, params) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let connection = params.get("connection").and_then(|name| tenant.connection(name));
    let recipient = connection
        .zip(params.get("email"))
        .and_then(|(connection, email)| Recipient::new(connection, email));
    let code = params.get("verification_code").unwrap_or_default();
    match recipient {
        Some(recipient)
            if super::take_code(tenant, &recipient, &request.client_id, code, visit.now) =>
        {
            let identity = recipient.identity_or_new(tenant, visit.now);
            sign_in(tenant, visit, &request, &identity)
        }
        Some(_) | None => reply::error_page(
            StatusCode::FORBIDDEN,
            "This link was used already, is too old, or a later one took its place. Ask for another one.",
        ),
    }
}

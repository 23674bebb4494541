//! Linking a proved account to the signed-in one. The last step of every way to link.

use crate::auth0::{Fault, users};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::tenant;
use crate::platform::Platform;
use crate::secret::Secret;
use crate::user::UserId;
use crate::visit::Visit;

/// Links the account that `id_token` proves. Where Auth0 refuses or does not answer, the user is
/// read: an identity that is there was linked, by this request or by one before it.
///
/// # Errors
/// [`Refusal`]s; then nothing was linked, as far as can be read.
pub async fn link<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    id_token: &Secret<String>,
    secondary: &UserId,
) -> Result<(), Error> {
    let request = users::link_identity_request(
        visit.config,
        &session.access_token,
        &session.subject,
        id_token,
    );
    let fault = match visit.send("link identity", request).await {
        Err(_) => Fault::Unexpected,
        Ok(response) => match users::process_identities_response(response, visit.now) {
            Ok(identities) if identities.iter().any(|it| it.is(secondary)) => return Ok(()),
            Ok(_) => Fault::Unreadable,
            Err(fault) => fault,
        },
    };
    visit.note(format!("link identity: {fault:?}"));
    if let Fault::RateLimited(_) | Fault::Unauthorized = fault {
        return Err(tenant::own_refusal(visit, fault).into());
    }
    if tenant::read_own_user(visit, session).await?.has_identity(secondary) {
        return Ok(());
    }
    Err(match fault {
        Fault::Conflict => Refusal::LinkedElsewhere,
        Fault::BadRequest | Fault::NotFound => Refusal::LinkRefused,
        Fault::Forbidden
        | Fault::RateLimited(_)
        | Fault::Unauthorized
        | Fault::Unexpected
        | Fault::Unreadable => tenant::refusal(fault),
    }
    .into())
}

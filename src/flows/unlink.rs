//! `/unlink`: an identity becomes a separate account again.

use crate::auth0::{Fault, users};
use crate::cookies::review;
use crate::error::{Error, Refusal};
use crate::flows::tenant;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::UserId;
use crate::visit::Visit;

/// Unlinks the identity that the form names.
///
/// # Errors
/// [`Refusal::PrimaryIdentity`], [`Refusal::NotLinked`] and what the tenant may say.
pub async fn unlink<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session()?;
    let identity = UserId::from_parts(visit.field("provider")?, visit.field("user_id")?);
    let identity = identity.ok_or(Refusal::InvalidRequest)?;
    // Provider and id together: the user's own identity, and with it the last one.
    if identity == session.subject {
        return Err(Refusal::PrimaryIdentity.into());
    }
    // Whatever was about to be joined was shown beside this identity.
    review::remove(&mut visit.jar);
    let request = users::unlink_identity_request(
        visit.config,
        &session.access_token,
        &session.subject,
        &identity,
    );
    let fault = match visit.send("unlink identity", request).await {
        Err(_) => Some(Fault::Unexpected),
        Ok(response) => match users::process_identities_response(response, visit.now) {
            Ok(identities) if identities.iter().any(|it| it.is(&identity)) => {
                Some(Fault::Unreadable)
            }
            Ok(_) => None,
            Err(fault) => Some(fault),
        },
    };
    if let Some(fault) = fault {
        visit.note(format!("unlink identity: {fault:?}"));
        if let Fault::RateLimited(_) | Fault::Unauthorized = fault {
            return Err(tenant::own_refusal(visit, fault).into());
        }
        // Auth0 refused, or nobody knows what it did: what the user has now is the answer.
        if tenant::read_own_user(visit, &session).await?.has_identity(&identity) {
            return Err(tenant::refusal(fault).into());
        }
        // An answer that refuses did nothing; only a lost answer may have done it.
        if fault != Fault::Unexpected && fault != Fault::Unreadable {
            return Err(Refusal::NotLinked.into());
        }
    }
    visit.keep_outcome("unlinked")?;
    Ok(Reply::outcome("unlinked", visit.wants_json))
}

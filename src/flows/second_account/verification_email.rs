//! `/verification-email`: asks the tenant to send the signed-in person the letter that verifies their address
//! once more. To no address that was typed, and in mode `client` only: nobody's own token can.

use crate::auth0::Fault;
use crate::auth0::users;
use crate::cookies::outcome::News;
use crate::error::{Error, Refusal};
use crate::flows::second_account::message_limits;
use crate::flows::second_account::passwordless::client_address;
use crate::flows::tenant::call::{Operation, call};
use crate::flows::tenant::read_user::{self, Extent};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::identifier::{Channel, Identifier};
use crate::visit::Visit;

/// Sends the letter, if there is something to verify.
///
/// # Errors
/// [`Refusal::InvalidRequest`] in mode `user`, [`Refusal::TooManyCodes`], [`Refusal::NotSent`] and what reading
/// the person's user can end in.
pub async fn send<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session()?;
    if visit.config.management_client().is_none() {
        return Err(Refusal::InvalidRequest.into());
    }
    // The tenant's present word decides where it goes, and whether it is still needed.
    let user = read_user::read_own(visit, &session, Extent::Page).await?;
    if user.email_is_verified_or_absent() {
        return visit.done("verified", News::default());
    }
    let email = user.email.as_deref().unwrap_or_default();
    let identifier = Identifier::parse(Channel::Email, email).ok_or(Refusal::NotSent)?;
    message_limits::count(visit, &session.subject, &identifier, client_address(visit)).await?;
    let access = read_user::own_access(visit, &session).await;
    let access = access.map_err(|fault| read_user::own_refusal(visit, fault))?;
    let build = |access: &_| users::verification_email_request(visit.config, access);
    let process = users::process_verification_email_response;
    match call(visit, Operation::VerificationEmail, &access, build, process).await {
        Ok(()) => {}
        // The tenant knows of nothing to send, or has its letters switched off.
        Err(Fault::BadRequest | Fault::Conflict) => return Err(Refusal::NotSent.into()),
        Err(fault) => return Err(read_user::own_refusal(visit, fault).into()),
    }
    visit.done("letter_sent", News::default())
}

//! Calls to the tenant that more than one flow makes, and what its refusals mean to a visitor.

use crate::auth0::{Fault, users};
use crate::cookies::session::{self, Session};
use crate::error::{Error, Refusal};
use crate::platform::Platform;
use crate::secret::Secret;
use crate::user::{User, UserId};
use crate::visit::Visit;

/// Reads a user with that user's own access token; `what` names the call in the log.
///
/// # Errors
/// [`Fault`], noted; a call without an answer counts as [`Fault::Unexpected`].
pub async fn read_user<P: Platform>(
    visit: &Visit<'_, P>,
    what: &str,
    access_token: &Secret<String>,
    user_id: &UserId,
) -> Result<User, Fault> {
    let request = users::user_request(visit.config, access_token, user_id);
    let response = visit.send(what, request).await.map_err(|_| Fault::Unexpected)?;
    let outcome = users::process_user_response(response, user_id, visit.now);
    if let Err(fault) = &outcome {
        visit.note(format!("{what}: {fault:?}"));
    }
    outcome
}

/// Reads the signed-in person's user.
///
/// # Errors
/// As [`own_refusal`].
pub async fn read_own_user<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
) -> Result<User, Error> {
    let outcome = read_user(visit, "read user", &session.access_token, &session.subject).await;
    outcome.map_err(|fault| own_refusal(visit, fault).into())
}

/// What a fault means where the signed-in person's own token was used. Where it says that the
/// session is over, the session ends here too.
pub fn own_refusal<P>(visit: &mut Visit<'_, P>, fault: Fault) -> Refusal {
    let refusal = refusal(fault);
    if matches!(refusal, Refusal::SignedOut | Refusal::JoinedElsewhere) {
        session::end(&mut visit.jar);
    }
    refusal
}

/// What a fault means where the token of the proved account was used: that account is gone, or its
/// proof is worth nothing any more.
#[must_use]
pub const fn other_refusal(fault: Fault) -> Refusal {
    match fault {
        Fault::NotFound => Refusal::LinkedElsewhere,
        Fault::Unauthorized => Refusal::NoReview,
        Fault::BadRequest
        | Fault::Conflict
        | Fault::Forbidden
        | Fault::RateLimited(_)
        | Fault::Unexpected
        | Fault::Unreadable => refusal(fault),
    }
}

/// What a fault means to the visitor.
#[must_use]
pub const fn refusal(fault: Fault) -> Refusal {
    match fault {
        Fault::Forbidden => Refusal::MissingScope,
        Fault::NotFound => Refusal::JoinedElsewhere,
        Fault::RateLimited(seconds) => Refusal::RateLimited(seconds),
        Fault::Unauthorized => Refusal::SignedOut,
        Fault::BadRequest | Fault::Conflict | Fault::Unexpected | Fault::Unreadable => {
            Refusal::TenantUnreachable
        }
    }
}

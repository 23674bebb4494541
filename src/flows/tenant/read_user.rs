//! Reading users, which several flows do, and what the tenant's refusals mean to a visitor.

use crate::auth0::users::{self, Access, Told};
use crate::auth0::{Fault, token};
use crate::config::Config;
use crate::cookies::review::PendingReview;
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::tenant::call::{self, Operation, call};
use crate::flows::tenant::reason::{self, Act, Whose};
use crate::platform::{Platform, UnixTime};
use crate::secret::Secret;
use crate::store::{self, Record};
use crate::user::{User, UserId};
use crate::visit::Visit;

/// The provider of all database users.
pub const DATABASE: &str = "auth0";

/// Stores the ID token of a login, which proves the account to Auth0 if it is linked to another one. One for each
/// person, so that old ones do not pile up.
pub async fn keep_id_token<P: Platform>(
    visit: &Visit<'_, P>,
    subject: &UserId,
    id_token: &Secret<String>,
    expires: UnixTime,
) {
    let (of, left) = (subject.to_string(), expires.since(visit.now));
    let _best_effort = store::keep(visit, Record::IdToken, &of, id_token.expose(), left).await;
}

/// The ID token of the person's last login, if it was stored and is still valid.
pub async fn stored_id_token<P: Platform>(
    visit: &Visit<'_, P>,
    session: &Session,
) -> Option<Secret<String>> {
    let of = session.subject.to_string();
    store::find(visit, Record::IdToken, &of).await.map(Secret::new)
}

/// How much of a user is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What the settings page shows.
    Page,
    /// All of it, for its size.
    Whole,
}

/// Access to the signed-in person's own user.
///
/// # Errors
/// As [`access`].
pub async fn own_access<P: Platform>(
    visit: &Visit<'_, P>,
    session: &Session,
) -> Result<Access, Fault> {
    let (user_id, token) = (&session.subject, session.access_token.as_ref());
    access(visit, user_id, token, session.email.as_deref(), session.email_verified).await
}

/// Access to the account that a review proved.
///
/// # Errors
/// As [`access`].
pub async fn other_access<P: Platform>(
    visit: &Visit<'_, P>,
    review: &PendingReview,
) -> Result<Access, Fault> {
    let (user_id, token) = (&review.other, review.access_token.as_ref());
    access(visit, user_id, token, review.email.as_deref(), review.email_verified).await
}

/// Whether another database may have a user of this id; in mode `client`, only the address would tell them apart.
#[must_use]
pub fn may_share_ids(config: &Config, user_id: &UserId) -> bool {
    let by_client = config.management_client().is_some();
    by_client && user_id.provider() == DATABASE && config.may_have_databases()
}

/// Access to the user of a sign-in. In mode `user` Auth0 matches the token with its user; in mode `client` a database's
/// id may be somebody else's in another database, and only the address tells.
///
/// # Errors
/// [`Fault`] if there is no token; [`Fault::OtherUser`] if nothing tells the databases apart.
async fn access<P: Platform>(
    visit: &Visit<'_, P>,
    user_id: &UserId,
    token: Option<&token::AccessToken>,
    email: Option<&str>,
    email_verified: bool,
) -> Result<Access, Fault> {
    let by_client = visit.config.management_client().is_some();
    if !by_client || user_id.provider() != DATABASE {
        return call::access(visit, user_id, token).await;
    }
    if email.is_none() && may_share_ids(visit.config, user_id) {
        visit.note("a database account without an address may belong to any of several databases");
        return Err(Fault::OtherUser);
    }
    let email_verified = visit.config.may_have_databases().then_some(email_verified);
    let told = Told { email: email.map(ToOwned::to_owned), email_verified };
    Ok(call::access(visit, user_id, token).await?.to_whom(told))
}

/// Reads a user.
///
/// # Errors
/// [`Fault`], noted.
pub async fn read<P: Platform>(
    visit: &Visit<'_, P>,
    operation: Operation,
    access: &Access,
    extent: Extent,
) -> Result<User, Fault> {
    call(
        visit,
        operation,
        access,
        |access| users::user_request(visit.config, access, extent == Extent::Whole),
        |response, now| users::process_user_response(response, access, now),
    )
    .await
}

/// Reads the account that the second sign-in proved, with its own token.
///
/// # Errors
/// [`Fault`], noted.
pub async fn read_other<P: Platform>(
    visit: &Visit<'_, P>,
    review: &PendingReview,
) -> Result<User, Fault> {
    let access = other_access(visit, review).await?;
    read(visit, Operation::ReadOther, &access, Extent::Whole).await
}

/// Reads the signed-in person's user.
///
/// # Errors
/// As [`own_refusal`].
pub async fn read_own<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    extent: Extent,
) -> Result<User, Error> {
    let outcome = match own_access(visit, session).await {
        Ok(access) => read(visit, Operation::ReadUser, &access, extent).await,
        Err(fault) => Err(fault),
    };
    outcome.map_err(|fault| own_refusal(visit, fault).into())
}

/// What a fault means if the call was about the signed-in person. If it means that the session is over, the session
/// ends here too.
pub fn own_refusal<P: Platform>(visit: &mut Visit<'_, P>, fault: Fault) -> Refusal {
    own_refusal_of(visit, Act::Else, fault)
}

/// The same, if the call was to link or unlink.
pub fn own_refusal_of<P: Platform>(visit: &mut Visit<'_, P>, act: Act, fault: Fault) -> Refusal {
    let by_client = visit.config.management_client().is_some();
    let whose = if by_client { Whose::OwnByClient } else { Whose::Own };
    let told = (Refusal::AccountBlocked, Refusal::SignedOut);
    let refusal = refusal(act, whose, fault, told);
    if refusal.ends_session() {
        visit.lose_session();
    }
    refusal
}

/// What a fault means if the call was about the proved account: it no longer exists, or its proof is no longer valid.
#[must_use]
pub fn other_refusal<P>(visit: &Visit<'_, P>, fault: Fault) -> Refusal {
    other_refusal_of(visit, Act::Else, fault)
}

/// The same, if the call was to link.
#[must_use]
pub fn other_refusal_of<P>(visit: &Visit<'_, P>, act: Act, fault: Fault) -> Refusal {
    let by_client = visit.config.management_client().is_some();
    let whose = if by_client { Whose::OtherByClient } else { Whose::Other };
    refusal(act, whose, fault, (Refusal::OtherBlocked, Refusal::WrongConnection))
}

/// What a fault means. That a user is blocked or another one than asked for is our own conclusion, not the tenant's.
fn refusal(act: Act, whose: Whose, fault: Fault, (blocked, other): (Refusal, Refusal)) -> Refusal {
    if fault == Fault::Blocked {
        blocked
    } else if fault == Fault::OtherUser {
        other
    } else if fault == Fault::ClientRefused {
        // The operator was told when the token was requested.
        Refusal::Unavailable
    } else {
        reason::of_fault(act, whose, fault)
    }
}

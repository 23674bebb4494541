//! A link that waits: `/link/review` shows both accounts, `/link/confirm` links them,
//! `/link/cancel` does not.

use futures_util::future::join;
use serde::Serialize;

use crate::auth0::Fault;
use crate::cookies::review::{self, Review};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::{link, tenant};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::{ShownIdentity, ShownUser, User};
use crate::visit::Visit;

#[derive(Serialize)]
struct Shown<'a> {
    review: &'a str,
    expires_in: u64,
    primary: Account<'a>,
    secondary: Account<'a>,
}

#[derive(Serialize)]
struct Account<'a> {
    #[serde(flatten)]
    user: ShownUser<'a>,
    identities: Vec<ShownIdentity<'a>>,
}

/// Shows the two accounts, both as the tenant has them now.
///
/// # Errors
/// [`Refusal::NoReview`] and what reading a user can end in.
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let (session, review) = waiting(visit)?;
    let (primary, secondary) = join(
        tenant::read_user(visit, "read user", &session.access_token, &session.subject),
        tenant::read_user(visit, "read other user", &review.access_token, &review.secondary),
    )
    .await;
    let primary = primary.map_err(|fault| tenant::own_refusal(visit, fault))?;
    // Linked already: by a confirmation whose answer was lost.
    if primary.has_identity(&review.secondary) {
        review::remove(&mut visit.jar);
        return Err(Refusal::NoReview.into());
    }
    let secondary = secondary.map_err(|fault| {
        // The proved account is gone, or its token is: there is nothing left to confirm.
        if let Fault::NotFound | Fault::Unauthorized = fault {
            review::remove(&mut visit.jar);
        }
        tenant::other_refusal(fault)
    })?;
    let pictures = visit.config.pictures;
    let account =
        |user| Account { user: User::shown(user, pictures), identities: user.shown_identities() };
    Ok(Reply::json(&Shown {
        review: &review.id,
        expires_in: review.expires.since(visit.now),
        primary: account(&primary),
        secondary: account(&secondary),
    }))
}

/// Links the two accounts that were shown.
///
/// # Errors
/// [`Refusal::ReviewChanged`], [`Refusal::NoReview`] and what linking can end in. The review stays
/// where a second try could help.
pub async fn confirm<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let (session, review) = waiting(visit)?;
    check_is(visit, &review)?;
    // Which account stays: for now the one that is signed in.
    let primary = visit.optional_field("primary")?;
    if primary.is_some_and(|primary| primary != session.subject.to_string()) {
        return Err(Refusal::InvalidRequest.into());
    }
    let outcome = link::link(visit, &session, &review.id_token, &review.secondary).await;
    let again = matches!(
        outcome,
        Err(Error::Refused(Refusal::RateLimited(_) | Refusal::TenantUnreachable))
    );
    if !again {
        review::remove(&mut visit.jar);
    }
    outcome?;
    visit.keep_outcome("linked")?;
    Ok(Reply::outcome("linked", visit.wants_json))
}

/// Forgets the proof.
///
/// # Errors
/// [`Refusal::ReviewChanged`], [`Refusal::NoReview`].
pub fn cancel<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let (_, review) = waiting(visit)?;
    check_is(visit, &review)?;
    review::remove(&mut visit.jar);
    visit.keep_outcome("cancelled")?;
    Ok(Reply::outcome("cancelled", visit.wants_json))
}

fn waiting<P: Platform>(visit: &Visit<'_, P>) -> Result<(Session, Review), Refusal> {
    let session = visit.session()?;
    let review = Review::open(&visit.jar, visit.config, &session.subject, visit.now);
    Ok((session, review.ok_or(Refusal::NoReview)?))
}

fn check_is<P: Platform>(visit: &Visit<'_, P>, review: &Review) -> Result<(), Refusal> {
    let named = visit.field("review")?;
    if review.is(named) { Ok(()) } else { Err(Refusal::ReviewChanged) }
}

//! A link that waits: `/link/review` shows both accounts, `/link/confirm` links them,
//! `/link/cancel` does not.

use futures_util::future::join;
use serde_json::{Value, json};

use crate::auth0::{Fault, users};
use crate::cookies::review::{self, Review};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::{link, tenant};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::{User, UserId};
use crate::visit::Visit;

/// Shows the two accounts, both as the tenant has them now.
///
/// # Errors
/// [`Refusal::NoReview`] and what reading a user can end in.
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let (session, review) = waiting(visit)?;
    let (config, platform, now) = (visit.config, visit.platform, visit.now);
    let read = async |token, user_id: &UserId| {
        let response = platform.send(users::user_request(config, token, user_id)).await;
        let response = response.map_err(|_| Fault::Unexpected)?;
        users::process_user_response(response, user_id, now)
    };
    let (primary, secondary) = join(
        read(&session.access_token, &session.subject),
        read(&review.access_token, &review.secondary),
    )
    .await;
    let primary = primary.map_err(|fault| {
        visit.note(format!("read user: {fault:?}"));
        tenant::own_refusal(visit, fault)
    })?;
    // Linked already: by a confirmation whose answer was lost.
    if primary.has_identity(&review.secondary) {
        review::remove(&mut visit.jar);
        return Err(Refusal::NoReview.into());
    }
    let secondary = secondary.map_err(|fault| {
        visit.note(format!("read other user: {fault:?}"));
        // The proved account is gone, or its token is: there is nothing left to confirm.
        if let Fault::NotFound | Fault::Unauthorized = fault {
            review::remove(&mut visit.jar);
        }
        tenant::other_refusal(fault)
    })?;
    Ok(Reply::json(&json!({
        "review": review.id,
        "expires_in": review.expires.since(now),
        "primary": account(&primary, config.pictures),
        "secondary": account(&secondary, config.pictures),
    })))
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

/// A user as a review shows it.
fn account(user: &User, pictures: bool) -> Value {
    json!({
        "user_id": user.user_id,
        "name": user.name,
        "email": user.email,
        "email_verified": user.email_verified,
        "picture": user.picture.as_ref().filter(|_| pictures),
        "identities": user.shown_identities(),
    })
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

//! `/me`: who is signed in, what is linked, what can be linked, what waits. The only place where a
//! session is renewed.

use http::header::RETRY_AFTER;
use serde::Serialize;

use crate::auth0::Fault;
use crate::config::Connection;
use crate::cookies::outcome;
use crate::cookies::review::{self, Review};
use crate::cookies::session::Session;
use crate::error::Error;
use crate::flows::tenant;
use crate::platform::{Platform, UnixTime};
use crate::reply::Reply;
use crate::user::{ShownIdentity, ShownUser, User};
use crate::visit::Visit;

#[derive(Serialize)]
struct Me<'a> {
    user: ShownUser<'a>,
    identities: Option<Vec<ShownIdentity<'a>>>,
    connections: &'a [Connection],
    pending: Option<Pending<'a>>,
    switch: Option<Switch<'a>>,
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

/// A link that waits for its confirmation.
#[derive(Serialize)]
struct Pending<'a> {
    review: &'a str,
    connection: &'a str,
    name: Option<&'a str>,
    email: Option<&'a str>,
    expires_in: u64,
}

/// A login as another person that waits for the choice.
#[derive(Serialize)]
struct Switch<'a> {
    id: String,
    name: Option<&'a str>,
    email: Option<&'a str>,
}

/// Shows the signed-in person, as the tenant has them now. Where the tenant wants fewer requests,
/// the session answers, without identities and with the seconds to wait.
///
/// # Errors
/// [`crate::error::Refusal::SignedOut`] and what reading the user can end in.
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session()?;
    let (config, now) = (visit.config, visit.now);
    let read = tenant::read_user(visit, "read user", &session.access_token, &session.subject).await;
    let (user, retry_after) = match read {
        Ok(user) => (Some(user), None),
        Err(Fault::RateLimited(seconds)) => (None, Some(seconds)),
        Err(fault) => return Err(tenant::own_refusal(visit, fault).into()),
    };
    let mut review = Review::open(&visit.jar, config, &session.subject, now);
    // Linked already: by a confirmation whose answer was lost.
    let done = |review: &Review| user.as_ref().is_some_and(|it| it.has_identity(&review.secondary));
    if review.as_ref().is_some_and(done) {
        review::remove(&mut visit.jar);
        review = None;
    }
    let waiting = Session::put_aside_earlier(&visit.jar, config, now);

    let pictures = config.pictures;
    let of_session = || of_session(&session, pictures);
    let reply = Reply::json(&Me {
        user: user.as_ref().map_or_else(of_session, |user| user.shown(pictures)),
        identities: user.as_ref().map(User::shown_identities),
        connections: &config.connections,
        pending: review.as_ref().map(|review| of_review(review, now)),
        switch: waiting.as_ref().map(of_waiting),
        outcome: outcome::take(&mut visit.jar, config, now),
        retry_after,
    });
    session.renew(&mut visit.jar, config, now)?;
    Ok(match retry_after {
        Some(seconds) => reply.with(RETRY_AFTER, &seconds.to_string()),
        None => reply,
    })
}

fn of_session(session: &Session, pictures: bool) -> ShownUser<'_> {
    ShownUser {
        user_id: session.subject.to_string(),
        name: session.name.as_deref(),
        email: session.email.as_deref(),
        email_verified: session.email_verified,
        picture: session.picture.as_deref().filter(|_| pictures),
    }
}

fn of_review(review: &Review, now: UnixTime) -> Pending<'_> {
    Pending {
        review: &review.id,
        connection: &review.connection,
        name: review.name.as_deref(),
        email: review.email.as_deref(),
        expires_in: review.expires.since(now),
    }
}

fn of_waiting(other: &Session) -> Switch<'_> {
    Switch { id: other.id(), name: other.name.as_deref(), email: other.email.as_deref() }
}

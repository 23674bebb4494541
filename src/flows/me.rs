//! `/me`: who is signed in, what is linked, what can be linked, what waits. The only place where a
//! session is renewed.

use http::header::RETRY_AFTER;
use serde_json::{Value, json};

use crate::auth0::Fault;
use crate::cookies::outcome;
use crate::cookies::review::{self, Review};
use crate::cookies::session::Session;
use crate::error::Error;
use crate::flows::tenant;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::User;
use crate::visit::Visit;

/// Shows the signed-in person, as the tenant has them now. Where the tenant wants fewer requests,
/// the session answers, without identities and with the seconds to wait.
///
/// # Errors
/// [`crate::error::Refusal::SignedOut`] and what reading the user can end in.
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session()?;
    let user = tenant::read_user(visit, &session.access_token, &session.subject).await;
    let (user, retry_after) = match user {
        Ok(user) => (Some(user), None),
        Err(Fault::RateLimited(seconds)) => (None, Some(seconds)),
        Err(fault) => return Err(tenant::own_refusal(visit, fault).into()),
    };
    let shown = user.as_ref().map_or_else(|| as_session(&session), |it| as_user(it, &session));
    let identities = user.as_ref().map(User::shown_identities);
    let (config, now) = (visit.config, visit.now);
    let label = |it: &crate::config::Connection| json!({ "name": it.name, "label": it.label });
    let mut review = Review::open(&visit.jar, config, &session.subject, now);
    // Linked already: by a confirmation whose answer was lost.
    let done = |review: &Review| user.as_ref().is_some_and(|it| it.has_identity(&review.secondary));
    if review.as_ref().is_some_and(done) {
        review::remove(&mut visit.jar);
        review = None;
    }
    let pending = review.map(|review| {
        json!({
            "review": review.id,
            "connection": review.connection,
            "name": review.name,
            "email": review.email,
            "expires_in": review.expires.since(now),
        })
    });
    let waiting = Session::put_aside_earlier(&visit.jar, config, now);
    let switch =
        waiting.map(|other| json!({ "id": other.id(), "name": other.name, "email": other.email }));
    let mut document = json!({
        "user": shown,
        "identities": identities,
        "connections": config.connections.iter().map(label).collect::<Vec<_>>(),
        "pending": pending,
        "switch": switch,
        "outcome": outcome::take(&mut visit.jar, config, now),
    });
    if !config.pictures {
        document["user"]["picture"] = Value::Null;
    }
    session.renew(&mut visit.jar, config, now)?;
    let Some(seconds) = retry_after else { return Ok(Reply::json(&document)) };
    document["retry_after"] = seconds.into();
    Ok(Reply::json(&document).with(RETRY_AFTER, &seconds.to_string()))
}

fn as_user(user: &User, session: &Session) -> Value {
    json!({
        "user_id": session.subject.to_string(),
        "name": user.name,
        "email": user.email,
        "email_verified": user.email_verified,
        "picture": user.picture,
    })
}

fn as_session(session: &Session) -> Value {
    json!({
        "user_id": session.subject.to_string(),
        "name": session.name,
        "email": session.email,
        "email_verified": session.email_verified,
        "picture": session.picture,
    })
}

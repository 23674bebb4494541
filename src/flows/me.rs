//! `/me`: who is signed in, what is linked, what can be linked, what waits. The only place where a
//! session is renewed.

use http::header::RETRY_AFTER;
use serde_json::{Value, json};

use crate::auth0::Fault;
use crate::cookies::outcome;
use crate::cookies::review::Review;
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
    let (user, identities, retry_after) = match &user {
        Ok(user) => (as_user(user, &session), json!(user.shown_identities()), None),
        Err(Fault::RateLimited(seconds)) => (as_session(&session), Value::Null, Some(*seconds)),
        Err(fault) => return Err(tenant::own_refusal(visit, *fault).into()),
    };
    let (config, now) = (visit.config, visit.now);
    let label = |it: &crate::config::Connection| json!({ "name": it.name, "label": it.label });
    let review = Review::open(&visit.jar, config, &session.subject, now);
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
    let switch = waiting.map(|other| json!({ "name": other.name, "email": other.email }));
    let mut document = json!({
        "user": user,
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

//! `/me`: who is signed in, what is linked, what can be linked, what waits. The only place where a
//! session is renewed.

use std::collections::BTreeMap;

use http::header::RETRY_AFTER;
use serde::Serialize;

use crate::auth0::Fault;
use crate::config::Connection;
use crate::cookies::outcome;
use crate::cookies::passwordless::{Passwordless, Sent};
use crate::cookies::resume::{self, Resume};
use crate::cookies::review::{self, Review};
use crate::cookies::session::Session;
use crate::error::Error;
use crate::flows::history::{self, Entry};
use crate::flows::management::Operation;
use crate::flows::settle::{self, Settled};
use crate::flows::tenant::{self, Extent};
use crate::flows::{confirm, done, give_back, passwordless, suggestions, webhook};
use crate::platform::{Platform, UnixTime};
use crate::reply::Reply;
use crate::user::shown::{ShownIdentity, ShownUser};
use crate::user::{Identity, User};
use crate::visit::Visit;

#[derive(Serialize)]
struct Me<'a> {
    user: ShownUser<'a>,
    identities: Option<Vec<ShownIdentity<'a>>>,
    connections: Vec<Offered<'a>>,
    passwordless: Option<OnTheWay>,
    pending: Option<Pending<'a>>,
    switch: Option<Switch<'a>>,
    outcome: Option<String>,
    resume: Option<Resume>,
    unlink: Unlink,
    suggestions: bool,
    history: Option<Vec<Entry>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

/// A connection that can be linked.
#[derive(Serialize)]
struct Offered<'a> {
    name: &'a str,
    /// Absent where the page names it by its provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    /// In these languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<&'a BTreeMap<&'static str, String>>,
    /// Where its account is proved on the page itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    passwordless: Option<ByMessage>,
}

/// What a message needs to know, and what it can be.
#[derive(Serialize)]
struct ByMessage {
    identifier: &'static str,
    send: &'static [Sent],
}

/// A code or a link that is under way.
#[derive(Serialize)]
struct OnTheWay {
    connection: &'static str,
    to: String,
    send: Sent,
    expires_in: u64,
    resend_in: u64,
    tries_left: u8,
}

/// What an unlink can do beyond separating.
#[derive(Serialize)]
struct Unlink {
    restore: bool,
    delete: bool,
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
    let mut session = visit.session()?;
    let (config, now) = (visit.config, visit.now);
    let outcome = outcome::take(&mut visit.jar, &session.subject, config, now);
    let said = outcome.as_ref().and_then(|outcome| outcome.identities.as_deref());
    let read = match said {
        Some(identities) => Ok(user_of(&session, identities)),
        None => read(visit, &session).await,
    };
    let (user, retry_after) = match read {
        Ok(user) => (Some(user), None),
        Err(Fault::RateLimited(seconds)) => (None, Some(seconds)),
        Err(Fault::NotFound) => {
            let Some((swapped, user)) = swapped(visit, &session).await? else {
                return Err(tenant::own_refusal(visit, Fault::NotFound).into());
            };
            session = swapped;
            (Some(user), None)
        }
        Err(fault) => return Err(tenant::own_refusal(visit, fault).into()),
    };
    webhook::retry(visit).await;
    let mut review = Review::open(&visit.jar, config, &session.subject, now);
    // Linked already: by a confirmation whose answer was lost.
    let done = |review: &Review| user.as_ref().is_some_and(|it| it.has_identity(&review.other));
    if let Some(review) = review.take_if(|review| done(review)) {
        review::remove(&mut visit.jar);
        done::found(visit, &review, false).await;
    }
    let resume = resume::open(&visit.jar, &session.subject, config, now);
    let resume = resume.filter(|it| *it != Resume::Confirm || review.is_some());
    let waiting = Session::put_aside_earlier(&visit.jar, config, now);
    let by_client = config.management_client().is_some();

    let pictures = config.pictures;
    let of_session = || of_session(&session, pictures);
    let reply = Reply::json(&Me {
        user: user.as_ref().map_or_else(of_session, |user| user.shown(pictures)),
        identities: user.as_ref().map(User::shown_identities),
        connections: config.connections.iter().map(|it| offered(visit, &session, it)).collect(),
        passwordless: Passwordless::open(&visit.jar, &session.subject, config, now)
            .map(|it| on_the_way(&it, now)),
        pending: review.as_ref().map(|review| of_review(review, now)),
        switch: waiting.as_ref().map(of_waiting),
        outcome: outcome.map(|outcome| outcome.code),
        resume,
        unlink: Unlink {
            restore: by_client,
            delete: by_client && visit.memory.is_granted("delete:users"),
        },
        suggestions: suggestions::offered(visit, &session),
        history: history::of(visit, &session.subject).await,
        retry_after,
    });
    session.renew(&mut visit.jar, config, now)?;
    Ok(match retry_after {
        Some(seconds) => reply.with(RETRY_AFTER, &seconds.to_string()),
        None => reply,
    })
}

/// Reads the person's user, and sees to what an interrupted link or unlink left in it.
async fn read<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> Result<User, Fault> {
    let access = tenant::own_access(visit, session).await?;
    let user = tenant::read(visit, Operation::ReadUser, &access, Extent::Page).await?;
    let review = Review::open(&visit.jar, visit.config, &session.subject, visit.now);
    let waiting = review.as_ref().map(|review| &review.other);
    match settle::settle(visit, &access, &user, waiting).await {
        Settled::Linked(journal) => done::settled(visit, &session.subject, &journal).await,
        // What is put by may belong to a link that is under way.
        Settled::Open => {}
        Settled::Nothing => {
            if visit.config.management_client().is_some() {
                give_back::settle(visit, &access, &user).await;
            }
        }
    }
    Ok(user)
}

/// The session's user is gone. Where its own confirmation made it join the other account, and only the
/// answer was lost, the session is that account's now.
async fn swapped<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
) -> Result<Option<(Session, User)>, Error> {
    let review = Review::open(&visit.jar, visit.config, &session.subject, visit.now);
    let Some(review) = review else { return Ok(None) };
    let other = tenant::read_proved(visit, &review.other, review.access_token.as_ref()).await;
    let Some(other) = other.ok().filter(|other| other.has_identity(&session.subject)) else {
        return Ok(None);
    };
    review::remove(&mut visit.jar);
    done::found(visit, &review, true).await;
    let session = confirm::become_other(visit, session.clone(), review)?;
    Ok(Some((session, other)))
}

/// The person as the session knows them, with the identities that the tenant just answered.
fn user_of(session: &Session, identities: &[Identity]) -> User {
    User {
        user_id: session.subject.to_string(),
        name: session.name.clone(),
        email: session.email.clone(),
        email_verified: session.email_verified,
        picture: session.picture.clone(),
        identities: identities.to_vec(),
        ..User::default()
    }
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

fn offered<'a, P>(
    visit: &Visit<'a, P>,
    session: &Session,
    connection: &'a Connection,
) -> Offered<'a> {
    let channel = passwordless::channel(visit.config, session, connection);
    let passwordless = channel.map(|channel| ByMessage {
        identifier: channel.parameter(),
        send: passwordless::ways(visit.config, channel),
    });
    Offered {
        name: &connection.name,
        label: connection.label.as_deref(),
        labels: Some(&connection.labels).filter(|labels| !labels.is_empty()),
        passwordless,
    }
}

fn on_the_way(message: &Passwordless, now: UnixTime) -> OnTheWay {
    OnTheWay {
        connection: message.identifier.channel.connection(),
        to: message.identifier.masked(),
        send: message.sent,
        expires_in: message.expires_in(now),
        resend_in: message.resend_in(now),
        tries_left: message.tries_left(),
    }
}

fn of_waiting(other: &Session) -> Switch<'_> {
    Switch { id: other.id(), name: other.name.as_deref(), email: other.email.as_deref() }
}

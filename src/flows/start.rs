//! `/link/start`: begins the second login, by which the person proves the account to link.

use crate::audit::{self, What};
use crate::config::VerifiedEmail;
use crate::cookies::resume::{self, Resume};
use crate::cookies::transaction::Aim;
use crate::error::{Error, Refusal};
use crate::flows::{again, credentials, suggestions};
use crate::page;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::{Visit, one};

/// Longest `login_hint`, in bytes.
const MAX_HINT: usize = 256;

/// Sets the signed cookie and says where to go.
///
/// # Errors
/// [`Refusal::SignedOut`], [`Refusal::ConnectionUnknown`], [`Refusal::OwnEmailUnverified`],
/// [`Refusal::InvalidRequest`].
pub async fn begin<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session()?;
    let config = visit.config;
    visit.attempt.begin(What::Begin, &session.subject, None, config);
    let connection = config.connection(visit.field("connection")?);
    let connection = connection.ok_or(Refusal::ConnectionUnknown)?;
    visit.attempt.begin(What::Begin, &session.subject, Some(&connection.name), config);
    let unverified = session.email.is_some() && !session.email_verified;
    if config.verified_email == VerifiedEmail::Required && unverified {
        return Err(Refusal::OwnEmailUnverified.into());
    }
    let login_hint = visit.optional_field("login_hint")?.map(ToOwned::to_owned);
    if login_hint.as_ref().is_some_and(|hint| hint.len() > MAX_HINT) {
        return Err(Refusal::InvalidRequest.into());
    }
    let handle = visit.optional_field("suggestion")?.map(ToOwned::to_owned);
    let suggested = match &handle {
        Some(handle) => Some(suggestions::open(visit, &session, handle, &connection.name)?),
        None => None,
    };
    if !again::is_fresh(visit, &session) {
        let connection = connection.name.clone();
        return again::ask(visit, &session, Resume::Link { connection, suggestion: handle });
    }
    let ring = visit.ring();
    let aim = Aim::Link {
        primary: ring.newest().hash("subject", &session.subject.to_string()),
        connection: connection.name.clone(),
        suggested: suggested.map(|it| ring.newest().hash("suggested", &it.to_string())),
    };
    resume::remove(&mut visit.jar);
    let mut further = vec![("connection", connection.name.as_str())];
    if let Some(hint) = &login_hint {
        further.push(("login_hint", hint));
    }
    let (reply, state) = credentials::ask(visit, aim, further)?;
    visit.attempt.correlate(audit::correlation(&state));
    Ok(reply)
}

/// A GET begins nothing: it shows a button that does.
///
/// # Errors
/// [`Refusal::ConnectionUnknown`], [`Refusal::InvalidRequest`].
pub fn page<P: Platform>(visit: &Visit<'_, P>) -> Result<Reply, Error> {
    let parameters = visit.parameters();
    let name = one(&parameters, "connection")?.unwrap_or_default();
    let connection = visit.config.connection(name).ok_or(Refusal::ConnectionUnknown)?;
    Ok(Reply::html(http::StatusCode::OK, page::start(connection)))
}

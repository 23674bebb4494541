//! `/link/start`: begins the second login, by which the person proves the account to link.

use crate::audit::{self, What};
use crate::config::{Connection, VerifiedEmail};
use crate::cookies::resume::{self, Resume};
use crate::cookies::session::Session;
use crate::cookies::transaction::Aim;
use crate::error::{Error, Refusal};
use crate::flows::tenant::{self, Extent};
use crate::flows::{again, credentials, suggestions};
use crate::page::Page;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::user::UserId;
use crate::user::identifier::{self, Identifier};
use crate::visit::{Visit, one};

/// A link that may begin.
pub struct Begun {
    /// Who is signed in.
    pub session: Session,
    /// What they chose.
    pub connection: Connection,
    /// The user who was suggested, and must come back.
    pub suggested: Option<UserId>,
}

/// Sets the signed cookie and says where to go.
///
/// # Errors
/// As [`check`]; [`Refusal::InvalidRequest`].
pub async fn begin<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    match check(visit).await? {
        Ok(begun) => by_sign_in(visit, begun),
        Err(sign_in_again) => Ok(sign_in_again),
    }
}

/// Whether a link may begin. The inner error is the answer where the person must sign in once more first.
///
/// # Errors
/// [`Refusal::SignedOut`], [`Refusal::ConnectionUnknown`], [`Refusal::OwnEmailUnverified`],
/// [`Refusal::InvalidRequest`], and what reading the person's user can end in.
pub async fn check<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Result<Begun, Reply>, Error> {
    let session = visit.session()?;
    let config = visit.config;
    visit.attempt.begin(What::Begin, &session.subject, None, config);
    let connection = config.connection(visit.field("connection")?);
    let connection = connection.ok_or(Refusal::ConnectionUnknown)?.clone();
    visit.attempt.begin(What::Begin, &session.subject, Some(&connection.name), config);
    if config.verified_email == VerifiedEmail::Required && session.email_is_unverified() {
        // The letter may have been opened since the sign-in.
        let user = tenant::read_own(visit, &session, Extent::Page).await?;
        if !user.email_is_verified_or_absent() {
            return Err(Refusal::OwnEmailUnverified.into());
        }
    }
    let handle = visit.optional_field("suggestion")?.map(ToOwned::to_owned);
    let suggested = match &handle {
        Some(handle) => Some(suggestions::open(visit, &session, handle, &connection.name)?),
        None => None,
    };
    if !again::is_fresh(visit, &session) {
        let letter = letter(visit, &session, &connection);
        let then = Resume::Link { connection: connection.name, suggestion: handle, letter };
        return again::ask(visit, &session, then).map(Err);
    }
    Ok(Ok(Begun { session, connection, suggested }))
}

/// What the transaction of a link is for. `email` is where a link in an e-mail went.
#[must_use]
pub fn aim<P: Platform>(visit: &Visit<'_, P>, begun: &Begun, email: Option<&Identifier>) -> Aim {
    let key = visit.cookie_keys().newest();
    Aim::Link {
        primary: key.hash("subject", &begun.session.subject.to_string()),
        connection: begun.connection.name.clone(),
        suggested: begun.suggested.as_ref().map(|it| key.hash("suggested", &it.to_string())),
        email: email.map(|it| key.hash("email", &identifier::folded(it.expose()))),
    }
}

/// Sends the person to sign in to the other account.
///
/// # Errors
/// [`Refusal::InvalidRequest`].
pub fn by_sign_in<P: Platform>(visit: &mut Visit<'_, P>, begun: Begun) -> Result<Reply, Error> {
    let form = std::mem::take(&mut visit.form);
    let mut further = credentials::hints(&form)?;
    if !visit.embedded {
        further.push(("connection", begun.connection.name.as_str()));
    }
    let letter = letter(visit, &begun.session, &begun.connection);
    match letter.as_deref().filter(|_| begun.suggested.is_none()) {
        // What waits is kept: the letter may not be opened yet. To a listed page's script we would give the hint
        // in an address of ours.
        Some(email) => {
            if !visit.embedded && !further.iter().any(|(name, _)| *name == "login_hint") {
                further.push(("login_hint", email));
            }
        }
        None => resume::remove(&mut visit.jar),
    }
    let aim = aim(visit, &begun, None);
    let (reply, state) = credentials::ask(visit, aim, further)?;
    visit.attempt.correlate(audit::correlation(&state));
    Ok(reply)
}

/// The address of a new account that this person is to verify before they go on with this connection.
fn letter<P>(visit: &Visit<'_, P>, session: &Session, connection: &Connection) -> Option<String> {
    resume::letter(&visit.jar, &session.subject, &connection.name, visit.config, visit.now)
}

/// A GET begins nothing: it shows a button that does.
///
/// # Errors
/// [`Refusal::ConnectionUnknown`], [`Refusal::InvalidRequest`].
pub fn page<P: Platform>(visit: &Visit<'_, P>) -> Result<Reply, Error> {
    let parameters = visit.parameters();
    let name = one(&parameters, "connection")?.unwrap_or_default();
    let connection = visit.config.connection(name).ok_or(Refusal::ConnectionUnknown)?;
    let return_to = one(&parameters, "return_to")?.and_then(|text| visit.config.return_to(text));
    let return_to = return_to.unwrap_or_else(ReturnTo::home);
    let page = Page::Start { connection: connection.clone(), return_to };
    Ok(Reply::html(http::StatusCode::OK, page))
}

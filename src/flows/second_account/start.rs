//! `/link/start`: begins the second login, by which the person proves the account to link. It goes on by
//! itself behind a sign-in that had to be repeated for it.

use crate::audit::What;
use crate::config::{Connection, VerifiedEmail};
use crate::cookies::resume::{self, Resume};
use crate::cookies::session::Session;
use crate::cookies::transaction::{Aim, Interrupted};
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::second_account::channel::channel;
use crate::flows::second_account::suggestions;
use crate::flows::sign_in::fresh_sign_in::{self, Further, HINTS, passed_on};
use crate::flows::sign_in::reauthenticate;
use crate::flows::tenant::read_user::{self, Extent};
use crate::page::Page;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::seal::correlation;
use crate::user::UserId;
use crate::user::identifier::{self, Identifier};
use crate::visit::Visit;

/// What a link is begun with.
pub struct StartForm<'a> {
    connection: &'a str,
    /// What opens to the user who was suggested.
    suggestion: Option<&'a str>,
    sign_up: bool,
    hints: Further<'a>,
}

impl<'a> StartForm<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn read(form: &'a Fields) -> Result<Self, Refusal> {
        Ok(Self {
            connection: form.required("connection")?,
            suggestion: form.optional("suggestion")?,
            sign_up: match form.optional("screen_hint")? {
                None => false,
                Some("signup") => true,
                Some(_) => return Err(Refusal::InvalidRequest),
            },
            hints: passed_on(form, &HINTS)?,
        })
    }
}

/// A link that may begin.
pub struct Begun<'a> {
    /// Who is signed in.
    pub session: Session,
    /// What they chose.
    pub connection: Connection,
    /// The user who was suggested, and must come back.
    pub suggested: Option<UserId>,
    /// Whether they make the account now.
    pub sign_up: bool,
    /// What goes on to Auth0.
    pub hints: Further<'a>,
}

/// Sets the signed cookie and says where to go.
///
/// # Errors
/// As [`check`].
pub async fn begin<P: Platform>(
    visit: &mut Visit<'_, P>,
    form: Result<StartForm<'_>, Refusal>,
) -> Result<Reply, Error> {
    match check(visit, form).await? {
        Ok(begun) => by_sign_in(visit, begun),
        Err(sign_in_again) => Ok(sign_in_again),
    }
}

/// Whether a link may begin. The inner error is the answer if the person must sign in once more first.
///
/// # Errors
/// [`Refusal::SignedOut`], [`Refusal::ConnectionUnknown`], [`Refusal::OwnEmailUnverified`],
/// [`Refusal::InvalidRequest`], and what reading the person's user can end in.
pub async fn check<'a, P: Platform>(
    visit: &mut Visit<'_, P>,
    form: Result<StartForm<'a>, Refusal>,
) -> Result<Result<Begun<'a>, Reply>, Error> {
    let session = visit.session()?;
    visit.attempt.begin(What::Begin, &session.subject, None, visit.config);
    let StartForm { connection, suggestion, sign_up, hints } = form?;
    let connection = allowed(visit, &session, connection).await?;
    let suggested = suggestion
        .map(|handle| suggestions::open(visit, &session, handle, &connection.name))
        .transpose()?;
    let sign_up = sign_up && suggested.is_none();
    let begun = Begun { session, connection, suggested, sign_up, hints };
    if !reauthenticate::is_fresh(visit, &begun.session) {
        let link = interrupted(visit, &begun);
        let Begun { session, connection, .. } = begun;
        let letter = letter(visit, &session, &connection);
        let suggestion = suggestion.map(ToOwned::to_owned);
        let then = Resume::Link { connection: connection.name, suggestion, letter };
        return reauthenticate::ask(visit, &session, Some(then), link).map(Err);
    }
    Ok(Ok(begun))
}

/// The connection of this name, if this person may begin a link by it.
async fn allowed<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    name: &str,
) -> Result<Connection, Error> {
    let config = visit.config;
    let connection = config.connection(name).ok_or(Refusal::ConnectionUnknown)?.clone();
    visit.attempt.begin(What::Begin, &session.subject, Some(&connection.name), config);
    if config.verified_email == VerifiedEmail::Required && session.email_is_unverified() {
        // The letter may have been opened since the sign-in.
        let user = read_user::read_own(visit, session, Extent::Page).await?;
        if !user.email_is_verified_or_absent() {
            return Err(Refusal::OwnEmailUnverified.into());
        }
    }
    Ok(connection)
}

/// The link, as it goes on by itself behind the sign-in that it takes first. Not if a listed page began it, which
/// cannot be trusted to have asked the person, or if they come back to one; and a code is asked for on our page.
fn interrupted<P: Platform>(visit: &Visit<'_, P>, begun: &Begun<'_>) -> Option<Interrupted> {
    let ours = !visit.embedded && visit.page.return_to.own_path().is_some();
    let code = channel(visit.config, &begun.session, &begun.connection).is_some();
    let aim = aim(visit, begun, None);
    let Aim::Link { connection, suggested, sign_up, .. } = aim else { return None };
    let session = begun.session.id();
    (ours && !code).then_some(Interrupted { connection, suggested, sign_up, session })
}

/// Goes on with a link behind the sign-in that it took, by what that one's transaction says.
///
/// # Errors
/// As [`check`].
pub async fn go_on<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    aim: Aim,
) -> Result<Reply, Error> {
    let Aim::Link { connection, .. } = &aim else { return Err(Refusal::NoTransaction.into()) };
    let connection = allowed(visit, session, connection).await?;
    lead(visit, session, &connection, aim, Vec::new())
}

/// What the transaction of a link is for. `email` is where a link in an e-mail went.
#[must_use]
pub fn aim<P: Platform>(
    visit: &Visit<'_, P>,
    begun: &Begun<'_>,
    email: Option<&Identifier>,
) -> Aim {
    let key = visit.cookie_keys().newest();
    Aim::Link {
        primary: key.hash("subject", &begun.session.subject.to_string()),
        connection: begun.connection.name.clone(),
        suggested: begun.suggested.as_ref().map(|it| key.hash("suggested", &it.to_string())),
        email: email.map(|it| key.hash("email", &identifier::folded(it.expose()))),
        sign_up: begun.sign_up,
    }
}

/// Sends the person to sign in to the other account.
///
/// # Errors
/// If a cookie cannot be made.
pub fn by_sign_in<P: Platform>(visit: &mut Visit<'_, P>, begun: Begun<'_>) -> Result<Reply, Error> {
    let aim = aim(visit, &begun, None);
    lead(visit, &begun.session, &begun.connection, aim, begun.hints)
}

fn lead<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    connection: &Connection,
    aim: Aim,
    hints: Further<'_>,
) -> Result<Reply, Error> {
    let mut further = hints;
    let suggested = matches!(aim, Aim::Link { suggested: Some(_), .. });
    let letter = letter(visit, session, connection).filter(|_| !suggested);
    if letter.is_none() {
        // What waits is kept otherwise: the letter may not be opened yet.
        resume::remove(&mut visit.jar);
    }
    // A listed page's script would get all of this in an address of ours.
    if !visit.embedded {
        further.push(("connection", connection.name.as_str()));
        if letter.is_some() {
            fresh_sign_in::hint(&mut further, letter.as_deref());
        } else if matches!(aim, Aim::Link { sign_up: true, .. }) {
            fresh_sign_in::sign_up(&mut further, session);
        }
    }
    let (reply, state) = fresh_sign_in::ask(visit, aim, further)?;
    visit.attempt.correlate(correlation(&state));
    Ok(reply)
}

/// The address of a new account that this person is to verify before they go on with this connection.
fn letter<P>(visit: &Visit<'_, P>, session: &Session, connection: &Connection) -> Option<String> {
    resume::letter(&visit.jar, &session.subject, &connection.name, visit.config, visit.now)
}

/// A GET begins nothing: it shows a button that does.
///
/// # Errors
/// [`Refusal::ConnectionUnknown`].
pub fn page<P: Platform>(
    visit: &Visit<'_, P>,
    connection: Option<&str>,
    return_to: Option<&str>,
) -> Result<Reply, Error> {
    let connection = connection.and_then(|name| visit.config.connection(name));
    let connection = connection.ok_or(Refusal::ConnectionUnknown)?;
    let return_to = return_to.and_then(|text| visit.config.return_to(text));
    let return_to = return_to.unwrap_or_else(ReturnTo::home);
    let page = Page::Start { connection: connection.clone(), return_to };
    Ok(Reply::html(http::StatusCode::OK, page))
}

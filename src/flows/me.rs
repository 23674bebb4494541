//! Who is signed in, what is linked, what can be linked, what waits: read for `/me` and `/settings`. The
//! only place that renews a session.

pub mod shown;

use crate::auth0::Fault;
use crate::cookies::outcome::{self, Outcome};
use crate::cookies::passwordless::Passwordless;
use crate::cookies::resume::{self, Resume};
use crate::cookies::review::{self, PendingReview};
use crate::cookies::session::Session;
use crate::error::Error;
use crate::flows::joining::confirm;
use crate::flows::joining::recover_interrupted::{self, Recovered};
use crate::flows::record::history;
use crate::flows::record::{completed, product_event};
use crate::flows::second_account::suggestions;
use crate::flows::sign_in::reauthenticate;
use crate::flows::tenant::call::Operation;
use crate::flows::tenant::read_user::{self, Extent};
use crate::flows::unlinking::return_metadata;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::{Identity, User};
use crate::view::me::Entry;
use crate::visit::Visit;

/// What a look at the settings page finds.
pub struct Look {
    /// Who is signed in.
    pub session: Session,
    /// The same person as the tenant has them now; none while it wants fewer requests.
    pub user: Option<User>,
    /// For how many seconds it does.
    pub retry_after: Option<u64>,
    /// The last success.
    pub outcome: Option<Outcome>,
    /// What was interrupted.
    pub resume: Option<Resume>,
    /// The link that waits for its confirmation.
    pub review: Option<PendingReview>,
    /// The session of the other person, if a login as one waits for the choice.
    pub switch: Option<Session>,
    /// The code or link that is under way.
    pub passwordless: Option<Passwordless>,
    /// What happened before.
    pub history: Option<Vec<Entry>>,
    /// Whether a separated account may be deleted.
    pub deletes: bool,
    /// Whether there is any use in asking for suggestions.
    pub suggestions: bool,
    /// For how many seconds the sign-in is still young enough to change something; none if that does
    /// not count.
    pub fresh_for: Option<u64>,
    /// Whether the script of a listed page asks.
    pub embedded: bool,
}

/// Shows the signed-in person, as the tenant has them now. If the tenant wants fewer requests,
/// the session answers, without identities and with the seconds to wait.
///
/// # Errors
/// As [`read`].
pub async fn show<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let me = read(visit).await?;
    Ok(Reply::json(&me.shown(visit.config, visit.now)).waiting(me.retry_after))
}

/// Finds out who is signed in and what waits for them, takes the last outcome, and renews the session.
///
/// # Errors
/// [`crate::error::Refusal::SignedOut`] and what reading the user can end in.
pub async fn read<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Look, Error> {
    let mut session = visit.session()?;
    let (config, now) = (visit.config, visit.now);
    let outcome = outcome::take(&mut visit.jar, &session.subject, config, now);
    // Whether the address is verified is what a read says.
    let said = outcome.as_ref().filter(|_| !session.email_is_unverified());
    let said = said.and_then(|outcome| outcome.news.identities.as_deref());
    let read = match said {
        Some(identities) => Ok(user_of(&session, identities)),
        None => read_user(visit, &session).await,
    };
    let (user, retry_after) = match read {
        Ok(user) => (Some(user), None),
        Err(Fault::RateLimited(seconds)) => (None, Some(seconds)),
        Err(Fault::NotFound) => {
            let Some((swapped, user)) = swapped(visit, &session).await? else {
                return Err(read_user::own_refusal(visit, Fault::NotFound).into());
            };
            session = swapped;
            (Some(user), None)
        }
        Err(fault) => return Err(read_user::own_refusal(visit, fault).into()),
    };
    product_event::retry(visit).await;
    let review = waiting(visit, &session, user.as_ref()).await;
    let resume = resume::open(&visit.jar, &session.subject, config, now);
    let mut resume = resume.filter(|it| !matches!(it, Resume::Confirm { .. }) || review.is_some());
    // Nobody has shown yet whose address it is: no listed page reads it.
    if let Some(Resume::Link { letter, .. }) = resume.as_mut().filter(|_| visit.embedded) {
        *letter = None;
    }
    // In mode `client` only a read tells that nobody else has this id.
    let known = user.is_some() || config.management_client().is_none();
    let history = if known { history::of(visit, &session.subject).await } else { None };
    let switch = visit.waiting();
    let suggestions = match &user {
        Some(user) => suggestions::offered(visit, user.email.as_deref(), user.email_verified),
        None => suggestions::offered(visit, session.email.as_deref(), session.email_verified),
    };
    session.clone().renew(&mut visit.jar, config, now)?;
    Ok(Look {
        user,
        retry_after,
        outcome,
        resume,
        review,
        switch,
        passwordless: Passwordless::open(&visit.jar, &session.subject, config, now),
        history,
        deletes: visit.memory.is_granted("delete:users"),
        suggestions,
        fresh_for: reauthenticate::fresh_for(visit, &session),
        embedded: visit.embedded,
        session,
    })
}

/// The link that waits for its confirmation, unless it is there already: by a confirmation whose answer was lost.
async fn waiting<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    user: Option<&User>,
) -> Option<PendingReview> {
    let mut review = PendingReview::open(&visit.jar, visit.config, &session.subject, visit.now);
    let done = |review: &PendingReview| user.is_some_and(|it| it.has_identity(&review.other));
    if let Some(review) = review.take_if(|review| done(review)) {
        review::remove(&mut visit.jar);
        completed::found(visit, &review, false).await;
    }
    review
}

/// Reads the person's user, and finishes or undoes what an interrupted link or unlink left in it.
async fn read_user<P: Platform>(visit: &Visit<'_, P>, session: &Session) -> Result<User, Fault> {
    let access = read_user::own_access(visit, session).await?;
    let user = read_user::read(visit, Operation::ReadUser, &access, Extent::Page).await?;
    let review = PendingReview::open(&visit.jar, visit.config, &session.subject, visit.now);
    let waiting = review.as_ref().map(|review| &review.other);
    match recover_interrupted::recover(visit, &access, &user, waiting).await {
        Recovered::Linked(journal) => completed::recovered(visit, &session.subject, &journal).await,
        // What is kept may belong to a link that is under way.
        Recovered::Open => {}
        Recovered::Nothing => {
            if visit.config.management_client().is_some() {
                return_metadata::recover(visit, &access, &user).await;
            }
        }
    }
    Ok(user)
}

/// The session's user is gone. If its own confirmation made it join the other account, and only the
/// answer was lost, the session is that account's now.
async fn swapped<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
) -> Result<Option<(Session, User)>, Error> {
    let review = PendingReview::open(&visit.jar, visit.config, &session.subject, visit.now);
    let Some(review) = review else { return Ok(None) };
    let other = read_user::read_other(visit, &review).await;
    let Some(other) = other.ok().filter(|other| other.has_identity(&session.subject)) else {
        return Ok(None);
    };
    review::remove(&mut visit.jar);
    completed::found(visit, &review, true).await;
    let session = confirm::become_other(visit, review)?;
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

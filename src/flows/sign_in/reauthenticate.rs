//! Signing in again in the middle of an action, and returning to it: by a button, never by a GET alone. Only the
//! beginning of a link goes on by itself (`start::go_on`).

use crate::cookies::resume::{self, Resume};
use crate::cookies::session::Session;
use crate::cookies::transaction::{Aim, Interrupted};
use crate::error::Error;
use crate::flows::sign_in::fresh_sign_in;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// Whether the person authenticated recently enough to change something (`reauth_after`).
#[must_use]
pub fn is_fresh<P>(visit: &Visit<'_, P>, session: &Session) -> bool {
    let limit = visit.config.reauth_after;
    limit.is_none_or(|limit| visit.now.since(session.auth_time) <= limit)
}

/// For how many more seconds they did: 0 if they did not, `None` if there is no limit.
#[must_use]
pub fn fresh_for<P>(visit: &Visit<'_, P>, session: &Session) -> Option<u64> {
    let age = visit.now.since(session.auth_time);
    visit.config.reauth_after.map(|limit| limit.saturating_sub(age))
}

/// Sends the person to Auth0 to sign in again, and stores what they were about to do; `link` goes on by itself. Without
/// `then` they prove their own account, which is to be linked to the other one.
///
/// # Errors
/// If a cookie cannot be made.
pub fn ask<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    then: Option<Resume>,
    link: Option<Interrupted>,
) -> Result<Reply, Error> {
    let (swap, link) = (then.is_none(), link.map(Box::new));
    if let Some(then) = then {
        resume::store(then, &session.subject, &mut visit.jar, visit.config, visit.now)?;
    }
    let subject = visit.cookie_keys().newest().hash("subject", &session.subject.to_string());
    // A listed page's script does not need it: `/link/authorize` adds it.
    let further = if visit.embedded { Vec::new() } else { fresh_sign_in::own_hint(session) };
    let (mut reply, _) = fresh_sign_in::ask(visit, Aim::Again { subject, swap, link }, further)?;
    reply.code = Some("sign_in_again");
    Ok(reply)
}

/// Stores what a cancelled or late sign-in was for, so that one button can begin it again.
///
/// # Errors
/// If the cookie cannot be sealed.
pub fn keep_choice<P: Platform>(visit: &mut Visit<'_, P>, aim: Aim) -> Result<(), Error> {
    let Aim::Link { primary, connection, .. } = aim else { return Ok(()) };
    let Ok(session) = visit.session() else { return Ok(()) };
    // Somebody else may have signed in since, who never chose this.
    let subject = session.subject.to_string();
    if visit.cookie_keys().keys().all(|key| key.hash("subject", &subject) != primary) {
        return Ok(());
    }
    let (config, now) = (visit.config, visit.now);
    let letter = resume::letter(&visit.jar, &session.subject, &connection, config, now);
    let then = Resume::Link { connection, suggestion: None, letter };
    resume::store(then, &session.subject, &mut visit.jar, config, now)?;
    Ok(())
}

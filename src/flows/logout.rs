//! `/logout`: ends the session here and at Auth0.

use crate::auth0::logout::logout_request;
use crate::cookies::prompt;
use crate::cookies::session::{self, Session};
use crate::error::Error;
use crate::flows::ended;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::store::{self, Record};
use crate::visit::Visit;

/// Removes everything that belongs to the person, and sends the browser to Auth0 to do the same,
/// also where the session here has run out: Auth0's may not have.
///
/// # Errors
/// None; the type is that of all flows.
pub async fn end<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session().ok();
    if let Some(session) = &session {
        if !ended::end(visit, session).await {
            visit.note("not kept: a copy of the session ends by its age only");
        }
        store::forget(visit, Record::Proof, &session.subject.to_string()).await;
    }
    if let Some(waiting) = Session::put_aside_earlier(&visit.jar, visit.config, visit.now) {
        let _best_effort = ended::end_alone(visit, &waiting).await;
    }
    let sid = session.and_then(|session| session.sid);
    session::end(&mut visit.jar);
    // Without the right session's id Auth0 asks the person first, and they may not answer. Whatever
    // is left there, the next login must not slip in through it.
    prompt::set(&mut visit.jar, visit.config);
    let location = logout_request(visit.config, sid.as_deref());
    Ok(Reply::elsewhere(&location, visit.wants_json))
}

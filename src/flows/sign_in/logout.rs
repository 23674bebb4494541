//! `/logout`: ends the session here and at Auth0.

use crate::auth0::logout::logout_request;
use crate::cookies::session;
use crate::cookies::{outcome, prompt};
use crate::error::Error;
use crate::flows::record::ended_sessions;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::store::{self, Record};
use crate::visit::Visit;

/// Removes everything of the person's, and sends the browser to Auth0 to do the same; even if our session has expired,
/// since Auth0's may not have. A session that was ended before ends nothing more: a copy of it would sign out whoever
/// signed in later.
///
/// # Errors
/// If a cookie cannot be sealed.
pub async fn end<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let sid = visit.latest_sid();
    if let Ok(session) = visit.session() {
        if !ended_sessions::sign_out(visit, &session).await {
            visit.note("sign-out: not kept, copies of the session last until they expire");
        }
        store::forget(visit, Record::IdToken, &session.subject.to_string()).await;
    }
    session::end(&mut visit.jar);
    outcome::store_sign_out(&mut visit.jar, visit.config, visit.now)?;
    // Without the right session id Auth0 asks the person first, and they may not answer. The next login must not slip
    // in through whatever session is left.
    prompt::set(&mut visit.jar, visit.config);
    let location = logout_request(visit.config, sid.as_deref());
    Ok(Reply::elsewhere(&location, visit.wants_json))
}

//! `/logout`: ends the session here and at Auth0.

use crate::auth0::logout::logout_request;
use crate::cookies::{Purpose, session};
use crate::error::Error;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// Removes everything that belongs to the person, and sends the browser to Auth0 to do the same.
///
/// # Errors
/// None; the type is that of all flows.
pub fn end<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session().ok();
    session::end(&mut visit.jar);
    let Some(session) = session else {
        return Ok(Reply::elsewhere(&visit.config.base_url, visit.wants_json));
    };
    // With the session's id Auth0 knows which session to end. Without it, it asks the person, and
    // until they agree the next login must not slip in through what is left.
    if session.sid.is_some() {
        visit.jar.remove(Purpose::Prompt.name());
    } else {
        let age = visit.config.session_max;
        visit.jar.set(Purpose::Prompt.name(), "1".to_owned(), age);
    }
    let location = logout_request(visit.config, session.sid.as_deref());
    Ok(Reply::elsewhere(&location, visit.wants_json))
}

//! `/later`: what was interrupted, and the code or link that is under way, are put away. A review that waits
//! stays: that has a button of its own.

use crate::cookies::passwordless::{self, Passwordless};
use crate::cookies::resume;
use crate::error::Error;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// Puts away what this person has waiting, and nobody else's. The outcome is nothing to tell of.
///
/// # Errors
/// [`crate::error::Refusal::SignedOut`].
pub fn put_away<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let session = visit.session()?;
    let (config, now, jar) = (visit.config, visit.now, &mut visit.jar);
    if resume::open(jar, &session.subject, config, now).is_some() {
        resume::remove(jar);
    }
    if Passwordless::open(jar, &session.subject, config, now).is_some() {
        passwordless::remove(jar);
    }
    Ok(visit.outcome("put_away"))
}

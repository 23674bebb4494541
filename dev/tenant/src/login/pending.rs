//! A login that waits for its page.

use crate::authorization::AuthorizationRequest;
use crate::passwordless::recipient::Recipient;
use crate::user::IdentityKey;

/// Seconds in which a login page can be used.
const LIFETIME: u64 = 3600;

/// An authorization request that waits for its login.
#[derive(Clone)]
pub(crate) struct PendingLogin {
    pub(crate) request: AuthorizationRequest,
    began: u64,
    /// The connection that the request named, or else the one the person chose last.
    pub(super) connection: Option<String>,
    /// Whom a code was sent to.
    pub(super) recipient: Option<Recipient>,
    /// The identity that passed the first factor, where the second one is all that is missing.
    pub(super) proved: Option<IdentityKey>,
}

impl PendingLogin {
    pub(crate) fn new(request: AuthorizationRequest, now: u64) -> Self {
        Self {
            connection: request.connection.clone(),
            request,
            began: now,
            recipient: None,
            proved: None,
        }
    }

    pub(crate) fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.began) >= LIFETIME
    }
}

//! How a request calls the tenant and the product, and how long it may take.

use std::time::Duration;

use http::header::CONTENT_LENGTH;
use http::{Method, Request, Response};

use super::Visit;
use crate::circuit::{Blame, Failure};
use crate::platform::{Platform, SendError};

/// How many seconds one request may wait for the tenant.
const PATIENCE: u64 = 6;

/// Longest single wait for the Management API to accept requests again, in seconds. Auth0's window is one second.
const LONGEST_PAUSE: u64 = 3;

/// After how many seconds a request sends nothing more. With one more deadline it stays below the 30
/// seconds that hosted platforms allow: what they cut off would not even be logged.
const SENDS_FOR: u64 = 24;

impl<P: Platform> Visit<'_, P> {
    /// Waits, unless that takes too long; says whether it waited.
    pub async fn wait(&self, seconds: u64) -> bool {
        let waited = self.budget.waited.get().saturating_add(seconds);
        if seconds > LONGEST_PAUSE || waited > PATIENCE {
            return false;
        }
        self.budget.waited.set(waited);
        self.platform.sleep(Duration::from_secs(seconds)).await;
        true
    }

    /// Sends a request to the tenant; `what` names it in the log. None is sent if the visitor's own
    /// request has taken too long already, or while a failing tenant is spared: that counts as one without
    /// an answer, though it was surely not done. Looking once more does no harm, and the person reads the same.
    ///
    /// # Errors
    /// [`SendError`], noted.
    pub async fn send(
        &self,
        what: &str,
        blame: Blame,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, SendError> {
        let circuit = &self.memory.circuit;
        if !circuit.admits(blame, self.platform.now()) {
            self.note(format!("{what}: not sent, the tenant has failed too often"));
            return Err(SendError::NotSent);
        }
        let outcome = self.send_out(what, request).await;
        match &outcome {
            Ok(response) if response.status().is_server_error() => {
                circuit.failed(blame, Failure::ServerError, self.platform.now());
            }
            Err(SendError::Failed | SendError::TimedOut) => {
                circuit.failed(blame, Failure::NoAnswer, self.platform.now());
            }
            Ok(_) => circuit.answered(),
            // The first is the host's word; an answer that is too large is an answer of sorts.
            Err(SendError::Denied | SendError::NotSent | SendError::TooLarge) => {}
        }
        outcome
    }

    /// Sends a request to the tenant or to the product, whatever state the tenant is in.
    ///
    /// # Errors
    /// [`SendError`], noted.
    pub async fn send_out(
        &self,
        what: &str,
        mut request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, SendError> {
        if self.platform.now().since(self.now) >= SENDS_FOR {
            self.note(format!("{what}: not sent, the request has taken too long"));
            return Err(SendError::NotSent);
        }
        self.budget.asked.set(true);
        // Without a length hosts send even an empty body in chunks, which some servers answer slowly.
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            let length = request.body().len().into();
            request.headers_mut().insert(CONTENT_LENGTH, length);
        }
        let outcome = self.platform.send(request).await;
        if let Err(error) = &outcome {
            self.note(format!("{what}: {error}"));
        }
        outcome
    }

    /// Whether the request takes so long that what is merely nice should be left out.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.platform.now().since(self.now) >= SENDS_FOR / 2
    }
}

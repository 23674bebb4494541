//! What was sent, and for how long it counts.

use std::collections::HashMap;

use serde::Serialize;

/// The hour of which Auth0 takes a limited number from one address.
pub(super) const WINDOW: u64 = 3600;

/// Auth0's defaults: three minutes, and three wrong tries.
const LIFETIME: u64 = 180;
const TRIES: u32 = 3;

/// A text message or an e-mail that the tenant would have sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `sms` or `email`.
    pub connection: String,
    /// The phone number or the address.
    pub to: String,
    /// `code` or `link`, or `verification` of an address.
    pub send: String,
    /// The code, where one is in it.
    pub code: Option<String>,
    /// The magic link, where one is in it.
    pub link: Option<String>,
    /// The person's address, where the application may say it and did.
    pub forwarded_for: Option<String>,
    /// The language that was asked for.
    pub language: String,
    /// When, in seconds since the epoch.
    pub at: u64,
}

/// What was sent, and what counts of it.
#[derive(Default)]
pub(crate) struct Passwordless {
    /// The one code that counts of each connection and identifier: the latest.
    pub(super) codes: HashMap<(String, String), Otp>,
    pub(super) messages: Vec<Message>,
    /// Since when, and how many were asked for from an address.
    pub(super) windows: HashMap<String, (u64, u32)>,
}

pub(super) struct Otp {
    pub(super) code: String,
    pub(super) client_id: String,
    pub(super) sent: u64,
    pub(super) wrong: u32,
}

impl Passwordless {
    pub(crate) fn sweep(&mut self, now: u64) {
        self.codes.retain(|_, otp| !otp.is_over(now));
        self.windows.retain(|_, (began, _)| now.abs_diff(*began) < WINDOW);
    }
}

impl Otp {
    pub(super) fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.sent) >= LIFETIME || self.wrong >= TRIES
    }
}

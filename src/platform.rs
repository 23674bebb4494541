//! The whole outside world of the component, on one screen. Only through this trait does the code read a clock, draw a
//! random number or open a connection.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use http::{Request, Response};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// 10000-01-01T00:00:00Z.
const YEAR_10_000: i64 = 253_402_300_800;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UnixTime(pub u64);

impl UnixTime {
    /// This time plus `seconds`.
    #[must_use]
    pub const fn plus(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// How many seconds have passed since `earlier`; 0 if it is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// In RFC 3339 format, in UTC: `2027-01-15T08:00:00Z`. Later than the year 9999 becomes its last second.
    #[must_use]
    pub fn rfc_3339(self) -> String {
        let seconds = i64::try_from(self.0).unwrap_or(YEAR_10_000).min(YEAR_10_000 - 1);
        let moment = OffsetDateTime::from_unix_timestamp(seconds);
        let moment = moment.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
        let (hour, minute, second) = moment.to_hms();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// How long one call to the tenant may take, from connecting to the last byte of its answer. Hosted platforms allow a
/// request 30 seconds, and a request stops sending some time before.
pub const SEND_DEADLINE: Duration = Duration::from_secs(5);

/// How long a call of the store may take; everything in it can be had from the tenant. A store that blocks the thread
/// cannot be interrupted.
pub const STORE_DEADLINE: Duration = Duration::from_secs(2);

/// How many bytes an answer of the tenant may have. The largest that is needed is a user with identities; Auth0 limits
/// the profile to about 10 KB.
pub const MAX_RESPONSE_BYTES: usize = 512 * 1024;

/// How many bytes a request's body may have: our forms have a few fields.
pub const MAX_REQUEST_BYTES: usize = 16 * 1024;

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The host does not let the component reach this address (`allowed_outbound_hosts`).
    Denied,
    /// The connection failed or broke.
    Failed,
    /// Nothing was sent: the visitor's request has taken too long, or calls to the tenant pause.
    NotSent,
    /// [`SEND_DEADLINE`] passed. The request may have taken effect.
    TimedOut,
    /// The answer is longer than [`MAX_RESPONSE_BYTES`].
    TooLarge,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Denied => "the host does not allow this address",
            Self::Failed => "the connection failed",
            Self::NotSent => "not sent",
            Self::TimedOut => "the deadline passed",
            Self::TooLarge => "the answer is too large",
        })
    }
}

/// What the component needs of its host: time, randomness, HTTP, and a store if one is granted. The store has neither
/// expiry nor compare-and-swap and may answer with old values: nothing relies on it alone.
pub trait Platform {
    /// The time now.
    fn now(&self) -> UnixTime;

    /// 32 bytes that nobody can guess.
    fn random(&self) -> [u8; 32];

    /// Sends a request and reads its answer, within [`SEND_DEADLINE`] and [`MAX_RESPONSE_BYTES`]. Does not follow
    /// redirects.
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, SendError>>;

    /// Reads a value from the key-value store; `None` if there is no value.
    ///
    /// # Errors
    ///
    /// There is no store, or it failed: whether there is a value cannot be said.
    fn recall(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, Unread>>;

    /// Writes a value to the key-value store, and says whether it is stored: `false` if there is no store, or if it
    /// failed.
    fn remember(&self, key: &str, value: &[u8]) -> impl Future<Output = bool>;

    /// Removes a value from the key-value store, if it is there.
    fn forget(&self, key: &str) -> impl Future<Output = ()>;

    /// Keys of the key-value store that begin like this, at most `most`, in the store's order; empty if there is no
    /// store, and `None` if it cannot list them.
    fn keys(&self, beginning: &str, most: usize) -> impl Future<Output = Option<Vec<String>>>;

    /// Waits. Other requests go on meanwhile.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;
}

/// The store did not say what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_times() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_800_000_000, "2027-01-15T08:00:00Z"),
            (1_830_297_599, "2027-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (u64::MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(UnixTime(seconds).rfc_3339(), expected);
        }
    }
}

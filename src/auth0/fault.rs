//! What the tenant answers when it does not do what it was asked, and how long it wants to be left alone.

use http::HeaderMap;

use crate::ows::ows;
use crate::platform::UnixTime;

/// What the tenant answers when it does not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 400, 405 and the like.
    BadRequest,
    /// The user may not sign in any more.
    Blocked,
    /// The client of mode `client` gets no token.
    ClientRefused,
    /// 409.
    Conflict,
    /// 403, for another reason than a missing scope.
    Denied,
    /// 403, because the token lacks a scope.
    Forbidden,
    /// 404.
    NotFound,
    /// The user under that id is another one than signed in: of another database.
    OtherUser,
    /// 429, with the seconds to wait.
    RateLimited(u64),
    /// 401.
    Unauthorized,
    /// 5xx, and statuses that were not asked for (a redirect, say).
    Unexpected,
    /// A success whose body does not have the documented form.
    Unreadable,
}

impl Fault {
    /// Whether what was asked for may have been done, or may yet be done, all the same.
    #[must_use]
    pub const fn leaves_open(self) -> bool {
        match self {
            Self::Unexpected | Self::Unreadable => true,
            Self::BadRequest
            | Self::Blocked
            | Self::ClientRefused
            | Self::Conflict
            | Self::Denied
            | Self::Forbidden
            | Self::NotFound
            | Self::OtherUser
            | Self::RateLimited(_)
            | Self::Unauthorized => false,
        }
    }
}

/// The seconds to wait where the tenant asks to wait but does not say how long.
const DEFAULT_WAIT: u64 = 2;
/// Nobody is asked to wait longer than this, whatever a header says.
const MAX_WAIT: u64 = 60 * 60;

/// How long to wait: `Retry-After` in seconds, or `X-RateLimit-Reset` in seconds since the epoch.
/// Which of the two a tenant sends is not documented for every endpoint.
pub(super) fn wait(headers: &HeaderMap, now: UnixTime) -> u64 {
    let number = |name| ows(headers.get(name)?.to_str().ok()?).parse::<u64>().ok();
    let reset = |at: u64| UnixTime(at).since(now);
    number("retry-after")
        .or_else(|| number("x-ratelimit-reset").map(reset))
        .unwrap_or(DEFAULT_WAIT)
        .clamp(1, MAX_WAIT)
}

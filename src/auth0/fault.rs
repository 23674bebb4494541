//! How the tenant refuses or fails a request, and how long to wait before the next.

use http::HeaderMap;

use crate::ows::ows;
use crate::platform::UnixTime;

/// How the tenant refuses or fails a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 400, 405 and the like.
    BadRequest,
    /// The user is blocked.
    Blocked,
    /// The tenant gives the client of mode `client` no token.
    ClientRefused,
    /// 409.
    Conflict,
    /// 403, for another reason than a missing scope.
    Denied,
    /// 403, because the token lacks a scope.
    Forbidden,
    /// 404.
    NotFound,
    /// Another user has that id: one of another database than the person who signed in.
    OtherUser,
    /// 429, with the seconds to wait.
    RateLimited(u64),
    /// 401.
    Unauthorized,
    /// 5xx, and statuses that were not expected (a redirect, say).
    Unexpected,
    /// A success whose body does not have the documented form.
    Unreadable,
}

impl Fault {
    /// Whether the tenant may have done what was asked, or may still do it.
    #[must_use]
    pub const fn leaves_open(self) -> bool {
        matches!(self, Self::Unexpected | Self::Unreadable)
    }
}

/// The seconds to wait if the tenant asks for a pause but does not say how long.
const DEFAULT_WAIT: u64 = 2;
/// Nobody is asked to wait longer than this, whatever a header says.
const MAX_WAIT: u64 = 60 * 60;

/// How long to wait: `Retry-After` in seconds, or `X-RateLimit-Reset` in seconds since the epoch. Auth0 does not
/// document for every endpoint which one it sends.
pub(super) fn wait(headers: &HeaderMap, now: UnixTime) -> u64 {
    let reset = |at: u64| UnixTime(at).since(now);
    number(headers, "retry-after")
        .or_else(|| number(headers, "x-ratelimit-reset").map(reset))
        .unwrap_or(DEFAULT_WAIT)
        .clamp(1, MAX_WAIT)
}

/// A header that is a number.
pub(super) fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    ows(headers.get(name)?.to_str().ok()?).parse().ok()
}

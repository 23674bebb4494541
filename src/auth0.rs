//! The tenant's HTTP interface, as pure pairs: a `*_request` builds, a `process_*_response` parses.
//! Nothing here sends anything, and nothing here sees a cookie.

pub mod assurance;
pub mod authorization;
pub mod id_token;
pub mod jwks;
pub mod logout;
pub mod logout_token;
pub mod passwordless;
pub mod said;
pub mod token;
mod unique;
pub mod users;

use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};
use url::Url;

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

/// Sorts an answer by its status: Auth0's documents fix the statuses, not the texts. Of a 403 they name one
/// reason, a missing scope, and there are others.
fn success(response: Response<Vec<u8>>, now: UnixTime) -> Result<Vec<u8>, Fault> {
    match response.status() {
        StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT => Ok(response.into_body()),
        StatusCode::UNAUTHORIZED => Err(Fault::Unauthorized),
        StatusCode::FORBIDDEN if said::Said::of(&response, now).lacks_scope() => {
            Err(Fault::Forbidden)
        }
        StatusCode::FORBIDDEN => Err(Fault::Denied),
        StatusCode::NOT_FOUND => Err(Fault::NotFound),
        StatusCode::CONFLICT => Err(Fault::Conflict),
        StatusCode::TOO_MANY_REQUESTS => Err(Fault::RateLimited(wait(response.headers(), now))),
        status if status.is_client_error() => Err(Fault::BadRequest),
        _ => Err(Fault::Unexpected),
    }
}

/// How long to wait: `Retry-After` in seconds, or `X-RateLimit-Reset` in seconds since the epoch.
/// Which of the two a tenant sends is not documented for every endpoint.
fn wait(headers: &HeaderMap, now: UnixTime) -> u64 {
    let number = |name| ows(headers.get(name)?.to_str().ok()?).parse::<u64>().ok();
    let reset = |at: u64| UnixTime(at).since(now);
    number("retry-after")
        .or_else(|| number("x-ratelimit-reset").map(reset))
        .unwrap_or(DEFAULT_WAIT)
        .clamp(1, MAX_WAIT)
}

/// When the Management API takes requests again, where an answer says that none is left now.
#[must_use]
pub fn pause(headers: &HeaderMap) -> Option<UnixTime> {
    let number = |name| ows(headers.get(name)?.to_str().ok()?).parse::<u64>().ok();
    let used_up = number("x-ratelimit-remaining") == Some(0);
    number("x-ratelimit-reset").filter(|_| used_up).map(UnixTime)
}

/// A header value of text that came from the tenant or from us. What cannot stand in a header
/// becomes the empty value, which the tenant refuses.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// A URL that the `url` crate wrote is one that the `http` crate reads.
fn set_uri(request: &mut Request<Vec<u8>>, url: &Url) {
    *request.uri_mut() = url.as_str().parse().unwrap_or_else(|_| Uri::from_static("/"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expected: u64) {
        let mut response = Response::builder().status(429);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let fault = success(response.body(Vec::new()).unwrap(), UnixTime(1_000));
        assert_eq!(fault, Err(Fault::RateLimited(expected)));
    }

    #[test]
    fn reads_how_long_to_wait() {
        check(&[("retry-after", "7")], 7);
        check(&[("x-ratelimit-reset", "1003")], 3);
        check(&[("x-ratelimit-reset", "900")], 1);
        check(&[("retry-after", "99999999")], 3_600);
        check(&[("retry-after", "soon")], DEFAULT_WAIT);
        check(&[], DEFAULT_WAIT);
    }
}

//! The two shells around the core, one for each world that Spin runs. No decisions: they lend the
//! core its doors and level what differs between the worlds. The only files that name an SDK, read
//! a clock, or draw randomness.

/// What both worlds say by types of one name: how long a call may take, and why it failed.
macro_rules! lent {
    () => {
        fn options() -> RequestOptions {
            let options = RequestOptions::new();
            let limit = u64::try_from(SEND_DEADLINE.as_nanos()).ok();
            // A host that does not know an option says so; the deadline above holds all the same.
            let _known = options.set_connect_timeout(limit);
            let _known = options.set_first_byte_timeout(limit);
            let _known = options.set_between_bytes_timeout(limit);
            options
        }

        fn fault(error: &ErrorCode) -> SendError {
            match error {
                ErrorCode::HttpRequestDenied => SendError::Denied,
                ErrorCode::ConnectionTimeout
                | ErrorCode::ConnectionReadTimeout
                | ErrorCode::ConnectionWriteTimeout
                | ErrorCode::DnsTimeout
                | ErrorCode::HttpResponseTimeout => SendError::TimedOut,
                _ => SendError::Failed,
            }
        }
    };
}

#[cfg(all(feature = "wasi-0-2", not(feature = "wasi-0-3")))]
#[expect(unsafe_code, reason = "the SDK's macro exports the handler")]
mod wasi_0_2;
#[cfg(feature = "wasi-0-3")]
mod wasi_0_3;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::uri::PathAndQuery;
use http::{Request, Response, Uri};

use crate::log::Event;
use crate::platform::UnixTime;

/// How long a visitor may take to send a form. Spin sets no limit, and a request that stalls would
/// hold a place in a shared instance.
const RECEIVE_DEADLINE: Duration = Duration::from_secs(10);

/// The store's name, which the manifests grant.
const STORE: &str = "default";

#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
fn now() -> UnixTime {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixTime(elapsed.map(|it| it.as_secs()).unwrap_or_default())
}

/// One of the two worlds gives an absolute address with the client's `Host` in it, the other a path.
fn only_path<T>(mut request: Request<T>) -> Request<T> {
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    request
}

/// Logs a request's one line to stderr, where Spin takes a component's log from.
fn finish(answered: (Response<Vec<u8>>, Event)) -> Response<Vec<u8>> {
    let (response, event) = answered;
    event.write(&mut std::io::stderr());
    response
}

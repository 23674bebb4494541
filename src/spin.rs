//! The two shells around the core, one for each world (WASI version) that Spin runs. They decide nothing: they connect
//! the core to the host, and even out the differences. Only these files name an SDK, read a clock, or draw randomness.

/// What both worlds write alike, with types of the same names: how long a call may take, and why it failed.
macro_rules! lent {
    () => {
        fn options() -> RequestOptions {
            let options = RequestOptions::new();
            let limit = u64::try_from(SEND_DEADLINE.as_nanos()).ok();
            // A host may not support an option; our own deadline holds all the same.
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

use crate::log::LogLine;
use crate::platform::UnixTime;

/// How long a visitor may take to send a form. Spin sets no limit, and a stalled request would occupy a shared
/// instance.
const RECEIVE_DEADLINE: Duration = Duration::from_secs(10);

/// The store's name, as the manifests grant it.
const STORE: &str = "default";

#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
fn now() -> UnixTime {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixTime(elapsed.map(|it| it.as_secs()).unwrap_or_default())
}

/// One world gives an absolute address with the client's `Host`, the other a path.
fn only_path<T>(mut request: Request<T>) -> Request<T> {
    let path = request.uri().path_and_query().cloned();
    *request.uri_mut() = Uri::from(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
    request
}

/// Writes a request's log line to stderr, where Spin reads a component's log.
fn finish(answered: (Response<Vec<u8>>, LogLine)) -> Response<Vec<u8>> {
    let (response, line) = answered;
    line.write(&mut std::io::stderr());
    response
}

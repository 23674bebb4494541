//! The two shells around the core, one for each world (WASI version) that Spin runs. They decide nothing: they connect
//! the core to the host, and even out the differences. Only these files name an SDK, read a clock, or draw randomness.

/// What both worlds write alike, with types and functions of the same names. `$wait` awaits what only one of them has
/// to wait for.
macro_rules! lent {
    ($($wait:tt)*) => {
        /// A setting, which may be absent.
        async fn variable(name: &'static str) -> Result<Option<String>, ()> {
            match spin_sdk::variables::get(name)$($wait)* {
                Ok(value) => Ok(Some(value)),
                Err(Error::Undefined(_)) => Ok(None),
                Err(_) => Err(()),
            }
        }

        /// `None` if the time runs out first.
        async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
            match select(pin!(future), pin!(sleep(limit))).await {
                Either::Left((output, _)) => Some(output),
                Either::Right(((), _)) => None,
            }
        }

        /// How long a call may take.
        fn options() -> RequestOptions {
            let options = RequestOptions::new();
            let limit = u64::try_from(SEND_DEADLINE.as_nanos()).ok();
            // A host may not support an option; our own deadline holds anyway.
            let _known = options.set_connect_timeout(limit);
            let _known = options.set_first_byte_timeout(limit);
            let _known = options.set_between_bytes_timeout(limit);
            options
        }

        /// Why a call failed.
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

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::uri::PathAndQuery;
use http::{Request, Response, Uri};

use crate::config::settings::SETTINGS;
use crate::handle::Instance;
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

/// 32 bytes of what the host drew.
fn random(drawn: Vec<u8>) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, from) in bytes.iter_mut().zip(drawn) {
        *to = from;
    }
    bytes
}

/// An instance with the settings; `None` if they cannot be read. `variable` reads one, which may be absent.
async fn instance(
    variable: impl AsyncFn(&'static str) -> Result<Option<String>, ()>,
) -> Option<Instance> {
    let mut variables = HashMap::new();
    for name in SETTINGS.iter().map(|it| it.name) {
        // A provider that fails does not mean that the setting is absent.
        if let Some(value) = variable(name).await.ok()? {
            variables.insert(name, value);
        }
    }
    Some(Instance::new(|name| variables.get(name).cloned()))
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

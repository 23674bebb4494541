//! The tenant on a socket: HTTP/1.1 with keep-alive, over TLS where wanted, its late and its lost answers included.
//! Writes no log.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::{Outcome, Tenant};

mod clock;
mod state_file;
mod tls;

pub use state_file::StateFile;
pub use tls::{NoCertificate, Tls};

/// Larger requests are refused.
const BODY_LIMIT: usize = 1 << 20;

/// How the tenant is served, besides the plain way.
#[derive(Default)]
pub struct Options {
    /// Over TLS, and nothing but TLS.
    pub tls: Option<Tls>,
    /// What is kept for the next start: written before a request that changed it is answered.
    pub state: Option<StateFile>,
}

/// What every connection needs.
struct Served {
    tenant: Arc<Mutex<Tenant>>,
    tls: Option<Tls>,
    state: Option<Mutex<StateFile>>,
}

impl Served {
    fn keep(&self, tenant: &Tenant) -> io::Result<()> {
        self.state.as_ref().map_or(Ok(()), |state| lock(state).keep(tenant))
    }
}

/// A panic elsewhere must not be the end of everything.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves the tenant until `shutdown`; then stops at once, whatever is under way.
///
/// # Errors
///
/// What `listener` cannot recover from, and a state that cannot be written at the start.
pub async fn serve(
    listener: TcpListener,
    tenant: Arc<Mutex<Tenant>>,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let state = options.state.map(Mutex::new);
    let served = Arc::new(Served { tenant, tls: options.tls, state });
    served.keep(&lock(&served.tenant))?;
    let mut shutdown = std::pin::pin!(shutdown);
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => return Ok(()),
            // Empties the set of what is done; an empty set only makes the branch wait for the others.
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&served)));
                }
                // A connection that died in the queue, or too many open files for a moment.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
        }
    }
}

async fn connection(stream: TcpStream, served: Arc<Served>) {
    let _ = stream.set_nodelay(true);
    match &served.tls {
        Some(tls) => {
            // A handshake fails where the client does not trust the certificate; it knows why.
            if let Ok(stream) = tls.acceptor.accept(stream).await {
                exchange(stream, &served).await;
            }
        }
        None => exchange(stream, &served).await,
    }
}

async fn exchange(stream: impl AsyncRead + AsyncWrite + Unpin, served: &Arc<Served>) {
    let service = service_fn(|request| answer(request, Arc::clone(served)));
    // An error here is a client that went away, or an answer that was to be lost.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// An answer that never comes: hyper closes the connection when the service fails.
#[derive(Debug)]
struct Lost;

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer was to be lost")
    }
}

impl std::error::Error for Lost {}

async fn answer(
    request: Request<Incoming>,
    served: Arc<Served>,
) -> Result<Response<Full<Bytes>>, Lost> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) if error.is::<LengthLimitError>() => return Ok(too_large()),
        Err(_) => return Err(Lost),
    };
    let answer = {
        let mut tenant = lock(&served.tenant);
        let answer = tenant.handle(clock::now(), Request::from_parts(head, body));
        if let Err(error) = served.keep(&tenant) {
            return Ok(not_kept(&error));
        }
        answer
    };
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    match answer.outcome {
        Outcome::Response(response) => Ok(response.map(|body| Full::new(Bytes::from(body)))),
        Outcome::Dropped => Err(Lost),
    }
}

/// The change was made but would be forgotten; the next request tries to write it again.
fn not_kept(error: &io::Error) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(format!("The state cannot be written: {error}\n")));
    *response.status_mut() = StatusCode::INSUFFICIENT_STORAGE;
    response
}

fn too_large() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

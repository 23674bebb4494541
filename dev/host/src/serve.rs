//! HTTP/1.1 on a listener: one accept loop for the application and the tenant.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::log::{self, Source};

/// What an answer is made of.
#[cfg(feature = "wasmtime")]
pub(crate) type Body = wasmtime_wasi_http::WasiBody;
#[cfg(not(feature = "wasmtime"))]
pub(crate) type Body = http_body_util::combinators::UnsyncBoxBody<Bytes, hyper::Error>;

/// What answers on a listener.
pub(crate) trait Service: Send + Sync + 'static {
    const SOURCE: Source;

    /// `None`: the connection is dropped without an answer.
    fn answer(
        &self,
        request: Request<Incoming>,
        client: SocketAddr,
    ) -> impl Future<Output = Option<Response<Body>>> + Send;
}

/// Serves until the task is dropped.
pub(crate) async fn serve<S: Service>(listener: TcpListener, service: Arc<S>) {
    loop {
        match listener.accept().await {
            Ok((stream, client)) => {
                tokio::spawn(connection(stream, client, service.clone()));
            }
            Err(error) => {
                // Out of file descriptors, most likely: some will come back.
                log::note(S::SOURCE, &format!("cannot accept a connection: {error}"));
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        }
    }
}

/// A connection that the service chose to drop: hyper closes it when the service fails.
#[derive(Debug)]
struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dropped")
    }
}

impl std::error::Error for Dropped {}

async fn connection<S: Service>(stream: TcpStream, client: SocketAddr, service: Arc<S>) {
    // Without this, an answer in two writes waits 40 ms for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let service = service.clone();
        async move {
            let (method, uri, start) =
                (request.method().clone(), request.uri().clone(), Instant::now());
            let answer = service.answer(request, client).await;
            let status = answer.as_ref().map(Response::status);
            log::request(S::SOURCE, &method, &uri, status, start.elapsed());
            answer.ok_or(Dropped)
        }
    });
    // Errors here are clients that went away, or answers that broke off, which the client sees.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// An answer of our own.
pub(crate) fn plain(status: StatusCode, body: &'static str) -> Response<Body> {
    let body = Full::new(Bytes::from_static(body.as_bytes())).map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = status;
    response
}

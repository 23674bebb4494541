//! HTTP/1.1 on a listener: one accept loop for the application and the tenant, and what the application does with a request.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::net::{TcpListener, TcpStream};
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::io::TokioIo;

use crate::log::{self, Source};
use crate::manifest::Info;
use crate::routes::{self, Route};
use crate::wasm::App;

/// Paths that Spin keeps for itself.
const RESERVED: &str = "/.well-known/spin/";

/// What answers on a listener.
pub(crate) trait Service: Send + Sync + 'static {
    const SOURCE: Source;

    /// `None`: the connection is dropped without an answer.
    fn answer(
        &self,
        request: Request<Incoming>,
        client: SocketAddr,
    ) -> impl Future<Output = Option<Response<WasiBody>>> + Send;
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
pub(crate) fn plain(status: StatusCode, body: &'static str) -> Response<WasiBody> {
    let body = Full::new(Bytes::from_static(body.as_bytes())).map_err(|never| match never {});
    let mut response = Response::new(body.boxed_unsync());
    *response.status_mut() = status;
    response
}

/// The application: components behind routes.
pub(crate) struct Application {
    pub(crate) info: Info,
    pub(crate) routes: Vec<(Route, String)>,
    pub(crate) components: BTreeMap<String, App>,
}

impl Application {
    fn info(&self) -> Response<WasiBody> {
        let json = serde_json::to_vec_pretty(&self.info).unwrap_or_default();
        let body = Full::new(Bytes::from(json)).map_err(|never| match never {});
        let mut response = Response::new(body.boxed_unsync());
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

impl Service for Application {
    const SOURCE: Source = Source::App;

    async fn answer(
        &self,
        mut request: Request<Incoming>,
        client: SocketAddr,
    ) -> Option<Response<WasiBody>> {
        let path = request.uri().path().to_owned();
        if let Some(reserved) = path.strip_prefix(RESERVED) {
            return Some(match reserved {
                "health" => plain(StatusCode::OK, "OK"),
                "info" => self.info(),
                _ => plain(StatusCode::NOT_FOUND, ""),
            });
        }
        if request.method() == Method::CONNECT {
            log::note(Source::App, "dropped a connection: it asks for a tunnel");
            return None;
        }
        let Some((route, component, path_info)) = routes::find(&self.routes, &path) else {
            return Some(plain(StatusCode::NOT_FOUND, ""));
        };
        if let Err(error) = routes::set_authority(&mut request) {
            log::note(Source::App, &format!("dropped a connection: {error:#}"));
            return None;
        }
        let uri = request.uri().clone();
        let appended =
            routes::append_spin_headers(request.headers_mut(), &uri, route, path_info, client);
        if let Err(error) = appended {
            log::note(Source::App, &format!("refused a request: {error:#}"));
            return Some(plain(StatusCode::INTERNAL_SERVER_ERROR, ""));
        }
        let request = request.map(|body| body.map_err(Into::into).boxed_unsync());
        let answer = match self.components.get(component) {
            Some(app) => app.handle(request).await,
            None => None,
        };
        Some(answer.unwrap_or_else(|| plain(StatusCode::INTERNAL_SERVER_ERROR, "")))
    }
}

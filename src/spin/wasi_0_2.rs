//! The shell for WASI 0.2: Spin 2.4 to 4, Fermyon Cloud, and other hosts that do not run 0.3 yet. Every request has its
//! own instance.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::{Stream, StreamExt as _};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use spin_executor::{CancelOnDropToken, push_waker_and_get_token};
use spin_sdk::http::{IncomingRequest, OutgoingResponse, ResponseOutparam};
use spin_sdk::http_component;
use spin_sdk::key_value::Store;
use spin_sdk::variables::Error;
use spin_sdk::wit::wasi::http0_2_0::outgoing_handler;
use spin_sdk::wit::wasi::http0_2_0::types::{
    self, ErrorCode, Fields, OutgoingRequest, RequestOptions, Scheme,
};
use wasi::clocks::monotonic_clock;
use wasi::io::poll::Pollable;

use super::{RECEIVE_DEADLINE, STORE};
use crate::error::Refusal;
use crate::handle::{self, Instance};
use crate::platform::{
    MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES, Platform, SEND_DEADLINE, SendError, UnixTime, Unread,
};

#[http_component]
async fn serve(request: IncomingRequest, out: ResponseOutparam) {
    let instance = super::instance(variable).await.unwrap_or_else(Instance::unread);

    let answered = match head(&request) {
        None => handle::refuse(&Request::new(()), Refusal::InvalidRequest, &instance),
        Some(head) => match receive(request).await {
            Ok(body) => handle::handle(head.map(|()| body), &instance, &Spin).await,
            Err(refusal) => handle::refuse(&head, refusal, &instance),
        },
    };
    answer(super::finish(answered), out).await;
}

/// Method, path and headers, without the SDK's conversion, which reads bodies without a limit.
fn head(request: &IncomingRequest) -> Option<Request<()>> {
    let method = Method::from_bytes(request.method().to_string().as_bytes()).ok()?;
    let mut head = Request::new(());
    *head.method_mut() = method;
    *head.uri_mut() = request.path_with_query()?.parse().ok()?;
    for (name, value) in request.headers().entries() {
        let name = http::HeaderName::from_bytes(name.as_bytes()).ok()?;
        head.headers_mut().append(name, http::HeaderValue::from_bytes(&value).ok()?);
    }
    Some(super::only_path(head))
}

async fn receive(request: IncomingRequest) -> Result<Vec<u8>, Refusal> {
    let chunks = request.into_body_stream();
    match within(RECEIVE_DEADLINE, collect(chunks, MAX_REQUEST_BYTES)).await {
        None => Err(Refusal::RequestTimeout),
        Some(Ok(body)) => Ok(body),
        Some(Err(SendError::TooLarge)) => Err(Refusal::BodyTooLarge),
        Some(Err(_)) => Err(Refusal::InvalidRequest),
    }
}

async fn collect<E>(
    chunks: impl Stream<Item = Result<Vec<u8>, E>>,
    limit: usize,
) -> Result<Vec<u8>, SendError> {
    let mut chunks = pin!(chunks);
    let mut collected = Vec::new();
    while let Some(chunk) = chunks.next().await {
        collected.extend(chunk.map_err(|_| SendError::Failed)?);
        if collected.len() > limit {
            return Err(SendError::TooLarge);
        }
    }
    Ok(collected)
}

async fn answer(response: Response<Vec<u8>>, out: ResponseOutparam) {
    let (parts, body) = response.into_parts();
    let outgoing = OutgoingResponse::new(fields(&parts.headers).unwrap_or_else(Fields::new));
    if outgoing.set_status_code(parts.status.as_u16()).is_err() {
        let _unavailable = outgoing.set_status_code(StatusCode::SERVICE_UNAVAILABLE.as_u16());
    }
    // The visitor may have gone.
    let _sent = out.set_with_body(outgoing, body).await;
}

fn fields(headers: &HeaderMap) -> Option<Fields> {
    let bytes = |value: &HeaderValue| value.as_bytes().to_vec();
    let pairs: Vec<(String, Vec<u8>)> =
        headers.iter().map(|(name, value)| (name.to_string(), bytes(value))).collect();
    Fields::from_list(&pairs).ok()
}

async fn sleep(duration: Duration) {
    let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
    let end = monotonic_clock::now().saturating_add(nanoseconds);
    let over = || (monotonic_clock::now() >= end).then_some(());
    wait_for(over, || monotonic_clock::subscribe_instant(end)).await;
}

/// Waits until something is there. The executor knows only pollables: a future that is pending without one would trap.
async fn wait_for<T>(ready: impl Fn() -> Option<T>, pollable: impl Fn() -> Pollable) -> T {
    let mut registered: Option<CancelOnDropToken> = None;
    let output = poll_fn(|context| {
        if let Some(output) = ready() {
            return Poll::Ready(output);
        }
        let token = push_waker_and_get_token(pollable(), context.waker().clone());
        registered = Some(CancelOnDropToken::from(token));
        Poll::Pending
    })
    .await;
    drop(registered);
    output
}

struct Spin;

impl Platform for Spin {
    fn now(&self) -> UnixTime {
        super::now()
    }

    fn random(&self) -> [u8; 32] {
        super::random(wasi::random::random::get_random_bytes(32))
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
        // The options alone do not stop an answer that drips.
        within(SEND_DEADLINE, exchange(request)).await.unwrap_or(Err(SendError::TimedOut))
    }

    // In this world the store's calls block, so no deadline can interrupt them.
    async fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, Unread> {
        Store::open(STORE).and_then(|store| store.get(key)).map_err(|_| Unread)
    }

    async fn remember(&self, key: &str, value: &[u8]) -> bool {
        Store::open(STORE).is_ok_and(|store| store.set(key, value).is_ok())
    }

    async fn forget(&self, key: &str) {
        if let Ok(store) = Store::open(STORE) {
            let _best_effort = store.delete(key);
        }
    }

    // In this world the store always lists all of them.
    async fn keys(&self, beginning: &str, most: usize) -> Option<Vec<String>> {
        let Ok(store) = Store::open(STORE) else { return Some(Vec::new()) };
        let keys = store.get_keys().ok()?.into_iter();
        Some(keys.filter(|key| key.starts_with(beginning)).take(most).collect())
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }
}

/// The SDK's own `send` takes no options and reads without a limit.
async fn exchange(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
    let (parts, body) = request.into_parts();
    let outgoing = outgoing(&parts).ok_or(SendError::Failed)?;
    let sink = outgoing.take_body();
    let pending = outgoing_handler::handle(outgoing, Some(options())).map_err(|it| fault(&it))?;
    if !body.is_empty() {
        use futures_util::SinkExt as _;
        let mut sink = pin!(sink);
        sink.send(body).await.map_err(|_| SendError::Failed)?;
        sink.close().await.map_err(|_| SendError::Failed)?;
    } else {
        drop(sink);
    }
    let incoming = wait_for(|| pending.get(), || pending.subscribe()).await;
    drop(pending);
    let incoming = incoming.map_err(|()| SendError::Failed)?.map_err(|it| fault(&it))?;

    let mut answered = Response::new(Vec::new());
    *answered.status_mut() =
        StatusCode::from_u16(incoming.status()).map_err(|_| SendError::Failed)?;
    for (name, value) in incoming.headers().entries() {
        let name = http::HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, http::HeaderValue::from_bytes(&value)) {
            answered.headers_mut().append(name, value);
        }
    }
    *answered.body_mut() = collect(incoming.take_body_stream(), MAX_RESPONSE_BYTES).await?;
    drop(incoming);
    Ok(answered)
}

fn outgoing(parts: &http::request::Parts) -> Option<OutgoingRequest> {
    let outgoing = OutgoingRequest::new(fields(&parts.headers)?);
    let method = match parts.method.as_str() {
        "GET" => types::Method::Get,
        "POST" => types::Method::Post,
        "PATCH" => types::Method::Patch,
        "DELETE" => types::Method::Delete,
        other => types::Method::Other(other.to_owned()),
    };
    let scheme = match parts.uri.scheme_str()? {
        "http" => Scheme::Http,
        _ => Scheme::Https,
    };
    outgoing.set_method(&method).ok()?;
    outgoing.set_scheme(Some(&scheme)).ok()?;
    outgoing.set_authority(Some(parts.uri.authority()?.as_str())).ok()?;
    outgoing.set_path_with_query(Some(parts.uri.path_and_query()?.as_str())).ok()?;
    Some(outgoing)
}

lent!();

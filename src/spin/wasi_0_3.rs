//! The shell for WASI 0.3, Spin 4.1 and newer: an instance answers many requests, several at once.

use std::cell::OnceCell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use spin_sdk::http_service;
use spin_sdk::key_value::Store;
use spin_sdk::time::sleep;
use spin_sdk::variables::Error;
use spin_sdk::wasip3::http::types::{ErrorCode, RequestOptions};
use spin_sdk::wasip3::http_compat::RequestOptionsExtension;
use spin_sdk::wasip3::random::random::get_random_bytes;

use super::{RECEIVE_DEADLINE, STORE};
use crate::error::Refusal;
use crate::handle::{self, Instance};
use crate::platform::{
    MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES, Platform, SEND_DEADLINE, STORE_DEADLINE, SendError,
    UnixTime, Unread,
};

thread_local! {
    static INSTANCE: OnceCell<Rc<Instance>> = const { OnceCell::new() };
}

#[http_service]
async fn serve(request: spin_sdk::http::Request) -> Response<Full<Bytes>> {
    let instance = instance().await;
    let (parts, body) = request.into_parts();
    let received = receive(body).await;
    let mut request = super::only_path(Request::from_parts(parts, Vec::new()));
    let answered = match received {
        Ok(body) => {
            *request.body_mut() = body;
            handle::handle(request, &instance, &Spin).await
        }
        Err(refusal) => handle::refuse(&request, refusal, &instance),
    };
    super::finish(answered).map(|body| Full::new(Bytes::from(body)))
}

/// The settings are read once in each instance.
async fn instance() -> Rc<Instance> {
    if let Some(instance) = INSTANCE.with(|cell| cell.get().map(Rc::clone)) {
        return instance;
    }
    // If they cannot be read, nothing is kept.
    let made = super::instance(variable).await;
    let Some(made) = made.map(Rc::new) else { return Rc::new(Instance::unread()) };
    INSTANCE.with(|cell| Rc::clone(cell.get_or_init(|| made)))
}

async fn receive<B>(body: B) -> Result<Vec<u8>, Refusal>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let limited = Limited::new(body, MAX_REQUEST_BYTES);
    match within(RECEIVE_DEADLINE, limited.collect()).await {
        None => Err(Refusal::RequestTimeout),
        Some(Ok(body)) => Ok(body.to_bytes().to_vec()),
        Some(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::BodyTooLarge),
        Some(Err(_)) => Err(Refusal::InvalidRequest),
    }
}

struct Spin;

impl Platform for Spin {
    fn now(&self) -> UnixTime {
        super::now()
    }

    fn random(&self) -> [u8; 32] {
        super::random(get_random_bytes(32))
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(RequestOptionsExtension(options()));
        let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
        let exchange = async {
            let response = spin_sdk::http::send(request).await.map_err(|error| fault(&error))?;
            let (parts, body) = response.into_parts();
            let body = Limited::new(body, MAX_RESPONSE_BYTES).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() { SendError::TooLarge } else { SendError::Failed }
            })?;
            Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
        };
        // The options alone do not stop an answer that drips.
        within(SEND_DEADLINE, exchange).await.unwrap_or(Err(SendError::TimedOut))
    }

    async fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, Unread> {
        let read = async { Store::open(STORE).await.ok()?.get(key).await.ok() };
        within(STORE_DEADLINE, read).await.flatten().ok_or(Unread)
    }

    async fn remember(&self, key: &str, value: &[u8]) -> bool {
        let write = async {
            let store = Store::open(STORE).await.ok()?;
            store.set(key, value).await.ok()
        };
        within(STORE_DEADLINE, write).await.flatten().is_some()
    }

    async fn forget(&self, key: &str) {
        let remove = async {
            if let Ok(store) = Store::open(STORE).await {
                let _best_effort = store.delete(key).await;
            }
        };
        let _best_effort = within(STORE_DEADLINE, remove).await;
    }

    async fn keys(&self, beginning: &str, most: usize) -> Option<Vec<String>> {
        let list = async {
            let Ok(store) = Store::open(STORE).await else { return Some(Vec::new()) };
            let mut all = store.get_keys().await;
            let mut keys = Vec::new();
            while keys.len() < most {
                match all.next().await {
                    Some(key) if key.starts_with(beginning) => keys.push(key),
                    Some(_) => {}
                    None => return all.result().await.ok().map(|()| keys),
                }
            }
            Some(keys)
        };
        within(STORE_DEADLINE, list).await?
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }
}

lent!(.await);

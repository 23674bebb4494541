//! The world that a request meets here: a clock, and a tenant and a store that answer as
//! the input says, or else as they should.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use account_linking::platform::{Platform, SendError, UnixTime, Unread};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use crate::cast::Cast;
use crate::variants::{NOW, TENANT};

/// What an input says that was answered: three digits, then headers, a blank line and the body.
#[must_use]
pub fn response(text: &[u8]) -> Option<Response<Vec<u8>>> {
    let (status, rest) = text.split_at(text.len().min(3));
    let (headers, body) = head_and_body(rest);
    let mut response = Response::new(body.to_vec());
    *response.status_mut() = StatusCode::from_bytes(status).ok()?;
    *response.headers_mut() = HeaderMap::from_iter(headers);
    Some(response)
}

/// The world during one request.
pub struct World<'a> {
    cast: &'a Cast,
    now: Cell<u64>,
    drawn: Cell<u8>,
    /// What the input says that the tenant and the store answer, in their order.
    script: RefCell<VecDeque<Vec<u8>>>,
    store: RefCell<HashMap<String, Vec<u8>>>,
    /// Every request that was sent.
    pub sent: RefCell<Vec<(Method, String)>>,
}

impl<'a> World<'a> {
    /// A world in which these are the next answers.
    #[must_use]
    pub fn new(cast: &'a Cast, script: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self {
            cast,
            now: Cell::new(NOW.0),
            drawn: Cell::new(0),
            script: RefCell::new(script.into_iter().collect()),
            store: RefCell::default(),
            sent: RefCell::default(),
        }
    }

    /// The next answer, where it is meant for the store, or where it is not.
    fn next(&self, for_store: bool) -> Option<Vec<u8>> {
        let mut script = self.script.borrow_mut();
        let is_for_store = script.front()?.starts_with(b"store\n");
        (is_for_store == for_store).then(|| script.pop_front()).flatten()
    }

    /// What the tenant answers where the input says nothing.
    fn usual(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let text = |name: &str| self.cast.word(name).unwrap_or_default().as_bytes().to_vec();
        let path = request.uri().path();
        let (status, body) = match (request.method().as_str(), path) {
            ("GET", "/.well-known/jwks.json") => (200, text("jwks")),
            ("POST", "/oauth/token") => (200, self.tokens(request.body())),
            ("POST", "/passwordless/start") => (200, b"{}".to_vec()),
            ("GET", "/api/v2/users-by-email") => (200, [b"[", &*text("other"), b"]"].concat()),
            ("GET", "/api/v2/users/auth0%7Cada") => (200, text("user")),
            ("GET", "/api/v2/users/github%7C1") => (200, text("other")),
            ("GET" | "PATCH", path) if path.matches('/').count() == 4 => (404, Vec::new()),
            ("GET", path) if path.starts_with("/api/") => (200, b"[]".to_vec()),
            ("PATCH", _) => (200, b"{}".to_vec()),
            ("POST", path) if path.starts_with("/api/") => (201, text("identities")),
            ("DELETE", path) if path.contains("/identities/") => (200, text("identities")),
            ("DELETE", _) => (204, Vec::new()),
            ("POST", _) => (202, Vec::new()),
            _ => (404, Vec::new()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
        response
    }

    /// Tokens for the transaction whose code it is, or for the Management API's client.
    fn tokens(&self, form: &[u8]) -> Vec<u8> {
        let has = |name: &str, value: &str| {
            form_urlencoded::parse(form).any(|(it, given)| it == name && given == value)
        };
        let word = if has("grant_type", "client_credentials") {
            "client-tokens"
        } else if has("code", "login") {
            "login-tokens"
        } else if has("code", "again") {
            "again-tokens"
        } else {
            "link-tokens"
        };
        self.cast.word(word).unwrap_or_default().as_bytes().to_vec()
    }
}

/// The first line is the status, then come headers, a blank line and the body.
fn scripted(text: &[u8]) -> Result<Response<Vec<u8>>, SendError> {
    let mut lines = text.splitn(2, |byte| *byte == b'\n');
    let status = lines.next().unwrap_or_default();
    match status {
        b"denied" => return Err(SendError::Denied),
        b"failed" => return Err(SendError::Failed),
        b"late" => return Err(SendError::TimedOut),
        b"large" => return Err(SendError::TooLarge),
        _ => {}
    }
    let mut response = Response::new(Vec::new());
    let status = StatusCode::from_bytes(status).unwrap_or(StatusCode::OK);
    *response.status_mut() = status;
    let (headers, body) = head_and_body(lines.next().unwrap_or_default());
    for (name, value) in headers {
        response.headers_mut().append(name, value);
    }
    *response.body_mut() = body.to_vec();
    Ok(response)
}

/// Header lines up to a blank one, and what follows it. Lines that cannot be headers are passed over,
/// as a host refuses them.
#[must_use]
pub fn head_and_body(text: &[u8]) -> (Vec<(HeaderName, HeaderValue)>, &[u8]) {
    let mut rest = text;
    let mut headers = Vec::new();
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        rest = after.get(1..).unwrap_or_default();
        if line.is_empty() {
            break;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        let name = HeaderName::from_bytes(name.trim_ascii());
        let value = HeaderValue::from_bytes(value[1..].trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.push((name, value));
        }
    }
    (headers, rest)
}

impl Platform for World<'_> {
    fn now(&self) -> UnixTime {
        UnixTime(self.now.get())
    }

    fn random(&self) -> [u8; 32] {
        self.drawn.set(self.drawn.get().wrapping_add(1));
        [self.drawn.get(); 32]
    }

    async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, SendError> {
        let url = request.uri().to_string();
        assert!(
            [TENANT, "https://product.example"].iter().any(|it| url.starts_with(&format!("{it}/"))),
            "a request to elsewhere: {url}"
        );
        self.sent.borrow_mut().push((request.method().clone(), url));
        match self.next(false) {
            Some(text) => {
                let answer = scripted(&self.cast.fill_answer(&text));
                if matches!(answer, Err(SendError::TimedOut)) {
                    self.now.set(self.now.get() + 5);
                }
                answer
            }
            None => Ok(self.usual(&request)),
        }
    }

    async fn recall(&self, key: &str) -> Result<Option<Vec<u8>>, Unread> {
        if let Some(text) = self.next(true) {
            return Ok(Some(text[b"store\n".len()..].to_vec()));
        }
        Ok(self.store.borrow().get(key).cloned())
    }

    async fn remember(&self, key: &str, value: &[u8]) -> bool {
        self.store.borrow_mut().insert(key.to_owned(), value.to_vec());
        true
    }

    async fn forget(&self, key: &str) {
        self.store.borrow_mut().remove(key);
    }

    async fn keys(&self, beginning: &str, most: usize) -> Option<Vec<String>> {
        let store = self.store.borrow();
        let keys = store.keys().filter(|key| key.starts_with(beginning));
        Some(keys.take(most).cloned().collect())
    }

    async fn sleep(&self, duration: Duration) {
        self.now.set(self.now.get() + duration.as_secs());
    }
}

/// Nothing here ever waits.
///
/// # Panics
/// Where something does.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("a door that waits"),
    }
}

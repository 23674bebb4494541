//! What a flow answers, before the cookies and the headers that all answers share.

use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::error::Refusal;
use crate::page;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers of this answer alone.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The outcome or refusal that it names, for the log.
    pub code: Option<&'static str>,
}

impl Reply {
    /// An answer with a body.
    #[must_use]
    pub fn new(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status, headers, body, code: None }
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Vec::new(), code: None }
    }

    /// A JSON document.
    #[must_use]
    pub fn json(document: &Value) -> Self {
        Self::new(StatusCode::OK, "application/json", document.to_string().into_bytes())
    }

    /// A page rendered here.
    #[must_use]
    pub fn html(status: StatusCode, page: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", page.into_bytes())
    }

    /// See other: the browser goes on with a GET. Never another kind of redirect: 307 would send the
    /// form again, 301 would be kept.
    #[must_use]
    pub fn see_other(location: &str) -> Self {
        Self::empty(StatusCode::SEE_OTHER).with(LOCATION, location)
    }

    /// Sends the browser to another origin after a form post. A redirect will not do: the page's
    /// `form-action 'self'` counts for every hop of it (measured in Chromium), the identity
    /// provider's too. A page of our own that goes on by itself is not part of that chain.
    #[must_use]
    pub fn elsewhere(location: &Url, wants_json: bool) -> Self {
        if wants_json {
            return Self::json(&json!({ "location": location.as_str() }));
        }
        Self::html(StatusCode::OK, page::go_on(location.as_str()))
    }

    /// How an action ended: back to the settings page, or a document.
    #[must_use]
    pub fn outcome(code: &'static str, wants_json: bool) -> Self {
        let mut reply = if wants_json {
            Self::json(&json!({ "outcome": code }))
        } else {
            Self::see_other(&format!("/?outcome={code}"))
        };
        reply.code = Some(code);
        reply
    }

    /// A refusal as a problem document (RFC 9457). Its `code` is what pages look up.
    #[must_use]
    pub fn problem(refusal: Refusal) -> Self {
        let status = refusal.status();
        let mut document = json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "code": refusal.code(),
            "detail": refusal.sentence(),
        });
        if let Some(seconds) = refusal.retry_after() {
            document["retry_after"] = seconds.into();
        }
        let body = document.to_string().into_bytes();
        Self::new(status, "application/problem+json", body).naming(refusal)
    }

    /// A refusal as a page.
    #[must_use]
    pub fn refusal_page(refusal: Refusal) -> Self {
        Self::html(refusal.status(), page::refusal(refusal)).naming(refusal)
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    fn naming(mut self, refusal: Refusal) -> Self {
        self.code = Some(refusal.code());
        if let Some(seconds) = refusal.retry_after() {
            self.headers.insert(RETRY_AFTER, seconds.into());
        }
        if let Refusal::MethodNotAllowed(methods) = refusal {
            return self.with(http::header::ALLOW, &methods.join(", "));
        }
        self
    }
}

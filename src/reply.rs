//! What a flow answers, before cookies and the headers that all answers share.

pub mod branded;
pub mod file;
pub mod packed;

use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use url::Url;

use crate::error::Refusal;
use crate::page::Page;
use crate::page::settings::said::{Case, Problem, Said};
use crate::return_to::ReturnTo;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers of this answer alone.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The page to be rendered as the body, with the product's looks.
    pub page: Option<Page>,
    /// The problem document to be written as the body, with its sentences in the person's language.
    pub problem: Option<Problem>,
    /// The outcome or refusal, for the log.
    pub code: Option<&'static str>,
}

/// RFC 9457; `code`, `retry_after` and `said` are extensions.
#[derive(Serialize)]
struct Document {
    #[serde(rename = "type")]
    kind: &'static str,
    title: Option<&'static str>,
    status: u16,
    code: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    said: Said,
}

impl Problem {
    /// The problem document (RFC 9457). Programs go by `code`; `said` is for people; `detail` says in English what
    /// happened.
    #[must_use]
    pub fn document(self, said: Said, detail: String) -> Vec<u8> {
        let status = self.refusal.status();
        let document = Document {
            kind: "about:blank",
            title: status.canonical_reason(),
            status: status.as_u16(),
            code: self.refusal.code(),
            detail,
            retry_after: self.refusal.retry_after(),
            said,
        };
        serde_json::to_vec(&document).unwrap_or_default()
    }
}

impl Reply {
    /// An answer with a body.
    #[must_use]
    pub fn new(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        Self { status, headers, body, page: None, problem: None, code: None }
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        let (headers, body) = (HeaderMap::new(), Vec::new());
        Self { status, headers, body, page: None, problem: None, code: None }
    }

    /// A JSON document.
    #[must_use]
    pub fn json(document: &impl Serialize) -> Self {
        // Writing to memory does not fail for documents whose keys are strings.
        let body = serde_json::to_vec(document).unwrap_or_default();
        Self::new(StatusCode::OK, "application/json", body)
    }

    /// A page rendered here.
    #[must_use]
    pub fn html(status: StatusCode, page: Page) -> Self {
        let mut reply = Self::new(status, "text/html; charset=utf-8", Vec::new());
        reply.page = Some(page);
        reply
    }

    /// 303 See Other: the browser goes on with a GET. Never another redirect: 307 would send the form again, and 301
    /// would be cached.
    #[must_use]
    pub fn see_other(location: &str) -> Self {
        Self::empty(StatusCode::SEE_OTHER).with(LOCATION, location)
    }

    /// Sends the browser to another origin after a form post. A redirect fails: the page's `form-action 'self'` applies
    /// to each redirect (measured in Chromium), even the identity provider's. A page of our own that goes on by itself
    /// is not part of that chain.
    #[must_use]
    pub fn elsewhere(location: &Url, wants_json: bool) -> Self {
        if wants_json {
            return Self::json(&json!({ "location": location.as_str() }));
        }
        Self::html(StatusCode::OK, Page::GoOn(location.to_string()))
    }

    /// How an action ended, as JSON.
    #[must_use]
    pub fn outcome(code: &'static str) -> Self {
        Self::json(&json!({ "outcome": code })).told(code)
    }

    /// How an action ended, or why it was refused, by going back to where the person came from; with the seconds to
    /// wait, if the page should count them down. `posted`: the request is a form post, which must not be redirected to
    /// another origin.
    #[must_use]
    pub fn back(to: &ReturnTo, posted: bool, code: &'static str, wait: Option<u64>) -> Self {
        let reply = match to.elsewhere(code, wait).filter(|_| posted) {
            Some(address) => Self::elsewhere(&address, false),
            None => Self::see_other(&to.with_outcome(code, wait)),
        };
        reply.told(code)
    }

    /// A refusal as a problem document, with nothing but the refusal known.
    #[must_use]
    pub fn problem(refusal: Refusal) -> Self {
        Self::explained(Problem { refusal, case: Case::default() })
    }

    /// A refusal as a problem document.
    #[must_use]
    pub fn explained(problem: Problem) -> Self {
        let refusal = problem.refusal;
        let mut reply = Self::new(refusal.status(), "application/problem+json", Vec::new());
        reply.problem = Some(problem);
        reply.naming(refusal)
    }

    /// A refusal as OAuth writes it (RFC 6749 section 5.2), as OpenID Connect Back-Channel Logout 1.0 section 2.8
    /// requires; always with status 400.
    #[must_use]
    pub fn oauth_error(refusal: Refusal) -> Self {
        let error =
            if refusal == Refusal::InvalidRequest { "invalid_request" } else { "server_error" };
        let mut reply = Self::json(&json!({ "error": error }));
        reply.status = StatusCode::BAD_REQUEST;
        reply.naming(refusal)
    }

    /// A refusal with its status: as a problem document, or as a page.
    #[must_use]
    pub fn refusal(refusal: Refusal, wants_json: bool) -> Self {
        if wants_json {
            return Self::problem(refusal);
        }
        Self::html(refusal.status(), Page::Refusal(refusal)).naming(refusal)
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Names the outcome for the log.
    #[must_use]
    pub fn told(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// Says for how many seconds to wait.
    #[must_use]
    pub fn waiting(mut self, seconds: Option<u64>) -> Self {
        if let Some(seconds) = seconds {
            self.headers.insert(RETRY_AFTER, seconds.into());
        }
        self
    }

    fn naming(mut self, refusal: Refusal) -> Self {
        self.code = Some(refusal.code());
        self = self.waiting(refusal.retry_after());
        if let Refusal::MethodNotAllowed(methods) = refusal {
            return self.with(http::header::ALLOW, &methods.join(", "));
        }
        self
    }
}

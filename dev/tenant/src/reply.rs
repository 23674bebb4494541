//! Answers: JSON, pages, redirects, OAuth errors.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::html::Html;

/// What a handler answers.
pub(crate) type Reply = Response<Vec<u8>>;

pub(crate) fn bytes(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply
}

pub(crate) fn json(status: StatusCode, body: &Value) -> Reply {
    bytes(status, "application/json; charset=utf-8", body.to_string().into_bytes())
}

pub(crate) fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Vec::new());
    *reply.status_mut() = status;
    reply
}

/// The pages set no `form-action`: a login form's answer redirects to the application, and browsers
/// hold every hop against that directive.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";

pub(crate) fn page(status: StatusCode, title: &str, content: Html) -> Reply {
    let reply = bytes(status, "text/html; charset=utf-8", content.into_page(title).into_bytes());
    let reply = with_header(reply, "content-security-policy", PAGE_POLICY);
    with_header(reply, "referrer-policy", "same-origin")
}

/// The page for a request that must not be redirected, or has nowhere to go.
pub(crate) fn error_page(status: StatusCode, sentence: &str) -> Reply {
    page(status, "Something is wrong", Html::new().raw("<p>").text(sentence).raw("</p>"))
}

pub(crate) fn redirect(to: &str) -> Reply {
    let mut reply = empty(StatusCode::FOUND);
    reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match HeaderValue::from_str(to) {
        Ok(location) => {
            reply.headers_mut().insert(LOCATION, location);
            reply
        }
        Err(_) => error_page(StatusCode::BAD_REQUEST, "That address cannot be redirected to."),
    }
}

/// To `address` with parameters added to its query.
pub(crate) fn redirect_with(address: &str, params: &[(&str, Option<&str>)]) -> Reply {
    let Ok(mut url) = Url::parse(address) else {
        return error_page(StatusCode::BAD_REQUEST, "That address cannot be redirected to.");
    };
    if params.iter().any(|(_, value)| value.is_some()) {
        let mut query = url.query_pairs_mut();
        for (name, value) in params {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
    }
    redirect(url.as_str())
}

/// Adds a header; one that HTTP does not allow is left out.
pub(crate) fn with_header(mut reply: Reply, name: &str, value: &str) -> Reply {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        reply.headers_mut().append(name, value);
    }
    reply
}

/// The same in place of one that is there.
pub(crate) fn set_header(mut reply: Reply, name: &str, value: &str) -> Reply {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
        reply.headers_mut().insert(name, value);
    }
    reply
}

/// An error of the token endpoint.
pub(crate) struct OAuthError {
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) description: String,
    /// What a client would go on with, where `error` is `mfa_required`.
    pub(crate) mfa_token: Option<String>,
}

impl OAuthError {
    pub(crate) fn new(
        status: StatusCode,
        error: &'static str,
        description: impl Into<String>,
    ) -> Self {
        Self { status, error, description: description.into(), mfa_token: None }
    }

    pub(crate) fn into_reply(self) -> Reply {
        let mut body = json!({ "error": self.error, "error_description": self.description });
        if let (Some(token), Some(body)) = (self.mfa_token, body.as_object_mut()) {
            body.insert("mfa_token".to_owned(), json!(token));
        }
        json(self.status, &body)
    }
}

/// The refusal of `/__tenant/*`.
pub(crate) fn refuse(status: StatusCode, message: &str) -> Reply {
    json(status, &json!({ "error": message }))
}

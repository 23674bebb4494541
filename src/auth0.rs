//! The tenant's HTTP interface, as pure pairs: a `*_request` builds, a `process_*_response` parses.
//! Nothing here sends anything, and nothing here sees a cookie.

pub mod assurance;
pub mod authorization;
pub mod fault;
pub mod id_token;
pub mod jwks;
pub mod logout;
pub mod logout_token;
pub mod passwordless;
pub mod said;
pub mod token;
mod unique;
pub mod users;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

pub use fault::Fault;
use fault::{number, wait};

use crate::config::{Config, Management};
use crate::platform::UnixTime;

/// Sorts an answer by its status: Auth0's documents fix the statuses, not the texts. They name one reason for a 403, a
/// missing scope, but there are others.
fn success(response: Response<Vec<u8>>, now: UnixTime) -> Result<Vec<u8>, Fault> {
    match response.status() {
        StatusCode::OK | StatusCode::CREATED | StatusCode::NO_CONTENT => Ok(response.into_body()),
        StatusCode::UNAUTHORIZED => Err(Fault::Unauthorized),
        StatusCode::FORBIDDEN if said::Said::of(&response, now).lacks_scope() => {
            Err(Fault::Forbidden)
        }
        StatusCode::FORBIDDEN => Err(Fault::Denied),
        StatusCode::NOT_FOUND => Err(Fault::NotFound),
        StatusCode::CONFLICT => Err(Fault::Conflict),
        StatusCode::TOO_MANY_REQUESTS => Err(Fault::RateLimited(wait(response.headers(), now))),
        status if status.is_client_error() => Err(Fault::BadRequest),
        _ => Err(Fault::Unexpected),
    }
}

/// A success whose body is this.
fn read<T: DeserializeOwned>(response: Response<Vec<u8>>, now: UnixTime) -> Result<T, Fault> {
    serde_json::from_slice(&success(response, now)?).map_err(|_| Fault::Unreadable)
}

/// When the Management API takes requests again, if an answer says that none is left now.
#[must_use]
pub fn pause(headers: &HeaderMap) -> Option<UnixTime> {
    let used_up = number(headers, "x-ratelimit-remaining") == Some(0);
    number(headers, "x-ratelimit-reset").filter(|_| used_up).map(UnixTime)
}

/// A header value. Text that a header cannot hold becomes the empty value, which the tenant refuses.
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// An address of the tenant's.
fn address(config: &Config, path: &str) -> Url {
    let mut url = config.auth0_url.clone();
    url.set_path(path);
    url
}

/// A request that asks for JSON. `body` is of the type that stands before it.
fn request(method: Method, url: &Url, body: Option<(&'static str, String)>) -> Request<Vec<u8>> {
    let (content_type, body) = body.unzip();
    let mut request = Request::new(body.unwrap_or_default().into_bytes());
    *request.method_mut() = method;
    set_uri(&mut request, url);
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static(JSON));
    if let Some(content_type) = content_type {
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    request
}

/// The audience to ask for, if the person's own token is to call the Management API.
fn audience(config: &Config) -> Option<String> {
    matches!(config.management, Management::User).then(|| config.management_audience())
}

/// An object of these members; those that are null are left out.
fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

/// The type of the Management API's bodies.
const JSON: &str = "application/json";

/// Sets the address. The `http` crate reads every URL that the `url` crate writes.
fn set_uri(request: &mut Request<Vec<u8>>, url: &Url) {
    *request.uri_mut() = url.as_str().parse().unwrap_or_else(|_| Uri::from_static("/"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&'static str, &str)], expected: u64) {
        let mut response = Response::builder().status(429);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let fault = success(response.body(Vec::new()).unwrap(), UnixTime(1_000));
        assert_eq!(fault, Err(Fault::RateLimited(expected)));
    }

    #[test]
    fn reads_how_long_to_wait() {
        check(&[("retry-after", "7")], 7);
        check(&[("x-ratelimit-reset", "1003")], 3);
        check(&[("x-ratelimit-reset", "900")], 1);
        check(&[("retry-after", "99999999")], 3_600);
        check(&[("retry-after", "soon")], 2);
        check(&[], 2);
    }
}

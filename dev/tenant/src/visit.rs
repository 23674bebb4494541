//! A request as the handlers read it: path, parameters, cookies, credentials. Parsed once, never trusted.

use std::collections::BTreeMap;

use ct_codecs::{Base64, Decoder};
use http::{HeaderMap, Method, Request, header};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// One request and the moment it came.
pub(crate) struct Visit {
    pub(crate) now: u64,
    pub(crate) method: Method,
    /// Still percent-encoded.
    pub(crate) path: String,
    pub(crate) query: Params,
    headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Visit {
    pub(crate) fn read(now: u64, request: Request<Vec<u8>>) -> Self {
        let (head, body) = request.into_parts();
        let query = Params::form(head.uri.query().unwrap_or_default().as_bytes());
        // HEAD is answered like GET; whoever writes the answer leaves the body out.
        let method = if head.method == Method::HEAD { Method::GET } else { head.method };
        Self { now, method, path: head.uri.path().to_owned(), query, headers: head.headers, body }
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers, with names in lower case; several of one name are joined by a comma.
    pub(crate) fn headers(&self) -> BTreeMap<String, String> {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|before| {
                    before.push_str(", ");
                    before.push_str(&value);
                })
                .or_insert_with(|| value.clone().into_owned());
        }
        headers
    }

    pub(crate) fn is_json(&self) -> bool {
        self.header(header::CONTENT_TYPE)
            .is_some_and(|value| value.trim_start().starts_with("application/json"))
    }

    /// The body's parameters: a form, or a JSON object's strings and numbers.
    pub(crate) fn form(&self) -> Params {
        if self.is_json() { Params::json(&self.body) } else { Params::form(&self.body) }
    }

    /// Query and body together, for endpoints that take either.
    pub(crate) fn params(&self) -> Params {
        let mut params = self.query.clone();
        if self.method == Method::POST {
            params.0.extend(self.form().0);
        }
        params
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The token of an `Authorization: Bearer` header.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.credentials("bearer")
    }

    /// Client id and secret of an `Authorization: Basic` header, form-decoded as RFC 6749 section 2.3.1 wants.
    pub(crate) fn basic(&self) -> Option<(String, String)> {
        let decoded = Base64::decode_to_vec(self.credentials("basic")?, None).ok()?;
        let decoded = String::from_utf8(decoded).ok()?;
        let (id, secret) = decoded.split_once(':')?;
        Some((form_decode(id), form_decode(secret)))
    }

    fn credentials(&self, scheme: &str) -> Option<&str> {
        let (found, rest) = self.header(header::AUTHORIZATION)?.trim().split_once(' ')?;
        found.eq_ignore_ascii_case(scheme).then(|| rest.trim())
    }
}

fn form_decode(text: &str) -> String {
    percent_decode(&text.replace('+', " "))
}

/// Percent-decoding that never fails: what is no UTF-8 is replaced.
pub(crate) fn percent_decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Parameters in their order. An empty one counts as missing, as RFC 6749 section 3.1 has it.
#[derive(Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    pub(crate) fn form(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    fn json(bytes: &[u8]) -> Self {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Self::object(object),
            Ok(_) | Err(_) => Self::default(),
        }
    }

    /// The strings and numbers of a JSON object.
    pub(crate) fn object(object: Map<String, Value>) -> Self {
        let text = |value: Value| match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        object.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// The words of a space-separated parameter.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        self.get(name).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    }

    /// Those of these names.
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| names.contains(&name.as_str())).cloned().collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

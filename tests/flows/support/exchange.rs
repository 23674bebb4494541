//! A request to us and its answer, kept: what went in that is a secret, and all that came out.

use http::header::{COOKIE, LOCATION, SET_COOKIE};
use http::{Request, Response};

#[derive(Clone)]
pub(crate) struct Exchange {
    /// The method and the path.
    pub(crate) asked: String,
    /// Cookies, codes and states that the browser brought or was given.
    pub(crate) secrets: Vec<String>,
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    /// All headers but `Set-Cookie` and `Location`.
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// Shorter ones may stand anywhere.
const SHORTEST: usize = 6;

impl Exchange {
    pub(super) fn asked(request: &Request<Vec<u8>>) -> Self {
        let uri = request.uri();
        let cookies = request.headers().get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
        let values = cookies.flat_map(|line| line.split("; "));
        let mut secrets: Vec<String> =
            values.filter_map(|pair| Some(pair.split_once('=')?.1.to_owned())).collect();
        let query = uri.query().unwrap_or_default().as_bytes();
        for pairs in [query, request.body()] {
            let secret = |name: &str| ["code", "state", "otp", "review", "switch"].contains(&name);
            let pairs = url::form_urlencoded::parse(pairs).filter(|(name, _)| secret(name));
            secrets.extend(pairs.map(|(_, value)| value.into_owned()));
        }
        secrets.retain(|it| it.len() >= SHORTEST);
        let asked = format!("{} {}", request.method(), uri.path());
        let (headers, body) = (String::new(), String::new());
        Self { asked, secrets, status: 0, location: None, headers, body }
    }

    pub(super) fn answered(mut self, answer: &Response<Vec<u8>>) -> Self {
        self.status = answer.status().as_u16();
        self.body = String::from_utf8_lossy(answer.body()).into_owned();
        for (name, value) in answer.headers() {
            let value = value.to_str().unwrap();
            if name == SET_COOKIE {
                let value = value.split_once('=').and_then(|(_, rest)| rest.split(';').next());
                let value = value.unwrap_or_default();
                self.secrets.extend((value.len() >= SHORTEST).then(|| value.to_owned()));
            } else if name == LOCATION {
                self.location = Some(value.to_owned());
            } else {
                self.headers.push_str(&format!("{name}: {value}\n"));
            }
        }
        self
    }
}

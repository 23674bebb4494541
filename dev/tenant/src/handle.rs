//! How a request passes through the tenant.

use std::time::Duration;

use http::{Request, Response, StatusCode};

use crate::faults::Then;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;
use crate::{admin, route};

/// What the network does with a request.
pub struct Answer {
    /// How long it takes.
    pub delay: Duration,
    /// What arrives after that.
    pub outcome: Outcome,
}

/// What arrives.
pub enum Outcome {
    /// An answer.
    Response(Response<Vec<u8>>),
    /// The connection is closed without one.
    Dropped,
}

impl Outcome {
    /// The answer, if one arrives.
    #[must_use]
    pub fn response(self) -> Option<Response<Vec<u8>>> {
        match self {
            Self::Response(response) => Some(response),
            Self::Dropped => None,
        }
    }
}

impl Tenant {
    /// What the network does with this request at `now` (seconds since the epoch).
    ///
    /// Path and query of its URI count; the `Host` header and an absolute URI's host do not.
    pub fn handle(&mut self, now: u64, request: Request<Vec<u8>>) -> Answer {
        self.sweep(now);
        let visit = Visit::read(now, request);
        if visit.path.starts_with("/__tenant/") {
            return Answer {
                delay: Duration::ZERO,
                outcome: Outcome::Response(admin::answer(self, &visit)),
            };
        }
        self.log(&visit);
        let strike = self.faults.strike(visit.method.as_str(), &visit.path);
        let outcome = match strike.instead {
            Some(Then::DropBefore) => Outcome::Dropped,
            Some(Then::Status { status, body, headers }) => {
                let mut answer = match body {
                    Some(serde_json::Value::String(text)) => {
                        reply::bytes(StatusCode::OK, "text/plain; charset=utf-8", text.into_bytes())
                    }
                    Some(body) => reply::json(StatusCode::OK, &body),
                    None => reply::empty(StatusCode::OK),
                };
                *answer.status_mut() =
                    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                for (name, value) in &headers {
                    answer = reply::set_header(answer, name, value);
                }
                Outcome::Response(answer)
            }
            Some(Then::BodyBytes(length)) => Outcome::Response(junk(length)),
            Some(
                Then::DelayBeforeMs(_) | Then::DelayMs(_) | Then::DropAfter | Then::IdToken(_),
            )
            | None => {
                self.forgery = strike.forgery;
                let answer = route::answer(self, &visit);
                self.forgery = None;
                if strike.drop_after { Outcome::Dropped } else { Outcome::Response(answer) }
            }
        };
        Answer { delay: strike.delay, outcome }
    }
}

/// JSON of so many bytes, at most 256 MiB.
fn junk(length: usize) -> Reply {
    let mut body = vec![b'x'; length.min(1 << 28)];
    for (index, byte) in [(0, b'"'), (body.len().saturating_sub(1), b'"')] {
        if let Some(place) = body.get_mut(index) {
            *place = byte;
        }
    }
    reply::bytes(StatusCode::OK, "application/json; charset=utf-8", body)
}

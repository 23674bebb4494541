//! One line of JSON a request: what was asked for by its route, how it ended. Events, never data: no
//! query, cookie, token, code, e-mail address or user id.

use http::Method;
use serde_json::json;

/// What there is to say of one request.
#[derive(Debug, Default)]
pub struct Event {
    /// The method.
    pub method: Method,
    /// The route's path; none where there is no such route, since the rest is the visitor's text.
    pub path: Option<&'static str>,
    /// The status of the answer.
    pub status: u16,
    /// The outcome or refusal.
    pub code: Option<&'static str>,
    /// What went wrong behind it.
    pub notes: Vec<String>,
}

impl Event {
    /// The line.
    #[must_use]
    pub fn line(&self) -> String {
        // An unknown method is the visitor's text, too.
        let known = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS];
        let method = if known.contains(&self.method) { self.method.as_str() } else { "other" };
        let mut line = json!({ "method": method, "path": self.path, "status": self.status });
        if let Some(code) = self.code {
            line["code"] = code.into();
        }
        if !self.notes.is_empty() {
            line["notes"] = self.notes.clone().into();
        }
        line.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_a_request_ended() {
        let event = Event {
            method: Method::POST,
            path: Some("/unlink"),
            status: 303,
            code: Some("unlinked"),
            notes: vec!["read user: the deadline passed".into()],
        };
        let expected = r#"{"code":"unlinked","method":"POST","notes":["read user: the deadline passed"],"path":"/unlink","status":303}"#;
        assert_eq!(event.line(), expected);
    }
}

//! One line of JSON for each request: its route and how it ended. Events, never data: no query, cookie, token, code,
//! e-mail address or user id.

use std::io::Write;

use http::Method;
use serde::{Serialize, Serializer};

use crate::audit::Audit;

/// What is logged of one request.
#[derive(Debug, Default, Serialize)]
pub struct LogLine {
    /// The method.
    #[serde(serialize_with = "known")]
    pub method: Method,
    /// The route's path; `None` if there is no such route, since the path is then the visitor's text.
    pub path: Option<&'static str>,
    /// The status of the answer.
    pub status: u16,
    /// The outcome or refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The attempt to link or unlink, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
}

/// Writes a method that we know: another one is the visitor's text.
fn known<S: Serializer>(method: &Method, to: S) -> Result<S::Ok, S::Error> {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS].contains(method);
    to.serialize_str(if known { method.as_str() } else { "other" })
}

impl LogLine {
    /// Writes the line. One that cannot be written is lost: a full disk or a closed pipe must not stop a request that
    /// may have changed an account already.
    pub fn write(&self, to: &mut impl Write) {
        let _lost = to.write_all(format!("{}\n", self.line()).as_bytes());
    }

    /// The line.
    #[must_use]
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_a_request_ended() {
        let line = LogLine {
            method: Method::POST,
            path: Some("/unlink"),
            status: 303,
            code: Some("unlinked"),
            notes: vec!["read user: the deadline passed".into()],
            audit: None,
        };
        let expected = r#"{"method":"POST","path":"/unlink","status":303,"code":"unlinked","notes":["read user: the deadline passed"]}"#;
        assert_eq!(line.line(), expected);
    }

    /// Stderr if nobody reads it any more, or the disk is full.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
    }

    #[test]
    fn loses_a_line_that_cannot_be_written() {
        let mut written = Vec::new();
        LogLine::default().write(&mut written);
        assert_eq!(written, format!("{}\n", LogLine::default().line()).as_bytes());
        LogLine::default().write(&mut Closed);
    }
}

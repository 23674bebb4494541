//! The log on stderr: one line a request, and never a query, a cookie, a token, an e-mail or a user id in it.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{Method, StatusCode, Uri};

/// Whose line it is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Source {
    App,
    Tenant,
    Host,
}

impl Source {
    fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Tenant => "tenant",
            Self::Host => "host",
        }
    }
}

/// Seconds since 1970. The one place where this program reads the clock.
#[expect(
    clippy::disallowed_methods,
    reason = "a server has to know the time; the tenant and the component get theirs from outside"
)]
pub(crate) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Any line that is not a request; the text must hold nothing personal.
pub(crate) fn note(source: Source, text: &str) {
    // Nobody is left to tell when stderr is closed.
    let _ = write(source, text);
}

/// A line of the application's own, which is told where it cannot be written.
pub(crate) fn pass_on(line: &str) -> io::Result<()> {
    write(Source::App, &format!("| {line}"))
}

/// The line of one request; no status: the connection was dropped without an answer.
pub(crate) fn request(
    source: Source,
    method: &Method,
    uri: &Uri,
    status: Option<StatusCode>,
    took: Duration,
) {
    let status = match status {
        Some(status) => colored(status),
        None => "---".to_owned(),
    };
    let path = redacted(uri.path());
    let millis = took.as_secs_f64() * 1000.0;
    let method = method.as_str();
    let _ = write(source, &format!("{method:<6} {path:<32} {status} {millis:>7.1} ms"));
}

fn write(source: Source, text: &str) -> io::Result<()> {
    let seconds = now().as_secs();
    let (hours, minutes, seconds) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let name = source.name();
    writeln!(io::stderr().lock(), "{hours:02}:{minutes:02}:{seconds:02}Z {name:<6} {text}")
}

fn colored(status: StatusCode) -> String {
    static COLORS: OnceLock<bool> = OnceLock::new();
    let colors =
        COLORS.get_or_init(|| io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    let color = match status.as_u16() {
        _ if !colors => return status.as_u16().to_string(),
        500.. => 31,
        400.. => 33,
        300.. => 36,
        _ => 32,
    };
    format!("\x1b[{color}m{}\x1b[0m", status.as_u16())
}

/// The longest path segment that is shown: codes, tokens and sealed values are longer.
const LONGEST_SEGMENT: usize = 40;

/// A path without ids of users, in whatever form they come: the Management API's paths carry them, raw or encoded, with `|`, `/` and `@`.
fn redacted(path: &str) -> String {
    if let Some((before, after)) = path.split_once("/users/") {
        // An id may hold a raw slash, so all of the rest is the id, but for what is known to follow one.
        let after = match after.split_once("/identities") {
            Some((_, "")) => "{id}/identities",
            Some(_) => "{id}/identities/{id}",
            None if after.is_empty() => "",
            None => "{id}",
        };
        return format!("{}/users/{after}", redacted(before));
    }
    let shown = |segment: &str| {
        let lower = segment.to_ascii_lowercase();
        let personal = lower.contains(['@', '|']) || lower.contains("%40") || lower.contains("%7c");
        if personal || segment.len() > LONGEST_SEGMENT {
            "{…}".to_owned()
        } else {
            segment.to_owned()
        }
    };
    path.split('/').map(shown).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_their_ids() {
        for (path, expected) in [
            ("/", "/"),
            ("/link/callback", "/link/callback"),
            ("/api/v2/users/auth0|ada", "/api/v2/users/{id}"),
            ("/api/v2/users/auth0%7Cada/identities", "/api/v2/users/{id}/identities"),
            ("/api/v2/users/samlp|a/b", "/api/v2/users/{id}"),
            ("/api/v2/users/a|b/identities/github/2001", "/api/v2/users/{id}/identities/{id}"),
            ("/__tenant/users/auth0|ada", "/__tenant/users/{id}"),
            ("/api/v2/users-by-email", "/api/v2/users-by-email"),
            ("/x/ada@example.com", "/x/{…}"),
            ("/x/ada%40example.com/y", "/x/{…}/y"),
            ("/ada@example.com/users/x", "/{…}/users/{id}"),
        ] {
            assert_eq!(redacted(path), expected);
        }
        let token = format!("/link/{}", "x".repeat(43));
        assert_eq!(redacted(&token), "/link/{…}");
    }
}

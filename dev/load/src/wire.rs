//! HTTP/1.1 over one connection, as far as it is needed: bytes go out as they are, right or wrong, and what
//! comes back is read with distrust.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than the component may take: it has 24 seconds, and one more call of five.
const PATIENCE: Duration = Duration::from_secs(40);
/// Longest answer that is read, in bytes.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// A request, and what may come of it.
pub(crate) struct Shot {
    /// What it is called in the report.
    pub(crate) kind: &'static str,
    pub(crate) malformed: bool,
    /// Whether it is a HEAD, whose answer has no body.
    pub(crate) head: bool,
    pub(crate) bytes: Vec<u8>,
    /// Whether the sender has nothing more to say, and says so.
    pub(crate) cut: bool,
    /// The statuses that are right; where it is malformed, the connection may be closed as well.
    pub(crate) right: &'static [u16],
    /// Whom the answer must show.
    pub(crate) user_id: Option<String>,
}

impl Shot {
    /// A request of whose answer anything may be said.
    pub(crate) fn plain(bytes: Vec<u8>) -> Self {
        let (malformed, head, cut) = (false, false, false);
        Self { kind: "", malformed, head, bytes, cut, right: &[], user_id: None }
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What came back.
pub(crate) enum Outcome {
    Answered(Answer),
    /// The connection was closed without a word.
    Closed,
    /// Nothing came in time.
    Silent,
    /// Something that is no answer.
    Broken(String),
}

pub(crate) struct Connection(BufReader<TcpStream>);

impl Answer {
    /// The first header of that name, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request and reads the answer; the connection comes back where it can be used again.
    pub(crate) fn exchange(mut self, shot: &Shot) -> (Outcome, Option<Self>) {
        // A server may answer, and close, before it has read all: what it says is read all the same.
        let sent = self.0.get_mut().write_all(&shot.bytes).is_ok();
        if shot.cut {
            let _best_effort = self.0.get_ref().shutdown(Shutdown::Write);
        }
        match self.read(shot.head) {
            Ok(Some(answer)) => {
                let closes = answer.header("connection").is_some_and(|it| it.contains("close"));
                let again = sent && !closes;
                (Outcome::Answered(answer), again.then_some(self))
            }
            Ok(None) => (Outcome::Closed, None),
            Err(error) => (outcome(&error), None),
        }
    }

    /// `None` where the connection was closed instead.
    fn read(&mut self, head: bool) -> io::Result<Option<Answer>> {
        let Some(line) = self.line()? else { return Ok(None) };
        let status = line.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5));
        let status = status.and_then(|digits| digits.parse().ok()).ok_or_else(|| broken(&line))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?.ok_or_else(|| broken("headers that end"))?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| broken(&line))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        if !head && status != 304 && status != 204 {
            let length = answer.header("content-length").and_then(|text| text.parse().ok());
            let length: usize = length.ok_or_else(|| broken("no length"))?;
            if length > MAX_BODY {
                return Err(broken("a huge body"));
            }
            answer.body.resize(length, 0);
            self.0.read_exact(&mut answer.body)?;
        }
        Ok(Some(answer))
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.0.by_ref().take(64 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

fn outcome(error: &io::Error) -> Outcome {
    use io::ErrorKind as Kind;
    let kind = error.kind();
    if [Kind::ConnectionReset, Kind::ConnectionAborted, Kind::BrokenPipe].contains(&kind) {
        Outcome::Closed
    } else if [Kind::WouldBlock, Kind::TimedOut].contains(&kind) {
        Outcome::Silent
    } else {
        Outcome::Broken(error.to_string())
    }
}

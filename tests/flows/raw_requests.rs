//! Requests that no HTTP client sends, byte by byte over a connection, to the built component on its host: two
//! lengths, a length and chunks, spoilt lines. Natively there is no connection, and nothing of this to try.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::{Browser, Stage};

/// What Spin 4.1 (hyper 1.10) takes, so that a proxy in front must not pass it on (`docs/deploy.md`). The development
/// host has a newer hyper, which refuses it.
const BOTH: [&str; 2] = ["a length and chunks", "chunks and a length"];

/// What all answers of one connection were, until the host closed it.
fn answers(stage: &Stage, request: &[u8]) -> String {
    let address = stage.app().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    // Only for a host that neither answers nor closes, which fails the test.
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // It may close before it has read everything; what it said before counts.
    let _closed_early = stream.write_all(request);
    let mut all = Vec::new();
    let end = stream.read_to_end(&mut all);
    let text = String::from_utf8_lossy(&all).into_owned();
    let reset = end.is_err_and(|error| error.kind() != std::io::ErrorKind::ConnectionReset);
    assert!(!reset, "the host neither answers nor closes: {}", String::from_utf8_lossy(request));
    text
}

/// The statuses in them.
fn statuses(answers: &str) -> Vec<u16> {
    let lines = answers.split("HTTP/1.1 ").skip(1);
    lines.map(|rest| rest[..3].parse().unwrap()).collect()
}

fn cookies(browser: &Browser<'_>, stage: &Stage) -> String {
    let host = stage.app().split("//").nth(1).unwrap();
    let own = browser.cookies.iter().filter(|(it, ..)| it == host);
    own.map(|(_, name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

/// What would sign the person out, were it taken for a request.
fn smuggled(cookies: &str) -> String {
    format!(
        "POST /unlink HTTP/1.1\r\nHost: h\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 28\r\n\r\n\
         provider=github&user_id=2001"
    )
}

#[test]
fn attack_a_request_within_a_request_is_not_answered() {
    if Stage::are_native() {
        return;
    }
    let stage = Stage::new();
    let mut browser = stage.signed_in("ada");
    browser.link("github|2001");
    browser.me();
    let hidden = smuggled(&cookies(&browser, &stage));
    let length = hidden.len();
    let chunked = format!("{length:x}\r\n{hidden}\r\n0\r\n\r\n");
    let head = "POST /link/start HTTP/1.1\r\nHost: h\r\nSec-Fetch-Site: same-origin\r\n\
        Content-Type: application/x-www-form-urlencoded\r\n";
    // The connection stays open, so that what follows would be answered; this ends it.
    let last = "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    for (name, framing, body) in [
        (
            "a length and chunks",
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n".to_owned(),
            format!("0\r\n\r\n{hidden}"),
        ),
        (
            "chunks and a length",
            format!("Transfer-Encoding: chunked\r\nContent-Length: {}\r\n", chunked.len()),
            chunked.clone(),
        ),
        (
            "two lengths",
            format!("Content-Length: 0\r\nContent-Length: {length}\r\n"),
            hidden.clone(),
        ),
        ("two lengths in one line", format!("Content-Length: 0, {length}\r\n"), hidden.clone()),
        ("a length with a sign", "Content-Length: +0\r\n".to_owned(), hidden.clone()),
        ("a length below zero", "Content-Length: -1\r\n".to_owned(), hidden.clone()),
        ("a length of letters", "Content-Length: 0x0\r\n".to_owned(), hidden.clone()),
        ("a length with a space in it", "Content-Length: 0 0\r\n".to_owned(), hidden.clone()),
        (
            "a space before the colon",
            "Transfer-Encoding : chunked\r\nContent-Length: 0\r\n".to_owned(),
            hidden.clone(),
        ),
        (
            "a coding that is not known",
            "Transfer-Encoding: xchunked\r\n".to_owned(),
            chunked.clone(),
        ),
        (
            "chunks, then another coding",
            "Transfer-Encoding: chunked, identity\r\n".to_owned(),
            chunked.clone(),
        ),
        (
            "two codings",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n"
                .to_owned(),
            chunked.clone(),
        ),
        (
            "a folded line",
            "Transfer-Encoding:\r\n chunked\r\nContent-Length: 0\r\n".to_owned(),
            hidden.clone(),
        ),
        (
            "a vertical tab before the coding",
            "Transfer-Encoding: \x0bchunked\r\nContent-Length: 0\r\n".to_owned(),
            hidden.clone(),
        ),
        (
            "a chunk of too many digits",
            "Transfer-Encoding: chunked\r\n".to_owned(),
            format!("fffffffffffffffff\r\n{hidden}"),
        ),
        (
            "a chunk whose size is no number",
            "Transfer-Encoding: chunked\r\n".to_owned(),
            format!("x\r\n{hidden}"),
        ),
        (
            "a chunk without its end",
            "Transfer-Encoding: chunked\r\n".to_owned(),
            format!("1\r\nab{hidden}"),
        ),
        ("a NUL in a header", "X: a\0b\r\nContent-Length: 0\r\n".to_owned(), hidden.clone()),
        ("a bare CR in a header", "X: a\rb: c\r\nContent-Length: 0\r\n".to_owned(), hidden.clone()),
        ("a header without a name", ": x\r\nContent-Length: 0\r\n".to_owned(), hidden.clone()),
        (
            "a header without a colon",
            "Nonsense\r\nContent-Length: 0\r\n".to_owned(),
            hidden.clone(),
        ),
    ] {
        if Stage::are_on_spin() && BOTH.contains(&name) {
            continue;
        }
        let request = format!("{head}{framing}\r\n{body}{last}");
        let found = statuses(&answers(&stage, request.as_bytes()));
        // Nothing behind it is answered, whatever a proxy in front makes of it.
        assert!(
            found.len() <= 1 && found.iter().all(|it| [303, 400].contains(it)),
            "{name}: {found:?}"
        );
        assert_eq!(browser.identities(), ["auth0|ada", "github|2001"], "{name}");
    }
    // The same bytes as a request of their own do what they say: the tries above were worth something.
    let alone = hidden.replacen("Host: h\r\n", "Host: h\r\nConnection: close\r\n", 1);
    assert_eq!(statuses(&answers(&stage, alone.as_bytes())), [303]);
    browser.lose("outcome");
    assert_eq!(browser.identities(), ["auth0|ada"]);
}

#[test]
fn attack_a_spoilt_request_line_or_too_much_of_it_is_refused() {
    if Stage::are_native() {
        return;
    }
    let stage = Stage::new();
    let end = "Host: h\r\nConnection: close\r\n\r\n";
    let many: String = (0..200).map(|index| format!("X-{index}: 1\r\n")).collect();
    let chunks = "400\r\n".to_owned() + &"x".repeat(1024) + "\r\n";
    let chunked = "Transfer-Encoding: chunked\r\nSec-Fetch-Site: same-origin\r\n";
    for (name, request, expected) in [
        ("no version", format!("GET /me\r\n{end}"), &[400][..]),
        ("another version", format!("GET /me HTTP/9.9\r\n{end}"), &[400]),
        ("no path", format!("GET HTTP/1.1\r\n{end}"), &[400]),
        ("a path without a slash", format!("GET me HTTP/1.1\r\n{end}"), &[400, 404]),
        ("a NUL in the path", format!("GET /me\0 HTTP/1.1\r\n{end}"), &[400]),
        ("a tab for a space", format!("GET\t/me\tHTTP/1.1\r\n{end}"), &[400]),
        ("another host's address", format!("GET http://evil.example/me HTTP/1.1\r\n{end}"), &[]),
        ("a tunnel", format!("CONNECT evil.example:443 HTTP/1.1\r\n{end}"), &[404, 405]),
        ("every path at once", format!("OPTIONS * HTTP/1.1\r\n{end}"), &[404, 405]),
        ("two hosts", format!("GET /me HTTP/1.1\r\nHost: a\r\n{end}"), &[400, 401]),
        ("no host", "GET /me HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), &[400]),
        (
            "a host with a path",
            "GET /me HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n".to_owned(),
            &[400],
        ),
        ("200 headers", format!("GET /me HTTP/1.1\r\n{many}{end}"), &[431]),
        (
            "17 KB in chunks, without a length",
            format!("POST /logout HTTP/1.1\r\n{chunked}{end}{}0\r\n\r\n", chunks.repeat(17)),
            &[413],
        ),
        ("a parent path", format!("GET /x/../me HTTP/1.1\r\n{end}"), &[404]),
        ("a backslash in the path", format!("GET /\\me HTTP/1.1\r\n{end}"), &[400, 404]),
        ("a fragment in the path", format!("GET /me#x HTTP/1.1\r\n{end}"), &[400, 401]),
    ] {
        let found = statuses(&answers(&stage, request.as_bytes()));
        // A connection that is dropped without a word is refused, too.
        let refused = found.is_empty() || (found.len() == 1 && expected.contains(&found[0]));
        assert!(refused, "{name}: {found:?}");
    }
    // A body that ends before its length says is no body.
    let short = "POST /logout HTTP/1.1\r\nHost: h\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100\r\n\r\nx";
    let address = stage.app().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(short.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut all = String::new();
    let _broken_off = stream.read_to_string(&mut all);
    assert!(statuses(&all).iter().all(|status| (400..500).contains(status)), "{all}");
}

//! Asks the application, once it listens, whether it is well: wrong variables should be named at the start, not at the first visit.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// As much of an answer as is worth showing.
const LIMIT: u64 = 16 * 1024;
const DEADLINE: Duration = Duration::from_secs(10);

/// What the application says of itself, in one line, where `/healthz` answers 503.
pub(crate) async fn complaint(address: SocketAddr) -> Option<String> {
    tokio::time::timeout(DEADLINE, ask(address)).await.ok().flatten()
}

async fn ask(address: SocketAddr) -> Option<String> {
    // 1.0: in one piece, and the connection ends with it.
    let stream = TcpStream::connect(address).await.ok()?;
    let request = format!("GET /healthz HTTP/1.0\r\nHost: {address}\r\n\r\n");
    let (mut from, mut to) = stream.into_split();
    to.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    (&mut from).take(LIMIT).read_to_end(&mut answer).await.ok()?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let unwell = head.split(' ').nth(1) == Some("503");
    unwell.then(|| body.split_whitespace().collect::<Vec<_>>().join(" "))
}

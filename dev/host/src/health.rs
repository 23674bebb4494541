//! Asks the application, once it listens, whether it is well: wrong variables should be named at the start, not at the first visit.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Empty, Limited};
use wasmtime_wasi_http::default_send_request;

/// As much of an answer as is worth showing.
const BODY_LIMIT: usize = 16 * 1024;
const DEADLINE: Duration = Duration::from_secs(10);

/// What the application says of itself, in one line, where `/healthz` answers 503.
pub(crate) async fn complaint(address: SocketAddr) -> Option<String> {
    tokio::time::timeout(DEADLINE, ask(address)).await.ok().flatten()
}

async fn ask(address: SocketAddr) -> Option<String> {
    let request = Request::get(format!("http://{address}/healthz"))
        .header("host", address.to_string())
        .body(Empty::<Bytes>::new().map_err(|never| match never {}))
        .ok()?;
    let (response, connection) = default_send_request(request, None).await.ok()?;
    if response.status() != StatusCode::SERVICE_UNAVAILABLE {
        return None;
    }
    let body = async {
        let mut body = std::pin::pin!(response.into_body());
        Limited::new(body.as_mut(), BODY_LIMIT).collect().await.ok()
    };
    // The body only arrives while somebody drives the connection.
    let (body, _) = tokio::join!(body, connection);
    let text = String::from_utf8_lossy(&body?.to_bytes()).into_owned();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

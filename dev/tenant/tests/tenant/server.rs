//! The tenant on a real socket.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tenant::{Fault, Tenant, Then};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use url::Url;

use crate::support::{APP, keys};

const REQUEST: &[u8] = b"GET /.well-known/openid-configuration HTTP/1.1\r\nHost: x\r\n\r\n";

/// One answer's head and body, or nothing where the connection was closed.
async fn exchange(stream: &mut TcpStream) -> Option<String> {
    stream.write_all(REQUEST).await.ok()?;
    let mut text = String::new();
    loop {
        let mut bytes = [0; 4096];
        let length = stream.read(&mut bytes).await.ok().filter(|length| *length > 0)?;
        text.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        if text.ends_with('}') {
            return Some(text);
        }
    }
}

#[tokio::test]
async fn serves_with_keep_alive_late_answers_and_lost_ones() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let origin = Url::parse(&format!("http://{address}")).unwrap();
    let tenant = Arc::new(Mutex::new(Tenant::example(origin, &Url::parse(APP).unwrap(), keys())));
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let server = tokio::spawn(tenant::server::serve(listener, Arc::clone(&tenant), shutdown));

    let mut stream = TcpStream::connect(address).await.unwrap();
    for _ in 0..2 {
        let text = exchange(&mut stream).await.unwrap();
        assert!(
            text.starts_with("HTTP/1.1 200 OK")
                && text.contains(&format!("\"issuer\":\"http://{address}/\""))
        );
    }
    let fault =
        |then| tenant.lock().unwrap().faults.push(Fault::next("GET", "/.well-known/*", then));
    fault(Then::DelayMs(300));
    let began = Instant::now();
    assert!(exchange(&mut stream).await.is_some());
    assert!(began.elapsed() >= Duration::from_millis(300));
    fault(Then::DropAfter);
    assert_eq!(exchange(&mut stream).await, None);
    let mut stream = TcpStream::connect(address).await.unwrap();
    assert!(exchange(&mut stream).await.is_some());

    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert_eq!(exchange(&mut stream).await, None);
    assert!(TcpStream::connect(address).await.is_err());
}

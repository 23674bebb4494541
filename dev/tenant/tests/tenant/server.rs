//! The tenant on a real socket.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tenant::server::{Options, StateFile, Tls};
use tenant::{Fault, Tenant, Then};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use crate::support::{APP, keys};

const REQUEST: &str = "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: x\r\n\r\n";

/// One answer's head and body, or nothing where the connection was closed.
async fn exchange(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Option<String> {
    stream.write_all(REQUEST.as_bytes()).await.ok()?;
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

/// The example tenant on a free port.
struct Served {
    address: SocketAddr,
    tenant: Arc<Mutex<Tenant>>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

async fn serve(options: Options) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let origin = Url::parse(&format!("{scheme}://{address}")).unwrap();
    let tenant = Arc::new(Mutex::new(Tenant::example(origin, &Url::parse(APP).unwrap(), keys())));
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let server = tenant::server::serve(listener, Arc::clone(&tenant), options, shutdown);
    Served { address, tenant, stop, server: tokio::spawn(server) }
}

#[tokio::test]
async fn serves_with_keep_alive_late_answers_and_lost_ones() {
    let Served { address, tenant, stop, server } = serve(Options::default()).await;
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

#[tokio::test]
async fn serves_over_tls_to_whoever_trusts_its_authority() {
    let tls = Tls::for_loopback([127, 0, 0, 1].into()).unwrap();
    let authority = CertificateDer::from_pem_slice(tls.authority().as_bytes()).unwrap();
    let other = Tls::for_loopback([127, 0, 0, 1].into()).unwrap();
    let other = CertificateDer::from_pem_slice(other.authority().as_bytes()).unwrap();
    let Served { address, stop: _stop, .. } =
        serve(Options { tls: Some(tls), ..Options::default() }).await;

    for name in ["127.0.0.1", "localhost", "::1"] {
        let mut stream = connect(address, &authority, name).await.unwrap();
        let text = exchange(&mut stream).await.unwrap();
        assert!(text.contains(&format!("\"issuer\":\"https://{address}/\"")), "{text}");
    }
    // Not to whoever trusts another run's, nor under a name that is not the loopback's, nor without TLS.
    assert!(connect(address, &other, "127.0.0.1").await.is_err());
    assert!(connect(address, &authority, "tenant.example").await.is_err());
    let mut plain = TcpStream::connect(address).await.unwrap();
    assert_eq!(exchange(&mut plain).await, None);
    // A handshake that was refused keeps nobody else out.
    assert!(connect(address, &authority, "localhost").await.is_ok());
}

async fn connect(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    name: &'static str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name).unwrap(), stream).await
}

/// The answer to a request on a connection of its own.
async fn request(address: SocketAddr, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    let length = body.len();
    let more = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(format!("{head}{more}{body}").as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// A folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("tenant-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn keeps_its_state_in_a_file() {
    let folder = folder("state");
    let path = folder.join("people.json");
    let (file, state) = StateFile::open(&path).unwrap();
    assert!(state.is_none() && !path.exists());
    assert!(StateFile::open(&path).is_err(), "a second tenant would write over this one's");
    let options = Options { state: Some(file), ..Options::default() };
    let Served { address, tenant, stop, server } = serve(options).await;

    // Written at the start, since the keys are new, and before a change is answered; not where nothing changed.
    request(address, "GET", "/", "").await;
    let written = fs::read(&path).unwrap();
    request(address, "GET", "/.well-known/jwks.json", "").await;
    assert_eq!(fs::read(&path).unwrap(), written);
    let body = r#"{ "user_id": "github|7001" }"#;
    assert!(request(address, "PUT", "/__tenant/users", body).await.starts_with("HTTP/1.1 204"));
    let written = fs::read(&path).unwrap();
    assert_eq!(written, tenant.lock().unwrap().state().to_json());
    assert!(String::from_utf8(written).unwrap().contains("github|7001"));

    // Where it cannot be written, the change is not confirmed; it is written as soon as that is possible again.
    fs::create_dir(folder.join("people.json.new")).unwrap();
    let refused = request(address, "DELETE", "/__tenant/users/github%7C7001", "").await;
    assert!(refused.starts_with("HTTP/1.1 507"), "{refused}");
    fs::remove_dir(folder.join("people.json.new")).unwrap();
    request(address, "GET", "/", "").await;
    assert!(!fs::read_to_string(&path).unwrap().contains("github|7001"));

    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    drop(tenant);
    let (_file, state) = StateFile::open(&path).unwrap();
    assert_eq!(state.unwrap().to_json(), fs::read(&path).unwrap());
}

#[test]
fn a_state_file_that_is_none_is_left_alone() {
    let path = folder("no-state").join("people.json");
    fs::write(&path, "notes of a person").unwrap();
    let error = StateFile::open(&path).err().unwrap().to_string();
    assert!(
        error.contains("people.json") && error.contains("not the state of a tenant"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "notes of a person");
}

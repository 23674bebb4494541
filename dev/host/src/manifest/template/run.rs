//! The expanded template, served by this host with the component that was built.

use std::sync::Arc;

use hmac_sha256::Hash;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::application;
use crate::arguments::Arguments;
use crate::serve::serve;

async fn health(manifest: &str, component: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // The project's own manifest only says where compiled components are kept.
    let own = root().join("spin.toml");
    let arguments = ["--no-tenant", "--manifest", own.to_str().unwrap()];
    let component = ["--component", component.to_str().unwrap()];
    let secret = format!("cookie_secrets={}", "A".repeat(43));
    let base_url = format!("base_url=http://localhost:{}", address.port());
    let variables = ["--variable", &secret, "--variable", &base_url];
    let arguments = arguments.iter().chain(&component).chain(&variables);
    let arguments = Arguments::parse(lexopt::Parser::from_args(arguments)).unwrap().unwrap();
    let manifest = Manifest::parse(manifest, Path::new("")).unwrap();
    let application = application::load(&arguments, manifest, &Variables::new()).unwrap();
    let served = tokio::spawn(serve(listener, Arc::new(application)));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /healthz HTTP/1.0\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    served.abort();
    answer
}

/// If no component was built, there is none to run; `cargo verify` builds both before its tests.
#[test]
fn the_applications_of_three_people_are_well() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for own in ["spin.toml", "spin-wasi-0-2.toml"] {
        let component =
            Manifest::read(&root().join(own)).unwrap().components.remove("account-linking");
        let component = component.unwrap().source;
        let component = component.file(None).unwrap();
        let Ok(bytes) = fs::read(component) else { continue };
        let digest: String = Hash::hash(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        for answers in three() {
            let text = expand(&answers, "accounts", "").unwrap().remove(own).unwrap();
            let manifest = replace_digest(&text, &format!("sha256:{digest}"));
            let answer = runtime.block_on(health(&manifest, component));
            assert!(answer.starts_with("HTTP/1.0 200 "), "{own}: {answer}");
            assert!(answer.contains("\"status\":\"ok\""), "{own}: {answer}");
        }
    }
    runtime.shutdown_background();
}

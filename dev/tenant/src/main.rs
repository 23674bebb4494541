//! Serves the example tenant: `cargo run -p tenant -- --listen 127.0.0.1:3001 --app http://localhost:3000`.
#![expect(
    clippy::print_stdout,
    reason = "the addresses and the sample accounts are what a person starts this for"
)]

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tenant::{Keys, Tenant};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use url::Url;

const USAGE: &str =
    "usage: tenant [--listen 127.0.0.1:3001] [--app http://localhost:3000] [--json]";

struct Arguments {
    listen: SocketAddr,
    app: Url,
    json: bool,
}

fn main() -> ExitCode {
    let arguments = match arguments(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(sentence) => {
            eprintln!("{sentence}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.and_then(|runtime| runtime.block_on(run(&arguments))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments {
        listen: SocketAddr::from(([127, 0, 0, 1], 3001)),
        app: Url::parse("http://localhost:3000").map_err(|error| error.to_string())?,
        json: false,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--listen" => {
                let address: SocketAddr =
                    value()?.parse().map_err(|error| format!("--listen: {error}"))?;
                // Its passwords are printed on its pages.
                if !address.ip().is_loopback() {
                    return Err("--listen: only an address of the loopback".to_owned());
                }
                arguments.listen = address;
            }
            "--app" => {
                arguments.app = Url::parse(&value()?).map_err(|error| format!("--app: {error}"))?
            }
            "--json" => arguments.json = true,
            other => return Err(format!("{other} is no option")),
        }
    }
    Ok(arguments)
}

async fn run(arguments: &Arguments) -> io::Result<()> {
    let listener = TcpListener::bind(arguments.listen).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let url = Url::parse(&origin).map_err(io::Error::other)?;
    let tenant = Tenant::example(url, &arguments.app, Keys::generate());
    let accounts = tenant.accounts();
    if arguments.json {
        println!("{}", json!({ "tenant": origin, "accounts": accounts }));
    } else {
        println!("The local tenant is at {origin}, for an application at {}\n", arguments.app);
        for account in accounts {
            let password = account.password.unwrap_or_default();
            println!("  {:<34}{:<22}{password}", account.connection, account.username);
        }
    }
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let shutdown = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    tenant::server::serve(listener, Arc::new(Mutex::new(tenant)), shutdown).await
}

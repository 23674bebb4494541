//! Serves the example tenant: `cargo run -p tenant -- --listen 127.0.0.1:3001 --app http://localhost:3000`.
#![expect(
    clippy::print_stdout,
    reason = "the addresses and the sample accounts are what a person starts this for"
)]

mod certificate;
mod options;

use std::io;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use certificate::Certificate;
use options::{Options, USAGE, Wish};
use serde_json::{Value, json};
use tenant::server::{self, StateFile, Tls};
use tenant::{Keys, State, Tenant};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use url::Url;

fn main() -> ExitCode {
    let options = match options::parse(lexopt::Parser::from_env()) {
        Ok(Wish::Serve(options)) => Arc::from(options),
        Ok(Wish::Help) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.and_then(|runtime| runtime.block_on(run(&options))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Arc<Options>) -> io::Result<()> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let tls = options.tls.then(|| Tls::for_loopback(address.ip())).transpose();
    let tls = tls.map_err(io::Error::other)?;
    let certificate = tls.as_ref().map(|tls| Certificate::write(options, address, tls));
    let certificate = certificate.transpose()?;

    let scheme = if tls.is_some() { "https" } else { "http" };
    let origin = format!("{scheme}://{address}");
    let url = Url::parse(&origin).map_err(io::Error::other)?;
    let opened = options.state.as_deref().map(StateFile::open).transpose()?;
    let (state_file, state) = opened.map_or((None, None), |(file, state)| (Some(file), state));
    let tenant = tenant(options, url, state);
    // Before anybody is told that it is there: whoever read the address may send such a signal at once.
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    announce(options, &tenant, certificate.as_ref());
    let shutdown = async {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    let tenant = Arc::new(Mutex::new(tenant));
    server::serve(listener, tenant, server::Options { tls, state: state_file }, shutdown).await
}

/// The example tenant, set up as the options say; the people and the keys are those of the state, if there is one.
fn tenant(options: &Arc<Options>, origin: Url, state: Option<State>) -> Tenant {
    let keys = state.as_ref().map_or_else(Keys::generate, State::keys);
    let options = Arc::clone(options);
    let mut tenant = Tenant::seeded(keys, move |keys| {
        let mut tenant = Tenant::example(origin.clone(), &options.app, keys);
        options.apply(&mut tenant);
        tenant
    });
    if let Some(state) = state {
        tenant.restore(state);
    }
    tenant
}

/// Says where everything is: to a program in one line, to a person in several.
fn announce(options: &Options, tenant: &Tenant, certificate: Option<&Certificate>) {
    let accounts = tenant.accounts();
    if options.json {
        let mut line = json!({ "tenant": tenant.origin(), "accounts": accounts });
        if let (Some(certificate), Value::Object(line)) = (certificate, &mut line) {
            line.insert("certificate".to_owned(), json!(certificate.path().display().to_string()));
        }
        println!("{line}");
        return;
    }
    println!("The local tenant is at {}, for {}", tenant.origin(), options.application());
    if let Some(certificate) = certificate {
        println!("The certificate to trust is in {}", certificate.path().display());
    }
    println!();
    for account in accounts {
        let password = account.password.unwrap_or_default();
        println!("  {:<34}{:<22}{password}", account.connection, account.username);
    }
}

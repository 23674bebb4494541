//! The development server: serves the component on wasmtime as Spin would, and beside it a local tenant.
//!
//! It gives the component what `spin.toml` grants, and nothing more. It is a stand-in for development and
//! tests; production is Spin. The code, in reading order:
//!
//! - `arguments.rs`: the command line; `start.rs`: what is started in which order; `screen.rs`, `health.rs`: what is
//!   said then
//! - `manifest.rs`, `variables.rs`, `outbound.rs`, `routes.rs`, `key_value.rs`: what Spin grants a component and adds
//!   to a request, as values
//! - `runtime_config.rs`, `redis_store.rs`: a store that several hosts share
//! - `wasm.rs`, `wit.rs`, `guest.rs`, `guest_output.rs`: the component on wasmtime
//! - `files.rs`: the developer's own logos and style sheets
//! - `application.rs`: which component answers, and what it is granted (`no_application.rs` where wasmtime is left out)
//! - `serve.rs`: HTTP; `local_tenant.rs`: the tenant's socket; `log.rs`: one line a request
//! - `spin.rs`: the real Spin instead

#![cfg_attr(not(feature = "wasmtime"), allow(dead_code, reason = "`--spin` needs less"))]

#[cfg(feature = "wasmtime")]
mod application;
#[cfg(not(feature = "wasmtime"))]
#[path = "no_application.rs"]
mod application;
mod arguments;
mod files;
#[cfg(feature = "wasmtime")]
mod guest;
#[cfg(feature = "wasmtime")]
mod guest_output;
mod health;
#[cfg(feature = "wasmtime")]
mod key_value;
mod local_tenant;
mod log;
mod manifest;
#[cfg(feature = "wasmtime")]
mod outbound;
#[cfg(feature = "wasmtime")]
mod redis_store;
mod routes;
#[cfg(feature = "wasmtime")]
mod runtime_config;
mod screen;
mod serve;
mod spin;
mod start;
mod tenant_keys;
mod variables;
#[cfg(feature = "wasmtime")]
mod wasm;
#[cfg(feature = "wasmtime")]
mod wit;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::arguments::{Arguments, HELP};

fn main() -> ExitCode {
    let result = match Arguments::parse(lexopt::Parser::from_env()) {
        Ok(None) => {
            screen::help(HELP);
            Ok(())
        }
        Ok(Some(arguments)) => run(&arguments),
        Err(error) => Err(error.context("see --help")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("host: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let result = runtime.block_on(async {
        let mut stop = Stop::new()?;
        let mut running = tokio::select! {
            running = start::start(arguments) => running?,
            () = stop.requested() => return Ok(()),
        };
        tokio::select! {
            status = running.ended() => bail!("`spin up` ended by itself: {status}"),
            () = stop.requested() => {}
        }
        running.end().await;
        Ok(())
    });
    // Requests in flight are not waited for: whoever stops this wants it to stop.
    runtime.shutdown_timeout(Duration::from_millis(100));
    result
}

/// SIGINT and SIGTERM, and SIGHUP where the terminal closes, from the first moment on.
struct Stop([Signal; 3]);

impl Stop {
    fn new() -> Result<Self> {
        let [interrupt, terminate, hang_up] =
            [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
        Ok(Self([interrupt?, terminate?, hang_up?]))
    }

    async fn requested(&mut self) {
        let Self([interrupt, terminate, hang_up]) = self;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    }
}

//! The project's commands, `cargo dev`, `cargo verify` and `cargo xtask release`: reads the command line and
//! hands over. Built from little but the standard library, so that they start within seconds.
mod cargo_program;
mod checkout;
mod component;
mod dev;
mod lock;
mod npm;
mod release;
mod run;
mod verify;
mod wasm_toolchain;

use checkout::Checkout;
use std::process::ExitCode;

/// What went wrong, as a sentence for the person at the keyboard.
pub(crate) type Outcome<T> = Result<T, String>;

const USAGE: &str = "\
cargo dev [options]      build the component, serve it with a local tenant; `cargo dev --help`
cargo verify [options]   run every check of the project; `cargo verify --help`
cargo xtask release      make what a release consists of; `cargo xtask release --help`";

fn main() -> ExitCode {
    let mut parser = lexopt::Parser::from_env();
    let command = parser.value().unwrap_or_default();
    let outcome = Checkout::find().and_then(|checkout| match command.to_str() {
        Some("dev") => dev::dev(&checkout, parser),
        Some("release") => release::release(&checkout, parser),
        Some("verify") => verify::verify(&checkout, parser),
        _ => Err(USAGE.to_owned()),
    });
    match outcome {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

//! The compiler for `wasm32-wasip2`: the one at hand if it has the target, else the target by
//! rustup, else, where rustup cannot download, a private toolchain from Debian's packages.
mod debian;
pub(crate) mod target;

use self::target::{TARGET, has_target};
use crate::Outcome;
use crate::checkout::Checkout;
use crate::run;
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Set to `debian` to use the private toolchain even where rustup has the target.
const CHOICE: &str = "XTASK_WASM_TOOLCHAIN";

/// Generous, for a slow line: where the download is not possible at all, it fails at once.
const RUSTUP_LIMIT: Duration = Duration::from_secs(300);

/// What compiles the component.
pub(crate) enum WasmToolchain {
    /// The compiler at hand has the target's standard library.
    AtHand,
    /// A complete second toolchain, unpacked in this folder.
    Debian(PathBuf),
}

impl WasmToolchain {
    /// Finds a toolchain, or makes one. Cheap when nothing is missing.
    pub(crate) fn prepare(checkout: &Checkout) -> Outcome<Self> {
        let debian_wanted = env::var_os(CHOICE).is_some_and(|choice| choice == "debian");
        if !debian_wanted && has_target(checkout) {
            return Ok(Self::AtHand);
        }
        let private = checkout.target("wasm-toolchain");
        if debian::is_complete(&private) {
            return Ok(Self::Debian(private));
        }
        let _lock = checkout.lock()?;
        if debian::is_complete(&private) {
            return Ok(Self::Debian(private));
        }
        let reason = if debian_wanted {
            format!("{CHOICE} asks for Debian's")
        } else {
            match add_by_rustup(checkout) {
                Ok(()) => return Ok(Self::AtHand),
                Err(reason) => reason,
            }
        };
        eprintln!("  not by rustup: {reason}");
        debian::install(checkout, &private).map_err(|sentence| {
            format!(
                "The Rust target {TARGET} is missing and could not be installed.\n\
                 By rustup: {reason}\nFrom Debian's packages: {sentence}\n\
                 With a connection, `rustup target add {TARGET}` is all that is needed."
            )
        })?;
        Ok(Self::Debian(private))
    }

    /// Makes a cargo command compile with this toolchain.
    pub(crate) fn apply(&self, command: &mut Command) -> Outcome<()> {
        match self {
            Self::AtHand => Ok(()),
            Self::Debian(folder) => debian::apply(folder, command),
        }
    }

    /// Its compiler by itself.
    pub(crate) fn rustc(&self, checkout: &Checkout) -> Outcome<Command> {
        match self {
            Self::AtHand => Ok(checkout.command("rustc")),
            Self::Debian(folder) => {
                let mut rustc = checkout.command(folder.join("usr/bin/rustc"));
                debian::apply(folder, &mut rustc)?;
                Ok(rustc)
            }
        }
    }

    /// Makes `cargo check` run clippy where the `cargo clippy` at hand would be of another
    /// version than the compiler. False: plain `cargo clippy` fits.
    pub(crate) fn apply_clippy(&self, command: &mut Command) -> bool {
        match self {
            Self::AtHand => false,
            Self::Debian(folder) => {
                command.env("RUSTC_WORKSPACE_WRAPPER", folder.join("usr/bin/clippy-driver"));
                true
            }
        }
    }

    /// One line for people.
    pub(crate) fn description(&self) -> &'static str {
        match self {
            Self::AtHand => "the Rust toolchain at hand",
            Self::Debian(_) => "the private toolchain from Debian's packages",
        }
    }
}

fn add_by_rustup(checkout: &Checkout) -> Outcome<()> {
    if !run::exists("rustup") {
        return Err("rustup is not installed.".to_owned());
    }
    eprintln!("Installing the Rust target {TARGET} (rustup target add {TARGET}).");
    run::within(
        checkout,
        "rustup target add",
        RUSTUP_LIMIT,
        checkout.command("rustup").args(["target", "add", TARGET]).env("RUST_BACKTRACE", "0"),
    )?;
    if has_target(checkout) {
        return Ok(());
    }
    Err("rustup reported success, yet the target's standard library is not there.".to_owned())
}

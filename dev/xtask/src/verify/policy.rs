//! The dependency policy of deny.toml, checked by cargo-deny; installed here when missing.
use crate::Outcome;
use crate::checkout::Checkout;
use crate::run::{aloud, quietly, text_of, within};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const VERSION: &str = "0.20.2";

/// The advisories come from a code host, which closed machines do not reach.
const FETCH_LIMIT: Duration = Duration::from_secs(120);

/// Bans, licences and sources always; advisories where their database can be had.
pub(super) fn policy(checkout: &Checkout) -> Outcome<String> {
    let program = cargo_deny(checkout)?;
    let deny = |arguments: &[&str]| {
        let mut command = checkout.cargo_tool(&program);
        command.args(arguments);
        command
    };
    aloud(
        deny(&["--log-level", "warn", "check", "bans", "licenses", "sources"])
            .arg("--hide-inclusion-graph"),
    )?;
    match within(checkout, "advisories", FETCH_LIMIT, &mut deny(&["fetch", "db"])) {
        Ok(()) => {
            aloud(&mut deny(&["check", "--disable-fetch", "advisories"]))?;
            Ok("advisories included".to_owned())
        }
        Err(reason) => {
            eprintln!("The advisory database cannot be fetched from here: {reason}");
            Ok("advisories NOT checked: their database cannot be fetched from here".to_owned())
        }
    }
}

/// The one on the path if it has the version, else the one under target/, else a new one there.
fn cargo_deny(checkout: &Checkout) -> Outcome<PathBuf> {
    let private = checkout.target("tools/bin/cargo-deny");
    for candidate in [PathBuf::from("cargo-deny"), private.clone()] {
        let version = text_of(Command::new(&candidate).arg("--version"));
        if version.is_ok_and(|text| text.split_whitespace().any(|word| word == VERSION)) {
            return Ok(candidate);
        }
    }
    eprintln!("Installing cargo-deny {VERSION} under target/tools (a few minutes, once).");
    let mut install = checkout.cargo();
    install.args(["install", "--locked", &format!("cargo-deny@{VERSION}"), "--root"]);
    install.arg(checkout.target("tools"));
    quietly(checkout, "installing cargo-deny", &mut install)?;
    Ok(private)
}

//! The dependency policy of deny.toml, checked by cargo-deny, which is installed here when missing; and the
//! advisories of what is bundled from npm.
use super::advisories;
use crate::Outcome;
use crate::checkout::{Checkout, remove_folder};
use crate::run::{aloud, quietly, text_of, within};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

const VERSION: &str = "0.20.2";

/// The advisories come from a code host, which closed machines do not reach.
const FETCH_LIMIT: Duration = Duration::from_secs(120);

/// Bans, licences and sources always; advisories where their database can be had.
pub(super) fn policy(checkout: &Checkout) -> Outcome<String> {
    let npm = advisories::npm(checkout)?;
    crates(checkout).map(|crates| format!("{crates}; {npm}"))
}

fn crates(checkout: &Checkout) -> Outcome<String> {
    let program = cargo_deny(checkout)?;
    let deny = |arguments: &[&str]| {
        let mut command = checkout.cargo_tool(&program);
        command.args(["--workspace", "--log-level", "warn"]).args(arguments);
        command
    };
    let mut check = deny(&["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]);
    // One dependency in several versions is a remark for whoever runs cargo-deny by hand.
    aloud(check.args(["--allow", "duplicate"]))?;
    let mut fuzz = checkout.cargo_tool(&program);
    fuzz.args(["--manifest-path", super::fuzz::MANIFEST, "--config", "deny.toml"]);
    fuzz.args(["--log-level", "warn", "check", "--hide-inclusion-graph"]);
    aloud(fuzz.args(["bans", "licenses", "sources", "--allow", "duplicate"]))?;
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
    // Not optimised: its release build would take many times longer than all its checks.
    install.args(["install", "--locked", "--debug", &format!("cargo-deny@{VERSION}"), "--root"]);
    install.arg(checkout.target("tools"));
    install.env("CARGO_PROFILE_DEV_DEBUG", "false");
    // Kept until it is done, so that an interrupted installation goes on where it stopped.
    let build = checkout.target("tools/build");
    install.env("CARGO_TARGET_DIR", &build);
    quietly(checkout, "installing cargo-deny", &mut install)?;
    remove_folder(&build)?;
    Ok(private)
}

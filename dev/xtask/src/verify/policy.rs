//! The dependency policy of deny.toml, checked by cargo-deny, which is installed here when missing; and the
//! advisories of what is bundled from npm.
use super::advisories;
use crate::Outcome;
use crate::cargo_program::CargoProgram;
use crate::checkout::Checkout;
use crate::run::{aloud, within};
use std::time::Duration;

/// Not optimised: its release build would take many times longer than all its checks.
const CARGO_DENY: CargoProgram =
    CargoProgram { name: "cargo-deny", version: "0.20.2", install: &["--debug"] };

/// The advisories come from a code host, which closed machines do not reach.
const FETCH_LIMIT: Duration = Duration::from_secs(120);

/// Bans, licences and sources always; advisories where their database can be had.
pub(super) fn policy(checkout: &Checkout) -> Outcome<String> {
    let npm = advisories::npm(checkout)?;
    crates(checkout).map(|crates| format!("{crates}; {npm}"))
}

fn crates(checkout: &Checkout) -> Outcome<String> {
    let program = CARGO_DENY.find(checkout)?;
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

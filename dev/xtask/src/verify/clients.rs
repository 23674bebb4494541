//! The tenant checked by programs that were not written for it: installs them from their lock
//! files, builds the tenant, and lets each of them use one of its own.
use super::commands::build_tenant;
use super::python::{self, Wanted};
use crate::Outcome;
use crate::checkout::{Checkout, read_text};
use crate::npm;
use crate::run::aloud;

const FOLDER: &str = "tests/clients";

const PYTHON: Wanted = Wanted {
    title: "The test of the clients",
    oldest: 10,
    requirements: "tests/clients/requirements.txt",
    folder: "clients-python",
};

pub(super) fn clients(checkout: &Checkout) -> Outcome<String> {
    npm::needed("The test of the clients")?;
    npm::install(checkout, FOLDER)?;
    let python = python::environment(checkout, &PYTHON)?;
    build_tenant(checkout)?;
    let mut node = checkout.command("node");
    aloud(node.current_dir(checkout.path(FOLDER)).env("PYTHON", python).arg("run.mjs"))?;

    let text = read_text(&checkout.target("clients.md"))?;
    let good = text.lines().filter(|line| line.ends_with("| ok |")).count();
    Ok(format!("{good} clients; the table is in target/clients.md"))
}

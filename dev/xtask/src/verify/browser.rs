//! The browser tests, and Lighthouse's opinion of the page: installs what they need from the lock
//! files and, where it may, Chromium.
//! What is lacking makes the step fail, with a sentence: a check that did not run is no success.
use super::servers::OPENSSL;
use super::system::Program;
use crate::Outcome;
use crate::checkout::{Checkout, cannot};
use crate::component::{self, World};
use crate::dev::build_host;
use crate::lock;
use crate::npm;
use crate::run::aloud;
use crate::wasm_toolchain::WasmToolchain;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

const FOLDER: &str = "tests/browser";
const LIGHTHOUSE: &str = "tests/lighthouse";

/// Any browser of the family will do.
const CHROMIUM: Program = Program {
    title: "a Chromium or Chrome",
    variable: "CHROMIUM",
    names: &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    packages: &["chromium", "fonts-liberation"],
};

pub(super) fn browser(checkout: &Checkout) -> Outcome<String> {
    npm::needed("The browser test")?;
    npm::install(checkout, FOLDER)?;
    npm::install(checkout, LIGHTHOUSE)?;
    let (chromium, openssl) = (CHROMIUM.find(checkout)?, OPENSSL.find(checkout)?);
    let toolchain = WasmToolchain::prepare(checkout)?;
    // The manifest's file is the one built last.
    lock::component(checkout, &toolchain, World::Wasi03)?;
    component::build(checkout, &toolchain, World::Wasi03)?;
    build_host(checkout)?;
    forget_pictures(checkout)?;
    // Three files at a time: most of it waits, for a page or for a moment that has to pass.
    run(checkout, FOLDER, (&chromium, &openssl), &["--test-concurrency=3"])?;
    // By itself, since it measures time.
    run(checkout, LIGHTHOUSE, (&chromium, &openssl), &[])?;
    Ok("screenshots in target/screenshots".to_owned())
}

/// The pictures of an earlier run, among which a state that is no more would stay.
fn forget_pictures(checkout: &Checkout) -> Outcome<()> {
    let folder = checkout.target("screenshots");
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(cannot("remove", &folder, &error)),
        _ => Ok(()),
    }
}

fn run(
    checkout: &Checkout,
    folder: &str,
    (chromium, openssl): (&Path, &Path),
    options: &[&str],
) -> Outcome<()> {
    let mut node = checkout.command("node");
    node.current_dir(checkout.path(folder)).env("CHROMIUM", chromium).env("OPENSSL", openssl);
    aloud(node.args(["--test", "--test-reporter=spec"]).args(options))
}

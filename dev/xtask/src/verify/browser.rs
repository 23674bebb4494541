//! The browser test: installs what it needs from the lock file and, where it may, Chromium.
//! What is lacking makes the step fail, with a sentence: a check that did not run is no success.
use super::system::Program;
use crate::Outcome;
use crate::checkout::Checkout;
use crate::component::{self, World};
use crate::dev::build_host;
use crate::lock;
use crate::npm;
use crate::run::aloud;
use crate::wasm_toolchain::WasmToolchain;

const FOLDER: &str = "tests/browser";

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
    let chromium = CHROMIUM.find(checkout)?;
    let toolchain = WasmToolchain::prepare(checkout)?;
    // The manifest's file is the one built last.
    lock::component(checkout, &toolchain, World::Wasi03)?;
    component::build(checkout, &toolchain, World::Wasi03)?;
    build_host(checkout)?;
    let mut node = checkout.command("node");
    node.current_dir(checkout.path(FOLDER)).env("CHROMIUM", chromium);
    // One file after the other: they share two cores and a folder of screenshots.
    aloud(node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]))?;
    Ok("screenshots in target/screenshots".to_owned())
}

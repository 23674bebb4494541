//! The commands of the pages, run as a reader types them: builds what they start, and lets the test run.
use super::system::Program;
use crate::Outcome;
use crate::checkout::{Checkout, read_text};
use crate::component::{self, World};
use crate::dev::build_host;
use crate::npm;
use crate::run::{aloud, quietly};
use crate::wasm_toolchain::WasmToolchain;

const CURL: Program =
    Program { title: "curl", variable: "CURL", names: &["curl"], packages: &["curl"] };

/// Installs nothing of npm's: Node.js alone runs it.
pub(super) fn commands(checkout: &Checkout) -> Outcome<String> {
    npm::needed("The test of the pages' commands")?;
    CURL.find(checkout)?;
    let toolchain = WasmToolchain::prepare(checkout)?;
    component::build(checkout, &toolchain, World::Wasi03)?;
    build_host(checkout)?;
    build_tenant(checkout)?;
    let mut node = checkout.command("node");
    node.current_dir(checkout.path("tests/commands"));
    aloud(node.args(["--test", "--test-reporter=spec"]))?;
    read_text(&checkout.target("commands/verdict"))
}

/// As with the host: the features of the dependencies that the other steps compile, too.
pub(super) fn build_tenant(checkout: &Checkout) -> Outcome<()> {
    let mut cargo = checkout.cargo();
    cargo.args(["build", "--workspace", "--bin", "tenant"]);
    quietly(checkout, "building the tenant", &mut cargo)
}

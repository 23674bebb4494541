//! The browser test: installs what it needs from the lock file and, where it may, Chromium.
//! What is lacking makes the step fail, with a sentence: a check that did not run is no success.
use crate::Outcome;
use crate::checkout::Checkout;
use crate::component::{self, World};
use crate::dev::build_host;
use crate::lock;
use crate::npm;
use crate::run::{aloud, exists, quietly};
use crate::wasm_toolchain::WasmToolchain;
use std::env;
use std::path::PathBuf;

const FOLDER: &str = "tests/browser";

/// Names under which systems install a browser that will do.
const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

pub(super) fn browser(checkout: &Checkout) -> Outcome<String> {
    npm::needed("The browser test")?;
    npm::install(checkout, FOLDER)?;
    let chromium = chromium(checkout)?;
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

/// `CHROMIUM` names the browser; else one on the path; else Debian's, where we may install it.
fn chromium(checkout: &Checkout) -> Outcome<PathBuf> {
    if let Some(path) = env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(path));
    }
    if let Some(path) = on_path() {
        return Ok(path);
    }
    let how = "A Chromium or Chrome is needed: install one (Debian: apt-get install chromium) or \
               name its program in CHROMIUM.";
    if !exists("apt-get") || !is_root(checkout) {
        return Err(how.to_owned());
    }
    eprintln!("Installing Chromium from the system's packages (apt-get install chromium).");
    let command = |program: &str, arguments: &[&str]| {
        let mut command = checkout.command(program);
        command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        quietly(checkout, "installing Chromium", &mut command)
    };
    // An installation that was interrupted earlier would make apt-get refuse.
    command("dpkg", &["--configure", "-a"])?;
    command("apt-get", &["-q", "update"])?;
    let packages = ["chromium", "fonts-liberation"];
    let install = ["-q", "-y", "--no-install-recommends", "install"];
    command("apt-get", &[install.as_slice(), &packages].concat())?;
    on_path().ok_or_else(|| how.to_owned())
}

fn on_path() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    let mut candidates =
        BROWSERS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.find(|path| path.is_file())
}

fn is_root(checkout: &Checkout) -> bool {
    let id = crate::run::text_of(checkout.command("id").arg("-u"));
    id.is_ok_and(|id| id.trim() == "0")
}

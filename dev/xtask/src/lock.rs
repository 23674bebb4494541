//! The component with Auth0 Lock and auth0.js (`login_ui = lock`, `auth0js`): bundles them, and builds with
//! the feature.
use crate::Outcome;
use crate::checkout::{Checkout, cannot, create_folder, entries};
use crate::component::{self, World};
use crate::npm;
use crate::run::quietly;
use crate::wasm_toolchain::WasmToolchain;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "dev/lock";

/// Where the component lies, relative to the root; the manifests' own file stays the one without Lock.
pub(crate) const fn file(world: World) -> &'static str {
    match world {
        World::Wasi03 => "target/with-lock/account_linking.wasm",
        World::Wasi02 => "target/with-lock/wasi-0-2/account_linking.wasm",
    }
}

/// What it is made from, but for the compiled dependencies, which Cargo.lock names.
const SOURCES: [&str; 7] =
    ["src", "static", "dev/lock", "build.rs", "Cargo.toml", "Cargo.lock", "askama.toml"];

/// Whether it is there and newer than everything it is made from. Cargo keeps one file for a component,
/// with or without a feature, and would build it anew at every change between the two.
fn is_fresh(checkout: &Checkout, file: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|it| it.modified()).ok();
    let Some(built) = time(file) else { return false };
    let mut waiting: Vec<PathBuf> = SOURCES.iter().map(|it| checkout.path(it)).collect();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let Ok(entries) = entries(&path) else { return false };
            waiting.extend(entries.into_iter().filter(|it| !it.ends_with("node_modules")));
        } else if time(&path).is_none_or(|changed| changed >= built) {
            return false;
        }
    }
    true
}

/// Bundles where something changed, builds, and returns the size in bytes.
pub(crate) fn component(
    checkout: &Checkout,
    toolchain: &WasmToolchain,
    world: World,
) -> Outcome<u64> {
    let to = checkout.path(file(world));
    if is_fresh(checkout, &to) {
        let metadata = fs::metadata(&to).map_err(|error| cannot("find", &to, &error))?;
        return Ok(metadata.len());
    }
    prepare(checkout)?;
    let bytes = component::build_with(checkout, toolchain, world, &["lock"])?;
    let from = checkout.path(world.file());
    create_folder(&checkout.target("with-lock/wasi-0-2"))?;
    fs::copy(&from, &to).map_err(|error| cannot("copy", &from, &error))?;
    Ok(bytes)
}

/// Makes what the feature `lock` embeds.
pub(crate) fn prepare(checkout: &Checkout) -> Outcome<()> {
    npm::needed("The page with Auth0 Lock")?;
    npm::install(checkout, FOLDER)?;
    bundle(checkout)
}

/// A new bundle makes the component compile again, so there is one only where its sources changed.
fn bundle(checkout: &Checkout) -> Outcome<()> {
    let mut sources: Vec<PathBuf> = ["auth0js.mjs", "bundle.mjs", "package-lock.json"]
        .map(|it| checkout.path(FOLDER).join(it))
        .to_vec();
    sources.extend(entries(&checkout.path("static/lock"))?);
    sources.sort();
    let mut wanted = Vec::new();
    for source in &sources {
        wanted.extend(fs::read(source).map_err(|error| cannot("read", source, &error))?);
    }
    let stamp = checkout.target("lock/.bundled-from");
    if fs::read(&stamp).is_ok_and(|had| had == wanted) {
        return Ok(());
    }
    let mut npm = checkout.command("npm");
    npm.current_dir(checkout.path(FOLDER)).args(["run", "bundle"]);
    quietly(checkout, "bundling Auth0 Lock", &mut npm)?;
    fs::write(&stamp, wanted).map_err(|error| cannot("write", &stamp, &error))
}

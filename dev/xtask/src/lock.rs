//! The component with Auth0 Lock (`login_ui = lock`): bundles Lock, and builds with the feature.
use crate::Outcome;
use crate::checkout::{Checkout, cannot, create_folder, entries};
use crate::component::{self, World};
use crate::npm;
use crate::run::quietly;
use crate::wasm_toolchain::WasmToolchain;
use std::fs;
use std::path::PathBuf;

const FOLDER: &str = "dev/lock";

/// Where the component lies, relative to the root; the manifests' own file stays the one without Lock.
pub(crate) const FILE: &str = "target/with-lock/account_linking.wasm";

/// Bundles where something changed, builds, and returns the size in bytes.
pub(crate) fn component(
    checkout: &Checkout,
    toolchain: &WasmToolchain,
    world: World,
) -> Outcome<u64> {
    npm::needed("The page with Auth0 Lock")?;
    npm::install(checkout, FOLDER)?;
    bundle(checkout)?;
    let bytes = component::build_with(checkout, toolchain, world, &["lock"])?;
    let (from, to) = (checkout.path(world.file()), checkout.path(FILE));
    create_folder(&checkout.target("with-lock"))?;
    fs::copy(&from, &to).map_err(|error| cannot("copy", &from, &error))?;
    Ok(bytes)
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

//! Builds the component, in its two forms, and says how large it is.
use crate::Outcome;
use crate::checkout::{Checkout, cannot};
use crate::run::quietly;
use crate::wasm_toolchain::WasmToolchain;
use crate::wasm_toolchain::target::TARGET;
use std::fs;
use std::process::Command;

/// The interface that the component is built for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum World {
    /// Spin 4.1 and newer. The default.
    Wasi03,
    /// Spin 2.4 to 4.
    Wasi02,
}

impl World {
    pub(crate) const ALL: [Self; 2] = [Self::Wasi03, Self::Wasi02];

    pub(crate) fn parse(version: &str) -> Outcome<Self> {
        match version {
            "0.3" => Ok(Self::Wasi03),
            "0.2" => Ok(Self::Wasi02),
            other => Err(format!("--wasi takes 0.2 or 0.3, not {other:?}.")),
        }
    }

    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::Wasi03 => "0.3",
            Self::Wasi02 => "0.2",
        }
    }

    /// What both `cargo rustc` and `cargo clippy` need to hear.
    pub(crate) fn choose(self, checkout: &Checkout, command: &mut Command) {
        command.args(["--target", TARGET]);
        if self == Self::Wasi02 {
            command.args(["--no-default-features", "--features", "wasi-0-2", "--target-dir"]);
            command.arg(checkout.target("wasi-0-2"));
        }
    }

    /// Relative to the root, as the manifests name it.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Self::Wasi03 => "target/wasm32-wasip2/release/account_linking.wasm",
            Self::Wasi02 => "target/wasi-0-2/wasm32-wasip2/release/account_linking.wasm",
        }
    }
}

/// Builds one form; returns its size in bytes.
pub(crate) fn build(checkout: &Checkout, toolchain: &WasmToolchain, world: World) -> Outcome<u64> {
    build_with(checkout, toolchain, world, &[])
}

/// The same with more of its features. The file is the same, too.
pub(crate) fn build_with(
    checkout: &Checkout,
    toolchain: &WasmToolchain,
    world: World,
    features: &[&str],
) -> Outcome<u64> {
    let mut cargo = command(checkout, world, features);
    toolchain.apply(&mut cargo)?;
    quietly(checkout, &format!("building the component for WASI {}", world.version()), &mut cargo)?;
    let path = checkout.path(world.file());
    let metadata = fs::metadata(&path).map_err(|error| cannot("find", &path, &error))?;
    Ok(metadata.len())
}

/// What builds it where the system's toolchain knows the target: the pages tell of this command, too.
fn command(checkout: &Checkout, world: World, features: &[&str]) -> Command {
    let mut cargo = checkout.cargo();
    cargo.args(["rustc", "--lib", "--crate-type", "cdylib", "--release"]);
    world.choose(checkout, &mut cargo);
    for feature in features {
        cargo.args(["--features", feature]);
    }
    cargo
}

/// A size in kilobytes, as people compare them.
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{} kB", bytes.div_ceil(1000))
}

#[cfg(test)]
mod tests {
    use super::{World, command};
    use crate::checkout::Checkout;
    use crate::run::shown;
    use std::fs;

    #[test]
    fn knows_both_worlds_and_no_other() {
        for world in World::ALL {
            assert_eq!(World::parse(world.version()), Ok(world));
        }
        assert!(World::parse("0.1").is_err());
    }

    #[test]
    fn the_pages_tell_of_the_commands_that_build_it() {
        let checkout = Checkout::find().unwrap();
        let root = checkout.path("").display().to_string();
        let (readme, lock) = ("README.md", "docs/embedded-login.md");
        let told: [(&str, World, &[&str]); 3] = [
            (readme, World::Wasi03, &[]),
            (readme, World::Wasi02, &[]),
            (lock, World::Wasi03, &["lock"]),
        ];
        for (page, world, features) in told {
            let line = shown(&command(&checkout, world, features)).replace(&root, "");
            let text = fs::read_to_string(checkout.path(page)).unwrap();
            assert!(text.lines().any(|it| it == line), "{page}: {line}");
        }
    }
}

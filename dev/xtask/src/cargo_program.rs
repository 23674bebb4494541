//! Programs that are published as crates: installed under target/tools in a version of ours, and kept there.
use crate::Outcome;
use crate::checkout::{Checkout, remove_folder};
use crate::run::{quietly, text_of};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A program, as cargo installs it.
pub(crate) struct CargoProgram {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// What `cargo install` is told besides.
    pub(crate) install: &'static [&'static str],
}

impl CargoProgram {
    /// The one on the path if it has the version, else the one under target/tools, else a new one there.
    pub(crate) fn find(&self, checkout: &Checkout) -> Outcome<PathBuf> {
        let Self { name, version, install: options } = self;
        let said = text_of(Command::new(name).arg("--version"));
        if said.is_ok_and(|text| text.split_whitespace().any(|word| word == *version)) {
            return Ok(PathBuf::from(name));
        }
        let program = checkout.target("tools/bin").join(name);
        // What cargo keeps of its installations. Not every program says its own version.
        let installed = fs::read_to_string(checkout.target("tools/.crates.toml"));
        if program.exists() && installed.is_ok_and(|list| self.is_in(&list)) {
            return Ok(program);
        }
        eprintln!("Installing {name} {version} under target/tools (a few minutes, once).");
        let mut install = checkout.cargo();
        install.args(["install", "--locked", &format!("{name}@{version}"), "--root"]);
        install.arg(checkout.target("tools")).args(*options);
        install.env("CARGO_PROFILE_DEV_DEBUG", "false");
        // Kept until it is done, so that an interrupted installation goes on where it stopped.
        let build = checkout.target("tools/build");
        install.env("CARGO_TARGET_DIR", &build);
        quietly(checkout, &format!("installing {name}"), &mut install)?;
        remove_folder(&build)?;
        Ok(program)
    }

    /// Whether a list of `.crates.toml` has this version.
    fn is_in(&self, list: &str) -> bool {
        list.contains(&format!("\n\"{} {} (", self.name, self.version))
    }
}

#[cfg(test)]
mod tests {
    use super::CargoProgram;

    #[test]
    fn another_version_is_not_the_one() {
        let list = "[v1]\n\"cargo-deny 0.20.2 (registry+https://a.example)\" = [\"cargo-deny\"]\n";
        for (name, version, there) in [
            ("cargo-deny", "0.20.2", true),
            ("cargo-deny", "0.20.20", false),
            ("deny", "0.20.2", false),
        ] {
            assert_eq!(CargoProgram { name, version, install: &[] }.is_in(list), there);
        }
    }
}

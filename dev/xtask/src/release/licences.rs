//! The licence texts of what is linked into the components, and of what is bundled into the one with Lock.
use super::build::Place;
use crate::Outcome;
use crate::cargo_program::CargoProgram;
use crate::checkout::{Checkout, read_text, write};
use crate::run::quietly;
use std::path::Path;

/// Optimised, because it compares thousands of texts.
const CARGO_ABOUT: CargoProgram =
    CargoProgram { name: "cargo-about", version: "0.9.3", install: &["--features", "cli"] };

const CONFIG: &str = "dev/xtask/licences/about.toml";
const TEMPLATE: &str = "dev/xtask/licences/about.hbs";

pub(super) fn licences(main: &Checkout, place: &Place, folder: &Path) -> Outcome<()> {
    let mut about = place.cargo(Some(&CARGO_ABOUT.find(main)?));
    // Offline: what the crates bring counts, and not what a service says of them.
    about.args(["about", "generate", "--locked", "--offline", "--all-features", "--fail"]);
    about
        .args(["--config", CONFIG, "--output-file"])
        .arg(folder.join("licences.txt"))
        .arg(TEMPLATE);
    quietly(main, "cargo about", &mut about)?;
    let bundled = read_text(&place.checkout.target("lock/lock-licenses.txt"))?;
    write(&folder.join("licences-lock.txt"), bundled)?;
    write(&folder.join("LICENSE"), read_text(&place.checkout.path("LICENSE"))?)
}

#[cfg(test)]
mod tests {
    /// The quoted words of a list.
    fn list<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
        let (_, rest) = text.split_once(&format!("\n{name} = [\n")).unwrap();
        let (list, _) = rest.split_once("\n]").unwrap();
        list.lines().filter_map(|line| line.split('"').nth(1)).collect()
    }

    #[test]
    fn the_licences_are_those_that_dependencies_may_have() {
        let policy = list(include_str!("../../../../deny.toml"), "allow");
        let about = list(include_str!("../../licences/about.toml"), "accepted");
        assert_eq!(about, policy);
        assert!(!policy.is_empty());
    }
}

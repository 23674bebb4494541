//! Node.js, for what is JavaScript here: whether it is there, and the npm packages of a folder.
use crate::Outcome;
use crate::checkout::{Checkout, cannot};
use crate::run::{exists, quietly, text_of};
use std::fs;
use std::process::Command;

const OLDEST: u32 = 20;

/// Whether it is there; else how to get it.
pub(crate) fn needed(what: &str) -> Outcome<()> {
    let node = text_of(Command::new("node").arg("--version")).unwrap_or_default();
    let had = match (major(&node), exists("npm")) {
        (Some(OLDEST..), true) => return Ok(()),
        (Some(OLDEST..), false) => "no npm",
        (Some(_), _) => "an older one",
        (None, _) => "none",
    };
    Err(format!(
        "{what} needs Node.js {OLDEST} or newer with npm, and there is {had} (Debian: apt-get \
         install nodejs npm; else from its own site)."
    ))
}

/// Installs exactly what the folder's lock file says. The copy of it that is written last tells a
/// finished installation from a broken or an old one.
pub(crate) fn install(checkout: &Checkout, folder: &str) -> Outcome<()> {
    let path = checkout.path(folder);
    let lock = path.join("package-lock.json");
    let stamp = path.join("node_modules/.installed-from");
    let wanted = fs::read(&lock).map_err(|error| cannot("read", &lock, &error))?;
    if fs::read(&stamp).is_ok_and(|had| had == wanted) {
        return Ok(());
    }
    eprintln!("Installing the npm packages of {folder}.");
    let mut npm = checkout.command("npm");
    npm.current_dir(&path).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]);
    quietly(checkout, "npm ci", &mut npm)?;
    fs::write(&stamp, wanted).map_err(|error| cannot("write", &stamp, &error))
}

/// The first number of a version such as `v20.19.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn reads_the_version_of_node() {
        assert_eq!(major("v20.19.2\n"), Some(20));
        assert_eq!(major("v8.0.0"), Some(8));
        assert_eq!(major("node: not found"), None);
    }
}

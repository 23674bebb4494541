//! A Python of a step's own under target/, with exactly what a requirements file says.
use crate::Outcome;
use crate::checkout::{Checkout, cannot, remove_folder};
use crate::run::{quietly, text_of};
use std::fs;
use std::path::PathBuf;

/// What a step needs.
pub(super) struct Wanted {
    /// Who needs it, in a sentence.
    pub(super) title: &'static str,
    /// The oldest version: the second part of 3.x.
    pub(super) oldest: u32,
    /// The file of the packages.
    pub(super) requirements: &'static str,
    /// The folder under target/.
    pub(super) folder: &'static str,
}

/// The program of an environment that has what the file names; made where it is not there yet.
/// What is written last tells a finished one from a broken or an old one, or one whose Python
/// was replaced by another.
pub(super) fn environment(checkout: &Checkout, wanted: &Wanted) -> Outcome<PathBuf> {
    let Wanted { title, oldest, requirements, folder } = wanted;
    // Fails where the version is too old, or a module missing that Debian has in another package.
    let check = format!(
        "import ensurepip, sys, venv; assert sys.version_info >= (3, {oldest}); \
         print(sys.version, sys.executable)"
    );
    let version = text_of(checkout.command("python3").args(["-c", &check])).map_err(|_| {
        format!(
            "{title} needs Python 3.{oldest} or newer with its venv module, as python3 \
             (Debian: apt-get install python3 python3-venv)."
        )
    })?;
    let file = checkout.path(requirements);
    let named = fs::read(&file).map_err(|error| cannot("read", &file, &error))?;
    let wanted = [version.as_bytes(), &named].concat();

    let folder = checkout.target(folder);
    let program = folder.join("bin/python");
    let stamp = folder.join(".installed-from");
    if fs::read(&stamp).is_ok_and(|had| had == wanted) {
        return Ok(program);
    }
    eprintln!("Installing the Python packages of {requirements}.");
    remove_folder(&folder)?;
    let mut venv = checkout.command("python3");
    quietly(checkout, "python3 -m venv", venv.args(["-m", "venv"]).arg(&folder))?;
    let mut pip = checkout.command(&program);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input"]);
    // As with npm: what is checked against the file, and no program of a package runs.
    // What it names is all there is: dependencies stand in it, too.
    pip.args(["--no-deps", "--require-hashes", "--only-binary=:all:", "--requirement"]);
    quietly(checkout, "pip install", pip.arg(&file))?;
    fs::write(&stamp, wanted).map_err(|error| cannot("write", &stamp, &error))?;
    Ok(program)
}

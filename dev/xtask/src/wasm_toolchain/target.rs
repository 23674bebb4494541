//! The target, and whether a toolchain has it.
use crate::Outcome;
use crate::checkout::{Checkout, entries};
use crate::run;
use std::path::{Path, PathBuf};

/// The target that both forms of the component are built for.
pub(crate) const TARGET: &str = "wasm32-wasip2";

pub(super) fn has_target(checkout: &Checkout) -> bool {
    let libraries = sysroot(checkout).map(|sysroot| sysroot.join("lib/rustlib").join(TARGET));
    libraries.is_ok_and(|folder| has_library(&folder.join("lib"), "std"))
}

/// Whether a folder of compiled libraries holds the one named.
pub(super) fn has_library(folder: &Path, name: &str) -> bool {
    let prefix = format!("lib{name}-");
    entries(folder).is_ok_and(|paths| {
        paths.iter().any(|path| {
            path.extension().is_some_and(|extension| extension == "rlib")
                && path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&prefix))
        })
    })
}

pub(super) fn sysroot(checkout: &Checkout) -> Outcome<PathBuf> {
    let text = run::text_of(checkout.command("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(text.trim()))
}

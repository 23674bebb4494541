//! Where the checkout is, what lies where in it, and how cargo is called for it.
use crate::Outcome;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout that this program was built from.
pub(crate) struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// The folder two levels above this package, wherever the command was typed.
    pub(crate) fn find() -> Outcome<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        match package.ancestors().nth(2) {
            Some(root) if root.join("spin.toml").exists() || root.join("Cargo.lock").exists() => {
                Ok(Self { root: root.to_owned() })
            }
            _ => Err("The checkout was moved after this was built. Type the command again \
                      inside it, through cargo."
                .to_owned()),
        }
    }

    /// Another checkout of the project.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Everything made goes under here: nothing is installed anywhere else.
    pub(crate) fn target(&self, relative: &str) -> PathBuf {
        self.root.join("target").join(relative)
    }

    /// A command that runs at the root of the checkout.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that started this program, with the target folder that the manifests name
    /// whatever the person's own configuration says.
    pub(crate) fn cargo(&self) -> Command {
        self.cargo_tool(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// A program that works like cargo, in the same surroundings.
    pub(crate) fn cargo_tool(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.command(program);
        // `cargo run` describes this package in the environment. Build scripts that watch such
        // a variable would run again each time, so the next cargo must not inherit it.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name.as_ref());
            }
        }
        command.env("CARGO_TARGET_DIR", self.target(""));
        command
    }

    /// Holds off a second preparation in this checkout until the returned file is dropped.
    pub(crate) fn lock(&self) -> Outcome<File> {
        let path = self.target("xtask.lock");
        create_folder(&self.target(""))?;
        let file = File::create(&path).map_err(|error| cannot("create", &path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                eprintln!("Another run prepares this checkout; waiting for it.");
                file.lock().map_err(|error| cannot("lock", &path, &error))?;
            }
            Err(TryLockError::Error(error)) => return Err(cannot("lock", &path, &error)),
        }
        Ok(file)
    }
}

/// Where cargo keeps its crates.
pub(crate) fn cargo_home() -> Outcome<PathBuf> {
    let home = env::home_dir().map(|home| home.join(".cargo"));
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    home.ok_or_else(|| "Nothing says where cargo keeps its crates: set CARGO_HOME.".to_owned())
}

/// A sentence for a failed file operation.
pub(crate) fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> String {
    format!("Cannot {verb} {}: {error}.", path.display())
}

pub(crate) fn create_folder(path: &Path) -> Outcome<()> {
    fs::create_dir_all(path).map_err(|error| cannot("create", path, &error))
}

/// Removes a folder and all in it; it need not exist.
pub(crate) fn remove_folder(path: &Path) -> Outcome<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(cannot("remove", path, &error))
        }
        _ => Ok(()),
    }
}

/// Removes a file; it need not exist.
pub(crate) fn remove_file(path: &Path) -> Outcome<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(cannot("remove", path, &error))
        }
        _ => Ok(()),
    }
}

/// What a file holds.
pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| cannot("read", path, &error))
}

/// The text that a file holds.
pub(crate) fn read_text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| cannot("read", path, &error))
}

pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Outcome<()> {
    fs::write(path, bytes).map_err(|error| cannot("write", path, &error))
}

/// The paths of what a folder holds.
pub(crate) fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, _>>();
    read().map_err(|error: std::io::Error| cannot("read", folder, &error))
}

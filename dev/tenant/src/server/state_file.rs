//! The file that keeps a tenant's state: read at the start, written anew whenever the state is another one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use crate::{State, Tenant};

/// A file of which this process is the only writer.
pub struct StateFile {
    path: PathBuf,
    /// What the file holds.
    written: Vec<u8>,
    /// A file beside it, since the one that is kept is replaced by each writing.
    _lock: File,
}

impl StateFile {
    /// Opens the file, and reads the state in it; there is none where the file is yet to be made.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, is something else, or belongs to another tenant that runs.
    pub fn open(path: &Path) -> io::Result<(Self, Option<State>)> {
        let failed = |error: String| io::Error::other(format!("{}: {error}", path.display()));
        let lock = private(&beside(path, "lock")).map_err(|error| failed(error.to_string()))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => failed("another tenant keeps its state there".to_owned()),
            TryLockError::Error(error) => failed(error.to_string()),
        })?;
        let (written, state) = match fs::read(path) {
            Ok(json) => {
                let state = State::parse(&json).map_err(|error| failed(error.to_string()))?;
                (json, Some(state))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Vec::new(), None),
            Err(error) => return Err(failed(error.to_string())),
        };
        Ok((Self { path: path.to_owned(), written, _lock: lock }, state))
    }

    /// Writes the tenant's state, if it is another one than the file holds: whole, or not at all.
    ///
    /// # Errors
    ///
    /// What the file system refuses; the file is then as it was.
    pub fn keep(&mut self, tenant: &Tenant) -> io::Result<()> {
        let json = tenant.state().to_json();
        if json == self.written {
            return Ok(());
        }
        let new = beside(&self.path, "new");
        let mut file = private(&new)?;
        file.write_all(&json)?;
        // Before the name is given to it: otherwise a power failure could leave an empty file under that name.
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        self.written = json;
        Ok(())
    }
}

/// The same name with something added to it.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// An empty file for the owner only, as the state has private keys and passwords in it.
fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

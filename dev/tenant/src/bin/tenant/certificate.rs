//! The file with the certificate that clients must trust: there while the tenant runs.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use tenant::server::Tls;

use crate::options::Options;

/// A file that is removed at the end, where the tenant chose its name.
pub(crate) struct Certificate {
    path: PathBuf,
    ours: bool,
}

impl Certificate {
    /// Writes it where the options say, else under a name that nobody has yet, in the folder for such files.
    pub(crate) fn write(options: &Options, address: SocketAddr, tls: &Tls) -> io::Result<Self> {
        let named = |path: &Path, error: io::Error| {
            io::Error::other(format!("cannot write {}: {error}", path.display()))
        };
        let certificate = match &options.certificate {
            Some(path) => Self { path: path.clone(), ours: false },
            None => {
                let name = format!("tenant-{}-{}.pem", std::process::id(), address.port());
                Self { path: env::temp_dir().join(name), ours: true }
            }
        };
        let path = &certificate.path;
        if certificate.ours {
            // What lies there is of a process that has gone, or a trap: never written through.
            let _ = fs::remove_file(path);
        }
        let file = if certificate.ours { File::create_new(path) } else { File::create(path) };
        file.and_then(|mut file| file.write_all(tls.authority().as_bytes()))
            .map_err(|error| named(path, error))?;
        Ok(certificate)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        if self.ours {
            // One that is left over does no harm.
            let _ = fs::remove_file(&self.path);
        }
    }
}

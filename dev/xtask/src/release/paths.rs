//! Whether a file tells where it was made: no folder of the builder's may stand in it.
use crate::Outcome;
use std::path::{Path, PathBuf};

/// Where homes and working folders lie on other systems, whoever builds.
const USUAL: [&str; 6] = ["/home/", "/root/", "/Users/", "/github/", "/tmp/", ":\\Users\\"];

/// What the path of a compiled source file may begin with: a crate, this project, the standard library and its crates.
const SOURCES: [&str; 4] = ["crates/", "src/", "/rustc/", "/rust/deps/"];

/// Folders that no file of a release may name.
pub(super) struct Folders(Vec<PathBuf>);

impl Folders {
    pub(super) fn new(folders: Vec<PathBuf>) -> Self {
        // `/` alone would be found in everything.
        Self(folders.into_iter().filter(|folder| folder.components().count() > 1).collect())
    }

    /// Refuses a file with one of them, and a component that names a source file in another way than it should.
    pub(super) fn refuse(&self, name: &str, bytes: &[u8]) -> Outcome<()> {
        let own = self.0.iter().filter_map(|folder| Path::to_str(folder));
        let named = own.chain(USUAL).find_map(|folder| find(bytes, folder.as_bytes()));
        let odd = || if name.ends_with(".wasm") { odd_source(bytes) } else { None };
        match named.map(|at| excerpt(bytes, at)).or_else(odd) {
            Some(text) => Err(format!("{name} names a folder of whoever built it: {text:?}.")),
            None => Ok(()),
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn excerpt(bytes: &[u8], at: usize) -> String {
    let part = bytes.iter().skip(at).take(100).copied().take_while(u8::is_ascii_graphic);
    part.map(char::from).collect()
}

/// The path of a Rust source file that begins in another way. Texts stand side by side in a component, so what
/// stands before the beginning says nothing.
fn odd_source(bytes: &[u8]) -> Option<String> {
    let of_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+@~".contains(byte);
    let runs = bytes.split(|byte| !of_path(byte)).filter(|run| find(run, b".rs").is_some());
    let mut paths = runs.flat_map(|run| {
        let text = String::from_utf8_lossy(run).into_owned();
        let mut parts: Vec<String> = text.split(".rs").map(str::to_owned).collect();
        // What follows the last path.
        parts.pop();
        parts
    });
    paths.find(|path| path.contains('/') && !starts_well(path))
}

/// Whether the first folder of a path is one of those that may stand there.
fn starts_well(path: &str) -> bool {
    SOURCES.iter().any(|source| {
        path.find(source)
            .is_some_and(|at| path.get(..at).is_some_and(|before| !before.contains('/')))
    })
}

#[cfg(test)]
mod tests {
    use super::Folders;

    fn refused(text: &str) -> bool {
        let folders = Folders::new(["/build/here", "/"].map(Into::into).to_vec());
        folders.refuse("x.wasm", text.as_bytes()).is_err()
    }

    #[test]
    fn only_components_name_source_files() {
        let folders = Folders::new(Vec::new());
        folders.refuse("x.cdx.json", b"https://docs.rs/url").unwrap();
        assert!(folders.refuse("x.cdx.json", b"file:///home/ann/url").is_err());
    }

    #[test]
    fn finds_every_way_to_tell_where_it_was_built() {
        for good in [
            "",
            "\0src/flows/login.rs\0crates/url-2.5.8/src/lib.rscalled `Option::unwrap()`",
            "a message/rustc/59807616/library/core/src/num.rs/rustc/5980/library/alloc/src/str.rs",
            "/settings /link/start https://a.example/home not a path: .rs",
        ] {
            assert!(!refused(good), "{good}");
        }
        for bad in [
            "\0/build/here/src/lib.rs",
            "text/build/here",
            "/home/ann/x",
            "C:\\Users\\ann\\x",
            // Some other folder, known to nobody.
            "\0/srv/build/src/lib.rs\0",
            "src/lib.rs/srv/registry/src/index/url-2.5.8/src/lib.rs",
            "cargo/registry/src/index.crates.io-1949/url-2.5.8/src/lib.rs",
            "/usr/lib/rustlib/src/rust/library/core/src/num.rs",
        ] {
            assert!(refused(bad), "{bad}");
        }
    }
}

//! The static files, as `build.rs` made them.

/// A file of the page, compressed at build time.
#[derive(Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its address; all but the page's own carry a hash of the content.
    pub path: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) etag: &'static str,
    pub(crate) immutable: bool,
    pub(crate) plain: &'static [u8],
    pub(crate) gzip: &'static [u8],
    pub(crate) brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file at this address. The name of an earlier version finds the present one: for a few minutes
/// after a deployment, a page that is kept elsewhere still asks for it.
#[must_use]
pub fn asset(path: &str) -> Option<&'static Asset> {
    let exact = ASSETS.iter().find(|asset| asset.path == path);
    exact.or_else(|| ASSETS.iter().find(|asset| asset.is_version(path)))
}

impl Asset {
    /// Whether it is the settings page's frame.
    #[must_use]
    pub fn is_page(&self) -> bool {
        self.path == "/"
    }

    /// Whether `path` is this file's, but for the hash: `/settings.0123456789ab.css`.
    fn is_version(&self, path: &str) -> bool {
        let mut parts = self.path.split('.');
        let (Some(stem), Some(_), Some(extension)) = (parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let hash = path.strip_prefix(stem).and_then(|rest| rest.strip_suffix(extension));
        let hash = hash.and_then(|rest| rest.strip_prefix('.')?.strip_suffix('.'));
        let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        hash.is_some_and(|hash| hash.len() == 12 && hash.bytes().all(hex))
    }
}

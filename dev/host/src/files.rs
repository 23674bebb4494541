//! `--files`: a folder of the developer's below [`BELOW`], on the application's own origin: logos, style sheets, fonts.
//! Read at each request, so that a change is seen at the next one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::header::{HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::{Method, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};

use crate::serve::{Body, plain};

/// Where the folder stands on the application's origin.
pub(crate) const BELOW: &str = "/brand/";

/// What a product's looks are made of. Nothing else is served.
const TYPES: [(&str, &str); 11] = [
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("gif", "image/gif"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
];

/// An existing folder, in its real place.
pub(crate) struct Files(PathBuf);

impl Files {
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let real = fs::canonicalize(folder)
            .with_context(|| format!("--files: cannot find {}", folder.display()))?;
        ensure!(real.is_dir(), "--files: {} is no folder", folder.display());
        Ok(Self(real))
    }

    /// What the folder has by this name, which is the path behind [`BELOW`].
    pub(crate) fn answer(&self, method: &Method, name: &str) -> Response<Body> {
        if ![Method::GET, Method::HEAD].contains(method) {
            let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let Some((content, content_type)) = self.find(name) else {
            return plain(StatusCode::NOT_FOUND, "No such file, or not of a kind that is served.");
        };
        // hyper sends no body with HEAD.
        let body = Full::new(Bytes::from(content)).map_err(|never| match never {});
        let mut response = Response::new(body.boxed_unsync());
        for (header, value) in [
            (CONTENT_TYPE, content_type),
            (CACHE_CONTROL, "no-cache"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // A drawing that is opened by itself runs no script on the application's origin.
            (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ] {
            response.headers_mut().insert(header, HeaderValue::from_static(value));
        }
        response
    }

    /// Names of plain characters only, none of which begins with a dot; and nothing outside the folder, whatever
    /// a link in it says.
    fn find(&self, name: &str) -> Option<(Vec<u8>, &'static str)> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let good =
            |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain);
        if !name.split('/').all(good) {
            return None;
        }
        let (_, extension) = name.rsplit_once('.')?;
        let (_, content_type) =
            TYPES.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known))?;
        let real = fs::canonicalize(self.0.join(name)).ok()?;
        if !real.starts_with(&self.0) || !real.is_file() {
            return None;
        }
        Some((fs::read(real).ok()?, content_type))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a logo, and beside it what must not be had.
    fn folder(test: &str) -> (PathBuf, Files) {
        let root = std::env::temp_dir().join(format!("files-{test}-{}", std::process::id()));
        let folder = root.join("brand");
        fs::create_dir_all(folder.join("fonts")).unwrap();
        for file in ["secret.css", "brand/logo.svg", "brand/fonts/a.WOFF2", "brand/.hidden.css"] {
            fs::write(root.join(file), file).unwrap();
        }
        fs::write(folder.join("notes.txt"), "notes").unwrap();
        std::os::unix::fs::symlink("../secret.css", folder.join("link.css")).unwrap();
        let files = Files::of(&folder).unwrap();
        (root, files)
    }

    #[test]
    fn serves_what_a_page_looks_like() {
        let (root, files) = folder("serves");
        let (content, content_type) = files.find("logo.svg").unwrap();
        assert_eq!((content.as_slice(), content_type), (&b"brand/logo.svg"[..], "image/svg+xml"));
        assert_eq!(files.find("fonts/a.WOFF2").unwrap().1, "font/woff2");
        let answer = files.answer(&Method::GET, "logo.svg");
        assert_eq!(answer.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(files.answer(&Method::GET, "none.svg").status(), StatusCode::NOT_FOUND);
        let posted = files.answer(&Method::POST, "logo.svg").status();
        assert_eq!(posted, StatusCode::METHOD_NOT_ALLOWED);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn attack_nothing_outside_the_folder_is_served() {
        let (root, files) = folder("outside");
        let absolute = root.join("secret.css").display().to_string();
        for name in [
            "../secret.css",
            "fonts/../../secret.css",
            "..%2fsecret.css",
            "%2e%2e/secret.css",
            "..\\secret.css",
            "./logo.svg",
            "fonts//a.WOFF2",
            "/logo.svg",
            absolute.as_str(),
            "link.css",
            ".hidden.css",
            "notes.txt",
            "fonts",
            "logo.svg\0",
            "",
        ] {
            assert!(files.find(name).is_none(), "{name:?}");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn wants_a_folder() {
        assert!(Files::of(Path::new("/no/such/folder")).is_err());
        assert!(Files::of(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))).is_err());
    }
}

//! A file of the page, or one made from the settings, in an encoding that the browser accepts.

use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, StatusCode};

use crate::ows::ows;
use crate::page::file::Asset;
use crate::reply::Reply;

/// A file in the encodings that a browser may accept.
pub(super) struct Forms<'a> {
    pub(super) content_type: &'static str,
    pub(super) etag: &'a str,
    pub(super) cache: &'static str,
    pub(super) plain: &'a [u8],
    pub(super) gzip: Option<&'a [u8]>,
    pub(super) brotli: Option<&'a [u8]>,
}

/// How long the page, and what is made from the settings, may be cached: briefly, since the page names the other files,
/// whose names change with their content.
pub(super) const BRIEFLY: &str = "public, max-age=300";

/// Answers with a file, or with 304 if the browser has it.
#[must_use]
pub fn serve(asset: &'static Asset, path: &str, headers: &HeaderMap) -> Reply {
    let forms = Forms {
        content_type: asset.content_type,
        etag: asset.etag,
        cache: match asset.immutable {
            true if path == asset.path => "public, max-age=31536000, immutable",
            true => "no-cache",
            false => BRIEFLY,
        },
        plain: asset.plain,
        gzip: Some(asset.gzip),
        brotli: Some(asset.brotli),
    };
    forms.answer(headers)
}

impl Forms<'_> {
    pub(super) fn answer(&self, headers: &HeaderMap) -> Reply {
        let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let known = known.unwrap_or_default().split(',').map(ows);
        let known = known.map(|it| it.strip_prefix("W/").unwrap_or(it));
        let mut known = known.filter(|it| *it == self.etag || *it == "*");
        let packed =
            [("br", self.brotli), ("gzip", self.gzip)].into_iter().find_map(|(name, it)| {
                it.filter(|_| takes(headers, name)).map(|body| (body, Some(name)))
            });
        let (body, encoding) = packed.unwrap_or((self.plain, None));
        let mut reply = Reply::new(StatusCode::OK, self.content_type, body.to_vec());
        if known.next().is_some() {
            reply = Reply::empty(StatusCode::NOT_MODIFIED);
        } else if let Some(encoding) = encoding {
            reply = reply.with(CONTENT_ENCODING, encoding);
        }
        // Weak, because all encodings share the tag.
        let etag = format!("W/{}", self.etag);
        reply.with(CACHE_CONTROL, self.cache).with(ETAG, &etag).with(VARY, "accept-encoding")
    }
}

/// Whether the browser accepts this encoding.
pub(super) fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let header = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    header.unwrap_or_default().split(',').any(|part| {
        let mut pieces = part.split(';').map(ows);
        let named = pieces.next() == Some(encoding);
        named && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;
    use crate::page::file::{STYLE, asset};

    fn get(path: &str, headers: &[(HeaderName, &str)]) -> Reply {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(name, value.parse().unwrap());
        }
        serve(asset(path).unwrap(), path, &map)
    }

    #[test]
    fn compresses_for_whoever_takes_it() {
        let plain = get("/", &[]);
        assert!(!plain.headers.contains_key(CONTENT_ENCODING));
        for (accepted, encoding) in [("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip")] {
            let packed = get("/", &[(ACCEPT_ENCODING, accepted)]);
            assert_eq!(packed.headers[CONTENT_ENCODING], encoding);
            assert!(packed.body.len() < plain.body.len());
        }
    }

    #[test]
    fn says_not_modified() {
        let first = get("/", &[]);
        let etag = first.headers[ETAG].to_str().unwrap();
        let second = get("/", &[(IF_NONE_MATCH, etag)]);
        assert_eq!((second.status, second.body.len()), (StatusCode::NOT_MODIFIED, 0));
        let changed = get("/", &[(IF_NONE_MATCH, "\"another\"")]);
        assert_eq!(changed.status, StatusCode::OK);
    }

    #[test]
    fn caches_what_cannot_change_for_ever() {
        let style = get(STYLE, &[]);
        assert_eq!(style.headers[CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(get("/", &[]).headers[CACHE_CONTROL], "public, max-age=300");
    }

    #[test]
    fn an_earlier_version_finds_the_present_file_but_is_not_kept() {
        let old = get("/settings.0123456789ab.css", &[]);
        assert_eq!(old.headers[CACHE_CONTROL], "no-cache");
        assert_eq!(old.body, get(STYLE, &[]).body);
        for path in ["/settings.0123.css", "/settings.0123456789aX.css", "/x.0123456789ab.css"] {
            assert!(asset(path).is_none(), "{path}");
        }
    }
}

//! What a browser shows: the static files with their headers, and the few pages rendered here. Every
//! slot of a template is escaped by the template engine.

mod lock;

pub use lock::lock;

use askama::Template;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderName, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, StatusCode};

use crate::config::Connection;
use crate::error::Refusal;
use crate::reply::Reply;

/// A file of the page, compressed at build time.
#[derive(Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its address; all but the page's own carry a hash of the content.
    pub path: &'static str,
    content_type: &'static str,
    etag: &'static str,
    immutable: bool,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
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

/// Answers with a file, or with 304 where the browser has it.
#[must_use]
pub fn serve(asset: &'static Asset, path: &str, headers: &HeaderMap) -> Reply {
    let text = |name: HeaderName| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    let known = text(IF_NONE_MATCH).split(',').map(|it| it.trim().trim_start_matches("W/"));
    let mut known = known.filter(|it| *it == asset.etag || *it == "*");
    let (body, encoding) = match text(ACCEPT_ENCODING) {
        accepted if accepts(accepted, "br") => (asset.brotli, Some("br")),
        accepted if accepts(accepted, "gzip") => (asset.gzip, Some("gzip")),
        _ => (asset.plain, None),
    };
    let mut reply = Reply::new(StatusCode::OK, asset.content_type, body.to_vec());
    if known.next().is_some() {
        reply = Reply::empty(StatusCode::NOT_MODIFIED);
    } else if let Some(encoding) = encoding {
        reply = reply.with(CONTENT_ENCODING, encoding);
    }
    // The page is the same for everybody. It is kept for a short time only, because it names the
    // other files, which change their names with their content.
    let cache = match asset.immutable {
        true if path == asset.path => "public, max-age=31536000, immutable",
        true => "no-cache",
        false => "public, max-age=300",
    };
    // Weak, because the same tag stands for all three encodings.
    let etag = format!("W/{}", asset.etag);
    reply.with(CACHE_CONTROL, cache).with(ETAG, &etag).with(VARY, "accept-encoding")
}

fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        let named = pieces.next() == Some(encoding);
        named && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    icon: &'a str,
    style: &'a str,
    title: &'a str,
    sentence: &'a str,
}

/// A refusal: a sentence, and the way back.
#[must_use]
pub fn refusal(refusal: Refusal) -> String {
    let found = refusal != Refusal::NotFound;
    let title = if found { "That did not work" } else { "Page not found" };
    render(&Message { icon: ICON, style: STYLE, title, sentence: refusal.sentence() })
}

#[derive(Template)]
#[template(path = "go_on.html")]
struct GoOn<'a> {
    icon: &'a str,
    style: &'a str,
    location: &'a str,
}

/// A page that goes on to `location` by itself, with a link for where it does not.
#[must_use]
pub fn go_on(location: &str) -> String {
    render(&GoOn { icon: ICON, style: STYLE, location })
}

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    icon: &'a str,
    style: &'a str,
    connection: &'a Connection,
}

/// A page whose button begins a link: what a GET of `/link/start` shows.
#[must_use]
pub fn start(connection: &Connection) -> String {
    render(&Start { icon: ICON, style: STYLE, connection })
}

/// Rendering writes into memory and cannot fail for these templates.
fn render(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, headers: &[(HeaderName, &str)]) -> Reply {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(name, value.parse().unwrap());
        }
        serve(asset(path).unwrap(), path, &map)
    }

    #[test]
    fn the_page_names_files_that_exist() {
        let text = |asset: &Asset| String::from_utf8_lossy(asset.plain).into_owned();
        let pages: String = ASSETS.iter().map(text).collect();
        let pages = pages + &lock();
        for asset in ASSETS {
            let named = pages.contains(&format!("\"{}\"", asset.path));
            assert!(named || !asset.immutable, "{}", asset.path);
        }
        assert!(asset("/settings.css").is_none());
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

    #[test]
    fn escapes_every_slot() {
        let page = go_on("https://tenant.example/?a=\"><script>&b=1");
        assert!(!page.contains("<script>"), "{page}");
        let label = Connection { name: "a\"b".into(), label: "<b>".into(), id: None };
        let page = start(&label);
        assert!(!page.contains("<b>") && !page.contains("a\"b"), "{page}");
    }
}

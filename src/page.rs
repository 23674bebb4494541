//! What a browser shows: the static files with their headers, and the few pages rendered here. Every
//! slot of a template is escaped by the template engine.

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

/// The file at this address.
#[must_use]
pub fn asset(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// Answers with a file, or with 304 where the browser has it.
#[must_use]
pub fn serve(asset: &'static Asset, headers: &HeaderMap) -> Reply {
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
        reply = Reply::new(StatusCode::NOT_MODIFIED, asset.content_type, Vec::new());
    } else if let Some(encoding) = encoding {
        reply = reply.with(CONTENT_ENCODING, encoding);
    }
    // The page is the same for everybody. It is kept for a short time only, because it names the
    // other files, which change their names with their content.
    let cache =
        if asset.immutable { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
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
    style: &'a str,
    title: &'a str,
    sentence: &'a str,
}

/// A refusal: a sentence, and the way back.
#[must_use]
pub fn refusal(refusal: Refusal) -> String {
    let title = match refusal {
        Refusal::NotFound => "Page not found",
        _ => "That did not work",
    };
    render(&Message { style: STYLE, title, sentence: refusal.sentence() })
}

#[derive(Template)]
#[template(path = "go_on.html")]
struct GoOn<'a> {
    style: &'a str,
    location: &'a str,
}

/// A page that goes on to `location` by itself, with a link for where it does not.
#[must_use]
pub fn go_on(location: &str) -> String {
    render(&GoOn { style: STYLE, location })
}

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    style: &'a str,
    connection: &'a Connection,
}

/// A page whose button begins a link: what a GET of `/link/start` shows.
#[must_use]
pub fn start(connection: &Connection) -> String {
    render(&Start { style: STYLE, connection })
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
        serve(asset(path).unwrap(), &map)
    }

    #[test]
    fn the_page_names_files_that_exist() {
        let page = String::from_utf8(get("/", &[]).body).unwrap();
        for asset in &ASSETS {
            let named = page.contains(&format!("\"{}\"", asset.path));
            assert!(named || asset.path == "/", "{}", asset.path);
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
    fn escapes_every_slot() {
        let page = go_on("https://tenant.example/?a=\"><script>&b=1");
        assert!(!page.contains("<script>"), "{page}");
        let label = Connection { name: "a\"b".into(), label: "<b>".into() };
        let page = start(&label);
        assert!(!page.contains("<b>") && !page.contains("a\"b"), "{page}");
    }
}

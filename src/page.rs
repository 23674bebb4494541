//! What a browser shows: the static files with their headers, and the few pages beside the settings page,
//! which `flows/settings` draws. Every slot of a template is escaped by the template engine.

pub mod branded;
mod lock;
pub mod packed;
pub mod policy;
pub mod settings;

use askama::Template;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, StatusCode};

use crate::config::Connection;
use crate::config::brand::Brand;
use crate::error::Refusal;
use crate::ows::ows;
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::words::Words;

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

/// A file in the forms that a browser may take.
struct Forms<'a> {
    content_type: &'static str,
    etag: &'a str,
    cache: &'static str,
    plain: &'a [u8],
    gzip: Option<&'a [u8]>,
    brotli: Option<&'a [u8]>,
}

/// For how long the page is kept, which is the same for everybody, and what is made from the settings. A
/// short time only: the page names the other files, which change their names with their content.
const BRIEFLY: &str = "public, max-age=300";

/// Answers with a file, or with 304 where the browser has it.
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
    fn answer(&self, headers: &HeaderMap) -> Reply {
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
        // Weak, because the same tag stands for all encodings.
        let etag = format!("W/{}", self.etag);
        reply.with(CACHE_CONTROL, self.cache).with(ETAG, &etag).with(VARY, "accept-encoding")
    }
}

/// Whether the browser takes this encoding.
fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let header = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    header.unwrap_or_default().split(',').any(|part| {
        let mut pieces = part.split(';').map(ows);
        let named = pieces.next() == Some(encoding);
        named && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// What the link to the product says.
#[must_use]
pub fn way_home(words: &Words, brand: &Brand) -> String {
    match &brand.product_name {
        Some(name) => words.fill("home", &[("name", name.as_str().into())]),
        None => words.say("home-unnamed"),
    }
}

/// A page rendered here, before the looks of the product are added to it.
#[derive(Debug)]
pub enum Page {
    /// Has fields for a password, and buttons for these connections; auth0.js sends what is typed.
    Fields(Vec<Connection>),
    /// Goes on to this address by itself, with a link for where it does not.
    GoOn(String),
    /// The same after a second.
    GoOnLater(String),
    /// Opens Auth0 Lock.
    Lock,
    /// A refusal: a sentence, and the way back.
    Refusal(Refusal),
    /// Has a button that begins a link: what a GET of `/link/start` shows.
    Start {
        /// Of what.
        connection: Connection,
        /// Where it ends.
        return_to: ReturnTo,
    },
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    icon: &'a str,
    style: &'a str,
    brand: &'a Brand,
    words: &'a Words,
    title: String,
    happened: String,
    todo: Option<String>,
}

#[derive(Template)]
#[template(path = "go_on.html")]
struct GoOn<'a> {
    icon: &'a str,
    style: &'a str,
    brand: &'a Brand,
    words: &'a Words,
    location: &'a str,
    delay: u8,
}

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    icon: &'a str,
    style: &'a str,
    brand: &'a Brand,
    words: &'a Words,
    connection: &'a Connection,
    lead: String,
    return_to: &'a str,
}

impl Page {
    /// The page with these looks, in these words.
    #[must_use]
    pub fn render(&self, brand: &Brand, words: &Words) -> String {
        let (icon, style) = (ICON, STYLE);
        match self {
            Self::Fields(connections) => lock::fields(brand, words, connections),
            Self::GoOn(location) | Self::GoOnLater(location) => {
                let delay = u8::from(matches!(self, Self::GoOnLater(_)));
                render(&GoOn { icon, style, brand, words, location, delay })
            }
            Self::Lock => lock::lock(brand),
            Self::Refusal(refusal) => {
                let title = if *refusal == Refusal::NotFound {
                    words.say("not-found-title")
                } else {
                    words.say("unavailable-title")
                };
                let id = format!("refusal-{}", refusal.code());
                let (happened, todo) = (words.say(&id), words.todo(&id));
                render(&Message { icon, style, brand, words, title, happened, todo })
            }
            Self::Start { connection, return_to } => {
                let label = label(connection, words);
                let lead = words.fill("start-lead", &[("label", label.into())]);
                let return_to = return_to.as_str();
                render(&Start { icon, style, brand, words, connection, lead, return_to })
            }
        }
    }
}

/// Where a page takes the signs that it shows.
pub(crate) const SIGNS_PLACE: &str = "<!--signs-->";

/// The page with the signs that it shows.
#[must_use]
pub(crate) fn with_signs(page: &str) -> String {
    let names = |line: &&str| match line.split('"').nth(1) {
        Some(id) if line.starts_with("<symbol") => page.contains(&format!("\"#{id}\"")),
        _ => !line.starts_with("{#"),
    };
    let signs: String = include_str!("page/signs.html").lines().filter(names).collect();
    page.replacen(SIGNS_PLACE, &signs, 1)
}

/// How a connection is called: by the site, or else by everybody.
fn label(connection: &Connection, words: &Words) -> String {
    let own = connection.labels.get(words.language().tag()).or(connection.label.as_ref());
    let known = format!("provider-{}", connection.name);
    match own {
        Some(label) => label.clone(),
        None if words.has(&known) => words.say(&known),
        None => connection.name.clone(),
    }
}

/// Rendering writes into memory and cannot fail for these templates.
fn render(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;
    use crate::words::Language;

    fn get(path: &str, headers: &[(HeaderName, &str)]) -> Reply {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(name, value.parse().unwrap());
        }
        serve(asset(path).unwrap(), path, &map)
    }

    #[test]
    fn the_page_names_files_that_exist() {
        let text = |asset: &Asset| String::from_utf8(asset.plain.to_vec()).unwrap();
        let pages: String = ASSETS.iter().map(text).collect();
        let words = Words::of(Language::English);
        let fields = lock::fields(&Brand::default(), &words, &[]);
        let pages = pages + &lock::lock(&Brand::default()) + &fields;
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
        let brand = Brand::default();
        let location = "https://tenant.example/?a=\"><script>&b=1";
        let page = Page::GoOn(location.to_owned()).render(&brand, &Words::of(Language::English));
        assert!(!page.contains("<script>"), "{page}");
        let label = Some("<b>".to_owned());
        let connection = Connection { name: "a\"b".into(), label, labels: [].into(), id: None };
        let fields = Page::Fields(vec![connection.clone()]);
        for page in [Page::Start { connection, return_to: ReturnTo::home() }, fields] {
            let page = page.render(&brand, &Words::of(Language::English));
            assert!(!page.contains("<b>") && !page.contains("a\"b"), "{page}");
        }
    }
}

//! The settings page with the product's looks, and its colours as a style sheet. Both are the same for everybody, and
//! are made once in an instance, at the first request for them; nothing of that request is in them.

use std::cell::OnceCell;
use std::fmt::Write as _;

use askama::Template;
use flate2::Compression;
use http::HeaderMap;

use super::Reply;
use super::file::{BRIEFLY, Forms};
use super::packed::gzip;
use crate::config::brand::{Accent, Brand};
use crate::page::drawn::render;
use crate::page::file::PAGE;

/// What an instance has made so far.
#[derive(Debug, Default)]
pub struct Branded {
    page: OnceCell<Made>,
    style: OnceCell<Made>,
}

#[derive(Debug)]
struct Made {
    content_type: &'static str,
    etag: String,
    plain: Vec<u8>,
    gzip: Option<Vec<u8>>,
}

impl Branded {
    /// The settings page with these looks.
    #[must_use]
    pub fn page(&self, brand: &Brand, headers: &HeaderMap) -> Reply {
        let make = || Made::new("text/html; charset=utf-8", page(brand));
        self.page.get_or_init(make).answer(headers)
    }

    /// The accent as a style sheet; `None` if none is set.
    #[must_use]
    pub fn style(&self, brand: &Brand, headers: &HeaderMap) -> Option<Reply> {
        let accent = brand.accent.as_ref()?;
        let make = || Made::new("text/css; charset=utf-8", style(accent));
        Some(self.style.get_or_init(make).answer(headers))
    }
}

impl Made {
    fn new(content_type: &'static str, text: String) -> Self {
        let hash = hmac_sha256::Hash::hash(text.as_bytes());
        let etag = hash.iter().take(6).fold(String::from("\""), |mut tag, byte| {
            // Writing to a string does not fail.
            let _infallible = write!(tag, "{byte:02x}");
            tag
        }) + "\"";
        let gzip = gzip(text.as_bytes(), Compression::default());
        Self { content_type, etag, plain: text.into_bytes(), gzip }
    }

    fn answer(&self, headers: &HeaderMap) -> Reply {
        let Self { content_type, etag, plain, gzip } = self;
        let gzip = gzip.as_deref();
        let forms = Forms { content_type, etag, cache: BRIEFLY, plain, gzip, brotli: None };
        forms.answer(headers)
    }
}

/// The templates of the slots.
macro_rules! slots {
    ($($name:ident $path:literal;)*) => {
        $(#[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            brand: &'a Brand,
        })*
    };
}

slots! {
    Title "brand_title.html";
    Scheme "scheme.html";
    Head "brand_head.html";
    Header "brand_header.html";
}

/// The page, its slots filled.
fn page(brand: &Brand) -> String {
    PAGE.iter().fold(String::new(), |mut page, (text, slot)| {
        page.push_str(text);
        page.push_str(&match *slot {
            "title" => render(&Title { brand }),
            "scheme" => render(&Scheme { brand }),
            "head" => render(&Head { brand }),
            "header" => render(&Header { brand }),
            _ => String::new(),
        });
        page
    })
}

/// The accent as custom properties of `static/settings.css`. Only colours that were parsed or computed are in it, never
/// the setting's own text.
fn style(Accent { light, dark }: &Accent) -> String {
    format!(
        ":root {{ --accent: light-dark({}, {}); --accent-strong: light-dark({}, {}); \
         --on-accent: light-dark({}, {}); --tint: light-dark({}, {}); }}\n",
        light.accent,
        dark.accent,
        light.strong,
        dark.strong,
        light.on_accent,
        dark.on_accent,
        light.tint,
        dark.tint,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_looks_the_page_is_the_one_that_was_made_before() {
        let bare = crate::page::file::asset("/").unwrap();
        assert_eq!(page(&Brand::default()).as_bytes(), bare.plain);
    }
}

//! The Content Security Policy of our pages: what they may load and do.

use crate::config::Config;
use crate::config::address::Address;
use crate::config::brand::Brand;
use crate::page::file::{START_HASH, STYLE_HASH};

/// What the looks add to a policy: sources, each with a space before it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// To `style-src`.
    pub style: String,
    /// To `img-src`.
    pub image: String,
    /// A directive for fonts, with a space before it; only a product's style sheet loads any.
    pub fonts: String,
}

impl Sources {
    /// The logos and the style sheet, if they come from elsewhere, and the images and fonts that the sheet loads
    /// from its own origin.
    #[must_use]
    pub fn of(brand: &Brand) -> Self {
        let mut sources = Self::default();
        if let Some(source) = brand.logo.as_ref().and_then(|it| it.foreign_source()) {
            sources.image = format!(" {source}");
        }
        for source in brand.logos.values().filter_map(Address::foreign_source) {
            sources.image.push(' ');
            sources.image.push_str(&source);
        }
        let Some(sheet) = &brand.stylesheet else { return sources };
        let Some((source, origin)) = sheet.foreign_source().zip(sheet.foreign_origin()) else {
            sources.fonts = " font-src 'self';".to_owned();
            return sources;
        };
        sources.style = format!(" {source}");
        sources.image.push(' ');
        sources.image.push_str(&origin);
        sources.fonts = format!(" font-src {origin};");
        sources
    }
}

/// The policy of every answer but Lock's page. No script makes markup from text: Trusted Types are required, and no
/// policy for them may be created.
#[must_use]
pub fn policy(config: Option<&Config>) -> String {
    let Sources { style, image, fonts } =
        config.map_or_else(Sources::default, |config| Sources::of(&config.brand));
    let pictures = if config.is_some_and(|config| config.pictures) { " https:" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' {START_HASH}; style-src 'self' {STYLE_HASH}{style}; \
         img-src 'self'{pictures}{image};{fonts} connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'"
    )
}

//! The product's own looks: name, logo, colour, links and style sheet. All are optional, and all are
//! judged here, so that what the pages show, load and allow can be made from them without further care.

mod logos;

use std::collections::BTreeMap;
use std::fmt;

use url::{Host, Url};

use super::Connection;
use super::colour::{Colour, DARK, LIGHT, Scheme, Shades};
use super::names::{self, Names};
use super::origin::is_secure;
use super::parse::{Settings, words};

/// Longest `product_name`, in characters.
const MAX_PRODUCT_NAME: usize = 64;
/// Longest address, in bytes: two of them stand in a header.
const MAX_ADDRESS: usize = 512;

/// How the pages look. Nothing is set by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// `product_name`, in the header and in titles.
    pub product_name: Option<String>,
    /// `logo`, beside the name.
    pub logo: Option<Address>,
    /// `accent_color`.
    pub accent: Option<Accent>,
    /// `color_scheme`: the only one that our pages have; both, as the reader chose, where it is not set.
    pub scheme: Option<ColorScheme>,
    /// `metadata_labels`: what its saved settings are called.
    pub setting_names: Names,
    /// `home_url`: the product itself, linked in the header and after each outcome.
    pub home_url: Option<Address>,
    /// `privacy_url`: linked at the foot.
    pub privacy_url: Option<Address>,
    /// `help_url`: linked there, too.
    pub help_url: Option<Address>,
    /// `stylesheet`: comes after ours.
    pub stylesheet: Option<Address>,
    /// `connection_logos`: what stands for a connection, by its name, in place of our own sign.
    pub logos: BTreeMap<String, Address>,
}

impl Brand {
    /// Whether there is anything to add to the pages.
    #[must_use]
    pub fn is_set(&self) -> bool {
        *self != Self::default()
    }

    /// Whether there is anything to link at the foot of a page.
    #[must_use]
    pub const fn has_links(&self) -> bool {
        self.privacy_url.is_some() || self.help_url.is_some()
    }
}

/// The setting `color_scheme`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorScheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl ColorScheme {
    /// As CSS calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What the pages have in it.
    #[must_use]
    pub const fn colours(self) -> &'static Scheme {
        match self {
            Self::Light => &LIGHT,
            Self::Dark => &DARK,
        }
    }
}

/// `accent_color` in both schemes, with what goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// In the light one.
    pub light: Shades,
    /// In the dark one.
    pub dark: Shades,
}

/// An address that needs no care in an attribute or a header: no space, quote, comma, semicolon or
/// backslash is in it, and no scheme that runs a script. Shown as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    elsewhere: Option<Url>,
}

impl Address {
    /// The origin that it is on, where that is not our own.
    #[must_use]
    pub fn foreign_origin(&self) -> Option<String> {
        self.elsewhere.as_ref().map(|url| url.origin().ascii_serialization())
    }

    /// It as a source of a Content Security Policy, where it is not on our own origin: origin and path. A
    /// source has no query (CSP 3 section 2.3.1).
    #[must_use]
    pub fn foreign_source(&self) -> Option<String> {
        let url = self.elsewhere.as_ref()?;
        Some(format!("{}{}", url.origin().ascii_serialization(), url.path()))
    }

    /// The same with the host in it, for a page of another one.
    fn whole(self, base: &Url) -> Option<Self> {
        let text = base.join(&self.text).ok()?.to_string();
        Some(Self { text, ..self })
    }

    /// A path on our host, or a URL. Ours is `base`.
    fn parse(text: &str, base: &Url) -> Option<Self> {
        if !is_plain(text) {
            return None;
        }
        let path = text.starts_with('/') && !text.starts_with("//");
        let url = if path { base.join(text) } else { Url::parse(text) }.ok()?;
        // `https:evil.example` and `https:///evil.example` are read as other addresses than they look like.
        let origin = url.origin().ascii_serialization();
        let whole = text.to_ascii_lowercase().starts_with(&origin);
        // A policy names hosts by plain names, where `*` is any (CSP 3 section 2.3.1); of addresses it knows
        // this one (section 6.7.2.9).
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        let named = match url.host()? {
            Host::Domain(name) => name.bytes().all(letter),
            Host::Ipv4(address) => address.octets() == [127, 0, 0, 1],
            Host::Ipv6(_) => false,
        };
        let bare = url.username().is_empty() && url.password().is_none();
        let climbs = url.path().starts_with("//");
        let trusted = whole && named && bare && is_secure(&url);
        let ours = url.origin() == base.origin();
        let elsewhere = (!ours).then_some(url);
        let fits = !climbs && if path { ours } else { trusted };
        fits.then(|| Self { text: text.to_owned(), elsewhere })
    }

    /// What is loaded: without a fragment, which a policy does not know, and no folder, which in a policy
    /// stands for everything below it.
    fn parse_file(text: &str, base: &Url) -> Option<Self> {
        let address = Self::parse(text, base)?;
        let folder = address.elsewhere.as_ref().is_some_and(|url| url.path().ends_with('/'));
        (!folder && !text.contains('#')).then_some(address)
    }

    /// Where people find help: an e-mail address will do, too.
    fn parse_help(text: &str, base: &Url) -> Option<Self> {
        let Some(rest) = text.strip_prefix("mailto:") else { return Self::parse(text, base) };
        let address = rest.split(['?', '#']).next().unwrap_or_default();
        let (user, host) = address.split_once('@')?;
        let fits = is_plain(text)
            && !user.is_empty()
            && !host.is_empty()
            && !address.contains(['/', ':'])
            && !host.contains('@');
        fits.then(|| Self { text: text.to_owned(), elsewhere: None })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Only characters that mean the same in an address, an attribute and a policy; a `%` begins an encoded one.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&+=:@/?#".contains(&byte);
    let encoded = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    text.len() <= MAX_ADDRESS && text.bytes().all(plain) && text.split('%').skip(1).all(encoded)
}

/// What addresses are judged by where `base_url` is wrong, so that all that is wrong is named at once
/// (RFC 2606).
const NO_BASE: &str = "https://base.invalid";

/// Reads the variables.
pub(super) fn parse(
    settings: &mut Settings<'_>,
    base_url: Option<&Url>,
    connections: Option<&[Connection]>,
) -> Option<Brand> {
    let product_name = settings.optional("product_name", |it| words(it, MAX_PRODUCT_NAME));
    let accent = accent(settings);
    let scheme = scheme(settings);
    let none = Url::parse(NO_BASE).ok();
    let base = base_url.or(none.as_ref())?;
    type Read = fn(&str, &Url) -> Option<Address>;
    let mut address = |name, read: Read| settings.optional(name, |it| read(it, base));
    let logo = address("logo", Address::parse_file);
    let home_url = address("home_url", Address::parse);
    let privacy_url = address("privacy_url", Address::parse);
    let help_url = address("help_url", Address::parse_help);
    let stylesheet = address("stylesheet", Address::parse_file);
    Some(Brand {
        product_name: product_name?,
        logo: logo?,
        accent: accent?,
        scheme: scheme?,
        setting_names: names::parse(settings)?,
        home_url: home_url?,
        privacy_url: privacy_url?,
        help_url: help_url?,
        stylesheet: stylesheet?,
        logos: logos::parse(settings, base, connections),
    })
}

/// `color_scheme`. It is only looks: of another word both are shown, as without it.
#[expect(clippy::option_option, reason = "the outer one is a wrong setting, the inner one is none")]
fn scheme(settings: &mut Settings<'_>) -> Option<Option<ColorScheme>> {
    let given = settings.read("color_scheme", |it| Some(it.to_owned()))?;
    Some(match given.as_str() {
        "light" => Some(ColorScheme::Light),
        "dark" => Some(ColorScheme::Dark),
        "auto" => None,
        _ => {
            settings.forgive("color_scheme", "both are shown");
            None
        }
    })
}

/// `accent_color`. With one colour the dark scheme has a lighter one of the same hue.
#[expect(clippy::option_option, reason = "the outer one is a wrong setting, the inner one is none")]
fn accent(settings: &mut Settings<'_>) -> Option<Option<Accent>> {
    let given = settings.optional("accent_color", |it| {
        let (light, dark) = match it.split_once(',') {
            Some((light, dark)) => (light, Some(Colour::parse(dark.trim_ascii())?)),
            None => (it, None),
        };
        let light = Colour::parse(light.trim_ascii())?;
        Some((light, dark.unwrap_or_else(|| DARK.lightened(light))))
    })?;
    let Some((light, dark)) = given else { return Some(None) };
    let shades = (LIGHT.shades(light), DARK.shades(dark));
    // It is only looks: the pages keep their own.
    for (scheme, name, accent, shade) in
        [(LIGHT, "light", light, shades.0), (DARK, "dark", dark, shades.1)]
    {
        if shade.is_none() {
            settings.looks.push(format!(
                "accent_color: our own is shown; in the {name} scheme the contrast of {accent} with the \
                 page's backgrounds, {} and {}, is below 4.5:1 (WCAG 2.2, 1.4.3); the nearest colour \
                 that would do is {}",
                scheme.paper,
                scheme.card,
                scheme.nearest(accent),
            ));
        }
    }
    Some(shades.0.zip(shades.1).map(|(light, dark)| Accent { light, dark }))
}

#[cfg(test)]
mod tests;

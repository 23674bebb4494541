//! The product's own looks: name, logo, colour, links and style sheet. All are optional, and all are
//! checked here: pages can show, load and allow them without further care.

mod logos;

use std::collections::BTreeMap;

use serde::Deserialize;
use url::Url;

use super::address::Address;
use super::colour::{Colour, DARK, LIGHT, Scheme, Shades};
use super::connections::Connection;
use super::names::{self, Names};
use super::reader::{Settings, whole, word, words};

/// Longest `product_name`, in characters.
const MAX_PRODUCT_NAME: usize = 64;

/// How the pages look. Nothing is set by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// `product_name`, in the header and in titles.
    pub product_name: Option<String>,
    /// `logo`, beside the name.
    pub logo: Option<Address>,
    /// `accent_color`.
    pub accent: Option<Accent>,
    /// `color_scheme`: the only scheme of our pages; `None` if the reader's choice decides.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// Stands for a wrong `base_url`, so that wrong addresses are named in the same error
/// (RFC 2606).
const NO_BASE: &str = "https://base.invalid";

/// Reads the variables.
pub(super) fn parse(
    settings: &mut Settings<'_>,
    base_url: Option<&Url>,
    connections: Option<&[Connection]>,
) -> Option<Brand> {
    let none = Url::parse(NO_BASE).ok();
    let base = base_url.or(none.as_ref())?;
    whole!(Brand {
        product_name: settings.optional("product_name", |it| words(it, MAX_PRODUCT_NAME)),
        accent: accent(settings),
        scheme: scheme(settings),
        logo: settings.optional("logo", |it| Address::parse_file(it, base)),
        home_url: settings.optional("home_url", |it| Address::parse(it, base)),
        privacy_url: settings.optional("privacy_url", |it| Address::parse(it, base)),
        help_url: settings.optional("help_url", |it| Address::parse_help(it, base)),
        stylesheet: settings.optional("stylesheet", |it| Address::parse_file(it, base)),
        setting_names: names::parse(settings),
        logos: Some(logos::parse(settings, base, connections)),
    })
}

/// `color_scheme`. It is only looks: of another word both are shown, as without it.
#[expect(clippy::option_option, reason = "the outer one is a wrong setting, the inner one is none")]
fn scheme(settings: &mut Settings<'_>) -> Option<Option<ColorScheme>> {
    let given = settings.read("color_scheme", |it| Some(it.to_owned()))?;
    let scheme = word(&given);
    if scheme.is_none() && given != "auto" {
        settings.forgive("color_scheme", "both are shown");
    }
    Some(scheme)
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

//! Colours, and whether text in one can be read on another: WCAG 2.2, success criterion 1.4.3. The
//! colours that go with the accent are made here, where tests can check them.

use std::fmt;

/// An opaque colour in sRGB. Shown as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// Fewest contrast that text needs with what is behind it (WCAG 2.2, 1.4.3).
pub const READABLE: f64 = 4.5;
/// The contrast of a colour that we choose ourselves (1.4.6).
const COMFORTABLE: f64 = 7.0;

const WHITE: Colour = Colour([0xff, 0xff, 0xff]);
const BLACK: Colour = Colour([0, 0, 0]);
const INK: Colour = Colour([0x0b, 0x14, 0x17]);

/// What `static/settings.css` has in a colour scheme, as far as the accent meets it.
#[derive(Debug)]
pub struct Scheme {
    /// `--paper`: behind everything.
    pub paper: Colour,
    /// `--card`: behind most.
    pub card: Colour,
    /// `--soft`: text that may stand on a tint.
    pub soft: Colour,
    /// What a button goes towards under the pointer, and how far.
    stronger: (Colour, u32),
    /// How much of the accent a tint has at most, in hundredths.
    tint: u32,
}

/// The light scheme.
pub const LIGHT: Scheme = Scheme {
    paper: Colour([0xf6, 0xf7, 0xf8]),
    card: WHITE,
    soft: Colour([0x59, 0x62, 0x6a]),
    stronger: (Colour([0, 0, 0]), 20),
    tint: 12,
};

/// The dark scheme.
pub const DARK: Scheme = Scheme {
    paper: Colour([0x13, 0x18, 0x1b]),
    card: Colour([0x1b, 0x22, 0x26]),
    soft: Colour([0xa9, 0xb2, 0xb7]),
    stronger: (WHITE, 25),
    tint: 18,
};

/// An accent and what goes with it in one scheme: every text that the page sets in it or on it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// `--accent`: of links and signs, and behind the main buttons.
    pub accent: Colour,
    /// `--accent-strong`: behind a main button under the pointer.
    pub strong: Colour,
    /// `--on-accent`: of text on both.
    pub on_accent: Colour,
    /// `--tint`: behind accented and soft text.
    pub tint: Colour,
}

impl Colour {
    /// Reads `#rrggbb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|it| it.len() == 6)?;
        if !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// Relative luminance (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126_f64.mul_add(red, 0.7152_f64.mul_add(green, 0.0722 * blue))
    }

    /// How much the two stand out from each other, from 1 to 21 (WCAG 2.2, "contrast ratio").
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// So many hundredths of the other one in this one.
    fn mix(self, other: Self, hundredths: u32) -> Self {
        let own = 100_u32.saturating_sub(hundredths);
        let channel = |(mine, theirs): (u8, u8)| {
            let sum = u32::from(mine)
                .saturating_mul(own)
                .saturating_add(u32::from(theirs).saturating_mul(hundredths))
                .saturating_add(50);
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        let ([a, b, c], [d, e, f]) = (self.0, other.0);
        Self([(a, d), (b, e), (c, f)].map(channel))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Scheme {
    fn shows(&self, accent: Colour, contrast: f64) -> bool {
        accent.contrast(self.paper) >= contrast && accent.contrast(self.card) >= contrast
    }

    /// What goes with this accent; `None` if text in it could not be read on the page.
    #[must_use]
    pub fn shades(&self, accent: Colour) -> Option<Shades> {
        if !self.shows(accent, READABLE) {
            return None;
        }
        let (towards, hundredths) = self.stronger;
        let on_accent = if accent.contrast(WHITE) >= READABLE { WHITE } else { INK };
        // A weak accent allows only a weak tint; in the end, the card's own colour.
        let mut tints = (0..=self.tint).rev().map(|it| self.card.mix(accent, it));
        let readable = |tint: &Colour| {
            accent.contrast(*tint) >= READABLE && self.soft.contrast(*tint) >= READABLE
        };
        let tint = tints.find(readable).unwrap_or(self.card);
        Some(Shades { accent, strong: accent.mix(towards, hundredths), on_accent, tint })
    }

    /// The nearest colour in which text can be read: darker in the light scheme, lighter in the dark one.
    #[must_use]
    pub fn nearest(&self, accent: Colour) -> Colour {
        let end = if self.paper.luminance() > INK.luminance() * 20.0 { BLACK } else { WHITE };
        let mut steps = (0..=100_u32).map(|it| accent.mix(end, it));
        steps.find(|it| self.shades(*it).is_some()).unwrap_or(end)
    }

    /// This scheme's accent if only the other scheme's is set: that one, lightened until it can be read with
    /// ease.
    #[must_use]
    pub fn lightened(&self, accent: Colour) -> Colour {
        let mut lighter = (0..=20_u32).map(|it| accent.mix(WHITE, it.saturating_mul(5)));
        lighter.find(|it| self.shows(*it, COMFORTABLE)).unwrap_or(WHITE)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn reads_six_digits_and_nothing_else() {
        assert_eq!(colour("#1D5c63").to_string(), "#1d5c63");
        for wrong in [
            "",
            "#",
            "1d5c63",
            "#1d5c6",
            "#1d5c633",
            "#1d5c6g",
            "#+d5c63",
            "red",
            "#ééé",
            "rgb(0 0 0)",
        ] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_as_the_guidelines_compute_it() {
        assert!((colour("#000000").contrast(colour("#ffffff")) - 21.0).abs() < 1e-9);
        // The two greys around the limit on white.
        assert!(colour("#767676").contrast(WHITE) >= READABLE);
        assert!(colour("#777777").contrast(WHITE) < READABLE);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
    }

    /// The value of a property in the sheet: in the light scheme first, then in the dark one.
    fn property(name: &str) -> [Colour; 2] {
        let sheet = include_str!("../../static/settings.css");
        let (_, found) = sheet.split_once(&format!("  --{name}: light-dark(")).unwrap();
        let (light, dark) = found.split_once(')').unwrap().0.split_once(", ").unwrap();
        [colour(light), colour(dark)]
    }

    #[test]
    fn the_schemes_are_those_of_the_style_sheet() {
        assert_eq!(property("paper"), [LIGHT.paper, DARK.paper]);
        assert_eq!(property("card"), [LIGHT.card, DARK.card]);
        assert_eq!(property("soft"), [LIGHT.soft, DARK.soft]);
        // Its own accents are none that would be refused.
        let [light, dark] = property("accent");
        assert!(LIGHT.shades(light).is_some() && DARK.shades(dark).is_some());
    }

    #[test]
    fn refuses_what_cannot_be_read_in_a_scheme() {
        for pale in ["#ffffff", "#ffcc00", "#8ed0ce", "#f5f3ee", "#767676"] {
            assert!(LIGHT.shades(colour(pale)).is_none(), "{pale}");
        }
        for deep in ["#000000", "#1d5c63", "#13181b", "#4b0082"] {
            assert!(DARK.shades(colour(deep)).is_none(), "{deep}");
        }
    }

    fn check(scheme: &Scheme, accent: Colour) {
        let Some(shades) = scheme.shades(accent) else {
            assert!(!scheme.shows(accent, READABLE));
            return;
        };
        for (text, behind) in [
            (accent, scheme.paper),
            (accent, scheme.card),
            (accent, shades.tint),
            (scheme.soft, shades.tint),
            (shades.on_accent, accent),
            (shades.on_accent, shades.strong),
        ] {
            assert!(text.contrast(behind) >= READABLE, "{text} on {behind}, accent {accent}");
        }
    }

    proptest! {
        #[test]
        fn every_text_can_be_read(channels: [u8; 3]) {
            let accent = Colour(channels);
            check(&LIGHT, accent);
            check(&DARK, accent);
            for scheme in [&LIGHT, &DARK] {
                let nearest = scheme.nearest(accent);
                assert!(scheme.shades(nearest).is_some(), "{nearest}");
                assert!(scheme.shades(accent).is_none() || nearest == accent);
            }
            let lightened = DARK.lightened(accent);
            assert!(DARK.shades(lightened).is_some(), "{lightened}");
            check(&DARK, lightened);
        }
    }
}

//! What is said to people, in their language. The sentences are in `static/words`, in Fluent's format
//! (<https://projectfluent.org>); `build.rs` packs them, and takes from them what the page's script says when the edge
//! cannot be reached.

use std::cell::OnceCell;
use std::fmt;
use std::io::Read as _;
use std::rc::Rc;

use flate2::read::GzDecoder;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

use crate::ows::ows;

/// Makes the languages from one table; `build.rs` packs the folders of `static/words`.
macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident $tag:literal $own_name:literal $direction:literal;)*) => {
        /// A language that the page speaks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Language {
            $(#[doc = concat!("`", $tag, "`.")] $(#[$doc])* $name,)*
        }

        impl Language {
            /// All of them, in the order of the chooser.
            pub const ALL: [Self; [$($tag),*].len()] = [$(Self::$name),*];

            /// Its tag (BCP 47).
            #[must_use]
            pub const fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag,)* }
            }

            /// Its own name for itself.
            #[must_use]
            pub const fn own_name(self) -> &'static str {
                match self { $(Self::$name => $own_name,)* }
            }

            /// The writing direction, as in HTML's `dir`.
            #[must_use]
            pub const fn direction(self) -> &'static str {
                match self { $(Self::$name => $direction,)* }
            }

            /// Its sentences, as `build.rs` packed them: unpacked, they would make up a sixteenth of the component.
            const fn packed(self) -> &'static [u8] {
                match self {
                    $(Self::$name => {
                        include_bytes!(concat!(env!("OUT_DIR"), "/words-", $tag, ".ftl.gz"))
                    })*
                }
            }
        }
    };
}

languages! {
    /// The language if no other is asked for.
    English "en" "English" "ltr";
    German "de" "Deutsch" "ltr";
    French "fr" "Français" "ltr";
    Spanish "es" "Español" "ltr";
    BrazilianPortuguese "pt-BR" "Português (Brasil)" "ltr";
    Japanese "ja" "日本語" "ltr";
    Arabic "ar" "العربية" "rtl";
}

impl Language {
    /// The language of exactly this tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first of our languages that an `Accept-Language` header asks for, highest weight first (RFC 9110 section
    /// 12.5.4). Regional variants count: `de-AT` finds German, and any Portuguese the Brazilian one.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, &str)> =
            header.split(',').take(MAX_RANGES).map(weighed).collect();
        wanted.retain(|(weight, _)| *weight > 0.0);
        // A stable sort: equal weights stay in the header's order.
        wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        wanted.iter().find_map(|(_, range)| Self::of_range(range))
    }

    /// Our language of this tag or range, whatever its region.
    #[must_use]
    pub fn of_range(range: &str) -> Option<Self> {
        let main = |tag: &'_ str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| main(language.tag()) == main(range))
    }

    fn source(self) -> String {
        let mut text = String::new();
        // The tests check that what is embedded is complete.
        let _read = GzDecoder::new(self.packed()).read_to_string(&mut text);
        text
    }
}

/// How many ranges of a header are read; no browser sends as many.
const MAX_RANGES: usize = 32;

/// A language range and its weight, 0 to 1.
fn weighed(part: &str) -> (f32, &str) {
    let (range, parameters) = part.split_once(';').unwrap_or((part, ""));
    let weight = ows(parameters).strip_prefix("q=").map_or(Some(1.0), |it| it.parse().ok());
    (weight.filter(|weight| (0.0..=1.0).contains(weight)).unwrap_or(0.0), ows(range))
}

/// A value in a sentence: a text, or a count that the sentence may depend on.
pub type Value<'a> = FluentValue<'a>;

/// The sentences of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

thread_local! {
    /// Read once; an instance may answer several requests.
    static READ: [OnceCell<Rc<Words>>; Language::ALL.len()] = const { [const { OnceCell::new() }; Language::ALL.len()] };
}

impl Words {
    /// The sentences of a language.
    #[must_use]
    pub fn of(language: Language) -> Rc<Self> {
        READ.with(|read| {
            let mut cells = read.iter().zip(Language::ALL);
            let cell = cells.find_map(|(cell, its)| (its == language).then_some(cell));
            let new = || Rc::new(Self::read(language));
            cell.map_or_else(new, |cell| Rc::clone(cell.get_or_init(new)))
        })
    }

    fn read(language: Language) -> Self {
        // Our tags are well-formed.
        let identifiers = language.tag().parse().into_iter().collect();
        let mut bundle = FluentBundle::new(identifiers);
        // `set_apart` isolates values, and only if their direction may differ.
        bundle.set_use_isolating(false);
        // The tests check that every message is there.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(language.source());
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a message of that id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A message without values.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.fill(id, &[])
    }

    /// A message with its values, by name. They are not markup: whoever shows the message escapes it.
    #[must_use]
    pub fn fill(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        self.pattern(id, None, values).unwrap_or_else(|| id.to_owned())
    }

    /// What to do about an outcome: the attribute `todo` of its message, if it has one.
    #[must_use]
    pub fn todo(&self, id: &str) -> Option<String> {
        self.pattern(id, Some("todo"), &[])
    }

    fn pattern(
        &self,
        id: &str,
        attribute: Option<&str>,
        values: &[(&str, Value<'_>)],
    ) -> Option<String> {
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, self.set_apart(value));
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned())
    }

    /// A text that may run the other way must not turn the sentence around it (Unicode UAX #9, first strong isolate).
    /// If everything runs the same way, no invisible characters are added.
    fn set_apart<'a>(&self, value: &Value<'a>) -> Value<'a> {
        match value {
            FluentValue::String(text)
                if self.language.direction() == "rtl" || text.chars().any(is_rtl) =>
            {
                FluentValue::from(format!("\u{2068}{text}\u{2069}"))
            }
            FluentValue::String(_)
            | FluentValue::Number(_)
            | FluentValue::Custom(_)
            | FluentValue::None
            | FluentValue::Error => value.clone(),
        }
    }
}

/// Letters of Hebrew, Arabic and related scripts.
const fn is_rtl(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests;

//! Reads single settings, and keeps what is wrong with them.

use serde::de::DeserializeOwned;
use serde::de::value::{Error, StrDeserializer};

use super::settings;

/// What is wrong: the variables, and what each may be.
pub(super) type Wrong = Vec<(&'static str, &'static str)>;

/// Longest `client_id` and connection name, in bytes.
const MAX_NAME_BYTES: usize = 128;

/// Builds a value. All fields are read before the first wrong one ends it, so the error names every wrong one.
macro_rules! whole {
    ($type:ident { $($field:ident: $read:expr,)* }) => {{
        $(let $field = $read;)*
        (|| Some($type { $($field: $field?),* }))()
    }};
}
pub(super) use whole;

/// The variables' texts, and those that are wrong.
pub(super) struct Settings<'a> {
    pub(super) lookup: &'a dyn Fn(&str) -> Option<String>,
    pub(super) wrong: Wrong,
    pub(super) looks: Vec<String>,
}

impl Settings<'_> {
    /// The setting's text, or else its default. An empty value counts as absent: Spin gives a variable its
    /// default, often the empty string.
    fn text(&self, name: &str) -> String {
        let default = settings::of(name).map_or("", |it| it.default);
        // `spin up --variable name=@file` keeps the file's trailing newline.
        let text = (self.lookup)(name).unwrap_or_default();
        Some(text.trim_ascii()).filter(|it| !it.is_empty()).unwrap_or(default).to_owned()
    }

    pub(super) fn is_default(&self, name: &str) -> bool {
        settings::of(name).is_some_and(|it| it.default == self.text(name))
    }

    /// Notes that the setting is wrong, once.
    pub(super) fn is_wrong(&mut self, name: &str) {
        let Some(setting) = settings::of(name) else { return };
        if !self.wrong.iter().any(|(named, _)| *named == setting.name) {
            self.wrong.push((setting.name, setting.rule));
        }
    }

    /// Notes that looks are wrong, which costs nothing but themselves: `instead` is there in their place.
    pub(super) fn forgive(&mut self, name: &str, instead: &str) {
        let rule = settings::of(name).map_or("", |it| it.rule);
        self.looks.push(format!("{name}: {instead}; it must be {rule}"));
    }

    /// A setting that has a value, its own or its default.
    pub(super) fn read<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name);
        self.parsed(name, &text, parse)
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        text: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = if text.is_empty() { None } else { parse(text) };
        if parsed.is_none() {
            self.is_wrong(name);
        }
        parsed
    }

    /// A setting that is one of a few words, the names of `T`'s values.
    pub(super) fn word<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        self.read(name, word)
    }

    /// Whether a setting is the second of two words, and not the first.
    pub(super) fn either(&mut self, name: &str, words: [&str; 2]) -> Option<bool> {
        let [no, yes] = words;
        self.read(name, |it| (it == yes || it == no).then_some(it == yes))
    }

    /// A setting that may have no value; the outer `None` is a wrong one.
    #[expect(
        clippy::option_option,
        reason = "the outer one is a wrong setting, the inner one is none"
    )]
    pub(super) fn optional<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<Option<T>> {
        let text = self.text(name);
        if text.is_empty() { Some(None) } else { self.parsed(name, &text, parse).map(Some) }
    }

    /// A setting of several values, or of none.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Option<Vec<T>>,
    ) -> Option<Vec<T>> {
        self.optional(name, parse).map(Option::unwrap_or_default)
    }
}

/// The value of this name.
pub(super) fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<Error>::new(text)).ok()
}

/// Words for people: no control characters, and none that change the direction of what stands around
/// them (U+202A to U+202E, U+2066 to U+2069), which could make a text look like another one.
#[expect(clippy::disallowed_methods, reason = "words are people's text")]
pub(super) fn words(text: &str, most: usize) -> Option<String> {
    let odd = |it: char| {
        it.is_control() || matches!(it, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let fits = (1..=most).contains(&text.chars().count()) && !text.chars().any(odd);
    fits.then(|| text.to_owned())
}

/// A name that Auth0 could have given: visible ASCII, so it is safe in an address. No quotes: they
/// would come from a shell or a file.
pub(super) fn name(text: &str) -> Option<String> {
    let fits = (1..=MAX_NAME_BYTES).contains(&text.len());
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"'`".contains(&byte);
    (fits && text.bytes().all(plain)).then(|| text.to_owned())
}

//! The language that the visitor chose. Neither sealed nor hidden from scripts: it is one of our seven tags, the
//! page's script reads it where the edge cannot be heard, and it says nothing that the page does not show.

use super::{Jar, Purpose};
use crate::words::Language;

/// A year, in seconds.
const MAX_AGE: u64 = 365 * 24 * 60 * 60;

/// The language, where one was chosen.
#[must_use]
pub fn get(jar: &Jar) -> Option<Language> {
    jar.get(Purpose::UiLocales.name()).and_then(Language::of_tag)
}

/// Keeps it.
pub fn set(jar: &mut Jar, language: Language) {
    jar.set(Purpose::UiLocales.name(), language.tag().to_owned(), MAX_AGE);
}

//! The language that the visitor chose. Neither sealed nor hidden from scripts: it is one of our seven tags, the page's
//! script needs it when the edge cannot be reached, and the page shows it anyway.

use super::{Jar, Purpose};
use crate::words::Language;

/// A year, in seconds.
const MAX_AGE: u64 = 365 * 24 * 60 * 60;

/// The language, if one was chosen.
#[must_use]
pub fn get(jar: &Jar) -> Option<Language> {
    jar.get(Purpose::UiLocales.name()).and_then(Language::of_tag)
}

/// Stores it.
pub fn set(jar: &mut Jar, language: Language) {
    jar.set(Purpose::UiLocales.name(), language.tag().to_owned(), MAX_AGE);
}

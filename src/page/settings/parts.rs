//! What the templates of `/settings` are filled with.

use crate::config::address::Address;
use crate::config::brand::Brand;
use crate::return_to::ReturnTo;
use crate::user::called::in_a_line;
use crate::view::review::Review;
use crate::words::Words;

/// The step that shows both accounts of a review although one question would do.
pub(crate) const CHOOSE: &str = "choose";

/// The page's own address.
pub(crate) const PATH: &str = "/settings";

/// What all pages of `/settings` have.
pub(crate) struct Frame<'a> {
    pub(crate) brand: &'a Brand,
    /// The page's name for the script.
    pub(crate) state: &'static str,
    /// What the page's title begins with; nothing for the overview.
    pub(crate) heading: String,
    pub(crate) signed_in: bool,
    pub(crate) place: Place,
    /// The query that leads here again in another language, without that language.
    pub(crate) kept: Vec<(&'static str, String)>,
    pub(crate) message: Option<Message>,
    /// Whether something other than the message is read first.
    pub(crate) aside: bool,
    /// What is said on the way to the sign-in page of `{label}`.
    pub(crate) opening: String,
    /// For how many seconds the sign-in is young enough to change something.
    pub(crate) fresh_for: Option<u64>,
    /// In how many seconds the next code may be sent.
    pub(crate) hold: Option<u64>,
}

/// Where the page stands.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place {
    /// A listed page shows it: it may show and begin; our own page does the rest.
    pub(crate) embedded: bool,
    /// It is inside another page, of any origin.
    pub(crate) within: bool,
    /// The page around says who is signed in, and how to sign out.
    pub(crate) named: bool,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(
        words: &Words,
        brand: &'a Brand,
        place: Place,
        back: Option<&ReturnTo>,
        state: &'static str,
        message: Option<Message>,
    ) -> Self {
        Self {
            brand,
            state,
            heading: String::new(),
            signed_in: false,
            place,
            kept: back.into_iter().map(|it| ("return_to", it.as_str().to_owned())).collect(),
            message,
            aside: false,
            opening: words.fill("opening", &[("label", "{label}".into())]),
            fresh_for: None,
            hold: None,
        }
    }

    /// The level of the heading; in a product's page the first level is the product's.
    pub(crate) const fn level(&self) -> u8 {
        if self.place.within { 2 } else { 1 }
    }

    /// The heading below it.
    pub(crate) const fn next_level(&self) -> u8 {
        self.level().saturating_add(1)
    }

    /// Where the product is, if something has ended and nothing waits.
    pub(crate) fn home(&self) -> Option<&Address> {
        let ended = !self.place.embedded && ["overview", "signed-out"].contains(&self.state);
        self.brand.home_url.as_ref().filter(|_| ended)
    }

    /// The frame of this step, as its address names it.
    pub(crate) fn at(mut self, step: &[(&'static str, &str)]) -> Self {
        self.kept.extend(step.iter().map(|(name, value)| (*name, (*value).to_owned())));
        self
    }

    /// The frame with this heading.
    pub(crate) fn headed(self, heading: &str) -> Self {
        Self { heading: heading.to_owned(), ..self }
    }
}

/// What happened, and what to do.
pub(crate) struct Message {
    /// How it looks: `good`, `note` or `wrong`.
    pub(crate) kind: &'static str,
    /// The outcome or the refusal.
    pub(crate) code: String,
    /// Whether it is a success.
    pub(crate) done: bool,
    pub(crate) happened: String,
    pub(crate) todo: Option<Around>,
}

/// What stands for a way to sign in: its owner's artwork, a sign that we have, or its first letter.
pub(crate) struct Mark {
    /// The owner's artwork, if the product has it.
    pub(crate) logo: Option<Address>,
    pub(crate) sign: Option<&'static str>,
    pub(crate) letter: String,
}

/// What stands for a person.
pub(crate) struct Avatar {
    pub(crate) letters: String,
    pub(crate) picture: Option<String>,
}

/// A name or an address. A line breaks after its signs rather than elsewhere.
#[derive(PartialEq)]
pub(crate) struct Detail(String);

impl Detail {
    /// `None` if nothing of it is visible.
    pub(crate) fn new(text: &str) -> Option<Self> {
        in_a_line(text).map(Self)
    }

    /// Words of the page's or the site's own.
    pub(crate) const fn own(words: String) -> Self {
        Self(words)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Pieces that must not be broken.
    pub(crate) fn pieces(&self) -> Vec<&str> {
        let (mut pieces, mut start) = (Vec::new(), 0);
        let mut letters = self.0.char_indices().peekable();
        while let Some((_, letter)) = letters.next() {
            let Some((next, follows)) = letters.peek() else { break };
            if ['@', '.'].contains(&letter) && !['@', '.'].contains(follows) {
                pieces.extend(self.0.get(start..*next));
                start = *next;
            }
        }
        pieces.extend(self.0.get(start..));
        pieces
    }
}

/// Somebody, in words.
pub(crate) struct Person {
    pub(crate) avatar: Avatar,
    pub(crate) name: Detail,
    pub(crate) email: Option<Detail>,
    pub(crate) unverified: bool,
}

/// A line of a list: an account or a way to sign in, and what can be done with it.
pub(crate) struct Row {
    pub(crate) figure: Figure,
    pub(crate) label: String,
    pub(crate) details: Vec<Detail>,
    pub(crate) tag: Option<String>,
    /// What else is known of it.
    pub(crate) notes: Vec<Around>,
    /// Whether it is what was just linked.
    pub(crate) changed: bool,
    pub(crate) action: Option<Go>,
}

impl Row {
    pub(crate) const fn new(figure: Figure, label: String, details: Vec<Detail>) -> Self {
        Self { figure, label, details, tag: None, notes: Vec::new(), changed: false, action: None }
    }
}

/// What a line begins with.
pub(crate) enum Figure {
    Avatar(Avatar),
    Mark(Mark),
}

/// A form of one button.
#[derive(Default)]
pub(crate) struct Go {
    pub(crate) posts: bool,
    pub(crate) path: &'static str,
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) class: &'static str,
    pub(crate) words: String,
    /// What a screen reader says if the words alone are not enough.
    pub(crate) label: Option<String>,
    /// What a script opens instead of asking for it.
    pub(crate) opens: Option<String>,
    /// Whose sign-in page it leads to.
    pub(crate) leads_to: Option<String>,
    /// What stands in the field of what it opens.
    pub(crate) value: Option<String>,
}

/// Whether it is that step, whoever asks for it.
pub(crate) fn chooses(step: &str) -> bool {
    step.split('.').next() == Some(CHOOSE)
}

/// That step as the page's own button asks for it, for the other account. An address that somebody else wrote cannot.
pub(crate) fn pressed(review: &Review<'_>) -> String {
    format!("{CHOOSE}.{}", review.press)
}

impl Go {
    /// What a product's style sheet may call its button.
    pub(crate) fn parts(&self) -> &'static str {
        match self.class {
            "main" => "button button-primary",
            "danger" => "button button-danger",
            "quiet" => "button button-quiet",
            _ => "button",
        }
    }
}

/// A form that posts these fields, and ends there.
pub(crate) fn post(path: &'static str, mut fields: Vec<(&'static str, String)>, end: String) -> Go {
    fields.push(("return_to", end));
    Go { posts: true, path, fields, ..Go::default() }
}

/// A sentence with its sign.
pub(crate) struct Point {
    pub(crate) sign: &'static str,
    pub(crate) words: String,
    /// Classes: how it looks, and in which case it is shown.
    pub(crate) kind: String,
}

impl Point {
    pub(crate) fn new(sign: &'static str, words: String, kind: &str) -> Self {
        Self { sign, words, kind: kind.to_owned() }
    }
}

/// A sentence around something that is marked up.
pub(crate) struct Around {
    pub(crate) before: String,
    pub(crate) inside: Inside,
    pub(crate) after: String,
}

/// What a sentence can stand around.
pub(crate) enum Inside {
    Nothing,
    /// A name, a number or an address.
    Text(String),
    Day {
        day: String,
        moment: String,
    },
    Left(Left),
}

/// A time that a script counts down.
pub(crate) struct Left {
    pub(crate) seconds: u64,
    pub(crate) words: String,
    /// Whether it is counted as minutes and seconds.
    pub(crate) clock: bool,
    /// What a script does in the end: asks anew (`ask`), asks anew once (`once`), or only says that it is over.
    pub(crate) then: &'static str,
    /// What stands in the whole sentence's place then.
    pub(crate) over: Option<String>,
}

/// Marks the place of the marked-up part: a private-use letter, which no sentence has.
pub(crate) const INSIDE: &str = "\u{e000}";

impl Around {
    /// Splits a sentence that was filled with [`INSIDE`].
    pub(crate) fn new(sentence: &str, inside: Inside) -> Self {
        let (before, after) = sentence.split_once(INSIDE).unwrap_or((sentence, ""));
        Self { before: before.to_owned(), inside, after: after.to_owned() }
    }

    /// A sentence around nothing.
    pub(crate) const fn plain(sentence: String) -> Self {
        Self { before: sentence, inside: Inside::Nothing, after: String::new() }
    }

    /// The sentence of this id around a time, which it calls `name`.
    pub(crate) fn left(words: &Words, id: &str, name: &str, left: Left) -> Self {
        Self::new(&words.fill(id, &[(name, INSIDE.into())]), Inside::Left(left))
    }
}

impl Left {
    /// So many seconds.
    pub(crate) fn new(words: &Words, seconds: u64, then: &'static str) -> Self {
        Self { seconds, words: time(words, seconds), clock: false, then, over: None }
    }
}

/// So many seconds in words, or from two minutes on minutes.
pub(crate) fn time(words: &Words, seconds: u64) -> String {
    if seconds <= 120 {
        words.fill("seconds", &[("count", seconds.into())])
    } else {
        words.fill("minutes", &[("count", seconds.div_ceil(60).into())])
    }
}

/// What separates two items of a list.
pub(crate) fn comma(words: &Words) -> String {
    let around = words.fill("list-more", &[("first", "".into()), ("last", "".into())]);
    // Nothing is left to be set apart by signs of its own (U+2068, U+2069).
    around.replace(['\u{2068}', '\u{2069}'], "")
}

/// Several things, in a sentence.
pub(crate) fn list(words: &Words, parts: &[String]) -> String {
    let (mut parts, mut list) = (parts.iter().peekable(), String::new());
    let mut id = "list-two";
    while let Some(part) = parts.next() {
        if list.is_empty() {
            list.clone_from(part);
            continue;
        }
        let id_now = if parts.peek().is_some() { "list-more" } else { id };
        list = words.fill(id_now, &[("first", list.into()), ("last", part.as_str().into())]);
        id = "list-last";
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_an_address_behind_its_signs() {
        for (words, expected) in [
            ("ada@home.example", &["ada@", "home.", "example"][..]),
            ("a..b@@c", &["a..", "b@@", "c"]),
            ("@ü.", &["@", "ü."]),
            ("Ada", &["Ada"]),
            ("", &[""]),
        ] {
            assert_eq!(Detail(words.to_owned()).pieces(), expected);
        }
    }
}

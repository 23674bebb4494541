//! What becomes of both accounts' saved settings, in the review at `/settings`.

use super::review::Side;
use crate::metadata::{ShownKey, ShownValue};
use crate::words::Words;

/// The table. A class `present` or `other` says of which account something is, or which one has to stay for it
/// to be shown; none, that it is always shown.
pub(super) struct Saved<'a> {
    /// What is said of all of it.
    pub(super) state: Vec<(&'static str, String)>,
    pub(super) rows: Vec<Key<'a>>,
    pub(super) open: bool,
}

/// A root key of the metadata.
pub(super) struct Key<'a> {
    pub(super) key: &'a str,
    /// `differs`, or of which account alone it is.
    pub(super) class: &'static str,
    pub(super) cells: [Cell; 2],
    /// What becomes of it, where there is no choice.
    pub(super) said: Option<(&'static str, String)>,
    /// The values of the form's field, and what they are called; the first is what happens by itself.
    pub(super) choices: Vec<(&'static str, String)>,
    /// Which account has to stay for there to be a choice.
    pub(super) when: &'static str,
    /// Whose value is lost, and how that is said; settings.css shows which, by what is chosen.
    pub(super) lost: Vec<(&'static str, String)>,
    /// What is read out for the choice.
    pub(super) label: String,
}

/// What it is in one of the accounts.
pub(super) struct Cell {
    /// In which.
    pub(super) who: String,
    /// Nothing where it is not set.
    pub(super) value: Option<String>,
}

impl<'a> Saved<'a> {
    /// None where neither account has any.
    pub(super) fn new(
        words: &Words,
        metadata: &'a [ShownKey<'a>],
        sides: &[Side<'_>; 2],
        open: bool,
    ) -> Option<Self> {
        if metadata.is_empty() {
            return None;
        }
        let differ = metadata.iter().filter(|it| differs(it)).count();
        let carried_to = |has: fn(&ShownKey<'_>) -> bool| {
            let count = metadata.iter().filter(|it| !has(it)).count();
            if count == 0 {
                words.say("settings-all")
            } else {
                words.fill("settings-carried", &[("count", count.into())])
            }
        };
        let to_present = carried_to(|it| it.present.is_some());
        let to_other = carried_to(|it| it.other.is_some());
        let state = if differ > 0 {
            vec![("", words.fill("settings-differ", &[("count", differ.into())]))]
        } else if to_present == to_other {
            vec![("", to_present)]
        } else {
            vec![("present", to_present), ("other", to_other)]
        };
        let rows = metadata.iter().map(|key| row(words, key, sides)).collect();
        Some(Self { state, rows, open: open || differ > 0 })
    }
}

/// Whether both have it, and not the same.
const fn differs(key: &ShownKey<'_>) -> bool {
    key.present.is_some() && key.other.is_some() && !key.same
}

fn row<'a>(words: &Words, key: &'a ShownKey<'a>, sides: &[Side<'_>; 2]) -> Key<'a> {
    let [present, other] = sides;
    let cell = |side: &Side<'_>, value: Option<&ShownValue<'_>>| Cell {
        who: side.call.clone(),
        value: value.map(|it| value_of(words, it)),
    };
    let cells = [cell(present, key.present.as_ref()), cell(other, key.other.as_ref())];
    let lost = |side: &Side<'_>, value: &ShownValue<'_>| {
        let value = named(words, value, &side.call);
        (side.name, words.fill("value-lost", &[("value", value.into())]))
    };
    let (class, said, choices, when, lost) = match (&key.present, &key.other) {
        (Some(of_present), Some(of_other)) if !key.same => {
            let always = |side: &Side<'_>, value| {
                let value = named(words, value, &side.call);
                (side.name, words.fill("choose-value", &[("value", value.into())]))
            };
            let mut choices = vec![
                ("keep", words.say("choose-kept")),
                always(present, of_present),
                always(other, of_other),
            ];
            if key.joinable {
                choices.push(("join", words.say("combine")));
            }
            ("differs", None, choices, "", vec![lost(present, of_present), lost(other, of_other)])
        }
        (Some(_), Some(_)) | (None, None) => {
            ("", Some(("", words.say("same-setting"))), Vec::new(), "", Vec::new())
        }
        (Some(value), None) => alone(words, present, other, lost(present, value)),
        (None, Some(value)) => alone(words, other, present, lost(other, value)),
    };
    let label = words.fill("setting-name", &[("key", key.key.into())]);
    Key { key: key.key, class, cells, said, choices, when, lost, label }
}

type Fate = (
    &'static str,
    Option<(&'static str, String)>,
    Vec<(&'static str, String)>,
    &'static str,
    Vec<(&'static str, String)>,
);

/// One account alone has it: it stays with it, or can be left behind where that account joins.
fn alone(words: &Words, its: &Side<'_>, rival: &Side<'_>, lost: (&'static str, String)) -> Fate {
    let choices = vec![("keep", words.say("carry-over")), ("leave", words.say("leave-behind"))];
    (its.name, Some((its.name, words.say("kept-setting"))), choices, rival.name, vec![lost])
}

fn value_of(words: &Words, value: &ShownValue<'_>) -> String {
    match (value.kind, value.preview.as_deref()) {
        ("list", _) => words.say("a-list"),
        ("group", _) => words.say("a-group"),
        ("yes_no", Some("yes")) => words.say("yes"),
        ("yes_no", _) => words.say("no"),
        (_, None | Some("")) => words.say("empty"),
        (_, Some(preview)) => preview.to_owned(),
    }
}

/// A value in quotation marks, or the list or group of an account.
fn named(words: &Words, value: &ShownValue<'_>, call: &str) -> String {
    match value.kind {
        "list" => words.fill("list-of", &[("label", call.into())]),
        "group" => words.fill("group-of", &[("label", call.into())]),
        _ => words.fill("quoted", &[("value", value_of(words, value).into())]),
    }
}

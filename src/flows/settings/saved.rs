//! What becomes of both accounts' saved settings, in the review at `/settings`.

use super::review::Side;
use crate::metadata::{ShownKey, ShownValue};
use crate::words::Words;

/// The table.
pub(super) struct Saved<'a> {
    pub(super) state: String,
    pub(super) columns: [Column; 2],
    pub(super) rows: Vec<Key<'a>>,
    pub(super) open: bool,
    /// Whether it must be said that to leave something behind depends on which account joins.
    pub(super) depends: bool,
}

pub(super) struct Column {
    pub(super) call: String,
    /// Whether it stays or joins, where there is no choice.
    pub(super) fate: Option<String>,
}

/// A root key of the metadata.
pub(super) struct Key<'a> {
    pub(super) key: &'a str,
    pub(super) cells: [Cell; 2],
    pub(super) after: After,
    /// What is read out for the choice.
    pub(super) label: String,
}

/// What it is in one of the accounts.
pub(super) struct Cell {
    /// In which, and whether that one stays.
    pub(super) who: String,
    /// Nothing where it is not set.
    pub(super) value: Option<String>,
}

/// What becomes of it.
pub(super) enum After {
    Said(String),
    /// The values of the form's field, and what they are called; the first is what happens by itself.
    Chosen(Vec<(&'static str, String)>),
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
        let [_, other] = sides;
        let differ =
            metadata.iter().filter(|it| it.present.is_some() && it.other.is_some() && !it.same);
        let differ = differ.count();
        let carried = metadata.iter().filter(|it| match other.stays {
            Some(true) => it.other.is_none(),
            Some(false) => it.present.is_none(),
            None => it.present.is_none() || it.other.is_none(),
        });
        let carried = carried.count();
        let state = match (differ, carried) {
            (0, 0) => words.say("settings-all"),
            (0, count) => words.fill("settings-carried", &[("count", count.into())]),
            (count, _) => words.fill("settings-differ", &[("count", count.into())]),
        };
        Some(Self {
            state,
            columns: sides
                .each_ref()
                .map(|side| Column { call: side.call.clone(), fate: fate(words, side) }),
            rows: metadata.iter().map(|key| row(words, key, sides)).collect(),
            open: open || differ > 0,
            depends: carried > 0 && other.stays.is_none(),
        })
    }
}

fn fate(words: &Words, side: &Side<'_>) -> Option<String> {
    let say = |stays| if stays { words.say("column-stays") } else { words.say("column-joins") };
    side.stays.map(say)
}

fn row<'a>(words: &Words, key: &'a ShownKey<'a>, sides: &[Side<'_>; 2]) -> Key<'a> {
    let [present, other] = sides;
    let cell = |side: &Side<'_>, value: Option<&ShownValue<'_>>| Cell {
        who: [Some(side.call.clone()), fate(words, side)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        value: value.map(|it| value_of(words, it)),
    };
    Key {
        key: key.key,
        cells: [cell(present, key.present.as_ref()), cell(other, key.other.as_ref())],
        after: after(words, key, sides),
        label: words.fill("setting-name", &[("key", key.key.into())]),
    }
}

fn after(words: &Words, key: &ShownKey<'_>, [present, other]: &[Side<'_>; 2]) -> After {
    if key.same {
        return After::Said(words.say("same-setting"));
    }
    let (of_present, of_other) = match (&key.present, &key.other) {
        (Some(of_present), Some(of_other)) => (of_present, of_other),
        (Some(_), None) if present.stays == Some(true) => {
            return After::Said(words.say("kept-setting"));
        }
        (None, Some(_)) if other.stays == Some(true) => {
            return After::Said(words.say("kept-setting"));
        }
        (Some(_), None) | (None, Some(_)) | (None, None) => {
            return After::Chosen(vec![
                ("keep", words.say("carry-over")),
                ("leave", words.say("leave-behind")),
            ]);
        }
    };
    let mut choices = match other.stays {
        Some(other_stays) => {
            let (kept, joins) =
                if other_stays { (of_other, of_present) } else { (of_present, of_other) };
            vec![("keep", option(words, "keep", kept)), ("take", option(words, "take", joins))]
        }
        None => vec![
            ("keep", words.say("choose-kept")),
            ("present", always(words, of_present, &present.call)),
            ("other", always(words, of_other, &other.call)),
        ],
    };
    if key.joinable {
        choices.push(("join", words.say("combine")));
    }
    After::Chosen(choices)
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

fn option(words: &Words, verb: &str, value: &ShownValue<'_>) -> String {
    match value.kind {
        "list" => words.say(&format!("{verb}-list")),
        "group" => words.say(&format!("{verb}-group")),
        _ => {
            let shown = value_of(words, value);
            words.fill(&format!("{verb}-value"), &[("value", shown.into())])
        }
    }
}

fn always(words: &Words, value: &ShownValue<'_>, call: &str) -> String {
    let named = match value.kind {
        "list" => words.fill("list-of", &[("label", call.into())]),
        "group" => words.fill("group-of", &[("label", call.into())]),
        _ => words.fill("quoted", &[("value", value_of(words, value).into())]),
    };
    words.fill("choose-value", &[("value", named.into())])
}

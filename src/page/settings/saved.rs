//! Both accounts' saved settings and their choices, in the review at `/settings`.

use serde_json::Value;

use super::parts::list;
use super::speaker::{Speaker, readable};
use crate::metadata::{ShownKey, ShownValue};
use crate::user::called::in_a_line;
use crate::view::review::{Account, Review};
use crate::words::Words;

/// One of the two accounts, beside the other one.
pub(crate) struct Side<'a> {
    pub(crate) name: &'static str,
    pub(crate) account: &'a Account<'a>,
    /// What tells it from the other one.
    pub(crate) call: String,
    /// Whether its values are those to begin with.
    pub(crate) checked: bool,
    pub(crate) rival: &'a Account<'a>,
    pub(crate) rival_name: &'static str,
}

/// Longest value that is shown, in characters, and most parts of one.
const MAX_VALUE: usize = 120;
const MAX_PARTS: usize = 12;
/// How deep lists and groups in each other are shown.
const MAX_DEPTH: usize = 2;

/// The settings.
pub(crate) struct Saved<'a> {
    /// How many need a choice.
    pub(crate) differ: Option<String>,
    pub(crate) conflicts: Vec<Setting<'a>>,
    /// What is said of the rest.
    pub(crate) kept: String,
    pub(crate) rest: Vec<Setting<'a>>,
    pub(crate) open: bool,
}

/// A root key of the metadata.
pub(crate) struct Setting<'a> {
    pub(crate) key: &'a str,
    pub(crate) name: String,
    /// The key, and its name.
    detail: String,
    /// What can be kept of it; empty if there is only one value.
    pub(crate) choices: Vec<Choice>,
    pub(crate) value: Option<String>,
    /// Whose it is.
    pub(crate) who: String,
    /// The account that has to stay for it to be left behind.
    pub(crate) leave: Option<&'static str>,
}

/// A choice for a key.
pub(crate) struct Choice {
    /// The value of the form's field.
    pub(crate) field: &'static str,
    pub(crate) said: String,
    pub(crate) who: Option<String>,
    pub(crate) checked: bool,
}

impl<'a> Saved<'a> {
    /// `None` if neither account has any.
    pub(crate) fn new(
        speaker: Speaker<'_>,
        shown: &'a Review<'a>,
        sides: &[Side<'_>; 2],
    ) -> Option<Self> {
        let words = speaker.words;
        if shown.metadata.is_empty() {
            return None;
        }
        let differs = |it: &&ShownKey<'_>| it.conflict || !it.falls_back.is_empty();
        let (conflicts, rest): (Vec<_>, Vec<_>) = shown.metadata.iter().partition(differs);
        let count = [("count", conflicts.len().into())];
        let differ = (!conflicts.is_empty()).then(|| words.fill("settings-differ", &count));
        let kept = if differ.is_some() { "settings-rest" } else { "settings-all" };
        let free = shown.choice.possible.len() > 1;
        let settings = |keys: Vec<&'a ShownKey<'a>>| {
            keys.into_iter().map(|key| setting(speaker, key, sides, free)).collect()
        };
        Some(Self {
            differ,
            conflicts: settings(conflicts),
            kept: words.say(kept),
            rest: settings(rest),
            open: !shown.too_large.is_empty(),
        })
    }

    /// Each setting's key, for the product's developers.
    pub(crate) fn keys(&self) -> impl Iterator<Item = String> {
        self.conflicts.iter().chain(&self.rest).map(|it| it.detail.clone())
    }
}

/// `free`: which account stays is a choice, too.
fn setting<'a>(
    speaker: Speaker<'_>,
    key: &'a ShownKey<'a>,
    sides: &[Side<'_>; 2],
    free: bool,
) -> Setting<'a> {
    let words = speaker.words;
    let name = speaker.setting_name(key.key);
    let values =
        [("name", name.as_str().into()), ("value", in_a_line(key.key).unwrap_or_default().into())];
    let alone = Setting {
        key: key.key,
        detail: words.fill("named-value", &values),
        name,
        choices: Vec::new(),
        value: None,
        who: String::new(),
        leave: None,
    };
    let [present, other] = sides;
    let said = |value: &ShownValue<'_>| said(speaker, value.value);
    match (&key.present, &key.other) {
        (Some(of_present), Some(of_other)) if !key.same => {
            // If the person keeps an account without room for both after all, that is said and refused.
            let lacks_room = |side: &Side<'_>| key.lacks_room(&side.account.user.user_id);
            let joins = key.joinable && !sides.iter().any(|it| it.checked && lacks_room(it));
            let own = |side: &Side<'_>, value, field| Choice {
                field,
                said: said(value),
                who: Some(side.call.clone()),
                checked: !joins && !free && side.checked,
            };
            let of_both =
                |field, id, checked| Choice { field, said: words.say(id), who: None, checked };
            let both = if key.conflict { "both-but" } else { "both" };
            let both = key.joinable.then(|| of_both("join", both, joins));
            // Follows the choice of the account, without scripts, too.
            let kept = (free && !joins).then(|| of_both("keep", "kept-value", true));
            let own = [own(present, of_present, "present"), own(other, of_other, "other")];
            let choices = both.into_iter().chain(kept).chain(own).collect();
            Setting { choices, ..alone }
        }
        (Some(value), Some(_)) => {
            Setting { value: Some(said(value)), who: words.say("same-setting"), ..alone }
        }
        (Some(value), None) => Setting {
            value: Some(said(value)),
            who: present.call.clone(),
            leave: Some(present.rival_name),
            ..alone
        },
        (None, Some(value)) => Setting {
            value: Some(said(value)),
            who: other.call.clone(),
            leave: Some(other.rival_name),
            ..alone
        },
        (None, None) => alone,
    }
}

/// A value as people read it.
fn said(speaker: Speaker<'_>, value: &Value) -> String {
    let words = speaker.words;
    let text = spelled(speaker, value, 0).unwrap_or_else(|| words.say("empty"));
    let cut: String = text.chars().take(MAX_VALUE).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}

fn spelled(speaker: Speaker<'_>, value: &Value, depth: usize) -> Option<String> {
    let words = speaker.words;
    let inner = depth.saturating_add(1);
    Some(match value {
        Value::Null => return None,
        Value::String(text) => {
            in_a_line(&text.chars().take(MAX_VALUE.saturating_add(1)).collect::<String>())?
        }
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => words.say(if *yes { "yes" } else { "no" }),
        Value::Array(_) | Value::Object(_) if depth > MAX_DEPTH => "…".to_owned(),
        Value::Array(items) => {
            let items = items.iter().take(MAX_PARTS);
            listed(words, items.filter_map(|it| spelled(speaker, it, inner)).collect())?
        }
        Value::Object(group) => {
            let parts = group.iter().take(MAX_PARTS).filter_map(|(key, value)| {
                let value = spelled(speaker, value, inner)?;
                let values = [("name", readable(key).into()), ("value", value.into())];
                Some(words.fill("named-value", &values))
            });
            listed(words, parts.collect())?
        }
    })
}

fn listed(words: &Words, parts: Vec<String>) -> Option<String> {
    (!parts.is_empty()).then(|| list(words, &parts))
}

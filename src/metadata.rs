//! Joining two users' metadata: what is written to the one that stays, and how it is undone. Auth0 merges a PATCH at
//! the first level only, so everything here goes by root keys.

pub mod journal;
pub mod kept;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

/// Our one key in `user_metadata`, never shown and never copied: the journal of a link under way. What linked accounts
/// had is kept in `app_metadata`, under keys that begin with it.
pub const RESERVED: &str = "account_linking";

/// Auth0's limit on a whole profile, in bytes.
pub const MAX_PROFILE_BYTES: usize = 10 * 1024;

/// Longest value that is shown, in characters.
const MAX_PREVIEW: usize = 40;

/// What to do with a root key that the secondary account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The primary's value stays: the default for plain values that differ.
    Keep,
    /// The secondary's value takes its place.
    Take,
    /// Sets are united, groups are merged; of other values that differ the primary's stays. The default.
    Join,
    /// If only the secondary has it, it is not copied. The default is to copy it.
    Leave,
}

/// The choices by root key; a key without one gets the default.
pub type Choices = BTreeMap<String, Choice>;

impl Choice {
    /// The choice of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "keep" => Self::Keep,
            "take" => Self::Take,
            "join" => Self::Join,
            "leave" => Self::Leave,
            _ => return None,
        })
    }
}

/// The root keys of the primary's metadata that change when the secondary is linked to it, with their new values. Never
/// null, which would remove a key, and never our own key.
#[must_use]
pub fn merge(
    primary: &Map<String, Value>,
    secondary: &Map<String, Value>,
    choices: &Choices,
) -> Map<String, Value> {
    let mut changes = Map::new();
    for (key, theirs) in secondary.iter().filter(|(key, value)| is_data(key, value)) {
        let choice = choices.get(key);
        let value = match primary.get(key).filter(|value| !value.is_null()) {
            None if choice == Some(&Choice::Leave) => continue,
            None => theirs.clone(),
            Some(ours) => match choice {
                Some(Choice::Take) => theirs.clone(),
                Some(Choice::Join) | None => join(ours, theirs),
                Some(Choice::Keep | Choice::Leave) => continue,
            },
        };
        if primary.get(key) != Some(&value) {
            changes.insert(key.clone(), value);
        }
    }
    changes
}

/// One value out of two: a set has the primary's items first, then those of the secondary that it
/// lacks; a group has the keys of both, joined in the same way; else the primary's value stays.
fn join(ours: &Value, theirs: &Value) -> Value {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) if is_set(ours) && is_set(theirs) => {
            let mut joined = ours.clone();
            for item in theirs {
                if !joined.contains(item) {
                    joined.push(item.clone());
                }
            }
            Value::Array(joined)
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            let mut joined = ours.clone();
            for (key, theirs) in theirs {
                let value = ours.get(key).map_or_else(|| theirs.clone(), |ours| join(ours, theirs));
                joined.insert(key.clone(), value);
            }
            Value::Object(joined)
        }
        _ => ours.clone(),
    }
}

/// Whether a list is used as a set: words, none of them twice. Of a point or a series two would make one that
/// neither account had.
fn is_set(list: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    list.iter().all(|item| item.as_str().is_some_and(|word| seen.insert(word)))
}

/// Whether both can be joined into one.
fn can_join(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(ours), Value::Array(theirs)) => is_set(ours) && is_set(theirs),
        (Value::Object(_), Value::Object(_)) => true,
        _ => false,
    }
}

/// Whether [`join`] keeps all that both have.
fn joins_whole(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Array(_), Value::Array(_)) => ours == theirs || can_join(ours, theirs),
        (Value::Object(ours), Value::Object(theirs)) => theirs
            .iter()
            .all(|(key, theirs)| ours.get(key).is_none_or(|ours| joins_whole(ours, theirs))),
        _ => ours == theirs,
    }
}

/// The PATCH that turns `current` into `wanted`: new and changed root keys, and null for each to remove.
#[must_use]
pub fn difference(current: &Map<String, Value>, wanted: &Map<String, Value>) -> Map<String, Value> {
    let changed = wanted.iter().filter(|(key, value)| current.get(*key) != Some(*value));
    let changed = changed.map(|(key, value)| (key.clone(), value.clone()));
    let removed = current.keys().filter(|key| !wanted.contains_key(*key));
    changed.chain(removed.map(|key| (key.clone(), Value::Null))).collect()
}

/// The size of the metadata as JSON, in bytes.
#[must_use]
pub fn bytes(metadata: &Map<String, Value>) -> usize {
    // Not `Value::to_string`, which would need a copy.
    serde_json::to_vec(metadata).map_or(0, |json| json.len())
}

/// The root keys of what a person could miss.
pub fn data_keys(metadata: &Map<String, Value>) -> impl Iterator<Item = &str> {
    metadata.iter().filter(|(key, value)| is_data(key, value)).map(|(key, _)| key.as_str())
}

/// Whether there is any of it.
#[must_use]
pub fn has_data(metadata: &Map<String, Value>) -> bool {
    data_keys(metadata).next().is_some()
}

fn is_data(key: &str, value: &Value) -> bool {
    key != RESERVED && !kept::is_key(key) && !value.is_null()
}

/// A root key of both accounts' metadata, side by side, for the review.
#[derive(Debug, Serialize)]
pub struct ShownKey<'a> {
    /// The key.
    pub key: &'a str,
    /// Its value in the signed-in account.
    pub present: Option<ShownValue<'a>>,
    /// Its value in the proved account.
    pub other: Option<ShownValue<'a>>,
    /// Whether both are the same.
    pub same: bool,
    /// Whether both can be joined into one.
    pub joinable: bool,
    /// Whether something of one of them is lost, whichever stays.
    pub conflict: bool,
    /// The accounts that would keep their own value if they stay: both values together would be too large.
    pub falls_back: Vec<&'a str>,
}

impl ShownKey<'_> {
    /// Whether this account, if it stays, keeps its own value for want of room.
    #[must_use]
    pub fn lacks_room(&self, user_id: &str) -> bool {
        self.falls_back.contains(&user_id)
    }
}

/// A value, as much of it as is shown.
#[derive(Debug, Serialize)]
pub struct ShownValue<'a> {
    /// `text`, `number`, `yes_no`, `list` or `group`.
    pub kind: &'static str,
    /// Its beginning, unless it is a list or a group.
    pub preview: Option<String>,
    /// The whole value.
    #[serde(skip)]
    pub value: &'a Value,
}

/// The root keys of both accounts' metadata.
#[must_use]
pub fn shown<'a>(
    present: &'a Map<String, Value>,
    other: &'a Map<String, Value>,
) -> Vec<ShownKey<'a>> {
    let mut keys: Vec<&str> = present.keys().chain(other.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    let value = |of: &'a Map<String, Value>, key: &str| {
        of.get(key).filter(|value| is_data(key, value)).map(ShownValue::of)
    };
    let pairs = keys.into_iter().map(|key| (key, value(present, key), value(other, key)));
    pairs
        .filter(|(_, present, other)| present.is_some() || other.is_some())
        .map(|(key, present, other)| {
            let both = present.as_ref().zip(other.as_ref());
            let same = both.is_some_and(|(one, two)| one.value == two.value);
            let joinable = both.is_some_and(|(one, two)| can_join(one.value, two.value));
            let conflict = both.is_some_and(|(one, two)| !joins_whole(one.value, two.value));
            ShownKey { key, present, other, same, joinable, conflict, falls_back: Vec::new() }
        })
        .collect()
}

impl<'a> ShownValue<'a> {
    fn of(value: &'a Value) -> Self {
        let (kind, preview) = match value {
            Value::String(text) => ("text", Some(text.chars().take(MAX_PREVIEW).collect())),
            Value::Number(number) => ("number", Some(number.to_string())),
            Value::Bool(yes) => ("yes_no", Some(if *yes { "yes" } else { "no" }.to_owned())),
            Value::Array(_) => ("list", None),
            Value::Object(_) => ("group", None),
            // Filtered out above.
            Value::Null => ("text", None),
        };
        Self { kind, preview, value }
    }
}

#[cfg(test)]
mod tests;

//! The journal of a link whose metadata is written first: what to undo if the link fails. It is kept in the key-value
//! store or else, sealed, in the metadata itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::RESERVED;
use crate::platform::UnixTime;
use crate::seal::fingerprint;
use crate::user::UserId;

/// How long after the metadata is written the link may still be sent, in seconds.
pub const LINK_WITHIN: u64 = 10;

/// When a link that was under way is certainly over, in seconds: longer than a link sent within [`LINK_WITHIN`] can
/// take.
const OVER_AFTER: u64 = 30;

/// What to undo in the primary account if the secondary was not linked to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// When the metadata was written.
    pub at: UnixTime,
    /// The link.
    #[serde(flatten)]
    pub about: About,
    /// What to undo, by root key.
    undo: BTreeMap<String, Undo>,
    /// The root keys of `app_metadata` that keep something for an unlink.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

/// The link that a journal is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The account to be linked.
    pub secondary: UserId,
    /// The connection that proved it, for the history.
    pub connection: String,
    /// The id of the review that it was shown in; the event's id is made from it.
    pub review: String,
    /// Whether the proved account was chosen as the primary one.
    pub swap: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Undo {
    /// The value that was there before, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<Value>,
    /// Fingerprints of the values that were written, by this try and earlier ones. A value is undone only if it is
    /// still one of them.
    put: Vec<String>,
}

impl Journal {
    /// A journal of writing `wanted` into `base`, the metadata without what an earlier try wrote. It includes that
    /// try's journal, to undo both.
    #[must_use]
    pub fn new(
        about: About,
        base: &Map<String, Value>,
        wanted: &Map<String, Value>,
        before: Option<&Self>,
        now: UnixTime,
    ) -> Self {
        let mut undo = before.map_or_else(BTreeMap::new, |before| before.undo.clone());
        for (key, value) in wanted {
            let was = base.get(key).cloned();
            let entry = undo.entry(key.clone()).or_insert(Undo { was: None, put: Vec::new() });
            entry.was = was;
            entry.put.push(mark(value));
        }
        let kept = before.map_or_else(Vec::new, |before| before.kept.clone());
        Self { at: now, about, undo, kept }
    }

    /// The seconds until the link is certainly over; 0 if it is.
    #[must_use]
    pub const fn over_in(&self, now: UnixTime) -> u64 {
        OVER_AFTER.saturating_sub(now.since(self.at))
    }

    /// The metadata as if it had never been written to. What somebody else changed since stays.
    #[must_use]
    pub fn undone(&self, current: &Map<String, Value>) -> Map<String, Value> {
        let mut metadata = current.clone();
        metadata.remove(RESERVED);
        for (key, undo) in &self.undo {
            if metadata.get(key).is_none_or(|value| !undo.put.contains(&mark(value))) {
                continue;
            }
            match &undo.was {
                Some(value) => metadata.insert(key.clone(), value.clone()),
                None => metadata.remove(key),
            };
        }
        metadata
    }
}

/// The keys of a JSON object are sorted, so equal values have equal marks.
fn mark(value: &Value) -> String {
    fingerprint(&value.to_string()).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        keeps_its_shape::<Journal>(&json!({
            "at": 1, "secondary": "github|1", "connection": "github", "review": "r", "swap": true,
            "undo": { "key": { "was": 1, "put": ["f"] } }, "kept": ["k"],
        }));
    }

    fn map(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    fn about() -> About {
        let text = |text: &str| text.to_owned();
        let (connection, review) = (text("github"), text("r"));
        let secondary = UserId::parse("github|1").unwrap();
        About { secondary, connection, review, swap: false }
    }

    #[track_caller]
    fn check(before: Value, changes: Value, found: Value, expected: Value) {
        let journal = Journal::new(about(), &map(before), &map(changes), None, UnixTime(1));
        assert_eq!(Value::Object(journal.undone(&map(found))), expected);
    }

    #[test]
    fn takes_back_what_was_written() {
        check(
            json!({"a": 1, "b": 2}),
            json!({"b": 3, "c": {"y": 1, "x": 2}}),
            json!({"a": 1, "b": 3, "c": {"x": 2, "y": 1}}),
            json!({"a": 1, "b": 2}),
        );
    }

    #[test]
    fn leaves_what_others_changed_since() {
        check(
            json!({"a": 1, "b": 2}),
            json!({"b": 3, "c": 4, "d": 5}),
            json!({"a": 9, "b": 8, "d": 5}),
            json!({"a": 9, "b": 8}),
        );
    }

    #[test]
    fn a_write_that_did_not_arrive_has_nothing_to_take_back() {
        check(json!({"a": 1}), json!({"b": 3}), json!({"a": 1}), json!({"a": 1}));
    }

    #[test]
    fn a_second_try_can_take_back_the_first_one_too() {
        let base = map(json!({"a": 1}));
        let first = map(json!({"a": 2, "b": 3}));
        let first = Journal::new(about(), &base, &first, None, UnixTime(1));
        let second = map(json!({"a": 4, "c": 5}));
        let second = Journal::new(about(), &base, &second, Some(&first), UnixTime(2));
        for found in [json!({"a": 2, "b": 3}), json!({"a": 4, "c": 5}), json!({"a": 2, "c": 5})] {
            assert_eq!(Value::Object(second.undone(&map(found))), json!({"a": 1}));
        }
        let later = json!({"a": 7, "b": 3});
        assert_eq!(Value::Object(second.undone(&map(later))), json!({"a": 7}));
    }
}

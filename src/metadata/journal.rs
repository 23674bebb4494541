//! The journal of a link whose metadata is written first: what to take back should the link not come
//! about. It lies in the key-value store, or else in the very metadata that it is about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::RESERVED;
use crate::cookies::keys::fingerprint;
use crate::platform::UnixTime;

/// How long after the metadata a link may still be sent, in seconds.
pub const LINK_WITHIN: u64 = 10;

/// After how many seconds a link that was under way is over for sure: later than one that was sent
/// within [`LINK_WITHIN`] can have been waited for.
const OVER_AFTER: u64 = 30;

/// What is to be taken back from the primary account if the secondary did not join it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// When the metadata was written, in seconds since the epoch.
    at: u64,
    /// The account that joins.
    pub secondary: String,
    /// The connection that it was proved by, for the record of the link.
    pub connection: String,
    /// The review that it was shown in, by which the link is known wherever it is told of.
    pub review: String,
    /// Whether the primary account was chosen to be the other one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub swap: bool,
    /// By root key.
    undo: BTreeMap<String, Undo>,
    /// The root keys of `app_metadata` under which something was put by for an unlink.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Undo {
    /// The value that was there before, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    was: Option<Value>,
    /// A fingerprint of the value that was written: only as long as it is still there it is ours to
    /// take back.
    put: String,
}

impl Journal {
    /// A journal of these changes to this metadata.
    #[must_use]
    pub fn new(
        metadata: &Map<String, Value>,
        changes: &Map<String, Value>,
        secondary: String,
        connection: String,
        review: String,
        now: UnixTime,
    ) -> Self {
        let undo = |(key, value): (&String, &Value)| {
            let was = metadata.get(key).cloned();
            (key.clone(), Undo { was, put: mark(value) })
        };
        let undo = changes.iter().map(undo).collect();
        Self { at: now.0, secondary, connection, review, swap: false, undo, kept: Vec::new() }
    }

    /// The journal that lies in the metadata itself.
    #[must_use]
    pub fn inside(metadata: &Map<String, Value>) -> Option<Self> {
        serde_json::from_value(metadata.get(RESERVED)?.clone()).ok()
    }

    /// The journal as a value for the metadata.
    #[must_use]
    pub fn to_value(&self) -> Value {
        // Texts, numbers and what was JSON before: writing it does not fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// When the metadata was written.
    #[must_use]
    pub const fn written(&self) -> UnixTime {
        UnixTime(self.at)
    }

    /// Whether the link that it is about cannot be under way any more.
    #[must_use]
    pub const fn is_over(&self, now: UnixTime) -> bool {
        now.since(UnixTime(self.at)) >= OVER_AFTER
    }

    /// The metadata as it would be had it never been written to. What somebody else has changed since
    /// stays as they left it.
    #[must_use]
    pub fn undone(&self, current: &Map<String, Value>) -> Map<String, Value> {
        let mut metadata = current.clone();
        metadata.remove(RESERVED);
        for (key, undo) in &self.undo {
            if metadata.get(key).is_none_or(|value| mark(value) != undo.put) {
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

/// The keys of a JSON object are sorted here, so that equal values have equal marks.
fn mark(value: &Value) -> String {
    fingerprint(&value.to_string()).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[track_caller]
    fn check(before: Value, changes: Value, found: Value, expected: Value) {
        let (before, changes) = (map(before), map(changes));
        let (id, connection) = ("github|1".to_owned(), "github".to_owned());
        let review = "review".to_owned();
        let journal = Journal::new(&before, &changes, id, connection, review, UnixTime(1));
        let mut found = map(found);
        found.insert(RESERVED.to_owned(), journal.to_value());
        let journal = Journal::inside(&found).unwrap();
        assert_eq!(Value::Object(journal.undone(&found)), expected);
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
}

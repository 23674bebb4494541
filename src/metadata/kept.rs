//! What linked accounts had, put by in the primary's `app_metadata` at link time, so that unlinking can
//! give it back. Auth0 itself throws it away.

use serde_json::{Map, Value};

use super::RESERVED;
use crate::user::UserId;

/// Under [`RESERVED`], by the linked account's id.
const KEPT: &str = "kept";

/// What this account had, if it is put by.
#[must_use]
pub fn of<'a>(
    app_metadata: &'a Map<String, Value>,
    user_id: &UserId,
) -> Option<&'a Map<String, Value>> {
    app_metadata.get(RESERVED)?.get(KEPT)?.get(user_id.to_string())?.as_object()
}

/// Our key of `app_metadata` with what this account had, which becomes one root key of a PATCH.
#[must_use]
pub fn with(
    app_metadata: &Map<String, Value>,
    user_id: &UserId,
    metadata: &Map<String, Value>,
) -> Value {
    let mut kept = all(app_metadata);
    let mut data = metadata.clone();
    data.remove(RESERVED);
    kept.insert(user_id.to_string(), Value::Object(data));
    wrap(kept)
}

/// Our key of `app_metadata` without it: null where nothing is left.
#[must_use]
pub fn without(app_metadata: &Map<String, Value>, user_id: &UserId) -> Value {
    let mut kept = all(app_metadata);
    kept.remove(&user_id.to_string());
    if kept.is_empty() { Value::Null } else { wrap(kept) }
}

/// The accounts of which something is put by.
#[must_use]
pub fn accounts(app_metadata: &Map<String, Value>) -> Vec<UserId> {
    all(app_metadata).keys().filter_map(|id| UserId::parse(id)).collect()
}

fn all(app_metadata: &Map<String, Value>) -> Map<String, Value> {
    let kept = app_metadata.get(RESERVED).and_then(|ours| ours.get(KEPT));
    kept.and_then(Value::as_object).cloned().unwrap_or_default()
}

fn wrap(kept: Map<String, Value>) -> Value {
    Value::Object(Map::from_iter([(KEPT.to_owned(), Value::Object(kept))]))
}

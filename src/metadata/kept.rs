//! What linked accounts had, kept in the primary's `app_metadata` when they are linked, so that unlinking can give it
//! back: Auth0 itself throws it away. Each account has its own root key, since a PATCH replaces root keys whole, and
//! two links at once must not undo each other.

use serde_json::{Map, Value, json};

use crate::seal::fingerprint;
use crate::user::UserId;

/// What such a root key begins with. A hash follows, as an id may hold a dot, which Auth0 does not allow in a key.
const PREFIX: &str = "account_linking_";

fn key(user_id: &UserId) -> String {
    let mark: String = fingerprint(&user_id.to_string()).chars().take(16).collect();
    format!("{PREFIX}{mark}")
}

/// Whether a root key is one of these.
#[must_use]
pub fn is_key(key: &str) -> bool {
    key.starts_with(PREFIX)
}

/// What this account had, if it was kept.
#[must_use]
pub fn of<'a>(
    app_metadata: &'a Map<String, Value>,
    user_id: &UserId,
) -> Option<&'a Map<String, Value>> {
    app_metadata.get(&key(user_id))?.get("user_metadata")?.as_object()
}

/// The account's connection, if that was kept too: in another database its id may be somebody else's.
#[must_use]
pub fn connection<'a>(app_metadata: &'a Map<String, Value>, user_id: &UserId) -> Option<&'a str> {
    app_metadata.get(&key(user_id))?.get("connection")?.as_str()
}

/// The root key and value that keep what this account has.
#[must_use]
pub fn entry(
    user_id: &UserId,
    connection: Option<&str>,
    metadata: &Map<String, Value>,
) -> (String, Value) {
    let id = user_id.to_string();
    let value = json!({ "user_id": id, "connection": connection, "user_metadata": metadata });
    (key(user_id), value)
}

/// The root keys and values kept here: they move along if this account is linked to another one.
pub fn entries(app_metadata: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    app_metadata.iter().filter(|(key, value)| is_key(key) && value.is_object())
}

/// The accounts of which something is kept.
#[must_use]
pub fn accounts(app_metadata: &Map<String, Value>) -> Vec<UserId> {
    entries(app_metadata)
        .filter_map(|(_, entry)| UserId::parse(entry["user_id"].as_str()?))
        .collect()
}

/// The PATCH that removes what this account had.
#[must_use]
pub fn forget(user_id: &UserId) -> Map<String, Value> {
    Map::from_iter([(key(user_id), Value::Null)])
}

//! What happened to a person's links, in the key-value store if one is granted.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::user::UserId;
use crate::view::me::Entry;
use crate::visit::Visit;
use crate::webhook::Done;

/// How many entries are kept.
const MAX_ENTRIES: usize = 20;
/// How long a history is kept after its last entry, in seconds: two years.
const LIFETIME: u64 = 2 * 365 * 24 * 60 * 60;

/// An entry, as it is stored.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct StoredEntry {
    what: Done,
    connection: Option<String>,
    at: u64,
    /// The account that was linked or unlinked.
    secondary: String,
}

/// A user's history, to add to.
pub struct History {
    of: UserId,
    entries: Vec<StoredEntry>,
}

/// What happened to this user's links, the newest first; `None` without a store.
pub async fn of<P: Platform>(visit: &Visit<'_, P>, user_id: &UserId) -> Option<Vec<Entry>> {
    let kept = find(visit, user_id).await?;
    let entry = |it: StoredEntry| Entry {
        what: it.what,
        connection: it.connection,
        at: it.at,
        of: it.secondary,
    };
    Some(kept.into_iter().map(entry).collect())
}

impl History {
    /// Reads it.
    pub async fn read<P: Platform>(visit: &Visit<'_, P>, user_id: &UserId) -> Self {
        let entries = find(visit, user_id).await.unwrap_or_default();
        Self { of: user_id.clone(), entries }
    }

    /// Whether the last event between the two is this one, and not from before `since`: then it was reported already.
    #[must_use]
    pub fn tells(&self, what: Done, secondary: &UserId, since: UnixTime) -> bool {
        let secondary = secondary.to_string();
        let last = self.entries.iter().find(|entry| entry.secondary == secondary);
        last.is_some_and(|entry| entry.what == what && entry.at >= since.0)
    }

    /// Adds an entry. If an account is linked, its history moves here.
    pub async fn add<P: Platform>(
        self,
        visit: &Visit<'_, P>,
        what: Done,
        secondary: &UserId,
        connection: Option<&str>,
        at: UnixTime,
    ) {
        let joins = what != Done::Unlinked;
        let brought = if joins { find(visit, secondary).await } else { None };
        let of = self.of.to_string();
        let entry = StoredEntry {
            what,
            connection: connection.map(ToOwned::to_owned),
            at: at.0,
            secondary: secondary.to_string(),
        };
        let add = |mut entries: Vec<StoredEntry>| {
            if entries.contains(&entry) {
                return None;
            }
            entries.extend(brought.iter().flatten().cloned());
            entries.insert(0, entry.clone());
            // A stable sort: entries of the same second stay in order.
            entries.sort_by_key(|entry| Reverse(entry.at));
            entries.truncate(MAX_ENTRIES);
            Some(entries)
        };
        let kept = store::change(visit, Record::History, &of, LIFETIME, add).await;
        if kept && brought.is_some() {
            store::forget(visit, Record::History, &secondary.to_string()).await;
        }
    }
}

async fn find<P: Platform>(visit: &Visit<'_, P>, user_id: &UserId) -> Option<Vec<StoredEntry>> {
    store::find(visit, Record::History, &user_id.to_string()).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        keeps_its_shape::<StoredEntry>(&json!({
            "what": "linked", "connection": "github", "at": 1, "secondary": "github|1"
        }));
    }
}

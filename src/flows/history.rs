//! What happened to a person's links, kept in the key-value store where one is granted.

use serde::{Deserialize, Serialize};

use crate::flows::done::Done;
use crate::platform::Platform;
use crate::store::{self, Record};
use crate::user::UserId;
use crate::visit::Visit;

/// How many entries are kept.
const MAX_ENTRIES: usize = 20;
/// How long a history is kept after its last entry, in seconds: two years.
const LIFETIME: u64 = 2 * 365 * 24 * 60 * 60;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    what: Done,
    connection: Option<String>,
    /// Seconds since the epoch.
    at: u64,
}

/// What happened to this user's links, the newest first.
pub async fn of<P: Platform>(visit: &Visit<'_, P>, user_id: &UserId) -> Option<Vec<Entry>> {
    store::find(visit, Record::History, &user_id.to_string()).await
}

/// Adds an entry. Two at the same moment may lose one: the store cannot compare and swap.
pub async fn add<P: Platform>(
    visit: &Visit<'_, P>,
    user_id: &UserId,
    what: Done,
    connection: Option<&str>,
) {
    let mut entries = of(visit, user_id).await.unwrap_or_default();
    let connection = connection.map(ToOwned::to_owned);
    entries.insert(0, Entry { what, connection, at: visit.now.0 });
    entries.truncate(MAX_ENTRIES);
    let of = user_id.to_string();
    let _best_effort = store::keep(visit, Record::History, &of, entries, LIFETIME).await;
}

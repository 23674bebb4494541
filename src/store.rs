//! What is kept in the key-value store, where one is granted: sealed records, each with its own end.
//! Whatever is kept there can be done without.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::cookies::keys::Key;
use crate::platform::Platform;
use crate::visit::Visit;

/// Longest record that is opened, in bytes. The longest is two users' metadata.
const MAX_BYTES: usize = 256 * 1024;

/// A record by its kind. The key that seals it is derived from the kind and from whose it is, so
/// that a record moved to another place does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// What happened to a user's links.
    History,
    /// A link whose metadata is written, and which is not finished.
    Journal,
    /// The Management API's token in mode `client`.
    ManagementToken,
    /// When codes and links went out to a person, an address or a number.
    Messages,
    /// Scopes that the tenant refused calls for.
    MissingScopes,
    /// The ID token of a login, which proves that account to Auth0 where it joins another one.
    Proof,
    /// What a review showed of both accounts' metadata.
    Snapshot,
    /// Events that the product has not received yet.
    Webhooks,
}

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    value: T,
}

impl Record {
    const fn name(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Journal => "journal",
            Self::ManagementToken => "management-token",
            Self::Messages => "messages",
            Self::MissingScopes => "missing-scopes",
            Self::Proof => "proof",
            Self::Snapshot => "snapshot",
            Self::Webhooks => "webhooks",
        }
    }

    fn label(self, of: &str) -> String {
        format!("store/{}/{of}", self.name())
    }

    /// The store's keys tell nobody whose record it is.
    fn key(self, key: Key<'_>, of: &str) -> String {
        format!("{}/{}", self.name(), key.hash("store key", of))
    }
}

/// Keeps a value for `lifetime` seconds, and says whether it is kept.
pub async fn keep<P: Platform, T: Serialize>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
    value: T,
    lifetime: u64,
) -> bool {
    let now = visit.platform.now();
    let ring = visit.ring();
    let sealed = ring.seal_as(&record.label(of), Kept { value }, now, now.plus(lifetime));
    let Ok(sealed) = sealed else { return false };
    if sealed.len() > MAX_BYTES {
        return false;
    }
    visit.platform.remember(&record.key(ring.newest(), of), sealed.as_bytes()).await
}

/// Finds a value that is kept and has not run out.
pub async fn find<P: Platform, T: DeserializeOwned>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
) -> Option<T> {
    let ring = visit.ring();
    // A record made before the secrets changed lies under the older one's name.
    for key in ring.keys() {
        let Some(sealed) = visit.platform.recall(&record.key(key, of)).await else { continue };
        let sealed = String::from_utf8(sealed).ok()?;
        let now = visit.platform.now();
        let kept = ring.open_as::<Kept<T>>(&record.label(of), &sealed, MAX_BYTES, now);
        if let Some(kept) = kept {
            return Some(kept.value);
        }
    }
    None
}

/// Removes a value.
pub async fn forget<P: Platform>(visit: &Visit<'_, P>, record: Record, of: &str) {
    for key in visit.ring().keys() {
        visit.platform.forget(&record.key(key, of)).await;
    }
}

//! What is kept in the key-value store, where one is granted: sealed records, each with its own end.
//! Whatever is kept there can be done without. The end stands before the sealed text as well, since the store
//! knows no expiry: [`sweep`] goes by that, and nothing else does.

pub mod sweep;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::platform::{Platform, STORE_DEADLINE};
use crate::seal::{KeyRing, fingerprint};
use crate::visit::Visit;

/// Longest record that is opened, in bytes. The longest is a journal of a user's whole metadata.
const MAX_BYTES: usize = 256 * 1024;

/// A record by its kind. The key that seals it is derived from the kind and from whose it is, so
/// that a record moved to another place does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// What the operator is to mend.
    Concerns,
    /// Whose sessions were ended: all that a person has.
    EndedPerson,
    /// Likewise those of one sign-in. Its handle is random, and names the record as it is.
    EndedSession,
    /// What happened to a user's links.
    History,
    /// A link whose metadata is written, and which is not finished.
    Journal,
    /// That the tenant gave no signing keys.
    KeyFailures,
    /// A logout token that was obeyed.
    LogoutToken,
    /// The Management API's token in mode `client`.
    ManagementToken,
    /// When codes and links went out to a person, an address or a number.
    Messages,
    /// Scopes that the tenant refused calls for.
    MissingScopes,
    /// The ID token of a login, which proves that account to Auth0 where it joins another one.
    Proof,
    /// The tenant's signing keys. No secret, but who could write them could sign in as anybody.
    SigningKeys,
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
            Self::Concerns => "concerns",
            Self::EndedPerson => "ended-person",
            Self::EndedSession => "ended-session",
            Self::History => "history",
            Self::Journal => "journal",
            Self::KeyFailures => "key-failures",
            Self::LogoutToken => "logout-token",
            Self::ManagementToken => "management-token",
            Self::Messages => "messages",
            Self::MissingScopes => "missing-scopes",
            Self::Proof => "proof",
            Self::SigningKeys => "signing-keys",
            Self::Webhooks => "webhooks",
        }
    }

    fn label(self, of: &str) -> String {
        format!("store/{}/{of}", self.name())
    }

    /// The store's keys tell nobody whose record it is. A record made before the secrets changed lies
    /// under the older one's name, so there is one for each secret, the newest first; but for what is
    /// asked at every request, one.
    fn keys(self, ring: KeyRing<'_>, of: &str) -> impl Iterator<Item = String> {
        let one = (self == Self::EndedSession).then(|| fingerprint(&self.label(of)));
        let hashed = ring.keys().map(move |key| key.hash("store key", of));
        let (first, rest) = match one {
            Some(one) => (Some(one), None),
            None => (None, Some(hashed)),
        };
        let names = first.into_iter().chain(rest.into_iter().flatten());
        names.map(move |name| format!("{}/{name}", self.name()))
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
    let ring = visit.record_keys();
    let sealed = ring.seal_as(&record.label(of), Kept { value }, now, now.plus(lifetime));
    let Ok(sealed) = sealed else { return false };
    if sealed.len() > MAX_BYTES {
        return false;
    }
    let Some(key) = record.keys(ring, of).next() else { return false };
    visit.uses_store.set(true);
    let value = format!("{}.{sealed}", now.plus(lifetime).0);
    patiently(visit, visit.platform.remember(&key, value.as_bytes())).await.unwrap_or(false)
}

/// Finds a value that is kept and has not run out.
pub async fn find<P: Platform, T: DeserializeOwned>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
) -> Option<T> {
    let ring = visit.record_keys();
    visit.uses_store.set(true);
    for key in record.keys(ring, of) {
        let value = patiently(visit, visit.platform.recall(&key)).await?;
        let Some(value) = value else { continue };
        let Ok(value) = String::from_utf8(value) else { continue };
        // What stands in clear is anybody's: whether it is over, the sealed end says.
        let Some((_, sealed)) = value.split_once('.') else { continue };
        let now = visit.platform.now();
        let kept = ring.open_as::<Kept<T>>(&record.label(of), sealed, MAX_BYTES, now);
        if let Some(kept) = kept {
            return Some(kept.value);
        }
    }
    None
}

/// Removes a value.
pub async fn forget<P: Platform>(visit: &Visit<'_, P>, record: Record, of: &str) {
    for key in record.keys(visit.record_keys(), of) {
        let _best_effort = patiently(visit, visit.platform.forget(&key)).await;
    }
}

/// Waits for one call of the store. After one that took too long there is none any more: a person waits
/// once, whatever a locked or distant store would take for each of the calls of their request.
async fn patiently<P: Platform, T>(
    visit: &Visit<'_, P>,
    call: impl Future<Output = T>,
) -> Option<T> {
    if visit.store_is_slow.get() {
        return None;
    }
    let began = visit.platform.now();
    let answer = call.await;
    // Whole seconds: two of them are more than one and less than three.
    if visit.platform.now().since(began) >= STORE_DEADLINE.as_secs() && !visit.store_is_slow.get() {
        visit.store_is_slow.set(true);
        visit.note("store: too slow, the request goes on without it");
    }
    Some(answer)
}

//! The key-value store, if one is granted: sealed records, each with its own end. Nothing kept here is indispensable.
//! The end also stands in front of the sealed text, since the store knows no expiry: only [`sweep`] goes by that one.

pub mod sweep;

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::platform::{Platform, STORE_DEADLINE, Unread};
use crate::seal::{KeyRing, fingerprint};
use crate::visit::Visit;

/// Longest record that is opened, in bytes. The longest is a journal with a user's whole metadata.
const MAX_BYTES: usize = 256 * 1024;

/// Makes the kinds of records from one table.
macro_rules! records {
    ($($(#[$doc:meta])* $kind:ident $name:literal;)*) => {
        /// A record by its kind. Its key is derived from the kind and from whose it is, so a record moved to another
        /// place does not open.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Record {
            $($(#[$doc])* $kind,)*
        }

        impl Record {
            const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }
        }
    };
}

records! {
    /// What the operator should fix.
    Concerns "concerns";
    /// Which of a person's sessions were ended.
    EndedPerson "ended-person";
    /// The same for the sessions of one sign-in. Its handle is random, so it names the record unkeyed.
    EndedSession "ended-session";
    /// What happened to a user's links.
    History "history";
    /// A link whose metadata is written, but which is not finished.
    Journal "journal";
    /// The tenant failed to give its signing keys.
    KeyFailures "key-failures";
    /// A logout token that was obeyed.
    LogoutToken "logout-token";
    /// The Management API's token in mode `client`.
    ManagementToken "management-token";
    /// When codes and links were sent to a person, an address or a number.
    Messages "messages";
    /// Scopes for lack of which the tenant refused calls.
    MissingScopes "missing-scopes";
    /// The ID token of a login, which proves that account to Auth0 if it is linked to another one.
    IdToken "proof";
    /// The tenant's signing keys. Not secret, but whoever could write them could sign in as anybody.
    SigningKeys "signing-keys";
    /// Events that the product has not received yet.
    Webhooks "webhooks";
}

#[derive(Serialize, Deserialize)]
struct Stored<T> {
    value: T,
}

impl Record {
    fn label(self, of: &str) -> String {
        format!("store/{}/{of}", self.name())
    }

    /// Names in the store do not reveal whose a record is. A record made before the secrets changed has a name made
    /// with the old one, so there is a name for each secret, the newest first; but only one for
    /// [`Record::EndedSession`], which every request asks for.
    fn keys(self, ring: KeyRing<'_>, of: &str) -> Vec<String> {
        let named = |name| format!("{}/{name}", self.name());
        if self == Self::EndedSession {
            return vec![named(fingerprint(&self.label(of)))];
        }
        ring.keys().map(|key| named(key.hash("store key", of))).collect()
    }
}

/// Stores a value for `lifetime` seconds, and says whether it is stored.
pub async fn keep<P: Platform, T: Serialize>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
    value: T,
    lifetime: u64,
) -> bool {
    let now = visit.platform.now();
    let ring = visit.record_keys();
    let sealed = ring.seal(&record.label(of), Stored { value }, now, now.plus(lifetime));
    let Ok(sealed) = sealed else { return false };
    if sealed.len() > MAX_BYTES {
        return false;
    }
    let Some(key) = record.keys(ring, of).into_iter().next() else { return false };
    visit.budget.uses_store.set(true);
    let value = format!("{}.{sealed}", now.plus(lifetime).0);
    patiently(visit, visit.platform.remember(&key, value.as_bytes())).await.unwrap_or(false)
}

/// Finds a stored value that has not expired; `None` as well if the store does not say.
pub async fn find<P: Platform, T: DeserializeOwned>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
) -> Option<T> {
    read(visit, record, of).await.ok().flatten()
}

async fn read<P: Platform, T: DeserializeOwned>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
) -> Result<Option<T>, Unread> {
    let ring = visit.record_keys();
    visit.budget.uses_store.set(true);
    for key in record.keys(ring, of) {
        let value = patiently(visit, visit.platform.recall(&key)).await.unwrap_or(Err(Unread))?;
        let value = value.and_then(|value| String::from_utf8(value).ok());
        // Anybody can write the end in clear text; only the sealed one counts.
        let sealed = value.as_ref().and_then(|value| value.split_once('.'));
        let kept = sealed.and_then(|(_, sealed)| {
            ring.open::<Stored<T>>(&record.label(of), sealed, MAX_BYTES, visit.platform.now())
        });
        if let Some(kept) = kept {
            return Ok(Some(kept.value));
        }
    }
    Ok(None)
}

/// How often a change is written, if other requests change the value at the same moment. Of those that keep in step one
/// is done with each try.
const TRIES: usize = 8;
/// How long until it is read again: longer than another request takes from its reading to its writing.
const UNTIL_READ_AGAIN: Duration = Duration::from_millis(25);

/// Changes a value that others may change at the same moment, and says whether that is stored. `change` makes the new
/// value out of the stored one, or nothing if it has what is wanted. The store cannot compare and swap: what was written
/// is read again, and written again if somebody else, who had read before, wrote over it.
pub async fn change<P: Platform, T: Serialize + DeserializeOwned + Default>(
    visit: &Visit<'_, P>,
    record: Record,
    of: &str,
    lifetime: u64,
    change: impl Fn(T) -> Option<T>,
) -> bool {
    let mut kept = false;
    for _ in 0..TRIES {
        if kept {
            visit.platform.sleep(UNTIL_READ_AGAIN).await;
        }
        // What is there must not be overwritten unread. What was written stays, as far as can be said.
        let Ok(there) = read(visit, record, of).await else { return kept };
        let Some(changed) = change(there.unwrap_or_default()) else { return true };
        if !keep(visit, record, of, changed, lifetime).await {
            return kept;
        }
        kept = true;
    }
    kept
}

/// Removes a value.
pub async fn forget<P: Platform>(visit: &Visit<'_, P>, record: Record, of: &str) {
    for key in record.keys(visit.record_keys(), of) {
        let _best_effort = patiently(visit, visit.platform.forget(&key)).await;
    }
}

/// Waits for one call of the store. After one slow call no other is made: a locked or distant store makes a person wait
/// once, not for each call of their request.
async fn patiently<P: Platform, T>(
    visit: &Visit<'_, P>,
    call: impl Future<Output = T>,
) -> Option<T> {
    if visit.budget.store_is_slow.get() {
        return None;
    }
    let began = visit.platform.now();
    let answer = call.await;
    // The clock has whole seconds: a difference of two is more than one second and less than three.
    if visit.platform.now().since(began) >= STORE_DEADLINE.as_secs()
        && !visit.budget.store_is_slow.get()
    {
        visit.budget.store_is_slow.set(true);
        visit.note("store: too slow, the request goes on without it");
    }
    Some(answer)
}

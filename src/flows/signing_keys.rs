//! The tenant's signing keys: from this instance's memory, from the key-value store, or from the
//! tenant. Fetched again for an unknown name, but not more often than once a minute, so that forged
//! tokens cannot make the edge flood the tenant.

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::auth0::jwks::{self, KeySet};
use crate::error::{Error, Refusal};
use crate::platform::{Platform, UnixTime};
use crate::visit::Visit;

/// How long keys are used without asking again, in seconds.
const FRESH: u64 = 10 * 60;
/// How long to wait before asking again for a name that is not there, in seconds.
const COOL_DOWN: u64 = 60;
/// Where the key-value store has them.
const STORE_KEY: &str = "jwks/1";

/// The keys as an instance knows them.
#[derive(Debug, Default)]
pub struct KeyCache(RefCell<Option<Cached>>);

#[derive(Clone, Debug)]
struct Cached {
    keys: Rc<KeySet>,
    fetched: UnixTime,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    /// A tenant's keys are never another's, should the setting change.
    issuer: String,
    fetched: u64,
    text: String,
}

/// The key set in which to look for `kid`; it may still not have it.
///
/// # Errors
/// [`Refusal::TenantUnreachable`], where the keys are needed and cannot be had.
pub async fn key_set<P: Platform>(
    visit: &mut Visit<'_, P>,
    kid: &str,
) -> Result<Rc<KeySet>, Error> {
    // No borrow is held over an await: another request may be answered in between.
    let remembered = visit.keys.0.borrow().clone();
    if let Some(keys) = remembered.and_then(|cached| usable(cached, kid, visit.now)) {
        return Ok(keys);
    }
    if let Some(cached) = from_store(visit).await {
        visit.keys.0.replace(Some(cached.clone()));
        if let Some(keys) = usable(cached, kid, visit.now) {
            return Ok(keys);
        }
    }
    fetch(visit).await
}

/// The cached keys, if they have the name, or if it is too soon to ask again.
fn usable(cached: Cached, kid: &str, now: UnixTime) -> Option<Rc<KeySet>> {
    let age = now.since(cached.fetched);
    let known = age < FRESH && cached.keys.key(kid).is_some();
    (known || age < COOL_DOWN).then_some(cached.keys)
}

async fn from_store<P: Platform>(visit: &Visit<'_, P>) -> Option<Cached> {
    let stored = visit.platform.recall(STORE_KEY).await?;
    let stored: Stored = serde_json::from_slice(&stored).ok()?;
    if stored.issuer != visit.config.issuer() || stored.fetched > visit.now.0 {
        return None;
    }
    let keys = KeySet::parse(stored.text.as_bytes()).ok()?;
    Some(Cached { keys: Rc::new(keys), fetched: UnixTime(stored.fetched) })
}

async fn fetch<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Rc<KeySet>, Error> {
    let unreachable = Error::Refused(Refusal::TenantUnreachable);
    let request = jwks::jwks_request(visit.config);
    let Ok(response) = visit.send("fetch keys", request).await else { return Err(unreachable) };
    let outcome = jwks::process_jwks_response(response, visit.now);
    let outcome = outcome.and_then(|text| Ok((KeySet::parse(&text)?, text)));
    let (keys, text) = match outcome {
        Ok(parsed) => parsed,
        Err(fault) => {
            visit.note(format!("fetch keys: {fault:?}"));
            return Err(unreachable);
        }
    };
    let keys = Rc::new(keys);
    visit.keys.0.replace(Some(Cached { keys: Rc::clone(&keys), fetched: visit.now }));
    let stored = Stored {
        issuer: visit.config.issuer().to_owned(),
        fetched: visit.now.0,
        text: String::from_utf8_lossy(&text).into_owned(),
    };
    if let Ok(stored) = serde_json::to_vec(&stored) {
        visit.platform.remember(STORE_KEY, &stored).await;
    }
    Ok(keys)
}

//! The tenant's signing keys: from this instance's memory, from the key-value store, or from the
//! tenant. Fetched again for an unknown name, but not more often than once a minute, so that forged
//! tokens cannot make the edge flood the tenant.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::auth0::jwks::{self, KeySet};
use crate::circuit::Blame;
use crate::error::{Error, Refusal};
use crate::key_cache::CachedKeys;
use crate::platform::{Platform, UnixTime};
use crate::visit::Visit;

/// Where the key-value store has them.
const STORE_KEY: &str = "jwks/1";

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
    if let Some(keys) = visit.memory.keys.get().and_then(|cached| cached.usable(kid, visit.now)) {
        return Ok(keys);
    }
    if let Some(cached) = from_store(visit).await {
        visit.memory.keys.set(cached.clone());
        if let Some(keys) = cached.usable(kid, visit.now) {
            return Ok(keys);
        }
    }
    fetch(visit).await
}

async fn from_store<P: Platform>(visit: &Visit<'_, P>) -> Option<CachedKeys> {
    let stored = visit.platform.recall(STORE_KEY).await?;
    let stored: Stored = serde_json::from_slice(&stored).ok()?;
    if stored.issuer != visit.config.issuer() || stored.fetched > visit.now.0 {
        return None;
    }
    let keys = KeySet::parse(stored.text.as_bytes()).ok()?;
    Some(CachedKeys { keys: Rc::new(keys), fetched: UnixTime(stored.fetched) })
}

async fn fetch<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Rc<KeySet>, Error> {
    let unreachable = Error::Refused(Refusal::TenantUnreachable);
    let request = jwks::jwks_request(visit.config);
    let response = visit.send("fetch keys", Blame::Tenant, request).await;
    let Ok(response) = response else { return Err(unreachable) };
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
    visit.memory.keys.set(CachedKeys { keys: Rc::clone(&keys), fetched: visit.now });
    let stored = Stored {
        issuer: visit.config.issuer().to_owned(),
        fetched: visit.now.0,
        text: String::from_utf8_lossy(&text).into_owned(),
    };
    if let Ok(stored) = serde_json::to_vec(&stored) {
        let _best_effort = visit.platform.remember(STORE_KEY, &stored).await;
    }
    Ok(keys)
}

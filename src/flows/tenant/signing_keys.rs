//! The tenant's signing keys: from this instance's memory, from the key-value store, or from the tenant. Unknown keys
//! are fetched at most once a minute, so that forged tokens cannot make us flood the tenant; after two failures in a
//! row at most every ten seconds, so that callbacks cannot.

use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::auth0::jwks::{self, KeySet};
use crate::auth0::said::Said;
use crate::circuit::Blame;
use crate::error::{Error, Refusal};
use crate::flows::tenant::concerns::{self, Concern};
use crate::flows::tenant::reason::{self, Place};
use crate::key_cache::{COOL_DOWN, CachedKeys, FRESH, Failures};
use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::visit::Visit;

/// The key set in the store: sealed, since whoever could write it could sign in as anybody; and under the issuer's
/// name, so that another tenant's keys are never used if the setting changes.
#[derive(Serialize, Deserialize)]
struct StoredKeys {
    fetched: u64,
    text: String,
}

/// How long one wait for another request's keys is, and how many there are: together as long as the tenant has to
/// answer. Requests at the same time fetch the keys once.
const WAIT: Duration = Duration::from_millis(50);
const WAITS: u32 = 100;

/// The key set in which to look for `kid`, which it may still lack.
///
/// # Errors
/// [`Refusal::TenantUnreachable`], if the keys are needed and cannot be had.
pub async fn key_set<P: Platform>(
    visit: &mut Visit<'_, P>,
    kid: &str,
) -> Result<Rc<KeySet>, Error> {
    let memory = visit.memory;
    let mut waits = WAITS;
    let _asking = loop {
        let cached = memory.keys.get();
        if let Some(keys) = cached.and_then(|cached| cached.usable(kid, visit.now)) {
            return Ok(keys);
        }
        match memory.keys.ask() {
            None if waits > 0 => visit.platform.sleep(WAIT).await,
            asking => break asking,
        }
        waits = waits.saturating_sub(1);
    };
    if let Some(cached) = from_store(visit).await {
        visit.memory.keys.set(cached.clone());
        if let Some(keys) = cached.usable(kid, visit.now) {
            return Ok(keys);
        }
    }
    let failures = failures(visit).await;
    if failures.is_some_and(|it| it.too_soon(visit.now)) {
        visit.note("fetch keys: not sent, the tenant failed a moment ago");
        return Err(Refusal::TenantUnreachable.into());
    }
    match fetch(visit).await {
        Some(keys) => {
            if failures.is_some() {
                visit.memory.keys.failures.set(None);
                store::forget(visit, Record::KeyFailures, visit.config.issuer()).await;
            }
            Ok(keys)
        }
        None => {
            let failures = Failures::one_more(failures, visit.now);
            visit.memory.keys.failures.set(Some(failures));
            let of = visit.config.issuer();
            store::keep(visit, Record::KeyFailures, of, failures, COOL_DOWN).await;
            Err(Refusal::TenantUnreachable.into())
        }
    }
}

/// What this instance remembers or else another one stored.
async fn failures<P: Platform>(visit: &Visit<'_, P>) -> Option<Failures> {
    match visit.memory.keys.failures.get() {
        Some(failures) => Some(failures),
        None => store::find(visit, Record::KeyFailures, visit.config.issuer()).await,
    }
}

async fn from_store<P: Platform>(visit: &Visit<'_, P>) -> Option<CachedKeys> {
    let stored: StoredKeys = store::find(visit, Record::SigningKeys, visit.config.issuer()).await?;
    let keys = KeySet::parse(stored.text.as_bytes()).ok()?;
    Some(CachedKeys { keys: Rc::new(keys), fetched: UnixTime(stored.fetched) })
}

/// Asks the tenant. If it gives no keys, the reason is noted.
async fn fetch<P: Platform>(visit: &Visit<'_, P>) -> Option<Rc<KeySet>> {
    let request = jwks::jwks_request(visit.config);
    let response = visit.send("fetch keys", Blame::Tenant, request).await.ok()?;
    let said = Said::of(&response, visit.now);
    let outcome = jwks::process_jwks_response(response, visit.now);
    let outcome = outcome.and_then(|text| Ok((KeySet::parse(&text)?, text)));
    let Ok((keys, text)) = outcome else {
        visit.note(format!("fetch keys: {}", reason::note(Place::Keys, &said)));
        if let Some(concern) = reason::find(Place::Keys, &said).health {
            concerns::raise(visit, concern).await;
        }
        return None;
    };
    concerns::settle(visit, Concern::SigningKeys).await;
    let keys = Rc::new(keys);
    visit.memory.keys.set(CachedKeys { keys: Rc::clone(&keys), fetched: visit.now });
    if let Ok(text) = String::from_utf8(text) {
        let stored = StoredKeys { fetched: visit.now.0, text };
        store::keep(visit, Record::SigningKeys, visit.config.issuer(), stored, FRESH).await;
    }
    Some(keys)
}

//! The tenant's signing keys as one instance of the component remembers them.

use std::cell::RefCell;
use std::rc::Rc;

use crate::auth0::jwks::KeySet;
use crate::platform::UnixTime;

/// How long keys are used without asking again, in seconds.
const FRESH: u64 = 10 * 60;
/// How long to wait before asking again for a name that is not there, in seconds.
const COOL_DOWN: u64 = 60;

/// What is remembered between requests.
#[derive(Debug, Default)]
pub struct KeyCache(RefCell<Option<CachedKeys>>);

/// Keys, and when the tenant gave them.
#[derive(Clone, Debug)]
pub struct CachedKeys {
    /// The keys.
    pub keys: Rc<KeySet>,
    /// When the tenant gave them.
    pub fetched: UnixTime,
}

impl KeyCache {
    /// What is remembered. A copy: no borrow outlives the call, since another request may be answered
    /// before this one goes on.
    #[must_use]
    pub fn get(&self) -> Option<CachedKeys> {
        self.0.borrow().clone()
    }

    /// Remembers.
    pub fn set(&self, cached: CachedKeys) {
        self.0.replace(Some(cached));
    }
}

impl CachedKeys {
    /// The keys, if they have the name, or if it is too soon to ask again: forged tokens must not
    /// make the edge flood the tenant.
    #[must_use]
    pub fn usable(self, kid: &str, now: UnixTime) -> Option<Rc<KeySet>> {
        let age = now.since(self.fetched);
        let known = age < FRESH && self.keys.key(kid).is_some();
        (known || age < COOL_DOWN).then_some(self.keys)
    }
}

//! The tenant's signing keys in the memory of one instance.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::auth0::jwks::KeySet;
use crate::platform::UnixTime;

/// How long keys are used before asking again, in seconds.
pub const FRESH: u64 = 10 * 60;
/// How long to wait before asking again for an unknown key, in seconds.
pub const COOL_DOWN: u64 = 60;
/// How long to wait before asking again after two failures in a row, in seconds. A single failure may be chance, and
/// should not hold up the next person.
const FAILED_COOL_DOWN: u64 = 10;

/// What is remembered between requests.
#[derive(Debug, Default)]
pub struct KeyCache {
    keys: RefCell<Option<CachedKeys>>,
    /// How often the tenant failed, if it did when it was last asked.
    pub failures: Cell<Option<Failures>>,
    asking: Cell<bool>,
}

/// One request looks for keys elsewhere. While this lives, others wait for what it finds.
#[derive(Debug)]
pub struct Asking<'a>(&'a Cell<bool>);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

/// Keys, and when they were fetched.
#[derive(Clone, Debug)]
pub struct CachedKeys {
    /// The keys.
    pub keys: Rc<KeySet>,
    /// When the tenant gave them.
    pub fetched: UnixTime,
}

/// The tenant failed to give its keys.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Failures {
    /// How many times in a row.
    times: u32,
    /// The last time, in seconds since the epoch.
    last: u64,
}

impl KeyCache {
    /// What is remembered. A copy: no borrow outlives the call, since another request may be answered before this one
    /// goes on.
    #[must_use]
    pub fn get(&self) -> Option<CachedKeys> {
        self.keys.borrow().clone()
    }

    /// Remembers these keys.
    pub fn set(&self, cached: CachedKeys) {
        self.keys.replace(Some(cached));
    }

    /// Begins to look elsewhere, unless another request of this instance does.
    #[must_use]
    pub fn ask(&self) -> Option<Asking<'_>> {
        // Made only if it is the first: dropping another one would let others ask.
        (!self.asking.replace(true)).then(|| Asking(&self.asking))
    }
}

impl CachedKeys {
    /// The keys, if they include this one, or if it is too soon to ask again: forged tokens must not make us flood the
    /// tenant.
    #[must_use]
    pub fn usable(self, kid: &str, now: UnixTime) -> Option<Rc<KeySet>> {
        let age = now.since(self.fetched);
        let known = age < FRESH && self.keys.key(kid).is_some();
        (known || age < COOL_DOWN).then_some(self.keys)
    }
}

impl Failures {
    /// One failure more than before.
    #[must_use]
    pub const fn one_more(before: Option<Self>, now: UnixTime) -> Self {
        let times = if let Some(Self { times, .. }) = before { times } else { 0 };
        Self { times: times.saturating_add(1), last: now.0 }
    }

    /// Whether it is too soon to ask again: callbacks must not flood a tenant that is down. A time in the future is not
    /// ours, and does not count.
    #[must_use]
    pub const fn too_soon(self, now: UnixTime) -> bool {
        let since = now.0.checked_sub(self.last);
        self.times > 1 && matches!(since, Some(seconds) if seconds < FAILED_COOL_DOWN)
    }
}

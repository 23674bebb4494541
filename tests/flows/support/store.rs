//! What only a native stage lets a test do: change its store, and look into it.

use std::collections::BTreeMap;

use super::native::Native;
use super::{Kind, Stage};

impl Stage {
    fn native_only(&self) -> &Native {
        match &self.0 {
            Kind::Native(native) => native,
            Kind::Component(_) => panic!("only a native stage can do that"),
        }
    }

    /// As where the manifest grants no store.
    pub(crate) fn take_store_away(&self) {
        self.native_only().take_store_away();
    }

    /// Each call of the store takes so many seconds from now on.
    pub(crate) fn slow_store_down(&self, seconds: u64) {
        self.native_only().slow_store_down(seconds);
    }

    /// What was kept in the store is gone.
    pub(crate) fn forget_store(&self) {
        self.native_only().forget_store();
    }

    /// Of requests at once, others go on while one asks the store, as at several hosts.
    pub(crate) fn let_store_wait(&self) {
        self.native_only().let_store_wait();
    }

    /// What the tenant calls itself behind a custom domain.
    pub(crate) fn set_canonical_domain(&self, domain: &str) {
        self.native_only().set_canonical_domain(domain);
    }

    /// The keys of the store's records of one kind.
    pub(crate) fn stored(&self, kind: &str) -> Vec<String> {
        self.native_only().stored(kind)
    }

    /// The store's records of one kind, by their keys.
    pub(crate) fn records(&self, kind: &str) -> BTreeMap<String, Vec<u8>> {
        self.native_only().records(kind)
    }

    /// Writes something else over a record.
    pub(crate) fn overwrite_stored(&self, key: &str, value: &[u8]) {
        self.native_only().overwrite_stored(key, value);
    }

    /// Puts a copy of a record where another one lies.
    pub(crate) fn copy_stored(&self, from: &str, to: &str) {
        self.native_only().copy_stored(from, to);
    }

    /// The store's record of that key.
    pub(crate) fn record(&self, key: &str) -> Option<Vec<u8>> {
        self.native_only().record(key)
    }

    /// As where the store does not list its keys.
    pub(crate) fn keep_keys_back(&self) {
        self.native_only().keep_keys_back();
    }

    /// As where it takes what is written, but says of nothing what it has.
    pub(crate) fn keep_values_back(&self, back: bool) {
        self.native_only().keep_values_back(back);
    }

    /// How often the store listed its keys.
    pub(crate) fn listed(&self) -> u64 {
        self.native_only().listed()
    }
}

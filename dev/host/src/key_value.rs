//! Key-value stores in memory: they live as long as this process, and are shared by all instances.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Entries = BTreeMap<String, Vec<u8>>;

/// The stores that one component's manifest lists.
#[derive(Clone, Default)]
pub(crate) struct Stores(BTreeMap<String, Store>);

/// One open store.
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
#[derive(Clone, Default)]
pub struct Store(Arc<Mutex<Entries>>);

impl Stores {
    /// The stores of these names out of all there are, made where missing: two components that name the same one share it.
    pub(crate) fn grant(all: &mut Self, names: &[String]) -> Self {
        let grant = |name: &String| (name.clone(), all.0.entry(name.clone()).or_default().clone());
        Self(names.iter().map(grant).collect())
    }

    /// `None`: access denied
    pub(crate) fn open(&self, label: &str) -> Option<Store> {
        self.0.get(label).cloned()
    }
}

impl Store {
    pub(crate) fn get(&self, key: &str) -> Option<Vec<u8>> {
        self.entries().get(key).cloned()
    }

    pub(crate) fn set(&self, key: String, value: Vec<u8>) {
        self.entries().insert(key, value);
    }

    pub(crate) fn delete(&self, key: &str) {
        self.entries().remove(key);
    }

    pub(crate) fn exists(&self, key: &str) -> bool {
        self.entries().contains_key(key)
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.entries().keys().cloned().collect()
    }

    /// No method above leaves the map half changed, so a poisoned lock is still good.
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_stores_open() {
        let mut all = Stores::default();
        let granted = Stores::grant(&mut all, &["default".to_owned()]);
        assert!(granted.open("default").is_some());
        assert!(granted.open("other").is_none());
        assert!(Stores::grant(&mut all, &[]).open("default").is_none());
    }

    #[test]
    fn instances_share_a_store() {
        let mut all = Stores::default();
        let names = ["default".to_owned()];
        let one = Stores::grant(&mut all, &names).open("default").unwrap();
        let two = Stores::grant(&mut all, &names).open("default").unwrap();
        one.set("k".to_owned(), vec![1]);
        assert_eq!(two.get("k"), Some(vec![1]));
        assert_eq!(two.keys(), ["k"]);
        two.delete("k");
        two.delete("k");
        assert!(!one.exists("k"));
    }
}

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
pub struct Store {
    entries: Arc<Mutex<Entries>>,
    /// What begins so is not kept.
    forgets: Option<&'static str>,
}

impl Stores {
    /// The stores of these names out of all there are, made where missing: two components that name the same one share it.
    pub(crate) fn grant(all: &mut Self, names: &[String]) -> Self {
        let grant = |name: &String| (name.clone(), all.0.entry(name.clone()).or_default().clone());
        Self(names.iter().map(grant).collect())
    }

    /// From now on nothing is kept whose key begins so.
    pub(crate) fn forget(&mut self, beginning: &'static str) {
        for store in self.0.values_mut() {
            store.forgets = Some(beginning);
        }
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
        if !self.forgets.is_some_and(|beginning| key.starts_with(beginning)) {
            self.entries().insert(key, value);
        }
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
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
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
    fn what_it_should_forget_is_not_kept() {
        let mut granted = Stores::grant(&mut Stores::default(), &["default".to_owned()]);
        granted.forget("messages/");
        let store = granted.open("default").unwrap();
        store.set("messages/person/1".to_owned(), vec![1]);
        store.set("keys/1".to_owned(), vec![1]);
        assert_eq!(store.keys(), ["keys/1"]);
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

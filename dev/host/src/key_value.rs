//! Key-value stores: in memory, where they live as long as this process and are shared by all instances, or where the
//! runtime configuration says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};

use crate::redis_store::RedisStore;
use crate::runtime_config::{RuntimeConfig, StoreConfig};

type Entries = BTreeMap<String, Vec<u8>>;

/// The stores that one component's manifest lists.
#[derive(Clone, Default)]
pub(crate) struct Stores(BTreeMap<String, Store>);

/// One open store.
#[expect(unreachable_pub, reason = "the generated bindings re-export it")]
#[derive(Clone)]
pub struct Store {
    place: Place,
    /// What begins so is not kept.
    forgets: Option<&'static str>,
}

#[derive(Clone)]
enum Place {
    Memory(Arc<Mutex<Entries>>),
    Redis(Arc<RedisStore>),
}

impl Default for Store {
    fn default() -> Self {
        Self { place: Place::Memory(Arc::default()), forgets: None }
    }
}

impl Stores {
    /// Those that are somewhere else than in memory.
    pub(crate) fn of(config: &RuntimeConfig) -> Result<Self> {
        let store = |(label, config): (&String, &StoreConfig)| {
            let StoreConfig::Redis { url } = config;
            let store = RedisStore::new(url).with_context(|| format!("key-value store {label:?}"));
            let place = Place::Redis(Arc::new(store?));
            Ok((label.clone(), Store { place, forgets: None }))
        };
        Ok(Self(config.stores.iter().map(store).collect::<Result<_>>()?))
    }

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

/// A call that fails says why, without the key or the value.
impl Store {
    pub(crate) async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        match &self.place {
            Place::Memory(entries) => Ok(locked(entries).get(key).cloned()),
            Place::Redis(store) => store.get(key).await,
        }
    }

    pub(crate) async fn set(&self, key: String, value: Vec<u8>) -> Result<(), String> {
        if self.forgets.is_some_and(|beginning| key.starts_with(beginning)) {
            return Ok(());
        }
        match &self.place {
            Place::Memory(entries) => {
                locked(entries).insert(key, value);
                Ok(())
            }
            Place::Redis(store) => store.set(&key, &value).await,
        }
    }

    pub(crate) async fn delete(&self, key: &str) -> Result<(), String> {
        match &self.place {
            Place::Memory(entries) => {
                locked(entries).remove(key);
                Ok(())
            }
            Place::Redis(store) => store.delete(key).await,
        }
    }

    pub(crate) async fn exists(&self, key: &str) -> Result<bool, String> {
        match &self.place {
            Place::Memory(entries) => Ok(locked(entries).contains_key(key)),
            Place::Redis(store) => store.exists(key).await,
        }
    }

    pub(crate) async fn keys(&self) -> Result<Vec<String>, String> {
        match &self.place {
            Place::Memory(entries) => Ok(locked(entries).keys().cloned().collect()),
            Place::Redis(store) => store.keys().await,
        }
    }
}

/// No method above leaves the map half changed, so a poisoned lock is still good.
fn locked(entries: &Mutex<Entries>) -> MutexGuard<'_, Entries> {
    entries.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[tokio::test]
    async fn what_it_should_forget_is_not_kept() {
        let mut granted = Stores::grant(&mut Stores::default(), &["default".to_owned()]);
        granted.forget("messages/");
        let store = granted.open("default").unwrap();
        store.set("messages/person/1".to_owned(), vec![1]).await.unwrap();
        store.set("keys/1".to_owned(), vec![1]).await.unwrap();
        assert_eq!(store.keys().await.unwrap(), ["keys/1"]);
    }

    #[tokio::test]
    async fn instances_share_a_store() {
        let mut all = Stores::default();
        let names = ["default".to_owned()];
        let one = Stores::grant(&mut all, &names).open("default").unwrap();
        let two = Stores::grant(&mut all, &names).open("default").unwrap();
        one.set("k".to_owned(), vec![1]).await.unwrap();
        assert_eq!(two.get("k").await.unwrap(), Some(vec![1]));
        assert_eq!(two.keys().await.unwrap(), ["k"]);
        two.delete("k").await.unwrap();
        two.delete("k").await.unwrap();
        assert!(!one.exists("k").await.unwrap());
    }
}

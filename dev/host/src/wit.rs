//! Spin's variables and key-value interfaces of both SDKs, each call answered from what the manifest grants.

use wasmtime::Result;
use wasmtime::component::{
    Accessor, FutureReader, HasSelf, Linker, Resource, StreamReader, bindgen,
};

use self::fermyon::spin::{key_value as key_value_2, variables as variables_2};
use self::spin::key_value::key_value as key_value_3;
use self::spin::variables::variables as variables_3;
use crate::guest::Guest;
use crate::key_value::Store;
use crate::variables::check_name;

bindgen!({
    path: "wit",
    world: "dev:host/imports",
    imports: {
        // As in Spin: whoever waits for a store keeps nobody else waiting.
        "fermyon:spin/key-value.[method]store.get": async | trappable,
        "fermyon:spin/key-value.[method]store.set": async | trappable,
        "fermyon:spin/key-value.[method]store.delete": async | trappable,
        "fermyon:spin/key-value.[method]store.exists": async | trappable,
        "fermyon:spin/key-value.[method]store.get-keys": async | trappable,
        default: trappable,
    },
    with: {
        "fermyon:spin/key-value.store": crate::key_value::Store,
        "spin:key-value/key-value.store": crate::key_value::Store,
    },
    require_store_data_send: true,
});

pub(crate) fn add_to_linker(linker: &mut Linker<Guest>) -> Result<()> {
    Imports::add_to_linker::<_, HasSelf<Guest>>(linker, |guest| guest)
}

/// Why a variable has no value; the texts hold no more than the name that the component asked for.
enum NoVariable {
    InvalidName(String),
    Undefined(String),
}

impl Guest {
    fn variable(&self, name: &str) -> Result<String, NoVariable> {
        check_name(name).map_err(NoVariable::InvalidName)?;
        let value = self.granted.variables.get(name).cloned();
        value.ok_or_else(|| {
            NoVariable::Undefined(format!("no variable {name:?} for this component"))
        })
    }

    fn open(&mut self, label: &str) -> Result<Option<Resource<Store>>> {
        let store = self.granted.stores.open(label);
        Ok(store.map(|store| self.table.push(store)).transpose()?)
    }

    /// The store behind a handle: cheap to clone, so that no borrow of the table is held.
    fn opened(&self, store: &Resource<Store>) -> Result<Store> {
        Ok(self.table.get(store)?.clone())
    }
}

// WASI 0.2: plain calls.

impl variables_2::Host for Guest {
    fn get(&mut self, name: String) -> Result<Result<String, variables_2::Error>> {
        Ok(self.variable(&name).map_err(|error| match error {
            NoVariable::InvalidName(text) => variables_2::Error::InvalidName(text),
            NoVariable::Undefined(text) => variables_2::Error::Undefined(text),
        }))
    }
}

impl key_value_2::Host for Guest {}

impl key_value_2::HostStore for Guest {
    fn open(&mut self, label: String) -> Result<Result<Resource<Store>, key_value_2::Error>> {
        Ok(Guest::open(self, &label)?.ok_or(key_value_2::Error::AccessDenied))
    }

    async fn get(
        &mut self,
        store: Resource<Store>,
        key: String,
    ) -> Result<Result<Option<Vec<u8>>, key_value_2::Error>> {
        Ok(self.opened(&store)?.get(&key).await.map_err(key_value_2::Error::Other))
    }

    async fn set(
        &mut self,
        store: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<Result<(), key_value_2::Error>> {
        Ok(self.opened(&store)?.set(key, value).await.map_err(key_value_2::Error::Other))
    }

    async fn delete(
        &mut self,
        store: Resource<Store>,
        key: String,
    ) -> Result<Result<(), key_value_2::Error>> {
        Ok(self.opened(&store)?.delete(&key).await.map_err(key_value_2::Error::Other))
    }

    async fn exists(
        &mut self,
        store: Resource<Store>,
        key: String,
    ) -> Result<Result<bool, key_value_2::Error>> {
        Ok(self.opened(&store)?.exists(&key).await.map_err(key_value_2::Error::Other))
    }

    async fn get_keys(
        &mut self,
        store: Resource<Store>,
    ) -> Result<Result<Vec<String>, key_value_2::Error>> {
        Ok(self.opened(&store)?.keys().await.map_err(key_value_2::Error::Other))
    }

    fn drop(&mut self, store: Resource<Store>) -> Result<()> {
        self.table.delete(store)?;
        Ok(())
    }
}

// WASI 0.3: the same calls, async.

impl variables_3::Host for Guest {}

impl<T> variables_3::HostWithStore<T> for HasSelf<Guest> {
    async fn get(
        accessor: &Accessor<T, Self>,
        name: String,
    ) -> Result<Result<String, variables_3::Error>> {
        let value = accessor.with(|mut access| access.get().variable(&name));
        Ok(value.map_err(|error| match error {
            NoVariable::InvalidName(text) => variables_3::Error::InvalidName(text),
            NoVariable::Undefined(text) => variables_3::Error::Undefined(text),
        }))
    }
}

impl key_value_3::Host for Guest {}

impl key_value_3::HostStore for Guest {
    fn drop(&mut self, store: Resource<Store>) -> Result<()> {
        self.table.delete(store)?;
        Ok(())
    }
}

fn store<T>(accessor: &Accessor<T, HasSelf<Guest>>, store: &Resource<Store>) -> Result<Store> {
    accessor.with(|mut access| access.get().opened(store))
}

impl<T> key_value_3::HostStoreWithStore<T> for HasSelf<Guest> {
    async fn open(
        accessor: &Accessor<T, Self>,
        label: String,
    ) -> Result<Result<Resource<Store>, key_value_3::Error>> {
        let store = accessor.with(|mut access| Guest::open(access.get(), &label))?;
        Ok(store.ok_or(key_value_3::Error::AccessDenied))
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> Result<Result<Option<Vec<u8>>, key_value_3::Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.get(&key).await.map_err(key_value_3::Error::Other))
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<Result<(), key_value_3::Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.set(key, value).await.map_err(key_value_3::Error::Other))
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> Result<Result<(), key_value_3::Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.delete(&key).await.map_err(key_value_3::Error::Other))
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
        key: String,
    ) -> Result<Result<bool, key_value_3::Error>> {
        let store = store(accessor, &handle)?;
        Ok(store.exists(&key).await.map_err(key_value_3::Error::Other))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        handle: Resource<Store>,
    ) -> Result<(StreamReader<String>, FutureReader<Result<(), key_value_3::Error>>)> {
        let (keys, ended) = match store(accessor, &handle)?.keys().await {
            Ok(keys) => (keys, Ok(())),
            Err(error) => (Vec::new(), Err(key_value_3::Error::Other(error))),
        };
        accessor.with(|mut access| {
            let done = async { wasmtime::error::Ok(ended) };
            Ok((StreamReader::new(&mut access, keys)?, FutureReader::new(&mut access, done)?))
        })
    }
}

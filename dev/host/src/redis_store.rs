//! A key-value store in Redis or Valkey, which other hosts use, too. As in Spin, keys are as the component names them,
//! and nothing expires.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, anyhow};
use redis::{Client, Cmd, Connection, FromRedisValue, RedisResult, cmd};
use tokio::task::spawn_blocking;

/// How long a connection, or an answer, may take. The component has a shorter deadline of its own.
const PATIENCE: Duration = Duration::from_secs(5);

/// One connection for all; one that failed is made anew by the next call.
pub(crate) struct RedisStore {
    client: Client,
    connection: Mutex<Option<Connection>>,
}

impl RedisStore {
    pub(crate) fn new(url: &str) -> Result<Self> {
        let client = Client::open(url).map_err(|error| anyhow!("{}", error.category()))?;
        Ok(Self { client, connection: Mutex::default() })
    }

    pub(crate) async fn get(self: &Arc<Self>, key: &str) -> Result<Option<Vec<u8>>, String> {
        self.ask(Cmd::get(key)).await
    }

    pub(crate) async fn set(self: &Arc<Self>, key: &str, value: &[u8]) -> Result<(), String> {
        self.ask(Cmd::set(key, value)).await
    }

    pub(crate) async fn delete(self: &Arc<Self>, key: &str) -> Result<(), String> {
        self.ask(Cmd::del(key)).await
    }

    pub(crate) async fn exists(self: &Arc<Self>, key: &str) -> Result<bool, String> {
        self.ask(Cmd::exists(key)).await
    }

    pub(crate) async fn keys(self: &Arc<Self>) -> Result<Vec<String>, String> {
        let mut keys = cmd("KEYS");
        keys.arg("*");
        self.ask(keys).await
    }

    /// On a thread of its own: whoever else is served does not wait for the store.
    async fn ask<T: FromRedisValue + Send + 'static>(
        self: &Arc<Self>,
        command: Cmd,
    ) -> Result<T, String> {
        let store = Arc::clone(self);
        let asked = spawn_blocking(move || store.ask_now(&command));
        let answer = asked.await.map_err(|_| "the call of the store broke off".to_owned())?;
        answer.map_err(|error| format!("Redis: {}", error.category()))
    }

    fn ask_now<T: FromRedisValue>(&self, command: &Cmd) -> RedisResult<T> {
        // Whatever a thread that panicked left is thrown away with its connection.
        let mut kept = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let answer = command.query(&mut connection);
        // An answer that comes too late must not be taken for that to the next command.
        if answer.is_ok() {
            *kept = Some(connection);
        }
        answer
    }

    fn connect(&self) -> RedisResult<Connection> {
        let connection = self.client.get_connection_with_timeout(PATIENCE)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        connection.set_write_timeout(Some(PATIENCE))?;
        Ok(connection)
    }
}

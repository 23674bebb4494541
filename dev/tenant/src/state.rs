//! What outlives a restart, on request: the people and the keys. Sessions, codes and faults do not.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clients::Connection;
use crate::keys::Keys;
use crate::tenant::Tenant;
use crate::user::User;

/// Goes up when an older tenant could no longer read what is written.
const VERSION: u64 = 1;

/// A tenant's people and keys.
pub struct State {
    users: Vec<User>,
    keys: Keys,
    current_key: usize,
}

/// The same in JSON.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u64,
    users: Vec<User>,
    /// The private keys in PEM, in the order of use.
    keys: Vec<String>,
    current_key: usize,
}

/// Why something is no state.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not the state of a tenant: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

impl State {
    /// Reads what [`State::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// Where it is anything else.
    pub fn parse(json: &[u8]) -> Result<Self, Unreadable> {
        let kept: Kept =
            serde_json::from_slice(json).map_err(|error| Unreadable(error.to_string()))?;
        if kept.version != VERSION {
            return Err(Unreadable(format!("its version is {}, not {VERSION}", kept.version)));
        }
        // Whatever comes after that key is made when it is needed.
        if kept.current_key >= kept.keys.len() {
            return Err(Unreadable("it lacks its signing key".to_owned()));
        }
        let keys = Keys::from_pem(&kept.keys)
            .map_err(|error| Unreadable(format!("one of its keys cannot be read: {error}")))?;
        Ok(Self { users: kept.users, keys, current_key: kept.current_key })
    }

    /// As it is kept: readable, and the same for the same people and keys.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let kept = Kept {
            version: VERSION,
            users: self.users.clone(),
            keys: self.keys.to_pem(),
            current_key: self.current_key,
        };
        // Only a map whose keys are no strings could not be written.
        let mut json = serde_json::to_vec_pretty(&kept).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// The keys, to make a tenant with: making other ones takes a moment.
    #[must_use]
    pub fn keys(&self) -> Keys {
        self.keys.clone()
    }
}

impl Tenant {
    /// What outlives a restart.
    #[must_use]
    pub fn state(&self) -> State {
        State {
            users: self.users().cloned().collect(),
            keys: self.keys.clone(),
            current_key: self.current_key,
        }
    }

    /// Takes over the people and the keys of a state, in place of its own.
    pub fn restore(&mut self, state: State) {
        self.keys = state.keys;
        self.current_key = state.current_key;
        self.users.clear();
        for user in state.users {
            self.add_missing_connections(&user);
            self.add_user(user);
        }
    }

    /// A connection that the tenant does not have is added, with its name as its label.
    pub(crate) fn add_missing_connections(&mut self, user: &User) {
        for identity in &user.identities {
            let (name, provider) = (&identity.connection, &identity.provider);
            if self.connection(name).is_none() {
                self.add_connection(Connection::new(name, provider, name));
            }
        }
    }
}

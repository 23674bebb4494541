//! Users and their identities, as data: find, link, unlink. Knows nothing of tokens and scopes.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// What a provider says about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The whole name.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// The nickname.
    pub nickname: Option<String>,
    /// Address of a picture.
    pub picture: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the provider, or this tenant, verified it.
    pub email_verified: bool,
    /// The phone number.
    pub phone_number: Option<String>,
    /// Whether it was verified.
    pub phone_verified: bool,
}

impl Profile {
    /// As the Management API and `profileData` show it.
    pub(crate) fn to_json(&self) -> Map<String, Value> {
        let mut json = Map::new();
        let texts = [
            ("email", &self.email),
            ("name", &self.name),
            ("given_name", &self.given_name),
            ("family_name", &self.family_name),
            ("nickname", &self.nickname),
            ("picture", &self.picture),
            ("phone_number", &self.phone_number),
        ];
        for (name, value) in texts {
            if let Some(value) = value {
                json.insert(name.to_owned(), json!(value));
            }
        }
        if self.email.is_some() {
            json.insert("email_verified".to_owned(), json!(self.email_verified));
        }
        if self.phone_number.is_some() {
            json.insert("phone_verified".to_owned(), json!(self.phone_verified));
        }
        json
    }
}

/// One way in which a user logs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider, such as `google-oauth2`.
    pub provider: String,
    /// The id at the provider: what follows the first bar of a `user_id`.
    pub user_id: String,
    /// The name of the connection.
    pub connection: String,
    /// The password, for a database connection.
    pub password: Option<String>,
    /// What the provider says; the profile of the user that this identity makes alone.
    pub profile: Profile,
    /// Whether the Management API writes `user_id` as an integer, as it does for some.
    pub numeric: bool,
}

impl Identity {
    /// The id of the user that this identity makes alone.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}|{}", self.provider, self.user_id)
    }

    fn is(&self, provider: &str, user_id: &str) -> bool {
        self.provider == provider && self.user_id == user_id
    }

    fn to_json(&self, primary: bool) -> Value {
        let number = self.user_id.parse::<u64>().ok().filter(|_| self.numeric);
        let mut json = Map::new();
        json.insert("provider".to_owned(), json!(self.provider));
        json.insert(
            "user_id".to_owned(),
            number.map_or_else(|| json!(self.user_id), |number| json!(number)),
        );
        json.insert("connection".to_owned(), json!(self.connection));
        json.insert("isSocial".to_owned(), json!(self.provider != "auth0"));
        if !primary {
            json.insert("profileData".to_owned(), Value::Object(self.profile.to_json()));
        }
        Value::Object(json)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// The id: provider, bar, id at the provider, of the primary identity.
    pub user_id: String,
    /// The root attributes: the primary's.
    pub profile: Profile,
    /// What the user may see and change.
    pub user_metadata: Map<String, Value>,
    /// What only the application may change.
    pub app_metadata: Map<String, Value>,
    /// The identities, the primary first.
    pub identities: Vec<Identity>,
    /// Whether logging in is refused.
    pub blocked: bool,
    /// Since when, in seconds since the epoch.
    pub created_at: u64,
    /// The last change.
    pub updated_at: u64,
    /// The last login.
    pub last_login: Option<u64>,
    /// How many logins.
    pub logins_count: u64,
}

impl User {
    /// The bare user that an identity makes alone.
    #[must_use]
    pub fn of(identity: Identity, now: u64) -> Self {
        Self {
            user_id: identity.id(),
            profile: identity.profile.clone(),
            user_metadata: Map::new(),
            app_metadata: Map::new(),
            identities: vec![identity],
            blocked: false,
            created_at: now,
            updated_at: now,
            last_login: None,
            logins_count: 0,
        }
    }

    /// As `GET /api/v2/users/{id}` shows it.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Value> {
        let mut json = self.profile.to_json();
        json.insert("user_id".to_owned(), json!(self.user_id));
        json.insert("identities".to_owned(), self.identities_json());
        json.insert("created_at".to_owned(), json!(crate::time::iso(self.created_at)));
        json.insert("updated_at".to_owned(), json!(crate::time::iso(self.updated_at)));
        json.insert("logins_count".to_owned(), json!(self.logins_count));
        if let Some(last_login) = self.last_login {
            json.insert("last_login".to_owned(), json!(crate::time::iso(last_login)));
        }
        if self.blocked {
            json.insert("blocked".to_owned(), json!(true));
        }
        for (name, metadata) in
            [("user_metadata", &self.user_metadata), ("app_metadata", &self.app_metadata)]
        {
            if !metadata.is_empty() {
                json.insert(name.to_owned(), Value::Object(metadata.clone()));
            }
        }
        json
    }

    /// As link and unlink answer.
    pub(crate) fn identities_json(&self) -> Value {
        self.identities
            .iter()
            .enumerate()
            .map(|(place, identity)| identity.to_json(place == 0))
            .collect()
    }
}

/// A sample account, to choose on a login page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// The connection it logs in with.
    pub connection: String,
    /// What to type, or what the button says.
    pub username: String,
    /// The password, for a database connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The identity's id, with the provider: the value of the button on a social connection's page.
    pub user_id: String,
}

/// Why a link or an unlink is impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Impossible {
    AlreadyLinked,
    Main,
    NoIdentity,
    NoUser,
    SameUser,
}

/// All users of the tenant.
#[derive(Default)]
pub(crate) struct Users(Vec<User>);

impl Users {
    /// Adds a user, in place of one with the same id.
    pub(crate) fn add(&mut self, user: User) {
        self.0.retain(|other| other.user_id != user.user_id);
        self.0.push(user);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &User> {
        self.0.iter()
    }

    pub(crate) fn get(&self, user_id: &str) -> Option<&User> {
        self.0.iter().find(|user| user.user_id == user_id)
    }

    pub(crate) fn get_mut(&mut self, user_id: &str) -> Option<&mut User> {
        self.0.iter_mut().find(|user| user.user_id == user_id)
    }

    /// The user who logs in with the identity of that id, linked or not.
    pub(crate) fn with_identity(&self, id: &str) -> Option<&User> {
        let (provider, user_id) = split(id)?;
        self.0
            .iter()
            .find(|user| user.identities.iter().any(|identity| identity.is(provider, user_id)))
    }

    /// The identity of a database connection with that name and password.
    pub(crate) fn with_password(
        &self,
        connection: &str,
        username: &str,
        password: &str,
    ) -> Option<&Identity> {
        self.identities_of(connection).map(|(_, identity)| identity).find(|identity| {
            let email = identity.profile.email.as_deref().unwrap_or_default();
            email.eq_ignore_ascii_case(username.trim())
                && identity.password.as_deref() == Some(password)
        })
    }

    pub(crate) fn identities_of(
        &self,
        connection: &str,
    ) -> impl Iterator<Item = (&User, &Identity)> {
        self.0
            .iter()
            .flat_map(|user| user.identities.iter().map(move |identity| (user, identity)))
            .filter(move |(_, identity)| identity.connection == connection)
    }

    /// True where there was one. Its linked identities go with it.
    pub(crate) fn remove(&mut self, user_id: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|user| user.user_id != user_id);
        self.0.len() != before
    }

    /// Moves all identities of the secondary user into the primary, and discards the rest of it.
    pub(crate) fn link(
        &mut self,
        primary: &str,
        secondary: &str,
        now: u64,
    ) -> Result<&User, Impossible> {
        if primary == secondary {
            return Err(Impossible::SameUser);
        }
        if self.get(primary).is_none() {
            return Err(Impossible::NoUser);
        }
        let Some(place) = self.0.iter().position(|user| user.user_id == secondary) else {
            // A user that went into another one is an identity now.
            let linked = self.with_identity(secondary).is_some();
            return Err(if linked { Impossible::AlreadyLinked } else { Impossible::NoIdentity });
        };
        let secondary = self.0.remove(place);
        let primary = self.get_mut(primary).ok_or(Impossible::NoUser)?;
        primary.identities.extend(secondary.identities);
        primary.updated_at = now;
        Ok(primary)
    }

    /// Takes an identity out of a user; it becomes a bare user again.
    ///
    /// `user_id` may carry the connection's name and a bar in front.
    pub(crate) fn unlink(
        &mut self,
        id: &str,
        provider: &str,
        user_id: &str,
        now: u64,
    ) -> Result<&User, Impossible> {
        let user = self.get_mut(id).ok_or(Impossible::NoUser)?;
        let place = user
            .identities
            .iter()
            .position(|identity| {
                identity.is(provider, user_id)
                    || user_id
                        .strip_prefix(&identity.connection)
                        .and_then(|rest| rest.strip_prefix('|'))
                        .is_some_and(|rest| identity.is(provider, rest))
            })
            .ok_or(Impossible::NoIdentity)?;
        if place == 0 {
            return Err(Impossible::Main);
        }
        let identity = user.identities.remove(place);
        user.updated_at = now;
        self.add(User::of(identity, now));
        self.get(id).ok_or(Impossible::NoUser)
    }
}

/// Provider and id, at the first bar: enterprise ids hold more of them.
pub(crate) fn split(id: &str) -> Option<(&str, &str)> {
    id.split_once('|').filter(|(provider, user_id)| !provider.is_empty() && !user_id.is_empty())
}

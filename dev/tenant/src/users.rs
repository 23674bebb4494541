//! All users of the tenant, as data: find, link, unlink. Knows nothing of tokens and scopes.

use serde::Serialize;

use crate::user::{Identity, User};

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
    /// Adds a user, in place of one with the same id. An identity belongs to one user: whoever had one of these loses
    /// it, and is gone where it was the main one.
    pub(crate) fn add(&mut self, user: User) {
        let taken = |identity: &Identity| {
            user.identities.iter().any(|own| own.is(&identity.provider, &identity.user_id))
        };
        self.0.retain(|other| {
            other.user_id != user.user_id && !other.identities.first().is_some_and(taken)
        });
        for other in &mut self.0 {
            other.identities.retain(|identity| !taken(identity));
        }
        self.0.push(user);
    }

    /// Whether somebody logs in by that provider.
    pub(crate) fn have_provider(&self, provider: &str) -> bool {
        self.0.iter().flat_map(|user| &user.identities).any(|own| own.provider == provider)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &User> {
        self.0.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut User> {
        self.0.iter_mut()
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

    /// Notes that the user of that identity logged in.
    pub(crate) fn note_login(&mut self, identity: &str, now: u64) {
        let user_id = self.with_identity(identity).map(|user| user.user_id.clone());
        if let Some(user) = user_id.and_then(|id| self.get_mut(&id)) {
            user.last_login = Some(now);
            user.logins_count = user.logins_count.saturating_add(1);
        }
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
        let after_connection = |identity: &Identity| {
            user_id
                .strip_prefix(&identity.connection)
                .and_then(|rest| rest.strip_prefix('|'))
                .is_some_and(|rest| identity.is(provider, rest))
        };
        // An id may begin with the connection's name itself, so the whole of it comes first.
        let place = user
            .identities
            .iter()
            .position(|identity| identity.is(provider, user_id))
            .or_else(|| user.identities.iter().position(after_connection))
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

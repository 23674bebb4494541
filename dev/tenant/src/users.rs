//! All users of the tenant, as data: find, link, unlink. Knows nothing of tokens and scopes.

use serde::Serialize;

use crate::user::{Identity, IdentityKey, User};

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
    Ambiguous,
    Main,
    NoIdentity,
    NoUser,
    SameUser,
}

/// All users of the tenant.
#[derive(Default)]
pub(crate) struct Users(Vec<User>);

impl Users {
    /// Adds a user, in place of one with the same main identity. An identity belongs to one user: whoever had one of
    /// these loses it, and is gone where it was the main one.
    pub(crate) fn add(&mut self, user: User) {
        let taken = |identity: &Identity| user.identities.iter().any(|own| own.is_same(identity));
        self.0.retain(|other| !other.identities.first().is_some_and(taken));
        for other in &mut self.0 {
            other.identities.retain(|identity| !taken(identity));
        }
        self.0.push(user);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
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

    /// The user who logs in with that identity, linked or not.
    pub(crate) fn with_key(&self, key: &IdentityKey) -> Option<&User> {
        self.0.iter().find(|user| user.identities.iter().any(|own| own.key() == *key))
    }

    /// Notes that the user of that identity logged in.
    pub(crate) fn note_login(&mut self, key: &IdentityKey, now: u64) {
        let mut users = self.0.iter_mut();
        if let Some(user) = users.find(|user| user.identities.iter().any(|own| own.key() == *key)) {
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
        let place = self.0.iter().position(|user| user.user_id == user_id);
        place.map(|place| self.0.remove(place)).is_some()
    }

    /// Moves all identities of the secondary user into the primary, and discards the rest of it.
    ///
    /// `connection` tells apart those who have the same id in several databases.
    pub(crate) fn link(
        &mut self,
        primary: &str,
        secondary: &str,
        connection: Option<&str>,
        now: u64,
    ) -> Result<&User, Impossible> {
        let fits = |own: &Identity| {
            own.id() == secondary && connection.is_none_or(|name| own.connection == name)
        };
        let is_main = |(_, user): &(usize, &User)| user.identities.first().is_some_and(fits);
        let mut found = self.0.iter().enumerate().filter(is_main).map(|(place, _)| place);
        let (place, another) = (found.next(), found.next());
        let own = self.0.iter().position(|user| user.user_id == primary);
        let own = match own {
            // Who names oneself is told so, whether there is such a user or not.
            _ if primary == secondary && another.is_none() && own == place => {
                return Err(Impossible::SameUser);
            }
            None => return Err(Impossible::NoUser),
            Some(own) => own,
        };
        let Some(place) = place else {
            // A user that went into another one is an identity now.
            let linked = self.0.iter().any(|user| user.identities.iter().any(fits));
            return Err(if linked { Impossible::AlreadyLinked } else { Impossible::NoIdentity });
        };
        if another.is_some() {
            return Err(Impossible::Ambiguous);
        }
        let secondary = self.0.remove(place);
        let own = if place < own { own - 1 } else { own };
        let primary = self.0.get_mut(own).ok_or(Impossible::NoUser)?;
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

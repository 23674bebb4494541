//! What `/me`, `/link/review` and `/settings` show of a user and its identities.

use serde::Serialize;
use url::Url;

use crate::metadata::kept;
use crate::user::called::first_fit;
use crate::user::{Identity, ProfileData, User, UserId};

/// A user, as `/me` and `/link/review` show it.
#[derive(Debug, Serialize)]
pub struct ShownUser<'a> {
    /// `provider|id`.
    pub user_id: String,
    /// The name to show.
    pub name: Option<&'a str>,
    /// The e-mail address.
    pub email: Option<&'a str>,
    /// Whether the address is verified.
    pub email_verified: bool,
    /// The address of the profile picture, if the page may show it.
    pub picture: Option<&'a str>,
}

/// An identity, as `/me` and `/link/review` show it.
#[derive(Debug, Serialize)]
pub struct ShownIdentity<'a> {
    /// The identity provider's kind.
    pub provider: &'a str,
    /// The id there.
    pub user_id: &'a str,
    /// The connection through which one signs in.
    pub connection: Option<&'a str>,
    /// Whether it is the user's own.
    pub primary: bool,
    /// The name at the provider.
    pub name: Option<&'a str>,
    /// The e-mail address.
    pub email: Option<&'a str>,
    /// Whether unlinking can give back the metadata it had when it was linked.
    pub restorable: bool,
}

impl ShownIdentity<'_> {
    /// Whether it is this one.
    #[must_use]
    pub fn is(&self, identity: &Identity) -> bool {
        (self.provider, self.user_id) == (&identity.provider, &identity.user_id)
    }
}

impl Identity {
    /// Its name at the provider: the address or else a name.
    #[must_use]
    pub fn called(&self) -> Option<&str> {
        let profile = self.profile.as_ref()?;
        profile.email.as_deref().or_else(|| profile.shown_name())
    }
}

/// The address of a picture that the page may load, if `pictures` is on: the page's policy allows only `https:`, and
/// any other address would show a broken picture.
#[must_use]
pub fn picture(address: Option<&str>, pictures: bool) -> Option<&str> {
    let loads = |it: &&str| Url::parse(it).is_ok_and(|url| url.scheme() == "https");
    address.filter(|_| pictures).filter(loads)
}

impl User {
    /// What a page shows of this user; with the picture, if `pictures` is on.
    #[must_use]
    pub fn shown(&self, pictures: bool) -> ShownUser<'_> {
        ShownUser {
            user_id: self.user_id.clone(),
            name: self.shown_name(),
            email: self.email.as_deref(),
            email_verified: self.email_verified,
            picture: picture(self.picture.as_deref(), pictures),
        }
    }

    /// By its name, or else its number.
    fn shown_name(&self) -> Option<&str> {
        let names = [&self.name, &self.phone_number].map(Option::as_deref);
        first_fit(names, self.email.as_deref())
    }

    /// The identities, told apart into the primary one and the others by provider and id together,
    /// so that two Google accounts work.
    #[must_use]
    pub fn shown_identities(&self) -> Vec<ShownIdentity<'_>> {
        let own = UserId::parse(&self.user_id);
        let shown = |identity| self.shown_identity(identity, own.as_ref());
        self.identities.iter().map(shown).collect()
    }

    fn shown_identity<'a>(
        &'a self,
        identity: &'a Identity,
        own: Option<&UserId>,
    ) -> ShownIdentity<'a> {
        let primary = own.is_some_and(|own| identity.is(own));
        let profile = identity.profile.as_ref();
        let (name, email) = if primary {
            (self.shown_name(), self.email.as_deref())
        } else {
            (profile.and_then(ProfileData::shown_name), profile.and_then(|it| it.email.as_deref()))
        };
        ShownIdentity {
            provider: &identity.provider,
            user_id: &identity.user_id,
            connection: identity.connection.as_deref(),
            primary,
            name,
            email,
            restorable: UserId::from_parts(&identity.provider, &identity.user_id)
                .is_some_and(|id| kept::of(&self.app_metadata, &id).is_some()),
        }
    }
}

impl ProfileData {
    fn shown_name(&self) -> Option<&str> {
        let names = [&self.name, &self.username, &self.nickname, &self.phone_number];
        first_fit(names.map(Option::as_deref), self.email.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_two_accounts_of_one_provider_apart() {
        let user: User = serde_json::from_str(
            r#"{"user_id": "google-oauth2|1", "name": "Ada", "identities": [
                {"provider": "google-oauth2", "user_id": "1", "connection": "google-oauth2"},
                {"provider": "google-oauth2", "user_id": 2, "connection": "google-oauth2",
                 "profileData": {"name": "", "nickname": "ada.l", "email": "ada.l@example.com"}}]}"#,
        )
        .unwrap();
        let shown = user.shown_identities();
        assert_eq!(shown.iter().map(|it| it.primary).collect::<Vec<_>>(), [true, false]);
        assert_eq!(shown[1].user_id, "2");
        assert_eq!((shown[1].name, shown[1].email), (Some("ada.l"), Some("ada.l@example.com")));
        assert!(user.has_identity(&UserId::parse("google-oauth2|2").unwrap()));
        assert!(!user.has_identity(&UserId::parse("github|2").unwrap()));
    }
}

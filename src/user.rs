//! Users and their identities, as Auth0's Management API gives them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A user's id, `provider|id`. Auth0 splits it at the first bar: what follows may hold more of them
/// (`samlp|connection|name`), and the provider alone does not tell two identities apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserId {
    provider: String,
    id: String,
}

impl UserId {
    /// Parses a `sub` or a `user_id`; `None` unless both parts are there.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (provider, id) = text.split_once('|')?;
        Self::from_parts(provider, id)
    }

    /// The id of the user that an identity is or would be; `None` where a part is empty, or would
    /// climb out of its place in an address: the URL standard drops segments of dots, encoded or not,
    /// and control characters before it looks for them.
    #[must_use]
    pub fn from_parts(provider: &str, id: &str) -> Option<Self> {
        let segment =
            |part: &str| !matches!(part, "" | "." | "..") && !part.chars().any(char::is_control);
        let whole = segment(provider) && !provider.contains('|') && segment(id);
        whole.then(|| Self { provider: provider.to_owned(), id: id.to_owned() })
    }

    /// The part before the first bar: the identity provider's kind, an open set.
    #[must_use]
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// The part after the first bar.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", self.provider, self.id)
    }
}

/// A user of the tenant: what the settings page shows of it.
#[derive(Clone, Debug, Deserialize)]
pub struct User {
    /// `provider|id`, which stays the same for as long as this user is a primary one.
    pub user_id: String,
    /// The name to show.
    pub name: Option<String>,
    /// The e-mail address; a phone account has none.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub email: Option<String>,
    /// Whether Auth0 holds the address for verified.
    #[serde(default, deserialize_with = "only_true")]
    pub email_verified: bool,
    /// Where the profile picture lies.
    pub picture: Option<String>,
    /// The sign-in methods; the first is the user's own.
    #[serde(default)]
    pub identities: Vec<Identity>,
}

/// One sign-in method inside a user.
#[derive(Clone, Debug, Deserialize)]
pub struct Identity {
    /// The identity provider's kind, an open set.
    pub provider: String,
    /// The part of the id after the first bar; Auth0 may send an integer.
    #[serde(deserialize_with = "string_or_integer")]
    pub user_id: String,
    /// The connection by which one signs in with it.
    pub connection: Option<String>,
    /// What the provider says of a secondary identity's person.
    #[serde(default, rename = "profileData")]
    pub profile: Option<ProfileData>,
}

/// What Auth0 keeps of the user that an identity was before it was linked.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ProfileData {
    /// The name to show.
    pub name: Option<String>,
    /// The name at the provider.
    pub nickname: Option<String>,
    /// The name in a database connection.
    pub username: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number, of an SMS identity.
    pub phone_number: Option<String>,
}

/// A user as `/me` and `/link/review` show it.
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
    /// Where the profile picture lies, if the page may show it.
    pub picture: Option<&'a str>,
}

/// An identity as `/me` and `/link/review` show it.
#[derive(Debug, Serialize)]
pub struct ShownIdentity<'a> {
    provider: &'a str,
    user_id: &'a str,
    connection: Option<&'a str>,
    primary: bool,
    name: Option<&'a str>,
    email: Option<&'a str>,
}

impl User {
    /// Whether the account may be linked where e-mail addresses must be verified: one without an
    /// address, a phone account, may.
    #[must_use]
    pub fn email_is_verified_or_absent(&self) -> bool {
        self.email.is_none() || self.email_verified
    }

    /// Whether an identity of this user is the one that `user_id` names.
    #[must_use]
    pub fn has_identity(&self, user_id: &UserId) -> bool {
        self.identities.iter().any(|identity| identity.is(user_id))
    }

    /// What a page shows of this user, with the picture where `pictures` are switched on.
    #[must_use]
    pub fn shown(&self, pictures: bool) -> ShownUser<'_> {
        ShownUser {
            user_id: self.user_id.clone(),
            name: self.name.as_deref(),
            email: self.email.as_deref(),
            email_verified: self.email_verified,
            picture: self.picture.as_deref().filter(|_| pictures),
        }
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
            (self.name.as_deref(), self.email.as_deref())
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
        }
    }
}

impl Identity {
    /// Whether this is the identity that `user_id` names.
    #[must_use]
    pub fn is(&self, user_id: &UserId) -> bool {
        self.provider == user_id.provider && self.user_id == user_id.id
    }

    /// Whether one signs in with it through this connection.
    #[must_use]
    pub fn is_through(&self, connection: &str) -> bool {
        self.connection.as_deref() == Some(connection)
    }
}

impl ProfileData {
    fn shown_name(&self) -> Option<&str> {
        [&self.name, &self.username, &self.nickname, &self.phone_number]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .find(|name| !name.is_empty())
    }
}

/// An empty text says as little as none.
pub(crate) fn text_or_nothing<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// Whether a claim is `true`. Enterprise connections send null, or a text; neither vouches for
/// anything, and neither makes an account unusable.
pub(crate) fn only_true<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(serde_json::Value::deserialize(deserializer)? == true)
}

fn string_or_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(u64),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::Text(text) => text,
        Either::Number(number) => number.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let parsed = UserId::parse(text);
        let parts = parsed.as_ref().map(|it| (it.provider(), it.id()));
        assert_eq!(parts, expected, "{text}");
        if let Some(user_id) = parsed {
            assert_eq!(user_id.to_string(), text);
        }
    }

    #[test]
    fn splits_at_the_first_bar() {
        check("auth0|ada", Some(("auth0", "ada")));
        check("samlp|okta|ada@example.com", Some(("samlp", "okta|ada@example.com")));
        check("google-oauth2|1", Some(("google-oauth2", "1")));
    }

    #[test]
    fn refuses_half_an_id() {
        for text in [
            "",
            "auth0",
            "|",
            "auth0|",
            "|ada",
            "auth0|..",
            "..|ada",
            "auth0|.",
            "auth0|.\t.",
            "a\n|b",
        ] {
            check(text, None);
        }
    }

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

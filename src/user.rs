//! Users and their identities, as Auth0's Management API returns them.

pub mod called;
pub mod identifier;
pub mod read;
pub mod typed;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::lenient::Odd;

/// A user's id, `provider|id`. Auth0 splits it at the first bar: the rest may hold more bars (`samlp|connection|name`),
/// and the provider alone does not distinguish two identities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserId {
    provider: String,
    id: String,
}

impl UserId {
    /// Whether its text is exactly this.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        self.to_string() == text
    }

    /// Parses a `sub` or a `user_id`; `None` unless both parts are there.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (provider, id) = text.split_once('|')?;
        Self::from_parts(provider, id)
    }

    /// The id of the user that an identity is or would be; `None` if a part is empty, or would escape its place in an
    /// address: the URL standard drops segments of dots, encoded or not, after it removed control characters.
    #[must_use]
    pub fn from_parts(provider: &str, id: &str) -> Option<Self> {
        let segment = |part: &str| {
            !matches!(part, "" | "." | "..") && !part.bytes().any(|it| it.is_ascii_control())
        };
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

impl TryFrom<String> for UserId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a user id has two parts")
    }
}

impl From<UserId> for String {
    fn from(user_id: UserId) -> Self {
        user_id.to_string()
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", self.provider, self.id)
    }
}

/// A user of the tenant, as far as linking needs it. Not printable: its metadata may hold anything.
#[derive(Clone, Default, Deserialize)]
#[serde(try_from = "Value")]
pub struct User {
    /// `provider|id`, which does not change as long as this user is a primary one.
    pub user_id: String,
    /// The name to show.
    pub name: Option<String>,
    /// The e-mail address; a phone account has none.
    pub email: Option<String>,
    /// Whether the address has an unexpected type.
    pub email_is_odd: bool,
    /// Whether Auth0 says that the address is verified.
    pub email_verified: bool,
    /// The phone number, of an SMS account.
    pub phone_number: Option<String>,
    /// The address of the profile picture.
    pub picture: Option<String>,
    /// The sign-in methods; the first is the user's own. Unreadable ones are left out.
    pub identities: Vec<Identity>,
    /// How many of them cannot be read, or not well enough to decide by.
    pub unreadable: usize,
    /// What the person may see and change; its root keys are merged in a link.
    pub user_metadata: Map<String, Value>,
    /// What only the product may change; never merged.
    pub app_metadata: Map<String, Value>,
    /// The kinds of second factor that the person has set up.
    pub multifactor: Vec<Value>,
    /// When the account was created, as Auth0 writes it, which sorts by time; `None` if unknown.
    pub created_at: Option<String>,
    /// Whether metadata or second factors had an unexpected type: there may be some.
    pub is_half_read: bool,
    /// Whether signing in is switched off.
    pub blocked: bool,
    /// The size of Auth0's answer in bytes: that of the profile, if all of it was asked for.
    pub bytes: usize,
    /// Members whose type was not the expected one.
    pub odd: Vec<Odd>,
}

/// One sign-in method inside a user.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Identity {
    /// The identity provider's kind, an open set.
    pub provider: String,
    /// The part of the id after the first bar; Auth0 may send an integer.
    pub user_id: String,
    /// The connection through which one signs in.
    pub connection: Option<String>,
    /// Whether Auth0 calls the provider social.
    #[serde(rename = "isSocial")]
    pub is_social: Option<bool>,
    /// The provider's profile of a secondary identity.
    #[serde(rename = "profileData")]
    pub profile: Option<ProfileData>,
}

/// What kind of sign-in method an identity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A password that the tenant keeps.
    Database,
    /// An employer's or a school's directory.
    Enterprise,
    /// A code or a link by e-mail or phone.
    Passwordless,
    /// A provider that anybody can have an account at.
    Social,
}

/// Enterprise strategies by Auth0's names, for identities that do not say whether they are social.
pub const ENTERPRISE: [&str; 13] = [
    "ad",
    "adfs",
    "auth0-adldap",
    "custom",
    "google-apps",
    "ip",
    "office365",
    "oidc",
    "okta",
    "pingfederate",
    "samlp",
    "sharepoint",
    "waad",
];

/// What Auth0 keeps of the user that an identity was before it was linked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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

impl User {
    /// Whether the account may be linked if addresses must be verified: an account without one, like a phone account,
    /// may. An address of an odd type does not count as absent.
    #[must_use]
    pub const fn email_is_verified_or_absent(&self) -> bool {
        (self.email.is_none() && !self.email_is_odd) || self.email_verified
    }

    /// Whether every identity can be read well enough to decide by. If not, nothing follows from an identity's absence,
    /// and the account is not linked: rules and review would miss something.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.unreadable == 0
    }

    /// Whether this user has the identity that `user_id` names.
    #[must_use]
    pub fn has_identity(&self, user_id: &UserId) -> bool {
        self.identities.iter().any(|identity| identity.is(user_id))
    }
}

impl Identity {
    /// The identity that `user_id` names, with nothing else known.
    #[must_use]
    pub fn of(user_id: &UserId) -> Self {
        Self { provider: user_id.provider.clone(), user_id: user_id.id.clone(), ..Self::default() }
    }

    /// Whether this is the identity that `user_id` names.
    #[must_use]
    pub fn is(&self, user_id: &UserId) -> bool {
        self.provider == user_id.provider && self.user_id == user_id.id
    }

    /// What kind of sign-in method it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match (self.provider.as_str(), self.is_social) {
            ("auth0", _) => Kind::Database,
            ("email" | "sms", _) => Kind::Passwordless,
            (_, Some(true)) => Kind::Social,
            (_, Some(false)) => Kind::Enterprise,
            (provider, None) if ENTERPRISE.contains(&provider) => Kind::Enterprise,
            (_, None) => Kind::Social,
        }
    }

    /// Whether one signs in with it through this connection.
    #[must_use]
    pub fn is_through(&self, connection: &str) -> bool {
        self.connection.as_deref() == Some(connection)
    }
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
}

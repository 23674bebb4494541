//! Users and their identities, as Auth0's Management API gives them.

pub mod identifier;
pub mod shown;
pub mod typed;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

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

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", self.provider, self.id)
    }
}

/// A user of the tenant, as far as linking needs it. Not printable: its metadata is anything.
#[derive(Clone, Default, Deserialize)]
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
    /// The phone number, of an SMS account.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub phone_number: Option<String>,
    /// Where the profile picture lies.
    pub picture: Option<String>,
    /// The sign-in methods; the first is the user's own.
    #[serde(default)]
    pub identities: Vec<Identity>,
    /// What the person may see and change; its root keys are merged when accounts are joined.
    #[serde(default, deserialize_with = "object_or_nothing")]
    pub user_metadata: Map<String, Value>,
    /// What only the product may change; never merged.
    #[serde(default, deserialize_with = "object_or_nothing")]
    pub app_metadata: Map<String, Value>,
    /// The kinds of second factor that the person has set up.
    #[serde(default, deserialize_with = "list_or_nothing")]
    pub multifactor: Vec<Value>,
    /// Whether signing in is switched off.
    #[serde(default, deserialize_with = "unless_false")]
    pub blocked: bool,
    /// How many bytes Auth0's answer had: the size of the profile, where all of it was asked for.
    #[serde(skip)]
    pub bytes: usize,
}

/// One sign-in method inside a user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Identity {
    /// The identity provider's kind, an open set.
    pub provider: String,
    /// The part of the id after the first bar; Auth0 may send an integer.
    #[serde(deserialize_with = "string_or_integer")]
    pub user_id: String,
    /// The connection by which one signs in with it.
    pub connection: Option<String>,
    /// Whether Auth0 counts the provider among the social ones.
    #[serde(default, rename = "isSocial")]
    pub is_social: Option<bool>,
    /// What the provider says of a secondary identity's person.
    #[serde(default, rename = "profileData")]
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

/// Enterprise strategies by Auth0's names, where an identity does not say whether it is social.
const ENTERPRISE: [&str; 13] = [
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
}

impl Identity {
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

/// Whether a member is anything but `false` or nothing: what cannot be read does not let anybody in.
fn unless_false<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(!(value.is_null() || value == false))
}

/// Metadata that is no object says as little as none.
fn object_or_nothing<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<String, Value>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(if let Value::Object(map) = value { map } else { Map::new() })
}

fn list_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Value>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(if let Value::Array(list) = value { list } else { Vec::new() })
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
}

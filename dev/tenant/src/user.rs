//! One user, as data: profile, identities, metadata, and what it is a member of.

use hmac_sha256::Hash;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::keys::base64url;

/// What a provider says about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whether the provider is a social one.
    pub is_social: bool,
}

/// An identity by its id, and by its connection, since two databases may have the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdentityKey {
    pub(crate) id: String,
    pub(crate) connection: String,
}

/// Providers that are not social: databases, passwordless and enterprise ones.
const NOT_SOCIAL: [&str; 16] = [
    "ad",
    "adfs",
    "auth0",
    "auth0-adldap",
    "custom",
    "email",
    "google-apps",
    "ip",
    "office365",
    "oidc",
    "okta",
    "pingfederate",
    "samlp",
    "sharepoint",
    "sms",
    "waad",
];

impl Identity {
    /// An identity without a profile; social where its provider is.
    #[must_use]
    pub fn new(provider: &str, user_id: &str, connection: &str) -> Self {
        Self {
            provider: provider.to_owned(),
            user_id: user_id.to_owned(),
            connection: connection.to_owned(),
            password: None,
            profile: Profile::default(),
            numeric: false,
            is_social: !NOT_SOCIAL.contains(&provider),
        }
    }

    /// The id of the user that this identity makes alone.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}|{}", self.provider, self.user_id)
    }

    pub(crate) fn is(&self, provider: &str, user_id: &str) -> bool {
        self.provider == provider && self.user_id == user_id
    }

    /// Whether both are one. Databases share a provider, and two of them may have the same id.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.is(&other.provider, &other.user_id)
            && (self.provider != "auth0" || self.connection == other.connection)
    }

    /// What stands for it in a login and in a session.
    pub(crate) fn key(&self) -> IdentityKey {
        IdentityKey { id: self.id(), connection: self.connection.clone() }
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
        json.insert("isSocial".to_owned(), json!(self.is_social));
        if !primary {
            json.insert("profileData".to_owned(), Value::Object(self.profile.to_json()));
        }
        Value::Object(json)
    }
}

/// Something that a user proves itself with, enrolled at the tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthenticationMethod {
    /// The type, such as `totp`, `phone`, `webauthn-roaming` or `recovery-code`.
    pub kind: String,
    /// Whether the enrolment was finished.
    pub confirmed: bool,
}

impl AuthenticationMethod {
    /// Types that are no second factor: first factors, and what only stands in for a second one.
    const NO_SECOND_FACTOR: [&str; 4] =
        ["email-verification", "passkey", "password", "recovery-code"];

    fn is_second_factor(&self) -> bool {
        self.confirmed && !Self::NO_SECOND_FACTOR.contains(&self.kind.as_str())
    }
}

/// A confirmed one of that type.
impl From<&str> for AuthenticationMethod {
    fn from(kind: &str) -> Self {
        Self { kind: kind.to_owned(), confirmed: true }
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// The names of its roles.
    pub roles: Vec<String>,
    /// The names of the organizations it is a member of.
    pub organizations: Vec<String>,
    /// What it enrolled.
    pub authentication_methods: Vec<AuthenticationMethod>,
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
            roles: Vec::new(),
            organizations: Vec::new(),
            authentication_methods: Vec::new(),
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
        if self.has_second_factor() {
            json.insert("multifactor".to_owned(), json!(["guardian"]));
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

    /// Whether a second factor can be asked of it.
    #[must_use]
    pub fn has_second_factor(&self) -> bool {
        self.authentication_methods.iter().any(AuthenticationMethod::is_second_factor)
    }

    pub(crate) fn roles_json(&self) -> Vec<Value> {
        let role =
            |name: &String| json!({ "id": id_of("rol_", name), "name": name, "description": name });
        self.roles.iter().map(role).collect()
    }

    pub(crate) fn authentication_methods_json(&self) -> Vec<Value> {
        let method = |(place, method): (usize, &AuthenticationMethod)| {
            let kind = &method.kind;
            let seed = format!("{place} {kind} {}", self.user_id);
            json!({
                "id": id_of(&format!("{kind}|dev_"), &seed),
                "type": kind,
                "confirmed": method.confirmed,
                "created_at": crate::time::iso(self.created_at),
            })
        };
        self.authentication_methods.iter().enumerate().map(method).collect()
    }
}

/// An id of Auth0's form, prefix and sixteen characters: the same for the same name.
pub(crate) fn id_of(prefix: &str, name: &str) -> String {
    let hash = base64url(&Hash::hash(name.as_bytes()));
    let letters = hash.chars().filter(char::is_ascii_alphanumeric).take(16);
    prefix.chars().chain(letters).collect()
}

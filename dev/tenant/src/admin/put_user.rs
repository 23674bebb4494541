//! `PUT /__tenant/users`: a user exactly as the JSON says, with what no login and no link could give it.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::reply::{self, Reply, refuse};
use crate::tenant::Tenant;
use crate::user::{AuthenticationMethod, Identity, Profile, User};
use crate::users::split;

/// The JSON of a user.
#[derive(Deserialize)]
pub(super) struct NewUser {
    user_id: String,
    #[serde(default)]
    user_metadata: Map<String, Value>,
    #[serde(default)]
    app_metadata: Map<String, Value>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    organizations: Vec<String>,
    #[serde(default)]
    authentication_methods: Vec<NewMethod>,
    #[serde(default)]
    identities: Vec<NewIdentity>,
    #[serde(default)]
    blocked: bool,
    /// The profile: nothing else may be left over.
    #[serde(flatten)]
    profile: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewIdentity {
    provider: String,
    user_id: IdAtProvider,
    connection: String,
    #[serde(rename = "isSocial")]
    is_social: Option<bool>,
    #[serde(rename = "profileData")]
    profile: Option<Profile>,
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum IdAtProvider {
    Text(String),
    Number(u64),
}

/// A type alone is confirmed.
#[derive(Deserialize)]
#[serde(untagged)]
enum NewMethod {
    Type(String),
    Whole {
        #[serde(rename = "type")]
        kind: String,
        confirmed: bool,
    },
}

impl From<NewMethod> for AuthenticationMethod {
    fn from(method: NewMethod) -> Self {
        match method {
            NewMethod::Type(kind) => Self::from(kind.as_str()),
            NewMethod::Whole { kind, confirmed } => Self { kind, confirmed },
        }
    }
}

impl NewIdentity {
    fn into_identity(self, otherwise: Profile) -> Identity {
        let (user_id, numeric) = match self.user_id {
            IdAtProvider::Text(text) => (text, false),
            IdAtProvider::Number(number) => (number.to_string(), true),
        };
        let identity = Identity::new(&self.provider, &user_id, &self.connection);
        Identity {
            password: self.password,
            profile: self.profile.unwrap_or(otherwise),
            numeric,
            is_social: self.is_social.unwrap_or(identity.is_social),
            ..identity
        }
    }
}

pub(super) fn put(tenant: &mut Tenant, new: NewUser, now: u64) -> Reply {
    let wrong = |message: &str| refuse(StatusCode::BAD_REQUEST, message);
    let profile: Profile = match serde_json::from_value(Value::Object(new.profile)) {
        Ok(profile) => profile,
        Err(error) => return wrong(&error.to_string()),
    };
    let Some((provider, id)) = split(&new.user_id) else {
        return wrong("user_id must be a provider, a bar and an id.");
    };

    let mut given = new.identities.into_iter();
    let mut identities = match given.next() {
        Some(first) => vec![first.into_identity(profile.clone())],
        None => {
            let of_provider =
                tenant.connections.iter().find(|connection| connection.provider == provider);
            let name = of_provider.map_or(provider, |connection| connection.name.as_str());
            vec![Identity { profile: profile.clone(), ..Identity::new(provider, id, name) }]
        }
    };
    if identities.first().is_none_or(|main| main.id() != new.user_id) {
        return wrong("The first identity must be the one of user_id.");
    }
    identities.extend(given.map(|identity| identity.into_identity(Profile::default())));

    let user = User {
        user_id: new.user_id,
        profile,
        user_metadata: new.user_metadata,
        app_metadata: new.app_metadata,
        identities,
        roles: new.roles,
        organizations: new.organizations,
        authentication_methods: new.authentication_methods.into_iter().map(Into::into).collect(),
        blocked: new.blocked,
        created_at: now,
        updated_at: now,
        last_login: None,
        logins_count: 0,
    };
    tenant.add_missing_connections(&user);
    tenant.add_user(user);
    reply::empty(StatusCode::NO_CONTENT)
}

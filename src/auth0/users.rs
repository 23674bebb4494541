//! The Management API, "Users": read, change and delete a user, link an identity, unlink one. Every
//! request is about the one user that its [`Access`] is for.

use http::header::AUTHORIZATION;
use http::{Method, Request, Response};
use serde::Serialize;
use serde_json::{Map, Value, json};
use url::Url;
use zeroize::Zeroize;

use super::{Fault, JSON, address, object, read, success, unique, value};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::secret::Secret;
use crate::user::read::{Identities, Users};
use crate::user::{User, UserId};

/// The fields that the settings page needs. Whether a person's own token sees `blocked` is not documented.
const FIELDS: &str =
    "user_id,name,email,email_verified,picture,identities,user_metadata,app_metadata,blocked";

/// The right to act on one user. In mode `user` Auth0 itself refuses the token everybody else; in mode `client` the
/// token may do anything, and this type holds a request to its one user.
#[derive(Clone, Debug)]
pub struct Access {
    user_id: UserId,
    token: Secret<String>,
    writes_metadata: bool,
    told: Option<Secret<Told>>,
}

/// What a sign-in said of its user's e-mail address. Two databases may have users of the same id, and a token does not
/// name the database: the address tells the users apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// The address.
    pub email: Option<String>,
    /// Whether it is verified, if that too must match. With a single database it need not: the person may have verified
    /// it since.
    pub email_verified: Option<bool>,
}

impl Zeroize for Told {
    fn zeroize(&mut self) {
        self.email.zeroize();
    }
}

/// What shows Auth0 which account to link.
#[derive(Clone, Debug)]
pub enum LinkCredential {
    /// The account's raw ID token. Auth0 requires its `aud` to be the access token's `azp`.
    IdToken(Secret<String>),
    /// Its id alone, after we verified the ID token; needs `update:users`.
    Named {
        /// The user's id, which is that of its own identity.
        user_id: UserId,
        /// Which of several databases that identity is in, if the settings say.
        connection_id: Option<String>,
    },
}

/// What a PATCH changes: root keys; `null` removes one. Auth0 merges at the first level and takes an empty object to
/// mean "remove everything", so an empty one is never sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changes {
    /// What the person may see and change.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub user_metadata: Map<String, Value>,
    /// What only the product may change.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub app_metadata: Map<String, Value>,
}

/// What else Auth0 keeps of a user, each at its own address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belonging {
    /// Second factors and the like.
    AuthenticationMethods,
    /// Organizations that the user is a member of.
    Organizations,
    /// Roles.
    Roles,
}

impl Access {
    /// Access to this user with this token.
    #[must_use]
    pub const fn new(user_id: UserId, token: Secret<String>) -> Self {
        Self { user_id, token, writes_metadata: true, told: None }
    }

    /// The same, if the token may not change metadata.
    #[must_use]
    pub fn without_metadata(self) -> Self {
        Self { writes_metadata: false, ..self }
    }

    /// The same, but only to the user that a sign-in described so.
    #[must_use]
    pub fn to_whom(self, told: Told) -> Self {
        Self { told: Some(Secret::new(told)), ..self }
    }

    /// The same with another token.
    #[must_use]
    pub fn by(&self, token: Secret<String>) -> Self {
        Self { token, ..self.clone() }
    }

    /// Whether the token may change metadata.
    #[must_use]
    pub const fn writes_metadata(&self) -> bool {
        self.writes_metadata
    }

    /// Whether the user read is the one that the sign-in described.
    fn is_to(&self, user: &User) -> bool {
        let is_it = |told: &Told| {
            told.email == user.email
                && told.email_verified.is_none_or(|it| it == user.email_verified)
        };
        self.told.as_ref().is_none_or(|told| is_it(told.expose()))
    }

    /// The user.
    #[must_use]
    pub const fn user_id(&self) -> &UserId {
        &self.user_id
    }
}

impl Changes {
    /// Whether there is nothing to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.user_metadata.is_empty() && self.app_metadata.is_empty()
    }
}

/// Builds the request that reads the user: what the page needs, or the whole profile.
#[must_use]
pub fn user_request(config: &Config, access: &Access, whole: bool) -> Request<Vec<u8>> {
    let mut url = of_user(config, access, &[]);
    if !whole {
        url.query_pairs_mut().append_pair("fields", FIELDS).append_pair("include_fields", "true");
    }
    request(Method::GET, &url, access, None)
}

/// Parses the user that was asked for. A blocked user is refused: nothing of theirs is shown, linked, unlinked or
/// written.
///
/// # Errors
/// [`Fault`]: a user of another id is [`Fault::Unreadable`]; one whose address shows another database,
/// [`Fault::OtherUser`]; one who is blocked, [`Fault::Blocked`].
pub fn process_user_response(
    response: Response<Vec<u8>>,
    access: &Access,
    now: UnixTime,
) -> Result<User, Fault> {
    let body = success(response, now)?;
    let user = unique::parse(&body).and_then(|user| User::try_from(user).ok());
    let mut user = user.ok_or(Fault::Unreadable)?;
    user.bytes = body.len();
    if user.user_id != access.user_id.to_string() {
        return Err(Fault::Unreadable);
    }
    if !access.is_to(&user) {
        return Err(Fault::OtherUser);
    }
    if user.blocked { Err(Fault::Blocked) } else { Ok(user) }
}

/// Builds the request that changes the user's metadata.
#[must_use]
pub fn update_user_request(
    config: &Config,
    access: &Access,
    changes: &Changes,
) -> Request<Vec<u8>> {
    request(Method::PATCH, &of_user(config, access, &[]), access, Some(json!(changes)))
}

/// Builds the request that deletes the user.
#[must_use]
pub fn delete_user_request(config: &Config, access: &Access) -> Request<Vec<u8>> {
    request(Method::DELETE, &of_user(config, access, &[]), access, None)
}

/// Parses the answer to a change of metadata: the changed user. How much of it Auth0 shows to the user's own token is
/// not documented, so the id or the metadata is enough. But any other page is no success: a link would follow, and the
/// metadata be lost.
///
/// # Errors
/// [`Fault`].
pub fn process_updated_response(
    response: Response<Vec<u8>>,
    user_id: &UserId,
    now: UnixTime,
) -> Result<(), Fault> {
    let user: Value = read(response, now)?;
    let right = match user.get("user_id") {
        Some(id) => id.as_str() == Some(&user_id.to_string()),
        None => user.get("user_metadata").is_some_and(Value::is_object),
    };
    if right { Ok(()) } else { Err(Fault::Unreadable) }
}

/// Parses the answer to a deletion, which says nothing (204).
///
/// # Errors
/// [`Fault`].
pub fn process_deleted_response(response: Response<Vec<u8>>, now: UnixTime) -> Result<(), Fault> {
    let body = success(response, now)?;
    if body.is_empty() { Ok(()) } else { Err(Fault::Unreadable) }
}

/// Builds the request for a verification e-mail. Auth0 needs the identity, unless it is a database's.
#[must_use]
pub fn verification_email_request(config: &Config, access: &Access) -> Request<Vec<u8>> {
    let url = endpoint(config, &["jobs", "verification-email"]);
    let user_id = &access.user_id;
    let is_database = user_id.provider() == "auth0";
    let identity = json!({ "provider": user_id.provider(), "user_id": user_id.id() });
    let body = object([
        ("user_id", json!(user_id)),
        ("client_id", json!(config.client_id)),
        ("identity", if is_database { Value::Null } else { identity }),
    ]);
    request(Method::POST, &url, access, Some(body))
}

/// Parses the answer: the job, which nobody follows.
///
/// # Errors
/// [`Fault`].
pub fn process_verification_email_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<(), Fault> {
    let job: Map<String, Value> = read(response, now)?;
    if job.contains_key("error") { Err(Fault::Unreadable) } else { Ok(()) }
}

/// Builds the request that finds the users with this e-mail address, in exactly this spelling.
#[must_use]
pub fn users_by_email_request(config: &Config, access: &Access, email: &str) -> Request<Vec<u8>> {
    let mut url = endpoint(config, &["users-by-email"]);
    url.query_pairs_mut()
        .append_pair("email", email)
        .append_pair("fields", "user_id,name,email,email_verified,identities,blocked")
        .append_pair("include_fields", "true");
    request(Method::GET, &url, access, None)
}

/// Parses the users that have an e-mail address.
///
/// # Errors
/// [`Fault`].
pub fn process_users_response(response: Response<Vec<u8>>, now: UnixTime) -> Result<Users, Fault> {
    list(response, now).map(Users::from)
}

fn list(response: Response<Vec<u8>>, now: UnixTime) -> Result<Vec<Value>, Fault> {
    match unique::parse(&success(response, now)?) {
        Some(Value::Array(list)) => Ok(list),
        Some(_) | None => Err(Fault::Unreadable),
    }
}

/// Builds the request for one list of what else Auth0 keeps of the user.
#[must_use]
pub fn belonging_request(
    config: &Config,
    access: &Access,
    belonging: Belonging,
) -> Request<Vec<u8>> {
    let name = match belonging {
        Belonging::AuthenticationMethods => "authentication-methods",
        Belonging::Organizations => "organizations",
        Belonging::Roles => "roles",
    };
    request(Method::GET, &of_user(config, access, &[name]), access, None)
}

/// Parses such a list: whether there is anything in it. A second factor counts once it is confirmed.
///
/// # Errors
/// [`Fault`].
pub fn process_belonging_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<bool, Fault> {
    let list = list(response, now)?;
    let counts = |item: &Value| {
        let first_factor = matches!(item["type"].as_str(), Some("password" | "passkey"));
        !first_factor && item.get("confirmed") != Some(&Value::Bool(false))
    };
    Ok(list.iter().any(counts))
}

/// Builds the request that links the proved account to the user.
#[must_use]
pub fn link_identity_request(
    config: &Config,
    access: &Access,
    credential: &LinkCredential,
) -> Request<Vec<u8>> {
    let body = match credential {
        LinkCredential::IdToken(id_token) => json!({ "link_with": id_token.expose() }),
        LinkCredential::Named { user_id, connection_id } => object([
            ("provider", json!(user_id.provider())),
            ("user_id", json!(user_id.id())),
            ("connection_id", json!(connection_id)),
        ]),
    };
    request(Method::POST, &of_user(config, access, &["identities"]), access, Some(body))
}

/// Builds the request that unlinks an identity from the user.
#[must_use]
pub fn unlink_identity_request(
    config: &Config,
    access: &Access,
    identity: &UserId,
) -> Request<Vec<u8>> {
    let url = of_user(config, access, &["identities", identity.provider(), identity.id()]);
    request(Method::DELETE, &url, access, None)
}

/// Parses the identities that are left after a link or an unlink.
///
/// # Errors
/// [`Fault`].
pub fn process_identities_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<Identities, Fault> {
    list(response, now).map(Identities::from)
}

/// The user's address, and what stands below it.
fn of_user(config: &Config, access: &Access, further: &[&str]) -> Url {
    endpoint(config, &[&["users", &access.user_id.to_string()], further].concat())
}

/// Ids hold bars, slashes and percent signs: each is one path segment, fully percent-encoded.
fn endpoint(config: &Config, segments: &[&str]) -> Url {
    let mut url = address(config, "/api/v2");
    if let Ok(mut path) = url.path_segments_mut() {
        path.extend(segments);
    }
    // The URL standard leaves `|` in a path as it is; RFC 3986 does not allow it there.
    let encoded = url.path().replace('|', "%7C");
    url.set_path(&encoded);
    url
}

fn request(method: Method, url: &Url, access: &Access, body: Option<Value>) -> Request<Vec<u8>> {
    let mut request = super::request(method, url, body.map(|body| (JSON, body.to_string())));
    let mut bearer = value(&format!("Bearer {}", access.token.expose()));
    bearer.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, bearer);
    request
}

#[cfg(test)]
mod tests;

//! The Management API, "Users": read, change and delete a user, link an identity, unlink one. Every
//! request is about the one user that its [`Access`] is for.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, Response};
use serde_json::{Map, Value, json};
use url::Url;

use super::{Fault, set_uri, success, value};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::secret::Secret;
use crate::user::{Identity, User, UserId};

/// The fields that the settings page needs.
const FIELDS: &str =
    "user_id,name,email,email_verified,picture,identities,user_metadata,app_metadata";

/// The right to act on one user. In mode `user` Auth0 itself refuses the token everybody else; in mode
/// `client` the token may do anything, and this type is what keeps a request to its one user.
#[derive(Clone, Debug)]
pub struct Access {
    user_id: UserId,
    token: Secret<String>,
    writes_metadata: bool,
    told: Option<Secret<Told>>,
}

/// What a sign-in told of its user's e-mail address. Two databases may have users of one id, and a token says
/// nothing of the database: the address tells them apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    /// The address.
    pub email: Option<String>,
    /// Whether it is verified.
    pub email_verified: bool,
}

/// What shows Auth0 which account joins another one.
#[derive(Clone, Debug)]
pub enum Proof {
    /// The account's raw ID token. Auth0 wants its `aud` to be the access token's `azp`.
    IdToken(Secret<String>),
    /// Its name alone, after the edge has verified the ID token; needs `update:users`.
    Named {
        /// The user's id, which is that of its own identity.
        user_id: UserId,
        /// Which of several databases that identity is in, where the settings tell.
        connection_id: Option<String>,
    },
}

/// What a PATCH changes: root keys, of which `null` removes one. Auth0 merges at the first level, and
/// takes an empty object for "remove everything", so that one is never sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Of what the person may see and change.
    pub user_metadata: Map<String, Value>,
    /// Of what only the product may change.
    pub app_metadata: Map<String, Value>,
}

/// What else Auth0 keeps of a user, each under an address of its own.
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
    /// Access to this user by this token.
    #[must_use]
    pub const fn new(user_id: UserId, token: Secret<String>) -> Self {
        Self { user_id, token, writes_metadata: true, told: None }
    }

    /// The same, where the token may not change metadata.
    #[must_use]
    pub fn without_metadata(self) -> Self {
        Self { writes_metadata: false, ..self }
    }

    /// The same, to the user of whom a sign-in told this alone.
    #[must_use]
    pub fn to_whom(self, told: Told) -> Self {
        Self { told: Some(Secret::new(told)), ..self }
    }

    /// The same by another token.
    #[must_use]
    pub fn by(&self, token: Secret<String>) -> Self {
        Self { token, ..self.clone() }
    }

    /// Whether the token may change metadata.
    #[must_use]
    pub const fn writes_metadata(&self) -> bool {
        self.writes_metadata
    }

    /// Whether the user of this id is the one.
    fn is_to(&self, user: &User) -> bool {
        let found = || Told { email: user.email.clone(), email_verified: user.email_verified };
        self.told.as_ref().is_none_or(|told| *told.expose() == found())
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
    let mut url = endpoint(config, &["users", &access.user_id.to_string()]);
    if !whole {
        url.query_pairs_mut().append_pair("fields", FIELDS).append_pair("include_fields", "true");
    }
    request(Method::GET, &url, access, None)
}

/// Parses the user that was asked for.
///
/// # Errors
/// [`Fault`]; a user of another id is [`Fault::Unreadable`], and one of another database, as far as its
/// address tells, [`Fault::OtherUser`].
pub fn process_user_response(
    response: Response<Vec<u8>>,
    access: &Access,
    now: UnixTime,
) -> Result<User, Fault> {
    let body = success(response, now)?;
    let mut user: User = serde_json::from_slice(&body).map_err(|_| Fault::Unreadable)?;
    user.bytes = body.len();
    if user.user_id != access.user_id.to_string() {
        return Err(Fault::Unreadable);
    }
    if access.is_to(&user) { Ok(user) } else { Err(Fault::OtherUser) }
}

/// Builds the request that changes the user's metadata.
#[must_use]
pub fn update_user_request(
    config: &Config,
    access: &Access,
    changes: &Changes,
) -> Request<Vec<u8>> {
    let url = endpoint(config, &["users", &access.user_id.to_string()]);
    let mut body = Map::new();
    let parts =
        [("user_metadata", &changes.user_metadata), ("app_metadata", &changes.app_metadata)];
    for (name, part) in parts {
        if !part.is_empty() {
            body.insert(name.to_owned(), Value::Object(part.clone()));
        }
    }
    request(Method::PATCH, &url, access, Some(Value::Object(body).to_string()))
}

/// Builds the request that deletes the user.
#[must_use]
pub fn delete_user_request(config: &Config, access: &Access) -> Request<Vec<u8>> {
    let url = endpoint(config, &["users", &access.user_id.to_string()]);
    request(Method::DELETE, &url, access, None)
}

/// Parses the answer to a change of metadata: the user, as it then is. How much of it Auth0 shows to the
/// user's own token is not documented, so either its id or its metadata will do; but a page of somebody
/// who stands in between is no success, since a link would follow and the metadata be lost.
///
/// # Errors
/// [`Fault`].
pub fn process_updated_response(
    response: Response<Vec<u8>>,
    user_id: &UserId,
    now: UnixTime,
) -> Result<(), Fault> {
    let body = success(response, now)?;
    let user: Value = serde_json::from_slice(&body).map_err(|_| Fault::Unreadable)?;
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
pub fn process_users_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<Vec<User>, Fault> {
    let body = success(response, now)?;
    serde_json::from_slice(&body).map_err(|_| Fault::Unreadable)
}

/// Builds the request that lists what else Auth0 keeps of the user.
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
    let url = endpoint(config, &["users", &access.user_id.to_string(), name]);
    request(Method::GET, &url, access, None)
}

/// Parses such a list as far as it matters here: whether there is anything in it. A second factor
/// counts once it is confirmed.
///
/// # Errors
/// [`Fault`].
pub fn process_belonging_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<bool, Fault> {
    let body = success(response, now)?;
    let list: Vec<Value> = serde_json::from_slice(&body).map_err(|_| Fault::Unreadable)?;
    let counts = |item: &Value| {
        let first_factor = matches!(item["type"].as_str(), Some("password" | "passkey"));
        !first_factor && item.get("confirmed") != Some(&Value::Bool(false))
    };
    Ok(list.iter().any(counts))
}

/// Builds the request that links the account which `proof` shows to the user.
#[must_use]
pub fn link_identity_request(config: &Config, access: &Access, proof: &Proof) -> Request<Vec<u8>> {
    let url = endpoint(config, &["users", &access.user_id.to_string(), "identities"]);
    let body = match proof {
        Proof::IdToken(id_token) => json!({ "link_with": id_token.expose() }),
        Proof::Named { user_id, connection_id } => {
            let mut body = json!({ "provider": user_id.provider(), "user_id": user_id.id() });
            if let (Some(id), Some(body)) = (connection_id, body.as_object_mut()) {
                body.insert("connection_id".to_owned(), id.as_str().into());
            }
            body
        }
    };
    request(Method::POST, &url, access, Some(body.to_string()))
}

/// Builds the request that unlinks an identity from the user.
#[must_use]
pub fn unlink_identity_request(
    config: &Config,
    access: &Access,
    identity: &UserId,
) -> Request<Vec<u8>> {
    let primary = access.user_id.to_string();
    let url =
        endpoint(config, &["users", &primary, "identities", identity.provider(), identity.id()]);
    request(Method::DELETE, &url, access, None)
}

/// Parses the identities that a link or an unlink leaves.
///
/// # Errors
/// [`Fault`].
pub fn process_identities_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<Vec<Identity>, Fault> {
    let body = success(response, now)?;
    serde_json::from_slice(&body).map_err(|_| Fault::Unreadable)
}

/// Ids hold bars, slashes and percent signs: each is one path segment, percent-encoded whole.
fn endpoint(config: &Config, segments: &[&str]) -> Url {
    let mut url = config.auth0_url.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.clear().extend(["api", "v2"]);
        for segment in segments {
            path.push(segment);
        }
    }
    // The URL standard leaves `|` as it stands in a path; RFC 3986 does not have it there.
    let encoded = url.path().replace('|', "%7C");
    url.set_path(&encoded);
    url
}

fn request(method: Method, url: &Url, access: &Access, json: Option<String>) -> Request<Vec<u8>> {
    let has_body = json.is_some();
    let mut request = Request::new(json.unwrap_or_default().into_bytes());
    *request.method_mut() = method;
    set_uri(&mut request, url);
    let headers = request.headers_mut();
    headers.insert(ACCEPT, value("application/json"));
    let mut bearer = value(&format!("Bearer {}", access.token.expose()));
    bearer.set_sensitive(true);
    headers.insert(AUTHORIZATION, bearer);
    if has_body {
        headers.insert(CONTENT_TYPE, value("application/json"));
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        Config::parse(|name| {
            Some(match name {
                "auth0_url" => "https://tenant.example".to_owned(),
                "base_url" => "https://app.example".to_owned(),
                "client_id" => "client".to_owned(),
                "cookie_secrets" => "A".repeat(43),
                "connections" => "github=GitHub".to_owned(),
                _ => return None,
            })
        })
        .unwrap()
    }

    #[track_caller]
    fn check(primary: &str, identity: &str, expected: &str) {
        let id = |text| UserId::parse(text).unwrap();
        let access = Access::new(id(primary), Secret::new("worthless".to_owned()));
        let request = unlink_identity_request(&config(), &access, &id(identity));
        assert_eq!(request.uri().to_string(), format!("https://tenant.example/api/v2/{expected}"));
    }

    #[test]
    fn believes_no_change_that_the_answer_does_not_show() {
        let user_id = UserId::parse("auth0|ada").unwrap();
        let check = |body: &str, updated: bool| {
            let response = Response::new(body.as_bytes().to_vec());
            let outcome = process_updated_response(response, &user_id, UnixTime(0));
            assert_eq!(outcome, if updated { Ok(()) } else { Err(Fault::Unreadable) }, "{body}");
        };
        check(r#"{"user_id":"auth0|ada","user_metadata":{}}"#, true);
        check(r#"{"user_metadata":{}}"#, true);
        for body in ["", "<html>", "[]", "{}", r#"{"user_id":"auth0|eve"}"#, r#"{"a":1}"#] {
            check(body, false);
        }
        let deleted =
            |body: &str| process_deleted_response(Response::new(body.into()), UnixTime(0));
        assert_eq!((deleted(""), deleted("<html>")), (Ok(()), Err(Fault::Unreadable)));
    }

    #[test]
    fn takes_no_other_user_than_the_one_asked_for() {
        let read = |user_id: &str| {
            let body = format!(r#"{{"user_id":"{user_id}","identities":[]}}"#);
            let asked = UserId::parse("auth0|ada").unwrap();
            let access = Access::new(asked, Secret::new("worthless".to_owned()));
            process_user_response(Response::new(body.into()), &access, UnixTime(0)).err()
        };
        assert_eq!((read("auth0|ada"), read("auth0|eve")), (None, Some(Fault::Unreadable)));
    }

    #[test]
    fn takes_no_user_of_another_database_than_signed_in() {
        let told = |email: Option<&str>, email_verified| {
            let email = email.map(ToOwned::to_owned);
            let asked = UserId::parse("auth0|1").unwrap();
            let access = Access::new(asked, Secret::new("worthless".to_owned()));
            let access = access.to_whom(Told { email, email_verified });
            let body = r#"{"user_id":"auth0|1","email":"a@example.com","email_verified":true}"#;
            process_user_response(Response::new(body.into()), &access, UnixTime(0)).err()
        };
        assert_eq!(told(Some("a@example.com"), true), None);
        for (email, verified) in [
            (Some("a@example.com"), false),
            (Some("A@example.com"), true),
            (Some("a@example.com "), true),
            (Some("b@example.com"), true),
            (None, true),
            (None, false),
        ] {
            assert_eq!(told(email, verified), Some(Fault::OtherUser), "{email:?} {verified}");
        }
    }

    #[test]
    fn counts_what_would_be_lost_but_no_password_and_no_factor_that_was_never_confirmed() {
        for (list, counts) in [
            ("[]", false),
            (r#"[{"id":"rol_1","name":"editor"}]"#, true),
            (r#"[{"type":"totp","confirmed":true}]"#, true),
            (r#"[{"type":"totp","confirmed":false}]"#, false),
            (r#"[{"type":"password"}]"#, false),
            (r#"[{"type":"passkey","confirmed":true}]"#, false),
            (r#"[{"type":"password"},{"type":"phone"}]"#, true),
        ] {
            let answer = process_belonging_response(Response::new(list.into()), UnixTime(0));
            assert_eq!(answer, Ok(counts), "{list}");
        }
    }

    #[test]
    fn never_sends_an_empty_object_which_would_remove_everything() {
        let id = UserId::parse("auth0|ada").unwrap();
        let access = Access::new(id, Secret::new("worthless".to_owned()));
        let mut changes = Changes::default();
        changes.user_metadata.insert("theme".to_owned(), "dark".into());
        let request = update_user_request(&config(), &access, &changes);
        assert_eq!(request.body(), br#"{"user_metadata":{"theme":"dark"}}"#);
    }

    #[test]
    fn encodes_every_part_of_an_id() {
        check("auth0|ada", "github|1", "users/auth0%7Cada/identities/github/1");
        check(
            "samlp|okta|a@b.c",
            "oauth2|line|U/1",
            "users/samlp%7Cokta%7Ca@b.c/identities/oauth2/line%7CU%2F1",
        );
        check("auth0|a%b", "ad|%2e%2e", "users/auth0%7Ca%25b/identities/ad/%252e%252e");
    }
}

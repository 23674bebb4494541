//! The Management API with the user's own token: read the user, link an identity, unlink one.
//! Auth0's Management API v2, "Users"; with `…:current_user…` scopes Auth0 itself refuses every user
//! but the token's own.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, Response};
use url::Url;

use super::{Fault, set_uri, success, value};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::secret::Secret;
use crate::user::{Identity, User, UserId};

/// The fields that the settings page shows.
const FIELDS: &str = "user_id,name,email,email_verified,picture,identities";

/// Builds the request that reads a user.
#[must_use]
pub fn user_request(
    config: &Config,
    access_token: &Secret<String>,
    user_id: &UserId,
) -> Request<Vec<u8>> {
    let mut url = endpoint(config, &["users", &user_id.to_string()]);
    url.query_pairs_mut().append_pair("fields", FIELDS).append_pair("include_fields", "true");
    request(Method::GET, &url, access_token, None)
}

/// Parses the user that was asked for.
///
/// # Errors
/// [`Fault`]; another user than that is [`Fault::Unreadable`].
pub fn process_user_response(
    response: Response<Vec<u8>>,
    user_id: &UserId,
    now: UnixTime,
) -> Result<User, Fault> {
    let body = success(response, now)?;
    let user: User = serde_json::from_slice(&body).map_err(|_| Fault::Unreadable)?;
    if user.user_id == user_id.to_string() { Ok(user) } else { Err(Fault::Unreadable) }
}

/// Builds the request that links the account which `link_with`, a raw ID token, proves, to the
/// user `primary`. Auth0 wants the ID token's `aud` to be the access token's `azp`.
#[must_use]
pub fn link_identity_request(
    config: &Config,
    access_token: &Secret<String>,
    primary: &UserId,
    link_with: &Secret<String>,
) -> Request<Vec<u8>> {
    let url = endpoint(config, &["users", &primary.to_string(), "identities"]);
    let body = serde_json::json!({ "link_with": link_with.expose() }).to_string();
    request(Method::POST, &url, access_token, Some(body))
}

/// Builds the request that unlinks an identity from the user `primary`.
#[must_use]
pub fn unlink_identity_request(
    config: &Config,
    access_token: &Secret<String>,
    primary: &UserId,
    identity: &UserId,
) -> Request<Vec<u8>> {
    let primary = primary.to_string();
    let url =
        endpoint(config, &["users", &primary, "identities", identity.provider(), identity.id()]);
    request(Method::DELETE, &url, access_token, None)
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

fn request(
    method: Method,
    url: &Url,
    access_token: &Secret<String>,
    json: Option<String>,
) -> Request<Vec<u8>> {
    let has_body = json.is_some();
    let mut request = Request::new(json.unwrap_or_default().into_bytes());
    *request.method_mut() = method;
    set_uri(&mut request, url);
    let headers = request.headers_mut();
    headers.insert(ACCEPT, value("application/json"));
    let mut bearer = value(&format!("Bearer {}", access_token.expose()));
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
        let token = Secret::new("worthless".to_owned());
        let request = unlink_identity_request(&config(), &token, &id(primary), &id(identity));
        assert_eq!(request.uri().to_string(), format!("https://tenant.example/api/v2/{expected}"));
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

//! `POST /users/{id}/identities`: joins two users, by an ID token of the second one or by its name.

use http::StatusCode;
use serde_json::{Map, Value};

use super::{Answered, ApiError, Bearer, body};
use crate::keys::unverified_header;
use crate::reply;
use crate::tenant::Tenant;
use crate::userinfo::verified_claims;
use crate::users::Impossible;
use crate::visit::Visit;

pub(super) fn link(tenant: &mut Tenant, bearer: &Bearer, visit: &Visit, id: &str) -> Answered {
    bearer.require(&["update:users"], &["update:current_user_identities"], id)?;
    let body = body(visit)?;
    let known = ["link_with", "provider", "user_id", "connection_id"];
    if let Some(name) = body.keys().find(|name| !known.contains(&name.as_str())) {
        let message =
            format!("Payload validation error: 'Additional properties not allowed: {name}'.");
        return Err(ApiError::invalid_body(&message));
    }
    let (secondary, connection) = match body.get("link_with") {
        Some(_) if body.len() > 1 => {
            return Err(ApiError::invalid_body(
                "Payload validation error: link_with excludes every other property.",
            ));
        }
        Some(token) => (proved(tenant, bearer, visit.now, token)?, None),
        // A user's own token proves nothing about another account: only an ID token does.
        None if !bearer.has("update:users") => {
            return Err(ApiError::insufficient_scope("update:users"));
        }
        None => named(tenant, &body)?,
    };
    let user = tenant.users.link(id, &secondary, connection.as_deref(), visit.now)?;
    Ok(reply::json(StatusCode::CREATED, &user.identities_json()))
}

/// The subject of `link_with`.
fn proved(tenant: &Tenant, bearer: &Bearer, now: u64, token: &Value) -> Result<String, ApiError> {
    let refuse = |reason: &str| {
        ApiError::new(StatusCode::BAD_REQUEST, None, format!("Invalid link_with: {reason}"))
    };
    let token = token.as_str().ok_or_else(|| refuse("it must be a string."))?;

    // 1. Signed with RS256.
    let header = unverified_header(token).ok_or_else(|| refuse("it is not a token."))?;
    if header.get("alg").and_then(Value::as_str) != Some("RS256") {
        return Err(refuse("its alg must be RS256."));
    }
    // 2. By this tenant, and not expired.
    let claims = verified_claims(tenant, token, Some(now))
        .ok_or_else(|| refuse("its signature, issuer or expiry is not right."))?;
    // 3. Made for the client that the access token was made for.
    if claims.get("aud").and_then(Value::as_str) != Some(&bearer.client_id) {
        return Err(refuse("its aud must be the azp of the access token."));
    }
    // An access token has a scope; only an ID token proves a login.
    match claims.get("sub").and_then(Value::as_str) {
        Some(subject) if !claims.contains_key("scope") => Ok(subject.to_owned()),
        Some(_) | None => Err(refuse("it must be an ID token.")),
    }
}

/// The user that provider and id name, and the connection that tells it apart, where one does.
fn named(tenant: &Tenant, body: &Map<String, Value>) -> Result<(String, Option<String>), ApiError> {
    let missing = |name: &str| {
        let message = format!("Payload validation error: 'Missing required property: {name}'.");
        ApiError::invalid_body(&message)
    };
    let provider =
        body.get("provider").and_then(Value::as_str).ok_or_else(|| missing("provider"))?;
    let user_id = match body.get("user_id") {
        Some(Value::String(id)) if !id.is_empty() => id.clone(),
        Some(Value::Number(id)) if id.is_u64() => id.to_string(),
        _ => return Err(missing("user_id")),
    };
    let connected = tenant.connections.iter().any(|connection| connection.provider == provider);
    // A connection may be gone while its users are still there.
    if !connected && !tenant.users.have_provider(provider) {
        let message = "The specified provider is not configured.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, None, message));
    }
    let connection = match body.get("connection_id") {
        None => None,
        Some(id) => Some(connection(tenant, id, provider)?),
    };
    Ok((format!("{provider}|{user_id}"), connection))
}

/// The name of the connection that `connection_id` names.
fn connection(tenant: &Tenant, id: &Value, provider: &str) -> Result<String, ApiError> {
    let letters = id.as_str().and_then(|id| id.strip_prefix("con_")).filter(|letters| {
        letters.len() == 16 && letters.bytes().all(|letter| letter.is_ascii_alphanumeric())
    });
    if letters.is_none() {
        let message = "Payload validation error: 'String does not match pattern ^con_[A-Za-z0-9]{16}$' \
             on property connection_id.";
        return Err(ApiError::invalid_body(message));
    }
    let of_provider = tenant.connections.iter().find(|connection| {
        Some(connection.id.as_str()) == id.as_str() && connection.provider == provider
    });
    let connection = of_provider.map(|connection| connection.name.clone());
    connection.ok_or_else(|| Impossible::NoIdentity.into())
}

//! `POST /users/{id}/identities`: joins two users, by an ID token of the second one or by its name.

use http::StatusCode;
use serde_json::{Map, Value};

use super::call::{Answered, ApiError, Bearer, body};
use crate::keys::{unverified_claims, unverified_header};
use crate::reply;
use crate::tenant::Tenant;
use crate::userinfo::verified_claims;
use crate::users::{Impossible, split};
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
    let linked = tenant.users.link(id, &secondary, connection.as_deref(), visit.now);
    let missing = match (body.get("link_with"), &connection) {
        (Some(_), _) => "Provided secondary account not found.",
        (None, None) => "Linking to an inexistent identity requires a connection.",
        (None, Some(_)) => "Linking to an inexistent identity is not allowed.",
    };
    let user = match linked {
        Err(Impossible::NoIdentity) => return Err(ApiError::bad_request(missing)),
        linked => linked?,
    };
    Ok(reply::json(StatusCode::CREATED, &user.identities_json()))
}

/// The subject of `link_with`. What is wrong with it is told in the words of Auth0's OpenAPI document.
fn proved(tenant: &Tenant, bearer: &Bearer, now: u64, token: &Value) -> Result<String, ApiError> {
    let wrong_type = "Payload validation error: 'Invalid type' on property link_with.";
    let token = token.as_str().ok_or_else(|| ApiError::invalid_body(wrong_type))?;
    let invalid = || ApiError::bad_request("Invalid token (link_with).");
    let refuse = |what: &str| Err(ApiError::bad_request(format!("JWT (link_with) {what}")));

    // 1. Signed with RS256, by this tenant, and not expired.
    let header = unverified_header(token).ok_or_else(invalid)?;
    if header.get("alg").and_then(Value::as_str) != Some("RS256") {
        return refuse("must have an alg of RS256.");
    }
    let issuer = unverified_claims(token).ok_or_else(invalid)?.remove("iss");
    if issuer.as_ref().and_then(Value::as_str) != Some(&tenant.issuer()) {
        return refuse("must have the same issuer as the calling user.");
    }
    let claims = verified_claims(tenant, token, Some(now)).ok_or_else(invalid)?;
    // 2. Made for the client that the access token was made for.
    match claims.get("aud").and_then(Value::as_str) {
        Some(audience) if audience == bearer.client_id => {}
        Some(_) => {
            return refuse("must have an aud claim that matches that of the calling token's azp.");
        }
        None => return refuse("contains an invalid aud claim."),
    }
    // 3. An access token has a scope; only an ID token proves a login.
    if claims.contains_key("scope") {
        return Err(invalid());
    }
    match claims.get("sub") {
        None => refuse("must contains sub claim."),
        Some(subject) => match subject.as_str().filter(|id| split(id).is_some()) {
            Some(subject) => Ok(subject.to_owned()),
            None => refuse("contains an invalid sub claim."),
        },
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
        return Err(not_configured());
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
    connection.ok_or_else(not_configured)
}

fn not_configured() -> ApiError {
    ApiError::bad_request("The provider/connection is not configured.")
}

//! Tokens: who asks for them, and what they hold.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::authorization::Named;
use crate::clients::Client;
use crate::jws;
use crate::memory::{Code, OpaqueToken};
use crate::reply::OAuthError;
use crate::tenant::Tenant;
use crate::user::User;
use crate::userinfo;
use crate::visit::{Params, Visit};

/// Auth0's defaults: a day for an access token, ten hours for an ID token.
const ACCESS_TOKEN_LIFETIME: u64 = 86_400;
const ID_TOKEN_LIFETIME: u64 = 36_000;

pub(crate) type Granted = Result<Map<String, Value>, OAuthError>;

/// The tokens of a login of that user, as its request asked for them.
pub(crate) fn user_tokens(
    tenant: &mut Tenant,
    now: u64,
    client: &Client,
    user: &User,
    code: &Code,
) -> Granted {
    let scope = granted_scope(tenant, client, code);
    let mut body = Map::new();
    let access_token = match &code.request.audience {
        Some(audience) => {
            let mut claims =
                access_claims(tenant, now, &user.user_id, &client.client_id, audience, &scope);
            claims.extend(code.request.organization.iter().flat_map(Named::claims));
            claims.extend(tenant.forgery.iter().flat_map(|it| it.access.clone()));
            jws::signed(&tenant.signing_key(), &claims)
        }
        None => {
            let token = tenant.random.draw();
            let expires = now.saturating_add(ACCESS_TOKEN_LIFETIME);
            let opaque =
                OpaqueToken { user_id: user.user_id.clone(), scope: scope.clone(), expires };
            tenant.opaque_tokens.insert(token.clone(), opaque);
            token
        }
    };
    body.insert("access_token".to_owned(), json!(access_token));
    if scope.iter().any(|scope| scope == "openid") {
        body.insert("id_token".to_owned(), json!(id_token(tenant, now, user, code, &scope)));
    }
    let mut body = finish(body, &scope)?;
    if let Some(forgery) = &tenant.forgery {
        jws::overlay(&mut body, &forgery.answer);
    }
    Ok(body)
}

pub(super) fn finish(mut body: Map<String, Value>, scope: &[String]) -> Granted {
    body.insert("token_type".to_owned(), json!("Bearer"));
    body.insert("expires_in".to_owned(), json!(ACCESS_TOKEN_LIFETIME));
    body.insert("scope".to_owned(), json!(scope.join(" ")));
    Ok(body)
}

/// The client that sent this, by Basic, by post, or, for a public one, by its id alone.
pub(crate) fn authenticate(
    tenant: &Tenant,
    visit: &Visit,
    params: &Params,
) -> Result<Client, OAuthError> {
    let posted = (params.owned("client_id"), params.owned("client_secret"));
    let (id, secret) = match (visit.basic(), posted) {
        (Some(_), (_, Some(_))) => {
            return Err(bad_request(
                "invalid_request",
                "Only one way of client authentication may be used.",
            ));
        }
        (Some((id, secret)), _) => (id, Some(secret)),
        (None, (Some(id), secret)) => (id, secret),
        (None, (None, _)) => {
            return Err(bad_request("invalid_request", "Missing required parameter: client_id"));
        }
    };
    tenant
        .client(&id)
        .filter(|client| client.client_secret == secret)
        .cloned()
        // As a live tenant says it, whatever RFC 6749 says (`invalid_client`).
        .ok_or_else(|| OAuthError::new(StatusCode::UNAUTHORIZED, "access_denied", "Unauthorized"))
}

/// OIDC's scopes, and those of the Management API that were asked for and may be given.
fn granted_scope(tenant: &Tenant, client: &Client, code: &Code) -> Vec<String> {
    let management = code.request.audience.as_deref() == Some(&tenant.management_audience());
    let other_api = code.request.audience.is_some() && !management;
    // There are no refresh tokens.
    let grants = |scope: &String| {
        scope != "offline_access" && {
            ["openid", "profile", "email"].contains(&scope.as_str())
                || (management && client.user_scopes.contains(scope))
                || other_api
        }
    };
    let mut scope: Vec<String> = Vec::new();
    for asked in code.request.scope.iter().filter(|scope| grants(scope)) {
        if !scope.contains(asked) {
            scope.push(asked.clone());
        }
    }
    scope
}

pub(super) fn access_claims(
    tenant: &Tenant,
    now: u64,
    subject: &str,
    client_id: &str,
    audience: &str,
    scope: &[String],
) -> Map<String, Value> {
    // Auth0 adds /userinfo to the audience of a user's token, but a Management API token holds one value only.
    let openid = scope.iter().any(|scope| scope == "openid");
    let audience = if openid && audience != tenant.management_audience() {
        json!([audience, format!("{}/userinfo", tenant.origin)])
    } else {
        json!(audience)
    };
    claims([
        ("iss", json!(tenant.issuer())),
        ("sub", json!(subject)),
        ("aud", audience),
        ("iat", json!(now)),
        ("exp", json!(now.saturating_add(ACCESS_TOKEN_LIFETIME))),
        ("azp", json!(client_id)),
        ("scope", json!(scope.join(" "))),
    ])
}

fn id_token(tenant: &Tenant, now: u64, user: &User, code: &Code, scope: &[String]) -> String {
    let mut claims = claims([
        ("iss", json!(tenant.issuer())),
        ("sub", json!(user.user_id)),
        ("aud", json!(code.request.client_id)),
        ("iat", json!(now)),
        ("exp", json!(now.saturating_add(ID_TOKEN_LIFETIME))),
    ]);
    // A grant without a page begins no session.
    if !code.session.sid.is_empty() {
        claims.insert("sid".to_owned(), json!(code.session.sid));
    }
    if let Some(nonce) = &code.request.nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    if code.request.wants_auth_time() {
        claims.insert("auth_time".to_owned(), json!(code.session.auth_time));
    }
    if let Some(acr) = &code.acr {
        claims.insert("acr".to_owned(), json!(acr));
    }
    if code.acr.is_some() || code.session.mfa {
        claims.insert("amr".to_owned(), json!(["mfa"]));
    }
    claims.extend(code.request.organization.iter().flat_map(Named::claims));
    claims.extend(userinfo::profile_claims(user, scope));
    let key = tenant.signing_key();
    match &tenant.forgery {
        Some(forgery) => jws::forged(&tenant.keys, &key, claims, forgery),
        None => jws::signed(&key, &claims),
    }
}

fn claims<const N: usize>(claims: [(&str, Value); N]) -> Map<String, Value> {
    claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) fn bad_request(error: &'static str, description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::BAD_REQUEST, error, description)
}

/// With the status a live tenant uses, whatever RFC 6749 says.
pub(super) fn invalid_grant(description: &str) -> OAuthError {
    OAuthError::new(StatusCode::FORBIDDEN, "invalid_grant", description)
}

//! Provider metadata and the key set.

use http::StatusCode;
use serde_json::{Value, json};

use crate::passwordless::grant::GRANT_TYPE;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;

pub(crate) fn metadata(tenant: &mut Tenant, _visit: &Visit) -> Reply {
    let at = |path: &str| format!("{}{path}", tenant.origin);
    let body = json!({
        "issuer": tenant.issuer(),
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/oauth/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/.well-known/jwks.json"),
        "end_session_endpoint": at("/oidc/logout"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "scopes_supported": ["openid", "profile", "email"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "client_credentials", GRANT_TYPE],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "aud", "auth_time", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name",
            "nickname", "picture", "sid", "sub",
        ],
        "request_uri_parameter_supported": false,
        "request_parameter_supported": false,
    });
    cacheable(reply::json(StatusCode::OK, &body))
}

pub(crate) fn key_set(tenant: &mut Tenant, _visit: &Visit) -> Reply {
    let keys: Vec<Value> = tenant.published_keys().map(|key| key.jwk()).collect();
    cacheable(reply::json(StatusCode::OK, &json!({ "keys": keys })))
}

/// Auth0's own caching rule for both.
fn cacheable(reply: Reply) -> Reply {
    reply::set_header(
        reply,
        "cache-control",
        "public, max-age=15, stale-while-revalidate=15, stale-if-error=86400",
    )
}

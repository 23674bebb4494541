//! `/oauth/token`: authenticates the client, exchanges a code or client credentials for tokens.

use hmac_sha256::Hash;
use http::StatusCode;
use serde_json::{Map, Value, json};

use self::issue::{
    Granted, access_claims, authenticate, bad_request, finish, invalid_grant, user_tokens,
};
use crate::jws;
use crate::keys::base64url;
use crate::memory::Code;
use crate::passwordless::grant;
use crate::reply::{self, OAuthError, Reply};
use crate::tenant::Tenant;
use crate::visit::{Params, Visit};

pub(crate) mod issue;

pub(crate) fn token(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let params = visit.form();
    let answer = match params.get("grant_type") {
        Some("authorization_code") => authorization_code(tenant, visit, &params),
        Some("client_credentials") => client_credentials(tenant, visit, &params),
        Some(grant::GRANT_TYPE) => grant::otp(tenant, visit, &params),
        Some(other) => {
            Err(bad_request("unsupported_grant_type", format!("Unsupported grant type: {other}")))
        }
        None => Err(bad_request("invalid_request", "Missing required parameter: grant_type")),
    };
    match answer {
        Ok(body) => reply::set_header(
            reply::json(StatusCode::OK, &Value::Object(body)),
            "pragma",
            "no-cache",
        ),
        Err(error) => error.into_reply(),
    }
}

fn authorization_code(tenant: &mut Tenant, visit: &Visit, params: &Params) -> Granted {
    let client = authenticate(tenant, visit, params)?;
    let code = params
        .get("code")
        .ok_or_else(|| bad_request("invalid_request", "Missing required parameter: code"))?;

    // A code answers once, to its own client; what comes of it does not matter (RFC 6749 section 4.1.2).
    let own = tenant.codes.get(code).is_some_and(|code| code.request.client_id == client.client_id);
    let code = if own { tenant.codes.remove(code) } else { None };
    let code = code
        .filter(|code| !code.is_over(visit.now))
        .ok_or_else(|| invalid_grant("Invalid authorization code"))?;
    if params.get("redirect_uri") != Some(&code.request.redirect_uri) {
        return Err(invalid_grant("The redirect URI is wrong."));
    }
    check_verifier(&code, params)?;

    // Signing in with an identity that is linked gives the user it is linked to.
    let user = tenant.users.with_key(&code.session.identity).filter(|user| !user.blocked).cloned();
    let user = user.ok_or_else(|| invalid_grant("Invalid authorization code"))?;
    user_tokens(tenant, visit.now, &client, &user, &code)
}

fn client_credentials(tenant: &mut Tenant, visit: &Visit, params: &Params) -> Granted {
    let client = authenticate(tenant, visit, params)?;
    if client.client_secret.is_none() || client.machine_scopes.is_empty() {
        let description = "Grant type 'client_credentials' not allowed for the client.";
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "unauthorized_client", description));
    }
    let audience = params.get("audience").ok_or_else(|| {
        OAuthError::new(
            StatusCode::FORBIDDEN,
            "access_denied",
            "No audience parameter was provided.",
        )
    })?;
    if audience != tenant.management_audience() {
        let description = format!("Service not enabled within domain: {audience}");
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "access_denied", description));
    }
    let asked = params.words("scope");
    let scope: Vec<String> = client
        .machine_scopes
        .iter()
        .filter(|scope| asked.is_empty() || asked.contains(scope))
        .cloned()
        .collect();
    let subject = format!("{}@clients", client.client_id);
    let mut claims =
        access_claims(tenant, visit.now, &subject, &client.client_id, audience, &scope);
    claims.insert("gty".to_owned(), json!("client-credentials"));
    claims.insert("jti".to_owned(), json!(tenant.machine_tokens.give(&tenant.random.draw())));
    let mut body = Map::new();
    body.insert("access_token".to_owned(), json!(jws::signed(&tenant.signing_key(), &claims)));
    finish(body, &scope)
}

/// RFC 7636 section 4.6, S256.
fn check_verifier(code: &Code, params: &Params) -> Result<(), OAuthError> {
    let challenge =
        params.get("code_verifier").map(|verifier| base64url(&Hash::hash(verifier.as_bytes())));
    if challenge == code.request.code_challenge {
        Ok(())
    } else {
        Err(invalid_grant("Failed to verify code verifier"))
    }
}

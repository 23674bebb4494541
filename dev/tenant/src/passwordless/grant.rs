//! The OTP grant of `/oauth/token`: a code that was sent for tokens, without a page of the tenant.

use http::StatusCode;

use super::recipient::Recipient;
use crate::authorization::AuthorizationRequest;
use crate::clients::OrganizationUsage;
use crate::reply::OAuthError;
use crate::tenant::Tenant;
use crate::token::issue::{Granted, authenticate, user_tokens};
use crate::visit::{Params, Visit};

/// The value of `grant_type`.
pub(crate) const GRANT_TYPE: &str = "http://auth0.com/oauth/grant-type/passwordless/otp";

pub(crate) fn otp(tenant: &mut Tenant, visit: &Visit, params: &Params) -> Granted {
    let client = authenticate(tenant, visit, params)?;
    if !client.otp_grant {
        let description = format!("Grant type '{GRANT_TYPE}' not allowed for the client.");
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "unauthorized_client", description));
    }
    // It has no parameter for an organization.
    if client.organization_usage == OrganizationUsage::Require {
        let description = "parameter organization is required for this client";
        return Err(OAuthError::new(StatusCode::BAD_REQUEST, "invalid_request", description));
    }
    let required = |name: &str| {
        params.get(name).ok_or_else(|| {
            let description = format!("Missing required parameter: {name}");
            OAuthError::new(StatusCode::BAD_REQUEST, "invalid_request", description)
        })
    };
    let (realm, username, code) = (required("realm")?, required("username")?, required("otp")?);
    let audience = params.owned("audience");
    if let Some(audience) = audience.as_ref().filter(|audience| !tenant.has_api(audience)) {
        let description = format!("Service not found: {audience}");
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "access_denied", description));
    }
    let connection = tenant.connection(realm).filter(|connection| connection.is_passwordless());
    let connection = connection.ok_or_else(|| {
        OAuthError::new(StatusCode::BAD_REQUEST, "invalid_request", "Unknown or invalid realm.")
    })?;
    let wrong = match connection.provider.as_str() {
        "sms" => "Wrong phone number or verification code.",
        _ => "Wrong email or verification code.",
    };
    let wrong = || OAuthError::new(StatusCode::FORBIDDEN, "invalid_grant", wrong);
    let recipient = Recipient::new(connection, username).ok_or_else(wrong)?;
    if !super::take_code(tenant, &recipient, &client.client_id, code, visit.now) {
        return Err(wrong());
    }
    let identity = recipient.identity_or_new(tenant, visit.now);
    let user = tenant.users.with_key(&identity).cloned().ok_or_else(wrong)?;
    if user.blocked {
        return Err(OAuthError::new(StatusCode::FORBIDDEN, "unauthorized", "user is blocked"));
    }
    if tenant.mfa_policy.wants_it_of(&user) {
        let description = "Multifactor authentication required";
        let error = OAuthError::new(StatusCode::FORBIDDEN, "mfa_required", description);
        return Err(OAuthError { mfa_token: Some(tenant.random.draw()), ..error });
    }
    tenant.users.note_login(&identity, visit.now);
    let request = AuthorizationRequest::without_a_page(&client, params.words("scope"), audience);
    user_tokens(tenant, visit.now, &client, &user, &request.into_code(&identity, visit.now))
}

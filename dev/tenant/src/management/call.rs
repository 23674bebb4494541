//! A call of the Management API: who makes it, what its body says, and how it is refused.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::keys::{unverified_claims, unverified_header};
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::userinfo::verified_claims;
use crate::users::Impossible;
use crate::visit::Visit;

pub(super) type Answered = Result<Reply, ApiError>;

/// Who calls: the verified access token.
pub(super) struct Bearer {
    pub(super) subject: String,
    pub(super) client_id: String,
    pub(super) scope: Vec<String>,
}

impl Bearer {
    pub(super) fn has(&self, scope: &str) -> bool {
        self.scope.iter().any(|own| own == scope)
    }

    /// Refuses unless the token has one of the scopes for anybody, or one of those for its own subject and is about it.
    pub(super) fn require(
        &self,
        any: &[&str],
        own: &[&str],
        user_id: &str,
    ) -> Result<(), ApiError> {
        if any.iter().any(|scope| self.has(scope)) {
            return Ok(());
        }
        if !own.iter().any(|scope| self.has(scope)) {
            let expected: Vec<&str> = any.iter().chain(own).copied().collect();
            return Err(ApiError::insufficient_scope(&expected.join(", ")));
        }
        if self.subject != user_id {
            return Err(ApiError::subject_mismatch());
        }
        Ok(())
    }
}

pub(super) fn bearer(tenant: &Tenant, visit: &Visit) -> Result<Bearer, ApiError> {
    let token = visit.bearer().ok_or_else(ApiError::invalid_token)?;
    let claims = verified_claims(tenant, token, Some(visit.now));
    let claims = claims.ok_or_else(|| unverified(tenant, token))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    // One audience only, and that is this API: an ID token or another API's token is none of ours.
    if text("aud") != Some(tenant.management_audience()) {
        return Err(ApiError::invalid_token());
    }
    let machine = claims.get("gty").is_some();
    if machine && !text("jti").is_some_and(|jti| tenant.machine_tokens.gave(&jti)) {
        return Err(ApiError::invalid_token());
    }
    match (text("sub"), text("azp"), text("scope")) {
        (Some(subject), Some(client_id), Some(scope)) => {
            let scope = scope.split(' ').map(str::to_owned).collect();
            Ok(Bearer { subject, client_id, scope })
        }
        _ => Err(ApiError::invalid_token()),
    }
}

/// What is said of a token that is not ours: of a wrong signature, where it names us and a key of ours, just that.
fn unverified(tenant: &Tenant, token: &str) -> ApiError {
    let text = |part: Option<Map<String, Value>>, name: &str| {
        part?.get(name).and_then(Value::as_str).map(str::to_owned)
    };
    let kid = text(unverified_header(token), "kid");
    let ours = text(unverified_claims(token), "iss") == Some(tenant.issuer())
        && text(unverified_header(token), "alg").as_deref() == Some("RS256")
        && tenant.published_keys().any(|key| Some(&key.kid) == kid.as_ref());
    if ours && verified_claims(tenant, token, None).is_none() {
        let message = "Invalid signature received for JSON Web Token validation.";
        return ApiError::new(StatusCode::UNAUTHORIZED, None, message);
    }
    ApiError::invalid_token()
}

/// The body as a JSON object, from JSON or from a form.
pub(super) fn body(visit: &Visit) -> Result<Map<String, Value>, ApiError> {
    if visit.is_json() {
        let invalid =
            |_| ApiError::invalid_body("Payload validation error: the body must be a JSON object.");
        return serde_json::from_slice(&visit.body).map_err(invalid);
    }
    Ok(visit.form().iter().map(|(name, value)| (name.to_owned(), json!(value))).collect())
}

/// An error in the Management API's form.
pub(super) struct ApiError {
    status: StatusCode,
    message: String,
    code: Option<&'static str>,
}

impl ApiError {
    pub(super) fn new(
        status: StatusCode,
        code: Option<&'static str>,
        message: impl Into<String>,
    ) -> Self {
        Self { status, message: message.into(), code }
    }

    pub(super) fn invalid_body(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some("invalid_body"), message)
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, None, message)
    }

    pub(super) fn invalid_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, None, "Invalid token.")
    }

    pub(super) fn insufficient_scope(expected: &str) -> Self {
        let message = format!("Insufficient scope; expected: {expected}.");
        Self::new(StatusCode::FORBIDDEN, Some("insufficient_scope"), message)
    }

    pub(super) fn subject_mismatch() -> Self {
        let message = "User to be acted on does not match subject in bearer token.";
        Self::new(StatusCode::FORBIDDEN, None, message)
    }

    pub(super) fn not_implemented(visit: &Visit) -> Self {
        let (method, path) = (&visit.method, &visit.path);
        let message = format!("The local tenant does not implement {method} {path}.");
        Self::new(StatusCode::NOT_IMPLEMENTED, None, message)
    }

    pub(super) fn no_user() -> Self {
        Self::new(StatusCode::NOT_FOUND, Some("inexistent_user"), "User not found.")
    }

    pub(super) fn too_many_requests() -> Self {
        let message = "Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, Some("too_many_requests"), message)
    }

    pub(super) fn into_reply(self) -> Reply {
        let mut body = json!({
            "statusCode": self.status.as_u16(),
            "error": self.status.canonical_reason().unwrap_or_default(),
            "message": self.message,
        });
        if let (Some(code), Some(map)) = (self.code, body.as_object_mut()) {
            map.insert("errorCode".to_owned(), json!(code));
        }
        reply::json(self.status, &body)
    }
}

impl From<Impossible> for ApiError {
    fn from(impossible: Impossible) -> Self {
        match impossible {
            Impossible::AlreadyLinked => {
                Self::new(StatusCode::CONFLICT, None, "Specified identity already exists.")
            }
            Impossible::Main => Self::bad_request("Main identity cannot be removed."),
            Impossible::Ambiguous => {
                Self::bad_request("Unable to link with the secondary account.")
            }
            Impossible::NoIdentity => Self::bad_request("The specified identity does not exist."),
            Impossible::NoUser => Self::no_user(),
            Impossible::SameUser => {
                Self::bad_request("Main identity and the new one are the same.")
            }
        }
    }
}

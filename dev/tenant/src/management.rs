//! The Management API: rate limit, bearer token, scopes, subject; then the operation.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::keys::{unverified_claims, unverified_header};
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::userinfo::verified_claims;
use crate::users::Impossible;
use crate::visit::{Visit, percent_decode};

pub(crate) mod jobs;
mod link;
mod memberships;
mod unlink;
mod users;

/// How many requests came in the current second.
#[derive(Default)]
pub(crate) struct RateWindow {
    second: u64,
    used: u32,
}

/// What the headers say where no limit is set.
const UNLIMITED: u32 = 1000;

pub(crate) fn answer(tenant: &mut Tenant, visit: &Visit, path: &str) -> Reply {
    if tenant.rate.second != visit.now {
        tenant.rate = RateWindow { second: visit.now, used: 0 };
    }
    let limit = tenant.management_rate_limit.unwrap_or(UNLIMITED);
    let over = tenant.management_rate_limit.is_some() && tenant.rate.used >= limit;
    tenant.rate.used = tenant.rate.used.saturating_add(1);
    // Without a limit the headers never tell a caller to wait.
    let floor = u32::from(tenant.management_rate_limit.is_none());
    let remaining = limit.saturating_sub(tenant.rate.used).max(floor);

    let result =
        if over { Err(ApiError::too_many_requests()) } else { operate(tenant, visit, path) };
    let answer = result.unwrap_or_else(ApiError::into_reply);
    let answer = reply::set_header(answer, "x-ratelimit-limit", &limit.to_string());
    let answer = reply::set_header(answer, "x-ratelimit-remaining", &remaining.to_string());
    reply::set_header(answer, "x-ratelimit-reset", &visit.now.saturating_add(1).to_string())
}

/// The answer of an API that is not there, in the Management API's form.
pub(crate) fn not_implemented(visit: &Visit) -> Reply {
    ApiError::not_implemented(visit).into_reply()
}

type Answered = Result<Reply, ApiError>;

/// Ids may hold bars and slashes, encoded or not, so the path is cut at what surrounds them.
fn operate(tenant: &mut Tenant, visit: &Visit, path: &str) -> Answered {
    if path == "users-by-email" {
        return match visit.method {
            Method::GET => users::by_email(tenant, &bearer(tenant, visit)?, visit),
            _ => Err(ApiError::not_implemented(visit)),
        };
    }
    if path == "jobs/verification-email" {
        return match visit.method {
            Method::POST => jobs::verification_email(tenant, &bearer(tenant, visit)?, visit),
            _ => Err(ApiError::not_implemented(visit)),
        };
    }
    let id = path
        .strip_prefix("users/")
        .filter(|id| !id.is_empty())
        .ok_or_else(|| ApiError::not_implemented(visit))?;
    let bearer = bearer(tenant, visit)?;
    if let Some((id, identity)) = id.split_once("/identities/") {
        let (provider, user_id) = identity.split_once('/').unwrap_or((identity, ""));
        let identity = (percent_decode(provider), percent_decode(user_id));
        return match visit.method {
            Method::DELETE => {
                unlink::unlink(tenant, &bearer, visit.now, &percent_decode(id), &identity)
            }
            _ => Err(ApiError::not_implemented(visit)),
        };
    }
    if let Some(id) = id.strip_suffix("/identities") {
        return match visit.method {
            Method::POST => link::link(tenant, &bearer, visit, &percent_decode(id)),
            _ => Err(ApiError::not_implemented(visit)),
        };
    }
    if let Some((id, list)) = memberships::list(id) {
        return match visit.method {
            Method::GET => memberships::get(tenant, &bearer, visit, &percent_decode(id), list),
            _ => Err(ApiError::not_implemented(visit)),
        };
    }
    // An id may look like one of these; who is there is meant.
    if is_below_a_user(id) && tenant.user(&percent_decode(id)).is_none() {
        return Err(ApiError::not_implemented(visit));
    }
    let id = percent_decode(id);
    match visit.method {
        Method::GET => users::get(tenant, &bearer, visit, &id),
        Method::PATCH => users::patch(tenant, &bearer, visit, &id),
        Method::DELETE => users::delete(tenant, &bearer, &id),
        _ => Err(ApiError::not_implemented(visit)),
    }
}

/// What Auth0 has below a user and this tenant has not: `users/{id}/sessions`, `users/{id}/multifactor/duo`.
fn is_below_a_user(path: &str) -> bool {
    let names = [
        "authentication-methods",
        "authenticators",
        "connected-accounts",
        "effective-permissions",
        "enrollments",
        "federated-connections-tokensets",
        "groups",
        "logs",
        "multifactor",
        "organizations",
        "permissions",
        "recovery-code-regeneration",
        "refresh-tokens",
        "revoke-access",
        "risk-assessments",
        "roles",
        "sessions",
    ];
    path.split('/').skip(1).any(|segment| names.contains(&segment))
}

/// Who calls: the verified access token.
struct Bearer {
    subject: String,
    client_id: String,
    scope: Vec<String>,
}

impl Bearer {
    fn has(&self, scope: &str) -> bool {
        self.scope.iter().any(|own| own == scope)
    }

    /// Refuses unless the token has one of the scopes for anybody, or one of those for its own subject and is about it.
    fn require(&self, any: &[&str], own: &[&str], user_id: &str) -> Result<(), ApiError> {
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

fn bearer(tenant: &Tenant, visit: &Visit) -> Result<Bearer, ApiError> {
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
fn body(visit: &Visit) -> Result<Map<String, Value>, ApiError> {
    if visit.is_json() {
        let invalid =
            |_| ApiError::invalid_body("Payload validation error: the body must be a JSON object.");
        return serde_json::from_slice(&visit.body).map_err(invalid);
    }
    Ok(visit.form().iter().map(|(name, value)| (name.to_owned(), json!(value))).collect())
}

/// An error in the Management API's form.
struct ApiError {
    status: StatusCode,
    message: String,
    code: Option<&'static str>,
}

impl ApiError {
    fn new(status: StatusCode, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), code }
    }

    fn invalid_body(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some("invalid_body"), message)
    }

    fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, None, message)
    }

    fn invalid_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, None, "Invalid token.")
    }

    fn insufficient_scope(expected: &str) -> Self {
        let message = format!("Insufficient scope; expected: {expected}.");
        Self::new(StatusCode::FORBIDDEN, Some("insufficient_scope"), message)
    }

    fn subject_mismatch() -> Self {
        let message = "User to be acted on does not match subject in bearer token.";
        Self::new(StatusCode::FORBIDDEN, None, message)
    }

    fn not_implemented(visit: &Visit) -> Self {
        let (method, path) = (&visit.method, &visit.path);
        let message = format!("The local tenant does not implement {method} {path}.");
        Self::new(StatusCode::NOT_IMPLEMENTED, None, message)
    }

    fn no_user() -> Self {
        Self::new(StatusCode::NOT_FOUND, Some("inexistent_user"), "User not found.")
    }

    fn too_many_requests() -> Self {
        let message = "Too many requests. Check the X-RateLimit-Limit, X-RateLimit-Remaining and X-RateLimit-Reset headers.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, Some("too_many_requests"), message)
    }

    fn into_reply(self) -> Reply {
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

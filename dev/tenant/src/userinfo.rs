//! `/userinfo`, and the claims about a person that scopes open.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::keys::unverified_header;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::user::User;
use crate::visit::Visit;

pub(crate) fn userinfo(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let granted = visit.bearer().and_then(|token| subject_and_scope(tenant, visit.now, token));
    let found = granted.and_then(|(subject, scope)| Some((tenant.users.get(&subject)?, scope)));
    match found {
        Some((user, scope)) if scope.iter().any(|scope| scope == "openid") => {
            let mut claims = Map::new();
            claims.insert("sub".to_owned(), json!(user.user_id));
            claims.extend(profile_claims(user, &scope));
            reply::json(StatusCode::OK, &Value::Object(claims))
        }
        Some(_) | None => {
            let refusal = reply::bytes(
                StatusCode::UNAUTHORIZED,
                "text/plain; charset=utf-8",
                b"Unauthorized".to_vec(),
            );
            reply::with_header(refusal, "www-authenticate", "Bearer error=\"invalid_token\"")
        }
    }
}

/// Of an opaque token, or of one of our own with the scope `openid`.
fn subject_and_scope(tenant: &Tenant, now: u64, token: &str) -> Option<(String, Vec<String>)> {
    if let Some(opaque) = tenant.opaque_tokens.get(token) {
        return (!opaque.is_over(now)).then(|| (opaque.user_id.clone(), opaque.scope.clone()));
    }
    let claims = verified_claims(tenant, token, Some(now))?;
    // Only access tokens hold a scope: an ID token opens nothing.
    let scope = claims.get("scope")?.as_str()?.split(' ').map(str::to_owned).collect();
    Some((claims.get("sub")?.as_str()?.to_owned(), scope))
}

/// The claims of a token that this tenant signed and that has not run out; `None` for `now` takes those that have.
pub(crate) fn verified_claims(
    tenant: &Tenant,
    token: &str,
    now: Option<u64>,
) -> Option<Map<String, Value>> {
    let kid = unverified_header(token)?.get("kid")?.as_str()?.to_owned();
    let key = tenant.published_keys().find(|key| key.kid == kid)?;
    key.verify(token, &tenant.issuer(), now)
}

/// What `profile` and `email` open.
pub(crate) fn profile_claims(user: &User, scope: &[String]) -> Map<String, Value> {
    let asked = |name: &str| scope.iter().any(|scope| scope == name);
    let of_scope = |name: &str| match name {
        "email" | "email_verified" => asked("email"),
        "name" | "given_name" | "family_name" | "nickname" | "picture" => asked("profile"),
        _ => false,
    };
    let mut claims: Map<String, Value> =
        user.profile.to_json().into_iter().filter(|(name, _)| of_scope(name)).collect();
    if asked("profile") {
        claims.insert("updated_at".to_owned(), json!(crate::time::iso(user.updated_at)));
    }
    claims
}

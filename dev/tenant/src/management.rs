//! The Management API: rate limit, bearer token, scopes, subject; then the operation.

use http::Method;

use self::call::{Answered, ApiError, bearer};
use crate::memory::RateWindow;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::{Visit, percent_decode};

mod call;
pub(crate) mod jobs;
mod link;
mod memberships;
mod unlink;
mod users;

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

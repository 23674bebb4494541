//! `GET /users/{id}/roles`, `/organizations`, `/authentication-methods`: what a user has besides its profile.

use http::StatusCode;
use serde_json::{Value, json};

use super::call::{Answered, ApiError, Bearer};
use crate::organizations;
use crate::reply;
use crate::tenant::Tenant;
use crate::user::User;
use crate::visit::Visit;

/// How many entries a page has at most.
const MOST: usize = 100;

/// One of the lists.
pub(super) struct List {
    name: &'static str,
    /// The member that holds it in an answer with totals.
    member: &'static str,
    /// All of these are needed; no user's own token has them.
    scopes: &'static [&'static str],
    of: fn(&Tenant, &User) -> Vec<Value>,
}

const LISTS: &[List] = &[
    List {
        name: "roles",
        member: "roles",
        scopes: &["read:users", "read:roles"],
        of: |_, user| user.roles_json(),
    },
    List {
        name: "organizations",
        member: "organizations",
        scopes: &["read:organizations"],
        of: organizations::list,
    },
    List {
        name: "authentication-methods",
        member: "authenticators",
        scopes: &["read:authentication_methods"],
        of: |_, user| user.authentication_methods_json(),
    },
];

/// The user's id, still encoded, and the list that a path asks for.
pub(super) fn list(path: &str) -> Option<(&str, &'static List)> {
    let (id, name) = path.rsplit_once('/')?;
    let list = LISTS.iter().find(|list| list.name == name)?;
    Some((id, list))
}

pub(super) fn get(
    tenant: &Tenant,
    bearer: &Bearer,
    visit: &Visit,
    id: &str,
    list: &List,
) -> Answered {
    if !list.scopes.iter().all(|scope| bearer.has(scope)) {
        return Err(ApiError::insufficient_scope(&list.scopes.join(", ")));
    }
    let all = (list.of)(tenant, tenant.user(id).ok_or_else(ApiError::no_user)?);

    let number = |name: &str, otherwise: usize| match visit.query.get(name).map(str::parse) {
        None => Ok(otherwise),
        Some(Ok(number)) if name == "per_page" && number > MOST => {
            let message = format!(
                "Query validation error: 'Value {number} is greater than maximum {MOST}' on property {name}."
            );
            Err(ApiError::new(StatusCode::BAD_REQUEST, Some("invalid_query_string"), message))
        }
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => {
            let message = format!("Query validation error: 'Invalid type' on property {name}.");
            Err(ApiError::new(StatusCode::BAD_REQUEST, Some("invalid_query_string"), message))
        }
    };
    let (page, limit) = (number("page", 0)?, number("per_page", 50)?);
    let (start, total) = (page.saturating_mul(limit), all.len());
    let items: Vec<Value> = all.into_iter().skip(start).take(limit).collect();
    let body = if visit.query.get("include_totals") == Some("true") {
        json!({ "start": start, "limit": limit, "total": total, list.member: items })
    } else {
        json!(items)
    };
    Ok(reply::json(StatusCode::OK, &body))
}

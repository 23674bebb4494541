//! Read, change, find and delete users.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{Answered, ApiError, Bearer, body};
use crate::reply;
use crate::tenant::Tenant;
use crate::user::User;
use crate::visit::Visit;

pub(super) fn get(tenant: &Tenant, bearer: &Bearer, visit: &Visit, id: &str) -> Answered {
    bearer.require(&["read:users"], &["read:current_user"], id)?;
    let user = tenant.user(id).ok_or_else(ApiError::no_user)?;
    let mut json = chosen_fields(user, visit);
    if tenant.hides_blocked && !bearer.has("read:users") {
        json.remove("blocked");
    }
    Ok(reply::json(StatusCode::OK, &Value::Object(json)))
}

/// Case-sensitive, and for a scope that no user's own token has.
pub(super) fn by_email(tenant: &Tenant, bearer: &Bearer, visit: &Visit) -> Answered {
    bearer.require(&["read:users"], &[], "")?;
    let email = visit.query.get("email").ok_or_else(|| {
        let message = "Query validation error: 'Missing required property: email'.";
        ApiError::new(StatusCode::BAD_REQUEST, Some("invalid_query_string"), message)
    })?;
    let found = tenant.users().filter(|user| user.profile.email.as_deref() == Some(email));
    let found: Vec<Value> = found.map(|user| Value::Object(chosen_fields(user, visit))).collect();
    Ok(reply::json(StatusCode::OK, &json!(found)))
}

/// `fields`, taken or, with `include_fields=false`, left out.
fn chosen_fields(user: &User, visit: &Visit) -> Map<String, Value> {
    let mut json = user.to_json();
    if let Some(fields) = visit.query.get("fields") {
        let include = visit.query.get("include_fields") != Some("false");
        let named: Vec<&str> = fields.split(',').map(str::trim).collect();
        json.retain(|name, _| named.contains(&name.as_str()) == include);
    }
    json
}

/// Deleting a user deletes what is linked to it. One that is not there counts as deleted.
pub(super) fn delete(tenant: &mut Tenant, bearer: &Bearer, id: &str) -> Answered {
    bearer.require(&["delete:users"], &[], id)?;
    tenant.users.remove(id);
    Ok(reply::empty(StatusCode::NO_CONTENT))
}

pub(super) fn patch(tenant: &mut Tenant, bearer: &Bearer, visit: &Visit, id: &str) -> Answered {
    // 1. Some scope that changes users; whose, for a current_user scope.
    let own = ["create:current_user_metadata", "update:current_user_metadata"];
    bearer.require(&["update:users", "update:users_app_metadata"], &own, id)?;
    let changes = body(visit)?;
    let user = tenant.users.get(id).ok_or_else(ApiError::no_user)?;

    // 2. What that scope may change. Of the two for a user's own metadata, `create` fills what is empty.
    for name in changes.keys() {
        let (allowed, expected) = match name.as_str() {
            "app_metadata" => {
                (bearer.has("update:users_app_metadata"), "update:users_app_metadata")
            }
            "user_metadata" => {
                let may_create =
                    user.user_metadata.is_empty() && bearer.has("create:current_user_metadata");
                (
                    may_create || bearer.has("update:current_user_metadata"),
                    "update:current_user_metadata",
                )
            }
            name if ATTRIBUTES.contains(&name) => (false, "update:users"),
            name => {
                let message = format!(
                    "Payload validation error: 'Additional properties not allowed: {name}'."
                );
                return Err(ApiError::invalid_body(&message));
            }
        };
        if !allowed && !bearer.has("update:users") {
            return Err(ApiError::insufficient_scope(expected));
        }
    }

    // 3. All of it, or nothing: the changed user takes the old one's place at the end.
    let mut changed = user.clone();
    for (name, value) in changes {
        change(&mut changed, &name, value)?;
    }
    changed.updated_at = visit.now;
    // Nobody is kept from making a profile smaller that is too large already.
    let size = |user: &User| Value::Object(user.to_json()).to_string().len();
    if tenant.profile_limit.is_some_and(|limit| size(&changed) > limit.max(size(user))) {
        let message = "The user profile would be larger than allowed.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, None, message));
    }
    let answer = reply::json(StatusCode::OK, &Value::Object(changed.to_json()));
    if let Some(user) = tenant.users.get_mut(id) {
        *user = changed;
    }
    Ok(answer)
}

/// The root attributes that can be changed here.
const ATTRIBUTES: [&str; 8] = [
    "blocked",
    "email",
    "email_verified",
    "family_name",
    "given_name",
    "name",
    "nickname",
    "picture",
];

fn change(user: &mut User, name: &str, value: Value) -> Result<(), ApiError> {
    let profile = &mut user.profile;
    match (name, value) {
        ("user_metadata", value) => merge(&mut user.user_metadata, name, value)?,
        ("app_metadata", value) => merge(&mut user.app_metadata, name, value)?,
        ("blocked", Value::Bool(blocked)) => user.blocked = blocked,
        ("email_verified", Value::Bool(verified)) => profile.email_verified = verified,
        ("email", Value::String(text)) => profile.email = Some(text),
        ("family_name", Value::String(text)) => profile.family_name = Some(text),
        ("given_name", Value::String(text)) => profile.given_name = Some(text),
        ("name", Value::String(text)) => profile.name = Some(text),
        ("nickname", Value::String(text)) => profile.nickname = Some(text),
        ("picture", Value::String(text)) => profile.picture = Some(text),
        _ => return Err(wrong_type(name)),
    }
    Ok(())
}

/// At the first level only: null removes a key, an empty object (or null) wipes them all.
fn merge(metadata: &mut Map<String, Value>, name: &str, changes: Value) -> Result<(), ApiError> {
    let changes = match changes {
        Value::Object(changes) => changes,
        Value::Null => Map::new(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            return Err(wrong_type(name));
        }
    };
    if changes.is_empty() {
        metadata.clear();
    }
    for (key, value) in changes {
        if value.is_null() {
            metadata.remove(&key);
        } else {
            metadata.insert(key, value);
        }
    }
    Ok(())
}

fn wrong_type(name: &str) -> ApiError {
    ApiError::invalid_body(&format!("Payload validation error: 'Invalid type' on property {name}."))
}

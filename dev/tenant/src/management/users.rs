//! Read, change, find and delete users.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::call::{Answered, ApiError, Bearer, body};
use crate::reply;
use crate::tenant::Tenant;
use crate::user::{Profile, User};
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

    // 3. What can be changed at all.
    changeable(tenant, user, &changes)?;

    // 4. All of it, or nothing: the changed user takes the old one's place at the end.
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
const ATTRIBUTES: [&str; 10] = [
    "blocked",
    "email",
    "email_verified",
    "family_name",
    "given_name",
    "name",
    "nickname",
    "phone_number",
    "phone_verified",
    "picture",
];

fn change(user: &mut User, name: &str, value: Value) -> Result<(), ApiError> {
    match (name, value) {
        ("user_metadata", value) => merge(&mut user.user_metadata, name, value)?,
        ("app_metadata", value) => merge(&mut user.app_metadata, name, value)?,
        ("blocked", Value::Bool(blocked)) => user.blocked = blocked,
        ("blocked", _) => return Err(wrong_type(name)),
        (name, value) => {
            set(&mut user.profile, name, &value)?;
            // What people log in with, and what is left of them where they are linked and unlinked again.
            if let Some(main) = user.identities.first_mut() {
                set(&mut main.profile, name, &value)?;
            }
        }
    }
    Ok(())
}

fn set(profile: &mut Profile, name: &str, value: &Value) -> Result<(), ApiError> {
    let flag = || value.as_bool().ok_or_else(|| wrong_type(name));
    match name {
        "email_verified" => profile.email_verified = flag()?,
        "phone_verified" => profile.phone_verified = flag()?,
        "email" => {
            let email = value.as_str().ok_or_else(|| wrong_type(name))?;
            profile.email = Some(fits(name, email, "email", is_email(email))?);
        }
        name => {
            let text = match value {
                Value::Null => None,
                Value::String(text) if name == "phone_number" => {
                    Some(fits(name, text, "phone_number", is_number(text))?)
                }
                Value::String(text) => Some(text.clone()),
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    return Err(wrong_type(name));
                }
            };
            match name {
                "family_name" => profile.family_name = text,
                "given_name" => profile.given_name = text,
                "name" => profile.name = text,
                "nickname" => profile.nickname = text,
                "phone_number" => profile.phone_number = text,
                "picture" => profile.picture = text,
                _ => return Err(wrong_type(name)),
            }
        }
    }
    Ok(())
}

fn fits(name: &str, text: &str, format: &str, fits: bool) -> Result<String, ApiError> {
    let message = format!(
        "Payload validation error: 'Object didn't pass validation for format {format}: {text}' on \
         property {name}."
    );
    fits.then(|| text.to_owned()).ok_or_else(|| ApiError::invalid_body(&message))
}

fn is_email(text: &str) -> bool {
    let parts = text.split_once('@').filter(|(user, host)| !user.is_empty() && host.contains('.'));
    parts.is_some_and(|(_, host)| !host.contains('@')) && !text.contains(char::is_whitespace)
}

/// As E.164 writes it.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (1..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// What a provider says of a person is the provider's, and comes anew with each login: only where people are the
/// tenant's own can it be changed here. An address is one user's in its database.
fn changeable(tenant: &Tenant, user: &User, changes: &Map<String, Value>) -> Result<(), ApiError> {
    let Some(main) = user.identities.first() else { return Ok(()) };
    let refuse = |message| Err(ApiError::new(StatusCode::BAD_REQUEST, None, message));
    let own = ["auth0", "email", "sms"].contains(&main.provider.as_str());
    let theirs = |name: &&String| *name != "blocked" && ATTRIBUTES.contains(&name.as_str());
    let theirs: Vec<&str> = changes.keys().filter(theirs).map(String::as_str).collect();
    if !own && theirs.contains(&"email") {
        return refuse("Cannot update email for non-database user.".to_owned());
    }
    if !own && !theirs.is_empty() {
        return refuse(format!(
            "The following user attributes cannot be updated: {}. The connection must either be a database \
             connection (using the Auth0 store), a passwordless connection (email or sms) or has disabled \
             'Sync user profile attributes at each login'.",
            theirs.join(", ")
        ));
    }
    let Some(email) = changes.get("email").and_then(Value::as_str) else { return Ok(()) };
    let taken = tenant.users.identities_of(&main.connection).any(|(_, identity)| {
        let theirs = identity.profile.email.as_deref().unwrap_or_default();
        !identity.is_same(main) && theirs.eq_ignore_ascii_case(email)
    });
    if taken { refuse("The specified new email already exists".to_owned()) } else { Ok(()) }
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

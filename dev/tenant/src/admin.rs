//! `/__tenant/*`: what a test or a person may do to the tenant from outside. Faults do not strike here.

use http::header::ORIGIN;
use http::{Method, StatusCode};
use serde_json::{Value, json};

mod clients;
mod connections;
mod organizations;
mod put_client;
mod put_user;
mod sessions;

use crate::clients::MfaPolicy;
use crate::faults::Fault;
use crate::html;
use crate::reply::{self, Reply, refuse};
use crate::response;
use crate::tenant::Tenant;
use crate::visit::{Visit, percent_decode};

pub(crate) fn answer(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let done = || reply::empty(StatusCode::NO_CONTENT);
    let path = visit.path.strip_prefix("/__tenant/").unwrap_or_default();
    // A page of another site can send a form or nothing at all; its browser then says where it comes from.
    let from_elsewhere = visit.header(ORIGIN).is_some_and(|origin| origin != tenant.origin);
    if visit.method != Method::GET && from_elsewhere {
        return refuse(StatusCode::FORBIDDEN, "No page of another site may do that.");
    }
    match (&visit.method, path) {
        (&Method::GET, "style.css") => {
            reply::bytes(StatusCode::OK, "text/css; charset=utf-8", html::STYLE.as_bytes().to_vec())
        }
        (&Method::GET, "response.js") => {
            let script = response::SCRIPT.as_bytes().to_vec();
            reply::bytes(StatusCode::OK, "text/javascript; charset=utf-8", script)
        }
        (&Method::GET, "accounts") => reply::json(StatusCode::OK, &json!(tenant.accounts())),
        (&Method::GET, "requests") => reply::json(StatusCode::OK, &json!(tenant.requests())),
        (&Method::DELETE, "requests") => {
            tenant.clear_requests();
            done()
        }
        (&Method::GET, "faults") => {
            reply::json(StatusCode::OK, &json!(tenant.faults.waiting().collect::<Vec<_>>()))
        }
        (&Method::POST, "faults") => with_json(visit, |fault: Fault| {
            tenant.faults.push(fault);
            done()
        }),
        (&Method::DELETE, "faults") => {
            tenant.faults.clear();
            done()
        }
        (&Method::POST, "rate-limit") => with_json(visit, |limit: RateLimit| {
            tenant.management_rate_limit = limit.per_second;
            done()
        }),
        (&Method::POST, "profile-limit") => with_json(visit, |limit: ProfileLimit| {
            tenant.profile_limit = limit.bytes;
            done()
        }),
        (&Method::POST, "passwordless-limit") => with_json(visit, |limit: PasswordlessLimit| {
            tenant.passwordless_limit = limit.per_hour;
            done()
        }),
        (&Method::POST, "flags") => with_json(visit, |flags: Flags| {
            if let Some(enforced) = flags.enforce_client_authentication_on_passwordless_start {
                tenant.enforce_client_authentication_on_passwordless_start = enforced;
            }
            done()
        }),
        (&Method::POST, "block") => with_json(visit, |new: Block| {
            let Some(user) = tenant.users.get_mut(&new.user_id) else {
                return refuse(StatusCode::NOT_FOUND, "There is no such user.");
            };
            user.blocked = new.blocked;
            done()
        }),
        (&Method::POST, "hide-blocked") => with_json(visit, |new: HideBlocked| {
            tenant.hides_blocked = new.hidden;
            done()
        }),
        (&Method::POST, "clients") => with_json(visit, |new| clients::change(tenant, &new)),
        (&Method::GET, "connections") => connections::list(tenant),
        (&Method::POST, "connections") => with_json(visit, |new| connections::change(tenant, new)),
        (&Method::GET, "organizations") => organizations::list(tenant),
        (&Method::POST, "organizations") => with_json(visit, |new| organizations::put(tenant, new)),
        (&Method::GET, "sessions") => sessions::list(tenant, visit.now),
        (&Method::POST, "logout-token") => {
            with_json(visit, |new| sessions::logout_token(tenant, &new, visit.now))
        }
        (&Method::POST, "mfa") => with_json(visit, |mfa: Mfa| {
            tenant.mfa_policy = mfa.policy;
            done()
        }),
        (&Method::GET, "messages") => reply::json(StatusCode::OK, &json!(tenant.messages())),
        (&Method::DELETE, "messages") => {
            tenant.clear_messages();
            done()
        }
        (&Method::POST, "machine-scopes") => {
            with_json(visit, |new: MachineScopes| match tenant.client_mut(&new.client_id) {
                Some(client) => {
                    client.machine_scopes = new.scopes;
                    done()
                }
                None => refuse(StatusCode::NOT_FOUND, "There is no such client."),
            })
        }
        (&Method::POST, "revoke-machine-tokens") => {
            tenant.revoke_machine_tokens();
            done()
        }
        (&Method::PUT, "clients") => with_json(visit, |new| put_client::put(tenant, new)),
        (&Method::PUT, "users") => with_json(visit, |new| put_user::put(tenant, new, visit.now)),
        (&Method::GET, "webhooks") => reply::json(StatusCode::OK, &json!(tenant.webhooks())),
        (&Method::DELETE, "webhooks") => {
            tenant.clear_webhooks();
            done()
        }
        (&Method::DELETE, path) if path.starts_with("users/") => {
            let id = path.strip_prefix("users/").map(percent_decode).unwrap_or_default();
            while tenant.users.remove(&id) {}
            done()
        }
        (&Method::POST, "reset") => {
            tenant.reset();
            done()
        }
        (&Method::POST, "rotate-keys") => {
            tenant.rotate_keys();
            done()
        }
        (&Method::GET, path) => match path.strip_prefix("users/").map(percent_decode) {
            Some(id) => match tenant.user(&id) {
                Some(user) => reply::json(StatusCode::OK, &Value::Object(user.to_json())),
                None => refuse(StatusCode::NOT_FOUND, "There is no such user."),
            },
            None => refuse(StatusCode::NOT_FOUND, "This page does not exist."),
        },
        _ => refuse(StatusCode::NOT_FOUND, "This page does not exist."),
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLimit {
    per_second: Option<u32>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileLimit {
    bytes: Option<usize>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordlessLimit {
    per_hour: Option<u32>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Mfa {
    policy: MfaPolicy,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    user_id: String,
    blocked: bool,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct HideBlocked {
    hidden: bool,
}

/// Named as the tenant settings of Auth0 name them.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Flags {
    enforce_client_authentication_on_passwordless_start: Option<bool>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct MachineScopes {
    client_id: String,
    scopes: Vec<String>,
}

/// A body of JSON, declared as such: a page of another site cannot send that without asking first.
fn with_json<T: serde::de::DeserializeOwned>(
    visit: &Visit,
    then: impl FnOnce(T) -> Reply,
) -> Reply {
    if !visit.is_json() {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.");
    }
    match serde_json::from_slice(&visit.body) {
        Ok(value) => then(value),
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

//! `/healthz`: whether the settings could be parsed, and which version this is. No secret.

use http::StatusCode;
use serde_json::json;

use crate::config::ConfigError;
use crate::reply::Reply;

/// The component's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The settings are fine.
#[must_use]
pub fn healthy() -> Reply {
    Reply::json(&json!({ "status": "ok", "version": VERSION }))
}

/// The settings are wrong: which, and what each may be. Variables are named, values never.
#[must_use]
pub fn unconfigured(error: &ConfigError) -> Reply {
    let document = json!({
        "status": "unconfigured",
        "version": VERSION,
        "detail": error.to_string(),
        "variables": error.variables(),
    });
    let mut reply = Reply::json(&document);
    reply.status = StatusCode::SERVICE_UNAVAILABLE;
    reply.code = Some("unavailable");
    reply
}

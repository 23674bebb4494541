//! `/healthz`: whether the settings could be parsed, and which version this is. No secret.

use http::StatusCode;
use serde_json::json;

use crate::config::ConfigError;
use crate::flows::management;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// The component's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The settings are fine; which scopes the tenant lately refused calls for. Only what no visitor can bring
/// about makes it `degraded`: whoever watches it must be able to believe it.
pub async fn healthy<P: Platform>(visit: &Visit<'_, P>) -> Reply {
    let missing = management::missing_scopes(visit).await;
    let status = if missing.is_empty() { "ok" } else { "degraded" };
    Reply::json(&json!({ "status": status, "version": VERSION, "missing_scopes": missing }))
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

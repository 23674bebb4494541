//! `/healthz`: whether the settings could be parsed, and which version this is. No secret.

use std::collections::BTreeSet;

use http::StatusCode;
use serde::Serialize;
use serde_json::json;

use crate::config::ConfigError;
use crate::flows::second_account::message_limits;
use crate::flows::tenant::{call, concerns};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::visit::Visit;

/// The component's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[derive(Serialize)]
struct Health<'a> {
    status: &'static str,
    version: &'static str,
    missing_scopes: BTreeSet<String>,
    /// What the tenant lately refused the deployment.
    refused: BTreeSet<String>,
    /// Visitors can exhaust it, so it is shown but degrades nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_budget: Option<&'static str>,
    /// What the looks fell back from: it degrades nothing either.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    looks: &'a [String],
}

/// The settings are fine; which scopes the tenant lately refused calls for. Only what no visitor can bring
/// about makes it `degraded`: whoever watches it must be able to believe it.
pub async fn healthy<P: Platform>(visit: &Visit<'_, P>) -> Reply {
    let missing = call::missing_scopes(visit).await;
    let refused = concerns::all(visit).await;
    let status = if missing.is_empty() && refused.is_empty() { "ok" } else { "degraded" };
    let exhausted = message_limits::is_exhausted(visit).await;
    let sms_budget = exhausted.map(|exhausted| if exhausted { "exhausted" } else { "ok" });
    let looks = &visit.config.looks;
    Reply::json(&Health {
        status,
        version: VERSION,
        missing_scopes: missing,
        refused,
        sms_budget,
        looks,
    })
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

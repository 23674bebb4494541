//! `/__tenant/connections`: lists them, makes one, or changes one that is there.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clients::{Connection, UpstreamParam, UpstreamParams};
use crate::reply::{self, Reply, refuse};
use crate::tenant::Tenant;

/// What is to change; the rest stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    name: String,
    provider: Option<String>,
    label: Option<String>,
    provider_session: Option<bool>,
    upstream_params: Option<UpstreamParams>,
}

pub(super) fn change(tenant: &mut Tenant, changes: Changes) -> Reply {
    let wrong = |message: &str| refuse(StatusCode::BAD_REQUEST, message);
    let mut connection = match (tenant.connection(&changes.name), &changes.provider) {
        (Some(known), None) => known.clone(),
        (None, Some(provider)) => Connection::new(&changes.name, provider, &changes.name),
        (Some(_), Some(_)) => return wrong("The provider of a connection does not change."),
        (None, None) => return wrong("There is no such connection; a new one needs a provider."),
    };
    if let Some(params) = changes.upstream_params {
        if connection.provider == "samlp" && !params.is_empty() {
            return wrong("SAML providers take no upstream_params.");
        }
        let unknown = |param: &UpstreamParam| match param {
            UpstreamParam::Alias(alias) => !UpstreamParam::ALIASES.contains(&alias.as_str()),
            UpstreamParam::Value(_) => false,
        };
        if params.values().any(unknown) {
            return wrong("That parameter cannot be an alias.");
        }
        connection.upstream_params = params;
    }
    if let Some(label) = changes.label {
        connection.label = label;
    }
    if let Some(on) = changes.provider_session {
        connection.provider_session = on;
    }
    let shown = show(&connection);
    match tenant.connections.iter_mut().find(|own| own.name == connection.name) {
        Some(place) => *place = connection,
        None => tenant.add_connection(connection),
    }
    reply::json(StatusCode::OK, &shown)
}

pub(super) fn list(tenant: &Tenant) -> Reply {
    let all: Vec<Value> = tenant.connections.iter().map(show).collect();
    reply::json(StatusCode::OK, &json!(all))
}

fn show(connection: &Connection) -> Value {
    json!({
        "id": connection.id,
        "name": connection.name,
        "provider": connection.provider,
        "label": connection.label,
        "provider_session": connection.provider_session,
        "upstream_params": connection.upstream_params,
    })
}

//! `/client/{id}.js`: a script that tells Lock the client's connections. Anybody may fetch it.

use http::StatusCode;
use serde_json::{Value, json};

use crate::clients::Connection;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;

const PREFIX: &str = "/client/";

/// The client that a path asks about.
pub(crate) fn client_of(path: &str) -> Option<&str> {
    path.strip_prefix(PREFIX)?.strip_suffix(".js")
}

pub(crate) fn script(tenant: &Tenant, client_id: &str) -> Reply {
    let Some(client) = tenant.client(client_id) else {
        return reply::error_page(StatusCode::NOT_FOUND, "There is no such client.");
    };
    let mut strategies: Vec<(&str, Vec<Value>)> = Vec::new();
    for connection in &tenant.connections {
        let settings = connection_settings(connection);
        match strategies.iter_mut().find(|(name, _)| *name == connection.provider) {
            Some((_, connections)) => connections.push(settings),
            None => strategies.push((&connection.provider, vec![settings])),
        }
    }
    let strategies: Vec<Value> = strategies
        .into_iter()
        .map(|(name, connections)| json!({ "name": name, "connections": connections }))
        .collect();
    let settings = json!({
        "id": client.client_id,
        "tenant": "local",
        "subscription": "dev",
        "authorize": format!("{}/authorize", tenant.origin),
        "callback": client.callbacks.first(),
        "hasAllowedOrigins": !client.web_origins.is_empty(),
        "strategies": strategies,
    });
    // What JSON allows and a script would take for the end of a line, or of itself.
    let settings = settings.to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028");
    let text = format!("Auth0.setClient({});", settings.replace('\u{2029}', "\\u2029"));
    reply::bytes(StatusCode::OK, "application/javascript; charset=utf-8", text.into_bytes())
}

fn connection_settings(connection: &Connection) -> Value {
    if connection.is_database() {
        return json!({
            "name": connection.name,
            "passwordPolicy": "none",
            "showSignup": true,
            "showForgot": true,
            "requires_username": false,
            "validation": { "username": { "min": 1, "max": 15 } },
        });
    }
    json!({ "name": connection.name, "display_name": connection.label })
}

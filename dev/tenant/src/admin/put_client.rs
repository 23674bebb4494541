//! `PUT /__tenant/clients`: registers an application, in place of one with the same id.

use http::StatusCode;
use serde::Deserialize;

use crate::clients::Client;
use crate::reply::{self, Reply, refuse};
use crate::tenant::Tenant;

/// The JSON of an application. What is left out is as the command line registers one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewClient {
    client_id: String,
    client_secret: Option<String>,
    name: Option<String>,
    #[serde(default)]
    callbacks: Vec<String>,
    #[serde(default)]
    logout_urls: Vec<String>,
    #[serde(default)]
    web_origins: Vec<String>,
    machine_scopes: Option<Vec<String>>,
}

pub(super) fn put(tenant: &mut Tenant, new: NewClient) -> Reply {
    if new.client_id.is_empty() || new.client_secret.as_deref() == Some("") {
        return refuse(StatusCode::BAD_REQUEST, "client_id and client_secret must not be empty.");
    }
    let usual = Client::unrestricted(&new.client_id, new.client_secret.as_deref());
    tenant.add_client(Client {
        name: new.name.unwrap_or_else(|| usual.name.clone()),
        callbacks: new.callbacks,
        logout_urls: new.logout_urls,
        cross_origin_authentication: !new.web_origins.is_empty(),
        web_origins: new.web_origins,
        machine_scopes: new.machine_scopes.unwrap_or_else(|| usual.machine_scopes.clone()),
        ..usual
    });
    reply::empty(StatusCode::NO_CONTENT)
}

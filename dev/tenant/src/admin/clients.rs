//! `POST /__tenant/clients`: settings of an application that is there.

use http::StatusCode;
use serde::Deserialize;

use crate::clients::OrganizationUsage;
use crate::reply::{self, Reply, refuse};
use crate::tenant::Tenant;

/// What is to change; the rest stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    client_id: String,
    organization_usage: Option<OrganizationUsage>,
    otp_grant: Option<bool>,
    cross_origin_authentication: Option<bool>,
}

pub(super) fn change(tenant: &mut Tenant, changes: &Changes) -> Reply {
    let Some(client) = tenant.client_mut(&changes.client_id) else {
        return refuse(StatusCode::NOT_FOUND, "There is no such client.");
    };
    if let Some(usage) = changes.organization_usage {
        client.organization_usage = usage;
    }
    if let Some(enabled) = changes.otp_grant {
        client.otp_grant = enabled;
    }
    if let Some(enabled) = changes.cross_origin_authentication {
        client.cross_origin_authentication = enabled;
    }
    reply::empty(StatusCode::NO_CONTENT)
}

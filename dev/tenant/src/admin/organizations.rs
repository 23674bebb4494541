//! `/__tenant/organizations`: makes an organization with its members and connections, and lists all.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clients::Organization;
use crate::organizations;
use crate::reply::{self, Reply, refuse};
use crate::tenant::Tenant;

/// The JSON of an organization.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrganization {
    name: String,
    display_name: Option<String>,
    /// User ids; whoever is not named is no member. As they are where this is missing.
    members: Option<Vec<String>>,
    /// Names of connections; all where this is missing.
    connections: Option<Vec<String>>,
}

pub(super) fn put(tenant: &mut Tenant, new: NewOrganization) -> Reply {
    let wrong = |message: &str| refuse(StatusCode::BAD_REQUEST, message);
    if new.name.is_empty() || new.name.chars().any(char::is_uppercase) {
        return wrong("The name must be in lower case.");
    }
    let all = || tenant.connections.iter().map(|connection| connection.name.clone()).collect();
    let connections: Vec<String> = new.connections.unwrap_or_else(all);
    if connections.iter().any(|name| tenant.connection(name).is_none()) {
        return wrong("There is no such connection.");
    }
    if let Some(members) = &new.members {
        if members.iter().any(|id| tenant.user(id).is_none()) {
            return wrong("There is no such user.");
        }
        for user in tenant.users.iter_mut() {
            user.organizations.retain(|name| *name != new.name);
            if members.contains(&user.user_id) {
                user.organizations.push(new.name.clone());
            }
        }
    }
    let display_name = new.display_name.as_ref().unwrap_or(&new.name);
    let organization = Organization::new(&new.name, display_name, &[]);
    let organization = Organization { connections, ..organization };
    let shown = Value::Object(organizations::to_json(tenant, &organization));
    tenant.add_organization(organization);
    reply::json(StatusCode::CREATED, &shown)
}

pub(super) fn list(tenant: &Tenant) -> Reply {
    let show = |organization| Value::Object(organizations::to_json(tenant, organization));
    let all: Vec<Value> = tenant.organizations.iter().map(show).collect();
    reply::json(StatusCode::OK, &json!(all))
}

//! Organizations: who may sign in to one, by which connections, and what the tokens say of it.

use serde_json::{Map, Value, json};

use crate::authorization::{AuthorizationRequest, Named};
use crate::clients::{Client, Organization, OrganizationUsage};
use crate::tenant::Tenant;
use crate::user::{User, id_of};

impl Tenant {
    /// Adds an organization, in place of one with the same name.
    pub fn add_organization(&mut self, organization: Organization) {
        self.organizations.retain(|other| other.name != organization.name);
        self.organizations.push(organization);
    }
}

impl AuthorizationRequest {
    /// Whether one signs in with that connection here.
    pub(crate) fn enables(&self, tenant: &Tenant, connection: &str) -> bool {
        self.organization.as_ref().is_none_or(|named| {
            named.of(tenant).is_some_and(|organization| organization.enables(connection))
        })
    }
}

impl Named {
    /// The whole of it, if it is still there.
    pub(crate) fn of<'a>(&self, tenant: &'a Tenant) -> Option<&'a Organization> {
        tenant.organizations.iter().find(|organization| organization.id == self.id)
    }

    /// Auth0's words for whoever is no member; nothing for who is.
    pub(crate) fn refuses(&self, tenant: &Tenant, user: &User) -> Option<String> {
        let member = self.of(tenant).is_some_and(|organization| organization.has_member(user));
        (!member)
            .then(|| format!("user {} is not part of the {} organization", user.user_id, self.id))
    }
}

/// What the parameter `organization` names, by id or by name, or why the request is refused.
pub(crate) fn named(
    tenant: &Tenant,
    client: &Client,
    parameter: Option<&str>,
    connection: Option<&str>,
) -> Result<Option<Named>, &'static str> {
    let wanted = match (client.organization_usage, parameter) {
        (OrganizationUsage::Deny, Some(_)) => {
            return Err("parameter organization is not allowed for this client");
        }
        (OrganizationUsage::Require, None) => {
            return Err("parameter organization is required for this client");
        }
        (_, None) => return Ok(None),
        (OrganizationUsage::Allow | OrganizationUsage::Require, Some(wanted)) => wanted,
    };
    let found = tenant.organizations.iter().find(|organization| {
        organization.id == wanted || organization.name.eq_ignore_ascii_case(wanted)
    });
    let organization =
        found.ok_or("parameter organization is not an organization of this tenant")?;
    if connection.is_some_and(|connection| !organization.enables(connection)) {
        return Err("the connection is not enabled for the organization");
    }
    Ok(Some(Named { id: organization.id.clone(), name: organization.name.clone() }))
}

/// The organizations of a user, as the Management API lists them. Those that nobody made exist by their name.
pub(crate) fn list(tenant: &Tenant, user: &User) -> Vec<Value> {
    let show = |name: &String| {
        let known = tenant.organizations.iter().find(|organization| organization.name == *name);
        let display_name = known.map_or(name, |organization| &organization.display_name);
        json!({ "id": id_of("org_", name), "name": name, "display_name": display_name })
    };
    user.organizations.iter().map(show).collect()
}

/// As `/__tenant/organizations` shows it.
pub(crate) fn to_json(tenant: &Tenant, organization: &Organization) -> Map<String, Value> {
    let members: Vec<&str> = tenant
        .users()
        .filter(|user| organization.has_member(user))
        .map(|user| user.user_id.as_str())
        .collect();
    let mut json = Map::new();
    json.insert("id".to_owned(), json!(organization.id));
    json.insert("name".to_owned(), json!(organization.name));
    json.insert("display_name".to_owned(), json!(organization.display_name));
    json.insert("members".to_owned(), json!(members));
    json.insert("connections".to_owned(), json!(organization.connections));
    json
}

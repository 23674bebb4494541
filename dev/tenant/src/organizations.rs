//! Organizations: who may sign in to one, by which connections, and what the tokens say of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clients::Client;
use crate::tenant::Tenant;
use crate::user::{User, id_of};

/// An organization. Its members are the users that have its name among their [`User::organizations`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    /// The id, `org_` and sixteen characters; it follows from the name.
    pub id: String,
    /// The name: lower case, and for applications to use.
    pub name: String,
    /// The name for people.
    pub display_name: String,
    /// The names of the connections by which one signs in to it.
    pub connections: Vec<String>,
}

impl Organization {
    /// An organization that one signs in to by these connections.
    #[must_use]
    pub fn new(name: &str, display_name: &str, connections: &[&str]) -> Self {
        Self {
            id: id_of("org_", name),
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            connections: connections.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    pub(crate) fn has_member(&self, user: &User) -> bool {
        user.organizations.contains(&self.name)
    }

    pub(crate) fn enables(&self, connection: &str) -> bool {
        self.connections.iter().any(|own| own == connection)
    }
}

impl Tenant {
    /// Adds an organization, in place of one with the same name.
    pub fn add_organization(&mut self, organization: Organization) {
        self.organizations.retain(|other| other.name != organization.name);
        self.organizations.push(organization);
    }
}

/// Whether an application signs people in to organizations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationUsage {
    /// Never, as Auth0 has it at first.
    #[default]
    Deny,
    /// Where the request names one.
    Allow,
    /// Always.
    Require,
}

/// The organization that an authorization request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    id: String,
    name: String,
}

impl Named {
    /// The claims of its tokens.
    pub(crate) fn claims(&self) -> [(String, Value); 2] {
        [("org_id".to_owned(), json!(self.id)), ("org_name".to_owned(), json!(self.name))]
    }

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

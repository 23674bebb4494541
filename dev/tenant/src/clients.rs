//! What a tenant is configured with: applications, connections and organizations, and of whom it wants more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::user::{User, id_of};

/// An application of the tenant.
#[derive(Clone, Debug)]
pub struct Client {
    /// The `client_id`.
    pub client_id: String,
    /// The secret; none for a public client, which must then use PKCE.
    pub client_secret: Option<String>,
    /// The name on the login pages.
    pub name: String,
    /// Allowed callback URLs, compared exactly.
    pub callbacks: Vec<String>,
    /// Allowed logout URLs, compared exactly.
    pub logout_urls: Vec<String>,
    /// Origins of the pages whose scripts may log in, sign up and ask for tokens here.
    pub web_origins: Vec<String>,
    /// Whether those pages may take passwords and codes themselves (`/co/authenticate`).
    pub cross_origin_authentication: bool,
    /// Whether the authorization-code grant is enabled.
    pub code_grant: bool,
    /// Whether the passwordless OTP grant is enabled.
    pub otp_grant: bool,
    /// Whether it signs people in to organizations.
    pub organization_usage: OrganizationUsage,
    /// Scopes of the Management API that its users may be given; only `current_user` scopes make sense.
    pub user_scopes: Vec<String>,
    /// Scopes of the Management API for client credentials; where empty, that grant is off.
    pub machine_scopes: Vec<String>,
}

impl Client {
    /// A client with the authorization-code grant and the `current_user` scopes that account linking uses.
    #[must_use]
    pub fn new(client_id: &str, client_secret: Option<&str>) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_secret: client_secret.map(str::to_owned),
            name: client_id.to_owned(),
            callbacks: Vec::new(),
            logout_urls: Vec::new(),
            web_origins: Vec::new(),
            cross_origin_authentication: false,
            code_grant: true,
            otp_grant: false,
            organization_usage: OrganizationUsage::Deny,
            user_scopes: CURRENT_USER_SCOPES.iter().map(|&scope| scope.to_owned()).collect(),
            machine_scopes: Vec::new(),
        }
    }

    /// A client that may do whatever this tenant offers: the Management API by client credentials too, where it has a
    /// secret. For whoever wants to begin without settling that first.
    #[must_use]
    pub fn unrestricted(client_id: &str, client_secret: Option<&str>) -> Self {
        let scopes: &[&str] = if client_secret.is_some() { &MANAGEMENT_SCOPES } else { &[] };
        Self {
            otp_grant: true,
            organization_usage: OrganizationUsage::Allow,
            machine_scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            ..Self::new(client_id, client_secret)
        }
    }
}

/// The scopes of the Management API that client credentials may hold here.
pub(crate) const MANAGEMENT_SCOPES: [&str; 7] = [
    "read:users",
    "update:users",
    "delete:users",
    "update:users_app_metadata",
    "read:roles",
    "read:organizations",
    "read:authentication_methods",
];

/// The scopes that a user's own Management API token may hold here.
pub(crate) const CURRENT_USER_SCOPES: [&str; 4] = [
    "read:current_user",
    "update:current_user_identities",
    "create:current_user_metadata",
    "update:current_user_metadata",
];

/// A way to log in.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The id, `con_` and sixteen characters; it follows from the name.
    pub id: String,
    /// The name, as in the `connection` parameter.
    pub name: String,
    /// The provider of its identities: the strategy.
    pub provider: String,
    /// The name on the login pages.
    pub label: String,
    /// Whether the provider keeps a session in the browser, and takes who is in it without a question.
    pub provider_session: bool,
    /// What is sent to the provider.
    pub upstream_params: UpstreamParams,
}

impl Connection {
    /// A connection.
    #[must_use]
    pub fn new(name: &str, provider: &str, label: &str) -> Self {
        Self {
            id: id_of("con_", name),
            name: name.to_owned(),
            provider: provider.to_owned(),
            label: label.to_owned(),
            provider_session: false,
            upstream_params: UpstreamParams::new(),
        }
    }

    /// Whether one logs in with a password kept by the tenant.
    pub(crate) fn is_database(&self) -> bool {
        self.provider == "auth0"
    }

    /// Whether one logs in elsewhere: at a social provider, or at a company's.
    pub(crate) fn is_federated(&self) -> bool {
        !self.is_database() && !self.is_passwordless()
    }

    /// Whether one logs in with a code that is sent.
    pub(crate) fn is_passwordless(&self) -> bool {
        ["email", "sms"].contains(&self.provider.as_str())
    }
}

/// What is sent to the provider, by the name of the parameter.
pub type UpstreamParams = BTreeMap<String, UpstreamParam>;

/// One value that is sent to the provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UpstreamParam {
    /// Always this one.
    Value(String),
    /// That of a parameter of the authorization request, where it has one; the names are in [`UpstreamParam::ALIASES`].
    Alias(String),
}

impl UpstreamParam {
    /// The parameters that Auth0 passes on.
    pub const ALIASES: [&'static str; 12] = [
        "acr_values",
        "audience",
        "client_id",
        "display",
        "id_token_hint",
        "login_hint",
        "max_age",
        "prompt",
        "resource",
        "response_mode",
        "response_type",
        "ui_locales",
    ];
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

/// Of whom the tenant wants a second factor, whatever the application asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MfaPolicy {
    /// Of nobody.
    #[default]
    Never,
    /// Of whoever has a confirmed one.
    Enrolled,
}

impl MfaPolicy {
    pub(crate) fn wants_it_of(self, user: &User) -> bool {
        self == Self::Enrolled && user.has_second_factor()
    }
}

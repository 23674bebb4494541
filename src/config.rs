//! The settings, parsed once and completely: every wrong one is named in one message.

pub mod address;
pub mod brand;
pub mod colour;
pub mod connections;
mod embed;
#[cfg(test)]
pub(crate) mod example;
pub mod names;
mod origin;
pub mod pairs;
mod parse;
mod reader;
pub mod settings;

use std::fmt;

use http::HeaderName;
use serde::Deserialize;
use url::Url;

pub use connections::Connection;

use crate::return_to::ReturnTo;
use crate::seal::{Bound, CookieSecrets, KeyRing};
use crate::secret::Secret;
use crate::user::User;

use brand::Brand;
use pairs::Pairs;

/// All settings, each in the type that its use needs.
#[derive(Debug)]
pub struct Config {
    /// `auth0_url`: the origin of the tenant or of its custom domain.
    pub auth0_url: Url,
    /// `auth0_canonical_domain`: the tenant's own domain, which names the Management API's audience.
    pub canonical_domain: String,
    /// `client_id` of the application.
    pub client_id: String,
    /// `client_secret` of the application; `None` for a public client.
    pub client_secret: Option<Secret<String>>,
    /// `base_url`: our own origin.
    pub base_url: Url,
    /// `cookie_secrets`: what protects our cookies.
    pub cookie_secrets: CookieSecrets,
    /// `connections`: what can be linked, in the order shown.
    pub connections: Vec<Connection>,
    /// `review`: whether a link waits for a confirmation.
    pub review: ReviewSetting,
    /// `verified_email`: whether accounts that have an e-mail address must have it verified.
    pub verified_email: VerifiedEmail,
    /// `session_idle` in seconds: a session unused for longer ends.
    pub session_idle: u64,
    /// `session_max` in seconds: no session lives longer.
    pub session_max: u64,
    /// `pictures`: whether the page shows profile pictures from their own hosts.
    pub pictures: bool,
    /// `management`: whose token the Management API is called with.
    pub management: Management,
    /// `reauth_after` in seconds: an older sign-in must be repeated before linking or unlinking;
    /// `None` if that is off.
    pub reauth_after: Option<u64>,
    /// `acr_values`: one of these must be the `acr` of every ID token; empty if none is asked for.
    pub acr_values: Vec<String>,
    /// `allowed_pairs`: which accounts may be joined.
    pub allowed_pairs: Pairs,
    /// `managed_connections`: an account of one of these must stay primary, because its users come
    /// from SCIM or a directory.
    pub managed_connections: Vec<String>,
    /// `login_ui`: on whose page people sign in.
    pub login_ui: LoginUi,
    /// `webhook_origin`, `webhook_path` and `webhook_secret`: who is told of links and unlinks.
    pub webhook: Option<Webhook>,
    /// `passwordless`: how an account of the connections `sms` and `email` is proved.
    pub passwordless: Passwordless,
    /// `phone_prefixes`: codes only go to numbers that begin with one of these; to all if it is empty.
    pub phone_prefixes: Vec<String>,
    /// `sms_budget`: how many text messages the whole deployment sends; `None` if there is no limit.
    pub sms_budget: Option<Budget>,
    /// `client_ip_header`: the header in which the platform or CDN gives the visitor's address.
    pub client_ip_header: Option<HeaderName>,
    /// `response_mode`: how the tenant answers an authorization request.
    pub response_mode: ResponseMode,
    /// `organization`: the id or name of the organization that everybody signs in to.
    pub organization: Option<String>,
    /// `embed_origins`: whose pages may show the settings, each as an `Origin` header spells it.
    pub embed_origins: Vec<String>,
    /// What cookies are bound to: another tenant's, application's or host's are not ours.
    pub cookies_bound: Bound,
    /// What records are bound to, so that they outlive a custom domain and another application.
    pub records_bound: Bound,
    /// How the pages look: the product's own name, logo, colour, links and style sheet.
    pub brand: Brand,
    /// What the looks fell back from, in sentences for the operator.
    pub looks: Vec<String>,
}

/// The setting `passwordless`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passwordless {
    /// On the tenant's own login page.
    Universal,
    /// By a code that the person types on the settings page.
    Code,
    /// By that, or by a link in an e-mail.
    CodeOrLink,
}

/// The setting `sms_budget`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// So many messages,
    pub most: u64,
    /// within so many seconds.
    pub within: u64,
}

/// The setting `response_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In a form that the tenant's page posts to it.
    FormPost,
}

/// The setting `login_ui`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginUi {
    /// On the tenant's own.
    Universal,
    /// On ours, in plain fields, by auth0.js.
    #[serde(rename = "auth0js")]
    Auth0Js,
    /// On ours, in Auth0 Lock.
    Lock,
}

/// The setting `management`.
#[derive(Debug)]
pub enum Management {
    /// Each user's own access token: Auth0 itself refuses every other user.
    User,
    /// The token of a machine-to-machine application, by client credentials.
    Client(ManagementClient),
}

/// `management_client_id` and `management_client_secret`.
#[derive(Debug)]
pub struct ManagementClient {
    /// The application's id; the login application's own unless it is set.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret<String>,
}

/// Who is told of links, swaps and unlinks.
#[derive(Debug)]
pub struct Webhook {
    /// Where to post.
    pub url: Url,
    /// What signs the events.
    pub secret: Secret<Vec<u8>>,
}

/// The setting `review`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewSetting {
    /// Both accounts are shown, and a link waits for a confirmation.
    Always,
    /// The callback links at once. Weaker: nobody sees which account came back.
    Never,
}

/// The setting `verified_email`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifiedEmail {
    /// An account whose e-mail address is not verified cannot be linked.
    Required,
    /// It can.
    Optional,
}

/// Why the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The host could not read the variables: their provider is down, say.
    Unread,
    /// The wrong variables' names, and what each may be.
    Wrong(Vec<(&'static str, &'static str)>),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Wrong(variables) = self else {
            return f.write_str("the host could not read the settings");
        };
        f.write_str("wrong settings: ")?;
        for (index, (variable, rule)) in variables.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{variable} must be {rule}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

impl ConfigError {
    /// The names of the wrong variables.
    #[must_use]
    pub fn variables(&self) -> Vec<&'static str> {
        match self {
            Self::Unread => Vec::new(),
            Self::Wrong(variables) => {
                let mut names: Vec<_> = variables.iter().map(|(variable, _)| *variable).collect();
                // A variable can be wrong in two ways.
                names.dedup();
                names
            }
        }
    }
}

impl Config {
    /// The keys for our cookies, and for other handles that go to the browser.
    #[must_use]
    pub const fn cookie_keys(&self) -> KeyRing<'_> {
        KeyRing::new(&self.cookie_secrets, &self.cookies_bound)
    }

    /// The keys for the store's records and journals, and for hashes in the log.
    #[must_use]
    pub const fn record_keys(&self) -> KeyRing<'_> {
        KeyRing::new(&self.cookie_secrets, &self.records_bound)
    }

    /// The issuer of this tenant's ID tokens: the origin with a trailing slash.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.auth0_url.as_str()
    }

    /// The audience of the tenant's Management API.
    #[must_use]
    pub fn management_audience(&self) -> String {
        format!("https://{}/api/v2/", self.canonical_domain)
    }

    /// The one redirect URI.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("{}link/callback", self.base_url)
    }

    /// Our own origin as an `Origin` header spells it, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> String {
        self.base_url.origin().ascii_serialization()
    }

    /// Where a flow may end: a path of ours, or an address on one of `embed_origins`.
    #[must_use]
    pub fn return_to(&self, text: &str) -> Option<ReturnTo> {
        ReturnTo::parse(text, &self.base_url, &self.embed_origins)
    }

    /// Whether we are served over TLS; plain http is for a loopback address in development.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }

    /// Whether an account's users come from SCIM or a directory, so that it must stay primary.
    #[must_use]
    pub fn is_managed(&self, user: &User) -> bool {
        let own = user.identities.first().and_then(|identity| identity.connection.as_ref());
        own.is_some_and(|name| self.managed_connections.contains(name))
    }

    /// The id of the connection of the user's own identity, if the settings give it.
    #[must_use]
    pub fn connection_id(&self, user: &User) -> Option<String> {
        let own = user.identities.first().and_then(|identity| identity.connection.as_ref());
        own.and_then(|name| self.connection(name)).and_then(|connection| connection.id.clone())
    }

    /// The Management API's client, in mode `client`.
    #[must_use]
    pub const fn management_client(&self) -> Option<&ManagementClient> {
        match &self.management {
            Management::Client(client) => Some(client),
            Management::User => None,
        }
    }

    /// Whether the settings name several connections that may be databases, which may share ids.
    #[must_use]
    pub fn may_have_databases(&self) -> bool {
        self.connections.iter().filter(|connection| connection.may_be_database()).count() > 1
    }

    /// The connection of that name, if it can be linked.
    #[must_use]
    pub fn connection(&self, name: &str) -> Option<&Connection> {
        self.connections.iter().find(|connection| connection.name == name)
    }
}

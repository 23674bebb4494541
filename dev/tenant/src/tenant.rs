//! The tenant: what it is set up with, what it remembers, and what can be changed of it.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use url::Url;

use crate::clients::{Client, Connection, MfaPolicy, Organization};
use crate::embedded::tickets::Embedded;
use crate::faults::{Faults, Forgery};
use crate::keys::{Keys, SigningKey};
use crate::login::pending::PendingLogin;
use crate::memory::{
    Code, MachineTokens, OpaqueToken, ProviderSession, RateWindow, SsoSession, VerificationTicket,
    Webhook,
};
use crate::passwordless::sent::Passwordless;
use crate::random::Random;
use crate::user::User;
use crate::users::{Account, Users};
use crate::visit::Visit;

/// Makes the tenant that a reset goes back to.
pub(crate) type Seed = Box<dyn Fn(Keys) -> Tenant + Send>;

/// An Auth0 tenant.
pub struct Tenant {
    /// What goes wrong on demand.
    pub faults: Faults,
    /// Management API requests a second, above which it answers 429; no limit where `None`.
    pub management_rate_limit: Option<u32>,
    /// Bytes of a whole user as JSON, above which a change of it answers 400; no limit where `None`.
    pub profile_limit: Option<usize>,
    /// Of whom a second factor is wanted, whatever the application asks for.
    pub mfa_policy: MfaPolicy,
    /// Codes and links an hour for one address, above which `/passwordless/start` answers 429; no limit where `None`.
    pub passwordless_limit: Option<u32>,
    /// Whether `/passwordless/start` refuses an application that has a secret and does not send it.
    pub enforce_client_authentication_on_passwordless_start: bool,
    /// Whether a user's own token is not shown whether that user is blocked.
    pub hides_blocked: bool,
    pub(crate) origin: String,
    pub(crate) canonical_domain: String,
    pub(crate) clients: Vec<Client>,
    pub(crate) connections: Vec<Connection>,
    pub(crate) organizations: Vec<Organization>,
    pub(crate) apis: Vec<String>,
    pub(crate) users: Users,
    pub(crate) keys: Keys,
    /// The place of the signing key in `keys`.
    pub(crate) current_key: usize,
    pub(crate) random: Random,
    pub(crate) logins: HashMap<String, PendingLogin>,
    pub(crate) codes: HashMap<String, Code>,
    /// The links in letters that verify an address, by their tickets.
    pub(crate) tickets: HashMap<String, VerificationTicket>,
    pub(crate) sessions: HashMap<String, SsoSession>,
    pub(crate) provider_sessions: HashMap<String, ProviderSession>,
    pub(crate) opaque_tokens: HashMap<String, OpaqueToken>,
    pub(crate) machine_tokens: MachineTokens,
    pub(crate) passwordless: Passwordless,
    pub(crate) embedded: Embedded,
    pub(crate) rate: RateWindow,
    /// The fault's ID token, while the request it strikes is handled.
    pub(crate) forgery: Option<Forgery>,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) seed: Option<Seed>,
    requests: Vec<Seen>,
    swept: u64,
}

/// A request that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The path as it came, without the query.
    pub path: String,
}

/// How many requests the log keeps.
const LOG: usize = 10_000;

impl Tenant {
    /// An empty tenant that is reached at `origin` (`http://127.0.0.1:3001`, `https://example.eu.auth0.com`).
    #[must_use]
    pub fn new(origin: Url, keys: Keys) -> Self {
        let host = origin.host_str().unwrap_or_default();
        let canonical_domain = match origin.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Self::at(origin.origin().ascii_serialization(), canonical_domain, keys)
    }

    /// An empty one at the same place.
    pub(crate) fn emptied(&self) -> Self {
        Self::at(self.origin.clone(), self.canonical_domain.clone(), self.keys.clone())
    }

    fn at(origin: String, canonical_domain: String, keys: Keys) -> Self {
        Self {
            faults: Faults::default(),
            management_rate_limit: None,
            profile_limit: None,
            mfa_policy: MfaPolicy::Never,
            passwordless_limit: None,
            enforce_client_authentication_on_passwordless_start: true,
            hides_blocked: false,
            origin,
            canonical_domain,
            clients: Vec::new(),
            connections: Vec::new(),
            organizations: Vec::new(),
            apis: Vec::new(),
            users: Users::default(),
            keys,
            current_key: 0,
            random: Random::new(),
            logins: HashMap::new(),
            codes: HashMap::new(),
            tickets: HashMap::new(),
            sessions: HashMap::new(),
            provider_sessions: HashMap::new(),
            opaque_tokens: HashMap::new(),
            machine_tokens: MachineTokens::default(),
            passwordless: Passwordless::default(),
            embedded: Embedded::default(),
            rate: RateWindow::default(),
            forgery: None,
            webhooks: Vec::new(),
            seed: None,
            requests: Vec::new(),
            swept: 0,
        }
    }

    /// The address it is reached at, without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The issuer of its tokens: the origin with a slash.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("{}/", self.origin)
    }

    /// The audience of Management API tokens.
    #[must_use]
    pub fn management_audience(&self) -> String {
        format!("https://{}/api/v2/", self.canonical_domain)
    }

    /// The tenant's own domain, where `origin` is a custom one.
    pub fn set_canonical_domain(&mut self, domain: &str) {
        domain.clone_into(&mut self.canonical_domain);
    }

    /// Adds an application.
    pub fn add_client(&mut self, client: Client) {
        self.clients.retain(|other| other.client_id != client.client_id);
        self.clients.push(client);
    }

    /// Adds a connection.
    pub fn add_connection(&mut self, connection: Connection) {
        self.connections.retain(|other| other.name != connection.name);
        self.connections.push(connection);
    }

    /// Adds an API that access tokens may be asked for.
    pub fn add_api(&mut self, identifier: &str) {
        self.apis.push(identifier.to_owned());
    }

    /// Adds a user, in place of one with the same id. Its identities are taken from whoever had them.
    pub fn add_user(&mut self, user: User) {
        self.users.add(user);
    }

    /// All users.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.iter()
    }

    /// The user with that id.
    #[must_use]
    pub fn user(&self, user_id: &str) -> Option<&User> {
        self.users.get(user_id)
    }

    /// The same, to change it.
    pub fn user_mut(&mut self, user_id: &str) -> Option<&mut User> {
        self.users.get_mut(user_id)
    }

    /// The application with that id, to change it.
    pub fn client_mut(&mut self, client_id: &str) -> Option<&mut Client> {
        self.clients.iter_mut().find(|client| client.client_id == client_id)
    }

    /// The accounts to choose from on the login pages.
    #[must_use]
    pub fn accounts(&self) -> Vec<Account> {
        let of = |connection: &Connection| {
            self.users
                .identities_of(&connection.name)
                .map(|(_, identity)| Account {
                    connection: identity.connection.clone(),
                    username: identity
                        .profile
                        .email
                        .clone()
                        .or_else(|| identity.profile.phone_number.clone())
                        .unwrap_or_else(|| identity.user_id.clone()),
                    password: identity.password.clone(),
                    user_id: identity.id(),
                })
                .collect::<Vec<_>>()
        };
        self.connections.iter().flat_map(of).collect()
    }

    /// The requests so far, the oldest first (of very many, the latest). Those to `/__tenant/*` are not among them.
    #[must_use]
    pub fn requests(&self) -> &[Seen] {
        &self.requests
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&mut self) {
        self.requests.clear();
    }

    /// What came to `/local-webhook`, the oldest first.
    #[must_use]
    pub fn webhooks(&self) -> &[Webhook] {
        &self.webhooks
    }

    /// Forgets what came to `/local-webhook`.
    pub fn clear_webhooks(&mut self) {
        self.webhooks.clear();
    }

    /// The Management API takes no client-credentials token any more that was given so far.
    pub fn revoke_machine_tokens(&mut self) {
        self.machine_tokens.revoke();
    }

    /// Signs with the next key from now on. The key set holds the previous, the current and the next one.
    pub fn rotate_keys(&mut self) {
        self.current_key += 1;
    }

    /// The key that signs.
    pub(crate) fn signing_key(&self) -> Arc<SigningKey> {
        self.keys.nth(self.current_key)
    }

    /// The keys that are published: previous, current, next.
    pub(crate) fn published_keys(&self) -> impl Iterator<Item = Arc<SigningKey>> {
        (self.current_key.saturating_sub(1)..=self.current_key + 1)
            .map(|index| self.keys.nth(index))
    }

    pub(crate) fn client(&self, client_id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.client_id == client_id)
    }

    /// Whether access tokens may be asked for with that audience.
    pub(crate) fn has_api(&self, audience: &str) -> bool {
        audience == self.management_audience() || self.apis.iter().any(|own| own == audience)
    }

    pub(crate) fn connection(&self, name: &str) -> Option<&Connection> {
        self.connections.iter().find(|connection| connection.name == name)
    }

    pub(crate) fn log(&mut self, visit: &Visit) {
        if self.requests.len() >= LOG {
            self.requests.drain(..LOG / 2);
        }
        self.requests.push(Seen { method: visit.method.to_string(), path: visit.path.clone() });
    }

    /// Forgets what ran out, once a minute.
    pub(crate) fn sweep(&mut self, now: u64) {
        if now.abs_diff(self.swept) < 60 {
            return;
        }
        self.swept = now;
        self.logins.retain(|_, login| !login.is_over(now));
        self.codes.retain(|_, code| !code.is_over(now));
        self.sessions.retain(|_, session| !session.is_over(now));
        self.provider_sessions.retain(|_, session| !session.is_over(now));
        self.opaque_tokens.retain(|_, token| !token.is_over(now));
        self.passwordless.sweep(now);
        self.embedded.sweep(now);
    }
}

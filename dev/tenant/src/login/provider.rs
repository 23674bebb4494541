//! The session that a browser has at a social or company provider, and what the tenant sends there.
//!
//! A real provider takes whoever is signed in there without a question, and so the tenant's fresh login can end in
//! an account that nobody chose. `upstream_params` are Auth0's way to ask the provider for its chooser.

use crate::authorization::AuthorizationRequest;
use crate::clients::{Connection, UpstreamParam};
use crate::memory::{PROVIDER_LIFETIME, ProviderSession};
use crate::reply::{self, Reply};
use crate::sso;
use crate::tenant::Tenant;
use crate::user::IdentityKey;
use crate::visit::Visit;

/// The identity that the provider gives without a question, if it asks none.
pub(super) fn signed_in(
    tenant: &Tenant,
    visit: &Visit,
    request: &AuthorizationRequest,
    connection: &Connection,
) -> Option<IdentityKey> {
    let cookie = visit.cookie(&cookie_name(connection)?)?;
    let session = tenant.provider_sessions.get(cookie)?;
    let live = connection.provider_session
        && session.identity.connection == connection.name
        && !session.is_over(visit.now);
    let (_, identity) = tenant
        .users
        .identities_of(&connection.name)
        .find(|(_, identity)| identity.key() == session.identity)?;

    let sent = |name: &str| match connection.upstream_params.get(name)? {
        UpstreamParam::Value(value) => Some(value.as_str()),
        UpstreamParam::Alias(alias) => request.passed_on.get(alias),
    };
    let asks = sent("prompt").is_some_and(|prompt| {
        prompt.split_whitespace().any(|prompt| ["login", "select_account"].contains(&prompt))
    });
    let email = identity.profile.email.as_deref().unwrap_or_default();
    let hints_at_another = sent("login_hint").is_some_and(|hint| !hint.eq_ignore_ascii_case(email));
    (live && !asks && !hints_at_another).then(|| identity.key())
}

/// Notes who is signed in at the provider from now on, where such sessions are on.
pub(super) fn remember(
    tenant: &mut Tenant,
    visit: &Visit,
    identity: &IdentityKey,
    reply: Reply,
) -> Reply {
    let connection = tenant.connection(&identity.connection);
    let name = connection.filter(|connection| connection.provider_session).and_then(cookie_name);
    let Some(name) = name else { return reply };
    if let Some(before) = visit.cookie(&name) {
        tenant.provider_sessions.remove(before);
    }
    let cookie = tenant.random.draw();
    let session = ProviderSession { identity: identity.clone(), began: visit.now };
    tenant.provider_sessions.insert(cookie.clone(), session);
    let attributes = sso::attributes(tenant);
    let set = format!("{name}={cookie}; Max-Age={PROVIDER_LIFETIME}; {attributes}");
    reply::with_header(reply, "set-cookie", &set)
}

/// `federated` in a logout signs out at the providers as well.
pub(crate) fn end(tenant: &mut Tenant, visit: &Visit, mut reply: Reply) -> Reply {
    // It counts without a value.
    if !visit.query.iter().any(|(name, _)| name == "federated") {
        return reply;
    }
    let names: Vec<String> = tenant.connections.iter().filter_map(cookie_name).collect();
    for name in names {
        if let Some(cookie) = visit.cookie(&name) {
            tenant.provider_sessions.remove(cookie);
            let set = format!("{name}=; Max-Age=0; {}", sso::attributes(tenant));
            reply = reply::with_header(reply, "set-cookie", &set);
        }
    }
    reply
}

/// Names of connections hold letters, digits and hyphens; what else a test came up with gets no cookie.
fn cookie_name(connection: &Connection) -> Option<String> {
    let name = &connection.name;
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (plain && connection.is_federated()).then(|| format!("provider-{name}"))
}

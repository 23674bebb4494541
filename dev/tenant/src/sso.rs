//! The tenant's own session: the cookie that spares a browser the next login.

use crate::memory::{SSO_LIFETIME, SsoSession};
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::user::{Identity, IdentityKey};
use crate::visit::Visit;

/// Host-only, as this tenant and the application may share a machine but never a host.
const COOKIE: &str = "auth0";
/// The live session of the browser that sent this.
pub(crate) fn session(tenant: &Tenant, visit: &Visit) -> Option<SsoSession> {
    let session = tenant.sessions.get(visit.cookie(COOKIE)?)?;
    let user = tenant.users.with_key(&session.identity)?;
    (!session.is_over(visit.now) && !user.blocked).then(|| session.clone())
}

/// Notes that the session was used.
pub(crate) fn touch(tenant: &mut Tenant, visit: &Visit) {
    if let Some(session) = visit.cookie(COOKIE).and_then(|cookie| tenant.sessions.get_mut(cookie)) {
        session.used = visit.now;
    }
}

/// After a login: the same person goes on in the same session, another one replaces it.
pub(crate) fn begin(
    tenant: &mut Tenant,
    visit: &Visit,
    identity: &IdentityKey,
    mfa: bool,
) -> (SsoSession, String) {
    let person = |identity: &IdentityKey| {
        let user = tenant.users.with_key(identity)?;
        user.identities.first().map(Identity::key)
    };
    let sid = session(tenant, visit)
        .filter(|before| person(&before.identity) == person(identity))
        .map(|before| (before.sid, before.began));
    if let Some(cookie) = visit.cookie(COOKIE) {
        tenant.sessions.remove(cookie);
    }
    let (sid, began) = sid.unwrap_or_else(|| (tenant.random.draw(), visit.now));
    let session = SsoSession {
        sid,
        identity: identity.clone(),
        auth_time: visit.now,
        mfa,
        began,
        used: visit.now,
    };
    let cookie = tenant.random.draw();
    tenant.sessions.insert(cookie.clone(), session.clone());
    (session, format!("{COOKIE}={cookie}; Max-Age={SSO_LIFETIME}; {}", attributes(tenant)))
}

/// Ends the session of the browser that sent this.
pub(crate) fn end(tenant: &mut Tenant, visit: &Visit, reply: Reply) -> Reply {
    let Some(cookie) = visit.cookie(COOKIE) else { return reply };
    tenant.sessions.remove(cookie);
    reply::with_header(
        reply,
        "set-cookie",
        &format!("{COOKIE}=; Max-Age=0; {}", attributes(tenant)),
    )
}

pub(crate) fn attributes(tenant: &Tenant) -> String {
    // Auth0's own goes into frames of other sites, for silent logins; browsers take such cookies over https only.
    let site = match tenant.origin.starts_with("https:") {
        true => "None; Secure",
        false => "Lax",
    };
    format!("Path=/; HttpOnly; SameSite={site}")
}

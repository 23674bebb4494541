//! The end of every login: whoever proved an identity goes on to the second factor, or back to the application.

use http::StatusCode;

use super::pending::PendingLogin;
use crate::authorization::AuthorizationRequest;
use crate::code;
use crate::reply::{self, Reply};
use crate::sso;
use crate::tenant::Tenant;
use crate::user::IdentityKey;
use crate::visit::{Params, Visit};

/// The login that waits under the request's `state`.
pub(super) fn pending<'a>(
    tenant: &Tenant,
    visit: &Visit,
    params: &'a Params,
) -> Option<(&'a str, PendingLogin)> {
    let state = params.get("state")?;
    let login = tenant.logins.get(state).filter(|login| !login.is_over(visit.now))?;
    Some((state, login.clone()))
}

pub(super) fn over() -> Reply {
    reply::error_page(
        StatusCode::BAD_REQUEST,
        "This login page was already used, or is too old. Go back to the application and start again.",
    )
}

/// A login is used once: session, code, and back to the application.
pub(super) fn succeed(
    tenant: &mut Tenant,
    visit: &Visit,
    state: &str,
    login: &PendingLogin,
    identity: &IdentityKey,
) -> Reply {
    tenant.logins.remove(state);
    sign_in(tenant, visit, &login.request, identity)
}

/// Whoever that identity is has proved it: goes on to the second factor, or back to the application.
pub(crate) fn sign_in(
    tenant: &mut Tenant,
    visit: &Visit,
    request: &AuthorizationRequest,
    identity: &IdentityKey,
) -> Reply {
    if let Some(refusal) = refusal(tenant, request, identity) {
        return refusal;
    }
    let user = tenant.users.with_key(identity);
    if user.is_some_and(|user| tenant.mfa_policy.wants_it_of(user)) {
        return ask_second_factor(tenant, visit.now, request.clone(), identity);
    }
    finish(tenant, visit, request, identity, false)
}

/// Why that identity does not sign in, if so.
fn refusal(
    tenant: &Tenant,
    request: &AuthorizationRequest,
    identity: &IdentityKey,
) -> Option<Reply> {
    let Some(user) = tenant.users.with_key(identity) else {
        return Some(request.refuse("access_denied", "There is no such user."));
    };
    if user.blocked {
        return Some(request.refuse("unauthorized", "user is blocked"));
    }
    let description = request.organization.as_ref()?.refuses(tenant, user)?;
    Some(request.refuse("access_denied", &description))
}

/// Session, code, and back to the application. `mfa`: the second factor was proved as well.
pub(super) fn finish(
    tenant: &mut Tenant,
    visit: &Visit,
    request: &AuthorizationRequest,
    identity: &IdentityKey,
    mfa: bool,
) -> Reply {
    if let Some(refusal) = refusal(tenant, request, identity) {
        return refusal;
    }
    tenant.users.note_login(identity, visit.now);
    let (session, cookie) = sso::begin(tenant, visit, identity, mfa);
    let answer = code::issue(tenant, visit.now, request, &session);
    reply::with_header(answer, "set-cookie", &cookie)
}

/// Sends the browser to the page of the second factor, for whoever proved that identity already.
pub(crate) fn ask_second_factor(
    tenant: &mut Tenant,
    now: u64,
    request: AuthorizationRequest,
    identity: &IdentityKey,
) -> Reply {
    let mut login = PendingLogin::new(request, now);
    login.proved = Some(identity.clone());
    let state = tenant.random.draw();
    tenant.logins.insert(state.clone(), login);
    reply::redirect(&format!("{}/u/mfa?state={state}", tenant.origin))
}

//! Authorization codes: the answer of a login.

use crate::authorization::AuthorizationRequest;
use crate::memory::{Code, SsoSession};
use crate::reply::Reply;
use crate::tenant::Tenant;
use crate::user::User;

/// What `acr_values` names to ask for a second factor.
pub(crate) const MULTI_FACTOR: &str =
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

impl AuthorizationRequest {
    /// Whether the second factor of that session's user is asked for. The session does not keep it: it is asked again.
    pub(crate) fn steps_up(&self, tenant: &Tenant, session: &SsoSession) -> bool {
        self.acr_values.iter().any(|value| value == MULTI_FACTOR)
            && tenant.users.with_key(&session.identity).is_some_and(User::has_second_factor)
    }
}

/// The authorization response of a login.
pub(crate) fn issue(
    tenant: &mut Tenant,
    now: u64,
    request: &AuthorizationRequest,
    session: &SsoSession,
) -> Reply {
    let code = tenant.random.draw();
    let answer = request.respond(&[("code", Some(&code))]);
    let acr = request.steps_up(tenant, session).then_some(MULTI_FACTOR);
    tenant.codes.insert(
        code,
        Code { request: request.clone(), session: session.clone(), acr, issued: now },
    );
    answer
}

//! Authorization codes and opaque access tokens: what they stand for.

use crate::authorize::{AuthorizationRequest, MULTI_FACTOR};
use crate::reply::Reply;
use crate::sso::SsoSession;
use crate::tenant::Tenant;
use crate::user::IdentityKey;

/// Seconds in which a code must be exchanged.
const CODE_LIFETIME: u64 = 60;

/// What an authorization code stands for.
pub(crate) struct Code {
    pub(crate) request: AuthorizationRequest,
    pub(crate) session: SsoSession,
    /// The `acr` of the login: it was asked for, and the user has a second factor.
    pub(crate) acr: Option<&'static str>,
    issued: u64,
}

impl Code {
    pub(crate) fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.issued) >= CODE_LIFETIME
    }
}

impl AuthorizationRequest {
    /// The login of a grant without a page, as a code would stand for it; there is no session behind it.
    pub(crate) fn into_code(self, identity: &IdentityKey, now: u64) -> Code {
        Code { request: self, session: SsoSession::none(identity, now), acr: None, issued: now }
    }
}

/// What an opaque access token stands for: it opens `/userinfo` and nothing else.
pub(crate) struct OpaqueToken {
    pub(crate) user_id: String,
    pub(crate) scope: Vec<String>,
    pub(crate) expires: u64,
}

impl OpaqueToken {
    pub(crate) fn is_over(&self, now: u64) -> bool {
        now >= self.expires
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

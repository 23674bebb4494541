//! What the tenant remembers from one request to the next, as far as no other file has it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::authorization::AuthorizationRequest;
use crate::user::IdentityKey;

/// Seconds in which a code must be exchanged.
const CODE_LIFETIME: u64 = 60;

/// What an authorization code stands for.
pub(crate) struct Code {
    pub(crate) request: AuthorizationRequest,
    pub(crate) session: SsoSession,
    /// The `acr` of the login: it was asked for, and the user has a second factor.
    pub(crate) acr: Option<&'static str>,
    pub(crate) issued: u64,
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

/// Auth0's defaults: three days without use, seven days at all.
const SSO_IDLE: u64 = 3 * 86_400;
pub(crate) const SSO_LIFETIME: u64 = 7 * 86_400;

/// Who is logged in at the tenant in one browser.
#[derive(Clone)]
pub(crate) struct SsoSession {
    pub(crate) sid: String,
    /// The identity that logged in; its user may have become another one by a link.
    pub(crate) identity: IdentityKey,
    pub(crate) auth_time: u64,
    /// Whether the login had a second factor, on its page.
    pub(crate) mfa: bool,
    pub(crate) began: u64,
    pub(crate) used: u64,
}

impl SsoSession {
    /// What stands in for one where a login begins none.
    pub(crate) fn none(identity: &IdentityKey, now: u64) -> Self {
        Self {
            sid: String::new(),
            identity: identity.clone(),
            auth_time: now,
            mfa: false,
            began: now,
            used: now,
        }
    }

    pub(crate) fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.used) >= SSO_IDLE || now.saturating_sub(self.began) >= SSO_LIFETIME
    }
}

/// Who is signed in at a provider in one browser.
pub(crate) struct ProviderSession {
    pub(crate) identity: IdentityKey,
    pub(crate) began: u64,
}

/// Three days, as the tenant's own without use.
pub(crate) const PROVIDER_LIFETIME: u64 = 3 * 86_400;

impl ProviderSession {
    pub(crate) fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.began) >= PROVIDER_LIFETIME
    }
}

/// Which client-credentials tokens count: those of the current series.
#[derive(Default)]
pub(crate) struct MachineTokens {
    series: u64,
}

impl MachineTokens {
    /// The `jti` of a new one.
    pub(crate) fn give(&self, random: &str) -> String {
        format!("{}.{random}", self.series)
    }

    pub(crate) fn gave(&self, jti: &str) -> bool {
        jti.split_once('.').is_some_and(|(series, _)| series == self.series.to_string())
    }

    pub(crate) fn revoke(&mut self) {
        self.series += 1;
    }
}

/// A link in a letter that verifies an address.
pub(crate) struct VerificationTicket {
    pub(crate) user_id: String,
    pub(crate) email: String,
    pub(crate) until: u64,
}

/// How many requests came in the current second.
#[derive(Default)]
pub(crate) struct RateWindow {
    pub(crate) second: u64,
    pub(crate) used: u32,
}

/// A webhook that was delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Webhook {
    /// The path it came to.
    pub path: String,
    /// Its headers, with names in lower case; several of one name are joined by a comma.
    pub headers: BTreeMap<String, String>,
    /// Its body as it came; what is no UTF-8 is replaced.
    pub body: String,
}

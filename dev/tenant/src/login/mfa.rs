//! `/u/mfa`: the second factor, after the first one, where the tenant's policy wants it.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{PendingLogin, finish, over, pages, pending};
use crate::authorize::AuthorizationRequest;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::user::{IdentityKey, User};
use crate::visit::Visit;

/// The one code that counts. It is said on the page, and worth nothing.
const CODE: &str = "000000";

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

/// Sends the browser to the page for whoever proved that identity already.
pub(crate) fn ask(
    tenant: &mut Tenant,
    now: u64,
    request: AuthorizationRequest,
    identity: &IdentityKey,
) -> Reply {
    let login = PendingLogin::new(request, now);
    let login = PendingLogin { proved: Some(identity.clone()), ..login };
    let state = tenant.random.draw();
    tenant.logins.insert(state.clone(), login);
    reply::redirect(&format!("{}/u/mfa?state={state}", tenant.origin))
}

pub(crate) fn mfa_page(tenant: &mut Tenant, visit: &Visit) -> Reply {
    match pending(tenant, visit, &visit.query) {
        Some((state, login)) if login.proved.is_some() => page(tenant, state, &login, false),
        Some(_) | None => over(),
    }
}

pub(crate) fn log_in_by_second_factor(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    let Some((state, login)) = pending(tenant, visit, &form) else { return over() };
    let Some(identity) = login.proved.clone() else { return over() };
    if form.get("code").map(str::trim) != Some(CODE) {
        return page(tenant, state, &login, true);
    }
    tenant.logins.remove(state);
    finish(tenant, visit, &login.request, &identity, true)
}

fn page(tenant: &Tenant, state: &str, login: &PendingLogin, refused: bool) -> Reply {
    let mut content = pages::purpose(tenant, login);
    if refused {
        content = content.raw("<p class=\"bad\" role=\"alert\">That is not the code.</p>");
    }
    content = content
        .raw("<p>This account has a second factor. Here its code is always <code>")
        .raw(CODE)
        .raw("</code>.</p><form method=\"post\" action=\"/u/mfa\">")
        .hidden("state", state)
        .raw("<label for=\"code\">Code</label><input id=\"code\" name=\"code\" inputmode=\"numeric\" ")
        .raw("autocomplete=\"one-time-code\" maxlength=\"6\" autofocus required>")
        .raw("<button class=\"main\">Continue</button></form>")
        .append(pages::cancel_form(state));
    let status = if refused { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    reply::page(status, "Verify that it is you", content)
}

//! `/u/mfa`: the second factor, after the first one, where the tenant's policy wants it.

use http::StatusCode;

use super::pages;
use super::pending::PendingLogin;
use super::sign_in::{finish, over, pending};
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;

/// The one code that counts. It is said on the page, and worth nothing.
const CODE: &str = "000000";

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

//! Logout: Auth0's own endpoint, and OpenID Connect's RP-initiated one.

use http::StatusCode;

use crate::html::Html;
use crate::login::provider;
use crate::reply::{self, Reply};
use crate::sso;
use crate::tenant::Tenant;
use crate::userinfo::verified_claims;
use crate::visit::{Params, Visit};

/// `/v2/logout`: asks nothing, and returns to allowed addresses only.
pub(crate) fn legacy_logout(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let params = &visit.query;
    let target = match params.get("returnTo") {
        None => None,
        Some(address) if is_allowed(tenant, params.get("client_id"), address) => Some(address),
        Some(_) => return not_allowed("returnTo"),
    };
    let answer = sso::end(tenant, visit, signed_out(target, None));
    provider::end(tenant, visit, answer)
}

/// `/oidc/logout`: without proof that the application knows this very session, a person has to agree.
pub(crate) fn oidc_logout(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let params = visit.params();
    let hint = params.get("id_token_hint").map(|hint| verified_claims(tenant, hint, None));
    let hint = match hint {
        Some(None) => {
            return reply::error_page(
                StatusCode::BAD_REQUEST,
                "invalid_request: id_token_hint is not valid.",
            );
        }
        Some(Some(claims)) => Some(claims),
        None => None,
    };
    let claim = |name: &str| Some(hint.as_ref()?.get(name)?.as_str()?.to_owned());
    let client_id = match (params.owned("client_id"), claim("aud")) {
        (Some(asked), Some(hinted)) if asked != hinted => {
            return reply::error_page(
                StatusCode::BAD_REQUEST,
                "invalid_request: client_id does not match the hint.",
            );
        }
        (asked, hinted) => asked.or(hinted),
    };
    if client_id.as_deref().is_some_and(|id| tenant.client(id).is_none()) {
        return reply::error_page(StatusCode::BAD_REQUEST, "invalid_request: Unknown client.");
    }
    let target = params.get("post_logout_redirect_uri");
    if target.is_some_and(|address| !is_allowed(tenant, client_id.as_deref(), address)) {
        return not_allowed("post_logout_redirect_uri");
    }

    // No session: nothing to end, nobody to ask. A session: the hint must be of this one. The form on our own page
    // is an agreement, since another site's does not know the session that it would have to name.
    let session = sso::session(tenant, visit);
    let known = match &session {
        None => true,
        Some(session) => {
            claim("sid").is_some_and(|sid| sid == session.sid)
                || (client_id.is_some() && params.get("logout_hint") == Some(&session.sid))
                || (visit.method == http::Method::POST
                    && params.get("confirm") == Some(&session.sid))
        }
    };
    if known {
        let answer = sso::end(tenant, visit, signed_out(target, params.get("state")));
        provider::end(tenant, visit, answer)
    } else {
        prompt(&params, session.as_ref().map_or("", |session| session.sid.as_str()))
    }
}

fn signed_out(target: Option<&str>, state: Option<&str>) -> Reply {
    match target {
        Some(address) if state.is_none() => reply::redirect(address),
        Some(address) => reply::redirect_with(address, &[("state", state)]),
        None => reply::page(
            StatusCode::OK,
            "Signed out",
            Html::new().raw("<p>You are signed out of the tenant.</p>"),
        ),
    }
}

fn prompt(params: &Params, sid: &str) -> Reply {
    let names = ["id_token_hint", "logout_hint", "post_logout_redirect_uri", "client_id", "state"];
    let mut form = Html::new()
        .raw("<p>Do you want to sign out?</p><form method=\"post\" action=\"/oidc/logout\">")
        .hidden("confirm", sid);
    for name in names {
        if let Some(value) = params.get(name) {
            form = form.hidden(name, value);
        }
    }
    reply::page(
        StatusCode::OK,
        "Sign out",
        form.raw("<button class=\"main\">Sign out</button></form>"),
    )
}

/// Of that client, or, where none is named, of any (as the tenant's own list would be).
fn is_allowed(tenant: &Tenant, client_id: Option<&str>, address: &str) -> bool {
    tenant
        .clients
        .iter()
        .filter(|client| client_id.is_none_or(|id| client.client_id == id))
        .any(|client| client.logout_urls.iter().any(|allowed| allowed == address))
}

fn not_allowed(parameter: &str) -> Reply {
    let sentence = format!("invalid_request: {parameter} is not among the allowed logout URLs.");
    reply::error_page(StatusCode::BAD_REQUEST, &sentence)
}

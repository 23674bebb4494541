//! The markup of the login pages. Scripts and tests rely on the names of its fields; the README lists them.

use http::StatusCode;

use super::pending::PendingLogin;
use crate::clients::Connection;
use crate::html::Html;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;

/// The form for a password, and, where no connection was asked for, a button for each other one.
/// `refused` is the name whose password was wrong.
pub(super) fn database(
    tenant: &Tenant,
    state: &str,
    login: &PendingLogin,
    refused: Option<&str>,
) -> Reply {
    let status = if refused.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let chosen = login.request.connection.as_deref();
    let database = database_of(tenant, login);
    let mut content = purpose(tenant, login);
    if refused.is_some() {
        content = content.raw("<p class=\"bad\" role=\"alert\">Wrong e-mail or password.</p>");
    }
    if let Some(database) = database {
        let username = refused.or(login.request.login_hint.as_deref()).unwrap_or_default();
        content = content
            .raw("<form method=\"post\" action=\"/u/login\">")
            .hidden("state", state)
            .raw("<label for=\"username\">E-mail</label>")
            .raw("<input id=\"username\" name=\"username\" autocomplete=\"username\" autofocus required value=\"")
            .text(username)
            .raw("\"><label for=\"password\">Password</label>")
            .raw("<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>")
            .raw("<button class=\"main\">Continue</button></form>")
            .raw("<p class=\"soft\">No account yet? <a href=\"/u/signup?state=")
            .text(state)
            .raw("\">Sign up</a></p>")
            .append(hints(tenant, database));
    }
    if chosen.is_none() {
        let others: Vec<_> = tenant
            .connections
            .iter()
            .filter(|connection| !connection.is_database())
            .filter(|connection| login.request.enables(tenant, &connection.name))
            .collect();
        if !others.is_empty() {
            content = content
                .raw("<h2>Or</h2><form method=\"post\" action=\"/u/choose\">")
                .hidden("state", state);
            for connection in others {
                content = content
                    .raw("<button name=\"connection\" value=\"")
                    .text(&connection.name)
                    .raw("\">Continue with ")
                    .text(&connection.label)
                    .raw("</button>");
            }
            content = content.raw("</form>");
        }
    }
    reply::page(status, "Log in", content.append(cancel_form(state)))
}

/// The sample people of a social connection, a button for each.
pub(super) fn social(tenant: &Tenant, state: &str, login: &PendingLogin) -> Reply {
    let connection = login.connection.as_deref().and_then(|name| tenant.connection(name));
    let Some(connection) = connection.filter(|connection| connection.is_federated()) else {
        return reply::error_page(StatusCode::BAD_REQUEST, "Choose a connection first.");
    };
    let mut content = purpose(tenant, login)
        .raw("<p class=\"soft\">The real provider would ask you to sign in. Here, choose who you are:</p>")
        .raw("<form method=\"post\" action=\"/u/social\">")
        .hidden("state", state);
    for (_, identity) in tenant.users.identities_of(&connection.name) {
        let profile = &identity.profile;
        content = content
            .raw("<button name=\"user_id\" value=\"")
            .text(&identity.id())
            .raw("\">")
            .text(profile.name.as_deref().unwrap_or(&identity.user_id))
            .raw("<small>")
            .text(profile.email.as_deref().unwrap_or("no e-mail"))
            .raw(if profile.email.is_some() && !profile.email_verified {
                " (not verified)"
            } else {
                ""
            })
            .raw("</small></button>");
    }
    let title = format!("Log in with {}", connection.label);
    reply::page(StatusCode::OK, &title, content.raw("</form>").append(cancel_form(state)))
}

pub(super) fn purpose(tenant: &Tenant, login: &PendingLogin) -> Html {
    let client = tenant.client(&login.request.client_id).map_or("", |client| client.name.as_str());
    let content = Html::new()
        .speaking(login.request.language())
        .raw("<p>to continue to <strong>")
        .text(client)
        .raw("</strong>");
    match login.request.organization.as_ref().and_then(|named| named.of(tenant)) {
        Some(organization) => {
            content.raw(" in <strong>").text(&organization.display_name).raw("</strong></p>")
        }
        None => content.raw("</p>"),
    }
}

/// The database that a login takes a password of: the one it names, or else the first.
pub(super) fn database_of<'a>(tenant: &'a Tenant, login: &PendingLogin) -> Option<&'a Connection> {
    let request = &login.request;
    tenant.connections.iter().find(|connection| {
        connection.is_database()
            && request.enables(tenant, &connection.name)
            && request.connection.as_ref().is_none_or(|name| *name == connection.name)
    })
}

fn hints(tenant: &Tenant, database: &Connection) -> Html {
    let mut table = Html::new()
        .raw("<details open><summary class=\"soft\">Sample accounts</summary>")
        .raw("<table><thead><tr><th scope=\"col\">E-mail</th><th scope=\"col\">Password</th></tr></thead><tbody>");
    for (_, identity) in tenant.users.identities_of(&database.name) {
        table = table
            .raw("<tr><td>")
            .text(identity.profile.email.as_deref().unwrap_or_default())
            .raw("</td><td><code>")
            .text(identity.password.as_deref().unwrap_or_default())
            .raw("</code></td></tr>");
    }
    table.raw("</tbody></table></details>")
}

pub(super) fn cancel_form(state: &str) -> Html {
    Html::new()
        .raw("<form method=\"post\" action=\"/u/cancel\">")
        .hidden("state", state)
        .raw("<button class=\"plain\">Cancel</button></form>")
}

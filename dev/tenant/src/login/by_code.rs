//! `/u/code`: the login page of the passwordless connections. First a number or an address, then the code.

use http::StatusCode;

use super::pages;
use super::pending::PendingLogin;
use super::sign_in::{over, pending, succeed};
use crate::clients::Connection;
use crate::passwordless;
use crate::passwordless::recipient::{Recipient, Strategy};
use crate::passwordless::sent::Message;
use crate::reply::{self, Reply};
use crate::tenant::Tenant;
use crate::visit::Visit;

pub(crate) fn code_page(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let Some((state, login)) = pending(tenant, visit, &visit.query) else { return over() };
    match login.recipient.clone().filter(|to| passwordless::waits(tenant, to, visit.now)) {
        Some(recipient) => ask_for_code(tenant, state, &login, &recipient, None),
        None => ask_for_identifier(tenant, state, &login, None),
    }
}

/// `identifier` sends a code there, `code` is the answer, and neither goes back to the first form.
pub(crate) fn log_in_by_code(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let form = visit.form();
    let Some((state, mut login)) = pending(tenant, visit, &form) else { return over() };
    let Some(connection) = connection_of(tenant, &login) else { return not_here() };

    if let Some(identifier) = form.get("identifier") {
        let Some(recipient) = Recipient::new(connection, identifier) else {
            return ask_for_identifier(tenant, state, &login, Some(identifier));
        };
        send(tenant, visit, &login, &recipient);
        login.recipient = Some(recipient.clone());
        tenant.logins.insert(state.to_owned(), login.clone());
        return ask_for_code(tenant, state, &login, &recipient, None);
    }
    let (Some(recipient), Some(code)) = (login.recipient.clone(), form.get("code")) else {
        login.recipient = None;
        tenant.logins.insert(state.to_owned(), login.clone());
        return ask_for_identifier(tenant, state, &login, None);
    };
    if !passwordless::take_code(tenant, &recipient, &login.request.client_id, code, visit.now) {
        let sentence = if passwordless::waits(tenant, &recipient, visit.now) {
            "That is not the code."
        } else {
            "This code no longer works. Ask for a new one."
        };
        return ask_for_code(tenant, state, &login, &recipient, Some(sentence));
    }
    let identity = recipient.identity_or_new(tenant, visit.now);
    succeed(tenant, visit, state, &login, &identity)
}

fn connection_of<'a>(tenant: &'a Tenant, login: &PendingLogin) -> Option<&'a Connection> {
    let connection = tenant.connection(login.connection.as_deref()?)?;
    connection.is_passwordless().then_some(connection)
}

fn not_here() -> Reply {
    reply::error_page(StatusCode::BAD_REQUEST, "This login does not take a code.")
}

fn send(tenant: &mut Tenant, visit: &Visit, login: &PendingLogin, recipient: &Recipient) {
    let code = passwordless::new_code(tenant, recipient, &login.request.client_id, visit.now);
    let message = Message {
        connection: recipient.connection.clone(),
        to: recipient.identifier.clone(),
        send: "code".to_owned(),
        code: Some(code),
        link: None,
        forwarded_for: None,
        language: match login.request.language() {
            "en" => passwordless::start::language(visit),
            language => language.to_owned(),
        },
        at: visit.now,
    };
    passwordless::deliver(tenant, recipient, message);
}

/// `refused` is what was typed and is none.
fn ask_for_identifier(
    tenant: &Tenant,
    state: &str,
    login: &PendingLogin,
    refused: Option<&str>,
) -> Reply {
    let Some((connection, strategy)) = connection_of(tenant, login)
        .and_then(|connection| Some((connection, Strategy::of(connection)?)))
    else {
        return not_here();
    };
    let (label, kind, sentence) = match strategy {
        Strategy::Email => ("E-mail", "email", "That is not an email address."),
        Strategy::Sms => {
            ("Phone number, with + and the country", "tel", "That is not a phone number.")
        }
    };
    let mut content = pages::purpose(tenant, login);
    if refused.is_some() {
        content = content.raw("<p class=\"bad\" role=\"alert\">").raw(sentence).raw("</p>");
    }
    content = content
        .raw("<form method=\"post\" action=\"/u/code\">")
        .hidden("state", state)
        .raw("<label for=\"identifier\">")
        .raw(label)
        .raw("</label><input id=\"identifier\" name=\"identifier\" type=\"")
        .raw(kind)
        .raw("\" autocomplete=\"")
        .raw(kind)
        .raw("\" autofocus required value=\"")
        .text(refused.or(login.request.login_hint.as_deref()).unwrap_or_default())
        .raw("\"><button class=\"main\">Send a code</button></form>");
    let samples: Vec<String> = tenant
        .accounts()
        .into_iter()
        .filter(|account| account.connection == connection.name)
        .map(|account| account.username)
        .collect();
    if !samples.is_empty() {
        content = content
            .raw("<p class=\"soft\">Sample accounts: ")
            .text(&samples.join(", "))
            .raw(". Any other one signs up.</p>");
    }
    let status = if refused.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let title = format!("Log in with {}", connection.label);
    reply::page(status, &title, content.append(pages::cancel_form(state)))
}

fn ask_for_code(
    tenant: &Tenant,
    state: &str,
    login: &PendingLogin,
    recipient: &Recipient,
    refused: Option<&'static str>,
) -> Reply {
    let mut content = pages::purpose(tenant, login);
    if let Some(sentence) = refused {
        content = content.raw("<p class=\"bad\" role=\"alert\">").raw(sentence).raw("</p>");
    }
    content = content
        .raw("<p>A code is on its way to <strong>")
        .text(&recipient.identifier)
        .raw("</strong>. Here it waits in the <a href=\"/inbox\" target=\"_blank\">inbox</a>.</p>")
        .raw("<form method=\"post\" action=\"/u/code\">")
        .hidden("state", state)
        .raw("<label for=\"code\">Code</label><input id=\"code\" name=\"code\" inputmode=\"numeric\" ")
        .raw("autocomplete=\"one-time-code\" maxlength=\"6\" autofocus required>")
        .raw("<button class=\"main\">Continue</button></form>")
        .raw("<form method=\"post\" action=\"/u/code\">")
        .hidden("state", state)
        .raw("<button name=\"identifier\" value=\"")
        .text(&recipient.identifier)
        .raw("\">Send another code</button><button name=\"identifier\" value=\"\">Use another number or address</button></form>")
        .append(pages::cancel_form(state));
    let status = if refused.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    reply::page(status, "Enter your code", content)
}

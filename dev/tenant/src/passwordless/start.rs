//! `POST /passwordless/start`: sends a code or a magic link to whoever is named, known or not.

use http::{HeaderName, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::bad;
use super::recipient::{Recipient, Strategy};
use super::sent::{Message, WINDOW};
use crate::clients::Client;
use crate::reply::{self, OAuthError, Reply};
use crate::tenant::Tenant;
use crate::visit::{Params, Visit};

/// What may stand in the body; Auth0 refuses anything else.
const PROPERTIES: [&str; 12] = [
    "_csrf",
    "authParams",
    "captcha",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "connection",
    "email",
    "phone_number",
    "send",
    "state",
];

pub(crate) fn start(tenant: &mut Tenant, visit: &Visit) -> Reply {
    match send(tenant, visit) {
        Ok(body) => reply::json(StatusCode::OK, &body),
        Err(error) => error.into_reply(),
    }
}

fn send(tenant: &mut Tenant, visit: &Visit) -> Result<Value, OAuthError> {
    let params = visit.form();
    if let Some((name, _)) = params.iter().find(|(name, _)| !is_property(name)) {
        let message = format!("the following properties are not allowed: {name}");
        return Err(bad("bad.request", message));
    }
    let auth_params = auth_params(visit, &params)?;

    // 1. Who asks. A secret that comes along must be right; without one, anybody could be asking.
    let missing = |name: &str| format!("Missing required property: {name}");
    let id = params.get("client_id").ok_or_else(|| bad("bad.client_id", missing("client_id")))?;
    let client = tenant.client(id).cloned();
    let client = client.ok_or_else(|| unauthorized("Unknown client."))?;
    let authenticated = authenticated(&client, &params)?;
    let enforced = tenant.enforce_client_authentication_on_passwordless_start;
    if enforced && client.client_secret.is_some() && !authenticated {
        return Err(unauthorized("Client authentication is required."));
    }

    // 2. By which connection, and to whom.
    let name =
        params.get("connection").ok_or_else(|| bad("bad.connection", missing("connection")))?;
    let connection = tenant.connection(name);
    let connection =
        connection.ok_or_else(|| bad("bad.connection", "Connection does not exist"))?;
    let strategy = Strategy::of(connection).ok_or_else(|| {
        let message = "Invalid connection strategy. It must either be a passwordless connection";
        bad("bad.connection", message)
    })?;
    let (error, wrong) = match strategy {
        Strategy::Email => ("bad.email", "Object didn't pass validation for format email"),
        Strategy::Sms => ("bad.phone_number", "String does not match pattern: ^\\+[0-9]{1,15}$"),
    };
    let identifier = params.get(strategy.identifier());
    let identifier = identifier.ok_or_else(|| bad(error, missing(strategy.identifier())))?;
    let recipient = Recipient::new(connection, identifier).ok_or_else(|| bad(error, wrong))?;

    // 3. What: links are for addresses only, and what is sent where nobody said so.
    let link = match (strategy, params.get("send")) {
        (Strategy::Email, None | Some("link")) => true,
        (Strategy::Email, Some("code")) | (Strategy::Sms, None | Some("code" | "link")) => false,
        (_, Some(_)) => return Err(bad("bad.send", "send must be either link or code")),
    };

    // 4. How often. Only an application that proved itself may say for whom it asks.
    let forwarded_for = header(visit, "auth0-forwarded-for").filter(|_| authenticated);
    count(tenant, visit.now, forwarded_for.as_deref())?;

    let code = super::new_code(tenant, &recipient, &client.client_id, visit.now);
    let message = Message {
        connection: recipient.connection.clone(),
        to: recipient.identifier.clone(),
        send: if link { "link" } else { "code" }.to_owned(),
        link: link.then(|| address(tenant, &client, &recipient, &auth_params, &code)),
        code: (!link).then_some(code),
        forwarded_for,
        language: language(visit),
        at: visit.now,
    };
    super::deliver(tenant, &recipient, message);
    // The same whether there is such a user or not.
    let id = tenant.random.hexadecimal(24);
    Ok(match strategy {
        Strategy::Email => {
            json!({ "_id": id, "email": recipient.identifier, "email_verified": false })
        }
        Strategy::Sms => {
            json!({ "_id": id, "phone_number": recipient.identifier, "phone_verified": false })
        }
    })
}

fn is_property(name: &str) -> bool {
    // A form has no objects: there the members of authParams come as authParams[scope].
    PROPERTIES.contains(&name) || name.starts_with("authParams[")
}

/// What the application wants to be in the magic link's authorization request.
fn auth_params(visit: &Visit, params: &Params) -> Result<Params, OAuthError> {
    if !visit.is_json() {
        let inner = |(name, value): (&str, &str)| {
            let name = name.strip_prefix("authParams[")?.strip_suffix(']')?;
            Some((name.to_owned(), value.to_owned()))
        };
        return Ok(params.iter().filter_map(inner).collect());
    }
    let body: Value = serde_json::from_slice(&visit.body).unwrap_or_default();
    match body.get("authParams") {
        None | Some(Value::Null) => Ok(Params::default()),
        Some(Value::Object(object)) => Ok(Params::object(object.clone())),
        Some(_) => {
            let message = "error in authParams - invalid type: string (expected object)";
            Err(bad("bad.authParams", message))
        }
    }
}

fn authenticated(client: &Client, params: &Params) -> Result<bool, OAuthError> {
    match (params.get("client_secret"), client.client_secret.as_deref()) {
        (None, _) => Ok(false),
        (Some(sent), Some(secret)) if sent == secret => Ok(true),
        (Some(_), _) => Err(unauthorized("Unauthorized")),
    }
}

fn unauthorized(description: &str) -> OAuthError {
    OAuthError::new(StatusCode::UNAUTHORIZED, "unauthorized", description)
}

/// Counts one more from that address; from the application's own where nobody is named.
fn count(tenant: &mut Tenant, now: u64, address: Option<&str>) -> Result<(), OAuthError> {
    let Some(limit) = tenant.passwordless_limit else { return Ok(()) };
    let window =
        tenant.passwordless.windows.entry(address.unwrap_or_default().to_owned()).or_default();
    if now.abs_diff(window.0) >= WINDOW {
        *window = (now, 0);
    }
    if window.1 >= limit {
        let message = "Too many requests. Try again later.";
        return Err(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message));
    }
    window.1 += 1;
    Ok(())
}

fn header(visit: &Visit, name: &'static str) -> Option<String> {
    let value = visit.header(HeaderName::from_static(name))?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The first one of what was asked for, or of the browser's.
pub(crate) fn language(visit: &Visit) -> String {
    let asked = header(visit, "x-request-language").or_else(|| header(visit, "accept-language"));
    let first = asked.as_deref().and_then(|asked| asked.split([',', ';']).next());
    first.map(str::trim).filter(|first| !["", "*"].contains(first)).unwrap_or("en").to_owned()
}

/// The magic link: like Auth0's it holds the code, and everything that the authorization response depends on.
fn address(
    tenant: &Tenant,
    client: &Client,
    recipient: &Recipient,
    auth_params: &Params,
    code: &str,
) -> String {
    let Ok(mut url) = Url::parse(&format!("{}/passwordless/verify_redirect", tenant.origin)) else {
        return String::new();
    };
    let own = ["client_id", "connection", "email", "verification_code"];
    let mut query = url.query_pairs_mut();
    query.extend_pairs(auth_params.iter().filter(|(name, _)| !own.contains(name)));
    query.append_pair("client_id", &client.client_id);
    query.append_pair("connection", &recipient.connection);
    query.append_pair("email", &recipient.identifier);
    query.append_pair("verification_code", code);
    drop(query);
    url.into()
}

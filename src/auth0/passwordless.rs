//! Codes and links by e-mail or text message: Auth0's Authentication API, "Passwordless". The token
//! endpoint takes the code; a link comes back like any authorization response.

use std::net::IpAddr;

use http::header::HeaderName;
use http::{Method, Request, Response};
use serde_json::{Map, Value, json};

use super::authorization::scope;
use super::said::{Answer, Said};
use super::token::token_request;
use super::{JSON, address, audience, object, read, value};
use crate::config::Config;
use crate::platform::UnixTime;
use crate::secret::Secret;
use crate::user::identifier::Identifier;

const OTP_GRANT: &str = "http://auth0.com/oauth/grant-type/passwordless/otp";

/// Whose request this is, for Auth0's rate limit. Auth0 believes this header only with the client's secret, and if the
/// application trusts it ("Trust Token Endpoint IP Header").
const FORWARDED_FOR: HeaderName = HeaderName::from_static("auth0-forwarded-for");
/// The language of the message.
const LANGUAGE: HeaderName = HeaderName::from_static("x-request-language");

/// What the tenant may know of the visitor.
#[derive(Debug, Default)]
pub struct Visitor {
    /// The visitor's address, as the platform gives it.
    pub address: Option<IpAddr>,
    /// The language tag that the browser prefers.
    pub language: Option<String>,
}

/// What to send.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// A one-time code.
    Code,
    /// A link that comes back with this state and nonce. Auth0 sends links in its classic login only and documents no
    /// code challenge for them: the client's secret protects the code.
    Link {
        /// Finds the transaction.
        state: &'a str,
        /// Comes back inside the ID token, if Auth0 passes it on.
        nonce: &'a str,
    },
}

/// Builds the request to send a message.
#[must_use]
pub fn start_request(
    config: &Config,
    identifier: &Identifier,
    message: Message<'_>,
    visitor: &Visitor,
) -> Request<Vec<u8>> {
    let channel = identifier.channel;
    let (send, parameters) = match message {
        // Without it Auth0 sends a link.
        Message::Code => ("code", Value::Null),
        Message::Link { state, nonce } => {
            let parameters = object([
                ("response_type", json!("code")),
                ("redirect_uri", json!(config.redirect_uri())),
                ("scope", json!(scope(config))),
                ("state", json!(state)),
                ("nonce", json!(nonce)),
                ("audience", json!(audience(config))),
            ]);
            ("link", parameters)
        }
    };
    let body = object([
        ("client_id", json!(config.client_id)),
        ("client_secret", json!(config.client_secret.as_ref().map(Secret::expose))),
        ("connection", json!(channel.connection())),
        (channel.parameter(), json!(identifier.expose())),
        ("send", json!(send)),
        ("authParams", parameters),
    ]);
    let body = Some((JSON, body.to_string()));
    let mut request = super::request(Method::POST, &address(config, "/passwordless/start"), body);
    introduce(config, &mut request, visitor);
    request
}

/// Parses whether it was sent. The visitor should learn nothing else from the answer.
///
/// # Errors
/// What the tenant says.
pub fn process_start_response(response: Response<Vec<u8>>, now: UnixTime) -> Result<(), Said> {
    let said = Said::of(&response, now);
    // A page from whatever answers in the tenant's place has sent nothing.
    let told: Map<String, Value> = read(response, now).map_err(|_| said)?;
    if told.contains_key("error") {
        return Err(Said::by_body(Answer::Refused, &Value::Object(told)));
    }
    Ok(())
}

/// Builds the token request for a code that the person typed; parse its answer with
/// [`super::token::process_code_response`].
#[must_use]
pub fn otp_request(
    config: &Config,
    identifier: &Identifier,
    otp: &str,
    visitor: &Visitor,
) -> Request<Vec<u8>> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", OTP_GRANT)
        .append_pair("client_id", &config.client_id)
        .append_pair("username", identifier.expose())
        .append_pair("otp", otp)
        .append_pair("realm", identifier.channel.connection())
        .append_pair("scope", scope(config))
        .append_pair("redirect_uri", &config.redirect_uri())
        .extend_pairs(audience(config).map(|it| ("audience", it)))
        .extend_pairs(config.client_secret.as_ref().map(|it| ("client_secret", it.expose())));
    let mut request = token_request(config, form.finish());
    introduce(config, &mut request, visitor);
    request
}

fn introduce(config: &Config, request: &mut Request<Vec<u8>>, visitor: &Visitor) {
    let headers = request.headers_mut();
    if let Some(address) = visitor.address.filter(|_| config.client_secret.is_some()) {
        headers.insert(FORWARDED_FOR, value(&address.to_string()));
    }
    if let Some(language) = &visitor.language {
        headers.insert(LANGUAGE, value(language));
    }
}

//! The token request: an authorization code becomes an ID token and the user's own access token.
//! RFC 6749 section 4.1.3, RFC 7636 section 4.5; Auth0's Authentication API, "Get Token".

use std::collections::BTreeSet;

use ct_codecs::{Base64UrlSafeNoPadding, Decoder as _};
use http::{Method, Request, Response};
use serde::{Deserialize, Serialize};

use super::authorization::{AuthorizationCode, METADATA_SCOPES};
use super::id_token::UnverifiedIdToken;
use super::said::{Named, Said};
use crate::config::{Config, ManagementClient};
use crate::platform::UnixTime;
use crate::secret::{Secret, exposed};

/// Proves to the token endpoint that whoever uses the code also asked for it (RFC 7636). Not `Clone`: it is for one
/// token request.
#[derive(Debug)]
pub struct CodeVerifier(Secret<String>);

impl CodeVerifier {
    /// Wraps a verifier of 43 to 128 unreserved characters.
    #[must_use]
    pub const fn new(verifier: String) -> Self {
        Self(Secret::new(verifier))
    }

    /// The verifier itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// A token for the Management API. Only sealed cookies serialise one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct AccessToken {
    /// The token.
    #[serde(rename = "token", with = "exposed")]
    pub secret: Secret<String>,
    /// When it expires.
    #[serde(rename = "until")]
    pub expires: UnixTime,
    /// Whether it may change the user's metadata.
    #[serde(rename = "writes", default, skip_serializing_if = "std::ops::Not::not")]
    pub writes_metadata: bool,
}

/// The scopes that a sign-in granted.
#[derive(Debug)]
pub struct Granted(String);

impl Granted {
    /// Whether it has all of these.
    pub fn has(&self, needed: impl IntoIterator<Item = &'static str>) -> bool {
        needed.into_iter().all(|needed| self.0.split(' ').any(|it| it == needed))
    }
}

/// What the tenant returns for a code.
#[derive(Debug)]
pub struct Tokens {
    /// Says who signed in; not verified yet.
    pub id_token: UnverifiedIdToken,
    /// The user's own token: for the Management API in mode `user`, for nothing in mode `client`.
    pub access_token: AccessToken,
    /// The granted scopes; `None` if nothing says them.
    pub granted: Option<Granted>,
}

/// What the tenant returns for client credentials.
#[derive(Debug)]
pub struct ClientTokens {
    /// The token.
    pub access_token: Secret<String>,
    /// For how many seconds it is valid.
    pub expires_in: u64,
    /// What it may do.
    pub scopes: BTreeSet<String>,
}

/// Why there are no tokens, as far as the flow depends on it; the sentence comes from [`Said`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// `invalid_grant`: the code is used, too old, wrong, or not for this verifier.
    InvalidGrant,
    /// `mfa_required`: a second factor is due, and the token endpoint alone cannot ask for it.
    MfaRequired,
    /// Everything else.
    Other,
}

/// Builds the token request. Takes the code and its verifier, which are used once. A link in an e-mail is requested
/// without a challenge, so it has no verifier.
#[must_use]
pub fn authorization_code_request(
    config: &Config,
    code: AuthorizationCode,
    code_verifier: Option<CodeVerifier>,
) -> Request<Vec<u8>> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("client_id", &config.client_id)
        .append_pair("code", code.expose())
        .append_pair("redirect_uri", &config.redirect_uri())
        .extend_pairs(code_verifier.as_ref().map(|it| ("code_verifier", it.expose())))
        .extend_pairs(config.client_secret.as_ref().map(|it| ("client_secret", it.expose())));
    token_request(config, form.finish())
}

/// Builds the token request of the Management API's own client (RFC 6749 section 4.4).
#[must_use]
pub fn client_credentials_request(config: &Config, client: &ManagementClient) -> Request<Vec<u8>> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials")
        .append_pair("client_id", &client.client_id)
        .append_pair("client_secret", client.client_secret.expose())
        .append_pair("audience", &config.management_audience());
    token_request(config, form.finish())
}

/// Builds a request to the token endpoint.
pub(super) fn token_request(config: &Config, form: String) -> Request<Vec<u8>> {
    let body = Some(("application/x-www-form-urlencoded", form));
    super::request(Method::POST, &super::address(config, "/oauth/token"), body)
}

/// What the token endpoint grants.
#[derive(Deserialize)]
struct Grant {
    access_token: String,
    /// Only for a code.
    id_token: Option<String>,
    expires_in: u64,
    token_type: String,
    scope: Option<String>,
}

impl Grant {
    /// `None` if nothing is granted that can be used.
    fn of(response: Response<Vec<u8>>, now: UnixTime) -> Option<Self> {
        let grant: Self = super::read(response, now).ok()?;
        let is_bearer = grant.token_type.eq_ignore_ascii_case("bearer");
        (is_bearer && !grant.access_token.is_empty()).then_some(grant)
    }
}

/// Parses the answer to client credentials.
///
/// # Errors
/// What the tenant says.
pub fn process_client_credentials_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<ClientTokens, Said> {
    let said = Said::of(&response, now);
    let grant = Grant::of(response, now).ok_or(said)?;
    let scopes = grant.scope.unwrap_or_default();
    Ok(ClientTokens {
        access_token: Secret::new(grant.access_token),
        expires_in: grant.expires_in,
        scopes: scopes.split(' ').map(ToOwned::to_owned).collect(),
    })
}

/// Parses the token response to a code, from a callback or typed by the person.
///
/// # Errors
/// [`TokenFault`], with what the tenant says. Auth0 sends `invalid_grant` with 400 or 403, so the body's `error`
/// decides.
pub fn process_code_response(
    response: Response<Vec<u8>>,
    now: UnixTime,
) -> Result<Tokens, (TokenFault, Said)> {
    let said = Said::of(&response, now);
    let refused = response.status().is_client_error();
    let fault = match said.error {
        Named::Known("invalid_grant") if refused => TokenFault::InvalidGrant,
        Named::Known("mfa_required") if refused => TokenFault::MfaRequired,
        Named::Known(_) | Named::Nothing | Named::Other => TokenFault::Other,
    };
    let grant = Grant::of(response, now).ok_or((fault, said))?;
    // By RFC 6749 section 5.1, no scope means the scope asked for. But that stood in an address in the person's
    // browser, where scopes can be taken out.
    let scope = grant.scope.or_else(|| scope_of(&grant.access_token)).map(Granted);
    Ok(Tokens {
        id_token: UnverifiedIdToken::new(grant.id_token.ok_or((fault, said))?),
        access_token: AccessToken {
            secret: Secret::new(grant.access_token),
            expires: now.plus(grant.expires_in),
            writes_metadata: scope.as_ref().is_some_and(|scope| scope.has(METADATA_SCOPES)),
        },
        granted: scope,
    })
}

/// Longest access token that is read for its scopes, in bytes.
const MAX_BYTES: usize = 16 * 1024;

/// The scopes that an access token names, if it is a signed JWT. It is not verified: it came from the tenant, like the
/// answer around it.
fn scope_of(access_token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claims {
        scope: String,
    }

    let mut parts = access_token.split('.');
    let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || access_token.len() > MAX_BYTES {
        return None;
    }
    let claims = Base64UrlSafeNoPadding::decode_to_vec(claims, None).ok()?;
    serde_json::from_slice::<Claims>(&claims).ok().map(|claims| claims.scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::said::Answer;
    use ct_codecs::Encoder as _;

    /// What was granted, and whether the token may change metadata.
    type Read = (Option<String>, bool);

    #[track_caller]
    fn check(status: u16, body: &str, expected: Result<Read, TokenFault>) {
        let response = Response::builder().status(status).body(body.into()).unwrap();
        let outcome = process_code_response(response, UnixTime(1_000)).map(|tokens| {
            (tokens.granted.map(|granted| granted.0), tokens.access_token.writes_metadata)
        });
        let outcome = outcome.map_err(|(fault, _)| fault);
        assert_eq!(outcome, expected, "{status} {body}");
    }

    fn body(access_token: &str, scope: &str) -> String {
        format!(
            r#"{{"access_token":"{access_token}","id_token":"i","expires_in":10,"token_type":"Bearer"{scope}}}"#
        )
    }

    #[test]
    fn reads_what_was_granted() {
        let both = "openid create:current_user_metadata update:current_user_metadata";
        for (scope, writes) in [
            (both, true),
            ("openid update:current_user_metadata", false),
            ("openid create:current_user_metadata", false),
            ("", false),
        ] {
            let expected = Ok((Some(scope.to_owned()), writes));
            check(200, &body("a", &format!(r#","scope":"{scope}""#)), expected);
        }
    }

    #[test]
    fn an_answer_that_tells_no_scope_counts_by_its_access_token_or_as_not_told() {
        let jwt = |claims: &str| {
            let claims = Base64UrlSafeNoPadding::encode_to_string(claims).unwrap();
            format!("e30.{claims}.c2ln")
        };
        let told = |scope: &str| Ok((Some(scope.to_owned()), false));
        check(200, &body(&jwt(r#"{"scope":"openid email"}"#), ""), told("openid email"));
        // What the answer itself says counts.
        let answer = body(&jwt(r#"{"scope":"openid email"}"#), r#","scope":"openid""#);
        check(200, &answer, told("openid"));
        for token in [
            "opaque".to_owned(),
            "a.b.c".to_owned(),
            "...".to_owned(),
            format!("{}.x", jwt(r#"{"scope":"openid"}"#)),
            jwt("{}"),
            jwt("null"),
            jwt(r#"{"scope":["openid"]}"#),
            jwt(r#"{"scope":"openid","scope":"email"}"#),
            jwt(&format!(r#"{{"scope":"{}"}}"#, "x".repeat(MAX_BYTES))),
            jwt(&"[".repeat(5_000)),
        ] {
            check(200, &body(&token, ""), Ok((None, false)));
        }
    }

    #[test]
    fn decides_by_the_error_not_by_the_status() {
        check(403, r#"{"error":"invalid_grant"}"#, Err(TokenFault::InvalidGrant));
        check(400, r#"{"error":"invalid_grant"}"#, Err(TokenFault::InvalidGrant));
        check(401, r#"{"error":"mfa_required","mfa_token":"t"}"#, Err(TokenFault::MfaRequired));
        for status in [403, 401, 500] {
            check(status, r#"{"error":"access_denied"}"#, Err(TokenFault::Other));
        }
        check(500, r#"{"error":"invalid_grant"}"#, Err(TokenFault::Other));
        check(503, "", Err(TokenFault::Other));
        check(302, "", Err(TokenFault::Other));
    }

    #[test]
    fn refuses_what_is_no_token_response() {
        let unreadable = || Err(TokenFault::Other);
        check(200, "<html>", unreadable());
        check(200, r#"{"access_token":"a"}"#, unreadable());
        let other = r#"{"access_token":"a","id_token":"i","expires_in":1,"token_type":"mac"}"#;
        check(200, other, unreadable());
        let empty = r#"{"access_token":"","id_token":"i","expires_in":1,"token_type":"Bearer"}"#;
        check(200, empty, unreadable());
    }

    #[test]
    fn a_client_is_given_a_bearer_token_or_nothing() {
        let check = |access_token: &str, token_type: &str| {
            let body = format!(
                r#"{{"access_token":"{access_token}","token_type":"{token_type}","expires_in":10}}"#
            );
            let response = Response::builder().status(200).body(body.into()).unwrap();
            process_client_credentials_response(response, UnixTime(1_000)).err().map(|it| it.answer)
        };
        assert_eq!(check("a", "bearer"), None);
        assert_eq!(check("a", "mac"), Some(Answer::Unreadable));
        assert_eq!(check("", "Bearer"), Some(Answer::Unreadable));
    }
}

//! The authorization request (a URL to go to) and the authorization response (a query that comes
//! back). RFC 6749 section 4.1 with PKCE (RFC 7636); Auth0's Authentication API, "Authorize".

use url::Url;

use super::assurance::Demands;
use super::said::Said;
use crate::config::{Config, LoginUi, Management, ResponseMode};
use crate::fields::{Fields, Malformed};
use crate::secret::Secret;

/// The scopes to ask for if the user's own token does not call the Management API.
const SCOPES_WITHOUT_API: &str = "openid profile email";

/// The scopes to ask for if it does call it.
pub const SCOPES: &str = "openid profile email read:current_user update:current_user_identities \
    create:current_user_metadata update:current_user_metadata";

/// The scopes of [`SCOPES`] that only carrying metadata over needs.
pub const METADATA_SCOPES: [&str; 2] =
    ["create:current_user_metadata", "update:current_user_metadata"];

/// The scopes that every sign-in asks for.
#[must_use]
pub const fn scope(config: &Config) -> &'static str {
    match config.management {
        Management::User => SCOPES,
        Management::Client(_) => SCOPES_WITHOUT_API,
    }
}

/// The scopes that every sign-in must have been granted, so that nothing fails later.
pub fn needed_scopes(config: &Config) -> impl Iterator<Item = &'static str> {
    scope(config).split(' ').filter(|scope| !METADATA_SCOPES.contains(scope))
}

/// The part of an authorization request that differs from one to the next.
#[derive(Debug)]
pub struct AuthorizationRequest<'a> {
    /// Comes back unchanged, and finds the transaction.
    pub state: &'a str,
    /// Comes back inside the ID token.
    pub nonce: &'a str,
    /// The S256 hash of the code verifier.
    pub code_challenge: &'a str,
    /// Greatest age of the login in seconds. Asking for it makes Auth0 send `auth_time`.
    pub max_age: u64,
    /// What the sign-in must prove.
    pub demands: &'a Demands,
    /// Further parameters, by Auth0's names: `connection`, `login_hint`, …
    pub further: Vec<(&'static str, &'a str)>,
}

/// Our page with Auth0 Lock or auth0.js, used if the setting `login_ui` says so.
pub const LOCK_PAGE: &str = "/login/lock";

/// Builds the address to send the browser to: the tenant's or, with `login_ui = lock` or `auth0js`, our own page's,
/// which finds the same request in its fragment and hands it to the library.
#[must_use]
pub fn authorization_request(config: &Config, request: &AuthorizationRequest<'_>) -> Url {
    // A silent request must not show our page.
    let ours = config.login_ui != LoginUi::Universal && !request.demands.silent;
    // Our page asks for credentials itself; with `prompt=login` Auth0 would ask again. `max_age=0` makes an identity
    // provider ask too, and is checked when the sign-in comes back.
    let Demands { credentials, silent, subject: _, acr_values, organization } = request.demands;
    let prompt = if *credentials && !ours { Some("login") } else { silent.then_some("none") };
    let max_age = if ours && *credentials { 0 } else { request.max_age };
    let by_form = config.response_mode == ResponseMode::FormPost;
    let mut url = super::address(config, "/authorize");
    let mut query = url.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &config.client_id)
        .append_pair("redirect_uri", &config.redirect_uri())
        .append_pair("state", request.state)
        .append_pair("nonce", request.nonce)
        .append_pair("code_challenge", request.code_challenge)
        .append_pair("code_challenge_method", "S256")
        .append_pair("max_age", &max_age.to_string())
        .append_pair("scope", scope(config))
        .extend_pairs(super::audience(config).map(|it| ("audience", it)))
        .extend_pairs(by_form.then_some(("response_mode", "form_post")))
        .extend_pairs(organization.iter().map(|it| ("organization", it)))
        .extend_pairs(prompt.map(|it| ("prompt", it)));
    if !acr_values.is_empty() {
        query.append_pair("acr_values", &acr_values.join(" "));
    }
    query.extend_pairs(&request.further);
    drop(query);
    if ours { to_lock(config, &url) } else { url }
}

/// The same request for our page: in the fragment, which no server logs.
fn to_lock(config: &Config, request: &Url) -> Url {
    let mut page = config.base_url.clone();
    page.set_path(LOCK_PAGE);
    page.set_fragment(request.query());
    page
}

/// An authorization code, as it came back. Used once: neither `Clone` nor printable.
#[derive(Debug)]
pub struct AuthorizationCode(Secret<String>);

impl AuthorizationCode {
    /// The code, for the token request.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Why a callback's query is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum CallbackFault {
    /// Neither a code nor an error, or a parameter twice (RFC 6749 section 3.1 forbids it).
    Malformed,
    /// The `iss` parameter (RFC 9207) names another issuer: a mix-up.
    WrongIssuer,
}

impl From<Malformed> for CallbackFault {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
    }
}

/// Reads the query of a callback, except the state, which found its transaction: a code, or why there is none.
///
/// # Errors
/// [`CallbackFault`].
pub fn process_authorization_response(
    query: &Fields,
    issuer: &str,
) -> Result<Result<AuthorizationCode, Said>, CallbackFault> {
    // RFC 9207 section 2.4: an issuer that is named must be ours. Auth0 names it only if told to; it may be absent.
    if query.single("iss")?.is_some_and(|named| named != issuer) {
        return Err(CallbackFault::WrongIssuer);
    }
    match (query.single("code")?, query.single("error")?) {
        (Some(code), None) if !code.is_empty() => {
            Ok(Ok(AuthorizationCode(Secret::new(code.to_owned()))))
        }
        (None, Some(error)) => {
            // A description that comes twice is ignored: it decides nothing.
            let description = query.single("error_description").ok().flatten();
            Ok(Err(Said::by_query(error, description)))
        }
        (Some(_) | None, _) => Err(CallbackFault::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://tenant.example/";

    #[track_caller]
    fn check(query: &str, expected: &str) {
        let query_fields = Fields::parse(query.as_bytes());
        let outcome = match process_authorization_response(&query_fields, ISSUER) {
            Ok(Ok(code)) => format!("code {}", code.expose()),
            Ok(Err(said)) => format!("error {}", said.error.word()),
            Err(fault) => format!("{fault:?}"),
        };
        assert_eq!(outcome, expected, "{query}");
    }

    #[test]
    fn reads_a_code_or_an_error() {
        check("state=s&code=c%2B1", "code c+1");
        check("state=s&error=access_denied&error_description=x", "error access_denied");
        check("state=s&error=login_required", "error login_required");
        check("state=s&error=ada%40example.com", "error another error");
        check("state=s&code=c&iss=https%3A%2F%2Ftenant.example%2F", "code c");
    }

    #[test]
    fn refuses_a_mix_up() {
        check("state=s&code=c&iss=https%3A%2F%2Fevil.example%2F", "WrongIssuer");
        check("state=s&code=c&iss=https%3A%2F%2Ftenant.example", "WrongIssuer");
    }

    #[test]
    fn refuses_what_says_nothing_or_two_things() {
        check("", "Malformed");
        check("state=s", "Malformed");
        check("state=s&code=", "Malformed");
        check("state=s&code=c&code=d", "Malformed");
        check("state=s&code=c&error=access_denied", "Malformed");
    }
}

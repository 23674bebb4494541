//! `/authorize`: checks the authorization request, and answers it from the session or by way of a login page.

use http::StatusCode;

use crate::authorization::AuthorizationRequest;
use crate::clients::{Client, UpstreamParam};
use crate::code;
use crate::embedded::cross_origin;
use crate::login::pending::PendingLogin;
use crate::login::{self, sign_in};
use crate::memory::SsoSession;
use crate::organizations;
use crate::reply::{self, Reply};
use crate::response::ResponseMode;
use crate::sso;
use crate::tenant::Tenant;
use crate::visit::{Params, Visit};

impl AuthorizationRequest {
    /// Whether that session is enough of a login. Of an organization, it must be a member's.
    fn satisfied_by(&self, tenant: &Tenant, session: &SsoSession, now: u64) -> bool {
        let user = tenant.users.with_key(&session.identity);
        let member = self.organization.as_ref().is_none_or(|organization| {
            user.is_some_and(|user| organization.refuses(tenant, user).is_none())
        });
        let young = self
            .max_age
            .is_none_or(|max_age| max_age > 0 && now.saturating_sub(session.auth_time) <= max_age);
        let same_connection = self
            .connection
            .as_ref()
            .is_none_or(|connection| *connection == session.identity.connection);
        let enabled = self.enables(tenant, &session.identity.connection);
        young
            && same_connection
            && member
            && enabled
            && !self.prompts("login")
            && !self.prompts("select_account")
    }
}

pub(crate) fn authorize(tenant: &mut Tenant, visit: &Visit) -> Reply {
    let request = match request(tenant, &visit.params()) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    if let Some(ticket) = visit.params().get("login_ticket") {
        return cross_origin::redeem(tenant, visit, &request, ticket);
    }
    let session = sso::session(tenant, visit)
        .filter(|session| request.satisfied_by(tenant, session, visit.now));
    let user = session.as_ref().and_then(|session| tenant.users.with_key(&session.identity));
    let by_policy = user.is_some_and(|user| tenant.mfa_policy.wants_it_of(user));
    let steps_up = session
        .as_ref()
        .is_some_and(|session| request.steps_up(tenant, session) || (by_policy && !session.mfa));
    match session {
        Some(session) if !steps_up => {
            sso::touch(tenant, visit);
            return code::issue(tenant, visit.now, &request, &session);
        }
        Some(session) if by_policy && !request.prompts("none") => {
            return sign_in::ask_second_factor(tenant, visit.now, request, &session.identity);
        }
        Some(_) if request.prompts("none") => {
            return request.refuse("interaction_required", "Multifactor authentication required");
        }
        None if request.prompts("none") => {
            return request.refuse("login_required", "Login required");
        }
        Some(_) | None => {}
    }
    let page = match login::page_of(tenant, request.connection.as_deref()) {
        "/u/login" if request.hints_at_signup() => "/u/signup",
        page => page,
    };
    let state = tenant.random.draw();
    let address = format!("{}{page}?state={state}", tenant.origin);
    tenant.logins.insert(state, PendingLogin::new(request, visit.now));
    reply::redirect(&address)
}

/// The authorization request that these parameters make, or how it is refused.
pub(crate) fn request(
    tenant: &Tenant,
    params: &Params,
) -> Result<AuthorizationRequest, Box<Reply>> {
    // A wrong client or redirect_uri never redirects: the address could be anybody's (RFC 6749 section 4.1.2.1).
    let Some(client) = params.get("client_id").and_then(|id| tenant.client(id)) else {
        return Err(Box::new(reply::error_page(
            StatusCode::BAD_REQUEST,
            "invalid_request: Unknown client.",
        )));
    };
    let Some(redirect_uri) =
        params.get("redirect_uri").filter(|uri| client.callbacks.iter().any(|own| own == uri))
    else {
        return Err(Box::new(reply::error_page(
            StatusCode::FORBIDDEN,
            "Callback URL mismatch: the redirect_uri is not among the application's allowed callback URLs.",
        )));
    };
    let known = ResponseMode::parse(params.get("response_mode"));
    let mode = known.unwrap_or_default();
    let checked = match known {
        Some(_) => check(tenant, client, redirect_uri, mode, params),
        None => Err(("invalid_request", "Unsupported response mode".to_owned())),
    };
    checked.map_err(|(error, description)| {
        let response = [
            ("error", Some(error)),
            ("error_description", Some(description.as_str())),
            ("state", params.get("state")),
        ];
        Box::new(mode.respond(redirect_uri, &response))
    })
}

type Refused = (&'static str, String);

fn check(
    tenant: &Tenant,
    client: &Client,
    redirect_uri: &str,
    response_mode: ResponseMode,
    params: &Params,
) -> Result<AuthorizationRequest, Refused> {
    let invalid = |description: &str| ("invalid_request", description.to_owned());

    match params.get("response_type") {
        Some("code") => {}
        Some(other) => {
            return Err((
                "unsupported_response_type",
                format!("Unsupported response type: {other}"),
            ));
        }
        None => return Err(invalid("Missing required parameter: response_type")),
    }
    if !client.code_grant {
        let description = "Grant type 'authorization_code' not allowed for the client.";
        return Err(("unauthorized_client", description.to_owned()));
    }

    // RFC 7636, and of its two methods the safe one. Without a secret nothing else proves who began the login.
    let code_challenge = params.owned("code_challenge");
    match (&code_challenge, params.get("code_challenge_method")) {
        (Some(challenge), Some("S256")) if challenge.len() == 43 => {}
        (Some(_), Some("S256")) => return Err(invalid("Invalid code_challenge")),
        (Some(_), _) => return Err(invalid("code_challenge_method must be S256")),
        (None, Some(_)) => return Err(invalid("Missing required parameter: code_challenge")),
        (None, None) if client.client_secret.is_none() => {
            return Err(invalid("Missing required parameter: code_challenge"));
        }
        (None, None) => {}
    }

    let prompt = params.words("prompt");
    let known = ["none", "login", "consent", "select_account"];
    if prompt.iter().any(|value| !known.contains(&value.as_str())) {
        return Err(invalid("Invalid value for prompt"));
    }
    if prompt.len() > 1 && prompt.iter().any(|value| value == "none") {
        return Err(invalid("prompt=none excludes every other value"));
    }
    let max_age = match params.get("max_age").map(str::parse) {
        None => None,
        Some(Ok(max_age)) => Some(max_age),
        Some(Err(_)) => return Err(invalid("max_age must be a number of seconds")),
    };
    let connection = params.owned("connection");
    if connection.as_ref().is_some_and(|name| tenant.connection(name).is_none()) {
        return Err(invalid("the connection was not found"));
    }
    let organization =
        organizations::named(tenant, client, params.get("organization"), connection.as_deref())
            .map_err(invalid)?;
    let audience = params.owned("audience");
    if let Some(audience) = audience.as_ref().filter(|audience| !tenant.has_api(audience)) {
        return Err(("access_denied", format!("Service not found: {audience}")));
    }
    Ok(AuthorizationRequest {
        client_id: client.client_id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        response_mode,
        scope: params.words("scope"),
        audience,
        state: params.owned("state"),
        nonce: params.owned("nonce"),
        code_challenge,
        connection,
        login_hint: params.owned("login_hint"),
        organization,
        passed_on: params.only(&UpstreamParam::ALIASES),
        screen_hint: params.owned("screen_hint"),
        prompt,
        max_age,
        acr_values: params.words("acr_values"),
    })
}

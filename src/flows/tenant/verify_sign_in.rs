//! From a token request to the proof of who somebody is: the same for every way of signing in.

use http::Request;

use crate::auth0::assurance::Demands;
use crate::auth0::authorization::needed_scopes;
use crate::auth0::id_token::{Asked, Expected, IdTokenClaims, IdTokenFault};
use crate::auth0::token::{self, AccessToken, TokenFault, Tokens};
use crate::circuit::Blame;
use crate::error::{Error, Refusal};
use crate::flows::tenant::concerns::{self, Concern};
use crate::flows::tenant::reason::{self, Place};
use crate::flows::tenant::signing_keys;
use crate::platform::Platform;
use crate::visit::Visit;

/// Who somebody is, after every check.
pub struct VerifiedSignIn {
    /// The verified claims.
    pub claims: IdTokenClaims,
    /// The account's own access token, in mode `user`.
    pub access_token: Option<AccessToken>,
}

/// Sends the token request, and says what its refusal means.
///
/// # Errors
/// The refusal, and the fault for those who need to know more.
pub async fn tokens<P: Platform>(
    visit: &Visit<'_, P>,
    from: Place,
    request: Request<Vec<u8>>,
) -> Result<Tokens, (TokenFault, Refusal)> {
    // Actions of the tenant run before its answer to a typed code, and may fail for one account.
    let blame = if from == Place::CodeExchange { Blame::Silence } else { Blame::Request };
    let response = visit.send("token request", blame, request).await;
    let response = response.map_err(|_| (TokenFault::Other, Refusal::TenantUnreachable))?;
    match token::process_code_response(response, visit.now) {
        Ok(tokens) => {
            concerns::settle(visit, Concern::ClientSecret).await;
            Ok(tokens)
        }
        Err((fault, said)) => {
            visit.note(format!("token request: {}", reason::note(from, &said)));
            if let Some(concern) = reason::find(from, &said).health {
                concerns::raise(visit, concern).await;
            }
            Err((fault, reason::refusal(from, &said)))
        }
    }
}

/// Verifies what the token endpoint returned: it must meet what was demanded when the sign-in began, and what is
/// demanded now.
///
/// # Errors
/// [`Refusal::IdToken`], [`Refusal::MissingScope`], and those of fetching the keys.
pub async fn verify<P: Platform>(
    visit: &mut Visit<'_, P>,
    tokens: Tokens,
    asked: Asked<'_>,
    demands: &Demands,
) -> Result<VerifiedSignIn, Error> {
    let config = visit.config;
    let Tokens { id_token, access_token, granted } = tokens;
    let kid = id_token.key_id().map_err(|fault| {
        if fault == IdTokenFault::TooLong {
            visit.note(format!("ID token: of {} bytes", id_token.bytes()));
        }
        Refusal::IdToken(fault)
    })?;
    let keys = signing_keys::key_set(visit, &kid).await?;
    let expected = Expected {
        issuer: config.issuer(),
        client_id: &config.client_id,
        access_token: &access_token.secret,
        asked,
        demands,
        now: visit.now,
    };
    let claims = id_token.verify(&keys, &expected).map_err(Refusal::IdToken)?;
    for odd in &claims.odd {
        // A token does not name its connection. A social provider's connection usually has its name.
        visit.note(format!("ID token: {}", odd.clone().of(Some(claims.subject.provider()))));
    }
    // The settings may have changed while the person signed in.
    claims.assurance.suffices(config).map_err(Refusal::IdToken)?;
    let by_client = config.management_client().is_some();
    // Scopes can be taken out of the address, and may have been if nothing says what was granted. In mode `client` that
    // does no harm: an ID token's missing claims decide nothing, since the user is read, and must be the one that the
    // token describes.
    let suffices = granted.map_or(by_client, |granted| granted.has(needed_scopes(config)));
    if !suffices {
        return Err(Refusal::MissingScope.into());
    }
    // In mode `client` the person's own token is not for the Management API, so it is dropped.
    Ok(VerifiedSignIn { claims, access_token: (!by_client).then_some(access_token) })
}

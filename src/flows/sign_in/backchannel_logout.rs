//! `/backchannel-logout`: the tenant says that one of its sessions is over (OpenID Connect Back-Channel Logout 1.0). If
//! there is a store to note that in, our sessions made from it end too.

use crate::auth0::id_token::CLOCK_TOLERANCE;
use crate::auth0::logout_token::{LogoutClaims, UnverifiedLogoutToken};
use crate::error::{Error, Refusal};
use crate::flows::record::ended_sessions;
use crate::flows::tenant::signing_keys;
use crate::platform::{Platform, UnixTime};
use crate::reply::Reply;
use crate::store::{self, Record};
use crate::visit::Visit;

/// How long an obeyed token is remembered at most, in seconds. Auth0's are valid for two minutes.
const MAX_MEMORY: u64 = 24 * 60 * 60;

/// Ends the sessions that the token names. Section 2.8 has two answers: 200, and 400 for a bad token as well as for a
/// failed logout. The answer says nothing more.
///
/// # Errors
/// [`Refusal::InvalidRequest`] for a bad token; [`Refusal::Unavailable`] if the keys cannot be had or the end cannot be
/// stored.
pub async fn log_out<P: Platform>(
    visit: &mut Visit<'_, P>,
    token: UnverifiedLogoutToken,
) -> Result<Reply, Error> {
    let claims = verify(visit, token).await?;
    for odd in &claims.odd {
        visit.note(format!("logout token: {odd}"));
    }
    // Section 2.6, step 8. Best effort: the store may not have the newest state.
    if store::find::<P, bool>(visit, Record::LogoutToken, &claims.id).await.is_some() {
        visit.note("logout token: seen before");
        return Err(Refusal::InvalidRequest.into());
    }
    // By our own clock, which dates our sessions; but a token that is sent again later must not end newer sessions.
    let until = visit.now.min(claims.issued.plus(CLOCK_TOLERANCE));
    if !ended_sessions::end(visit, &claims.ends, until).await {
        visit.note("logout token: not kept, no store or it failed");
        return Err(Refusal::Unavailable.into());
    }
    remember(visit, &claims).await;
    let mut reply = Reply::empty(http::StatusCode::OK);
    reply.code = Some("signed_out_by_tenant");
    Ok(reply)
}

async fn verify<P: Platform>(
    visit: &mut Visit<'_, P>,
    token: UnverifiedLogoutToken,
) -> Result<LogoutClaims, Error> {
    let claims = match token.key_id() {
        Ok(kid) => {
            let keys = signing_keys::key_set(visit, &kid).await;
            let keys = keys.map_err(|_| Refusal::Unavailable)?;
            let config = visit.config;
            token.verify(&keys, config.issuer(), &config.client_id, visit.now)
        }
        Err(fault) => Err(fault),
    };
    claims.map_err(|fault| {
        visit.note(format!("logout token: {fault:?}"));
        Refusal::InvalidRequest.into()
    })
}

/// Only after the sessions ended: a failed logout may be retried with the same token.
async fn remember<P: Platform>(visit: &Visit<'_, P>, claims: &LogoutClaims) {
    let over: UnixTime = claims.expires.plus(CLOCK_TOLERANCE);
    let left = over.since(visit.now).clamp(1, MAX_MEMORY);
    let _best_effort = store::keep(visit, Record::LogoutToken, &claims.id, true, left).await;
}

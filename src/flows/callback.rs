//! `/link/callback`, the one redirect URI: finishes a login or a link. The signed cookie tells which.

use http::header::REFERRER_POLICY;

use crate::audit::{self, What};
use crate::auth0::Fault;
use crate::auth0::authorization::{AuthorizationCode, AuthorizationResponse, CallbackQuery};
use crate::auth0::id_token::{Expected, IdTokenClaims};
use crate::auth0::token::{self, AccessToken, TokenFault, Tokens};
use crate::config::{Review as ReviewSetting, VerifiedEmail};
use crate::cookies::review::{Proved, Review};
use crate::cookies::session::Session;
use crate::cookies::transaction::{Aim, NotFound, Transaction};
use crate::cookies::{prompt, resume};
use crate::error::{Error, Refusal};
use crate::flows::tenant::{self, Extent};
use crate::flows::{accounts, again, confirm, signing_keys};
use crate::metadata::{self, kept};
use crate::page;
use crate::platform::{Platform, UnixTime};
use crate::reply::Reply;
use crate::visit::Visit;

/// Set on the address when a callback without cookies is loaded once more.
const RELOADED: &str = "reloaded";

/// Finishes what the callback's transaction began. Whatever comes of it, the transaction is gone.
///
/// # Errors
/// [`Error`], with nothing linked and nobody signed in.
pub async fn finish<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let query = CallbackQuery::parse(&visit.query).ok_or(Refusal::NoTransaction)?;
    let (ring, config) = (visit.ring(), visit.config);
    let found = Transaction::take(&query.state, visit.now, &config.base_url, ring, &mut visit.jar);
    let transaction = match found {
        Ok(transaction) => transaction,
        Err(NotFound::Expired(aim)) => {
            tried(visit, &aim, &query.state);
            again::keep_choice(visit, aim)?;
            return Err(Refusal::Expired.into());
        }
        Err(NotFound::Missing) => return without_transaction(visit, &query.state),
    };
    tried(visit, &transaction.aim, transaction.state());
    let code = match query.process(config.issuer()).map_err(|fault| {
        visit.note(format!("callback: {fault:?}"));
        Refusal::AuthorizationFailed
    })? {
        AuthorizationResponse::Code(code) => code,
        AuthorizationResponse::AccessDenied => {
            again::keep_choice(visit, transaction.aim)?;
            return Err(Refusal::AccessDenied.into());
        }
        AuthorizationResponse::Error => return Err(Refusal::AuthorizationFailed.into()),
    };
    match transaction.aim.clone() {
        Aim::Login => log_in(visit, transaction, code).await,
        Aim::Link { connection, .. } => prove(visit, transaction, code, connection).await,
        Aim::Again { swap, .. } => prove_again(visit, transaction, code, swap).await,
    }
}

/// What a sign-in was for, for the audit. Whose it was is known where somebody is signed in.
fn tried<P: Platform>(visit: &Visit<'_, P>, aim: &Aim, state: &str) {
    let Aim::Link { connection, .. } = aim else { return };
    let Ok(session) = visit.session() else { return };
    visit.attempt.begin(What::Prove, &session.subject, Some(connection), visit.config);
    visit.attempt.correlate(audit::correlation(state));
}

/// A callback that this browser holds no transaction for.
fn without_transaction<P: Platform>(visit: &Visit<'_, P>, state: &str) -> Result<Reply, Error> {
    // The callback of a review that still waits, loaded again: there is nothing more to do.
    if let Ok(session) = visit.session() {
        let waiting = Review::open(&visit.jar, visit.config, &session.subject, visit.now);
        if waiting.is_some_and(|review| review.is_from(state)) {
            return Ok(Reply::outcome("review", false));
        }
    }
    // Some versions of Safari leave out every Lax cookie on the way back from another site. Loaded
    // once more, now from our own origin, the request carries them. Cookies of others, a CDN's say,
    // may come all the same.
    let parameters = visit.parameters();
    let reloaded = parameters.iter().any(|(name, _)| name == RELOADED);
    if visit.jar.is_empty() && !reloaded {
        let mut again = visit.config.base_url.clone();
        again.set_path("/link/callback");
        again.query_pairs_mut().extend_pairs(&parameters).append_pair(RELOADED, "1");
        let page = Reply::html(http::StatusCode::OK, page::go_on(again.as_str()));
        // The address holds the code; the style sheet's request need not.
        return Ok(page.with(REFERRER_POLICY, "no-referrer"));
    }
    Err(Refusal::NoTransaction.into())
}

/// The first login: a session, unless another person's is there.
async fn log_in<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: Transaction<'_>,
    code: AuthorizationCode,
) -> Result<Reply, Error> {
    let (config, now) = (visit.config, visit.now);
    // Auth0 was asked for a login no older than this, and may have used its own session.
    let since = UnixTime(now.0.saturating_sub(config.session_max));
    let proof = exchange(visit, &transaction, code, since).await?;
    let session = begin_session(visit, proof).await;

    // Somebody lured through a silent login would otherwise link into a stranger's account.
    let other = visit.session().ok().filter(|present| present.subject != session.subject);
    if let Some(mut present) = other {
        // Auth0's own session is the other person's now: that one is to be ended at sign-out, and
        // nobody may slip in through it before.
        present.sid = session.sid.clone().or(present.sid);
        present.store(&mut visit.jar, config, now)?;
        prompt::set(&mut visit.jar, config);
        session.put_aside(&mut visit.jar, config, now)?;
        return Ok(Reply::outcome("switch", false));
    }
    session.begin(&mut visit.jar, config, now)?;
    prompt::clear(&mut visit.jar);
    Ok(Reply::see_other(transaction.return_to.as_str()))
}

/// A session of whom a login proved. Their ID token is kept, where there is a store: it proves the
/// account to Auth0 should it join another one.
async fn begin_session<P: Platform>(visit: &Visit<'_, P>, proof: Proof) -> Session {
    let (raw, expires) = (proof.claims.raw.clone(), proof.claims.expires);
    let random = visit.platform.random();
    let session = Session::new(proof.claims, proof.access_token, random, visit.now);
    if session.access_token.is_some() {
        tenant::keep_proof(visit, &session.subject, &raw, expires).await;
    }
    session
}

/// The session of the person who began the transaction, and is still signed in. The seed's flag linked
/// whoever came back next; ours names who began.
fn who_began<P: Platform>(
    visit: &Visit<'_, P>,
    transaction: &Transaction<'_>,
) -> Result<Session, Refusal> {
    let session = visit.session().ok();
    let began = session.filter(|session| transaction.is_for(&session.subject));
    began.ok_or(Refusal::SessionChanged)
}

/// The person signed in once more, because their sign-in was too old, or because their account is to
/// join the other one and Auth0 wants its proof.
async fn prove_again<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: Transaction<'_>,
    code: AuthorizationCode,
    swap: bool,
) -> Result<Reply, Error> {
    let (config, now) = (visit.config, visit.now);
    let present = who_began(visit, &transaction)?;
    let proof = exchange(visit, &transaction, code, transaction.issued).await?;
    if proof.claims.subject != present.subject {
        // Ours stays; the next login asks, since that was seen to when this one was begun.
        return Err(Refusal::PersonChanged.into());
    }
    let review = Review::open(&visit.jar, config, &present.subject, now);
    let id_token = proof.claims.raw.clone();
    let session = begin_session(visit, proof).await;
    session.begin(&mut visit.jar, config, now)?;
    prompt::clear(&mut visit.jar);
    if !swap {
        return Ok(Reply::outcome("resume", false));
    }
    // It may have run out meanwhile.
    let review = review.ok_or(Refusal::NoReview)?;
    review.swapped(id_token).store(&mut visit.jar, config, now)?;
    Ok(Reply::outcome("review", false))
}

/// The second login: the proof of the account to link, which then waits for the review.
async fn prove<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: Transaction<'_>,
    code: AuthorizationCode,
    connection: String,
) -> Result<Reply, Error> {
    let (config, now) = (visit.config, visit.now);
    let mut session = who_began(visit, &transaction)?;
    let proof = exchange(visit, &transaction, code, transaction.issued).await?;
    visit.attempt.secondary(&proof.claims.subject, config);

    // Auth0's own session is this account's now, so that is the one to end at sign-out.
    session.sid = proof.claims.sid.clone().or(session.sid);
    session.store(&mut visit.jar, config, now)?;

    // Signing in with an identity that is linked returns its primary user.
    if proof.claims.subject == session.subject {
        return Err(same_user(visit, &session, &connection).await.into());
    }
    let other =
        tenant::read_proved(visit, &proof.claims.subject, proof.access_token.as_ref()).await;
    let other = other.map_err(|fault| tenant::other_refusal(visit, fault))?;
    // The connection can be stripped from the address on the way to Auth0.
    if !other.identities.iter().any(|identity| identity.is_through(&connection)) {
        return Err(Refusal::WrongConnection.into());
    }
    if config.verified_email == VerifiedEmail::Required && !other.email_is_verified_or_absent() {
        return Err(Refusal::EmailUnverified.into());
    }
    if config.allowed_pairs.restrict() {
        let present = tenant::read_own(visit, &session, Extent::Page).await?;
        if !accounts::allowed(config, &present.identities, &other.identities) {
            return Err(Refusal::PairNotAllowed.into());
        }
    }
    let suggested = transaction.suggests(&proof.claims.subject);
    let random = visit.platform.random();
    let state = transaction.state();
    let proved = Proved {
        claims: proof.claims,
        access_token: proof.access_token,
        connection,
        bare: !metadata::has_data(&other.user_metadata)
            && kept::accounts(&other.app_metadata).is_empty(),
        many: other.identities.len() > 1,
    };
    let review = Review::new(session.subject.clone(), proved, state, random, now);
    // Somebody else than was suggested is never linked without being looked at; and what must become
    // the primary account can only be chosen in a review.
    if config.review == ReviewSetting::Never && suggested && !config.is_managed(&other) {
        return confirm::link_at_once(visit, &session, &review, &other).await;
    }
    review.store(&mut visit.jar, config, now)?;
    resume::remove(&mut visit.jar);
    Ok(Reply::outcome(if suggested { "review" } else { "wrong_account" }, false))
}

/// The second login came back as the first one's user: as the same account, or as one that is linked
/// already. Which of the two can be told by the connection; where not, nothing was wrong.
async fn same_user<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    connection: &str,
) -> Refusal {
    let Ok(user) = tenant::read_own(visit, session, Extent::Page).await else {
        return Refusal::AlreadyLinked;
    };
    let mut through = user.identities.iter().filter(|it| it.is_through(connection));
    let own = through.next().is_some_and(|identity| identity.is(&session.subject));
    if own && through.next().is_none() { Refusal::SameAccount } else { Refusal::AlreadyLinked }
}

/// Who came back, with every check passed.
struct Proof {
    claims: IdTokenClaims,
    /// In mode `user`.
    access_token: Option<AccessToken>,
}

/// The code becomes verified claims and an access token.
async fn exchange<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: &Transaction<'_>,
    code: AuthorizationCode,
    authenticated_since: UnixTime,
) -> Result<Proof, Error> {
    let config = visit.config;
    let verifier = transaction.code_verifier();
    let request = token::authorization_code_request(config, code, verifier);
    let response = visit.send("token request", request).await;
    let response = response.map_err(|_| Refusal::TenantUnreachable)?;
    let tokens = token::process_authorization_code_response(response, visit.now);
    let Tokens { id_token, access_token, scope_suffices } = tokens.map_err(|fault| {
        visit.note(format!("token request: {fault:?}"));
        match fault {
            TokenFault::InvalidGrant => Refusal::TokenRefused,
            TokenFault::Tenant(Fault::RateLimited(seconds)) => Refusal::RateLimited(seconds),
            TokenFault::Tenant(
                Fault::BadRequest
                | Fault::Conflict
                | Fault::Forbidden
                | Fault::NotFound
                | Fault::Unauthorized
                | Fault::Unexpected
                | Fault::Unreadable,
            ) => Refusal::TenantUnreachable,
        }
    })?;
    let kid = id_token.key_id().map_err(Refusal::IdToken)?;
    let keys = signing_keys::key_set(visit, &kid).await?;
    let nonce = transaction.nonce();
    let expected = Expected {
        issuer: config.issuer(),
        client_id: &config.client_id,
        nonce: &nonce,
        authenticated_since,
        acr_values: &config.acr_values,
        now: visit.now,
    };
    let claims = id_token.verify(&keys, &expected).map_err(Refusal::IdToken)?;
    if config.management_client().is_some() {
        // The person's own token is not for the Management API: there is no use for it.
        return Ok(Proof { claims, access_token: None });
    }
    if !scope_suffices {
        return Err(Refusal::MissingScope.into());
    }
    Ok(Proof { claims, access_token: Some(access_token) })
}

//! `/link/callback`, the one redirect URI: finishes a login or a link. The signed cookie tells which.

use http::header::REFERRER_POLICY;

use crate::audit::What;
use crate::auth0::authorization::{AuthorizationCode, process_authorization_response};
use crate::auth0::id_token::{Asked, IdTokenFault};
use crate::auth0::said::{Named, beginning};
use crate::auth0::token;
use crate::config::{ResponseMode, ReviewSetting};
use crate::cookies::resume::{self, Resume};
use crate::cookies::review::PendingReview;
use crate::cookies::session::Session;
use crate::cookies::transaction::{Aim, NotFound, Transaction};
use crate::cookies::{passwordless, prompt, sid};
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::record::ended_sessions;
use crate::flows::second_account::{accept, start};
use crate::flows::sign_in::login::LOGIN_REQUIRED;
use crate::flows::sign_in::reauthenticate;
use crate::flows::tenant::read_user;
use crate::flows::tenant::reason::{self, Place};
use crate::flows::tenant::verify_sign_in::{self, VerifiedSignIn};
use crate::page::Page;
use crate::platform::{Platform, UnixTime};
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::seal::correlation;
use crate::user::User;
use crate::user::identifier::{self, Channel};
use crate::visit::Visit;

/// Set on the address when a callback is loaded once more: one without cookies, or with [`REFUSED`].
const RELOADED: &str = "reloaded";
/// Its value if the tenant refused the code. Another callback of the same state may have had it.
const REFUSED: &str = "refused";
/// Longest address that a form's answer makes, in bytes.
const MAX_ADDRESS: usize = 4096;

/// Finishes what the callback's transaction began. Whatever comes of it, the transaction is gone.
///
/// # Errors
/// [`Error`], with nothing linked and nobody signed in.
pub async fn finish<P: Platform>(visit: &mut Visit<'_, P>, query: &Fields) -> Result<Reply, Error> {
    let state = query.single("state").ok().flatten().ok_or(Refusal::NoTransaction)?;
    if query.all(RELOADED).any(|how| how == REFUSED) {
        // Nothing is begun here any more: it leads on, or stays refused.
        return led_on(visit, state).ok_or_else(|| Refusal::TokenRefused.into());
    }
    let (config, now) = (visit.config, visit.now);
    let transaction = match Transaction::take(state, &mut visit.jar, config, now) {
        Ok(transaction) => transaction,
        Err(NotFound::Expired { aim, return_to, silent }) => {
            visit.page.ends_at(return_to.clone());
            tried(visit, &aim, state);
            reauthenticate::keep_choice(visit, *aim)?;
            let refusal = Refusal::Expired.into();
            return if silent { Ok(unseen(visit, &return_to, refusal)) } else { Err(refusal) };
        }
        Err(NotFound::Missing) => return without_transaction(visit, query, state),
    };
    visit.page.ends_at(transaction.return_to.clone());
    tried(visit, &transaction.aim, transaction.state());
    if !transaction.demands.silent {
        return answered(visit, transaction, query).await;
    }
    let return_to = transaction.return_to.clone();
    let outcome = answered(visit, transaction, query).await;
    // What there is no room for would be refused once this is answered.
    let outcome = outcome.and_then(|reply| Ok(visit.jar.make_fit().map(|()| reply)?));
    Ok(outcome.unwrap_or_else(|error| {
        visit.give_up();
        unseen(visit, &return_to, error)
    }))
}

/// Goes by what the tenant answered.
async fn answered<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: Transaction<'_>,
    query: &Fields,
) -> Result<Reply, Error> {
    let response = process_authorization_response(query, visit.config.issuer());
    let response = response.map_err(|fault| {
        visit.note(format!("callback: {fault:?}"));
        Refusal::AuthorizationFailed
    })?;
    let code = match response {
        Ok(code) => code,
        Err(said) => {
            visit.note(format!("callback: {}", reason::note(Place::Callback, &said)));
            if said.error == Named::Known("access_denied") {
                reauthenticate::keep_choice(visit, transaction.aim)?;
            }
            return Err(reason::refusal(Place::Callback, &said).into());
        }
    };
    let silent = transaction.demands.silent;
    let outcome = match transaction.aim.clone() {
        Aim::Login => log_in(visit, transaction, code).await,
        Aim::Link { connection, .. } => prove(visit, transaction, code, connection).await,
        Aim::Again { swap, .. } => prove_again(visit, transaction, code, swap).await,
    };
    match outcome {
        Err(Error::Refused(Refusal::TokenRefused)) if !visit.wants_json && !silent => {
            Ok(once_more(visit, query, Page::GoOnLater, REFUSED).told(Refusal::TokenRefused.code()))
        }
        outcome => outcome,
    }
}

/// If the tenant answers by a form (`response_mode = form_post`): takes it to the callback's own
/// address. Posted from another site, it comes without our cookies, which are `Lax`; the GET that
/// follows has them.
///
/// # Errors
/// [`Refusal::InvalidRequest`].
pub fn from_form<P: Platform>(visit: &Visit<'_, P>, form: &Fields) -> Result<Reply, Error> {
    if visit.config.response_mode == ResponseMode::Query {
        // As for every method that a path does not have, and not by way of the settings page.
        return Ok(Reply::refusal(Refusal::MethodNotAllowed(&["GET"]), visit.wants_json));
    }
    let mut callback = visit.config.base_url.clone();
    callback.set_path("/link/callback");
    let known = ["code", "state", "error", "error_description", "iss"];
    // One that comes twice is passed on twice, and refused there. Of a description only how it begins: the rest may
    // be long, or tell of a person.
    let pairs =
        form.pairs().filter(|(name, _)| known.contains(name)).filter_map(|(name, value)| {
            Some((name, if name == "error_description" { beginning(value)? } else { value }))
        });
    callback.query_pairs_mut().extend_pairs(pairs);
    if callback.as_str().len() > MAX_ADDRESS {
        return Err(Refusal::InvalidRequest.into());
    }
    Ok(Reply::see_other(callback.as_str()))
}

/// What a sign-in was for, for the audit; only a signed-in person's.
fn tried<P: Platform>(visit: &Visit<'_, P>, aim: &Aim, state: &str) {
    let Aim::Link { connection, .. } = aim else { return };
    let Ok(session) = visit.session() else { return };
    visit.attempt.begin(What::Prove, &session.subject, Some(connection), visit.config);
    visit.attempt.correlate(correlation(state));
}

/// A callback that this browser holds no transaction for.
fn without_transaction<P: Platform>(
    visit: &mut Visit<'_, P>,
    query: &Fields,
    state: &str,
) -> Result<Reply, Error> {
    if let Some(on) = led_on(visit, state) {
        return Ok(on);
    }
    // Some versions of Safari leave out every Lax cookie on the way back from another site. Loaded
    // once more, now from our own origin, the request carries them. Cookies of others, a CDN's say,
    // may come anyway.
    if visit.jar.is_empty() && !query.has(RELOADED) {
        return Ok(once_more(visit, query, Page::GoOn, "1"));
    }
    // A link in an e-mail is opened wherever the mail is read. Nothing here tells whether it was good.
    if Transaction::was_emailed(state) {
        return Err(Refusal::OtherBrowser.into());
    }
    Err(Refusal::NoTransaction.into())
}

/// Where a callback leads that was answered already, whatever its code is: to where the session, the one that
/// waits for the choice, or the review that came of it stands now. Nothing is asked of the tenant, no cookie
/// changes, and no success is claimed.
fn led_on<P: Platform>(visit: &mut Visit<'_, P>, state: &str) -> Option<Reply> {
    let session = visit.session().ok()?;
    let waiting = PendingReview::open(&visit.jar, visit.config, &session.subject, visit.now);
    if let Some(review) = waiting.filter(|review| review.is_from(state)) {
        visit.page.ends_at(review.return_to);
        return Some(visit.goes_on("review"));
    }
    if visit.waiting().is_some_and(|waiting| waiting.led_on(state, visit.config).is_some()) {
        return Some(visit.goes_on("switch"));
    }
    let on = session.led_on(state, visit.config)?;
    Some(Reply::see_other(on.as_str()))
}

/// Loads the callback again, from our own origin, as this says.
fn once_more<P: Platform>(
    visit: &Visit<'_, P>,
    query: &Fields,
    page: fn(String) -> Page,
    how: &str,
) -> Reply {
    let others = query.pairs().filter(|(name, _)| *name != RELOADED);
    let mut again = visit.config.base_url.clone();
    again.set_path("/link/callback");
    again.query_pairs_mut().extend_pairs(others).append_pair(RELOADED, how);
    // The address holds the code; the style sheet's request need not.
    let page = Reply::html(http::StatusCode::OK, page(again.to_string()));
    page.with(REFERRER_POLICY, "no-referrer")
}

/// The first login: a session, unless another person's is there.
async fn log_in<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: Transaction<'_>,
    code: AuthorizationCode,
) -> Result<Reply, Error> {
    let (config, now) = (visit.config, visit.now);
    // Credentials were demanded when it began, or are by now, since a link was begun in another tab.
    let demanded = transaction.demands.credentials || prompt::is_set(&visit.jar);
    let since = if demanded {
        transaction.issued
    } else {
        // Auth0 was asked for a login no older than this, and may have used its own session.
        UnixTime(now.0.saturating_sub(config.session_max))
    };
    let sign_in =
        exchange(visit, &transaction, code, since).await.map_err(|error| match error {
            // The demand was taken out of the address, or the tenant does not heed it. Asked again by itself it
            // might go round in circles.
            Error::Refused(Refusal::IdToken(IdTokenFault::AuthTimeStale)) if demanded => {
                prompt::set(&mut visit.jar, config);
                Refusal::CredentialsMissing.into()
            }
            error @ (Error::Refused(_) | Error::Broken(_)) => error,
        })?;
    if !transaction.expects(&sign_in.claims.subject) {
        // Auth0's own session is somebody else's than the page believes: the next sign-in asks.
        prompt::set(&mut visit.jar, config);
        return Err(Refusal::PersonChanged.into());
    }
    let session = begin_session(visit, sign_in, &transaction).await;

    // Somebody lured through a silent login would otherwise link into a stranger's account.
    if visit.session().is_ok_and(|present| present.subject != session.subject) {
        // Auth0's own session is the other person's now: nobody may slip in through it.
        prompt::set(&mut visit.jar, config);
        if let Some(earlier) = visit.waiting() {
            // It gives way, and is not to be chosen by its cookie any more.
            let _best_effort = ended_sessions::end_alone(visit, &earlier).await;
        }
        session.put_aside(&mut visit.jar, config, now)?;
        return Ok(visit.goes_on("switch"));
    }
    ended_sessions::begin(visit, &session)?;
    prompt::clear(&mut visit.jar);
    Ok(Reply::see_other(transaction.return_to.as_str()))
}

/// Back from a silent sign-in that let nobody in. Nobody was asked, so nobody is told: the page has its button, and
/// the log the reason.
fn unseen<P: Platform>(visit: &Visit<'_, P>, return_to: &ReturnTo, error: Error) -> Reply {
    visit.note(match error {
        Error::Refused(Refusal::IdToken(fault)) => format!("callback: unseen, ID token: {fault:?}"),
        Error::Refused(refusal) => format!("callback: unseen, {}", refusal.code()),
        Error::Broken(error) => format!("callback: unseen, {error:#}"),
    });
    Reply::see_other(&return_to.with_outcome(LOGIN_REQUIRED, None))
}

/// A session of whom a login proved. Their ID token is kept, if there is a store: it proves the
/// account to Auth0 should it join another one.
async fn begin_session<P: Platform>(
    visit: &Visit<'_, P>,
    sign_in: VerifiedSignIn,
    transaction: &Transaction<'_>,
) -> Session {
    let (raw, expires) = (sign_in.claims.raw.clone(), sign_in.claims.expires);
    let random = visit.platform.random();
    let session = Session::new(sign_in.claims, sign_in.access_token, random, visit.now);
    let session = session.came_of(transaction.state(), &visit.page.return_to);
    if session.access_token.is_some() {
        read_user::keep_id_token(visit, &session.subject, &raw, expires).await;
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
    let sign_in = exchange(visit, &transaction, code, transaction.issued).await?;
    if sign_in.claims.subject != present.subject {
        // Ours stays; the next login asks, since that was seen to when this one was begun.
        return Err(Refusal::PersonChanged.into());
    }
    let link = transaction.goes_on(&present.subject, &present.id(), visit.cookie_keys());
    let review = PendingReview::open(&visit.jar, config, &present.subject, now);
    let id_token = sign_in.claims.raw.clone();
    let session = begin_session(visit, sign_in, &transaction).await;
    ended_sessions::begin(visit, &session)?;
    prompt::clear(&mut visit.jar);
    // Without a review, signing in to the other account would be the last word.
    let reviewed = config.review == ReviewSetting::Always;
    if let Some(aim) = link.filter(|_| reviewed && reauthenticate::is_fresh(visit, &session)) {
        return start::go_on(visit, &session, aim).await;
    }
    if !swap {
        // A confirmation goes on where it was begun.
        let then = resume::open(&visit.jar, &present.subject, config, now);
        let confirms = matches!(then, Some(Resume::Confirm { .. }));
        return Ok(if confirms { visit.goes_on("resume") } else { visit.back("resume") });
    }
    // It may have run out meanwhile.
    let review = review.ok_or(Refusal::NoReview)?;
    review.swapped(id_token).store(&mut visit.jar, config, now)?;
    Ok(visit.goes_on("review"))
}

/// The second login: the proof of the account to link, which then waits for the review.
async fn prove<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: Transaction<'_>,
    code: AuthorizationCode,
    connection: String,
) -> Result<Reply, Error> {
    let emailed = transaction.aim.is_emailed();
    if emailed {
        // It is opened, whatever comes of it.
        passwordless::remove(&mut visit.jar);
    }
    let session = who_began(visit, &transaction)?;
    let sign_in = exchange(visit, &transaction, code, transaction.issued).await?;
    let way = accept::Way {
        connection: &connection,
        state: transaction.state(),
        suggested: transaction.suggests(&sign_in.claims.subject),
        embedded: transaction.embedded,
    };
    // Of a link in an e-mail, whether it brought the account of the address that it went to. Nobody else's code fits in,
    // then: no challenge protects this one.
    let went_to = |address: &&str| transaction.went_to(&identifier::folded(address));
    let is_of =
        |user: &User| !emailed || identifier::told(user, Channel::Email).iter().any(went_to);
    accept::accept(visit, &session, sign_in, way, is_of).await
}

/// The code becomes verified claims and an access token. Auth0's own session is that account's from now on,
/// whatever else comes of it here.
async fn exchange<P: Platform>(
    visit: &mut Visit<'_, P>,
    transaction: &Transaction<'_>,
    code: AuthorizationCode,
    since: UnixTime,
) -> Result<VerifiedSignIn, Error> {
    let nonce = transaction.nonce();
    let emailed = transaction.aim.is_emailed();
    let verifier = (!emailed).then(|| transaction.code_verifier());
    let request = token::authorization_code_request(visit.config, code, verifier);
    let tokens = verify_sign_in::tokens(visit, Place::CodeExchange, request).await;
    let tokens = tokens.map_err(|(_, refusal)| refusal)?;
    let begun = transaction.issued;
    let asked = if emailed {
        Asked::EmailedLink { nonce: &nonce, begun }
    } else {
        Asked::SignIn { nonce: &nonce, begun, since }
    };
    let sign_in = verify_sign_in::verify(visit, tokens, asked, &transaction.demands).await?;
    if ended_sessions::is_signed_out(visit, &sign_in.claims).await {
        visit.note("callback: the session has ended since");
        prompt::set(&mut visit.jar, visit.config);
        return Err(Refusal::CredentialsMissing.into());
    }
    if let Ok(session) = visit.session() {
        // The one to end at sign-out.
        let (sid, config, now) = (sign_in.claims.sid.as_deref(), visit.config, visit.now);
        sid::follow(sid, &session, &mut visit.jar, config, now)?;
    }
    Ok(sign_in)
}

//! `/login` begins a login; `/login/switch` chooses between two people.

use crate::auth0::assurance::Demands;
use crate::auth0::authorization::{AuthorizationRequest, authorization_request};
use crate::config::Config;
use crate::cookies::transaction::{Aim, Transaction, Wish};
use crate::cookies::{Purpose, prompt, review, sid};
use crate::error::{Error, Refusal};
use crate::flows::record::ended_sessions;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::route::embedder;
use crate::visit::{Visit, one};

/// Parameters that are passed on to Auth0, and their greatest lengths in bytes.
const PASSED_ON: [(&str, usize); 4] =
    [("connection", 128), ("screen_hint", 32), ("login_hint", 256), ("ui_locales", 128)];

/// Longest ticket of an invitation, in bytes.
const MAX_INVITATION: usize = 128;
/// Longest subject of an ID token, in bytes (OpenID Connect Core section 2).
const MAX_SUBJECT: usize = 255;
/// The outcome of a silent sign-in that would need a page: a product's page begins no other by itself.
pub const LOGIN_REQUIRED: &str = "login_required";
/// Longest id or name of an organization, in bytes.
const MAX_ORGANIZATION: usize = 128;

/// The organization to sign in to: the address may name one, unless the settings do.
fn organization(config: &Config, named: Option<&str>) -> Result<Option<String>, Refusal> {
    match (&config.organization, named) {
        (Some(fixed), Some(named)) if fixed != named => Err(Refusal::InvalidRequest),
        (Some(fixed), _) => Ok(Some(fixed.clone())),
        (None, Some(named)) => {
            let fits =
                named.len() <= MAX_ORGANIZATION && named.bytes().all(|it| it.is_ascii_graphic());
            if fits { Ok(Some(named.to_owned())) } else { Err(Refusal::InvalidRequest) }
        }
        (None, None) => Ok(None),
    }
}

/// Sends the person to Auth0 to sign in.
///
/// # Errors
/// [`Refusal::InvalidRequest`].
pub fn begin<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let parameters = visit.parameters();
    let return_to = match one(&parameters, "return_to")? {
        // A bad one is not refused: the person is signed in, and ends on the settings page.
        Some(path) => visit.config.return_to(path).unwrap_or_else(ReturnTo::home),
        None => ReturnTo::home(),
    };
    let mut further = Vec::new();
    for (name, longest) in PASSED_ON {
        let Some(value) = one(&parameters, name)? else { continue };
        #[expect(clippy::disallowed_methods, reason = "a hint is people's text")]
        if value.len() > longest || value.chars().any(char::is_control) {
            return Err(Refusal::InvalidRequest.into());
        }
        further.push((name, value));
    }
    visit.add_language(&mut further);
    let organization = organization(visit.config, one(&parameters, "organization")?)?;
    if let Some(invitation) = one(&parameters, "invitation")? {
        let fits = invitation.len() <= MAX_INVITATION
            && invitation.bytes().all(|it| it.is_ascii_graphic());
        // Auth0 accepts an invitation only with its organization.
        if !fits || organization.is_none() {
            return Err(Refusal::InvalidRequest.into());
        }
        further.push(("invitation", invitation));
    }
    // The person that the linking page believes to be signed in; nobody else may come back. If somebody else is signed
    // in here, Auth0's session is probably theirs.
    let user = one(&parameters, "user")?.filter(|user| !user.is_empty());
    if user.is_some_and(|user| user.len() > MAX_SUBJECT) {
        return Err(Refusal::InvalidRequest.into());
    }
    let differs = user.is_some_and(|user| visit.session().is_ok_and(|it| !it.subject.is(user)));
    // After a link was begun, Auth0's session may be the other account's. And a login that another site begins must ask
    // for credentials: Auth0's session may have been forced on this browser, and what the person then links would be
    // linked to a stranger's account.
    let credentials =
        prompt::is_set(&visit.jar) || !embedder::knows(&visit.headers, visit.config) || differs;
    let silent = user.is_some() && one(&parameters, "prompt")? == Some("none");
    if silent && credentials {
        return Ok(Reply::see_other(&return_to.with_outcome(LOGIN_REQUIRED, None)));
    }
    let subject = user.map(|user| visit.cookie_keys().newest().hash("subject", user));
    let demands =
        Demands { credentials, silent, subject, organization, ..Demands::of(visit.config) };
    let transaction = Transaction::begin(
        Wish { aim: Aim::Login, return_to, demands, embedded: false },
        visit.platform.random(),
        visit.now,
        visit.cookie_keys(),
        &mut visit.jar,
    )?;
    let request = AuthorizationRequest {
        state: transaction.state(),
        nonce: &transaction.nonce(),
        code_challenge: &transaction.code_challenge(),
        max_age: visit.config.session_max,
        demands: &transaction.demands,
        further,
    };
    Ok(Reply::see_other(authorization_request(visit.config, &request).as_str()))
}

/// Chooses after a login that came back as another person than the session's: the new session, which the form names as
/// `/me` did, or the present one.
///
/// # Errors
/// [`Refusal::NoSwitch`], [`Refusal::CrossSite`], [`Refusal::InvalidRequest`].
pub async fn switch<P: Platform>(visit: &mut Visit<'_, P>) -> Result<Reply, Error> {
    let choice = visit.field("choice")?.to_owned();
    // Only a person on our own page may say whose session it is to be.
    if choice == "switch" && visit.embedded {
        return Err(Refusal::CrossSite.into());
    }
    let (config, now) = (visit.config, visit.now);
    let waiting = visit.waiting().ok_or(Refusal::NoSwitch)?;
    if ended_sessions::is_ended(visit, &waiting, None).await {
        visit.jar.remove(Purpose::Switch.name());
        return Err(Refusal::NoSwitch.into());
    }
    let code = match choice.as_str() {
        "switch" => {
            // Another login may have come back since the page asked.
            if visit.field("switch")? != waiting.id() {
                return Err(Refusal::NoSwitch.into());
            }
            let (present, latest) = (visit.session()?, visit.latest_sid());
            review::remove(&mut visit.jar);
            ended_sessions::begin(visit, &waiting)?;
            // If the new session has no id at Auth0, the latest one may be that of the session replaced, whose mark
            // also ends what began before.
            let beside = latest.as_deref().filter(|sid| *sid != present.handle());
            sid::follow(beside, &waiting, &mut visit.jar, config, now)?;
            // If the tenant names no session, nobody knows whose session Auth0 has.
            if latest.is_some() && latest == waiting.sid {
                prompt::clear(&mut visit.jar);
            }
            "switched"
        }
        "keep" => {
            // The callback already allowed for Auth0's session being the other person's.
            let _best_effort = ended_sessions::end_alone(visit, &waiting).await;
            visit.jar.remove(Purpose::Switch.name());
            "kept"
        }
        _ => return Err(Refusal::InvalidRequest.into()),
    };
    visit.keep_outcome(code)?;
    Ok(visit.outcome(code))
}

//! `/login` begins a login; `/login/switch` chooses between two people.

use crate::auth0::assurance::Demands;
use crate::config::Config;
use crate::cookies::outcome::News;
use crate::cookies::transaction::{Aim, Transaction, Wish};
use crate::cookies::{Purpose, prompt, review, sid};
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::record::ended_sessions;
use crate::flows::sign_in::fresh_sign_in::{Further, passed_on, request};
use crate::platform::Platform;
use crate::reply::Reply;
use crate::return_to::ReturnTo;
use crate::route::embedder;
use crate::visit::Visit;

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

/// What `/login` is asked for.
pub struct LoginAddress<'a> {
    return_to: Option<&'a str>,
    further: Further<'a>,
    organization: Option<&'a str>,
    invitation: Option<&'a str>,
    /// Whom the linking page believes to be signed in; nobody else may come back.
    user: Option<&'a str>,
    /// Whether nobody is to be shown a page.
    silent: bool,
}

impl<'a> LoginAddress<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn read(query: &'a Fields) -> Result<Self, Refusal> {
        let id = |name, longest| match query.optional(name)? {
            Some(id) if id.len() > longest || !id.bytes().all(|it| it.is_ascii_graphic()) => {
                Err(Refusal::InvalidRequest)
            }
            id => Ok(id),
        };
        let user = query.optional("user")?;
        if user.is_some_and(|user| user.len() > MAX_SUBJECT) {
            return Err(Refusal::InvalidRequest);
        }
        Ok(Self {
            return_to: query.optional("return_to")?,
            further: passed_on(query, &PASSED_ON)?,
            organization: id("organization", MAX_ORGANIZATION)?,
            invitation: id("invitation", MAX_INVITATION)?,
            user,
            silent: user.is_some() && query.optional("prompt")? == Some("none"),
        })
    }

    /// The organization to sign in to: the address may name one, unless the settings do.
    fn organization(&self, config: &Config) -> Result<Option<String>, Refusal> {
        let fixed = config.organization.as_deref();
        let organization = fixed.or(self.organization);
        // Auth0 accepts an invitation only with its organization.
        let lacks = self.invitation.is_some() && organization.is_none();
        if lacks || self.organization.is_some_and(|named| organization != Some(named)) {
            return Err(Refusal::InvalidRequest);
        }
        Ok(organization.map(ToOwned::to_owned))
    }
}

/// Sends the person to Auth0 to sign in.
///
/// # Errors
/// [`Refusal::InvalidRequest`].
pub fn begin<P: Platform>(
    visit: &mut Visit<'_, P>,
    address: LoginAddress<'_>,
) -> Result<Reply, Error> {
    let organization = address.organization(visit.config)?;
    let LoginAddress { mut further, user, silent, .. } = address;
    further.extend(address.invitation.map(|it| ("invitation", it)));
    // A bad address is not refused: the person is signed in, and ends on the settings page.
    let return_to = address.return_to.and_then(|it| visit.config.return_to(it));
    let return_to = return_to.unwrap_or_else(ReturnTo::home);
    // If somebody else is signed in here than the linking page believes, Auth0's session is probably theirs.
    let differs = user.is_some_and(|user| visit.session().is_ok_and(|it| !it.subject.is(user)));
    // After a link was begun, Auth0's session may be the other account's. And a login that another site begins must ask
    // for credentials: Auth0's session may have been forced on this browser, and what the person then links would be
    // linked to a stranger's account.
    let credentials =
        prompt::is_set(&visit.jar) || !embedder::knows(&visit.headers, visit.config) || differs;
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
    let location = request(visit, &transaction, visit.config.session_max, further);
    Ok(Reply::see_other(location.as_str()))
}

/// Who goes on: the person of the session, or the one who waits, by the name that `/me` gave.
pub enum SwitchForm<'a> {
    /// The session stays.
    Keep,
    /// The waiting one takes its place.
    Switch(&'a str),
}

impl<'a> SwitchForm<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn read(form: &'a Fields) -> Result<Self, Refusal> {
        match form.required("choice")? {
            "keep" => Ok(Self::Keep),
            "switch" => Ok(Self::Switch(form.required("switch")?)),
            _ => Err(Refusal::InvalidRequest),
        }
    }
}

/// Chooses after a login that came back as another person than the session's.
///
/// # Errors
/// [`Refusal::NoSwitch`], [`Refusal::CrossSite`].
pub async fn switch<P: Platform>(
    visit: &mut Visit<'_, P>,
    form: Result<SwitchForm<'_>, Refusal>,
) -> Result<Reply, Error> {
    // Only a person on our own page may say whose session it is to be.
    if visit.embedded && matches!(form, Ok(SwitchForm::Switch(_))) {
        return Err(Refusal::CrossSite.into());
    }
    let (config, now) = (visit.config, visit.now);
    let waiting = visit.waiting().ok_or(Refusal::NoSwitch)?;
    if ended_sessions::is_ended(visit, &waiting, None).await {
        visit.jar.remove(Purpose::Switch.name());
        return Err(Refusal::NoSwitch.into());
    }
    let code = match form? {
        SwitchForm::Switch(id) => {
            // Another login may have come back since the page asked.
            if id != waiting.id() {
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
        SwitchForm::Keep => {
            // The callback already allowed for Auth0's session being the other person's.
            let _best_effort = ended_sessions::end_alone(visit, &waiting).await;
            visit.jar.remove(Purpose::Switch.name());
            "kept"
        }
    };
    visit.done(code, News::default())
}

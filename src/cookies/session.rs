//! Who is signed in: a sealed cookie with the person's claims and their own access token, so that nothing is stored
//! elsewhere and no token reaches the page.

use serde::{Deserialize, Serialize};

use super::review::PendingReview;
use super::sealed::SealedToken;
use super::{Jar, Purpose, shortened, transaction};
use crate::auth0::assurance::Assurance;
use crate::auth0::id_token::IdTokenClaims;
use crate::auth0::token::AccessToken;
use crate::config::Config;
use crate::platform::UnixTime;
use crate::return_to::ReturnTo;
use crate::seal::{equal, random_name};
use crate::user::UserId;

/// Longest picture address that is kept, in bytes; a longer one is left out.
const MAX_PICTURE: usize = 300;
/// Longest `return_to`, and longest connection name, that is kept, in bytes.
const MAX_TEXT: usize = 128;
/// A session is sealed anew if it is used after this many seconds.
const RENEW_AFTER: u64 = 60;
/// How long a sign-in as another person waits for their choice, in seconds.
const SWITCH_LIFETIME: u64 = 5 * 60;

/// Who is signed in, until when. Only its own cookie serialises it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Session {
    /// The person's user id: the token's own subject.
    #[serde(rename = "sub")]
    pub subject: UserId,
    /// The name to show.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the address is verified.
    #[serde(rename = "verified")]
    pub email_verified: bool,
    /// The address of the profile picture.
    pub picture: Option<String>,
    /// The connection that they signed in with, if the tenant said it.
    #[serde(rename = "via", default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// When the session began; `session_max` counts from here.
    pub began: UnixTime,
    /// The id of the Auth0 session it was made from. For a later one in this browser, see [`super::sid`].
    pub sid: Option<String>,
    /// What the sign-in proved besides. If the settings ask for more by now, the session is void.
    #[serde(flatten)]
    pub assurance: Assurance,
    /// When the person last authenticated; `reauth_after` counts from here.
    #[serde(rename = "auth")]
    pub auth_time: UnixTime,
    /// The person's own access token for the Management API, in mode `user`. The session ends no later than the token.
    #[serde(skip)]
    pub access_token: Option<AccessToken>,
    /// What changes with each sign-in, and voids the sessions of earlier ones.
    pub(super) generation: String,
    used: UnixTime,
    #[serde(flatten)]
    came: Came,
}

/// The callbacks that led to this session, so that reloading one leads on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Came {
    /// The sign-in's state, as [`transaction::mark`] shortens it.
    #[serde(rename = "from", default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Where that sign-in ended, if that fits and is not the page itself.
    #[serde(rename = "to", default, skip_serializing_if = "Option::is_none")]
    return_to: Option<String>,
    /// Likewise the state of the last link that was completed.
    #[serde(rename = "link", default, skip_serializing_if = "Option::is_none")]
    linked: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(flatten, with = "Session")]
    session: Session,
    /// None if any of its parts is missing or broken.
    #[serde(flatten)]
    token: Option<SealedToken>,
    /// If the session was put aside: the generation of the session it waits beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
}

impl Session {
    /// Whether the sign-in gave an address that was not verified then.
    #[must_use]
    pub const fn email_is_unverified(&self) -> bool {
        self.email.is_some() && !self.email_verified
    }

    /// The session of somebody who has just signed in.
    #[must_use]
    pub fn new(
        claims: IdTokenClaims,
        access_token: Option<AccessToken>,
        random: [u8; 32],
        now: UnixTime,
    ) -> Self {
        Self {
            subject: claims.subject,
            name: claims.name.map(shortened),
            email: claims.email,
            email_verified: claims.email_verified,
            picture: claims.picture.filter(|picture| picture.len() <= MAX_PICTURE),
            connection: claims.connection.filter(|connection| connection.len() <= MAX_TEXT),
            began: now,
            sid: claims.sid,
            assurance: claims.assurance,
            auth_time: claims.auth_time,
            access_token,
            generation: random_name(random),
            used: now,
            came: Came::default(),
        }
    }

    /// The same session, made by this callback.
    #[must_use]
    pub fn came_of(self, state: &str, return_to: &ReturnTo) -> Self {
        let return_to = Some(return_to.as_str().to_owned())
            .filter(|it| it.len() <= MAX_TEXT && *return_to != ReturnTo::home());
        let came = Came { from: Some(transaction::mark(state)), return_to, linked: None };
        Self { came, ..self }
    }

    /// The same session, after a link.
    #[must_use]
    pub fn linked_by(mut self, review: &PendingReview) -> Self {
        self.came.linked = Some(review.mark());
        self
    }

    /// Where the callback of this state leads if it is loaded again: to where its sign-in ended or, if it was the last
    /// link's, home; `None` if it is not this session's.
    #[must_use]
    pub fn led_on(&self, state: &str, config: &Config) -> Option<ReturnTo> {
        let mark = transaction::mark(state);
        let is = |known: &Option<String>| known.as_ref().is_some_and(|known| equal(known, &mark));
        if is(&self.came.from) {
            let return_to = self.came.return_to.as_ref().and_then(|it| config.return_to(it));
            return Some(return_to.unwrap_or_else(ReturnTo::home));
        }
        is(&self.came.linked).then(ReturnTo::home)
    }

    /// The session of the proved account, after the signed-in one was linked to it. `sid` is the latest one, from the
    /// proof.
    #[must_use]
    pub fn of_other(
        review: PendingReview,
        sid: Option<String>,
        random: [u8; 32],
        now: UnixTime,
    ) -> Self {
        let came = Came { linked: Some(review.mark()), ..Came::default() };
        Self {
            came,
            subject: review.other,
            name: review.name,
            email: review.email,
            email_verified: review.email_verified,
            picture: None,
            connection: None,
            began: now,
            sid,
            assurance: review.assurance,
            auth_time: review.auth_time,
            access_token: review.access_token,
            generation: random_name(random),
            used: now,
        }
    }

    /// The session's cookies, as one text.
    #[must_use]
    pub fn cookies(jar: &Jar) -> String {
        [Purpose::Session, Purpose::Generation]
            .map(|it| jar.get(it.name()).unwrap_or_default())
            .join(";")
    }

    /// The session of the request; `None` if nobody is signed in. It is valid only beside the generation it was made
    /// in: an answer that was under way while the person signed out can bring back the session's cookie, but not that
    /// one.
    #[must_use]
    pub fn open(jar: &Jar, config: &Config, now: UnixTime) -> Option<Self> {
        let (session, _) = read(Purpose::Session, jar, config, now)?;
        let generation = jar.get(Purpose::Generation.name())?;
        let current = equal(generation, &session.generation);
        (current && session.expires(config) > now).then_some(session)
    }

    /// Signs the person in: a new generation voids all that was under way before.
    ///
    /// # Errors
    /// If the cookie cannot be sealed.
    pub fn begin(&self, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
        jar.set(Purpose::Generation.name(), self.generation.clone(), config.session_max);
        jar.remove(Purpose::Sid.name());
        jar.remove(Purpose::Switch.name());
        self.store(jar, config, now)
    }

    /// Seals the session as it is now, in its generation.
    ///
    /// # Errors
    /// If the cookie cannot be sealed.
    pub fn store(&self, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
        let expires = self.expires(config);
        self.seal(Purpose::Session, None, jar, config, now, expires)?;
        if self.came.return_to.is_some() && !jar.has_room() {
            // Signing in matters more than where a reload leads.
            let mut short = self.clone();
            short.came.return_to = None;
            short.seal(Purpose::Session, None, jar, config, now, expires)?;
        }
        Ok(())
    }

    /// Renews the session because it is used; not at every request, since most answers then need no cookie.
    ///
    /// # Errors
    /// If the cookie cannot be sealed.
    pub fn renew(mut self, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
        if now.since(self.used) >= RENEW_AFTER {
            self.used = now;
            self.store(jar, config, now)?;
        }
        Ok(())
    }

    /// Puts this session aside until the person has chosen between it and the present one. It ends with the present
    /// one's generation: otherwise a late answer could offer it to whoever signs in next.
    ///
    /// # Errors
    /// If the cookie cannot be sealed.
    pub fn put_aside(&self, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
        // There is no room for everything, and none of it belongs to both people.
        super::review::remove(jar);
        transaction::clear(jar);
        super::passwordless::remove(jar);
        let expires = self.expires(config).min(now.plus(SWITCH_LIFETIME));
        let beside = jar.get(Purpose::Generation.name()).map(ToOwned::to_owned);
        self.seal(Purpose::Switch, beside, jar, config, now, expires)
    }

    /// The session that was put aside.
    #[must_use]
    pub fn put_aside_earlier(jar: &Jar, config: &Config, now: UnixTime) -> Option<Self> {
        let (session, beside) = read(Purpose::Switch, jar, config, now)?;
        let generation = jar.get(Purpose::Generation.name())?;
        equal(&beside?, generation).then_some(session)
    }

    /// What the session shares with its copies since its sign-in, and perhaps with later sign-ins of the same browser:
    /// the id of Auth0's session, if the tenant names one.
    #[must_use]
    pub fn handle(&self) -> &str {
        self.sid.as_ref().unwrap_or(&self.generation)
    }

    /// When it ends at the latest, however much it is used.
    #[must_use]
    pub const fn last(&self, config: &Config) -> UnixTime {
        self.began.plus(config.session_max)
    }

    /// Identifies this session to the page. It says nothing about the person, and opens nothing without the sealed
    /// cookie.
    #[must_use]
    pub fn id(&self) -> String {
        crate::seal::fingerprint(&self.generation)
    }

    fn expires(&self, config: &Config) -> UnixTime {
        let idle = self.used.plus(config.session_idle);
        let whole = idle.min(self.last(config));
        self.access_token.as_ref().map_or(whole, |token| whole.min(token.expires))
    }

    fn seal(
        &self,
        purpose: Purpose,
        beside: Option<String>,
        jar: &mut Jar,
        config: &Config,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<()> {
        let token = self.access_token.clone().map(SealedToken);
        let content = Content { session: self.clone(), token, beside };
        jar.seal(purpose, content, config, now, expires)
    }
}

/// Signs the person out: removes everything of theirs.
pub fn end(jar: &mut Jar) {
    forget(jar);
    jar.remove(Purpose::Switch.name());
    transaction::clear(jar);
}

/// Removes a session and what waits for its person. What another sign-in began stays.
pub fn forget(jar: &mut Jar) {
    for purpose in [
        Purpose::Session,
        Purpose::Generation,
        Purpose::Sid,
        Purpose::Review,
        Purpose::ReviewToken,
        Purpose::Resume,
        Purpose::Outcome,
        Purpose::Passwordless,
    ] {
        jar.remove(purpose.name());
    }
}

/// The session and, if it was put aside, the generation that it waits beside.
fn read(
    purpose: Purpose,
    jar: &Jar,
    config: &Config,
    now: UnixTime,
) -> Option<(Session, Option<String>)> {
    let Content { mut session, token, beside } = jar.open(purpose, config, now)?;
    session.access_token = token.map(|SealedToken(token)| token);
    // A session from before the mode changed has no token to act with.
    if session.access_token.is_none() && config.management_client().is_none() {
        return None;
    }
    session.assurance.suffices(config).ok()?;
    Some((session, beside))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        keeps_its_shape::<Content>(&json!({
            "sub": "auth0|ada", "name": null, "email": null, "verified": true, "picture": null,
            "began": 1, "sid": null, "auth": 1, "generation": "g", "used": 1,
            "from": "a", "to": "/", "link": "b",
        }));
    }
}

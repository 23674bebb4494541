//! What `/me` says of what was read, and `/settings` draws.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Me;
use crate::config::{Config, Connection, VerifiedEmail};
use crate::cookies::passwordless::{Passwordless, Sent};
use crate::cookies::resume::Resume;
use crate::cookies::review::Review;
use crate::cookies::session::Session;
use crate::flows::record::history::Entry;
use crate::flows::second_account::passwordless;
use crate::platform::UnixTime;
use crate::user::{Identity, User};
use crate::view::user::{ShownIdentity, ShownUser, picture};

/// The document.
#[derive(Serialize)]
pub struct Shown<'a> {
    /// Who is signed in.
    pub user: ShownUser<'a>,
    /// What is linked; none while the tenant wants fewer requests.
    pub identities: Option<Vec<ShownIdentity<'a>>>,
    /// The connection by which they signed in last, for the page as it is drawn.
    #[serde(skip)]
    pub used: Option<&'a str>,
    /// What can be linked.
    pub connections: Vec<Offered<'a>>,
    /// A code or a link that is under way.
    pub passwordless: Option<OnTheWay>,
    /// A link that waits for its confirmation.
    pub pending: Option<Pending<'a>>,
    /// A login as another person that waits for the choice.
    pub switch: Option<Switch<'a>>,
    /// The code of the last success.
    pub outcome: Option<&'a str>,
    /// What it changed, for the page as it is drawn.
    #[serde(skip)]
    pub changed: Option<&'a Identity>,
    /// What was interrupted.
    pub resume: Option<&'a Resume>,
    /// What an unlink can do beyond separating.
    pub unlink: Unlink,
    /// Whether `/suggestions` is worth asking.
    pub suggestions: bool,
    /// What happened before.
    pub history: Option<&'a [Entry]>,
    /// Where the person's own address must be verified first, and is not.
    pub verify: Option<Verify>,
    /// For how many seconds the person may change something without signing in once more; none where
    /// they always may.
    pub fresh_for: Option<u64>,
    /// For how many seconds the tenant wants fewer requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// A connection that can be linked.
#[derive(Serialize)]
pub struct Offered<'a> {
    /// Its name in the tenant.
    pub name: &'a str,
    /// What it is called; absent where the page names it by its provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// In these languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<&'a BTreeMap<&'static str, String>>,
    /// Where its account is proved on the page itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passwordless: Option<ByMessage>,
}

/// What a message needs to know, and what it can be.
#[derive(Serialize)]
pub struct ByMessage {
    /// The form's field.
    pub identifier: &'static str,
    /// What can be sent.
    pub send: &'static [Sent],
}

/// A code or a link that is under way.
#[derive(Serialize)]
pub struct OnTheWay {
    /// Of which connection.
    pub connection: &'static str,
    /// Where it went, masked.
    pub to: String,
    /// The same in full, for our own page as it is drawn: whoever typed it sees whether it is right. No document
    /// has it, and to a listed page it is masked, too.
    #[serde(skip)]
    pub whole: String,
    /// What it is.
    pub send: Sent,
    /// For how many seconds it is good.
    pub expires_in: u64,
    /// After how many seconds another one may be asked for.
    pub resend_in: u64,
    /// How many codes may still be tried.
    pub tries_left: u8,
}

/// What whoever must verify their address can do.
#[derive(Serialize)]
pub struct Verify {
    /// Have the letter sent once more.
    pub letter: bool,
}

/// What an unlink can do beyond separating.
#[derive(Serialize)]
pub struct Unlink {
    /// Give back the metadata that was put by.
    pub restore: bool,
    /// Delete the separated account.
    pub delete: bool,
}

/// A link that waits for its confirmation.
#[derive(Serialize)]
pub struct Pending<'a> {
    review: &'a str,
    connection: &'a str,
    name: Option<&'a str>,
    email: Option<&'a str>,
    expires_in: u64,
}

/// A login as another person that waits for the choice.
#[derive(Serialize)]
pub struct Switch<'a> {
    /// Names it.
    pub id: String,
    /// The other person's name.
    pub name: Option<&'a str>,
    /// Their e-mail address.
    pub email: Option<&'a str>,
}

impl Me {
    /// What the page and `/me` show of it.
    #[must_use]
    pub fn shown<'a>(&'a self, config: &'a Config, now: UnixTime) -> Shown<'a> {
        let by_client = config.management_client().is_some();
        let of_session = || of_session(&self.session, config.pictures);
        let required = config.verified_email == VerifiedEmail::Required;
        let waits = |user: &&User| required && !user.email_is_verified_or_absent();
        let verify = self.user.as_ref().filter(waits).map(|_| Verify { letter: by_client });
        // What could only be refused is not offered.
        let links = verify.is_none();
        let resume = self.resume.as_ref().filter(|it| links || !matches!(it, Resume::Link { .. }));
        let offered = |connection| offered(config, &self.session, connection);
        Shown {
            user: self.user.as_ref().map_or_else(of_session, |user| user.shown(config.pictures)),
            identities: self.user.as_ref().map(User::shown_identities),
            used: self.session.connection.as_deref(),
            connections: config.connections.iter().map(offered).collect(),
            passwordless: self
                .passwordless
                .as_ref()
                .filter(|_| links)
                .map(|message| on_the_way(message, self.embedded, now)),
            pending: self.review.as_ref().map(|review| of_review(review, now)),
            switch: self.switch.as_ref().map(of_waiting),
            outcome: self.outcome.as_ref().map(|it| it.code.as_str()),
            changed: self.outcome.as_ref().and_then(|it| it.news.changed.as_ref()),
            resume,
            verify,
            unlink: Unlink { restore: by_client, delete: by_client && self.deletes },
            suggestions: self.suggestions,
            history: self.history.as_deref(),
            fresh_for: self.fresh_for,
            retry_after: self.retry_after,
        }
    }
}

fn of_session(session: &Session, pictures: bool) -> ShownUser<'_> {
    ShownUser {
        user_id: session.subject.to_string(),
        name: session.name.as_deref(),
        email: session.email.as_deref(),
        email_verified: session.email_verified,
        picture: picture(session.picture.as_deref(), pictures),
    }
}

fn of_review(review: &Review, now: UnixTime) -> Pending<'_> {
    Pending {
        review: &review.id,
        connection: &review.connection,
        name: review.name.as_deref(),
        email: review.email.as_deref(),
        expires_in: review.expires.since(now),
    }
}

fn offered<'a>(config: &Config, session: &Session, connection: &'a Connection) -> Offered<'a> {
    let channel = passwordless::channel(config, session, connection);
    let passwordless = channel.map(|channel| ByMessage {
        identifier: channel.parameter(),
        send: passwordless::ways(config, channel),
    });
    Offered {
        name: &connection.name,
        label: connection.label.as_deref(),
        labels: Some(&connection.labels).filter(|labels| !labels.is_empty()),
        passwordless,
    }
}

fn on_the_way(message: &Passwordless, embedded: bool, now: UnixTime) -> OnTheWay {
    let identifier = &message.identifier;
    let to = identifier.masked();
    let whole = if embedded { to.clone() } else { identifier.expose().to_owned() };
    OnTheWay {
        connection: identifier.channel.connection(),
        to,
        whole,
        send: message.sent,
        expires_in: message.expires_in(now),
        resend_in: message.resend_in(now),
        tries_left: message.tries_left(),
    }
}

fn of_waiting(other: &Session) -> Switch<'_> {
    Switch { id: other.id(), name: other.name.as_deref(), email: other.email.as_deref() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::UserId;
    use crate::user::identifier::{Channel, Identifier};

    #[test]
    fn attack_no_document_and_no_listed_page_gets_what_was_typed() {
        let subject = UserId::parse("auth0|ada").unwrap();
        for (channel, typed) in
            [(Channel::Sms, "+4915112345678"), (Channel::Email, "ada@a.example")]
        {
            let identifier = Identifier::parse(channel, typed).unwrap();
            let now = UnixTime(1_800_000_000);
            let message = Passwordless::new(&subject, identifier, Sent::Code, None, [0; 32], now);
            for embedded in [false, true] {
                let shown = on_the_way(&message, embedded, now);
                assert_eq!(shown.whole == typed, !embedded);
                assert_eq!(shown.whole == shown.to, embedded);
                let document = serde_json::to_string(&shown).unwrap();
                assert!(!document.contains(typed) && !document.contains("whole"), "{document}");
            }
        }
    }
}

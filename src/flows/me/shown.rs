//! What the page and `/me` show of what was read.

use super::Look;
use crate::config::{Config, Connection, VerifiedEmail};
use crate::cookies::passwordless::Passwordless;
use crate::cookies::resume::Resume;
use crate::cookies::review::PendingReview;
use crate::cookies::session::Session;
use crate::flows::second_account::channel::{channel, ways};
use crate::platform::UnixTime;
use crate::user::User;
use crate::user::called::first_fit;
use crate::view::me::{ByMessage, Me, Offered, OnTheWay, Pending, Switch, UnlinkOptions, Verify};
use crate::view::user::{ShownUser, picture};

impl Look {
    /// What the page and `/me` show of it.
    #[must_use]
    pub fn shown<'a>(&'a self, config: &'a Config, now: UnixTime) -> Me<'a> {
        let by_client = config.management_client().is_some();
        let of_session = || of_session(&self.session, config.pictures);
        let required = config.verified_email == VerifiedEmail::Required;
        let waits = |user: &&User| required && !user.email_is_verified_or_absent();
        let verify = self.user.as_ref().filter(waits).map(|_| Verify { letter: by_client });
        // What could only be refused is not offered.
        let links = verify.is_none();
        let resume = self.resume.as_ref().filter(|it| links || !matches!(it, Resume::Link { .. }));
        let offered = |connection| offered(config, &self.session, connection);
        Me {
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
            unlink: UnlinkOptions { restore: by_client, delete: by_client && self.deletes },
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
        name: first_fit([session.name.as_deref()], session.email.as_deref()),
        email: session.email.as_deref(),
        email_verified: session.email_verified,
        picture: picture(session.picture.as_deref(), pictures),
    }
}

fn of_review(review: &PendingReview, now: UnixTime) -> Pending<'_> {
    Pending {
        review: &review.id,
        connection: &review.connection,
        name: first_fit([review.name.as_deref()], review.email.as_deref()),
        email: review.email.as_deref(),
        expires_in: review.expires.since(now),
    }
}

fn offered<'a>(config: &Config, session: &Session, connection: &'a Connection) -> Offered<'a> {
    let channel = channel(config, session, connection);
    let passwordless = channel
        .map(|channel| ByMessage { identifier: channel.parameter(), send: ways(config, channel) });
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
    let email = other.email.as_deref();
    Switch { id: other.id(), name: first_fit([other.name.as_deref()], email), email }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cookies::passwordless::Sent;
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

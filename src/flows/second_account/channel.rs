//! Which connections are proved on the settings page, by a message, and what that can be.

use crate::config::{Config, Connection, Passwordless as Setting};
use crate::cookies::passwordless::Sent;
use crate::cookies::session::Session;
use crate::user::identifier::Channel;

/// The channel of a connection that is proved on the settings page. In an organization, and if a
/// second factor is asked for, only the tenant's own page can do it.
#[must_use]
pub fn channel(config: &Config, session: &Session, connection: &Connection) -> Option<Channel> {
    let here =
        config.passwordless != Setting::Universal && session.assurance.organization.is_none();
    Channel::of(&connection.name).filter(|_| here)
}

/// What can be sent by a channel.
#[must_use]
pub fn ways(config: &Config, channel: Channel) -> &'static [Sent] {
    match (channel, config.passwordless) {
        (Channel::Email, Setting::CodeOrLink) => &[Sent::Code, Sent::Link],
        (Channel::Email | Channel::Sms, _) => &[Sent::Code],
    }
}

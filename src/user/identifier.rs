//! Where a one-time code or a link is sent: an e-mail address or a phone number, as the tenant knows it.

use serde::{Deserialize, Serialize};

use super::{Identity, User, typed};
use crate::secret::{Secret, exposed};

/// Longest e-mail address (RFC 5321 section 4.5.3.1.3, as corrected), in bytes.
const MAX_EMAIL: usize = 254;
/// Fewest and most digits of a phone number. E.164 allows 15; no country's numbers have fewer than 7 with its code.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// How a message is sent: the connection of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By e-mail.
    Email,
    /// By a text message.
    Sms,
}

impl Channel {
    /// The channel of a connection. Auth0 fixes the names of these two connections, and no others are passwordless.
    #[must_use]
    pub fn of(connection: &str) -> Option<Self> {
        [Self::Email, Self::Sms].into_iter().find(|channel| channel.connection() == connection)
    }

    /// The connection's name, which is also the `realm` of the token request.
    #[must_use]
    pub const fn connection(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// The parameter that holds the identifier.
    #[must_use]
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "phone_number",
        }
    }
}

/// An e-mail address or a phone number that a message can go to. Only a sealed cookie serialises it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Identifier {
    /// How the message is sent.
    #[serde(rename = "connection")]
    pub channel: Channel,
    #[serde(rename = "to", with = "exposed")]
    value: Secret<String>,
}

impl Identifier {
    /// Reads what a person typed; `None` if no message can be sent there.
    #[must_use]
    pub fn parse(channel: Channel, text: &str) -> Option<Self> {
        let value = match channel {
            Channel::Email => email(text)?,
            Channel::Sms => phone_number(text)?,
        };
        Some(Self { channel, value: Secret::new(value) })
    }

    /// The address or the number, for the tenant.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.value.expose()
    }

    /// Enough of it for the person to see where the message went, and too little for anybody else.
    #[must_use]
    pub fn masked(&self) -> String {
        let value = self.expose();
        match self.channel {
            Channel::Email => {
                let (local, domain) = value.split_once('@').unwrap_or_default();
                let first: String = local.chars().take(1).collect();
                format!("{first}•••@{domain}")
            }
            Channel::Sms => {
                let end: String =
                    value.chars().skip(value.chars().count().saturating_sub(2)).collect();
                let start: String = value.chars().take(3).collect();
                format!("{start} ••• {end}")
            }
        }
    }

    /// Whether the user's account on this channel has this identifier; `None` if the tenant does not say which one it
    /// has.
    #[must_use]
    pub fn is_of(&self, user: &User) -> Option<bool> {
        let told = told(user, self.channel);
        let same = |it: &&str| match self.channel {
            Channel::Email => folded(it) == folded(self.expose()),
            Channel::Sms => phone_number(it).as_deref() == Some(self.expose()),
        };
        (!told.is_empty()).then(|| told.iter().any(same))
    }
}

/// The addresses or numbers of a user's accounts on this channel, if the tenant names them.
#[must_use]
pub fn told<'a>(user: &'a User, channel: Channel) -> Vec<&'a str> {
    let through = |identity: &&Identity| identity.is_through(channel.connection());
    let of = |email: &'a Option<String>, phone_number: &'a Option<String>| match channel {
        Channel::Email => email.as_deref(),
        Channel::Sms => phone_number.as_deref(),
    };
    // The user's own fields are the first identity's.
    let first = user.identities.first().filter(through);
    let first = first.and_then(|_| of(&user.email, &user.phone_number));
    let others = user.identities.iter().skip(1).filter(through);
    let others = others.filter_map(|it| it.profile.as_ref());
    let others = others.filter_map(|it| of(&it.email, &it.phone_number));
    first.into_iter().chain(others).collect()
}

/// An address in lower case, to compare two spellings. A letter whose lower case would be ASCII stays: the Kelvin sign
/// looks like a K, but makes another address.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "an address is people's text")]
pub fn folded(address: &str) -> String {
    let small = |letter: char| {
        let kept = !letter.is_ascii() && letter.to_lowercase().any(|it| it.is_ascii());
        if kept { letter.to_string() } else { letter.to_lowercase().to_string() }
    };
    address.chars().map(small).collect()
}

/// One `@` between two parts without blanks, and a dot in the second. Only the message shows whether the mailbox
/// exists.
#[expect(clippy::disallowed_methods, reason = "an address is people's text")]
fn email(typed: &str) -> Option<String> {
    let visible = typed::visible(typed);
    let text = visible.trim();
    let (local, domain) = text.split_once('@')?;
    let blank = |it: char| it.is_whitespace() || it.is_control() || "<>()[]\\,;:\"@".contains(it);
    let labels = domain.split('.').collect::<Vec<_>>();
    let fits = !local.is_empty()
        && text.len() <= MAX_EMAIL
        && !local.contains(blank)
        && !domain.contains(blank)
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty());
    fits.then(|| text.to_owned())
}

/// E.164: a plus, the country code, the number.
fn phone_number(typed: &str) -> Option<String> {
    let number = typed::number(typed)?;
    let digits = number.strip_prefix('+')?;
    let fits = PHONE_DIGITS.contains(&digits.len()) && !digits.starts_with('0');
    fits.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(channel: Channel, text: &str, expected: Option<&str>) {
        let parsed = Identifier::parse(channel, text);
        assert_eq!(parsed.as_ref().map(Identifier::expose), expected, "{text}");
    }

    #[test]
    fn reads_phone_numbers_as_people_write_them() {
        check(Channel::Sms, "+4915112345678", Some("+4915112345678"));
        check(Channel::Sms, " +49 (151) 123-456.78 ", Some("+4915112345678"));
        check(Channel::Sms, "0049 151/12345678", Some("+4915112345678"));
        check(Channel::Sms, "+1\u{a0}555 0100 11", Some("+1555010011"));
        for text in ["0151 12345678", "15112345678", "+", "+49", "+0491511234", "+49abc1234567"] {
            check(Channel::Sms, text, None);
        }
        for text in ["+1234567890123456", "+49151\n+4915112", "++4915112345", "+(0)4915112345"] {
            check(Channel::Sms, text, None);
        }
    }

    #[test]
    fn reads_email_addresses() {
        check(Channel::Email, " Ada+b@Example.com ", Some("Ada+b@Example.com"));
        check(Channel::Email, "用户@例子.公司", Some("用户@例子.公司"));
        for text in ["", "ada", "ada@", "@example.com", "ada@example", "a@b@c.de", "a b@c.de"] {
            check(Channel::Email, text, None);
        }
        for text in ["a@c..de", "a@.de", "a@c.de,b@c.de", "<a@c.de>", "a@c.de\r\nbcc:b@c.de"] {
            check(Channel::Email, text, None);
        }
        check(Channel::Email, &format!("{}@example.com", "a".repeat(250)), None);
        // Invisible characters are removed before the length counts; nothing else is.
        let marked = "\u{202a}ada\u{200b}@ex\u{ad}ample.com\u{202c}\u{feff} ";
        check(Channel::Email, marked, Some("ada@example.com"));
        check(Channel::Email, &format!("ada{}@b.de", "\u{200b}".repeat(99)), Some("ada@b.de"));
        check(Channel::Email, "a.d-a@b\u{2010}c.de", Some("a.d-a@b\u{2010}c.de"));
        check(Channel::Email, "\u{200b}@example.com", None);
    }

    #[test]
    fn masks_what_it_shows() {
        let masked = |channel, text| Identifier::parse(channel, text).unwrap().masked();
        assert_eq!(masked(Channel::Sms, "+4915112345678"), "+49 ••• 78");
        assert_eq!(masked(Channel::Email, "ada@example.com"), "a•••@example.com");
    }

    #[test]
    fn knows_whose_it_is() {
        let user = |json: &str| serde_json::from_str::<User>(json).unwrap();
        let number = Identifier::parse(Channel::Sms, "+15550100").unwrap();
        let own = r#"{"user_id":"sms|1","phone_number":"+1555 0100","identities":[
            {"provider":"sms","user_id":"1","connection":"sms"}]}"#;
        assert_eq!(number.is_of(&user(own)), Some(true));
        let linked = r#"{"user_id":"auth0|1","phone_number":"+15550199","identities":[
            {"provider":"auth0","user_id":"1","connection":"db"},
            {"provider":"sms","user_id":"1","connection":"sms","profileData":{"phone_number":"+15550101"}}]}"#;
        assert_eq!(number.is_of(&user(linked)), Some(false));
        let silent = r#"{"user_id":"sms|1","identities":[
            {"provider":"sms","user_id":"1","connection":"sms"}]}"#;
        assert_eq!(number.is_of(&user(silent)), None);
        let address = Identifier::parse(Channel::Email, "Ada@example.com").unwrap();
        let own = r#"{"user_id":"email|1","email":"ada@example.com","identities":[
            {"provider":"email","user_id":"1","connection":"email"}]}"#;
        assert_eq!(address.is_of(&user(own)), Some(true));
    }

    #[test]
    fn a_letter_that_looks_like_another_one_is_another_one() {
        assert_eq!(folded("Ada@Example.COM"), "ada@example.com");
        assert_eq!(folded("ÅSA@example.com"), "åsa@example.com");
        for address in ["\u{212a}im@example.com", "\u{130}da@example.com", "\u{ff4b}im@example.com"]
        {
            assert!(!folded(address).starts_with(['i', 'k']), "{address}");
        }
    }
}

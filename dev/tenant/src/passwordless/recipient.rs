//! Whom a code is for: an address or a number, and how each must look.

use crate::clients::Connection;

/// Whom a code is for: a number or an address of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipient {
    pub(crate) connection: String,
    pub(super) strategy: Strategy,
    pub(crate) identifier: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    Email,
    Sms,
}

impl Strategy {
    pub(crate) fn of(connection: &Connection) -> Option<Self> {
        match connection.provider.as_str() {
            "email" => Some(Self::Email),
            "sms" => Some(Self::Sms),
            _ => None,
        }
    }

    /// The name of the parameter that holds the identifier.
    pub(crate) fn identifier(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "phone_number",
        }
    }
}

impl Recipient {
    /// Addresses count without regard to case, as Auth0 keeps them in lower case.
    pub(crate) fn new(connection: &Connection, identifier: &str) -> Option<Self> {
        let strategy = Strategy::of(connection)?;
        let identifier = match strategy {
            Strategy::Email => identifier.trim().to_lowercase(),
            Strategy::Sms => identifier.trim().to_owned(),
        };
        let right = match strategy {
            Strategy::Email => is_address(&identifier),
            Strategy::Sms => is_number(&identifier),
        };
        right.then(|| Self { connection: connection.name.clone(), strategy, identifier })
    }

    pub(super) fn key(&self) -> (String, String) {
        (self.connection.clone(), self.identifier.clone())
    }
}

/// One at sign with something around it, and a dot after it: enough to catch what is no address.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '@';
    !name.is_empty()
        && !domain.contains(odd)
        && !name.contains(odd)
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && text.len() <= 320
}

/// The pattern that Auth0 names: a plus and up to fifteen digits.
fn is_number(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

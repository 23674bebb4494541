//! Passwordless: codes and magic links that are sent, for how long they count, and who they sign in.
//!
//! Nothing leaves the machine: what would be a text message or an e-mail waits on `/inbox`.

use std::collections::HashMap;

use http::StatusCode;
use serde::Serialize;

use crate::clients::Connection;
use crate::reply::OAuthError;
use crate::tenant::Tenant;
use crate::user::{Identity, IdentityKey, Profile, User};

pub(crate) mod grant;
pub(crate) mod inbox;
pub(crate) mod link;
pub(crate) mod start;

/// Auth0's defaults: three minutes, and three wrong tries.
const LIFETIME: u64 = 180;
const TRIES: u32 = 3;

/// How many messages are kept.
const INBOX: usize = 1000;

/// A text message or an e-mail that the tenant would have sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `sms` or `email`.
    pub connection: String,
    /// The phone number or the address.
    pub to: String,
    /// `code` or `link`, or `verification` of an address.
    pub send: String,
    /// The code, where one is in it.
    pub code: Option<String>,
    /// The magic link, where one is in it.
    pub link: Option<String>,
    /// The person's address, where the application may say it and did.
    pub forwarded_for: Option<String>,
    /// The language that was asked for.
    pub language: String,
    /// When, in seconds since the epoch.
    pub at: u64,
}

/// What was sent, and what counts of it.
#[derive(Default)]
pub(crate) struct Passwordless {
    /// The one code that counts of each connection and identifier: the latest.
    codes: HashMap<(String, String), Otp>,
    messages: Vec<Message>,
    /// Since when, and how many were asked for from an address.
    windows: HashMap<String, (u64, u32)>,
}

struct Otp {
    code: String,
    client_id: String,
    sent: u64,
    wrong: u32,
}

impl Tenant {
    /// The text messages and e-mails that were sent, the oldest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        self.passwordless.messages.clone()
    }

    /// Forgets the messages so far. The codes in them count as before.
    pub fn clear_messages(&mut self) {
        self.passwordless.messages.clear();
    }
}

impl Passwordless {
    pub(crate) fn sweep(&mut self, now: u64) {
        self.codes.retain(|_, otp| !otp.is_over(now));
        self.windows.retain(|_, (began, _)| now.abs_diff(*began) < start::WINDOW);
    }
}

impl Otp {
    fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.sent) >= LIFETIME || self.wrong >= TRIES
    }
}

/// Whom a code is for: a number or an address of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipient {
    pub(crate) connection: String,
    strategy: Strategy,
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

    /// The identity that a code for this signs in with, if there is one already.
    pub(crate) fn identity(&self, tenant: &Tenant) -> Option<IdentityKey> {
        let mut own = tenant.users.identities_of(&self.connection).map(|(_, identity)| identity);
        own.find(|identity| {
            let known = match self.strategy {
                Strategy::Email => &identity.profile.email,
                Strategy::Sms => &identity.profile.phone_number,
            };
            known.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(&self.identifier))
        })
        .map(Identity::key)
    }

    /// The same; whoever is new is signed up. The code proved the address or the number.
    pub(crate) fn identity_or_new(&self, tenant: &mut Tenant, now: u64) -> IdentityKey {
        if let Some(known) = self.identity(tenant) {
            return known;
        }
        let provider = match self.strategy {
            Strategy::Email => "email",
            Strategy::Sms => "sms",
        };
        let profile = profile(provider, &self.identifier);
        let id = tenant.random.hexadecimal(24);
        let identity = Identity { profile, ..Identity::new(provider, &id, &self.connection) };
        let key = identity.key();
        tenant.users.add(User::of(identity, now));
        key
    }

    fn key(&self) -> (String, String) {
        (self.connection.clone(), self.identifier.clone())
    }
}

/// What is known of somebody whose number or address a code proved.
pub(crate) fn profile(provider: &str, identifier: &str) -> Profile {
    let known = || Some(identifier.to_owned());
    let profile = Profile {
        name: known(),
        picture: Some(format!("https://pictures.example.com/{provider}.png")),
        ..Profile::default()
    };
    if provider == "email" {
        let nickname = identifier.split('@').next().map(str::to_owned);
        Profile { nickname, email: known(), email_verified: true, ..profile }
    } else {
        // Auth0 gives these a nickname without letters.
        let nickname = Some(String::new());
        Profile { nickname, phone_number: known(), phone_verified: true, ..profile }
    }
}

/// A new code for that recipient. Those sent before do not count any more.
pub(crate) fn new_code(
    tenant: &mut Tenant,
    recipient: &Recipient,
    client_id: &str,
    now: u64,
) -> String {
    let code = tenant.random.digits();
    let otp = Otp { code: code.clone(), client_id: client_id.to_owned(), sent: now, wrong: 0 };
    tenant.passwordless.codes.insert(recipient.key(), otp);
    code
}

/// Keeps a message. A blocked user gets none, and nobody is told so.
pub(crate) fn deliver(tenant: &mut Tenant, recipient: &Recipient, message: Message) {
    let blocked = recipient
        .identity(tenant)
        .and_then(|key| tenant.users.with_key(&key))
        .is_some_and(|user| user.blocked);
    if blocked {
        tenant.passwordless.codes.remove(&recipient.key());
        return;
    }
    keep(tenant, message);
}

/// Puts a message into the inbox.
pub(crate) fn keep(tenant: &mut Tenant, message: Message) {
    let messages = &mut tenant.passwordless.messages;
    if messages.len() >= INBOX {
        messages.drain(..INBOX / 2);
    }
    messages.push(message);
}

/// Takes a code: right ones count once, and a third wrong one spends it.
pub(crate) fn take_code(
    tenant: &mut Tenant,
    recipient: &Recipient,
    client_id: &str,
    code: &str,
    now: u64,
) -> bool {
    let codes = &mut tenant.passwordless.codes;
    let Some(otp) = codes.get_mut(&recipient.key()).filter(|otp| otp.client_id == client_id) else {
        return false;
    };
    if otp.is_over(now) {
        codes.remove(&recipient.key());
        return false;
    }
    if otp.code != code.trim() {
        otp.wrong += 1;
        return false;
    }
    codes.remove(&recipient.key());
    true
}

/// Whether a code for that recipient still counts.
pub(crate) fn waits(tenant: &Tenant, recipient: &Recipient, now: u64) -> bool {
    tenant.passwordless.codes.get(&recipient.key()).is_some_and(|otp| !otp.is_over(now))
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

/// The refusals of `/passwordless/start` have a dotted form of their own.
fn bad(error: &'static str, description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::BAD_REQUEST, error, description)
}

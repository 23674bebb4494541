//! Passwordless: codes and magic links that are sent, for how long they count, and who they sign in.
//!
//! Nothing leaves the machine: what would be a text message or an e-mail waits on `/inbox`.

use http::StatusCode;

use self::recipient::{Recipient, Strategy};
use self::sent::{Message, Otp};
use crate::reply::OAuthError;
use crate::tenant::Tenant;
use crate::user::{Identity, IdentityKey, Profile, User};

pub(crate) mod grant;
pub(crate) mod inbox;
pub(crate) mod link;
pub(crate) mod recipient;
pub(crate) mod sent;
pub(crate) mod start;

/// How many messages are kept.
const INBOX: usize = 1000;

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

impl Recipient {
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

/// The refusals of `/passwordless/start` have a dotted form of their own.
fn bad(error: &'static str, description: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::BAD_REQUEST, error, description)
}

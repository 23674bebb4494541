//! Who is signed in, what is linked, what can be linked, and what waits.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cookies::passwordless::Sent;
use crate::cookies::resume::Resume;
use crate::user::Identity;
use crate::view::user::{ShownIdentity, ShownUser};
use crate::webhook::Done;

/// The document.
#[derive(Serialize)]
pub struct Me<'a> {
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
    pub unlink: UnlinkOptions,
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
pub struct UnlinkOptions {
    /// Give back the metadata that was put by.
    pub restore: bool,
    /// Delete the separated account.
    pub delete: bool,
}

/// A link that waits for its confirmation.
#[derive(Serialize)]
pub struct Pending<'a> {
    /// Its id.
    pub review: &'a str,
    /// The connection of the account that was proved.
    pub connection: &'a str,
    /// How it calls itself.
    pub name: Option<&'a str>,
    /// Its address.
    pub email: Option<&'a str>,
    /// For how many seconds it waits.
    pub expires_in: u64,
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

/// Something that happened, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What it was.
    pub what: Done,
    /// Of which connection the other account was.
    pub connection: Option<String>,
    /// Seconds since the epoch.
    pub at: u64,
    /// The account that joined or left, for the page as it is drawn.
    #[serde(skip)]
    pub of: String,
}

/// A hint at an account that may be the same person's.
#[derive(Serialize)]
pub struct Suggestion {
    /// Names it, sealed, for this person and a quarter of an hour.
    pub handle: String,
    /// Its identity provider's kind.
    pub provider: String,
    /// The connection by which it is linked.
    pub connection: String,
    /// A letter.
    pub hint: String,
}

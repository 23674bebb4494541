//! Who is signed in, what is linked, what can be linked, and what waits.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cookies::passwordless::Sent;
use crate::cookies::resume::Resume;
use crate::user::Identity;
use crate::view::user::{ShownIdentity, ShownUser};
use crate::webhook::Done;

/// The JSON document.
#[derive(Serialize)]
pub struct Me<'a> {
    /// Who is signed in.
    pub user: ShownUser<'a>,
    /// What is linked; `None` while the tenant wants fewer requests.
    pub identities: Option<Vec<ShownIdentity<'a>>>,
    /// The connection of the last sign-in, for the drawn page.
    #[serde(skip)]
    pub used: Option<&'a str>,
    /// What can be linked.
    pub connections: Vec<Offered<'a>>,
    /// A code or a link that was sent.
    pub passwordless: Option<OnTheWay>,
    /// A link that waits for confirmation.
    pub pending: Option<Pending<'a>>,
    /// A sign-in as another person that waits for the choice.
    pub switch: Option<Switch<'a>>,
    /// The code of the last success.
    pub outcome: Option<&'a str>,
    /// What it changed, for the drawn page.
    #[serde(skip)]
    pub changed: Option<&'a Identity>,
    /// What was interrupted.
    pub resume: Option<&'a Resume>,
    /// What an unlink can do besides unlinking.
    pub unlink: UnlinkOptions,
    /// Whether it makes sense to ask `/suggestions`.
    pub suggestions: bool,
    /// What happened before.
    pub history: Option<&'a [Entry]>,
    /// If the person must verify their own address first, how.
    pub verify: Option<Verify>,
    /// For how many seconds the person may change something without signing in again; `None` if they always may.
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
    /// Its label; absent if the page names it after its provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    /// The labels in these languages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<&'a BTreeMap<&'static str, String>>,
    /// If its account is proved on the page itself, how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passwordless: Option<ByMessage>,
}

/// What a message needs, and which kinds can be sent.
#[derive(Serialize)]
pub struct ByMessage {
    /// The form's field.
    pub identifier: &'static str,
    /// What can be sent.
    pub send: &'static [Sent],
}

/// A code or a link that was sent.
#[derive(Serialize)]
pub struct OnTheWay {
    /// Its connection.
    pub connection: &'static str,
    /// Where it went, masked.
    pub to: String,
    /// The same in full, for our own drawn page, so that the person can check it. No document has it, and a
    /// listed page gets it masked too.
    #[serde(skip)]
    pub whole: String,
    /// What was sent.
    pub send: Sent,
    /// For how many seconds it is valid.
    pub expires_in: u64,
    /// In how many seconds another one may be asked for.
    pub resend_in: u64,
    /// How many codes may still be tried.
    pub tries_left: u8,
}

/// What somebody who must verify their address can do.
#[derive(Serialize)]
pub struct Verify {
    /// Whether a verification e-mail can be sent again.
    pub letter: bool,
}

/// What an unlink can do besides unlinking.
#[derive(Serialize)]
pub struct UnlinkOptions {
    /// Give back the metadata that was kept.
    pub restore: bool,
    /// Delete the unlinked account.
    pub delete: bool,
}

/// A link that waits for confirmation.
#[derive(Serialize)]
pub struct Pending<'a> {
    /// Its id.
    pub review: &'a str,
    /// The connection of the account that was proved.
    pub connection: &'a str,
    /// The account's name.
    pub name: Option<&'a str>,
    /// Its e-mail address.
    pub email: Option<&'a str>,
    /// For how many seconds it waits.
    pub expires_in: u64,
}

/// A sign-in as another person that waits for the choice.
#[derive(Serialize)]
pub struct Switch<'a> {
    /// Its id.
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
    /// The other account's connection.
    pub connection: Option<String>,
    /// Seconds since the epoch.
    pub at: u64,
    /// The account that was linked or unlinked, for the drawn page.
    #[serde(skip)]
    pub of: String,
}

/// A hint at an account that may be the same person's.
#[derive(Serialize)]
pub struct Suggestion {
    /// Names it, sealed for this person and for fifteen minutes.
    pub handle: String,
    /// Its identity provider's kind.
    pub provider: String,
    /// The connection that links it.
    pub connection: String,
    /// The first letter of its name, and bullets.
    pub hint: String,
}

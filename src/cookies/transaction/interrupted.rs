//! A link that a repeated sign-in interrupts, and that goes on by itself afterwards.

use serde::{Deserialize, Serialize};

use super::{Aim, Transaction};
use crate::seal::{KeyRing, equal};
use crate::user::UserId;

/// What is to go on. The cookie that offers it at a button counts for nothing here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted {
    /// The connection that was asked for.
    #[serde(rename = "via")]
    pub connection: String,
    /// A keyed hash of the user who was suggested, and must come back.
    #[serde(rename = "is", default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<String>,
    /// Whether the account is to be made.
    #[serde(rename = "up", default, skip_serializing_if = "std::ops::Not::not")]
    pub sign_up: bool,
    /// Names the session that began it.
    #[serde(rename = "in")]
    pub session: String,
}

impl Transaction<'_> {
    /// The link that goes on behind this sign-in, in the very session that began it: who signed out or in
    /// meanwhile is asked. So is who began before the secrets changed, since the hashes are of the old one.
    #[must_use]
    pub fn goes_on(&self, subject: &UserId, session: &str, ring: KeyRing<'_>) -> Option<Aim> {
        let Aim::Again { subject: asked, link: Some(link), .. } = &self.aim else { return None };
        let primary = ring.newest().hash("subject", &subject.to_string());
        let same = equal(asked, &primary) && equal(&link.session, session);
        same.then(|| Aim::Link {
            primary,
            connection: link.connection.clone(),
            suggested: link.suggested.clone(),
            email: None,
            sign_up: link.sign_up,
        })
    }
}

//! Whom a transaction is for: hashes made with the key of its cookie, so that a rotation of the secrets does no harm.

use super::{Aim, Transaction};
use crate::seal::equal;
use crate::user::UserId;

impl Transaction<'_> {
    /// Whether this is the address that the link in an e-mail went to.
    #[must_use]
    pub fn went_to(&self, address: &str) -> bool {
        match &self.aim {
            Aim::Link { email: Some(email), .. } => equal(email, &self.key.hash("email", address)),
            Aim::Link { email: None, .. } | Aim::Login | Aim::Again { .. } => false,
        }
    }

    /// Whether a link, or a sign-in to be repeated, was begun by this subject.
    #[must_use]
    pub fn is_for(&self, subject: &UserId) -> bool {
        match &self.aim {
            Aim::Login => false,
            Aim::Link { primary: begun_by, .. } | Aim::Again { subject: begun_by, .. } => {
                equal(begun_by, &self.key.hash("subject", &subject.to_string()))
            }
        }
    }

    /// Whether a sign-in may bring this subject: anybody may, if none is named.
    #[must_use]
    pub fn expects(&self, subject: &UserId) -> bool {
        let expected = self.demands.subject.as_ref();
        expected.is_none_or(|it| equal(it, &self.key.hash("subject", &subject.to_string())))
    }

    /// Whether this is the user who was suggested, if one was.
    #[must_use]
    pub fn suggests(&self, user_id: &UserId) -> bool {
        match &self.aim {
            Aim::Login | Aim::Again { .. } => true,
            Aim::Link { suggested, .. } => suggested.as_ref().is_none_or(|suggested| {
                equal(suggested, &self.key.hash("suggested", &user_id.to_string()))
            }),
        }
    }
}

//! Whom a sign-in may bring, where the page that leads to it says who is to sign in.

use super::{Transaction, equal};
use crate::user::UserId;

impl Transaction<'_> {
    /// Whether it may be this subject: anybody may, where nobody is named. The hash is made with the key of the
    /// cookie.
    #[must_use]
    pub fn expects(&self, subject: &UserId) -> bool {
        let expected = self.demands.subject.as_ref();
        expected.is_none_or(|it| equal(it, &self.key.hash("subject", &subject.to_string())))
    }
}

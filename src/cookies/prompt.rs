//! Whether the next login must ask for credentials, because Auth0's own session may be another
//! person's, or should have ended. A constant: it says nothing else.

use super::{Jar, Purpose};
use crate::config::Config;

/// The next login asks.
pub fn set(jar: &mut Jar, config: &Config) {
    jar.set(Purpose::Prompt.name(), "1".to_owned(), config.session_max);
}

/// Somebody has signed in with credentials.
pub fn clear(jar: &mut Jar) {
    jar.remove(Purpose::Prompt.name());
}

/// Whether the next login must ask. Any cookie of the name counts, also one that comes twice: in doubt
/// the person is asked.
#[must_use]
pub fn is_set(jar: &Jar) -> bool {
    jar.has(Purpose::Prompt.name())
}

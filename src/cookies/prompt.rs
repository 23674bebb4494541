//! Whether the next login must ask for credentials, because Auth0's own session may be another person's, or should have
//! ended. A constant, which says nothing else.

use super::{Jar, Purpose};
use crate::config::Config;

/// From now on the next login asks.
pub fn set(jar: &mut Jar, config: &Config) {
    jar.set(Purpose::Prompt.name(), "1".to_owned(), config.session_max);
}

/// Somebody signed in with credentials.
pub fn clear(jar: &mut Jar) {
    jar.remove(Purpose::Prompt.name());
}

/// Whether the next login must ask. Any cookie of that name counts, even one that comes twice: if in doubt, ask.
#[must_use]
pub fn is_set(jar: &Jar) -> bool {
    jar.has(Purpose::Prompt.name())
}

//! How the last action ended, signed, for the next look at the page: the address `/?outcome=linked`
//! can be written by anybody, so the page shows a success only where `/me` agrees.

use serde::{Deserialize, Serialize};

use super::keys::KeyRing;
use super::{Jar, Purpose};
use crate::config::Config;
use crate::platform::UnixTime;

/// How long an outcome is news, in seconds.
const LIFETIME: u64 = 60;

#[derive(Serialize, Deserialize)]
struct Content {
    code: String,
}

/// Keeps the code of an outcome.
///
/// # Errors
/// Where the cookie cannot be signed.
pub fn store(code: &str, jar: &mut Jar, config: &Config, now: UnixTime) -> anyhow::Result<()> {
    let ring = KeyRing::new(&config.cookie_secrets);
    let content = Content { code: code.to_owned() };
    let signed = ring.sign(Purpose::Outcome, content, now, now.plus(LIFETIME))?;
    jar.set(Purpose::Outcome.name(), signed, LIFETIME);
    Ok(())
}

/// Takes the code of the last outcome, once.
pub fn take(jar: &mut Jar, config: &Config, now: UnixTime) -> Option<String> {
    let signed = jar.get(Purpose::Outcome.name())?.to_owned();
    jar.remove(Purpose::Outcome.name());
    let ring = KeyRing::new(&config.cookie_secrets);
    ring.verify::<Content>(Purpose::Outcome, &signed, now).map(|(content, _)| content.code)
}

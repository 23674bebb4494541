//! Seals cookies under their purpose, within the length that browsers keep.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Jar, MAX_COOKIE_BYTES, Purpose};
use crate::auth0::token::AccessToken;
use crate::config::Config;
use crate::platform::UnixTime;

/// An access token in a cookie.
#[derive(Serialize, Deserialize)]
pub(super) struct SealedToken(#[serde(with = "AccessToken")] pub(super) AccessToken);

impl Jar {
    /// Encrypts `content`, and sets it as the cookie of this purpose until `expires`.
    ///
    /// # Errors
    /// If the library fails, which it does not for content that serde can write.
    pub(super) fn seal<T: Serialize>(
        &mut self,
        purpose: Purpose,
        content: T,
        config: &Config,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<()> {
        let sealed = config.cookie_keys().seal(purpose.name(), content, now, expires)?;
        self.set(purpose.name(), sealed, expires.since(now));
        Ok(())
    }

    /// Decrypts what [`Jar::seal`] made for the same purpose; `None` for anything else.
    pub(super) fn open<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        config: &Config,
        now: UnixTime,
    ) -> Option<T> {
        config.cookie_keys().open(purpose.name(), self.get(purpose.name())?, MAX_COOKIE_BYTES, now)
    }
}

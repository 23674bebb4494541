//! Seals and signs cookies under their purpose, within the length that browsers keep.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{MAX_COOKIE_BYTES, Purpose};
use crate::platform::UnixTime;
use crate::seal::{Key, KeyRing};

impl<'a> KeyRing<'a> {
    /// Encrypts `content` for a cookie of this purpose until `expires`.
    ///
    /// # Errors
    /// If the library fails, which it does not for content that serde can write.
    pub fn seal<T: Serialize>(
        self,
        purpose: Purpose,
        content: T,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<String> {
        self.seal_as(purpose.name(), content, now, expires)
    }

    /// Decrypts what [`KeyRing::seal`] made for the same purpose; `None` for anything else.
    #[must_use]
    pub fn open<T: DeserializeOwned>(
        self,
        purpose: Purpose,
        sealed: &str,
        now: UnixTime,
    ) -> Option<T> {
        self.open_as(purpose.name(), sealed, MAX_COOKIE_BYTES, now)
    }

    /// Signs `content`, which anybody may read, for a cookie of this purpose until `expires`.
    ///
    /// # Errors
    /// If the library fails, which it does not for content that serde can write.
    pub fn sign<T: Serialize>(
        self,
        purpose: Purpose,
        content: T,
        now: UnixTime,
        expires: UnixTime,
    ) -> anyhow::Result<String> {
        self.sign_as(purpose.name(), content, now, expires)
    }

    /// Verifies what [`KeyRing::sign`] made for the same purpose, and returns the key it was made with; `None` for
    /// anything else.
    #[must_use]
    pub fn verify<T: DeserializeOwned>(
        self,
        purpose: Purpose,
        signed: &str,
        now: UnixTime,
    ) -> Option<(T, Key<'a>)> {
        self.verify_as(purpose.name(), signed, MAX_COOKIE_BYTES, now)
    }
}

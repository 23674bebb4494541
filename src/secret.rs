//! A value that cannot be printed, compared or serialised by accident, and is erased from memory.

use std::fmt;

use zeroize::Zeroize;

/// Reads and writes a secret text, or an optional one, as it is: only for what is sealed, by
/// `#[serde(with = "secret::exposed")]`.
pub(crate) mod exposed {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Secret;

    pub(crate) fn serialize<'a, T, S: Serializer>(secret: &'a T, to: S) -> Result<S::Ok, S::Error>
    where
        &'a T: Into<Option<&'a Secret<String>>>,
    {
        secret.into().map(Secret::expose).serialize(to)
    }

    pub(crate) fn deserialize<'de, T: From<Secret<String>>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        String::deserialize(from).map(|text| Secret::new(text).into())
    }
}

/// Keeps a secret out of logs and messages. [`Secret::expose`] is the only access, and [`exposed`]
/// its way into what is sealed: a search for both finds every use.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps a secret.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The secret itself.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_redacted() {
        assert_eq!(format!("{:?}", Secret::new("worthless".to_owned())), "Secret([redacted])");
    }
}

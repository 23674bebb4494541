//! Unguessable strings for codes, cookies and login states: HMAC of a counter under a key drawn once.

use hmac_sha256::HMAC;

use crate::keys::base64url;

/// Gives another string of 43 characters each time.
pub(crate) struct Random {
    key: [u8; 32],
    drawn: u64,
}

impl Random {
    #[expect(clippy::expect_used, reason = "a machine without randomness can make no key either")]
    pub(crate) fn new() -> Self {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the operating system gives random bytes");
        Self { key, drawn: 0 }
    }

    pub(crate) fn draw(&mut self) -> String {
        self.drawn += 1;
        base64url(&HMAC::mac(self.drawn.to_be_bytes(), self.key))
    }
}

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
        base64url(&self.next())
    }

    /// So many hexadecimal digits, at most 64: the ids of Auth0's own users have 24.
    pub(crate) fn hexadecimal(&mut self, length: usize) -> String {
        self.drawn += 1;
        let digits = self.next().into_iter().map(|byte| format!("{byte:02x}"));
        digits.collect::<String>().chars().take(length).collect()
    }

    /// Six decimal digits, the first ones perhaps zero.
    pub(crate) fn digits(&mut self) -> String {
        self.drawn += 1;
        let number = self
            .next()
            .iter()
            .fold(0_u64, |number, byte| (number * 256 + u64::from(*byte)) % 1_000_000);
        format!("{number:06}")
    }

    fn next(&self) -> [u8; 32] {
        HMAC::mac(self.drawn.to_be_bytes(), self.key)
    }
}

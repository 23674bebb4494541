//! From the choice of a way to sign in to the proved second account.

pub mod accept;
pub mod channel;
pub mod later;
pub mod message_limits;
pub mod passwordless;
pub mod start;
pub mod suggestions;
pub mod verification_email;

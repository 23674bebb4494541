//! Unlinking an account, and what it brought.

pub mod return_metadata;
pub mod unlink;

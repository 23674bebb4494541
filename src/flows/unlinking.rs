//! An account is taken out of another one, with what it brought.

pub mod return_metadata;
pub mod unlink;

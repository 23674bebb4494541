//! Requests to the tenant, and what its answers mean.

pub mod call;
pub mod concerns;
pub mod read_user;
pub mod reason;
pub mod signing_keys;
pub mod verify_sign_in;

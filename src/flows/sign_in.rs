//! Sessions: signing in and out, switching, and signing in again.

pub mod backchannel_logout;
pub mod fresh_sign_in;
pub mod lock;
pub mod login;
pub mod logout;
pub mod reauthenticate;

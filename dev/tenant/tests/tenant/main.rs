//! What the tenant does, through HTTP messages only; see `support.rs` for browser and application.

mod support;

mod authorize;
mod discovery;
mod faults;
mod link;
mod login;
mod logout;
mod management;
mod robust;
#[cfg(feature = "server")]
mod server;
mod sso;
mod token;
mod userinfo;

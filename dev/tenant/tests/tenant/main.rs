//! What the tenant does, through HTTP messages only; see `support.rs` for browser and application.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy's own exception for tests stops at the functions beside them; a test that fails may panic"
)]

mod support;

mod admin;
mod authorize;
mod code_page;
mod custom_domain;
mod databases;
mod discovery;
mod embedded;
mod faults;
mod link;
mod login;
mod logout;
mod logout_token;
mod machine;
mod management;
mod memberships;
mod metadata;
mod mfa;
mod odd_ids;
mod organizations;
mod passwordless;
mod provider;
mod reset;
mod response;
mod robust;
#[cfg(feature = "server")]
mod server;
mod sign_up;
mod sso;
mod state;
mod token;
mod userinfo;
mod webhooks;

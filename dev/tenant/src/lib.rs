//! A local Auth0 tenant with account linking: a value first, a server second.
//!
//! [`Tenant::handle`] takes the time and an HTTP request, and gives what the network would: an answer, a late one,
//! or none. No sockets and no clock, so a test holds browser, application and tenant in one process. The feature
//! `server` lends it sockets, and TLS. The code, in reading order:
//!
//! - [`Tenant`]: what it is set up with; `memory.rs`: what it remembers; `handle.rs`, `route.rs`: a request to its handler
//! - `seed.rs`: the example tenant; `reset.rs`: back to it; `state.rs`: what outlives a restart; `clients.rs`,
//!   `user.rs`, `users.rs`: what a tenant consists of; `organizations.rs`: who signs in to one
//! - `authorize.rs` → `login.rs` → `code.rs` → `token.rs`: a login from `/authorize` to the tokens;
//!   `authorization.rs`: its request; `response.rs`: how the code gets to the application; `sso.rs`: the
//!   tenant's own session; `logout.rs` ends it
//! - `passwordless.rs`: codes and magic links; its folder has what is asked of them, and the inbox
//! - `embedded.rs`: the same for widgets and scripts on an application's own page; `cors.rs`: which pages may ask
//! - `management.rs`: the Management API, with links and unlinks in the folder beside it
//! - `faults.rs`, `admin.rs`: what goes wrong on demand, and `/__tenant/*`; `webhooks.rs`: takes what an application
//!   sends to the outside
//! - `keys.rs`, `jws.rs`, `html.rs`, `visit.rs`, `reply.rs`, `random.rs`, `time.rs`: what these are made from
//!
//! No input makes it panic, and with the same keys, times and requests it does the same again, but for the random
//! strings it hands out.

mod admin;
mod authorization;
mod authorize;
mod clients;
mod code;
mod cors;
mod discovery;
mod embedded;
mod faults;
mod handle;
mod html;
mod jws;
mod keys;
mod login;
mod logout;
mod management;
mod memory;
mod organizations;
mod passwordless;
mod random;
mod reply;
mod reset;
mod response;
mod route;
mod seed;
#[cfg(feature = "server")]
pub mod server;
mod sso;
mod state;
mod tenant;
mod time;
mod token;
mod user;
mod userinfo;
mod users;
mod visit;
mod webhooks;

pub use clients::{
    Client, Connection, MfaPolicy, Organization, OrganizationUsage, UpstreamParam, UpstreamParams,
};
pub use faults::{Fault, Faults, Forgery, Sign, Then, When};
pub use handle::{Answer, Outcome};
pub use keys::Keys;
pub use memory::Webhook;
pub use passwordless::sent::Message;
pub use state::{State, Unreadable};
pub use tenant::{Seen, Tenant};
pub use user::{AuthenticationMethod, Identity, Profile, User};
pub use users::Account;

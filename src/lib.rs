//! Account linking for Auth0, at the edge: a settings page on which a signed-in person links other
//! accounts to their own, sees what is linked, and unlinks it.
//!
//! # Code map
//!
//! A module uses only what stands below it. Tested in `tests/flows/layers.rs`, as is that no files need each other
//! in a circle. [`flows`] has rooms, in an order of their own.
//!
//! | module | what it is for |
//! |---|---|
//! | `spin` | the two shells, for WASI 0.3 and 0.2: the only files that name an SDK |
//! | [`handle`] | from a request to its answer; the one place where an error becomes an answer |
//! | [`flows`] | what each route does, in order; `flows.rs` has a map of its rooms, such as `flows/joining`: two accounts become one, and `review/risk.rs` there decides if one question will do |
//! | [`store`] | sealed records in the key-value store, if there is one |
//! | [`visit`] | a request that is being answered |
//! | [`route`], [`reply`] | paths, methods, whom each request is taken from; its answer, compressed |
//! | [`memory`] | what an instance remembers as long as it lives |
//! | [`key_cache`], [`circuit`] | the tenant's keys; how long a tenant that fails is left alone |
//! | [`log`] | the line of a request |
//! | [`audit`] | the event of what was tried |
//! | [`page`] | what is drawn, from templates and [`view`]; `page/settings/speaker.rs` names accounts and gives them marks; static files; the policy of all |
//! | [`view`] | what was read, as plain values for pages and documents |
//! | [`cookies`] | the only reader of `Cookie` and writer of `Set-Cookie`; `cookies/transaction.rs` is a sign-in under way |
//! | [`metadata`], [`webhook`] | joining two users' metadata, and taking it back; the product's signed event |
//! | [`error`] | every refusal: status, code |
//! | [`auth0`] | the tenant's HTTP interface, as pure pairs of `*_request` and `process_*_response` |
//! | [`config`] | the settings; names, defaults and rules are in `config/settings.rs` |
//! | [`seal`] | sealing and signing under a label, by keys derived from the cookie secrets |
//! | [`user`], [`return_to`], [`words`] | users and their ids; where a flow may end; what is said, in seven languages |
//! | [`fields`], [`lenient`], [`secret`], [`ows`] | a query's or form's names and values; what is only shown of the tenant's answers; what is never shown; white space in headers |
//! | [`platform`] | the outside world: time, randomness, HTTP, a store |
//!
//! # Invariants
//!
//! Tested in `tests/flows/tidy.rs`, as far as a test can.
//!
//! - Only `spin.rs` and `spin/` name a Spin SDK; only they read a clock or draw randomness for our
//!   values.
//! - `auth0` and `cookies` never see [`platform::Platform`]; `auth0` never sees a cookie.
//! - A browser never receives a token of the tenant in readable form; cookies carry only what the
//!   files beside `cookies.rs` name.
//! - A change to an account starts with a POST, and every POST passes [`route::sender::check`]. A GET
//!   only completes what a POST began: the callback needs the signed cookie that the POST left behind;
//!   `/me` and `/settings` finish or undo a link whose journal says that it was interrupted.
//! - No input from outside can panic.

// A trap fails every request of its instance. These stand beside what Cargo.toml denies everywhere: the
// tools and the tests may trap.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::await_holding_refcell_ref,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::exit,
        clippy::infinite_loop,
        clippy::mem_forget,
        clippy::panic_in_result_fn,
        clippy::unchecked_time_subtraction
    )
)]
// The macros that print trap if their stream is closed or the disk is full; `LogLine::write` does not.
#![deny(clippy::dbg_macro, clippy::print_stderr, clippy::print_stdout)]

// The SDKs' macros expand to `::spin_sdk`.
#[cfg(all(target_family = "wasm", feature = "wasi-0-2", not(feature = "wasi-0-3")))]
extern crate spin_sdk_5 as spin_sdk;
#[cfg(all(target_family = "wasm", feature = "wasi-0-3"))]
extern crate spin_sdk_7 as spin_sdk;

pub mod audit;
pub mod auth0;
pub mod circuit;
pub mod config;
pub mod cookies;
pub mod error;
pub mod fields;
pub mod flows;
pub mod handle;
pub mod key_cache;
pub mod lenient;
pub mod log;
pub mod memory;
pub mod metadata;
pub mod ows;
pub mod page;
pub mod platform;
pub mod reply;
pub mod return_to;
pub mod route;
pub mod seal;
pub mod secret;
#[cfg(target_family = "wasm")]
mod spin;
pub mod store;
pub mod user;
pub mod view;
pub mod visit;
pub mod webhook;
pub mod words;

//! Account linking for Auth0, at the edge: a settings page on which a signed-in person links other
//! accounts to their own, sees what is linked, and unlinks it.
//!
//! # Code map
//!
//! A module uses only what stands below it, and no files need each other in a circle (`tests/flows/layers.rs`).
//!
//! | module | what it is for |
//! |---|---|
//! | `spin` | the component in each world: `spin/wasi_0_3.rs` and `spin/wasi_0_2.rs` implement [`platform`] |
//! | [`handle`] | from a request to its answer; the one place where an error becomes an answer |
//! | [`flows`] | what each route does; `src/flows.rs` has a map of its own |
//! | [`store`] | sealed records in the key-value store, if there is one |
//! | [`visit`] | a request that is being answered; `visit/calls.rs` sends its requests to the tenant |
//! | [`route`] | paths, methods, and who may send a request: `route/sender.rs`, `route/embedder.rs` |
//! | [`reply`] | an answer before cookies and common headers; files, and compression |
//! | [`memory`] | what an instance remembers as long as it lives |
//! | [`key_cache`] | the tenant's signing keys |
//! | [`circuit`] | when a tenant that fails is left alone, and for how long |
//! | [`log`] | the log line of a request |
//! | [`audit`] | the audit event of an attempt to link or unlink |
//! | [`page`] | templates and their values; `page/settings/speaker.rs` names and marks accounts; static files; the Content Security Policy |
//! | [`view`] | what was read, as plain values for pages and for the JSON of `/me` and `/link/review` |
//! | [`cookies`] | the only reader of `Cookie` and writer of `Set-Cookie`: `cookies/session.rs` is who is signed in, for how long; `cookies/transaction.rs` is a sign-in under way |
//! | [`metadata`] | joining two users' metadata, and taking it back |
//! | [`webhook`] | the signed event for the product |
//! | [`error`] | every refusal: status and code. The sentences are in `static/words/*/outcomes.ftl` |
//! | [`auth0`] | the tenant's HTTP interface, as pure pairs of `*_request` and `process_*_response` |
//! | [`config`] | the settings; names, defaults and rules are in `config/settings.rs` |
//! | [`seal`] | sealing and signing under a label, by keys derived from the cookie secrets |
//! | [`user`] | users, their identities and ids |
//! | [`return_to`] | where a flow may end |
//! | [`words`] | sentences in seven languages, from `static/words` |
//! | [`fields`] | the names and values of a query or a form; each flow makes its own `…Form` of them, and `visit/page_form.rs` what all forms share (`return_to`, `lang`, `user`) |
//! | [`lenient`] | members of the tenant's answers that decide nothing |
//! | [`secret`] | values that never reach a log |
//! | [`ows`] | white space in headers |
//! | [`platform`] | the outside world: time, randomness, HTTP, a store |
//!
//! # Invariants
//!
//! Tested in `tests/flows/tidy.rs`, as far as a test can.
//!
//! - Only `spin.rs` and `spin/` use a Spin SDK, read a clock or draw random numbers.
//! - `auth0` and `cookies` never see [`platform::Platform`]; `auth0` never sees a cookie.
//! - A browser never receives a token of the tenant in readable form. Cookies carry only what the files in
//!   `src/cookies` name.
//! - A change to an account starts with a POST, from our own page ([`route::sender::check`]) or from the script of a
//!   listed page ([`route::embedder::sends`]). A GET only completes it: the callback needs the signed cookie that the
//!   POST left; `/me` and `/settings` finish or undo a link or an unlink that left a record of its interruption.
//! - No input from outside can panic.

// A trap fails every request of its instance. These lints come on top of those in Cargo.toml, which hold for tools and
// tests, too.
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
// The printing macros trap if their stream is closed or the disk is full; `LogLine::write` does not.
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

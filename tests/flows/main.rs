//! End-to-end features, through HTTP messages only: a browser, the edge and a tenant. The edge is the
//! library in this process, or the built wasm: with `EDGE=component` on the development host, with `EDGE=spin` on
//! the command `spin` (`WASI=0.2` chooses the other world). Tests that move the clock are always of the first kind.
#![allow(
    // The clock is kept out by `tidy.rs`; what tests fold and trim is their own.
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

mod support;

mod answers;
mod attacks;
mod audit;
mod backchannel;
mod bound;
mod brand;
mod caches;
mod conformance;
mod connections;
mod embedded;
mod ended;
mod faults;
mod forged_headers;
mod forgeries;
mod form_post;
mod free_tier;
mod freshness;
mod grants;
mod guesses;
mod health;
mod history;
mod ids;
mod instance;
mod isolation;
mod key_sets;
mod languages;
mod later;
mod layers;
mod lifetimes;
mod limits;
mod link;
mod linking;
mod lock;
mod login;
mod logout;
mod magic_link;
mod markdown;
mod me;
mod merge;
mod mishaps;
mod mode_client;
mod named_tests;
mod navigation;
mod new_password;
mod observatory;
mod odd;
mod openapi;
mod organizations;
mod own_email;
mod passed_on;
mod passwordless;
mod paths;
mod policy;
mod privacy;
mod properties;
mod raw_requests;
mod reasons;
mod refusals;
mod repeated;
mod requests;
mod return_to;
mod review;
mod said;
mod scopes;
mod sending;
mod sessions;
mod settings_edge;
mod settings_page;
mod settings_table;
mod several_hosts;
mod slow_store;
mod spared;
mod spinkube;
mod suggestions;
mod swap;
mod sweep;
mod tampering;
mod tidy;
mod unlink;
mod unlink_options;
mod unwritten_log;
mod upstream;
mod vectors;
mod ways;
mod webhook;

//! Fuzz targets: each takes bytes, gives them to a parser of the component as if they came from outside,
//! and checks what must hold of the result, besides that nothing panics.
//!
//! - `variants.rs`: settings; `world.rs`: a clock, a tenant that answers as the input says; `cast.rs`: the people, their
//!   cookies and tokens, which an input names by a word in braces
//! - `request.rs`, `form.rs`: whole requests; the other files: one parser each
//! - `corpus/`: what each target begins with; `dictionary.txt`: words to put together
//!
//! `cargo verify --only fuzz` runs each for a moment. Longer, where `cargo fuzz` is installed:
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir dev/fuzz --target-dir target/fuzz -s none request`.

pub mod cast;
pub mod cookies;
pub mod form;
pub mod id_token;
pub mod identifiers;
pub mod jwks;
pub mod management;
pub mod metadata;
pub mod query;
pub mod request;
pub mod return_to;
pub mod settings;
pub mod tokens;
pub mod variants;
pub mod world;

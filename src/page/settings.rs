//! `/settings` in every state, drawn: a file for each part, filled with plain values.

pub(crate) mod add;
pub(crate) mod interrupted;
pub(crate) mod others;
pub(crate) mod outcome;
pub(crate) mod overview;
pub(crate) mod parts;
pub(crate) mod review;
pub mod said;
pub(crate) mod saved;
pub(crate) mod speaker;
pub(crate) mod steps;
pub(crate) mod unlink;

//! What was read, as plain values: `/me` and `/link/review` are written, and the page is drawn, from them.

pub mod me;
pub mod review;
pub mod user;

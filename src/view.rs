//! What was read, as plain values: `/me` and `/link/review` are written from them, and the page is drawn from them.

pub mod me;
pub mod review;
pub mod user;

//! What was read, as plain values, from which the page is drawn, and the documents `/me` and `/link/review` are made.

pub mod me;
pub mod review;
pub mod user;

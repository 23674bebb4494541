//! What is recorded: the history, the events for the product, ended sessions.

pub mod completed;
pub mod ended_sessions;
pub mod history;
pub mod product_event;

//! Two accounts become one: the review, the confirmation, the link, and what an interrupted one left.

pub mod both_accounts;
pub mod carry_metadata;
pub mod confirm;
pub mod link;
pub mod lost_with_account;
pub mod primary;
pub mod recover_interrupted;
pub mod review;

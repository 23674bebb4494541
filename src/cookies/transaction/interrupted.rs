//! A link that a repeated sign-in interrupts, and that goes on by itself afterwards.

use serde::{Deserialize, Serialize};

/// What is to go on. Signed here, so the `resume` cookie, which offers it at a button, is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted {
    /// The connection that was asked for.
    #[serde(rename = "via")]
    pub connection: String,
    /// A keyed hash of the user who was suggested, and must come back.
    #[serde(rename = "is", default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<String>,
    /// Whether to create the account first.
    #[serde(rename = "up", default, skip_serializing_if = "std::ops::Not::not")]
    pub sign_up: bool,
    /// The session that began it.
    #[serde(rename = "in")]
    pub session: String,
}

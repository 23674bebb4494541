//! A link that is to be made, and the account that stays.

use crate::auth0::Fault;
use crate::auth0::users::{Access, LinkCredential};
use crate::error::Refusal;
use crate::flows::joining::both_accounts::Account;
use crate::flows::tenant::call::Operation;
use crate::flows::tenant::read_user::{self, Extent};
use crate::metadata::Choices;
use crate::platform::Platform;
use crate::user::{User, UserId};
use crate::visit::Visit;

/// A link that is to be made.
pub struct Link<'a> {
    /// The account that stays.
    pub primary: Access,
    /// Whether that is the proved account, not the signed-in one.
    pub swap: bool,
    /// The account that joins it.
    pub secondary: UserId,
    /// What shows Auth0 that.
    pub credential: LinkCredential,
    /// The connection by which the other account was proved.
    pub connection: String,
    /// The id of its review.
    pub review: String,
    /// What both have, the primary first, and what is to become of it; none if nothing is to be carried
    /// over.
    pub data: Option<(&'a Account, &'a Account, &'a Choices)>,
}

/// Reads the account that stays.
///
/// # Errors
/// [`Fault`], noted.
pub async fn read_primary<P: Platform>(
    visit: &Visit<'_, P>,
    link: &Link<'_>,
) -> Result<User, Fault> {
    let operation = if link.swap { Operation::ReadOther } else { Operation::ReadUser };
    read_user::read(visit, operation, &link.primary, Extent::Page).await
}

/// What a fault of a call about the primary account means.
pub fn refusal<P: Platform>(visit: &mut Visit<'_, P>, link: &Link<'_>, fault: Fault) -> Refusal {
    if link.swap {
        read_user::other_refusal(visit, fault)
    } else {
        read_user::own_refusal(visit, fault)
    }
}

//! What follows a link or an unlink that is done: the person's history, and the product's event.

use crate::cookies::review::Review;
use crate::flows::history;
use crate::metadata::journal::Journal;
use crate::platform::Platform;
use crate::user::UserId;
use crate::visit::Visit;

/// Two accounts became one.
pub async fn linked<P: Platform>(visit: &Visit<'_, P>, review: &Review, swap: bool) {
    let (primary, secondary) =
        if swap { (&review.other, &review.present) } else { (&review.present, &review.other) };
    let what = if swap { Done::Swapped } else { Done::Linked };
    tell(visit, what, primary, secondary, Some(&review.connection)).await;
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// An account joined the signed-in one.
    Linked,
    /// The signed-in account joined another one.
    Swapped,
    /// An identity became an account of its own.
    Unlinked,
}

/// Tells of it: `primary` is the account that is there now, `secondary` what joined or left it.
pub async fn tell<P: Platform>(
    visit: &Visit<'_, P>,
    what: Done,
    primary: &UserId,
    _secondary: &UserId,
    connection: Option<&str>,
) {
    history::add(visit, primary, what, connection).await;
}

/// An interrupted link turned out to be there: it is told of now.
pub async fn settled<P: Platform>(visit: &Visit<'_, P>, primary: &UserId, journal: &Journal) {
    let Some(secondary) = UserId::parse(&journal.secondary) else { return };
    let what = if journal.swap { Done::Swapped } else { Done::Linked };
    tell(visit, what, primary, &secondary, Some(&journal.connection)).await;
}

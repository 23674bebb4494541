//! What an interrupted link left behind is finished if the link is there, and undone if it is not.

use crate::auth0::users::Access;
use crate::flows::joining::{both_accounts, carry_metadata};
use crate::metadata::journal::Journal;
use crate::platform::Platform;
use crate::user::{User, UserId};
use crate::visit::Visit;

/// How an interrupted link ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Recovered {
    /// The link is there, and was not reported yet.
    Linked(Journal),
    /// Nothing is left.
    Nothing,
    /// It is too early to tell, or it could not be finished or undone.
    Open,
}

/// Finishes or undoes. `user` is the primary account as it is now; `waiting` is the account whose review waits in this
/// browser and may be confirmed at any moment.
pub async fn recover<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    user: &User,
    waiting: Option<&UserId>,
) -> Recovered {
    let found = both_accounts::interrupted(visit, access.user_id(), &user.user_metadata).await;
    let Some(journal) = found else { return Recovered::Nothing };
    let secondary = &journal.about.secondary;
    let over = journal.over_in(visit.platform.now()) == 0;
    let waits = waiting == Some(secondary);
    if user.has_identity(secondary) {
        // Before that, its own request is about to report it.
        let done = (over || !waits)
            && carry_metadata::drop_journal(visit, access, user, &journal).await.is_ok();
        return if done { Recovered::Linked(journal) } else { Recovered::Open };
    }
    if over && !waits && carry_metadata::take_back(visit, access, user, &journal).await.is_ok() {
        visit.note("an interrupted link was undone");
    }
    // `user` was read before anything was undone.
    Recovered::Open
}

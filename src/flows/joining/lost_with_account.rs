//! What else is lost with an account that joins another one, because Auth0 does not move it along.

use futures_util::future::join;

use crate::auth0::users::{self, Access, Belonging};
use crate::flows::tenant::call::{self, Operation, call};
use crate::metadata;
use crate::platform::Platform;
use crate::user::{User, UserId};
use crate::view::review::Warning;
use crate::visit::Visit;

/// What an account would lose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belongings {
    /// What it has.
    pub warnings: Vec<Warning>,
    /// Whether there may be more, which could not be read.
    pub unread: bool,
}

/// What each of the two accounts would lose. In mode `user` a person's own token sees no roles and no memberships: only
/// the profile tells.
pub async fn of_both<P: Platform>(
    visit: &Visit<'_, P>,
    present: &User,
    other: &User,
) -> [Belongings; 2] {
    join(of(visit, present), of(visit, other)).await.into()
}

/// What the user's own profile tells.
#[must_use]
pub fn told(user: &User) -> Vec<Warning> {
    let all = [
        (Warning::AppMetadata, metadata::has_data(&user.app_metadata)),
        (Warning::SecondFactor, !user.multifactor.is_empty()),
    ];
    all.into_iter().filter(|(_, has)| *has).map(|(warning, _)| warning).collect()
}

async fn of<P: Platform>(visit: &Visit<'_, P>, user: &User) -> Belongings {
    let (mut warnings, mut unread) = (told(user), false);
    let by_client = visit.config.management_client().is_some();
    for (belonging, scope, warning) in [
        (Belonging::Organizations, "read:organizations", Warning::Organizations),
        (Belonging::Roles, "read:roles", Warning::Roles),
        (Belonging::AuthenticationMethods, "read:authentication_methods", Warning::SecondFactor),
    ] {
        if warnings.contains(&warning) {
            continue;
        }
        // Nice to know, but nobody should have to wait for it.
        let may_ask = visit.memory.is_granted(scope) && !visit.is_long();
        let has = if may_ask { has(visit, user, belonging).await } else { None };
        unread |= has.is_none() && by_client;
        warnings.extend((has == Some(true)).then_some(warning));
    }
    warnings.sort_unstable();
    Belongings { warnings, unread }
}

/// `None` if it cannot be read; the log says so.
async fn has<P: Platform>(visit: &Visit<'_, P>, user: &User, belonging: Belonging) -> Option<bool> {
    let user_id = UserId::parse(&user.user_id)?;
    let access: Access = call::access(visit, &user_id, None).await.ok()?;
    let listed = call(
        visit,
        Operation::List(belonging),
        &access,
        |access| users::belonging_request(visit.config, access, belonging),
        users::process_belonging_response,
    );
    listed.await.ok()
}

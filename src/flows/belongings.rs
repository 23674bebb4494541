//! What else is lost with an account that joins another one: what Auth0 does not move along.

use futures_util::future::join;
use serde::Serialize;

use crate::auth0::users::{self, Access, Belonging};
use crate::flows::management::{self, Operation, call};
use crate::metadata;
use crate::platform::Platform;
use crate::user::{User, UserId};
use crate::visit::Visit;

/// Something that an account has and that does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Data that the product keeps with it: permissions, a plan.
    AppMetadata,
    /// Memberships of organizations.
    Organizations,
    /// Roles.
    Roles,
    /// A second factor.
    SecondFactor,
}

/// What each of the two accounts would lose, as far as the scopes let the edge see it.
pub async fn warnings<P: Platform>(
    visit: &Visit<'_, P>,
    present: &User,
    other: &User,
) -> (Vec<Warning>, Vec<Warning>) {
    join(of(visit, present), of(visit, other)).await
}

async fn of<P: Platform>(visit: &Visit<'_, P>, user: &User) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if metadata::has_data(&user.app_metadata) {
        warnings.push(Warning::AppMetadata);
    }
    for (belonging, scope, warning) in [
        (Belonging::Organizations, "read:organizations", Warning::Organizations),
        (Belonging::Roles, "read:roles", Warning::Roles),
        (Belonging::AuthenticationMethods, "read:authentication_methods", Warning::SecondFactor),
    ] {
        let profile_says = warning == Warning::SecondFactor && !user.multifactor.is_empty();
        // Nice to know, and not worth making anybody wait.
        let may_ask = visit.memory.is_granted(scope) && !visit.is_long();
        if profile_says || (may_ask && has(visit, user, belonging).await) {
            warnings.push(warning);
        }
    }
    warnings
}

/// What cannot be read is not warned of; the log says that it could not.
async fn has<P: Platform>(visit: &Visit<'_, P>, user: &User, belonging: Belonging) -> bool {
    let Some(user_id) = UserId::parse(&user.user_id) else { return false };
    let access: Access = match management::access(visit, &user_id, None).await {
        Ok(access) => access,
        Err(_) => return false,
    };
    let listed = call(
        visit,
        Operation::List(belonging),
        &access,
        |access| users::belonging_request(visit.config, access, belonging),
        users::process_belonging_response,
    );
    listed.await.unwrap_or(false)
}

//! Giving an unlinked account the metadata back that it had when it was linked.

use serde_json::{Map, Value};

use crate::auth0::Fault;
use crate::auth0::users::{Access, Changes};
use crate::flows::carry::update;
use crate::flows::management::{self, Operation};
use crate::flows::tenant::{self, Extent};
use crate::metadata::{self, kept};
use crate::platform::Platform;
use crate::user::{User, UserId};
use crate::visit::Visit;

/// Gives an unlinked account its metadata back where `give` says so, and forgets what was put by; says
/// whether there was anything to give. `user` is the account that it was unlinked from.
///
/// # Errors
/// [`Fault`], where it was not given; then what was put by is still there.
pub async fn give_back<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    user: &User,
    identity: &UserId,
    give: bool,
) -> Result<bool, Fault> {
    let Some(data) = kept::of(&user.app_metadata, identity) else { return Ok(false) };
    if give && metadata::has_data(data) {
        let separated = management::access(visit, identity, None).await?;
        let changes = Changes { user_metadata: data.clone(), app_metadata: Map::new() };
        if let Err(fault) = update(visit, &separated, &changes).await
            && !(fault.leaves_open() && has(visit, &separated, data).await)
        {
            return Err(fault);
        }
    }
    // Where that fails, the next visit finds that there is nothing left to give, and tries again.
    let forget = Changes { user_metadata: Map::new(), app_metadata: kept::forget(identity) };
    let _noted = update(visit, access, &forget).await;
    Ok(give)
}

/// Whether the account has all of it, though only the answer that said so may be lost.
async fn has<P: Platform>(
    visit: &Visit<'_, P>,
    separated: &Access,
    data: &Map<String, Value>,
) -> bool {
    let read = tenant::read(visit, Operation::ReadOther, separated, Extent::Page).await;
    read.is_ok_and(|user| {
        data.iter().all(|(key, value)| user.user_metadata.get(key) == Some(value))
    })
}

/// What an unlink that was interrupted left: data put by for an account that is not linked any more. It
/// gets it, if it has nothing of its own.
pub async fn settle<P: Platform>(visit: &Visit<'_, P>, access: &Access, user: &User) {
    for user_id in kept::accounts(&user.app_metadata) {
        if user.has_identity(&user_id) {
            continue;
        }
        let separated = match management::access(visit, &user_id, None).await {
            Ok(access) => access,
            Err(_) => return,
        };
        let found = tenant::read(visit, Operation::ReadOther, &separated, Extent::Page).await;
        let give = match &found {
            Ok(found) => !metadata::has_data(&found.user_metadata),
            Err(Fault::NotFound) => false,
            Err(_) => return,
        };
        if give_back(visit, access, user, &user_id, give).await.is_ok() {
            visit.note("an interrupted unlink was finished");
        }
        // The rest, should there be any, at the next visit: this one read the metadata before.
        return;
    }
}

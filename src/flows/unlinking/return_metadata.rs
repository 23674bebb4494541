//! Gives an unlinked account back the metadata that it had when it was linked.

use serde_json::{Map, Value};

use crate::auth0::Fault;
use crate::auth0::users::{Access, Changes};
use crate::flows::joining::carry_metadata::update;
use crate::flows::tenant::call::{self, Operation};
use crate::flows::tenant::read_user::{self, Extent};
use crate::metadata::{self, kept};
use crate::platform::Platform;
use crate::user::{Identity, User, UserId};
use crate::visit::Visit;

/// Access to the account that the unlinked identity now is: exactly that one, its connection included. A stranger of
/// another database may have the same id.
///
/// # Errors
/// [`Fault`], and [`Fault::OtherUser`] if it is another account.
pub async fn separated<P: Platform>(
    visit: &Visit<'_, P>,
    user_id: &UserId,
    identity: &Identity,
) -> Result<Access, Fault> {
    let access = call::access(visit, user_id, None).await?;
    let user = read_user::read(visit, Operation::ReadOther, &access, Extent::Page).await?;
    let connection = identity.connection.as_deref();
    match user.identities.as_slice() {
        [own]
            if user.is_whole()
                && own.is(user_id)
                && connection.is_some_and(|it| own.is_through(it)) =>
        {
            Ok(access)
        }
        _ => {
            visit.note("the account under the unlinked identity's id is another one");
            Err(Fault::OtherUser)
        }
    }
}

/// Gives an unlinked account its metadata back, if there is access to it, and removes the kept copy; says whether the
/// account got it. `user` is the account that it was unlinked from.
///
/// # Errors
/// [`Fault`], if it was not given back; then the copy is still there.
pub async fn give_back<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    user: &User,
    identity: &UserId,
    separated: Option<&Access>,
) -> Result<bool, Fault> {
    let Some(data) = kept::of(&user.app_metadata, identity) else { return Ok(false) };
    if let Some(separated) = separated.filter(|_| metadata::has_data(data)) {
        let changes = Changes { user_metadata: data.clone(), app_metadata: Map::new() };
        if let Err(fault) = update(visit, separated, &changes).await
            && !(fault.leaves_open() && has(visit, separated, data).await)
        {
            return Err(fault);
        }
    }
    // If this fails, the next visit finds nothing left to give back, and removes it then.
    let forget = Changes { user_metadata: Map::new(), app_metadata: kept::forget(identity) };
    let _noted = update(visit, access, &forget).await;
    Ok(separated.is_some())
}

/// Whether the account has all of it after all, if only the answer was lost.
async fn has<P: Platform>(
    visit: &Visit<'_, P>,
    separated: &Access,
    data: &Map<String, Value>,
) -> bool {
    let read = read_user::read(visit, Operation::ReadOther, separated, Extent::Page).await;
    read.is_ok_and(|user| {
        data.iter().all(|(key, value)| user.user_metadata.get(key) == Some(value))
    })
}

/// Finishes an interrupted unlink: metadata is kept for an account that is no longer linked. The account gets it,
/// unless it has some of its own.
pub async fn recover<P: Platform>(visit: &Visit<'_, P>, access: &Access, user: &User) {
    // It may be linked, but unreadable.
    if !user.is_whole() {
        return;
    }
    for user_id in kept::accounts(&user.app_metadata) {
        let connection = kept::connection(&user.app_metadata, &user_id);
        // If no connection was kept with it, only its person may have it given back.
        let unknown = connection.is_none() && user_id.provider() == read_user::DATABASE;
        if user.has_identity(&user_id) || unknown {
            continue;
        }
        let Ok(separated) = call::access(visit, &user_id, None).await else { return };
        let found = read_user::read(visit, Operation::ReadOther, &separated, Extent::Page).await;
        let give = match &found {
            Ok(found) => {
                let own = found.identities.first();
                let is_it = own.is_some_and(|own| {
                    own.is(&user_id) && connection.is_none_or(|it| own.is_through(it))
                });
                is_it && !metadata::has_data(&found.user_metadata)
            }
            Err(Fault::NotFound) => false,
            Err(_) => return,
        };
        let to = give.then_some(&separated);
        if give_back(visit, access, user, &user_id, to).await.is_ok() {
            visit.note("an interrupted unlink was finished");
        }
        // Others at the next visit: this one read the metadata before the change.
        return;
    }
}

//! Giving an unlinked account the metadata back that it had when it was linked.

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

/// Access to the account that an unlinked identity is by now: of exactly that one, connection included, and no
/// other. Under its id there may be a stranger of another database.
///
/// # Errors
/// [`Fault`], and [`Fault::OtherUser`] where it is another account.
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

/// Gives an unlinked account, where there is access to it, its metadata back, and forgets what was put by; says
/// whether there was anything to give. `user` is the account that it was unlinked from.
///
/// # Errors
/// [`Fault`], where it was not given; then what was put by is still there.
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
    // Where that fails, the next visit finds that there is nothing left to give, and tries again.
    let forget = Changes { user_metadata: Map::new(), app_metadata: kept::forget(identity) };
    let _noted = update(visit, access, &forget).await;
    Ok(separated.is_some())
}

/// Whether the account has all of it, though only the answer that said so may be lost.
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

/// What an unlink that was interrupted left: data put by for an account that is not linked any more. It
/// gets it, if it has nothing of its own.
pub async fn settle<P: Platform>(visit: &Visit<'_, P>, access: &Access, user: &User) {
    // It may be linked, and only not be readable.
    if !user.is_whole() {
        return;
    }
    for user_id in kept::accounts(&user.app_metadata) {
        let connection = kept::connection(&user.app_metadata, &user_id);
        // What was put by before its connection was, too, is given back by its person alone.
        let unknown = connection.is_none() && user_id.provider() == read_user::DATABASE;
        if user.has_identity(&user_id) || unknown {
            continue;
        }
        let separated = match call::access(visit, &user_id, None).await {
            Ok(access) => access,
            Err(_) => return,
        };
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
        // The rest, should there be any, at the next visit: this one read the metadata before.
        return;
    }
}

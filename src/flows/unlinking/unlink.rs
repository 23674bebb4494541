//! `/unlink`: an identity becomes an account of its own again; in mode `client` it can get its metadata back, or be
//! deleted.

use serde_json::Map;

use crate::audit::What;
use crate::auth0::Fault;
use crate::auth0::users::{self, Access, Changes};
use crate::cookies::outcome::News;
use crate::cookies::resume::{self, Resume};
use crate::cookies::review;
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::fields::Fields;
use crate::flows::joining::recover_interrupted::{self, Recovered};
use crate::flows::joining::{both_accounts, carry_metadata};
use crate::flows::record::completed;
use crate::flows::sign_in::reauthenticate;
use crate::flows::tenant::call::{Operation, call};
use crate::flows::tenant::read_user::{self, Extent};
use crate::flows::tenant::reason::Act;
use crate::flows::unlinking::return_metadata;
use crate::metadata::kept;
use crate::platform::Platform;
use crate::reply::Reply;
use crate::user::{Identity, User, UserId};
use crate::visit::Visit;

/// What to do with the unlinked account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Delete,
    GiveBack,
    Nothing,
}

/// What is to be unlinked.
pub struct UnlinkForm {
    identity: UserId,
    after: After,
}

impl UnlinkForm {
    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::InvalidRequest`].
    pub fn read(form: &Fields) -> Result<Self, Refusal> {
        let identity = UserId::from_parts(form.required("provider")?, form.required("user_id")?);
        let ticked = |name| match form.optional(name)? {
            None => Ok(false),
            Some("on") => Ok(true),
            Some(_) => Err(Refusal::InvalidRequest),
        };
        let after = match (ticked("restore")?, ticked("delete")?) {
            (false, false) => After::Nothing,
            (true, false) => After::GiveBack,
            // Without scripts both can be ticked: a deleted account gets nothing back.
            (_, true) => After::Delete,
        };
        Ok(Self { identity: identity.ok_or(Refusal::InvalidRequest)?, after })
    }
}

/// Unlinks the identity that the form names.
///
/// # Errors
/// [`Refusal::PrimaryIdentity`], [`Refusal::NotLinked`], [`Refusal::CrossSite`], and what the tenant refuses.
pub async fn unlink<P: Platform>(
    visit: &mut Visit<'_, P>,
    form: Result<UnlinkForm, Refusal>,
) -> Result<Reply, Error> {
    let session = visit.session()?;
    visit.attempt.begin(What::Unlink, &session.subject, None, visit.config);
    let UnlinkForm { identity, after } = form?;
    visit.attempt.secondary(&identity, visit.config);
    let by_client = visit.config.management_client().is_some();
    // In mode `user` no token reaches the unlinked account.
    if after != After::Nothing && !by_client {
        return Err(Refusal::InvalidRequest.into());
    }
    // Deleting cannot be undone, so only our own page may ask for it.
    if after == After::Delete && visit.embedded {
        return Err(Refusal::CrossSite.into());
    }
    // Provider and id together: the user's own identity, which is also the last one.
    if identity == session.subject {
        return Err(Refusal::PrimaryIdentity.into());
    }
    if !reauthenticate::is_fresh(visit, &session) {
        let then = Resume::Unlink {
            provider: identity.provider().to_owned(),
            user_id: identity.id().to_owned(),
            restore: after == After::GiveBack,
            delete: after == After::Delete,
        };
        return reauthenticate::ask(visit, &session, Some(then), None);
    }
    // A waiting review was shown with this identity, so it is void.
    review::remove(&mut visit.jar);
    resume::remove(&mut visit.jar);
    let access = read_user::own_access(visit, &session).await;
    let access = access.map_err(|fault| read_user::own_refusal(visit, fault))?;
    // If the unlink's answer is lost, only this shows that the identity was this person's. And a form that names a
    // stranger would have the stranger deleted.
    let user = read_user::read(visit, Operation::ReadUser, &access, Extent::Page).await;
    let user = user.map_err(|fault| read_user::own_refusal(visit, fault))?;
    let linked = user.identities.iter().find(|it| it.is(&identity)).ok_or(Refusal::NotLinked)?;
    let connection = linked.connection.as_deref();
    visit.attempt.connection(connection);
    recover_link(visit, &access, &user, &identity).await?;
    if by_client && after == After::Nothing && kept::of(&user.app_metadata, &identity).is_some() {
        // Before the unlink: metadata that is still kept afterwards would be given back.
        let forget = Changes { user_metadata: Map::new(), app_metadata: kept::forget(&identity) };
        let forgotten = carry_metadata::update(visit, &access, &forget).await;
        forgotten.map_err(|fault| read_user::own_refusal(visit, fault))?;
    }
    let left = separate(visit, &session, &access, &identity).await?;
    let code = match after {
        After::Nothing => "unlinked",
        After::Delete | After::GiveBack => follow(visit, &access, &identity, linked, after).await,
    };
    // Last, since a slow product must not hold up the rest.
    completed::unlinked(visit, &session.subject, &identity, connection).await;
    visit.done(code, News { identities: left, changed: Some(linked.clone()) })
}

/// The journal of the link that is to be undone must be removed first: without the identity, it would look as if the
/// link had failed.
async fn recover_link<P: Platform>(
    visit: &mut Visit<'_, P>,
    access: &Access,
    user: &User,
    identity: &UserId,
) -> Result<(), Error> {
    if let Recovered::Linked(journal) =
        recover_interrupted::recover(visit, access, user, None).await
    {
        completed::recovered(visit, access.user_id(), &journal).await;
        return Ok(());
    }
    let left = both_accounts::interrupted(visit, access.user_id(), &user.user_metadata).await;
    if left.is_some_and(|journal| journal.about.secondary == *identity) {
        // If this sign-in may not change metadata, another sign-in is needed.
        let may = access.writes_metadata();
        return Err(if may { Refusal::TenantUnreachable } else { Refusal::MissingScope }.into());
    }
    Ok(())
}

/// Unlinks, and returns the remaining identities if the tenant listed them.
async fn separate<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    access: &Access,
    identity: &UserId,
) -> Result<Option<Vec<Identity>>, Error> {
    let build = |access: &_| users::unlink_identity_request(visit.config, access, identity);
    let process = users::process_identities_response;
    let fault = match call(visit, Operation::Unlink, access, build, process).await {
        // Only the person's own list proves it, not somebody else's or none; and the identity may be among those left
        // out as unreadable.
        Ok(left) if !left.left_out && left.has(access.user_id()) && !left.has(identity) => {
            return Ok(Some(left.list));
        }
        Ok(_) => Fault::Unreadable,
        Err(fault) => fault,
    };
    if let Fault::RateLimited(_) | Fault::Unauthorized = fault {
        return Err(read_user::own_refusal(visit, fault).into());
    }
    // Auth0 refused, or nobody knows what it did: the user as it is now decides.
    if read_user::read_own(visit, session, Extent::Page).await?.has_identity(identity) {
        return Err(read_user::own_refusal_of(visit, Act::Unlink, fault).into());
    }
    // A refusal did nothing; only a lost answer may have done it.
    if fault.leaves_open() { Ok(None) } else { Err(Refusal::NotLinked.into()) }
}

/// What follows the unlink, in mode `client`: the kept metadata is given back or removed. It cannot undo the unlink, so
/// its outcome says how far it got.
async fn follow<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    identity: &UserId,
    linked: &Identity,
    after: After,
) -> &'static str {
    let Ok(user) = read_user::read(visit, Operation::ReadUser, access, Extent::Page).await else {
        return "unlinked_only";
    };
    // Another tab may have linked it again: then it is left alone.
    if user.has_identity(identity) {
        return "unlinked_only";
    }
    let delete_it = after == After::Delete;
    // Nothing was kept, so there is nothing to give back.
    if !delete_it && kept::of(&user.app_metadata, identity).is_none() {
        return "unlinked";
    }
    let Ok(separated) = return_metadata::separated(visit, identity, linked).await else {
        return "unlinked_only";
    };
    if delete_it && delete(visit, &separated).await.is_err() {
        return "unlinked_only";
    }
    let to = Some(&separated).filter(|_| !delete_it);
    match return_metadata::give_back(visit, access, &user, identity, to).await {
        _ if delete_it => "deleted",
        Ok(true) => "restored",
        Ok(false) => "unlinked",
        Err(_) => "unlinked_only",
    }
}

async fn delete<P: Platform>(visit: &Visit<'_, P>, separated: &Access) -> Result<(), Fault> {
    let build = |access: &_| users::delete_user_request(visit.config, access);
    let process = users::process_deleted_response;
    let deleted = call(visit, Operation::Delete, separated, build, process).await;
    let Err(fault) = deleted else { return Ok(()) };
    if fault.leaves_open() {
        // Perhaps only the answer was lost.
        let read = read_user::read(visit, Operation::ReadOther, separated, Extent::Page).await;
        if matches!(read, Err(Fault::NotFound)) {
            return Ok(());
        }
    }
    Err(fault)
}

//! Linking one account to another: metadata first, then the link, and what was written is taken back
//! if the link does not come about. The last step of every way to link.

use crate::auth0::Fault;
use crate::auth0::users;
use crate::error::{Error, Refusal};
use crate::flows::joining::carry_metadata::{self, Plan, Prepared};
use crate::flows::joining::primary::{Link, read_primary, refusal};
use crate::flows::tenant::call::{Operation, call};
use crate::flows::tenant::read_user;
use crate::flows::tenant::reason::Act;
use crate::metadata::journal::LINK_WITHIN;
use crate::platform::Platform;
use crate::store::{self, Record};
use crate::user::Identity;
use crate::visit::Visit;

/// Makes the link, and says what the identities are then, if the tenant did. If Auth0 refuses or does
/// not answer, the user is read: an identity that is there was linked, by this request or by one
/// before it.
///
/// # Errors
/// [`Refusal`]s; then nothing was linked, as far as can be read, and the metadata is as before, or a
/// journal says how to make it so.
pub async fn link<P: Platform>(
    visit: &mut Visit<'_, P>,
    link: &Link<'_>,
) -> Result<Option<Vec<Identity>>, Error> {
    let begun = visit.platform.now();
    let mut plan = match link.data {
        None => None,
        Some((primary, secondary, choices)) => {
            match carry_metadata::prepare(visit, link, primary, secondary, choices).await? {
                Prepared::Linked => return Ok(None),
                Prepared::Plan(plan) => plan,
            }
        }
    };
    if let Some(plan) = &mut plan
        && carry_metadata::write(visit, link, plan).await? == carry_metadata::Written::Linked
    {
        finish(visit, link, Some(plan)).await;
        return Ok(None);
    }
    let plan = plan.as_deref();
    if visit.platform.now().since(begun) > LINK_WITHIN {
        // Too late to be sure that nobody takes the metadata back at the same time.
        visit.note("link identity: not sent, the metadata took too long");
        let linked = give_up(visit, link, plan).await;
        return if linked { Ok(None) } else { Err(Refusal::TenantUnreachable.into()) };
    }
    let build = |access: &_| users::link_identity_request(visit.config, access, &link.credential);
    let process = users::process_identities_response;
    let fault = match call(visit, Operation::Link, &link.primary, build, process).await {
        Ok(it) if it.has(link.primary.user_id()) && it.has(&link.secondary) => {
            finish(visit, link, plan).await;
            return Ok(Some(it.list));
        }
        Ok(_) => Fault::Unreadable,
        Err(fault) => fault,
    };
    find_out(visit, link, plan, fault).await.map(|()| None)
}

/// Goes by whether the link is there after all, though Auth0 refused it or did not answer: finishes it, or takes back
/// what was written, and refuses.
async fn find_out<P: Platform>(
    visit: &mut Visit<'_, P>,
    link: &Link<'_>,
    plan: Option<&Plan>,
    fault: Fault,
) -> Result<(), Error> {
    if let Fault::RateLimited(_) | Fault::Unauthorized = fault {
        let linked = give_up(visit, link, plan).await;
        return if linked { Ok(()) } else { Err(refusal(visit, link, fault).into()) };
    }
    match read_primary(visit, link).await {
        Ok(user) if user.has_identity(&link.secondary) => {
            finish(visit, link, plan).await;
            return Ok(());
        }
        // Refused, and not there: nothing will come of it any more.
        Ok(user) if !fault.leaves_open() => {
            if let Some(plan) = plan {
                let _noted =
                    carry_metadata::take_back(visit, &link.primary, &user, &plan.journal).await;
            }
        }
        // It may yet be done. What was written stays until that is known for sure.
        Ok(_) => {}
        Err(read) => return Err(refusal(visit, link, read).into()),
    }
    Err(if link.swap {
        read_user::other_refusal_of(visit, Act::Link, fault)
    } else {
        read_user::own_refusal_of(visit, Act::Link, fault)
    }
    .into())
}

/// The link is there. The journal goes; if that fails, the next visit removes it. What an
/// interrupted link wrote into the secondary went with it.
async fn finish<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>, plan: Option<&Plan>) {
    if let Some(plan) = plan {
        carry_metadata::finish(visit, link, plan).await;
    }
    store::forget(visit, Record::Journal, &link.secondary.to_string()).await;
}

/// The link is not sent, or was refused for now. Says whether it is there anyway, by another
/// request of the same person; otherwise takes back what was written.
async fn give_up<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>, plan: Option<&Plan>) -> bool {
    let Some(plan) = plan else { return false };
    let Ok(user) = read_primary(visit, link).await else { return false };
    if user.has_identity(&link.secondary) {
        finish(visit, link, Some(plan)).await;
        return true;
    }
    let _noted = carry_metadata::take_back(visit, &link.primary, &user, &plan.journal).await;
    false
}

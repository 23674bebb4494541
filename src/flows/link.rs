//! Linking one account to another: metadata first, then the link, and what was written is taken back
//! where the link does not come about. The last step of every way to link.
//!
//! A crash between any two calls leaves a journal, in the key-value store or in the metadata itself;
//! [`crate::flows::settle`] finishes or undoes by it.

use serde_json::{Map, Value};

use crate::auth0::Fault;
use crate::auth0::users::{self, Access, Changes, Proof};
use crate::error::{Error, Refusal};
use crate::flows::accounts::{self, Account};
use crate::flows::management::{Operation, call};
use crate::flows::tenant::{self, Extent};
use crate::metadata::journal::{Journal, LINK_WITHIN};
use crate::metadata::{self, Choices, MAX_PROFILE_BYTES, RESERVED, kept};
use crate::platform::Platform;
use crate::store::{self, Record};
use crate::user::{Identity, User, UserId};
use crate::visit::Visit;

/// How long a journal is kept, in seconds: until somebody comes who finishes or undoes.
pub const JOURNAL_LIFETIME: u64 = 90 * 24 * 60 * 60;

/// A link that is to be made.
pub struct Link<'a> {
    /// The account that stays.
    pub primary: Access,
    /// Whether that is the proved account, not the signed-in one.
    pub swap: bool,
    /// The account that joins it.
    pub secondary: UserId,
    /// What shows Auth0 that.
    pub proof: Proof,
    /// The connection by which the other account was proved.
    pub connection: String,
    /// The id of its review.
    pub review: String,
    /// What both have, the primary first, and what is to become of it; none where the secondary has
    /// nothing.
    pub data: Option<(&'a Account, &'a Account, &'a Choices)>,
}

/// What is written before the link.
struct Plan {
    changes: Changes,
    /// What the secondary brings, without what the changes say of an earlier try.
    wanted: Map<String, Value>,
    journal: Journal,
    /// The size of the joined profile, in bytes.
    size: usize,
    /// The link is tried anew after one that was interrupted.
    again: bool,
}

/// Makes the link, and says what the identities are then, if the tenant did. Where Auth0 refuses or does
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
        Some((primary, secondary, choices)) => {
            plan(visit, link, primary, secondary, choices).await?
        }
        None => None,
    };
    if let Some(plan) = &mut plan {
        write(visit, link, plan).await?;
    }
    if visit.platform.now().since(begun) > LINK_WITHIN {
        // Too late to be sure that nobody takes the metadata back at the same time.
        visit.note("link identity: not sent, the metadata took too long");
        undo(visit, link, plan.as_ref()).await;
        return Err(Refusal::TenantUnreachable.into());
    }
    let outcome = call(
        visit,
        Operation::Link,
        &link.primary,
        |access| users::link_identity_request(visit.config, access, &link.proof),
        users::process_identities_response,
    )
    .await;
    let fault = match outcome {
        Ok(identities) if identities.iter().any(|it| it.is(&link.secondary)) => {
            finish(visit, link, plan.as_ref()).await;
            return Ok(Some(identities));
        }
        Ok(_) => Fault::Unreadable,
        Err(fault) => fault,
    };
    if let Fault::RateLimited(_) | Fault::Unauthorized = fault {
        undo(visit, link, plan.as_ref()).await;
        return Err(refusal(visit, link, fault).into());
    }
    match read_primary(visit, link).await {
        Ok(user) if user.has_identity(&link.secondary) => {
            finish(visit, link, plan.as_ref()).await;
            return Ok(None);
        }
        // Refused, and not there: nothing will come of it any more.
        Ok(user) if !fault.leaves_open() => {
            if let Some(plan) = &plan {
                let _noted = take_back(visit, &link.primary, &user, &plan.journal).await;
            }
        }
        // It may yet be done. What was written stays until that is known for sure.
        Ok(_) => {}
        Err(read) => return Err(refusal(visit, link, read).into()),
    }
    Err(match fault {
        Fault::Conflict if link.swap => Refusal::JoinedElsewhere,
        Fault::Conflict => Refusal::LinkedElsewhere,
        Fault::BadRequest | Fault::NotFound => Refusal::LinkRefused,
        Fault::Forbidden
        | Fault::RateLimited(_)
        | Fault::Unauthorized
        | Fault::Unexpected
        | Fault::Unreadable => refusal(visit, link, fault),
    }
    .into())
}

/// What is to be written, from what both accounts have. A link that was interrupted before counts as
/// not begun: what it wrote is ours, and is kept or taken back in the same PATCH.
async fn plan<P: Platform>(
    visit: &Visit<'_, P>,
    link: &Link<'_>,
    primary: &Account,
    secondary: &Account,
    choices: &Choices,
) -> Result<Option<Plan>, Error> {
    let user_id = link.primary.user_id();
    let before = accounts::interrupted(visit, user_id, &primary.user_metadata).await;
    let base = primary.base(before.as_ref());
    let theirs = secondary.base(None);
    let wanted = metadata::merge(&base, &theirs, choices);

    let mut target = base.clone();
    target.extend(wanted.clone());
    let size = primary.bytes_with(&target, secondary);
    if !wanted.is_empty() && size > MAX_PROFILE_BYTES {
        return Err(Refusal::ProfileTooLarge.into());
    }
    let app_metadata = put_by(visit, link, secondary, &theirs, size);
    let changes = Changes {
        user_metadata: metadata::difference(&primary.user_metadata, &target),
        app_metadata,
    };
    if changes.is_empty() {
        return Ok(None);
    }
    let (secondary, connection) = (link.secondary.to_string(), link.connection.clone());
    let (review, now) = (link.review.clone(), visit.platform.now());
    let mut journal = Journal::new(&base, &wanted, secondary, connection, review, now);
    journal.kept = changes.app_metadata.keys().cloned().collect();
    journal.swap = link.swap;
    Ok(Some(Plan { changes, wanted, journal, size, again: before.is_some() }))
}

/// What is put by for an unlink, in mode `client`, as far as it fits: what the secondary has, and what
/// it put by itself for accounts that joined it before.
fn put_by<P>(
    visit: &Visit<'_, P>,
    link: &Link<'_>,
    secondary: &Account,
    theirs: &Map<String, Value>,
    mut size: usize,
) -> Map<String, Value> {
    let mut app_metadata = Map::new();
    if visit.config.management_client().is_none() {
        return app_metadata;
    }
    let own = metadata::has_data(theirs).then(|| kept::entry(&link.secondary, theirs));
    let earlier = kept::entries(&secondary.app_metadata);
    let earlier = earlier.map(|(key, value)| (key.clone(), value.clone()));
    for (key, value) in own.into_iter().chain(earlier) {
        size += key.len() + value.to_string().len() + 4;
        if size <= MAX_PROFILE_BYTES {
            app_metadata.insert(key, value);
        }
    }
    app_metadata
}

/// The journal, then the metadata.
async fn write<P: Platform>(
    visit: &mut Visit<'_, P>,
    link: &Link<'_>,
    plan: &mut Plan,
) -> Result<(), Error> {
    let user_id = link.primary.user_id().to_string();
    let stored =
        store::keep(visit, Record::Journal, &user_id, &plan.journal, JOURNAL_LIFETIME).await;
    if !stored {
        // In the same PATCH, then: it is there exactly where the rest is.
        let journal = plan.journal.to_value();
        if plan.size + journal.to_string().len() > MAX_PROFILE_BYTES {
            return Err(Refusal::ProfileTooLarge.into());
        }
        plan.changes.user_metadata.insert(RESERVED.to_owned(), journal);
    }
    let Err(fault) = update(visit, &link.primary, &plan.changes).await else { return Ok(()) };
    if !fault.leaves_open() {
        store::forget(visit, Record::Journal, &user_id).await;
    } else if let Ok(user) = read_primary(visit, link).await {
        // It may have been written, or may yet be. What is there is taken back at once; the journal
        // waits for the rest.
        if plan.journal.undone(&user.user_metadata) != user.user_metadata {
            let _noted = take_back(visit, &link.primary, &user, &plan.journal).await;
        }
    }
    Err(refusal(visit, link, fault).into())
}

/// The link is there. The journal goes; where that fails, the next visit sees to it.
async fn finish<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>, plan: Option<&Plan>) {
    let Some(plan) = plan else { return };
    if plan.again {
        // Another visit may have begun to take back what the earlier try wrote.
        assure(visit, link, plan).await;
    }
    let inside = plan.changes.user_metadata.get(RESERVED).is_some_and(|value| !value.is_null());
    drop_journal(visit, &link.primary, inside).await;
}

/// Reads the metadata once more, and writes what is missing of it.
async fn assure<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>, plan: &Plan) {
    let Ok(user) = read_primary(visit, link).await else { return };
    let missing = plan.wanted.iter().filter(|(key, _)| !user.user_metadata.contains_key(*key));
    let user_metadata: Map<String, Value> =
        missing.map(|(key, value)| (key.clone(), value.clone())).collect();
    let changes = Changes { user_metadata, app_metadata: Map::new() };
    if !changes.is_empty() {
        let _noted = update(visit, &link.primary, &changes).await;
    }
}

/// Takes back what was written, as far as it still is what was written. Where that fails the journal
/// stays.
async fn undo<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>, plan: Option<&Plan>) {
    let Some(plan) = plan else { return };
    if let Ok(user) = read_primary(visit, link).await {
        let _noted = take_back(visit, &link.primary, &user, &plan.journal).await;
    }
}

async fn read_primary<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>) -> Result<User, Fault> {
    let operation = if link.swap { Operation::ReadOther } else { Operation::ReadUser };
    tenant::read(visit, operation, &link.primary, Extent::Page).await
}

/// Takes back what a journal says, and forgets the journal once that is done.
///
/// # Errors
/// [`Fault`]; then the journal is where it was.
pub async fn take_back<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    user: &User,
    journal: &Journal,
) -> Result<(), Fault> {
    let wanted = journal.undone(&user.user_metadata);
    let mut changes = Changes {
        user_metadata: metadata::difference(&user.user_metadata, &wanted),
        app_metadata: Map::new(),
    };
    for key in journal.kept.iter().filter(|key| user.app_metadata.contains_key(*key)) {
        changes.app_metadata.insert(key.clone(), Value::Null);
    }
    if !changes.is_empty() {
        update(visit, access, &changes).await?;
    }
    store::forget(visit, Record::Journal, &access.user_id().to_string()).await;
    Ok(())
}

/// Removes the journal from where it is.
pub async fn drop_journal<P: Platform>(visit: &Visit<'_, P>, access: &Access, inside: bool) {
    if inside {
        let user_metadata = Map::from_iter([(RESERVED.to_owned(), Value::Null)]);
        let changes = Changes { user_metadata, app_metadata: Map::new() };
        let _noted = update(visit, access, &changes).await;
    }
    store::forget(visit, Record::Journal, &access.user_id().to_string()).await;
}

/// Changes metadata.
///
/// # Errors
/// [`Fault`], noted.
pub async fn update<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    changes: &Changes,
) -> Result<(), Fault> {
    call(
        visit,
        Operation::Update,
        access,
        |access| users::update_user_request(visit.config, access, changes),
        users::process_done_response,
    )
    .await
}

/// What a fault of a call about the primary account means.
fn refusal<P>(visit: &mut Visit<'_, P>, link: &Link<'_>, fault: Fault) -> Refusal {
    if link.swap { tenant::other_refusal(visit, fault) } else { tenant::own_refusal(visit, fault) }
}

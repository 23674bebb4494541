//! Carries metadata over to the account that stays, before the link: the plan, the journal, the writing, and taking it
//! back.
//!
//! A crash between any two calls leaves the journal, in the key-value store or in the metadata itself, by which
//! [`crate::flows::joining::recover_interrupted`] finishes or undoes. Each primary account has one, so a new try takes
//! over the journal of the one before.

mod joined;

use serde_json::{Map, Value};

use crate::auth0::Fault;
use crate::auth0::users::{self, Access, Changes};
use crate::error::{Error, Refusal};
use crate::flows::joining::both_accounts::{self, Account, JOURNAL_LIFETIME};
use crate::flows::joining::primary::{self, Link};
use crate::flows::tenant::call::{Operation, call};
use crate::metadata::journal::{About, Journal};
use crate::metadata::{self, Choices, MAX_PROFILE_BYTES, RESERVED, kept};
use crate::platform::Platform;
use crate::store::{self, Record};
use crate::user::User;
use crate::visit::Visit;

pub use joined::Short;
use joined::{Joined, joined};

/// What is to be written before a link.
pub struct Plan {
    changes: Changes,
    /// What the secondary brings; the changes may also take an earlier try back.
    wanted: Map<String, Value>,
    /// What takes it back.
    pub journal: Journal,
    /// The size of the joined profile in bytes, without what is kept for an unlink.
    size: usize,
    /// Whether an earlier try was interrupted.
    again: bool,
}

/// What there is to do before a link.
pub enum Prepared {
    /// Nothing: the two are linked, by an earlier try whose answer was lost.
    Linked,
    /// To write this, if anything.
    Plan(Option<Box<Plan>>),
}

/// What came of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is written.
    Done,
    /// Meanwhile, another request of the same person has linked the two.
    Linked,
}

/// Plans what to write, from what both accounts have.
///
/// # Errors
/// [`Refusal::ProfileTooLarge`], [`Refusal::RateLimited`] while another link to the same account is under way, and
/// those of reading the user.
pub async fn prepare<P: Platform>(
    visit: &mut Visit<'_, P>,
    link: &Link<'_>,
    primary: &Account,
    secondary: &Account,
    choices: &Choices,
) -> Result<Prepared, Error> {
    let user_id = link.primary.user_id();
    let before = both_accounts::interrupted(visit, user_id, &primary.user_metadata).await;
    let Some(before) = before else {
        return Ok(Prepared::Plan(plan(visit, link, primary, secondary, choices, None).await?));
    };
    // There was an earlier try: only the account as it is now shows how far it came.
    let user = primary::read_primary(visit, link).await;
    let user = user.map_err(|fault| primary::refusal(visit, link, fault))?;
    let before =
        both_accounts::interrupted(visit, user_id, &user.user_metadata).await.unwrap_or(before);
    let theirs = &before.about.secondary;
    let primary = primary.with_metadata(&user);
    if user.has_identity(theirs) {
        // What it wrote is now the account's own.
        let dropped = drop_journal(visit, &link.primary, &user, &before).await;
        dropped.map_err(|fault| primary::refusal(visit, link, fault))?;
        if user.has_identity(&link.secondary) {
            return Ok(Prepared::Linked);
        }
        let mut primary = primary;
        primary.user_metadata.remove(RESERVED);
        return Ok(Prepared::Plan(plan(visit, link, &primary, secondary, choices, None).await?));
    }
    let left = before.over_in(visit.platform.now());
    if left > 0 && *theirs != link.secondary {
        return Err(Refusal::RateLimited(left).into());
    }
    let before = Some(&before);
    Ok(Prepared::Plan(plan(visit, link, &primary, secondary, choices, before).await?))
}

/// The plan. An earlier link that was interrupted counts as not begun: what it wrote is ours, and the same PATCH keeps
/// it or takes it back.
async fn plan<P: Platform>(
    visit: &Visit<'_, P>,
    link: &Link<'_>,
    primary: &Account,
    secondary: &Account,
    choices: &Choices,
    before: Option<&Journal>,
) -> Result<Option<Box<Plan>>, Error> {
    let base = primary.base(before);
    let left = both_accounts::interrupted(visit, &link.secondary, &secondary.user_metadata).await;
    let theirs = secondary.base(left.as_ref());
    let Joined { wanted, target, size, .. } =
        joined(visit, (primary, &base), (secondary, &theirs), choices).await;
    if !wanted.is_empty() && size > MAX_PROFILE_BYTES {
        return Err(Refusal::ProfileTooLarge.into());
    }
    let changes = Changes {
        user_metadata: metadata::difference(&primary.user_metadata, &target),
        app_metadata: to_keep(visit, link, secondary, &theirs, size),
    };
    if changes.is_empty() {
        return Ok(None);
    }
    let about = About {
        secondary: link.secondary.clone(),
        connection: link.connection.clone(),
        review: link.review.clone(),
        swap: link.swap,
    };
    let now = visit.platform.now();
    let mut journal = Journal::new(about, &base, &wanted, before, now);
    journal.kept.extend(changes.app_metadata.keys().cloned());
    Ok(Some(Box::new(Plan { changes, wanted, journal, size, again: before.is_some() })))
}

/// What is kept for an unlink, in mode `client`, as far as it fits: what the secondary has, and what it kept itself for
/// accounts that joined it earlier.
fn to_keep<P>(
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
    let connection = secondary.connection.as_deref();
    let own = metadata::has_data(theirs).then(|| kept::entry(&link.secondary, connection, theirs));
    let earlier = kept::entries(&secondary.app_metadata);
    let earlier = earlier.map(|(key, value)| (key.clone(), value.clone()));
    for (key, value) in own.into_iter().chain(earlier) {
        let entry = key.len().saturating_add(value.to_string().len()).saturating_add(4);
        let with = size.saturating_add(entry);
        if with <= MAX_PROFILE_BYTES {
            size = with;
            app_metadata.insert(key, value);
        }
    }
    app_metadata
}

/// Writes the journal, then the metadata.
///
/// # Errors
/// [`Refusal`]s; then the metadata is as before, or the journal says how to make it so.
pub async fn write<P: Platform>(
    visit: &mut Visit<'_, P>,
    link: &Link<'_>,
    plan: &mut Plan,
) -> Result<Written, Error> {
    let user_id = link.primary.user_id().to_string();
    if !store::keep(visit, Record::Journal, &user_id, &plan.journal, JOURNAL_LIFETIME).await {
        put_inside(visit, link, plan)?;
    }
    let Err(fault) = update(visit, &link.primary, &plan.changes).await else {
        return Ok(Written::Done);
    };
    if let Fault::RateLimited(_) | Fault::Unauthorized = fault {
        // Nothing was written now, but the journal may be needed for what was written before.
        return Err(primary::refusal(visit, link, fault).into());
    }
    match primary::read_primary(visit, link).await {
        Ok(user) if user.has_identity(&link.secondary) => return Ok(Written::Linked),
        // It may have been written. What is there is taken back at once; the journal takes back what may still come.
        Ok(user) if plan.journal.undone(&user.user_metadata) != user.user_metadata => {
            let _noted = take_back(visit, &link.primary, &user, &plan.journal).await;
        }
        Ok(_) if !fault.leaves_open() => store::forget(visit, Record::Journal, &user_id).await,
        Ok(_) | Err(_) => {}
    }
    Err(primary::refusal(visit, link, fault).into())
}

/// Puts the journal into the same PATCH, so that it is there exactly if the rest is. What is kept for an unlink makes
/// room for it.
fn put_inside<P: Platform>(
    visit: &Visit<'_, P>,
    link: &Link<'_>,
    plan: &mut Plan,
) -> Result<(), Error> {
    let kept = metadata::bytes(&plan.changes.app_metadata);
    let mut sealed = both_accounts::seal_journal(visit, link.primary.user_id(), &plan.journal)?;
    if plan.size.saturating_add(kept).saturating_add(sealed.len()) > MAX_PROFILE_BYTES {
        plan.journal.kept.retain(|key| !plan.changes.app_metadata.contains_key(key));
        plan.changes.app_metadata.clear();
        sealed = both_accounts::seal_journal(visit, link.primary.user_id(), &plan.journal)?;
        if plan.size.saturating_add(sealed.len()) > MAX_PROFILE_BYTES {
            return Err(Refusal::ProfileTooLarge.into());
        }
    }
    plan.changes.user_metadata.insert(RESERVED.to_owned(), Value::String(sealed));
    Ok(())
}

/// Drops the journal, since the link is there. If that fails, the next visit does it.
pub async fn finish<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>, plan: &Plan) {
    if plan.again {
        // Another visit may have begun to take back what the earlier try wrote.
        assure(visit, link, plan).await;
    }
    let inside = plan.changes.user_metadata.get(RESERVED).is_some_and(|value| !value.is_null());
    let _noted = drop_from(visit, &link.primary, inside, &plan.journal).await;
}

/// Reads the metadata again, and writes what is missing.
async fn assure<P: Platform>(visit: &Visit<'_, P>, link: &Link<'_>, plan: &Plan) {
    let Ok(user) = primary::read_primary(visit, link).await else { return };
    let missing = plan.wanted.iter().filter(|(key, _)| !user.user_metadata.contains_key(*key));
    let user_metadata: Map<String, Value> =
        missing.map(|(key, value)| (key.clone(), value.clone())).collect();
    let changes = Changes { user_metadata, app_metadata: Map::new() };
    if !changes.is_empty() {
        let _noted = update(visit, &link.primary, &changes).await;
    }
}

/// Takes back what a journal says, as far as it is still what was written; then forgets the journal. The caller has
/// seen in the same `user` that the link is not there: otherwise all of it would be the account's own.
///
/// # Errors
/// [`Fault`]; then the journal is where it was.
pub async fn take_back<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    user: &User,
    journal: &Journal,
) -> Result<(), Fault> {
    // The link may be among identities that cannot be read.
    if !user.is_whole() {
        return Err(Fault::Conflict);
    }
    let wanted = journal.undone(&user.user_metadata);
    let user_metadata = metadata::difference(&user.user_metadata, &wanted);
    let kept = journal.kept.iter().filter(|key| user.app_metadata.contains_key(*key));
    let app_metadata = kept.map(|key| (key.clone(), Value::Null)).collect();
    let changes = Changes { user_metadata, app_metadata };
    if !changes.is_empty() {
        update(visit, access, &changes).await?;
    }
    store::forget(visit, Record::Journal, &access.user_id().to_string()).await;
    Ok(())
}

/// Removes the journal of a link that is there.
///
/// # Errors
/// [`Fault`], if it is in the metadata and stays there.
pub async fn drop_journal<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    user: &User,
    journal: &Journal,
) -> Result<(), Fault> {
    drop_from(visit, access, user.user_metadata.contains_key(RESERVED), journal).await
}

async fn drop_from<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    inside: bool,
    journal: &Journal,
) -> Result<(), Fault> {
    if inside {
        let user_metadata = Map::from_iter([(RESERVED.to_owned(), Value::Null)]);
        update(visit, access, &Changes { user_metadata, app_metadata: Map::new() }).await?;
    }
    // Another link's journal must stay.
    let stored = both_accounts::stored_journal(visit, access.user_id()).await;
    if stored.is_some_and(|stored| stored.about == journal.about) {
        store::forget(visit, Record::Journal, &access.user_id().to_string()).await;
    }
    Ok(())
}

/// Changes metadata, if the token may.
///
/// # Errors
/// [`Fault`], noted.
pub async fn update<P: Platform>(
    visit: &Visit<'_, P>,
    access: &Access,
    changes: &Changes,
) -> Result<(), Fault> {
    // A call that can only be refused is not made: it would alarm the operator, who granted the scope.
    if !access.writes_metadata() {
        return Err(Fault::Forbidden);
    }
    call(
        visit,
        Operation::Update,
        access,
        |access| users::update_user_request(visit.config, access, changes),
        |response, now| users::process_updated_response(response, access.user_id(), now),
    )
    .await
}

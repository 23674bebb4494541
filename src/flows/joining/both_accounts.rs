//! Both accounts of a review as linking needs them: what each has, and what the rules say of the pair.

use futures_util::future::join;
use serde_json::{Map, Value};

use crate::config::{Config, VerifiedEmail};
use crate::cookies::review::PendingReview;
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::tenant::call::Operation;
use crate::flows::tenant::read_user::{self, Extent};
use crate::metadata::journal::Journal;
use crate::metadata::{self, RESERVED};
use crate::platform::Platform;
use crate::store::{self, Record};
use crate::user::{User, UserId};
use crate::visit::Visit;

/// What one account has. Not `Debug`: metadata may hold anything.
#[derive(Clone)]
pub struct Account {
    /// What the person may see and change.
    pub user_metadata: Map<String, Value>,
    /// What only the product may change.
    pub app_metadata: Map<String, Value>,
    /// The size of the whole profile in bytes.
    pub bytes: usize,
    /// Whether it has links of its own, which would all move along.
    pub many: bool,
    /// Whether it comes from SCIM or a directory, so that it must stay primary.
    pub managed: bool,
    /// Its own identity's connection.
    pub connection: Option<String>,
    /// The id of that connection, if the settings say it.
    pub connection_id: Option<String>,
}

/// Two accounts that may be joined, as they were just read.
pub struct Accounts {
    /// The signed-in one.
    pub present: Account,
    /// The proved one.
    pub other: Account,
}

impl Account {
    fn of(user: &User, config: &Config) -> Self {
        Self {
            user_metadata: user.user_metadata.clone(),
            app_metadata: user.app_metadata.clone(),
            bytes: user.bytes,
            many: user.identities.len() > 1,
            managed: config.is_managed(user),
            connection: user.identities.first().and_then(|own| own.connection.clone()),
            connection_id: config.connection_id(user),
        }
    }

    /// The metadata without what an interrupted link wrote into it, and without our own key.
    #[must_use]
    pub fn base(&self, journal: Option<&Journal>) -> Map<String, Value> {
        let mut base = match journal {
            Some(journal) => journal.undone(&self.user_metadata),
            None => self.user_metadata.clone(),
        };
        base.remove(RESERVED);
        base
    }

    /// The same account with metadata that was read later.
    #[must_use]
    pub fn with_metadata(&self, user: &User) -> Self {
        let rest = self.bytes.saturating_sub(metadata::bytes(&self.user_metadata));
        Self {
            user_metadata: user.user_metadata.clone(),
            app_metadata: user.app_metadata.clone(),
            bytes: rest.saturating_add(metadata::bytes(&user.user_metadata)),
            ..self.clone()
        }
    }

    /// How large the profile would be with this metadata, and with the identities of `joining`.
    #[must_use]
    pub fn bytes_with(&self, metadata: &Map<String, Value>, joining: &Self) -> usize {
        let rest = |account: &Self| {
            account
                .bytes
                .saturating_sub(metadata::bytes(&account.user_metadata))
                .saturating_sub(metadata::bytes(&account.app_metadata))
        };
        rest(self)
            .saturating_add(rest(joining))
            .saturating_add(metadata::bytes(metadata))
            .saturating_add(metadata::bytes(&self.app_metadata))
    }
}

impl Accounts {
    /// Two users side by side, if the settings let them be joined now. What they allowed when the link was begun or
    /// shown does not count.
    ///
    /// # Errors
    /// [`Refusal::EmailUnverified`], [`Refusal::LinkRefused`], [`Refusal::OwnEmailUnverified`],
    /// [`Refusal::PairNotAllowed`].
    pub fn of(present: &User, other: &User, config: &Config) -> Result<Self, Refusal> {
        if !present.is_whole() || !other.is_whole() {
            return Err(Refusal::LinkRefused);
        }
        let required = config.verified_email == VerifiedEmail::Required;
        if required && !present.email_is_verified_or_absent() {
            return Err(Refusal::OwnEmailUnverified);
        }
        if required && !other.email_is_verified_or_absent() {
            return Err(Refusal::EmailUnverified);
        }
        // Both must stay primary.
        let managed = config.is_managed(present) && config.is_managed(other);
        if managed || !config.allowed_pairs.allow(&present.identities, &other.identities) {
            return Err(Refusal::PairNotAllowed);
        }
        Ok(Self { present: Account::of(present, config), other: Account::of(other, config) })
    }

    /// The account that becomes primary, and the one that joins it.
    #[must_use]
    pub const fn by_role(&self, swap: bool) -> (&Account, &Account) {
        if swap { (&self.other, &self.present) } else { (&self.present, &self.other) }
    }
}

/// What is found when two accounts are to be joined.
pub enum Found {
    /// Two accounts: the signed-in one, and the proved one.
    Two(Box<(User, User)>),
    /// One: a confirmation whose answer was lost, or another device, joined them.
    One {
        /// Whether the signed-in account joined the proved one.
        swapped: bool,
    },
}

/// Whether metadata is carried over: only if both sign-ins granted the scopes for that.
#[must_use]
pub fn carries_over(session: &Session, review: &PendingReview) -> bool {
    let tokens = [&session.access_token, &review.access_token];
    tokens.into_iter().flatten().all(|token| token.writes_metadata)
}

/// Reads both users whole, side by side.
///
/// # Errors
/// Those of reading a user.
pub async fn read<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &PendingReview,
) -> Result<Found, Error> {
    // One after the other would cost a visitor twice the time.
    let present = async {
        let access = read_user::own_access(visit, session).await?;
        read_user::read(visit, Operation::ReadUser, &access, Extent::Whole).await
    };
    let (present, other) = join(present, read_user::read_other(visit, review)).await;
    if present.as_ref().is_ok_and(|user| user.has_identity(&review.other)) {
        return Ok(Found::One { swapped: false });
    }
    if other.as_ref().is_ok_and(|user| user.has_identity(&review.present)) {
        return Ok(Found::One { swapped: true });
    }
    let present = present.map_err(|fault| read_user::own_refusal(visit, fault))?;
    let other = other.map_err(|fault| read_user::other_refusal(visit, fault))?;
    Ok(Found::Two(Box::new((present, other))))
}

/// The journal of a link that was interrupted, if this user was to be its primary account. One inside the metadata,
/// which the person can write, counts only if it is sealed, and for this very user.
pub async fn interrupted<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &UserId,
    user_metadata: &Map<String, Value>,
) -> Option<Journal> {
    let inside = user_metadata.get(RESERVED).and_then(Value::as_str);
    let open = |sealed| {
        let limit = metadata::MAX_PROFILE_BYTES;
        visit.record_keys().open(&inside_label(primary), sealed, limit, visit.now)
    };
    match inside.and_then(open) {
        Some(inside) => Some(inside),
        None => stored_journal(visit, primary).await,
    }
}

/// The same, if the store has it.
pub async fn stored_journal<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &UserId,
) -> Option<Journal> {
    store::find(visit, Record::Journal, &primary.to_string()).await
}

/// How long a journal is kept, in seconds: ten years, until somebody comes and it is finished or undone.
pub const JOURNAL_LIFETIME: u64 = 10 * 365 * 24 * 60 * 60;

/// Whether there is a store that keeps journals: only a try shows it.
pub async fn keeps_journals<P: Platform>(visit: &Visit<'_, P>) -> bool {
    let kept = store::keep(visit, Record::Journal, "", (), TRY_LIFETIME).await;
    store::forget(visit, Record::Journal, "").await;
    kept
}

/// How long the record of a try is valid, in seconds, if it cannot be removed.
const TRY_LIFETIME: u64 = 60;

/// Seals a journal for the metadata itself.
///
/// # Errors
/// If it cannot be sealed.
pub fn seal_journal<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &UserId,
    journal: &Journal,
) -> Result<String, Error> {
    let expires = visit.now.plus(JOURNAL_LIFETIME);
    Ok(visit.record_keys().seal(&inside_label(primary), journal, visit.now, expires)?)
}

fn inside_label(primary: &UserId) -> String {
    format!("journal/{primary}")
}

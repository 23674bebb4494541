//! Both accounts of a review as linking needs them: what each has, and what the rules say of the pair.

use futures_util::future::join;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::config::{Config, VerifiedEmail};
use crate::cookies::review::{self, Review};
use crate::cookies::session::Session;
use crate::error::{Error, Refusal};
use crate::flows::management::Operation;
use crate::flows::tenant::{self, Extent};
use crate::metadata::journal::Journal;
use crate::metadata::{self, RESERVED};
use crate::platform::Platform;
use crate::store::{self, Record};
use crate::user::{Identity, User, UserId};
use crate::visit::Visit;

/// What one account has. Not `Debug`: metadata is anything.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// What the person may see and change.
    pub user_metadata: Map<String, Value>,
    /// What only the product may change.
    pub app_metadata: Map<String, Value>,
    /// The size of the whole profile in bytes.
    pub bytes: usize,
    /// Whether its users come from SCIM or a directory, so that it must stay primary.
    pub managed: bool,
    /// The id of its own identity's connection, where the settings tell it.
    #[serde(default)]
    pub connection_id: Option<String>,
}

/// The two accounts of a review, as they were read for it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Accounts {
    /// The signed-in one.
    pub present: Account,
    /// The proved one.
    pub other: Account,
    /// Whether the settings let the two be joined.
    pub allowed: bool,
}

impl Account {
    fn of(user: &User, config: &Config) -> Self {
        Self {
            user_metadata: user.user_metadata.clone(),
            app_metadata: user.app_metadata.clone(),
            bytes: user.bytes,
            managed: config.is_managed(user),
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

    /// The same account with the metadata that a later look found.
    #[must_use]
    pub fn with_metadata(&self, user: &User) -> Self {
        let rest = self.bytes.saturating_sub(metadata::bytes(&self.user_metadata));
        Self {
            user_metadata: user.user_metadata.clone(),
            app_metadata: user.app_metadata.clone(),
            bytes: rest.saturating_add(metadata::bytes(&user.user_metadata)),
            managed: self.managed,
            connection_id: self.connection_id.clone(),
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
    /// Two users side by side.
    #[must_use]
    pub fn of(present: &User, other: &User, config: &Config) -> Self {
        Self {
            present: Account::of(present, config),
            other: Account::of(other, config),
            allowed: allowed(config, &present.identities, &other.identities),
        }
    }

    /// The account that becomes primary, and the one that joins it.
    #[must_use]
    pub const fn by_role(&self, swap: bool) -> (&Account, &Account) {
        if swap { (&self.other, &self.present) } else { (&self.present, &self.other) }
    }
}

/// Whether the settings let two accounts with these identities be joined.
#[must_use]
pub fn allowed(config: &Config, present: &[Identity], other: &[Identity]) -> bool {
    config.allowed_pairs.allow(present, other)
}

/// What is kept of a review: one for each person, so that abandoned ones do not pile up in a store
/// that forgets nothing by itself.
#[derive(Serialize, Deserialize)]
struct Snapshot<T> {
    review: String,
    accounts: T,
}

/// Keeps what the review shows, so that its confirmation need not read it again.
pub async fn keep<P: Platform>(visit: &Visit<'_, P>, review: &Review, accounts: &Accounts) {
    let (of, left) = (review.present.to_string(), review.expires.since(visit.now));
    let snapshot = Snapshot { review: review.id.clone(), accounts };
    let _best_effort = store::keep(visit, Record::Snapshot, &of, snapshot, left).await;
}

/// Forgets what a review showed.
pub async fn forget<P: Platform>(visit: &Visit<'_, P>, review: &Review) {
    store::forget(visit, Record::Snapshot, &review.present.to_string()).await;
}

/// What is found when two accounts are to be joined.
pub enum Found<T> {
    /// Two accounts.
    Two(T),
    /// One: they were joined by a confirmation whose answer was lost, or by another device. Whether the
    /// proved account is the one that stayed.
    One {
        /// Whether the signed-in account joined the proved one.
        swapped: bool,
    },
}

/// Both accounts as the review showed them, or, where that was not kept, as they are now.
///
/// # Errors
/// What reading them can end in.
pub async fn recall<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &Review,
) -> Result<Found<Accounts>, Error> {
    let of = review.present.to_string();
    // Rules about who may be joined go by what is there now.
    if !visit.config.has_rules() {
        let kept = store::find::<P, Snapshot<Accounts>>(visit, Record::Snapshot, &of).await;
        if let Some(kept) = kept.filter(|kept| review.is(&kept.review)) {
            return Ok(Found::Two(kept.accounts));
        }
    }
    Ok(match read(visit, session, review).await? {
        Found::Two((present, other)) => Found::Two(Accounts::of(&present, &other, visit.config)),
        Found::One { swapped } => Found::One { swapped },
    })
}

/// Reads both users whole.
///
/// # Errors
/// What reading them can end in.
pub async fn read<P: Platform>(
    visit: &mut Visit<'_, P>,
    session: &Session,
    review: &Review,
) -> Result<Found<(User, User)>, Error> {
    // One after the other would cost a visitor twice the time.
    let present = async {
        let access = tenant::own_access(visit, session).await?;
        tenant::read(visit, Operation::ReadUser, &access, Extent::Whole).await
    };
    let other = tenant::read_proved(visit, &review.other, review.access_token.as_ref());
    let (present, other) = join(present, other).await;
    if present.as_ref().is_ok_and(|user| user.has_identity(&review.other)) {
        return Ok(Found::One { swapped: false });
    }
    if other.as_ref().is_ok_and(|user| user.has_identity(&review.present)) {
        return Ok(Found::One { swapped: true });
    }
    let present = present.map_err(|fault| tenant::own_refusal(visit, fault))?;
    let other = other.map_err(|fault| {
        let refusal = tenant::other_refusal(visit, fault);
        // The proved account is gone, or its token is: there is nothing left to confirm.
        if let Refusal::LinkedElsewhere | Refusal::NoReview = refusal {
            review::remove(&mut visit.jar);
        }
        refusal
    })?;
    if let Err(refusal) = check_addresses(visit.config, &present, &other) {
        review::remove(&mut visit.jar);
        return Err(refusal.into());
    }
    Ok(Found::Two((present, other)))
}

/// Both addresses were verified when the link began and when the other account was proved. Wherever the
/// two are read once more, they must still be.
fn check_addresses(config: &Config, present: &User, other: &User) -> Result<(), Refusal> {
    let required = config.verified_email == VerifiedEmail::Required;
    if required && !present.email_is_verified_or_absent() {
        return Err(Refusal::OwnEmailUnverified);
    }
    if required && !other.email_is_verified_or_absent() {
        return Err(Refusal::EmailUnverified);
    }
    Ok(())
}

/// The journal of a link that was interrupted, of which this user was to be the primary. One inside the
/// metadata, which the person can write, counts only where it is sealed, and for this very user.
pub async fn interrupted<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &UserId,
    user_metadata: &Map<String, Value>,
) -> Option<Journal> {
    let inside = user_metadata.get(RESERVED).and_then(Value::as_str);
    let open = |sealed| {
        let limit = metadata::MAX_PROFILE_BYTES;
        visit.record_keys().open_as(&inside_label(primary), sealed, limit, visit.now)
    };
    match inside.and_then(open) {
        Some(inside) => Some(inside),
        None => stored_journal(visit, primary).await,
    }
}

/// The same, as far as the store has it.
pub async fn stored_journal<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &UserId,
) -> Option<Journal> {
    store::find(visit, Record::Journal, &primary.to_string()).await
}

/// How long a journal is good for, in seconds: ten years, until somebody comes who finishes or undoes.
const JOURNAL_LIFETIME: u64 = 10 * 365 * 24 * 60 * 60;

/// Keeps a journal in the store, and says whether it is kept.
pub async fn keep_journal<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &str,
    journal: &Journal,
) -> bool {
    store::keep(visit, Record::Journal, primary, journal, JOURNAL_LIFETIME).await
}

/// Seals a journal for the metadata itself.
///
/// # Errors
/// Where it cannot be sealed.
pub fn seal_journal<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &UserId,
    journal: &Journal,
) -> Result<String, Error> {
    let expires = visit.now.plus(JOURNAL_LIFETIME);
    Ok(visit.record_keys().seal_as(&inside_label(primary), journal, visit.now, expires)?)
}

fn inside_label(primary: &UserId) -> String {
    format!("journal/{primary}")
}

//! One structured event for each attempt to link, swap or unlink, and how it ended. It names users by keyed hashes
//! only: events of one user can be found, but nobody can be identified.

use std::cell::RefCell;

use serde::Serialize;

use crate::config::Config;
use crate::cookies::review::PendingReview;
use crate::platform::UnixTime;
use crate::seal::Key;
use crate::user::UserId;

/// What was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A link was begun.
    Begin,
    /// A proved account was given up.
    Cancel,
    /// Two accounts were to become one, with the signed-in one as primary.
    Link,
    /// The second account came back from its sign-in.
    Prove,
    /// Two accounts were to become one, with the proved one as primary.
    Swap,
    /// An identity was to become an account of its own.
    Unlink,
}

/// An event, for the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audit {
    what: What,
    at: UnixTime,
    /// How it ended; until the end of the request, only if that is not the request's own outcome.
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<String>,
    /// A keyed hash of the primary account's user id; if the attempt failed, of the account that was to be primary.
    #[serde(skip_serializing_if = "Option::is_none")]
    primary: Option<String>,
    /// Likewise of the secondary account.
    #[serde(skip_serializing_if = "Option::is_none")]
    secondary: Option<String>,
    /// The same for everything from a link's start to its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation: Option<String>,
    /// A user who was proved and not linked, and is left in the tenant with nothing waiting for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_over: Option<String>,
}

/// What one request attempts, filled in as it becomes known.
#[derive(Debug, Default)]
pub struct Attempt(RefCell<Option<Audit>>);

impl Attempt {
    /// Something is attempted for this user.
    pub fn begin(&self, what: What, primary: &UserId, connection: Option<&str>, config: &Config) {
        self.0.replace(Some(Audit {
            what,
            at: UnixTime::default(),
            outcome: None,
            connection: connection.map(ToOwned::to_owned),
            primary: Some(name(primary, config)),
            secondary: None,
            correlation: None,
            left_over: None,
        }));
    }

    /// A review is confirmed or cancelled.
    pub fn of_review(&self, what: What, review: &PendingReview, config: &Config) {
        self.begin(what, &review.present, Some(&review.connection), config);
        self.secondary(&review.other, config);
        self.correlate(review.correlation());
    }

    /// The connection is known.
    pub fn connection(&self, name: Option<&str>) {
        self.change(|audit| audit.connection = name.map(ToOwned::to_owned));
    }

    /// The other account is known.
    pub fn secondary(&self, user_id: &UserId, config: &Config) {
        self.change(|audit| audit.secondary = Some(name(user_id, config)));
    }

    /// The state of the transaction is known.
    pub fn correlate(&self, correlation: String) {
        self.change(|audit| audit.correlation = Some(correlation));
    }

    /// The proved account is to be the primary one.
    pub fn swap(&self) {
        self.change(|audit| {
            audit.what = What::Swap;
            std::mem::swap(&mut audit.primary, &mut audit.secondary);
        });
    }

    /// A link of an earlier request turned out to be done, but had no event of its own.
    pub fn found(
        &self,
        swap: bool,
        primary: &UserId,
        secondary: &UserId,
        connection: &str,
        config: &Config,
    ) {
        let (what, outcome) = if swap { (What::Swap, "swapped") } else { (What::Link, "linked") };
        self.begin(what, primary, Some(connection), config);
        self.secondary(secondary, config);
        self.change(|audit| audit.outcome = Some(outcome));
    }

    /// The event, once it is known how the request ended.
    #[must_use]
    pub fn finish(self, ended: Option<&'static str>, now: UnixTime) -> Option<Audit> {
        let mut audit = self.0.into_inner()?;
        let outcome = audit.outcome.or(ended).unwrap_or("begun");
        let other = if audit.what == What::Swap { &audit.primary } else { &audit.secondary };
        audit.left_over = other.clone().filter(|_| remains(audit.what, outcome));
        audit.what = tried(audit.what, outcome);
        audit.outcome = Some(outcome);
        audit.at = now;
        Some(audit)
    }

    fn change(&self, change: impl FnOnce(&mut Audit)) {
        if let Some(audit) = self.0.borrow_mut().as_mut() {
            change(audit);
        }
    }
}

/// Without a review the callback goes on to link: only a link has these outcomes.
fn tried(what: What, outcome: &str) -> What {
    let of_link = matches!(
        outcome,
        "linked" | "linked_all" | "link_refused" | "profile_too_large" | "cannot_be_primary"
    );
    if what == What::Prove && of_link { What::Link } else { what }
}

/// Whether the proved account, if it is known, is left over. It is not if a waiting review may yet link it, or if it is
/// part of another account.
fn remains(what: What, outcome: &str) -> bool {
    match what {
        What::Begin | What::Unlink => false,
        What::Cancel => outcome == "cancelled",
        What::Link | What::Swap => matches!(
            outcome,
            "account_blocked"
                | "email_unverified"
                | "joined_elsewhere"
                | "link_refused"
                | "missing_scope"
                | "no_review"
                | "other_blocked"
                | "own_email_unverified"
                | "pair_not_allowed"
                | "signed_out"
                | "tenant_refused"
        ),
        What::Prove => !matches!(
            outcome,
            "already_linked"
                | "linked"
                | "linked_all"
                | "linked_elsewhere"
                | "review"
                | "same_account"
                | "unavailable"
                | "wrong_account"
        ),
    }
}

/// A user's name in events: 22 characters, which change when the cookie secrets do.
fn name(user_id: &UserId, config: &Config) -> String {
    let key: Key<'_> = config.record_keys().newest();
    key.hash("audit", &user_id.to_string()).chars().take(22).collect()
}

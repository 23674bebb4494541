//! What follows a completed link or unlink: an entry in the person's history, and the product's event. The same may be
//! reported more than once, by a double click or after a lost answer: with a store the first report counts, and without
//! one the events have the same id.

use crate::cookies::review::{self, PendingReview};
use crate::flows::record::history::History;
use crate::flows::record::product_event;
use crate::metadata::journal::{About, Journal};
use crate::platform::{Platform, UnixTime};
use crate::user::UserId;
use crate::visit::Visit;
use crate::webhook::{Done, ProductEvent};

/// Within how many seconds a second unlink of the same identity is the same one: longer than a request takes.
const SAME_UNLINK: u64 = 30;

/// Something that was done, with what tells it from others between the same two accounts.
struct Deed<'a> {
    what: Done,
    /// The account that is there now.
    primary: &'a UserId,
    /// The account that was linked or unlinked.
    secondary: &'a UserId,
    connection: Option<&'a str>,
    /// The same at every report.
    cause: String,
    /// It cannot have been done before this.
    since: UnixTime,
    at: UnixTime,
}

/// Two accounts became one.
pub async fn linked<P: Platform>(visit: &Visit<'_, P>, review: &PendingReview, swap: bool) {
    tell_of(visit, &of_review(visit, review, swap)).await;
}

/// The account of a review turned out to be linked, by a confirmation whose answer was lost and which may not have
/// reported it.
pub async fn found<P: Platform>(visit: &Visit<'_, P>, review: &PendingReview, swap: bool) {
    let deed = of_review(visit, review, swap);
    if tell_of(visit, &deed).await {
        let Deed { primary, secondary, .. } = deed;
        visit.attempt.found(swap, primary, secondary, &review.connection, visit.config);
        visit.attempt.correlate(review.correlation());
    }
}

/// An identity became an account of its own.
pub async fn unlinked<P: Platform>(
    visit: &Visit<'_, P>,
    primary: &UserId,
    secondary: &UserId,
    connection: Option<&str>,
) {
    let (what, at) = (Done::Unlinked, visit.platform.now());
    let cause = format!("request of {}", visit.now.0);
    let since = UnixTime(at.0.saturating_sub(SAME_UNLINK));
    tell_of(visit, &Deed { what, primary, secondary, connection, cause, since, at }).await;
}

/// An interrupted link turned out to be done: it is reported now.
pub async fn recovered<P: Platform>(visit: &Visit<'_, P>, primary: &UserId, journal: &Journal) {
    let About { secondary, connection, review, swap } = &journal.about;
    // When the link was about to be sent.
    let at = journal.at;
    let deed = Deed {
        what: joined(*swap),
        primary,
        secondary,
        connection: Some(connection),
        cause: cause_of_review(review),
        since: at,
        at,
    };
    if tell_of(visit, &deed).await {
        visit.attempt.found(*swap, primary, secondary, connection, visit.config);
    }
}

fn of_review<'a, P: Platform>(
    visit: &Visit<'_, P>,
    review: &'a PendingReview,
    swap: bool,
) -> Deed<'a> {
    let (present, other) = (&review.present, &review.other);
    let (primary, secondary) = if swap { (other, present) } else { (present, other) };
    Deed {
        what: joined(swap),
        primary,
        secondary,
        connection: Some(&review.connection),
        cause: cause_of_review(&review.id),
        since: UnixTime(review.expires.0.saturating_sub(review::LIFETIME)),
        // Not before the journal's time, so that a later report of the same link finds it.
        at: visit.platform.now(),
    }
}

const fn joined(swap: bool) -> Done {
    if swap { Done::Swapped } else { Done::Linked }
}

/// A review is about one pair, and links it once.
fn cause_of_review(id: &str) -> String {
    format!("review {id}")
}

/// Reports a deed; says whether for the first time, as far as the store knows.
async fn tell_of<P: Platform>(visit: &Visit<'_, P>, deed: &Deed<'_>) -> bool {
    let history = History::read(visit, deed.primary).await;
    if history.tells(deed.what, deed.secondary, deed.since) {
        return false;
    }
    let event = visit.config.webhook.as_ref().map(|webhook| {
        let Deed { what, primary, secondary, .. } = *deed;
        (webhook, ProductEvent::new(webhook, what, primary, secondary, &deed.cause, deed.at))
    });
    // The history says that it was reported, so the event, to be sent again if need be, is stored first.
    let kept = match &event {
        Some((_, event)) => product_event::put(visit, event).await,
        None => false,
    };
    history.add(visit, deed.what, deed.secondary, deed.connection, deed.at).await;
    if let Some((webhook, event)) = &event {
        product_event::send_first(visit, webhook, event, kept).await;
    }
    true
}

//! How an event reaches the product: stored, sent, and sent again until it is received or given up. Without a store it
//! is sent once. Failures here change nothing for the person.

use serde::{Deserialize, Serialize};

use crate::config::Webhook;
use crate::platform::{Platform, UnixTime};
use crate::store::{self, Record};
use crate::visit::Visit;
use crate::webhook::{ProductEvent, event_request, process_event_response};

/// How many events may wait.
const MAX_EVENTS: usize = 50;
/// How long after each try the next one follows, in seconds; the last pause repeats.
const PAUSES: [u64; 4] = [60, 5 * 60, 30 * 60, 60 * 60];
/// How long an event is retried, in seconds.
const GIVEN_UP_AFTER: u64 = 3 * 24 * 60 * 60;
/// How long the list is kept after its last change, in seconds: longer than its events are retried, so that giving one
/// up is still noted.
const LIFETIME: u64 = 14 * 24 * 60 * 60;
/// The least time between two tries, in seconds, over all requests.
const BETWEEN: u64 = 30;
/// After this many seconds a request leaves the sending to a later one: one more deadline keeps it below the 30 seconds
/// that hosted platforms allow.
const LATE_AFTER: u64 = 20;

/// There is only one list.
const LIST: &str = "the one";

/// Events that the product has not received, the oldest first.
#[derive(Default, Serialize, Deserialize)]
struct List {
    /// When the last try was made, by any instance.
    tried: u64,
    events: Vec<Waiting>,
}

#[derive(Serialize, Deserialize)]
struct Waiting {
    event: ProductEvent,
    /// How often it was sent.
    tries: usize,
    /// When to send it again.
    next: u64,
}

/// Stores an event as if a first try had failed: if this request ends too early, another one sends it. Says whether it
/// is stored.
pub async fn put<P: Platform>(visit: &Visit<'_, P>, event: &ProductEvent) -> bool {
    let now = visit.platform.now();
    store::change(visit, Record::Webhooks, LIST, LIFETIME, |mut list: List| {
        if list.events.iter().any(|waiting| waiting.event.id == event.id) {
            return None;
        }
        while list.events.len() >= MAX_EVENTS {
            list.events.remove(0);
            visit.note("webhook: too many events wait, the oldest is dropped");
        }
        list.tried = now.0;
        let next = now.plus(pause(1)).0;
        list.events.push(Waiting { event: event.clone(), tries: 1, next });
        Some(list)
    })
    .await
}

/// Sends an event that was just stored, or could not be.
pub async fn send_first<P: Platform>(
    visit: &Visit<'_, P>,
    webhook: &Webhook,
    event: &ProductEvent,
    kept: bool,
) {
    if kept && is_late(visit) {
        visit.note("webhook: left for the next request");
        return;
    }
    match (send(visit, webhook, event).await, kept) {
        (true, true) => remove(visit, event).await,
        (true, false) => {}
        (false, true) => visit.note("webhook: not received, will be sent again"),
        (false, false) => visit.note("webhook: not received and lost, no store keeps it"),
    }
}

/// Sends one of the waiting events, if it is time to. Every view of the page does this, since nothing runs between
/// requests.
pub async fn retry<P: Platform>(visit: &Visit<'_, P>) {
    let Some(webhook) = &visit.config.webhook else { return };
    let now = visit.platform.now();
    let soon = |tried: UnixTime| now.since(tried) < BETWEEN;
    if visit.memory.webhook_tried.get().is_some_and(soon) || is_late(visit) {
        return;
    }
    visit.memory.webhook_tried.set(Some(now));
    let Some(mut list) = find(visit).await else { return };
    if soon(UnixTime(list.tried)) {
        return;
    }
    let waited = list.events.len();
    list.events.retain(|it| now.since(UnixTime(it.event.at)) < GIVEN_UP_AFTER);
    let given_up = waited.saturating_sub(list.events.len());
    if given_up > 0 {
        visit.note(format!("webhook: {given_up} given up after three days"));
    }
    let due = list.events.iter_mut().find(|it| it.next <= now.0).map(|it| {
        it.tries = it.tries.saturating_add(1);
        it.next = now.plus(pause(it.tries)).0;
        it.event.clone()
    });
    if due.is_some() {
        list.tried = now.0;
    }
    if due.is_some() || given_up > 0 {
        // Stored before it is sent, so that no other instance sends it at the same time.
        let _best_effort = keep(visit, list).await;
    }
    let Some(event) = due else { return };
    if send(visit, webhook, &event).await {
        remove(visit, &event).await;
    } else {
        visit.note("webhook: not received again");
    }
}

/// One try, within one deadline.
async fn send<P: Platform>(visit: &Visit<'_, P>, webhook: &Webhook, event: &ProductEvent) -> bool {
    let now = visit.platform.now();
    visit.memory.webhook_tried.set(Some(now));
    // `send_out` notes why there is no answer.
    let Ok(response) = visit.send_out("webhook", event_request(webhook, event, now)).await else {
        return false;
    };
    let received = process_event_response(&response);
    if !received {
        visit.note(format!("webhook: answered {}", response.status().as_u16()));
    }
    received
}

/// Removes an event that was received. The list is read again, since other requests may have changed it. Two changes at
/// the same moment may bring back a received event, which the product knows by its id.
async fn remove<P: Platform>(visit: &Visit<'_, P>, event: &ProductEvent) {
    let Some(mut list) = find(visit).await else { return };
    list.events.retain(|waiting| waiting.event.id != event.id);
    let _best_effort = keep(visit, list).await;
}

async fn find<P: Platform>(visit: &Visit<'_, P>) -> Option<List> {
    store::find(visit, Record::Webhooks, LIST).await
}

async fn keep<P: Platform>(visit: &Visit<'_, P>, list: List) -> bool {
    if list.events.is_empty() {
        store::forget(visit, Record::Webhooks, LIST).await;
        return true;
    }
    store::keep(visit, Record::Webhooks, LIST, list, LIFETIME).await
}

/// How long to wait after this many tries.
fn pause(tries: usize) -> u64 {
    let [.., longest] = PAUSES;
    PAUSES.get(tries.saturating_sub(1)).copied().unwrap_or(longest)
}

fn is_late<P: Platform>(visit: &Visit<'_, P>) -> bool {
    visit.platform.now().since(visit.now) > LATE_AFTER
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seal::tests::keeps_its_shape;

    #[test]
    fn its_fields_keep_their_names() {
        let event = json!({
            "id": "e", "what": "linked", "primary": "auth0|ada", "secondary": "github|1", "at": 1
        });
        let waiting = json!({ "event": event, "tries": 1, "next": 2 });
        keeps_its_shape::<List>(&json!({ "tried": 1, "events": [waiting] }));
    }

    #[test]
    fn pauses_grow() {
        assert_eq!([1, 2, 3, 4, 5, 1000].map(pause), [60, 300, 1800, 3600, 3600, 3600]);
    }
}

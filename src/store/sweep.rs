//! Removes records that are over. The store knows no expiry, and nothing runs between requests: now and then
//! one of them does it, when its own work is done.

use crate::platform::{Platform, UnixTime};
use crate::store::Record;
use crate::visit::Visit;

/// These become more and more, and each can be done without. Of the others there is one for each person or
/// tenant: one that is written anew in the moment of its removal would be lost, and with it, say, that the
/// tenant signed a person out.
const KINDS: [Record; 4] =
    [Record::EndedSession, Record::LogoutToken, Record::Messages, Record::Proof];

/// How long an instance waits, in seconds.
const BETWEEN: u64 = 60 * 60;
/// Most instances live for few requests, in WASI 0.2 for one: of those that have not swept yet, one request in
/// so many does, by chance.
const ONE_IN: u64 = 1000;
/// How many records are removed at a time.
const MOST_REMOVED: usize = 20;
/// How many are looked at.
const MOST_LOOKS: usize = 60;
/// How many keys of a kind are taken. Those after them come into sight as these are removed.
const MOST_KEYS: usize = 1000;
/// How many seconds all of that may take: somebody waits for the answer.
const LONGEST: u64 = 2;

/// Removes some of what is over, if it is time to.
pub async fn sweep<P: Platform>(visit: &Visit<'_, P>) {
    let usable = visit.uses_store.get() && !visit.store_is_slow.get();
    if !usable || visit.is_long() || !is_due(visit) {
        return;
    }
    let now = visit.platform.now();
    visit.memory.sweep(now);
    let chance = chance(visit);
    let (mut looks, mut removed) = (0, 0);
    for record in from(&KINDS, chance) {
        let beginning = format!("{}/", record.name());
        let Some(keys) = visit.platform.keys(&beginning, MOST_KEYS).await else {
            visit.note("store: cannot list its keys, so expired records stay");
            return;
        };
        for key in from(&keys, chance) {
            let late = visit.platform.now().since(now) >= LONGEST;
            if late || looks >= MOST_LOOKS || removed >= MOST_REMOVED {
                return;
            }
            looks = looks.saturating_add(1);
            let value = visit.platform.recall(key).await;
            if value.as_deref().and_then(end).is_some_and(|end| end <= now) {
                visit.platform.forget(key).await;
                removed = removed.saturating_add(1);
            }
        }
    }
}

/// Once an hour, where the instance lives so long; else by a chance that no visitor can reckon with.
fn is_due<P: Platform>(visit: &Visit<'_, P>) -> bool {
    let (memory, now) = (visit.memory, visit.now);
    let since = memory.swept().unwrap_or_else(|| memory.began(now));
    let lucky = || memory.swept().is_none() && chance(visit).is_multiple_of(ONE_IN);
    now.since(since) >= BETWEEN || lucky()
}

fn chance<P: Platform>(visit: &Visit<'_, P>) -> u64 {
    let random = visit.platform.random();
    random.first_chunk().map_or(1, |bytes| u64::from_be_bytes(*bytes))
}

/// All of them, beginning with any.
fn from<T>(all: &[T], chance: u64) -> impl Iterator<Item = &T> {
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let start = chance.checked_rem(count).and_then(|start| usize::try_from(start).ok());
    let (before, after) = all.split_at_checked(start.unwrap_or_default()).unwrap_or((all, &[]));
    after.iter().chain(before)
}

/// The end that stands in clear, for which nobody vouches: who writes it can remove the record as well.
fn end(value: &[u8]) -> Option<UnixTime> {
    let digits = value.split(|byte| *byte == b'.').next()?;
    // A number may have a sign for `parse`.
    let digits = Some(digits).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    std::str::from_utf8(digits).ok()?.parse().ok().map(UnixTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_end_of_a_record_and_of_nothing_else() {
        assert_eq!(end(b"1800000000.eyJ.x"), Some(UnixTime(1_800_000_000)));
        assert_eq!(end(b"0"), Some(UnixTime(0)));
        for other in [&b""[..], b".x", b"+1.x", b"-1.x", b" 1.x", b"eyJ.1", b"1e3.x", b"\xff.x"] {
            assert_eq!(end(other), None, "{other:?}");
        }
        assert_eq!(end(b"99999999999999999999999.x"), None);
    }

    #[test]
    fn takes_all_from_any() {
        let all = |chance| from(&[1, 2, 3], chance).copied().collect::<Vec<_>>();
        assert_eq!([all(0), all(4), all(u64::MAX)], [[1, 2, 3], [2, 3, 1], [1, 2, 3]]);
        assert_eq!(from(&[0; 0], 7).count(), 0);
    }
}

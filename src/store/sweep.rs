//! Removes expired records. The store knows no expiry, and nothing runs between requests, so now and then a request
//! does it, after its own work.

use crate::platform::{Platform, UnixTime};
use crate::store::Record;
use crate::visit::Visit;

/// The kinds that grow without bound, and any of which can be missed. The others have one record for each person or
/// tenant; one that is rewritten just as it is removed would be lost, for instance that the tenant signed somebody out.
const KINDS: [Record; 4] =
    [Record::EndedSession, Record::LogoutToken, Record::Messages, Record::IdToken];

/// How often an instance sweeps, in seconds.
const BETWEEN: u64 = 60 * 60;
/// Most instances serve few requests, in WASI 0.2 one: as long as an instance has not swept, one request in this many
/// does, by chance.
const ONE_IN: u64 = 1000;
/// How many records one sweep removes.
const MOST_REMOVED: usize = 20;
/// How many it reads.
const MOST_LOOKS: usize = 60;
/// How many keys of a kind it lists. The others come into view as these are removed.
const MOST_KEYS: usize = 1000;
/// How many seconds it may take: somebody waits for the answer.
const LONGEST: u64 = 2;

/// Removes some expired records, if it is time to.
pub async fn sweep<P: Platform>(visit: &Visit<'_, P>) {
    let usable = visit.budget.uses_store.get() && !visit.budget.store_is_slow.get();
    if !usable || visit.is_long() || !is_due(visit) {
        return;
    }
    let now = visit.platform.now();
    visit.memory.swept.set(Some(now));
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
            let value = visit.platform.recall(key).await.ok().flatten();
            if value.as_deref().and_then(end).is_some_and(|end| end <= now) {
                visit.platform.forget(key).await;
                removed = removed.saturating_add(1);
            }
        }
    }
}

/// Once an hour, if the instance lives that long; otherwise by a chance that no visitor can predict.
fn is_due<P: Platform>(visit: &Visit<'_, P>) -> bool {
    let (memory, now) = (visit.memory, visit.now);
    let since = memory.swept.get().unwrap_or_else(|| memory.began(now));
    let lucky = || memory.swept.get().is_none() && chance(visit).is_multiple_of(ONE_IN);
    now.since(since) >= BETWEEN || lucky()
}

fn chance<P: Platform>(visit: &Visit<'_, P>) -> u64 {
    let random = visit.platform.random();
    random.first_chunk().map_or(1, |bytes| u64::from_be_bytes(*bytes))
}

/// All of them, starting at a random one.
fn from<T>(all: &[T], chance: u64) -> impl Iterator<Item = &T> {
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let start = chance.checked_rem(count).and_then(|start| usize::try_from(start).ok());
    let (before, after) = all.split_at_checked(start.unwrap_or_default()).unwrap_or((all, &[]));
    after.iter().chain(before)
}

/// The end in clear text, unauthenticated: whoever could write it could remove the record anyway.
fn end(value: &[u8]) -> Option<UnixTime> {
    let digits = value.split(|byte| *byte == b'.').next()?;
    // `parse` would accept a sign.
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

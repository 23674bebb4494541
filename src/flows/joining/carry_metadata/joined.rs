//! Two accounts' metadata, joined, and what of it does not fit.

use serde_json::{Map, Value};

use crate::flows::joining::both_accounts::{self, Account};
use crate::metadata::{self, Choices, MAX_PROFILE_BYTES};
use crate::platform::Platform;
use crate::visit::Visit;

/// How many bytes a sealed journal has around its entries, before base64.
const JOURNAL_FRAME: usize = 600;

/// Two accounts' metadata, joined.
pub(super) struct Joined {
    /// What the secondary brings.
    pub wanted: Map<String, Value>,
    /// All that the primary will have.
    pub target: Map<String, Value>,
    /// The size of the joined profile in bytes.
    pub size: usize,
    /// The size of the journal, if it goes inside.
    pub journal: usize,
    /// The root keys that keep the primary's value, because both values together are too large.
    pub falls_back: Vec<String>,
}

/// Joins two accounts, each with the metadata that counts. Makes room for the journal if no store keeps it.
pub(super) async fn joined<P: Platform>(
    visit: &Visit<'_, P>,
    primary: (&Account, &Map<String, Value>),
    secondary: (&Account, &Map<String, Value>),
    choices: &Choices,
) -> Joined {
    let inside = joined_with(primary, secondary, choices, journal_bytes);
    if inside.fits() && inside.falls_back.is_empty() || !both_accounts::keeps_journals(visit).await
    {
        return inside;
    }
    joined_with(primary, secondary, choices, |_, _| 0)
}

/// `journal` says how many bytes a journal takes inside the metadata.
fn joined_with(
    (primary, base): (&Account, &Map<String, Value>),
    (secondary, theirs): (&Account, &Map<String, Value>),
    choices: &Choices,
    journal: impl Fn(&Map<String, Value>, &Map<String, Value>) -> usize,
) -> Joined {
    let mut wanted = metadata::merge(base, theirs, choices);
    let mut target = base.clone();
    target.extend(wanted.clone());
    let mut falls_back = Vec::new();
    // What nobody asked to join makes room for the rest and for the journal, the largest first.
    let is_unasked = |key: &&String| {
        base.get(*key).is_some_and(|ours| !ours.is_null()) && !choices.contains_key(*key)
    };
    let mut unasked: Vec<String> = wanted.keys().filter(is_unasked).cloned().collect();
    unasked.sort_by_key(|key| wanted.get(key).map_or(0, |value| value.to_string().len()));
    loop {
        let size = primary.bytes_with(&target, secondary);
        let journal = journal(base, &wanted);
        let Some(key) = unasked.pop_if(|_| size.saturating_add(journal) > MAX_PROFILE_BYTES) else {
            return Joined { wanted, target, size, journal, falls_back };
        };
        wanted.remove(&key);
        target.extend(base.get(&key).map(|value| (key.clone(), value.clone())));
        falls_back.push(key);
    }
}

impl Joined {
    /// Whether all of it fits; if nothing is carried over, it does.
    fn fits(&self) -> bool {
        self.wanted.is_empty() || self.size.saturating_add(self.journal) <= MAX_PROFILE_BYTES
    }
}

/// About how many bytes a journal of these changes takes inside the metadata: sealed, as base64.
fn journal_bytes(base: &Map<String, Value>, wanted: &Map<String, Value>) -> usize {
    let was = |key: &String| base.get(key).map_or(0, |value| value.to_string().len());
    let entries = wanted.keys().map(|key| key.len().saturating_add(was(key)).saturating_add(64));
    let whole = entries.fold(JOURNAL_FRAME, usize::saturating_add);
    whole.saturating_mul(4).div_ceil(3)
}

/// What of the default is impossible, if the first account stays.
pub struct Short {
    /// Whether what is carried over does not fit. If nothing is, a profile that is too large already is no obstacle.
    pub too_large: bool,
    /// The root keys that keep the first account's value, though the two could be joined.
    pub falls_back: Vec<String>,
}

impl Short {
    /// Of two accounts, each with the metadata that counts; the first one stays.
    pub async fn of<P: Platform>(
        visit: &Visit<'_, P>,
        primary: (&Account, &Map<String, Value>),
        secondary: (&Account, &Map<String, Value>),
    ) -> Self {
        let joined = joined(visit, primary, secondary, &Choices::new()).await;
        Self { too_large: !joined.fits(), falls_back: joined.falls_back }
    }

    /// Whether anything is.
    #[must_use]
    pub const fn any(&self) -> bool {
        self.too_large || !self.falls_back.is_empty()
    }
}

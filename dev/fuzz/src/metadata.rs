//! Metadata of two users, as it stands in the tenant: an array of the signed-in user's, the other one's,
//! and the choices by root key.

use account_linking::metadata::journal::{About, Journal};
use account_linking::metadata::{Choice, Choices, RESERVED, difference, kept, merge, shown};
use account_linking::user::UserId;
use serde_json::{Map, Value};

use crate::cast::HUB;
use crate::variants::NOW;

/// Gives the input to the component.
///
/// # Panics
/// Where something is lost, or written that should not be.
pub fn run(data: &[u8]) {
    let Ok([ours, theirs, chosen]) = serde_json::from_slice::<[Map<String, Value>; 3]>(data) else {
        return;
    };
    let chosen = chosen
        .iter()
        .filter_map(|(key, value)| Some((key.clone(), Choice::parse(value.as_str()?)?)));
    let choices: Choices = chosen.collect();
    let changes = merge(&ours, &theirs, &choices);
    for (key, value) in &changes {
        assert!(!value.is_null() && key != RESERVED && !kept::is_key(key), "{key} is written");
        assert!(theirs.contains_key(key), "{key} comes from nowhere");
    }
    let mut merged = ours.clone();
    merged.extend(changes.clone());
    assert!(merge(&merged, &theirs, &choices).is_empty(), "joining twice changes more");

    // A PATCH of the difference makes the one the other.
    let mut patched = ours.clone();
    for (key, value) in difference(&ours, &theirs) {
        if value.is_null() {
            patched.remove(&key)
        } else {
            patched.insert(key, value)
        };
    }
    patched.retain(|_, value| !value.is_null());
    let mut wanted = theirs.clone();
    wanted.retain(|_, value| !value.is_null());
    assert_eq!(patched, wanted);

    // A journal takes back all that was written, and no more. A null says as little as no key.
    let text = |text: &str| text.to_owned();
    let hub = UserId::parse(HUB).expect("an id");
    let secondary = hub.clone();
    let about = About { secondary, connection: text("github"), review: text("r"), swap: false };
    let journal = Journal::new(about, &ours, &changes, None, NOW);
    let stored = serde_json::to_vec(&journal).expect("JSON");
    let read: Journal = serde_json::from_slice(&stored).expect("a journal");
    let mut before = ours.clone();
    before.remove(RESERVED);
    before.retain(|_, value| !value.is_null());
    let mut undone = read.undone(&merged);
    undone.retain(|_, value| !value.is_null());
    assert_eq!(undone, before);
    let _any = serde_json::from_slice::<Journal>(data);

    let keys = serde_json::to_string(&shown(&ours, &theirs)).expect("JSON");
    assert!(!keys.contains(&format!("\"key\":\"{RESERVED}\"")));
    let _kept = (kept::of(&ours, &hub), kept::accounts(&theirs), kept::entries(&ours).count());
}

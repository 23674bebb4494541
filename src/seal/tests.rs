//! Tests of the key ring: what opens, with which secret, until when, and where.

use std::sync::LazyLock;

use super::*;
use crate::cookies::{MAX_COOKIE_BYTES, Purpose};
use serde_json::{Value, json};

const NOW: UnixTime = UnixTime(1_800_000_000);
const LATER: UnixTime = NOW.plus(60);
static BOUND: LazyLock<Bound> = LazyLock::new(|| Bound::to(&["here"]));

fn secrets(newest: u8, older: &[u8]) -> CookieSecrets {
    let secret = |byte: &u8| Secret::new(vec![*byte; 32]);
    CookieSecrets { newest: secret(&newest), older: older.iter().map(secret).collect() }
}

/// Checks that what another version sealed is read, and written in the same shape: both run side by side for a while,
/// and records live for years.
#[track_caller]
pub(crate) fn keeps_its_shape<T: Serialize + DeserializeOwned>(shape: &Value) {
    let read: T = serde_json::from_value(shape.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), *shape);
}

#[test]
fn opens_what_it_sealed_and_verifies_what_it_signed() {
    let secrets = secrets(1, &[]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let content = json!({"a": "b"});
    let sealed = ring.seal(Purpose::Session.name(), &content, NOW, LATER).unwrap();
    assert_eq!(
        ring.open::<Value>(Purpose::Session.name(), &sealed, MAX_COOKIE_BYTES, NOW),
        Some(content.clone())
    );
    let signed = ring.sign(Purpose::Outcome.name(), &content, NOW, LATER).unwrap();
    let (verified, key) =
        ring.verify::<Value>(Purpose::Outcome.name(), &signed, MAX_COOKIE_BYTES, NOW).unwrap();
    assert_eq!((verified, key.id()), (content, ring.newest().id()));
}

#[test]
fn a_value_moved_to_another_name_does_not_open() {
    let secrets = secrets(1, &[]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let sealed = ring.seal(Purpose::Session.name(), json!({}), NOW, LATER).unwrap();
    assert_eq!(ring.open::<Value>(Purpose::Switch.name(), &sealed, MAX_COOKIE_BYTES, NOW), None);
    let signed = ring.sign(Purpose::Outcome.name(), json!({}), NOW, LATER).unwrap();
    assert!(
        ring.verify::<Value>(Purpose::Transaction.name(), &signed, MAX_COOKIE_BYTES, NOW).is_none()
    );
    assert_eq!(ring.open::<Value>(Purpose::Outcome.name(), &signed, MAX_COOKIE_BYTES, NOW), None);
}

#[test]
fn a_value_taken_elsewhere_does_not_open() {
    let secrets = secrets(1, &[]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let sealed = ring.seal(Purpose::Session.name(), json!({}), NOW, LATER).unwrap();
    let signed = ring.sign(Purpose::Outcome.name(), json!({}), NOW, LATER).unwrap();
    for values in [&["there"][..], &["here", ""], &["her", "e"], &[]] {
        let bound = Bound::to(values);
        let ring = KeyRing::new(&secrets, &bound);
        assert_eq!(
            ring.open::<Value>(Purpose::Session.name(), &sealed, MAX_COOKIE_BYTES, NOW),
            None,
            "{values:?}"
        );
        assert!(
            ring.verify::<Value>(Purpose::Outcome.name(), &signed, MAX_COOKIE_BYTES, NOW).is_none(),
            "{values:?}"
        );
    }
    assert_ne!(Bound::to(&["a", "b"]), Bound::to(&["a,b"]));
}

#[test]
fn the_inner_expiry_counts() {
    let secrets = secrets(1, &[]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let sealed = ring.seal(Purpose::Session.name(), json!({}), NOW, LATER).unwrap();
    let signed = ring.sign(Purpose::Outcome.name(), json!({}), NOW, LATER).unwrap();
    let late = LATER.plus(6);
    assert_eq!(ring.open::<Value>(Purpose::Session.name(), &sealed, MAX_COOKIE_BYTES, late), None);
    assert!(
        ring.verify::<Value>(Purpose::Outcome.name(), &signed, MAX_COOKIE_BYTES, late).is_none()
    );
}

#[test]
fn an_old_key_opens_until_it_is_retired() {
    let old = secrets(1, &[]);
    let rotated = secrets(2, &[1]);
    let retired = secrets(2, &[]);
    let sealed =
        KeyRing::new(&old, &BOUND).seal(Purpose::Session.name(), json!({}), NOW, LATER).unwrap();
    let open = |ring: &CookieSecrets| {
        KeyRing::new(ring, &BOUND).open::<Value>(
            Purpose::Session.name(),
            &sealed,
            MAX_COOKIE_BYTES,
            NOW,
        )
    };
    assert_eq!(open(&rotated), Some(json!({})));
    assert_eq!(open(&retired), None);
}

#[test]
fn a_changed_byte_does_not_open() {
    let secrets = secrets(1, &[]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let sealed = ring.seal(Purpose::Session.name(), json!({"a": 1}), NOW, LATER).unwrap();
    let signed = ring.sign(Purpose::Outcome.name(), json!({"a": 1}), NOW, LATER).unwrap();
    for (token, seal) in [(sealed, true), (signed, false)] {
        for index in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            let opened = if seal {
                ring.open::<Value>(Purpose::Session.name(), &changed, MAX_COOKIE_BYTES, NOW)
            } else {
                ring.verify::<Value>(Purpose::Outcome.name(), &changed, MAX_COOKIE_BYTES, NOW)
                    .map(|it| it.0)
            };
            assert_eq!(opened, None, "byte {index}");
        }
    }
}

#[test]
fn what_is_too_long_is_not_even_decoded() {
    let secrets = secrets(1, &[]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let sealed = ring.seal("label", json!({}), NOW, LATER).unwrap();
    let open = |limit| ring.open::<Value>("label", &sealed, limit, NOW);
    assert_eq!((open(sealed.len()), open(sealed.len() - 1)), (Some(json!({})), None));

    let mut lengths = (0..5_000).map(|length| {
        let content = "x".repeat(length);
        let signed = ring.sign(Purpose::Transaction.name(), &content, NOW, LATER).unwrap();
        let good = ring
            .verify::<String>(Purpose::Transaction.name(), &signed, MAX_COOKIE_BYTES, NOW)
            .is_some();
        (signed.len(), good)
    });
    let longest = lengths.find(|(length, _)| *length >= MAX_COOKIE_BYTES).unwrap();
    assert_eq!(longest, (MAX_COOKIE_BYTES, true));
    assert!(lengths.next().is_some_and(|(_, good)| !good));
}

/// Values that only we could make, and do not: each check holds without the others.
#[test]
fn a_value_of_our_own_key_needs_its_purpose_and_an_expiry() {
    let secrets = secrets(1, &[]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let newest = ring.newest();
    let (label, other) = (Purpose::Transaction.name(), Purpose::Session.name());
    let check = |change: &dyn Fn(&mut JWTClaims<Payload<Value>>), good: bool| {
        let made = |change: &dyn Fn(&mut JWTClaims<Payload<Value>>)| {
            let mut claims = claims(label, json!({}), NOW, LATER);
            change(&mut claims);
            claims
        };
        let key = A256KWKey::from_bytes(&newest.derive(label)).unwrap();
        let sealed = key.with_key_id(newest.id()).encrypt(made(change)).unwrap();
        assert_eq!(
            ring.open::<Value>(Purpose::Transaction.name(), &sealed, MAX_COOKIE_BYTES, NOW)
                .is_some(),
            good
        );
        let key = HS256Key::from_bytes(&newest.derive(label)).with_key_id(&newest.id());
        let signed = key.authenticate(made(change)).unwrap();
        assert_eq!(
            ring.verify::<Value>(Purpose::Transaction.name(), &signed, MAX_COOKIE_BYTES, NOW)
                .is_some(),
            good
        );
    };
    check(&|_| {}, true);
    check(&|it| it.audiences = Some(Audiences::AsString(other.to_owned())), false);
    check(&|it| it.audiences = None, false);
    check(&|it| it.expires_at = None, false);
    check(&|it| it.issued_at = Some(UnixTimeStamp::from_secs(NOW.0 + 6)), false);
}

#[test]
fn a_value_names_the_secret_it_was_made_with() {
    let secrets = secrets(1, &[2]);
    let ring = KeyRing::new(&secrets, &BOUND);
    let mut keys = ring.keys();
    let (newest, older) = (keys.next().unwrap(), keys.next().unwrap());
    assert!(keys.next().is_none());
    assert_eq!(newest.id().len(), 8);
    assert_ne!(newest.id(), older.id());
    let label = Purpose::Transaction.name();
    // Made with one secret under the id of the other, or of none.
    let sealed = |key: A256KWKey| key.encrypt(claims(label, json!({}), NOW, LATER)).unwrap();
    let key = || A256KWKey::from_bytes(&newest.derive(label)).unwrap();
    let open = |it: &str| {
        ring.open::<Value>(Purpose::Transaction.name(), it, MAX_COOKIE_BYTES, NOW).is_some()
    };
    assert!(open(&sealed(key().with_key_id(newest.id()))));
    assert!(!open(&sealed(key().with_key_id(older.id()))));
    assert!(!open(&sealed(key().with_key_id("unknown"))));
    assert!(!open(&sealed(key())));
}

#[test]
fn compares_whole_texts() {
    assert!(equal("abc", "abc"));
    for other in ["", "ab", "abcd", "abd"] {
        assert!(!equal("abc", other));
    }
}

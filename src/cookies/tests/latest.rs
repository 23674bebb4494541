//! Tests of the cookie `sid`: whose it is, how large, and what happens if there is no room.

use super::edges::{claims, config, empty, next, token};
use super::*;
use crate::auth0::id_token::IdTokenClaims;
use crate::cookies::session::Session;
use crate::cookies::sid;
use crate::platform::UnixTime;

const NOW: UnixTime = UnixTime(1_800_000_000);

fn session(random: u8) -> Session {
    let claims = IdTokenClaims { sid: Some("own".to_owned()), ..claims("auth0|ada") };
    Session::new(claims, token(600), [random; 32], NOW)
}

#[test]
fn the_latest_id_counts_beside_the_session_that_it_was_kept_beside() {
    let (config, session) = (config(&[]), self::session);
    let mut jar = empty();
    let latest = |random, jar: &Jar| sid::latest(&session(random), jar, &config, NOW).unwrap();
    sid::follow(Some("other"), &session(1), &mut jar, &config, NOW).unwrap();
    assert_eq!((latest(1, &jar), latest(2, &jar)), ("other".to_owned(), "own".to_owned()));
    let mut jar = next(jar);
    // A sign-in whose session the tenant does not name changes nothing.
    sid::follow(None, &session(1), &mut jar, &config, NOW).unwrap();
    assert_eq!(latest(1, &jar), "other");
    sid::follow(Some("own"), &session(1), &mut jar, &config, NOW).unwrap();
    assert_eq!((latest(1, &jar), jar.get("sid")), ("own".to_owned(), None));
}

#[test]
fn it_has_less_than_four_hundred_bytes_and_a_longer_one_is_not_kept() {
    let config = config(&[]);
    for (length, kept) in [(32, true), (64, true), (400, false)] {
        let mut jar = empty();
        sid::follow(Some(&"s".repeat(length)), &session(1), &mut jar, &config, NOW).unwrap();
        let bytes = jar.get("sid").map(|value| "__Host-sid=".len() + value.len());
        assert_eq!(bytes.is_some(), kept, "{length}");
        assert!(length != 32 || bytes.is_some_and(|bytes| bytes < 400), "{bytes:?}");
    }
}

#[test]
fn where_an_answer_is_given_up_it_stays_as_far_as_there_is_room() {
    let config = config(&[]);
    for (crowd, kept) in [(100, true), (MAX_TOTAL_BYTES - 40, false)] {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, format!("__Host-session={}", "x".repeat(crowd)).parse().unwrap());
        let mut jar = Jar::new(&headers, true);
        sid::follow(Some("other"), &session(1), &mut jar, &config, NOW).unwrap();
        jar.set("review", "r".repeat(MAX_COOKIE_BYTES), 60);
        assert!(jar.make_fit().is_err());
        jar.give_up();
        assert_eq!(jar.get("sid").is_some(), kept, "{crowd}");
    }
}

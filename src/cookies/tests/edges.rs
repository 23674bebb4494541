//! Tests of the edges: to the second, when a cookie stops being valid; for whom it is valid; and what goes with it.

use super::*;
use crate::auth0::assurance::{Assurance, Demands};
use crate::auth0::id_token::IdTokenClaims;
use crate::auth0::token::AccessToken;
pub(super) use crate::config::example::config;
use crate::cookies::passwordless::{self, Passwordless, Sent};
use crate::cookies::resume::Resume;
use crate::cookies::review::{self, PendingReview, SecondAccount};
use crate::cookies::session::{self, Session};
use crate::cookies::transaction::{self, Aim, NotFound, Transaction, Wish};
use crate::platform::UnixTime;
use crate::return_to::ReturnTo;
use crate::secret::Secret;
use crate::user::UserId;
use crate::user::identifier::{Channel, Identifier};

pub(super) const NOW: UnixTime = UnixTime(1_800_000_000);
const DAY: u64 = 86_400;

pub(super) fn id(text: &str) -> UserId {
    UserId::parse(text).unwrap()
}

pub(super) fn empty() -> Jar {
    Jar::new(&HeaderMap::new(), true)
}

/// What the browser sends next time.
pub(super) fn next(jar: Jar) -> Jar {
    let mut headers = HeaderMap::new();
    jar.write(&mut headers);
    let lines = headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let kept = lines.filter(|line| !line.contains("Max-Age=0;"));
    let pairs: Vec<&str> = kept.map(|line| line.split(';').next().unwrap()).collect();
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, pairs.join("; ").parse().unwrap());
    Jar::new(&headers, true)
}

/// How long the browser keeps it.
fn max_age(jar: Jar, name: &str) -> Option<u64> {
    let mut headers = HeaderMap::new();
    jar.write(&mut headers);
    let lines = headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let mut ours = lines.filter(|line| line.starts_with(&format!("__Host-{name}=")));
    let age = ours.next()?.split("Max-Age=").nth(1)?.split(';').next()?;
    age.parse().ok()
}

pub(super) fn claims(subject: &str) -> IdTokenClaims {
    IdTokenClaims {
        subject: id(subject),
        auth_time: NOW,
        expires: NOW.plus(600),
        sid: None,
        assurance: Assurance::default(),
        name: Some("Ada".to_owned()),
        email: None,
        email_verified: false,
        picture: None,
        connection: None,
        raw: Secret::new("worthless".to_owned()),
        odd: Vec::new(),
    }
}

pub(super) fn token(lifetime: u64) -> Option<AccessToken> {
    let secret = Secret::new("worthless".into());
    Some(AccessToken { secret, expires: NOW.plus(lifetime), writes_metadata: true })
}

pub(super) fn review(random: u8, state: &str) -> PendingReview {
    let proved = SecondAccount {
        claims: claims("github|1"),
        access_token: token(DAY),
        connection: "github".to_owned(),
    };
    PendingReview::new(id("auth0|ada"), proved, state, [random; 32], NOW)
}

#[test]
fn a_session_ends_with_its_token_its_idleness_or_its_age_to_the_second() {
    let config = config(&[("session_idle", "2m"), ("session_max", "3m")]);
    for (lifetime, used, ends) in [(100, 0, 100), (DAY, 0, 120), (DAY, 60, 180), (DAY, 119, 180)] {
        let mut jar = empty();
        let session = Session::new(claims("auth0|ada"), token(lifetime), [1; 32], NOW);
        session.begin(&mut jar, &config, NOW).unwrap();
        session.renew(&mut jar, &config, NOW.plus(used)).unwrap();
        let jar = next(jar);
        let open = |age| Session::open(&jar, &config, NOW.plus(age)).is_some();
        let edge = (open(used), open(ends - 1), open(ends));
        assert_eq!(edge, (true, true, false), "used after {used}, ends after {ends}");
    }
}

#[test]
fn a_session_is_renewed_after_a_minute_of_use() {
    let config = config(&[("session_idle", "1d")]);
    for (age, renewed) in [(59, None), (60, Some(DAY))] {
        let mut jar = empty();
        let session = Session::new(claims("auth0|ada"), token(7 * DAY), [1; 32], NOW);
        session.renew(&mut jar, &config, NOW.plus(age)).unwrap();
        assert_eq!(max_age(jar, "session"), renewed, "{age}");
    }
}

#[test]
fn a_session_that_waits_for_the_switch_waits_for_five_minutes() {
    let config = config(&[]);
    let mut jar = empty();
    let session = |subject, random| Session::new(claims(subject), token(DAY), [random; 32], NOW);
    session("auth0|ada", 1).begin(&mut jar, &config, NOW).unwrap();
    session("auth0|grace", 2).put_aside(&mut jar, &config, NOW).unwrap();
    let jar = next(jar);
    let waits = |age| Session::put_aside_earlier(&jar, &config, NOW.plus(age)).is_some();
    // A clock that runs behind is given some seconds.
    assert_eq!((waits(299), waits(306)), (true, false));
}

#[test]
fn a_review_waits_for_five_minutes_for_the_person_it_was_made_for() {
    let config = config(&[]);
    let mut jar = empty();
    review(1, "s").store(&mut jar, &config, NOW).unwrap();
    let jar = next(jar);
    let open = |who, age| PendingReview::open(&jar, &config, &id(who), NOW.plus(age)).is_some();
    assert_eq!((open("auth0|ada", 0), open("auth0|ada", 299)), (true, true));
    assert!(!open("auth0|ada", 300));
    assert!(!open("auth0|grace", 0));
}

#[test]
fn a_review_with_the_token_of_another_one_is_none() {
    let config = config(&[]);
    let stored = |random| {
        let mut jar = empty();
        review(random, "s").store(&mut jar, &config, NOW).unwrap();
        next(jar)
    };
    let (one, two) = (stored(1), stored(2));
    let mixed = format!(
        "__Host-review={}; __Host-review-token={}",
        one.get("review").unwrap(),
        two.get("review-token").unwrap()
    );
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, mixed.parse().unwrap());
    let mixed = Jar::new(&headers, true);
    assert!(PendingReview::open(&one, &config, &id("auth0|ada"), NOW).is_some());
    assert!(PendingReview::open(&mixed, &config, &id("auth0|ada"), NOW).is_none());
}

#[test]
fn reviews_are_told_apart_by_the_state_that_made_them() {
    let (one, other) = (review(1, "one"), review(1, "other"));
    assert!(one.is_from("one") && !one.is_from("other"));
    assert_ne!(one.correlation(), other.correlation());
    assert_eq!(one.correlation(), review(2, "one").correlation());
    assert!(!one.correlation().is_empty());
}

#[test]
fn a_transaction_is_good_for_ten_minutes_and_told_late_for_an_hour() {
    let config = config(&[]);
    let ring = config.cookie_keys();
    let wish = Wish {
        aim: Aim::Login,
        return_to: ReturnTo::home(),
        demands: Demands::default(),
        embedded: false,
    };
    let mut jar = empty();
    let begun = Transaction::begin(wish, [1; 32], NOW, ring, &mut jar).unwrap();
    let state = begun.state().to_owned();
    let mut headers = HeaderMap::new();
    jar.write(&mut headers);
    let line = headers["set-cookie"].to_str().unwrap();
    assert!(line.contains("; Max-Age=3600;"), "{line}");
    let pair = line.split(';').next().unwrap();
    let take = |age| {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, pair.parse().unwrap());
        let mut jar = Jar::new(&headers, true);
        let at = NOW.plus(age);
        Transaction::take(&state, &mut jar, &config, at).map(|it| it.aim)
    };
    assert_eq!(take(600), Ok(Aim::Login));
    assert_eq!(
        take(601),
        Err(NotFound::Expired {
            aim: Box::new(Aim::Login),
            return_to: ReturnTo::home(),
            silent: false,
        })
    );
    assert_eq!(
        take(3_599),
        Err(NotFound::Expired {
            aim: Box::new(Aim::Login),
            return_to: ReturnTo::home(),
            silent: false,
        })
    );
    assert_eq!(take(3_606), Err(NotFound::Missing));
}

#[test]
fn transactions_that_ran_out_are_cleared_away_by_the_next_one() {
    let config = config(&[]);
    let ring = config.cookie_keys();
    let begin = |random, at, jar: &mut Jar| {
        let wish = Wish {
            aim: Aim::Login,
            return_to: ReturnTo::home(),
            demands: Demands::default(),
            embedded: false,
        };
        Transaction::begin(wish, [random; 32], at, ring, jar).unwrap();
    };
    for (age, left) in [(600, 2), (601, 1)] {
        let mut jar = empty();
        begin(1, NOW, &mut jar);
        let mut headers = HeaderMap::new();
        jar.write(&mut headers);
        let pair = headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        headers.insert(COOKIE, pair.parse().unwrap());
        let mut jar = Jar::new(&headers, true);
        begin(2, NOW.plus(age), &mut jar);
        let names = jar.names_with("transaction-login-");
        let there = names.iter().filter(|name| jar.get(name).is_some()).count();
        assert_eq!(there + 1, left, "after {age} seconds");
    }
}

#[test]
fn an_interrupted_action_is_offered_to_its_person_for_a_quarter_of_an_hour() {
    let config = config(&[]);
    let mut jar = empty();
    resume::store(
        Resume::Confirm { choose: true, swap: true },
        &id("auth0|ada"),
        &mut jar,
        &config,
        NOW,
    )
    .unwrap();
    let jar = next(jar);
    let open = |who: &str, age| resume::open(&jar, &id(who), &config, NOW.plus(age));
    assert_eq!(open("auth0|ada", 899), Some(Resume::Confirm { choose: true, swap: true }));
    assert_eq!(open("auth0|ada", 906), None);
    assert_eq!(open("auth0|grace", 0), None);
}

#[test]
fn a_code_is_good_for_three_minutes_and_known_for_ten() {
    let config = config(&[]);
    let identifier = Identifier::parse(Channel::Email, "ada@example.com").unwrap();
    let mut message =
        Passwordless::new(&id("auth0|ada"), identifier, Sent::Code, None, [1; 32], NOW);
    assert_eq!((message.expires_in(NOW), message.expires_in(NOW.plus(180))), (180, 0));
    assert_eq!((message.resend_in(NOW), message.resend_in(NOW.plus(30))), (30, 0));
    message.tries = 2;
    assert_eq!((message.tries_left(), message.expires_in(NOW)), (1, 180));
    message.tries = 3;
    assert_eq!((message.tries_left(), message.expires_in(NOW)), (0, 0));

    let mut jar = empty();
    message.store(&mut jar, &config, NOW).unwrap();
    let jar = next(jar);
    let open = |who: &str, age| {
        Passwordless::open(&jar, &id(who), &config, NOW.plus(age)).map(|it| it.tries)
    };
    assert_eq!((open("auth0|ada", 599), open("auth0|ada", 606)), (Some(3), None));
    assert_eq!(open("auth0|grace", 0), None);
}

/// One cookie of each name that a jar reads.
fn all_of_them() -> Jar {
    let names =
        Purpose::ALL.iter().map(|purpose| purpose.name()).filter(|name| *name != "transaction");
    let names = names.chain(["transaction-login-1", "transaction-link-1"]);
    let pairs: Vec<String> = names.map(|name| format!("__Host-{name}=x")).collect();
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, pairs.join("; ").parse().unwrap());
    Jar::new(&headers, true)
}

fn left(jar: &Jar) -> Vec<String> {
    let mut names = jar.names_with("");
    names.retain(|name| jar.get(name).is_some());
    names.sort();
    names
}

#[test]
fn signing_out_takes_everything_with_it_but_that_the_next_sign_in_asks() {
    let mut jar = all_of_them();
    assert_eq!(left(&jar).len(), 13);
    session::end(&mut jar);
    // The language is nobody's secret: the next person may see it too.
    assert_eq!(left(&jar), ["prompt", "ui_locales"]);
}

#[test]
fn a_sign_in_that_waits_for_the_switch_takes_what_was_under_way_with_it() {
    let config = config(&[]);
    let mut jar = all_of_them();
    let session = Session::new(claims("auth0|grace"), token(DAY), [2; 32], NOW);
    session.put_aside(&mut jar, &config, NOW).unwrap();
    let kept =
        ["generation", "outcome", "prompt", "resume", "session", "sid", "switch", "ui_locales"];
    assert_eq!(left(&jar), kept);
    session.begin(&mut jar, &config, NOW).unwrap();
    assert_eq!(left(&jar), ["generation", "outcome", "prompt", "resume", "session", "ui_locales"]);
}

#[test]
fn a_review_takes_what_was_under_way_with_it() {
    let mut jar = all_of_them();
    review(1, "s").store(&mut jar, &config(&[]), NOW).unwrap();
    for name in left(&jar) {
        let gone = name.starts_with("transaction") || name == "passwordless";
        assert!(!gone, "{name}");
    }
}

#[test]
fn a_session_without_a_token_is_one_where_none_is_needed() {
    let client = config(&[("management", "client")]);
    let mut jar = empty();
    let session = Session::new(claims("auth0|ada"), None, [1; 32], NOW);
    session.begin(&mut jar, &client, NOW).unwrap();
    let jar = next(jar);
    assert!(Session::open(&jar, &client, NOW).is_some());
    assert!(Session::open(&jar, &config(&[]), NOW).is_none());
}

#[test]
fn what_is_only_shown_is_kept_in_bounds() {
    let session = |name: usize, picture: usize| {
        let name = Some("\u{e4}".repeat(name));
        let picture = Some("x".repeat(picture));
        let claims = IdTokenClaims { name, picture, ..claims("auth0|ada") };
        let session = Session::new(claims, None, [1; 32], NOW);
        (session.name.map(|it| it.chars().count()), session.picture.map(|it| it.len()))
    };
    assert_eq!(session(100, 300), (Some(100), Some(300)));
    assert_eq!(session(101, 301), (Some(100), None));
}

#[test]
fn the_cookie_of_another_state_is_none_though_it_has_the_right_name() {
    let config = config(&[]);
    let ring = config.cookie_keys();
    let mut jar = empty();
    let mut begin = |random| {
        let wish = Wish {
            aim: Aim::Login,
            return_to: ReturnTo::home(),
            demands: Demands::default(),
            embedded: false,
        };
        Transaction::begin(wish, [random; 32], NOW, ring, &mut jar).unwrap().state().to_owned()
    };
    let states = [begin(1), begin(2)];
    let mut jar = next(jar);
    let names = jar.names_with("transaction-");
    let values: Vec<String> = names.iter().map(|name| jar.get(name).unwrap().to_owned()).collect();
    jar.set(&names[0], values[1].clone(), 60);
    jar.set(&names[1], values[0].clone(), 60);
    for state in states {
        let taken = Transaction::take(&state, &mut jar, &config, NOW);
        assert_eq!(taken.map(|it| it.aim), Err(NotFound::Missing));
    }
}

#[test]
fn what_waits_waits_as_long_as_the_documentation_says() {
    let seconds = [transaction::LIFETIME, passwordless::LIFETIME, review::LIFETIME];
    assert_eq!(seconds, [10 * 60, 3 * 60, 5 * 60]);
}

//! Tests of the jar: what it reads, what it writes, and what fits.

mod edges;
mod return_to;

use super::*;

fn jar(cookies: &str) -> Jar {
    let mut headers = HeaderMap::new();
    headers.insert(COOKIE, cookies.parse().unwrap());
    Jar::new(&headers, true)
}

fn written(jar: Jar) -> Vec<String> {
    let mut headers = HeaderMap::new();
    jar.write(&mut headers);
    headers.get_all(SET_COOKIE).iter().map(|it| it.to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_name_that_no_header_can_say_is_not_ours() {
    let mut headers = HeaderMap::new();
    let line = b"__Host-transaction-link-\xd3x=1; __Host-transaction-link-a b=1; __Host-prompt=1";
    headers.insert(COOKIE, HeaderValue::from_bytes(line).unwrap());
    let mut jar = Jar::new(&headers, true);
    assert!(jar.names_with("transaction-").is_empty());
    transaction::clear(&mut jar);
    assert!(written(jar).is_empty());
}

#[test]
fn reads_only_cookies_with_the_prefix() {
    let jar = jar("session=evil; __Host-session=good; insecure-review=evil");
    assert_eq!(jar.get("session"), Some("good"));
    assert_eq!(jar.get("review"), None);
}

#[test]
fn a_doubled_cookie_counts_as_absent() {
    let jar = jar("__Host-session=a; __Host-session=b; __Host-prompt=1");
    assert_eq!(jar.get("session"), None);
    assert_eq!(jar.get("prompt"), Some("1"));
}

#[test]
fn a_doubled_cookie_can_be_removed() {
    let mut jar = jar("__Host-session=a; __Host-session=b; __Host-transaction-link-x=1; \
        __Host-transaction-link-x=2");
    assert!(!jar.is_empty());
    jar.remove("session");
    assert_eq!(jar.names_with("transaction-"), ["transaction-link-x"]);
    assert_eq!(
        written(jar),
        ["__Host-session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"]
    );
}

#[test]
fn a_doubled_prompt_still_asks() {
    assert!(prompt::is_set(&jar("__Host-prompt=1; __Host-prompt=1")));
    assert!(!prompt::is_set(&jar("prompt=1; __Host-session=a")));
    let mut jar = jar("__Host-prompt=1; __Host-prompt=0");
    prompt::clear(&mut jar);
    assert!(!prompt::is_set(&jar));
    assert_eq!(written(jar).len(), 1);
}

#[test]
fn a_cookie_of_others_that_is_no_text_hides_none_of_ours() {
    let mut headers = HeaderMap::new();
    let line = b"theirs=caf\xe9; __Host-session=good; __Host-review=\xff";
    headers.insert(COOKIE, HeaderValue::from_bytes(line).unwrap());
    let jar = Jar::new(&headers, true);
    assert_eq!(jar.get("session"), Some("good"));
    assert_eq!(jar.get("review"), Some("\u{fffd}"));
}

#[test]
fn sets_and_removes_with_the_same_attributes() {
    let mut jar = jar("__Host-review=x");
    jar.set("session", "v".into(), 60);
    jar.remove("review");
    jar.remove("never-there");
    assert_eq!(jar.get("review"), None);
    assert_eq!(
        written(jar),
        [
            "__Host-session=v; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax",
            "__Host-review=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
        ]
    );
}

#[test]
fn plain_http_says_so_in_the_name() {
    let mut jar = Jar::new(&HeaderMap::new(), false);
    jar.set("session", "v".into(), 60);
    let expected = ["insecure-session=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"];
    assert_eq!(written(jar), expected);
}

#[test]
fn knows_the_limits() {
    let mut jar = jar("__Host-session=x");
    jar.set("review", "x".repeat(MAX_COOKIE_BYTES - "__Host-review=".len()), 60);
    assert_eq!(jar.make_fit(), Ok(()));
    jar.set("review", "x".repeat(MAX_COOKIE_BYTES), 60);
    assert_eq!(jar.make_fit(), Err(Refusal::TooLarge));
    jar.set("review", "x".repeat(4_000), 60);
    jar.set("session", "x".repeat(4_000), 60);
    assert_eq!(jar.make_fit(), Err(Refusal::TooLarge));
}

#[test]
fn cookies_of_others_on_the_host_are_not_counted() {
    let mut jar = jar(&format!("__Host-other={}; __Host-session=x", "x".repeat(8_000)));
    assert_eq!(jar.make_fit(), Ok(()));
    jar.set("prompt", "1".into(), 60);
    assert_eq!(jar.make_fit(), Ok(()));
}

#[test]
fn logins_and_the_outcome_give_way_where_room_is_short() {
    let login = |name: &str| format!("__Host-transaction-login-{name}={}", "x".repeat(1_500));
    let full = format!("{}; {}; {}; __Host-session=x", login("a"), login("b"), login("c"));
    let mut one = jar(&full);
    one.set("transaction-link-d", "x".repeat(4_000), 60);
    assert_eq!(one.make_fit(), Ok(()));
    let left = |jar: &Jar| {
        let names = jar.names_with("").into_iter().filter(|name| jar.has(name));
        names.map(|name| name.split('-').next_back().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(left(&one), ["b", "c", "session"], "the oldest goes first");

    let mut two = jar(&full);
    two.set("outcome", "x".repeat(2_000), 60);
    two.set("review", "x".repeat(4_000), 60);
    two.set("review-token", "x".repeat(3_300), 60);
    assert!(!two.has_room());
    assert_eq!(two.make_fit(), Ok(()));
    assert_eq!(left(&two), ["session"]);
    assert!(two.has("review") && two.has("review-token") && !two.has("outcome"));

    // One that is too large by itself costs nobody else their place.
    let mut three = jar(&full);
    three.set("review", "x".repeat(4_100), 60);
    assert_eq!(three.make_fit(), Err(Refusal::TooLarge));
    assert_eq!(left(&three), ["a", "b", "c", "session"]);
}

#[test]
fn what_adds_nothing_to_too_much_is_no_matter() {
    let cookie = |name: &str| format!("__Host-{name}={}", "x".repeat(3_900));
    let mut jar = jar(&format!("{}; {}", cookie("session"), cookie("review")));
    jar.set("session", "y".repeat(3_900), 60);
    assert_eq!(jar.make_fit(), Ok(()));
    jar.set("session", "y".repeat(3_901), 60);
    assert_eq!(jar.make_fit(), Err(Refusal::TooLarge));
}

#[test]
fn what_does_not_fit_takes_what_it_replaces_with_it() {
    let mut jar = jar("__Host-session=s; __Host-review=old");
    jar.set("session", "x".repeat(4_000), 60);
    jar.set("review", "x".repeat(5_000), 60);
    assert_eq!(jar.make_fit(), Err(Refusal::TooLarge));
    jar.give_up();
    assert_eq!((jar.get("session"), jar.get("review")), (Some("s"), None));
}

#[test]
fn what_does_not_fit_leaves_the_next_login_asking_for_credentials() {
    for received in ["__Host-session=s", "__Host-session=s; __Host-prompt=1"] {
        let mut jar = jar(received);
        jar.set("prompt", "1".into(), 60);
        jar.set("switch", "x".repeat(5_000), 60);
        jar.give_up();
        assert_eq!((jar.get("prompt"), jar.get("switch")), (Some("1"), None));
    }
    let mut jar = jar("__Host-prompt=1");
    jar.remove("prompt");
    jar.set("session", "x".repeat(5_000), 60);
    jar.give_up();
    assert_eq!((jar.get("prompt"), jar.get("session")), (Some("1"), None));
}

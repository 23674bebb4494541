//! Tests of the jar: what it reads, what it writes, and what fits.

mod edges;
mod format;
mod latest;
mod return_to;

use super::review::PendingReview;
use super::*;
use crate::secret::Secret;

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
fn attack_a_review_without_its_id_token_is_none() {
    let config = edges::config(&[]);
    let open = |id_token| {
        let mut jar = edges::empty();
        let mut review = edges::review(1, "s");
        review.id_token = id_token;
        review.store(&mut jar, &config, edges::NOW).unwrap();
        PendingReview::open(&jar, &config, &edges::id("auth0|ada"), edges::NOW)
    };
    assert!(open(Some(Secret::new("worthless".to_owned()))).is_some());
    assert!(open(None).is_none());
}

#[test]
fn attack_a_sealed_cookie_of_more_than_a_browser_keeps_is_none() {
    let config = edges::config(&[]);
    let open = |length: usize| {
        let mut jar = edges::empty();
        let content = "x".repeat(length);
        jar.seal(Purpose::Resume, content, &config, edges::NOW, edges::NOW.plus(60)).unwrap();
        jar.open::<String>(Purpose::Resume, &config, edges::NOW)
    };
    assert!(open(1_000).is_some());
    assert!(open(MAX_COOKIE_BYTES).is_none());
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

/// The names, without the prefix, of the cookies that an answer removes, in its order.
fn removed(jar: Jar) -> Vec<String> {
    let gone = written(jar).into_iter().filter(|line| line.contains("=; Path=/; Max-Age=0;"));
    let name = |line: String| line.split('=').next().unwrap().replacen("__Host-", "", 1);
    gone.map(name).collect()
}

#[test]
fn a_doubled_cookie_is_removed_by_whatever_is_answered() {
    let doubled = "__Host-session=a; __Host-session=b; __Host-session=c; __Host-generation=g; \
        __Host-transaction-link-x=1; __Host-transaction-link-x=2";
    let looked_at = jar(doubled);
    assert!(!looked_at.is_empty());
    assert_eq!(looked_at.names_with("transaction-"), ["transaction-link-x"]);
    assert_eq!(removed(looked_at), ["session", "transaction-link-x"]);

    // Once, even if a flow removes it too; not at all if it is set anew.
    let mut signed_out = jar(doubled);
    signed_out.remove("session");
    assert_eq!(removed(signed_out), ["session", "transaction-link-x"]);
    let mut signed_in = jar(doubled);
    signed_in.set("session", "v".into(), 60);
    assert_eq!(removed(signed_in), ["transaction-link-x"]);

    // If room is short, whoever is signed in stays so, but these cookies are nobody's.
    let mut gave_up = jar(doubled);
    gave_up.set("session", "x".repeat(5_000), 60);
    gave_up.give_up();
    assert_eq!(removed(gave_up), ["session", "transaction-link-x"]);
}

#[test]
fn an_answer_removes_eight_cookies_and_first_those_that_sign_somebody_in() {
    let links: Vec<String> = (0..200).map(|at| format!("__Host-transaction-link-{at}=x")).collect();
    let links = links.join("; ");
    let mut all = jar(&format!(
        "{links}; __Host-session=s; __Host-generation=g; __Host-switch=w; \
        __Host-review=r; __Host-review-token=t"
    ));
    all.remove("transaction-link-150");
    session::end(&mut all);
    all.set("prompt", "1".to_owned(), 60);
    all.set("outcome", "x".to_owned(), 60);
    assert_eq!(
        removed(all),
        [
            "session",
            "generation",
            "switch",
            "review-token",
            "review",
            // The one that a callback answers goes before those that only make room.
            "transaction-link-150",
            "transaction-link-0",
            "transaction-link-1",
        ]
    );
    let mut all = jar(&links);
    transaction::clear(&mut all);
    all.set("session", "s".to_owned(), 60);
    assert_eq!(written(all).len(), 1 + MAX_REMOVALS);
}

/// All white space of Unicode but the two that may stand around a pair, and more controls.
const BLANKS: [char; 30] = [
    '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{a0}', '\u{1680}', '\u{2000}', '\u{2001}',
    '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}',
    '\u{200a}', '\u{2028}', '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}', '\0', '\u{1}',
    '\u{1c}', '\u{1f}', '\u{7f}', '\u{feff}', '\u{200b}',
];

#[test]
fn attack_a_name_with_a_blank_before_or_behind_it_is_anothers() {
    let lines = |text: &str| {
        let mut received = Vec::new();
        let letters: String = text.bytes().map(char::from).collect();
        read(&letters, true, &mut received);
        received
    };
    for &purpose in Purpose::ALL {
        let more = if purpose == Purpose::Transaction { "-link-AAAAAAAAAAAA" } else { "" };
        let name = format!("__Host-{}{more}", purpose.name());
        assert_eq!(lines(&format!(" \t{name}=1\t ")).len(), 1, "{name}");
        for blank in BLANKS {
            for planted in [format!("{blank}{name}"), format!("{name}{blank}")] {
                for line in [
                    format!("{planted}=1"),
                    format!("a=b;{planted}=1"),
                    format!("a=b; \t{planted}=1; c=d"),
                    format!("={planted}=1"),
                ] {
                    assert!(lines(&line).is_empty(), "{line:?}");
                }
            }
            let value = lines(&format!("{name}=1{blank}"));
            assert!(value[0].1.is_none(), "a value is trimmed by no more: {blank:?}");
        }
    }
}

#[test]
fn a_doubled_prompt_still_asks() {
    assert!(prompt::is_set(&jar("__Host-prompt=1; __Host-prompt=1")));
    // It goes when somebody signs in with credentials, not when the page is viewed.
    assert!(written(jar("__Host-prompt=1; __Host-prompt=1")).is_empty());
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
    // Ours by its name, but not written by us: treated like one that comes twice.
    assert_eq!((jar.get("review"), jar.has("review")), (None, true));
    assert_eq!(written(jar), ["__Host-review=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"]);
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

    // One that is too large by itself makes no other give way.
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

//! Every cookie that the component sets, by the names of its own table, with what each holds, and the rules for
//! `Set-Cookie`: they are looked at in every answer of every test.

use std::collections::BTreeMap;

use account_linking::cookies::{LOGINS, Purpose as P, Shape};
use account_linking::words::Language;
use http::Response;
use http::header::{CACHE_CONTROL, SET_COOKIE};

/// A cookie that the component may set.
pub(crate) struct Cookie {
    /// Its name without the prefix; one that ends in a dash goes on with what tells it from others.
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// For how many seconds, at the most, with the default settings.
    pub(crate) max_age: u64,
}

const MINUTE: u64 = 60;
const DAY: u64 = 24 * 60 * MINUTE;

pub(crate) const TABLE: [Cookie; 13] = [
    Cookie::of(P::Generation, 7 * DAY),
    Cookie::of(P::Outcome, MINUTE),
    Cookie::of(P::Passwordless, 10 * MINUTE),
    Cookie::of(P::Prompt, 7 * DAY),
    Cookie::of(P::Resume, 15 * MINUTE),
    Cookie::of(P::Review, 5 * MINUTE),
    Cookie::of(P::ReviewToken, 5 * MINUTE),
    Cookie::of(P::Session, DAY),
    Cookie::of(P::Sid, 7 * DAY),
    Cookie::of(P::Switch, 5 * MINUTE),
    Cookie { name: "transaction-link-", ..Cookie::of(P::Transaction, 60 * MINUTE) },
    Cookie { name: LOGINS, ..Cookie::of(P::Transaction, 60 * MINUTE) },
    Cookie::of(P::UiLocales, 365 * DAY),
];

/// No setting makes a session live longer.
const LONGEST_SESSION: u64 = 30 * DAY;

impl Cookie {
    const fn of(purpose: P, max_age: u64) -> Self {
        Self { name: purpose.name(), shape: purpose.shape(), max_age }
    }

    /// The row of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|row| match row.name.strip_suffix('-') {
            // Twelve letters of base64url.
            Some(_) => name
                .strip_prefix(row.name)
                .is_some_and(|rest| rest.len() == 12 && rest.bytes().all(is_base64url)),
            None => row.name == name,
        })
    }

    /// Four of them live as long as the settings say.
    fn limit(&self) -> u64 {
        let by_settings =
            [P::Generation, P::Prompt, P::Session, P::Sid].map(P::name).contains(&self.name);
        if by_settings { LONGEST_SESSION } else { self.max_age }
    }
}

/// What was set and removed: of each row the longest `Max-Age`, and how often it was removed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) set: BTreeMap<&'static str, u64>,
    pub(crate) removed: BTreeMap<&'static str, usize>,
}

impl Seen {
    /// Looks at every `Set-Cookie` of an answer.
    pub(super) fn look_at(&mut self, answer: &Response<Vec<u8>>, prefix: &str) {
        let lines = answer.headers().get_all(SET_COOKIE);
        let mut names = Vec::new();
        for line in lines {
            let line = line.to_str().unwrap();
            let (name, max_age) = read(line, prefix);
            if max_age == 0 {
                *self.removed.entry(name.0).or_default() += 1;
            } else {
                let longest = self.set.entry(name.0).or_default();
                *longest = max_age.max(*longest);
            }
            assert!(!names.contains(&name.1), "twice in one answer: {line}");
            names.push(name.1);
        }
        if !names.is_empty() {
            let policy: Vec<_> = answer.headers().get_all(CACHE_CONTROL).iter().collect();
            assert_eq!(policy, ["private, no-store"], "an answer with cookies");
        }
    }
}

/// The name, as in the table and in full, and the `Max-Age`, once all of the line is as it must be.
fn read<'a>(line: &'a str, prefix: &str) -> ((&'static str, &'a str), u64) {
    let mut parts = line.split("; ");
    let (full, value) = parts.next().unwrap().split_once('=').unwrap();
    let name = full.strip_prefix(prefix).unwrap_or_else(|| panic!("without {prefix}: {line}"));
    let row = Cookie::named(name).unwrap_or_else(|| panic!("not in the table: {line}"));
    let mut attributes: Vec<&str> = parts.collect();
    attributes.sort_unstable();
    let max_age = attributes.iter().find_map(|it| it.strip_prefix("Max-Age="));
    let max_age: u64 = max_age.and_then(|it| it.parse().ok()).unwrap_or_else(|| panic!("{line}"));
    let age = format!("Max-Age={max_age}");
    let mut expected = vec![age.as_str(), "Path=/", "SameSite=Lax"];
    if row.shape != Shape::Tag {
        expected.insert(0, "HttpOnly");
    }
    if prefix == "__Host-" {
        expected.push("Secure");
    }
    assert_eq!(attributes, expected, "{line}");
    // RFC 6265bis, 5.7: what is longer is not kept.
    assert!(full.len() + 1 + value.len() <= 4096, "{name} has {} bytes", value.len());
    assert!(max_age <= row.limit(), "{line}");
    if max_age == 0 {
        assert_eq!(value, "", "a cookie that goes holds nothing: {line}");
    } else {
        assert!(is_of_shape(value, row.shape), "no {:?} value: {line}", row.shape);
    }
    ((row.name, full), max_age)
}

fn is_of_shape(value: &str, shape: Shape) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let encoded = parts.iter().all(|part| !part.is_empty() && part.bytes().all(is_base64url));
    encoded
        && match shape {
            Shape::Constant => value == "1",
            Shape::Random => parts.len() == 1 && value.len() == 22,
            Shape::Sealed => parts.len() == 5,
            Shape::Signed => parts.len() == 3,
            Shape::Tag => Language::of_tag(value).is_some(),
        }
}

const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// How many bytes of our own cookies a browser holds. It must leave room in the buffers of a proxy.
pub(super) fn size<'a>(cookies: impl Iterator<Item = (&'a str, &'a str)>, prefix: &str) -> usize {
    let own = cookies.filter(|(name, _)| {
        name.strip_prefix(prefix).is_some_and(|name| Cookie::named(name).is_some())
    });
    own.map(|(name, value)| name.len() + 1 + value.len()).sum()
}

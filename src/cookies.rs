//! The only file that reads `Cookie` and writes `Set-Cookie`. Cookies are declared here, in one
//! table; the files beside it say what each holds.

pub mod keys;
pub mod outcome;
pub mod passwordless;
pub mod prompt;
pub mod resume;
pub mod review;
pub mod session;
pub mod transaction;

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::error::Refusal;

/// A cookie by its purpose. The key that protects it is derived from the purpose, so that a value
/// moved to another name does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Random; a session is good only together with the generation it was made in.
    Generation,
    /// Sealed: how the last action ended, for the next look at the page.
    Outcome,
    /// Sealed: a code or a link that is under way to the person.
    Passwordless,
    /// Constant: the next login must ask for credentials, since Auth0's own session may be another
    /// person's.
    Prompt,
    /// Sealed: what the person was about to do when they had to sign in again.
    Resume,
    /// Sealed: a proved account that waits for a confirmation.
    Review,
    /// Sealed: that account's access token, apart because of the size.
    ReviewToken,
    /// Sealed: who is signed in.
    Session,
    /// Sealed: a session that waits for `/login/switch`.
    Switch,
    /// Signed: a login or a link under way, one cookie per state.
    Transaction,
}

/// Longest cookie that browsers keep: name and value together (RFC 6265bis section 5.7).
pub const MAX_COOKIE_BYTES: usize = 4096;

/// Longest `Cookie` header that our own cookies may make together, so that a proxy with its default
/// buffers still takes the request.
pub const MAX_TOTAL_BYTES: usize = 7_500;

const ALL: [Purpose; 10] = [
    Purpose::Generation,
    Purpose::Outcome,
    Purpose::Passwordless,
    Purpose::Prompt,
    Purpose::Resume,
    Purpose::Review,
    Purpose::ReviewToken,
    Purpose::Session,
    Purpose::Switch,
    Purpose::Transaction,
];

impl Purpose {
    /// The name, or what it begins with, without the prefix.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Generation => "generation",
            Self::Outcome => "outcome",
            Self::Passwordless => "passwordless",
            Self::Prompt => "prompt",
            Self::Resume => "resume",
            Self::Review => "review",
            Self::ReviewToken => "review-token",
            Self::Session => "session",
            Self::Switch => "switch",
            Self::Transaction => "transaction",
        }
    }
}

/// The cookies of one request, and what its answer changes about them. Not `Debug`: cookies stay out
/// of logs.
pub struct Jar {
    https: bool,
    received: Vec<(String, String)>,
    changes: Vec<(String, Change)>,
}

enum Change {
    Set { value: String, max_age: u64 },
    Remove,
}

impl Jar {
    /// Reads the cookies that are ours. One that comes twice counts as absent: which of the two is
    /// ours cannot be told.
    #[must_use]
    pub fn new(headers: &HeaderMap, https: bool) -> Self {
        let mut received: Vec<(String, String)> = Vec::new();
        let mut doubled: Vec<String> = Vec::new();
        let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        for pair in values.flat_map(|value| value.split(';')) {
            let Some((name, value)) = pair.trim().split_once('=') else { continue };
            let Some(name) = name.strip_prefix(prefix(https)) else { continue };
            if !is_ours(name) {
                continue;
            }
            if received.iter().any(|(known, _)| known == name) {
                doubled.push(name.to_owned());
            }
            received.push((name.to_owned(), value.to_owned()));
        }
        received.retain(|(name, _)| !doubled.contains(name));
        Self { https, received, changes: Vec::new() }
    }

    /// The value of a cookie as it came with the request, or as it was set since.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        match self.changes.iter().find(|(changed, _)| changed == name) {
            Some((_, Change::Set { value, .. })) => Some(value),
            Some((_, Change::Remove)) => None,
            None => {
                let mut pairs = self.received.iter();
                pairs.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
            }
        }
    }

    /// The names, without the prefix, of the received cookies that begin with `start`.
    #[must_use]
    pub fn names_with(&self, start: &str) -> Vec<String> {
        let names = self.received.iter().map(|(name, _)| name);
        names.filter(|name| name.starts_with(start)).cloned().collect()
    }

    /// Whether the request carried any cookie of ours.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.received.is_empty()
    }

    /// Sets a cookie for `max_age` seconds.
    pub fn set(&mut self, name: &str, value: String, max_age: u64) {
        self.change(name, Change::Set { value, max_age });
    }

    /// Removes a cookie, where the browser has it.
    pub fn remove(&mut self, name: &str) {
        let received = self.received.iter().any(|(known, _)| known == name);
        self.changes.retain(|(changed, _)| changed != name);
        if received {
            self.change(name, Change::Remove);
        }
    }

    fn change(&mut self, name: &str, change: Change) {
        self.changes.retain(|(changed, _)| changed != name);
        self.changes.push((name.to_owned(), change));
    }

    /// Whether the cookies of ours that the browser would hold afterwards are within its limits. An
    /// answer that sets none changes nothing about that.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`].
    pub fn check_size(&self) -> Result<(), Refusal> {
        let sets = self.changes.iter().any(|(_, change)| matches!(change, Change::Set { .. }));
        if !sets {
            return Ok(());
        }
        let kept = self
            .received
            .iter()
            .filter(|(name, _)| !self.changes.iter().any(|(changed, _)| changed == name));
        let kept = kept.map(|(name, value)| (name, value.len()));
        let set = self.changes.iter().filter_map(|(name, change)| match change {
            Change::Set { value, .. } => Some((name, value.len())),
            Change::Remove => None,
        });
        let size =
            |(name, length): (&String, usize)| prefix(self.https).len() + name.len() + 1 + length;
        let sizes: Vec<usize> = kept.chain(set).map(size).collect();
        let fits = sizes.iter().all(|size| *size <= MAX_COOKIE_BYTES)
            && sizes.iter().sum::<usize>() <= MAX_TOTAL_BYTES;
        if fits { Ok(()) } else { Err(Refusal::TooLarge) }
    }

    /// Gives up what was to be set, because it does not fit. Who is signed in stays, and whether the
    /// next login asks for credentials is still said: that is small, and Auth0's own session is what
    /// it is. What else was to be replaced is gone, since the answer will not be what the old value
    /// was for.
    pub fn give_up(&mut self) {
        for (name, change) in std::mem::take(&mut self.changes) {
            if name == Purpose::Prompt.name() {
                // To be asked is kept; to be asked no longer was for a login that did not come about.
                if matches!(change, Change::Set { .. }) {
                    self.change(&name, change);
                }
            } else if name != Purpose::Session.name() && name != Purpose::Generation.name() {
                self.remove(&name);
            }
        }
    }

    /// Writes the changes into an answer's headers.
    pub fn write(self, headers: &mut HeaderMap) {
        for (name, change) in &self.changes {
            let (value, max_age) = match change {
                Change::Set { value, max_age } => (value.as_str(), *max_age),
                Change::Remove => ("", 0),
            };
            let prefix = prefix(self.https);
            let secure = if self.https { "; Secure" } else { "" };
            let line = format!(
                "{prefix}{name}={value}; Path=/; Max-Age={max_age}; HttpOnly{secure}; SameSite=Lax"
            );
            if let Ok(line) = HeaderValue::from_str(&line) {
                headers.append(SET_COOKIE, line);
            }
        }
    }
}

/// Whether a name, without its prefix, is one that this component gives.
fn is_ours(name: &str) -> bool {
    let transaction = Purpose::Transaction.name();
    ALL.iter().any(|purpose| purpose.name() == name)
        || name.strip_prefix(transaction).is_some_and(|rest| rest.starts_with('-'))
}

/// `__Host-` makes a browser refuse the cookie unless it is `Secure`, for this host alone and for the
/// whole of it. Plain http, which is for a loopback address alone, cannot have it and says so.
const fn prefix(https: bool) -> &'static str {
    if https { "__Host-" } else { "insecure-" }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(jar.check_size(), Ok(()));
        jar.set("review", "x".repeat(MAX_COOKIE_BYTES), 60);
        assert_eq!(jar.check_size(), Err(Refusal::TooLarge));
        jar.set("review", "x".repeat(4_000), 60);
        jar.set("session", "x".repeat(4_000), 60);
        assert_eq!(jar.check_size(), Err(Refusal::TooLarge));
    }

    #[test]
    fn cookies_of_others_on_the_host_are_not_counted() {
        let mut jar = jar(&format!("__Host-other={}; __Host-session=x", "x".repeat(8_000)));
        assert_eq!(jar.check_size(), Ok(()));
        jar.set("prompt", "1".into(), 60);
        assert_eq!(jar.check_size(), Ok(()));
    }

    #[test]
    fn what_does_not_fit_takes_what_it_replaces_with_it() {
        let mut jar = jar("__Host-session=s; __Host-review=old");
        jar.set("session", "x".repeat(4_000), 60);
        jar.set("review", "x".repeat(5_000), 60);
        assert_eq!(jar.check_size(), Err(Refusal::TooLarge));
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
}

//! The only file that reads `Cookie` and writes `Set-Cookie`. Cookies are declared here, in one
//! table; the files beside it say what each holds.

pub mod outcome;
pub mod passwordless;
pub mod prompt;
pub mod resume;
pub mod review;
mod sealed;
pub mod session;
pub mod sid;
pub mod transaction;
pub mod ui_locales;

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::error::Refusal;
use crate::ows::ows;

/// What the value of a cookie is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The same for everybody.
    Constant,
    /// Random.
    Random,
    /// Encrypted.
    Sealed,
    /// Signed: its person may read it.
    Signed,
    /// The tag of a language, which the page's script reads, and nothing else.
    Tag,
}

/// Makes the cookies out of one table.
macro_rules! cookies {
    ($($(#[$doc:meta])* $purpose:ident $name:literal $shape:ident;)*) => {
        /// A cookie by its purpose. The key that protects it is derived from the purpose, so that a value
        /// moved to another name does not open.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Purpose {
            $($(#[$doc])* $purpose,)*
        }

        impl Purpose {
            /// All of them, in the order in which they go: first what somebody is signed in by, last what
            /// is under way, of which there may be several.
            pub const ALL: &[Self] = &[$(Self::$purpose),*];

            /// The name, or what it begins with, without the prefix.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$purpose => $name,)* }
            }

            /// What the value is.
            #[must_use]
            pub const fn shape(self) -> Shape {
                match self { $(Self::$purpose => Shape::$shape,)* }
            }
        }
    };
}

cookies! {
    /// Who is signed in.
    Session "session" Sealed;
    /// A session is good only together with the generation it was made in.
    Generation "generation" Random;
    /// The id of Auth0's latest session in this browser.
    Sid "sid" Sealed;
    /// A session that waits for `/login/switch`.
    Switch "switch" Sealed;
    /// That account's access token, apart because of the size.
    ReviewToken "review-token" Sealed;
    /// A proved account that waits for a confirmation.
    Review "review" Sealed;
    /// A code or a link that is under way to the person.
    Passwordless "passwordless" Sealed;
    /// What the person was about to do when they had to sign in again.
    Resume "resume" Sealed;
    /// How the last action ended, for the next look at the page.
    Outcome "outcome" Sealed;
    /// The next login must ask for credentials, since Auth0's own session may be another person's.
    Prompt "prompt" Constant;
    /// The language that the visitor chose.
    UiLocales "ui_locales" Tag;
    /// A login or a link under way, one cookie per state.
    Transaction "transaction" Signed;
}

/// What the names of logins' transactions begin with.
pub const LOGINS: &str = "transaction-login-";

/// Longest cookie that browsers keep: name and value together (RFC 6265bis section 5.7).
pub const MAX_COOKIE_BYTES: usize = 4096;

/// Longest `Cookie` header that our own cookies may make together, so that a proxy with its default
/// buffers still takes the request.
pub const MAX_TOTAL_BYTES: usize = 7_500;

/// Longest name that is kept, in characters; it is only shown.
const MAX_NAME: usize = 100;

/// A name as far as it is kept.
fn shortened(name: String) -> String {
    name.chars().take(MAX_NAME).collect()
}

/// How many cookies one answer removes, so that no request makes it large. Those that are set are counted
/// by their bytes.
const MAX_REMOVALS: usize = 8;

/// The cookies of one request, and what its answer changes about them. Not `Debug`: cookies stay out
/// of logs.
pub struct Jar {
    https: bool,
    /// Each name once. No value: it came more than once, and which is ours cannot be told, or holds what
    /// no cookie of ours does.
    received: Vec<Received>,
    changes: Vec<(String, Change)>,
}

/// A name without the prefix, and the value where it can be believed.
type Received = (String, Option<String>);

enum Change {
    Set { value: String, max_age: u64 },
    Remove,
}

impl Jar {
    /// Reads the cookies that are ours. A name that is not ours byte for byte is another's: browsers keep
    /// the prefix for us only where it stands at the very beginning, and a host beside ours can plant
    /// whatever else begins with a blank of Unicode's.
    #[must_use]
    pub fn new(headers: &HeaderMap, https: bool) -> Self {
        let mut received = Vec::new();
        for value in headers.get_all(COOKIE) {
            // A letter for each byte: another cookie of the host, or of the domain above it, may hold any.
            let line: String = value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
            read(&line, https, &mut received);
        }
        Self { https, received, changes: Vec::new() }
    }

    /// The jar of the same browser without any cookie.
    #[must_use]
    pub const fn emptied(&self) -> Self {
        Self { https: self.https, received: Vec::new(), changes: Vec::new() }
    }

    /// The value of a cookie as it came with the request, or as it was set since.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        match self.changes.iter().find(|(changed, _)| changed == name) {
            Some((_, Change::Set { value, .. })) => Some(value),
            Some((_, Change::Remove)) => None,
            None => {
                let mut pairs = self.received.iter();
                pairs.find(|(known, _)| known == name).and_then(|(_, value)| value.as_deref())
            }
        }
    }

    /// Whether the browser has a cookie of that name, whatever its value is and however often it came.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        match self.changes.iter().find(|(changed, _)| changed == name) {
            Some((_, change)) => matches!(change, Change::Set { .. }),
            None => self.names().any(|known| known == name),
        }
    }

    /// The names, without the prefix, of the received cookies that begin with `start`.
    #[must_use]
    pub fn names_with(&self, start: &str) -> Vec<String> {
        self.names().filter(|name| name.starts_with(start)).map(ToOwned::to_owned).collect()
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.received.iter().map(|(name, _)| name.as_str())
    }

    /// Whether the request carried no cookie of ours.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names().next().is_none()
    }

    /// Sets a cookie for `max_age` seconds.
    pub fn set(&mut self, name: &str, value: String, max_age: u64) {
        self.change(name, Change::Set { value, max_age });
    }

    /// Removes a cookie, where the browser has it.
    pub fn remove(&mut self, name: &str) {
        // What goes already keeps its place in the order: there may not be room for all.
        self.changes.retain(|(changed, it)| changed != name || matches!(it, Change::Remove));
        if self.has(name) {
            self.change(name, Change::Remove);
        }
    }

    fn change(&mut self, name: &str, change: Change) {
        self.changes.retain(|(changed, _)| changed != name);
        self.changes.push((name.to_owned(), change));
    }

    /// Sees to it that the cookies of ours that the browser will hold are within its limits. Where room
    /// is short, logins under way in other tabs give way, the oldest first, since another site can
    /// begin them; then the outcome, which is merely nice. An answer after which there are no more
    /// bytes than before changes nothing about the whole.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`].
    pub fn make_fit(&mut self) -> Result<(), Refusal> {
        let (each, together) = self.fits();
        if each && together {
            return Ok(());
        }
        if each {
            for name in self.names_with(LOGINS) {
                if self.changes.iter().all(|(changed, _)| *changed != name) {
                    self.remove(&name);
                    if self.fits().1 {
                        return Ok(());
                    }
                }
            }
            self.remove(Purpose::Outcome.name());
            if self.fits().1 {
                return Ok(());
            }
        }
        Err(Refusal::TooLarge)
    }

    /// Whether each cookie that is set is within its limit, and whether all that there will be are
    /// within theirs.
    fn fits(&self) -> (bool, bool) {
        let around = prefix(self.https).len().saturating_add("=".len());
        let size =
            |name: &str, value: &str| around.saturating_add(name.len()).saturating_add(value.len());
        let received = self
            .received
            .iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| (name, size(name, value))));
        let kept = received
            .clone()
            .filter(|(name, _)| !self.changes.iter().any(|(changed, _)| changed == *name));
        let set = self.changes.iter().filter_map(|(name, change)| match change {
            Change::Set { value, .. } => Some(size(name, value)),
            Change::Remove => None,
        });
        let each = set.clone().all(|size| size <= MAX_COOKIE_BYTES);
        let after = kept.map(|(_, size)| size).chain(set).sum::<usize>();
        let before = received.map(|(_, size)| size).sum::<usize>();
        (each, after <= MAX_TOTAL_BYTES || after <= before)
    }

    /// The largest cookie that is set, and its bytes: what the log is told where it does not fit.
    #[must_use]
    pub fn largest(&self) -> Option<(&'static str, usize)> {
        let set = self.changes.iter().filter_map(|(name, change)| match change {
            Change::Set { value, .. } => {
                let purpose =
                    Purpose::ALL.iter().find(|purpose| name.starts_with(purpose.name()))?;
                Some((purpose.name(), value.len()))
            }
            Change::Remove => None,
        });
        set.max_by_key(|(_, bytes)| *bytes)
    }

    /// Whether there is room for all that is set, with nothing giving way.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.fits() == (true, true)
    }

    /// Gives up what was to be set, because it does not fit. Who is signed in stays, and whether the
    /// next login asks for credentials is still said, and which session Auth0 has: those are small, and
    /// Auth0's own session is what it is. What else was to be replaced is gone, since the answer will not
    /// be what the old value was for.
    pub fn give_up(&mut self) {
        let small = [Purpose::Prompt.name(), Purpose::Sid.name()];
        let stays = [Purpose::Session.name(), Purpose::Generation.name()];
        for (name, change) in std::mem::take(&mut self.changes) {
            if small.contains(&name.as_str()) {
                // To be asked is kept; to be asked no longer was for a login that did not come about.
                if matches!(change, Change::Set { .. }) {
                    self.change(&name, change);
                }
            } else if !stays.contains(&name.as_str()) {
                self.remove(&name);
            }
        }
        if !self.has_room() {
            self.changes.retain(|(name, _)| name != Purpose::Sid.name());
        }
    }

    /// Writes the changes into an answer's headers.
    pub fn write(self, headers: &mut HeaderMap) {
        let set = self.changes.iter().filter_map(|(name, change)| match change {
            Change::Set { value, max_age } => Some((name.as_str(), value.as_str(), *max_age)),
            Change::Remove => None,
        });
        let removed = self.removed().into_iter().map(|name| (name, "", 0));
        for (name, value, max_age) in set.chain(removed) {
            let prefix = prefix(self.https);
            let secure = if self.https { "; Secure" } else { "" };
            let shape = Purpose::ALL.iter().find(|it| it.name() == name).map(|it| it.shape());
            let hidden = if shape == Some(Shape::Tag) { "" } else { "; HttpOnly" };
            let line = format!(
                "{prefix}{name}={value}; Path=/; Max-Age={max_age}{hidden}{secure}; SameSite=Lax"
            );
            if let Ok(line) = HeaderValue::from_str(&line) {
                headers.append(SET_COOKIE, line);
            }
        }
    }

    /// The names that go with this answer. What cannot be believed goes by itself, or it would keep its
    /// person out; but that credentials must be asked for is heeded however it is said.
    fn removed(&self) -> Vec<&str> {
        let is_changed = |name: &str| self.changes.iter().any(|(changed, _)| changed == name);
        let asked = self.changes.iter().filter(|(_, change)| matches!(change, Change::Remove));
        let asked = asked.map(|(name, _)| name.as_str());
        let unread = self.received.iter().filter(|(_, value)| value.is_none());
        let unread = unread.map(|(name, _)| name.as_str());
        let unread = unread.filter(|name| *name != Purpose::Prompt.name() && !is_changed(name));
        let mut names: Vec<&str> = asked.chain(unread).collect();
        // Stable: the one transaction that a callback answers was removed before the others.
        names.sort_by_key(|name| {
            Purpose::ALL.iter().position(|it| it.name() == *name).unwrap_or(Purpose::ALL.len())
        });
        names.truncate(MAX_REMOVALS);
        names
    }
}

/// Reads the pairs of a line that are ours.
fn read(line: &str, https: bool, received: &mut Vec<Received>) {
    for pair in line.split(';') {
        let Some((name, value)) = ows(pair).split_once('=') else { continue };
        let Some(name) = name.strip_prefix(prefix(https)).filter(|name| is_ours(name)) else {
            continue;
        };
        match received.iter_mut().find(|(known, _)| known == name) {
            Some((_, first)) => *first = None,
            None => received.push((name.to_owned(), readable(value).map(ToOwned::to_owned))),
        }
    }
}

/// Whether a name, without its prefix, is one that this component gives. What it says of such a cookie it
/// says in a header: letters that cannot stand there are in no name of ours.
fn is_ours(name: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_');
    let kind = name.strip_prefix(Purpose::Transaction.name());
    Purpose::ALL.iter().any(|purpose| purpose.name() == name)
        || kind.is_some_and(|rest| rest.starts_with('-') && rest.bytes().all(plain))
}

/// A value, where it is made of what cookies are (RFC 6265 section 4.1.1). What we write is.
fn readable(value: &str) -> Option<&str> {
    let octet = |it: u8| it.is_ascii_graphic() && !matches!(it, b'"' | b',' | b';' | b'\\');
    value.bytes().all(octet).then_some(value)
}

/// `__Host-` makes a browser refuse the cookie unless it is `Secure`, for this host alone and for the
/// whole of it. Plain http, which is for a loopback address alone, cannot have it and says so.
const fn prefix(https: bool) -> &'static str {
    if https { "__Host-" } else { "insecure-" }
}

#[cfg(test)]
mod tests;

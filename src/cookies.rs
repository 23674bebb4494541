//! The only file that reads `Cookie` and writes `Set-Cookie`. One table lists the cookies; the files beside it say what
//! each holds.

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
    /// Signed: the person may read it.
    Signed,
    /// The tag of a language, which the page's script reads.
    Tag,
}

/// Makes the cookies from one table.
macro_rules! cookies {
    ($($(#[$doc:meta])* $purpose:ident $name:literal $shape:ident;)*) => {
        /// A cookie by its purpose. Its key is derived from the purpose, so a value moved to another name does not
        /// open.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Purpose {
            $($(#[$doc])* $purpose,)*
        }

        impl Purpose {
            /// All of them, in the order in which an answer removes them: first who is signed in, last what is under
            /// way, of which there may be several.
            pub const ALL: &[Self] = &[$(Self::$purpose),*];

            /// The name without the prefix; for a transaction, the beginning of its names.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$purpose => $name,)* }
            }

            /// The kind of value.
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
    /// A session is valid only beside the generation it was made in.
    Generation "generation" Random;
    /// The id of Auth0's latest session in this browser.
    Sid "sid" Sealed;
    /// A session that waits for `/login/switch`.
    Switch "switch" Sealed;
    /// The access token of that account, in a cookie of its own because of its size.
    ReviewToken "review-token" Sealed;
    /// A proved account that waits for confirmation.
    Review "review" Sealed;
    /// A code or a link that was sent to the person.
    Passwordless "passwordless" Sealed;
    /// What the person was about to do when they had to sign in again.
    Resume "resume" Sealed;
    /// How the last action ended, for the next view of the page.
    Outcome "outcome" Sealed;
    /// The next login must ask for credentials, since Auth0's own session may be another person's.
    Prompt "prompt" Constant;
    /// The language that the visitor chose.
    UiLocales "ui_locales" Tag;
    /// A login or a link under way, one cookie per state.
    Transaction "transaction" Signed;
}

/// What the names of login transactions begin with.
pub const LOGINS: &str = "transaction-login-";

/// Longest cookie that browsers keep: name and value together (RFC 6265bis section 5.7).
pub const MAX_COOKIE_BYTES: usize = 4096;

/// Longest `Cookie` header that our own cookies may make, so that a proxy with default buffers still takes the request.
pub const MAX_TOTAL_BYTES: usize = 7_500;

/// Longest name that is kept, in characters; it is only shown.
const MAX_NAME: usize = 100;

/// A name, cut to that length.
fn shortened(name: String) -> String {
    name.chars().take(MAX_NAME).collect()
}

/// How many cookies one answer removes at most, so that no request can make it large. Cookies that are set are limited
/// by their bytes.
const MAX_REMOVALS: usize = 8;

/// The cookies of one request, and how its answer changes them. Not `Debug`: cookies stay out of logs.
pub struct Jar {
    https: bool,
    /// Each name once. `None`: it came more than once, so ours cannot be told, or its value is not one that a cookie
    /// can hold.
    received: Vec<Received>,
    /// What to set, by name; `None` to remove it.
    changes: Vec<(String, Option<Set>)>,
}

/// A name without the prefix, and its value if it can be believed.
type Received = (String, Option<String>);

struct Set {
    value: String,
    /// In seconds.
    max_age: u64,
}

impl Jar {
    /// Reads our own cookies. A name must match byte for byte: browsers keep the prefix for us only at the very
    /// beginning of a name, so another host of our domain can plant one that begins with a Unicode space.
    #[must_use]
    pub fn new(headers: &HeaderMap, https: bool) -> Self {
        let mut received = Vec::new();
        for value in headers.get_all(COOKIE) {
            // Byte by byte: another cookie of the host, or of the domain above it, may hold any bytes.
            let line: String = value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
            read(&line, https, &mut received);
        }
        Self { https, received, changes: Vec::new() }
    }

    /// The same browser's jar without any cookie.
    #[must_use]
    pub const fn emptied(&self) -> Self {
        Self { https: self.https, received: Vec::new(), changes: Vec::new() }
    }

    /// The value of a cookie as it came, or as it was set since.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        match self.changes.iter().find(|(changed, _)| changed == name) {
            Some((_, set)) => set.as_ref().map(|set| set.value.as_str()),
            None => {
                let mut pairs = self.received.iter();
                pairs.find(|(known, _)| known == name).and_then(|(_, value)| value.as_deref())
            }
        }
    }

    /// Whether the browser has a cookie of that name, whatever its value and however often it came.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        match self.changes.iter().find(|(changed, _)| changed == name) {
            Some((_, set)) => set.is_some(),
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
        self.change(name, Some(Set { value, max_age }));
    }

    /// Removes a cookie, if the browser has it.
    pub fn remove(&mut self, name: &str) {
        // One that is removed already keeps its place in the order: there may not be room for all.
        self.changes.retain(|(changed, set)| changed != name || set.is_none());
        if self.has(name) {
            self.change(name, None);
        }
    }

    fn change(&mut self, name: &str, set: Option<Set>) {
        self.changes.retain(|(changed, _)| changed != name);
        self.changes.push((name.to_owned(), set));
    }

    /// What is set, by name.
    fn set_now(&self) -> impl Iterator<Item = (&str, &Set)> + Clone {
        self.changes.iter().filter_map(|(name, set)| Some((name.as_str(), set.as_ref()?)))
    }

    /// Keeps the browser's cookies of ours within its limits. If room is short, logins in other tabs go first, the
    /// oldest first, since another site can begin them; then the outcome, which can be missed. An answer that leaves no
    /// more bytes than there were is always allowed.
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

    /// Whether each cookie that is set fits, and whether all that the browser will hold fit together.
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
        let set = self.set_now().map(|(name, set)| size(name, &set.value));
        let each = set.clone().all(|size| size <= MAX_COOKIE_BYTES);
        let after = kept.map(|(_, size)| size).chain(set).sum::<usize>();
        let before = received.map(|(_, size)| size).sum::<usize>();
        (each, after <= MAX_TOTAL_BYTES || after <= before)
    }

    /// The largest cookie that is set, and its bytes: for the log, if it does not fit.
    #[must_use]
    pub fn largest(&self) -> Option<(&'static str, usize)> {
        let (name, set) = self.set_now().max_by_key(|(_, set)| set.value.len())?;
        let purpose = Purpose::ALL.iter().find(|purpose| name.starts_with(purpose.name()))?;
        Some((purpose.name(), set.value.len()))
    }

    /// Whether all that is set fits, without removing anything.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.fits() == (true, true)
    }

    /// Gives up what was to be set, because it does not fit. The person stays signed in. The small cookies that say to
    /// ask for credentials and which session Auth0 has are still set, since Auth0's session has changed. Any other
    /// cookie to be replaced is removed: its old value no longer fits what happened.
    pub fn give_up(&mut self) {
        let small = [Purpose::Prompt.name(), Purpose::Sid.name()];
        let stays = [Purpose::Session.name(), Purpose::Generation.name()];
        for (name, set) in std::mem::take(&mut self.changes) {
            if small.contains(&name.as_str()) {
                // What was to be set still is. A removal belonged to a login that failed.
                if set.is_some() {
                    self.change(&name, set);
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
        let set = self.set_now().map(|(name, set)| (name, set.value.as_str(), set.max_age));
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

    /// The names that this answer removes. Values that cannot be believed are removed too, or they would keep the
    /// person out; but the cookie to ask for credentials counts whatever its value.
    fn removed(&self) -> Vec<&str> {
        let is_changed = |name: &str| self.changes.iter().any(|(changed, _)| changed == name);
        let asked = self.changes.iter().filter(|(_, set)| set.is_none());
        let asked = asked.map(|(name, _)| name.as_str());
        let unread = self.received.iter().filter(|(_, value)| value.is_none());
        let unread = unread.map(|(name, _)| name.as_str());
        let unread = unread.filter(|name| *name != Purpose::Prompt.name() && !is_changed(name));
        let mut names: Vec<&str> = asked.chain(unread).collect();
        // A stable sort: the transaction that a callback answers was removed before the others.
        names.sort_by_key(|name| {
            Purpose::ALL.iter().position(|it| it.name() == *name).unwrap_or(Purpose::ALL.len())
        });
        names.truncate(MAX_REMOVALS);
        names
    }
}

/// Reads our pairs of a line.
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

/// Whether a name, without its prefix, is one that we give. We may have to name it in a header, so only letters that
/// can stand there are allowed.
fn is_ours(name: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_');
    let kind = name.strip_prefix(Purpose::Transaction.name());
    Purpose::ALL.iter().any(|purpose| purpose.name() == name)
        || kind.is_some_and(|rest| rest.starts_with('-') && rest.bytes().all(plain))
}

/// A value, if it has only characters that a cookie may have (RFC 6265 section 4.1.1). All of ours do.
fn readable(value: &str) -> Option<&str> {
    let octet = |it: u8| it.is_ascii_graphic() && !matches!(it, b'"' | b',' | b';' | b'\\');
    value.bytes().all(octet).then_some(value)
}

/// With `__Host-`, a browser refuses the cookie unless it is `Secure`, for this host only and for all its paths. Plain
/// http, allowed on a loopback address only, cannot have that, and its prefix says so.
const fn prefix(https: bool) -> &'static str {
    if https { "__Host-" } else { "insecure-" }
}

#[cfg(test)]
mod tests;

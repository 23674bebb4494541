//! A login or a link under way: what the browser must bring back from Auth0. One signed cookie per state, so that tabs
//! do not disturb each other.
//!
//! The cookie holds no secret and no personal data. The state is random; nonce and code verifier are derived from it
//! with our keys, and only once the cookie's signature is verified.

mod interrupted;
mod who;

pub use interrupted::Interrupted;

use serde::{Deserialize, Serialize};

use super::{Jar, MAX_COOKIE_BYTES, Purpose};
use crate::auth0::assurance::Demands;
use crate::auth0::token::CodeVerifier;
use crate::config::Config;
use crate::platform::UnixTime;
use crate::return_to::ReturnTo;
use crate::seal::{Key, KeyRing, encode, equal, fingerprint};
use crate::user::UserId;

/// How long a login may take, in seconds.
pub const LIFETIME: u64 = 10 * 60;

/// How long the cookie is kept: longer than it is valid, so that somebody who comes back late can be told.
const KEPT: u64 = 60 * 60;

/// What a transaction is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aim {
    /// Sign in.
    #[serde(rename = "login")]
    Login,
    /// Prove a second account and link it.
    #[serde(rename = "link")]
    Link {
        /// A keyed hash of the subject that began it, who must still be signed in.
        #[serde(rename = "for")]
        primary: String,
        /// The connection that was asked for.
        #[serde(rename = "via")]
        connection: String,
        /// A keyed hash of the user who was suggested, and must come back.
        #[serde(rename = "is", default, skip_serializing_if = "Option::is_none")]
        suggested: Option<String>,
        /// If a link in an e-mail is to prove it, a keyed hash of the address it went to.
        #[serde(rename = "at", default, skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        /// Whether to create the account first: one with a password.
        #[serde(rename = "up", default, skip_serializing_if = "std::ops::Not::not")]
        sign_up: bool,
    },
    /// Sign in again as the same person, because the sign-in is too old.
    #[serde(rename = "again")]
    Again {
        /// A keyed hash of the subject.
        #[serde(rename = "for")]
        subject: String,
        /// Whether the new ID token is to prove the secondary account.
        #[serde(default)]
        swap: bool,
        /// The link that goes on by itself afterwards.
        #[serde(rename = "then", default, skip_serializing_if = "Option::is_none")]
        link: Option<Box<Interrupted>>,
    },
}

impl Aim {
    /// What the cookie's name has after `transaction-`. Two kinds, so that logins, which another site can begin, never
    /// push out a link.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Link { .. } | Self::Again { .. } => "link",
        }
    }

    /// Whether a link in an e-mail answers it.
    #[must_use]
    pub const fn is_emailed(&self) -> bool {
        matches!(self, Self::Link { email: Some(_), .. })
    }

    /// How many of a kind may live at once.
    const fn limit(&self) -> usize {
        if matches!(self, Self::Login) { 3 } else { 2 }
    }
}

/// What a transaction begins with.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What it is for.
    pub aim: Aim,
    /// Where it ends.
    pub return_to: ReturnTo,
    /// What the sign-in must prove.
    pub demands: Demands,
    /// Whether the script of a listed page began it.
    pub embedded: bool,
}

/// What the state of a link in an e-mail begins with. If the link is opened in another browser there is no cookie: only
/// this tells why.
const EMAILED: &str = "emailed-";

/// A transaction whose cookie was made here or is verified.
#[derive(Debug)]
pub struct Transaction<'a> {
    state: String,
    /// What it is for.
    pub aim: Aim,
    /// Where it ends.
    pub return_to: ReturnTo,
    /// What the sign-in was asked to prove.
    pub demands: Demands,
    /// Whether the script of a listed page began it, which cannot be trusted to have asked the person.
    pub embedded: bool,
    /// When it began.
    pub issued: UnixTime,
    key: Key<'a>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Content {
    aim: Aim,
    state: String,
    #[serde(rename = "to")]
    return_to: String,
    #[serde(flatten)]
    demands: Demands,
    #[serde(rename = "emb", default, skip_serializing_if = "std::ops::Not::not")]
    embedded: bool,
    /// When it began; [`LIFETIME`] counts from here.
    at: UnixTime,
}

/// Why a callback finds no transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotFound {
    /// It is older than [`LIFETIME`].
    Expired {
        /// What it was for.
        aim: Box<Aim>,
        /// Where it would have ended.
        return_to: ReturnTo,
        /// Whether the sign-in was to show no page (`prompt=none`).
        silent: bool,
    },
    /// This browser has none for that state.
    Missing,
}

impl<'a> Transaction<'a> {
    /// The link that goes on after this sign-in, if the session that began it is still there. Otherwise the person is
    /// asked: if they signed out or in meanwhile, or if the secrets changed, since the hashes are made with the old
    /// one.
    #[must_use]
    pub fn goes_on(&self, subject: &UserId, session: &str, ring: KeyRing<'_>) -> Option<Aim> {
        let Aim::Again { subject: asked, link: Some(link), .. } = &self.aim else { return None };
        let primary = ring.newest().hash("subject", &subject.to_string());
        let same = equal(asked, &primary) && equal(&link.session, session);
        same.then(|| Aim::Link {
            primary,
            connection: link.connection.clone(),
            suggested: link.suggested.clone(),
            email: None,
            sign_up: link.sign_up,
        })
    }

    /// Begins a transaction and sets its cookie; if there are too many of its kind, the oldest are removed.
    ///
    /// # Errors
    /// If the cookie cannot be signed.
    pub fn begin(
        wish: Wish,
        random: [u8; 32],
        now: UnixTime,
        ring: KeyRing<'a>,
        jar: &mut Jar,
    ) -> anyhow::Result<Self> {
        let Wish { aim, return_to, demands, embedded } = wish;
        let kind = if aim.is_emailed() { EMAILED } else { "" };
        let state = format!("{kind}{}", encode(&random));
        evict(&aim, now, ring, jar);
        let mut content = Content {
            aim: aim.clone(),
            state: state.clone(),
            return_to: return_to.as_str().to_owned(),
            demands: demands.clone(),
            embedded,
            at: now,
        };
        let name = cookie_name(aim.kind(), &state);
        let signed =
            ring.sign(Purpose::Transaction.name(), content.clone(), now, now.plus(KEPT))?;
        jar.set(&name, signed, KEPT);
        // No link fails because of where it ends.
        let return_to =
            if jar.has_room() || aim == Aim::Login { return_to } else { ReturnTo::home() };
        if content.return_to != return_to.as_str() {
            return_to.as_str().clone_into(&mut content.return_to);
            let signed = ring.sign(Purpose::Transaction.name(), content, now, now.plus(KEPT))?;
            jar.set(&name, signed, KEPT);
        }
        Ok(Self { state, aim, return_to, demands, embedded, issued: now, key: ring.newest() })
    }

    /// Finds the transaction of a callback's state, and removes its cookie in any case: a transaction answers one
    /// callback, right or wrong.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn take(
        state: &str,
        jar: &mut Jar,
        config: &'a Config,
        now: UnixTime,
    ) -> Result<Self, NotFound> {
        for kind in ["login", "link"] {
            let name = cookie_name(kind, state);
            let Some(signed) = jar.get(&name).map(ToOwned::to_owned) else { continue };
            // One that does not open may belong to another version that runs beside this one.
            let Some((content, key)) = read(&signed, now, config.cookie_keys()) else { continue };
            jar.remove(&name);
            if content.aim.kind() != kind || !equal(&content.state, state) {
                continue;
            }
            return Self::open(content, key, config, now);
        }
        Err(NotFound::Missing)
    }

    /// Finds the link, or the repeated sign-in, of this tag, and leaves its cookie. One that a link in an e-mail
    /// answers is not found: it needs no login page.
    ///
    /// # Errors
    /// [`NotFound`].
    pub fn named(
        tag: &str,
        jar: &Jar,
        config: &'a Config,
        now: UnixTime,
    ) -> Result<Self, NotFound> {
        let signed = jar.get(&named("link", tag)).ok_or(NotFound::Missing)?;
        let found = read(signed, now, config.cookie_keys());
        let (content, key) = found.ok_or(NotFound::Missing)?;
        let same = content.aim.kind() == "link" && tag_of(&content.state) == tag;
        if !same || content.aim.is_emailed() {
            return Err(NotFound::Missing);
        }
        Self::open(content, key, config, now)
    }

    fn open(
        content: Content,
        key: Key<'a>,
        config: &Config,
        now: UnixTime,
    ) -> Result<Self, NotFound> {
        // Signed by us, but the rules may have changed since.
        let return_to = config.return_to(&content.return_to).unwrap_or_else(ReturnTo::home);
        if now > content.at.plus(LIFETIME) {
            let silent = content.demands.silent;
            return Err(NotFound::Expired { aim: Box::new(content.aim), return_to, silent });
        }
        Ok(Self {
            state: content.state,
            aim: content.aim,
            return_to,
            demands: content.demands,
            embedded: content.embedded,
            issued: content.at,
            key,
        })
    }

    /// Removes the link that was begun with this state.
    pub fn forget(state: &str, jar: &mut Jar) {
        jar.remove(&cookie_name("link", state));
    }

    /// What Auth0 must bring back.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// The end of the cookie's name: it identifies the transaction, and reveals nothing of its state.
    #[must_use]
    pub fn tag(&self) -> String {
        tag_of(&self.state)
    }

    /// What the ID token must contain: 43 characters.
    #[must_use]
    pub fn nonce(&self) -> String {
        self.key.hash("nonce", &self.state)
    }

    /// The code verifier: 43 characters, as RFC 7636 section 4.1 recommends.
    #[must_use]
    pub fn code_verifier(&self) -> CodeVerifier {
        CodeVerifier::new(self.key.hash("code verifier", &self.state))
    }

    /// The verifier's S256 hash, for the authorization request.
    #[must_use]
    pub fn code_challenge(&self) -> String {
        fingerprint(self.code_verifier().expose())
    }

    /// Whether the state is that of a link in an e-mail.
    #[must_use]
    pub fn was_emailed(state: &str) -> bool {
        state.starts_with(EMAILED)
    }
}

/// Removes every transaction of both kinds.
pub fn clear(jar: &mut Jar) {
    for name in jar.names_with(&format!("{}-", Purpose::Transaction.name())) {
        jar.remove(&name);
    }
}

fn read<'a>(signed: &str, now: UnixTime, ring: KeyRing<'a>) -> Option<(Content, Key<'a>)> {
    ring.verify(Purpose::Transaction.name(), signed, MAX_COOKIE_BYTES, now)
}

fn cookie_name(kind: &str, state: &str) -> String {
    named(kind, &tag_of(state))
}

fn named(kind: &str, tag: &str) -> String {
    format!("{}-{kind}-{tag}", Purpose::Transaction.name())
}

/// What a session or a review remembers of the state it was made from.
#[must_use]
pub fn mark(state: &str) -> String {
    fingerprint(state).chars().take(16).collect()
}

/// A part of the state's hash; the state is 32 random bytes.
fn tag_of(state: &str) -> String {
    fingerprint(state).chars().take(12).collect()
}

/// Makes room for one more of this kind. One that does not open may belong to another version, so it stays.
fn evict(aim: &Aim, now: UnixTime, ring: KeyRing<'_>, jar: &mut Jar) {
    let mut live = Vec::new();
    for name in jar.names_with(&format!("{}-{}-", Purpose::Transaction.name(), aim.kind())) {
        let content = jar.get(&name).and_then(|signed| read(signed, now, ring));
        match content {
            Some((content, _)) if now <= content.at.plus(LIFETIME) => {
                live.push((content.at, name));
            }
            Some(_) => jar.remove(&name),
            None => {}
        }
    }
    live.sort();
    let surplus = live.len().saturating_add(1).saturating_sub(aim.limit());
    for (_, name) in live.iter().take(surplus) {
        jar.remove(name);
    }
}

#[cfg(test)]
mod tests;

//! What one instance of the component remembers between requests. None of it belongs to a visitor.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::circuit::Circuit;
use crate::key_cache::KeyCache;
use crate::platform::UnixTime;
use crate::secret::Secret;

/// What is remembered. No borrow outlives a call, since another request may be answered before this one goes on.
#[derive(Debug, Default)]
pub struct Memory {
    /// The tenant's signing keys.
    pub keys: KeyCache,
    /// Whether calls to the tenant pause.
    pub circuit: Circuit,
    /// When the Management API takes requests again, if it said that this second's are used up.
    pub pause: Cell<Option<UnixTime>>,
    /// When the product's webhook was last called, or its list of events last read.
    pub webhook_tried: Cell<Option<UnixTime>>,
    /// When the store was last swept.
    pub swept: Cell<Option<UnixTime>>,
    token: RefCell<Option<ClientToken>>,
    missing_scopes: RefCell<BTreeSet<&'static str>>,
    concerns: RefCell<BTreeMap<&'static str, UnixTime>>,
    granted_scopes: RefCell<Option<BTreeSet<String>>>,
    began: Cell<Option<UnixTime>>,
}

#[derive(Debug)]
struct ClientToken {
    secret: Secret<String>,
    fetched: UnixTime,
    until: UnixTime,
}

impl Memory {
    /// The Management API's token of mode `client`, while it should be used.
    #[must_use]
    pub fn token(&self, now: UnixTime) -> Option<Secret<String>> {
        let token = self.token.borrow();
        token.as_ref().filter(|token| token.until > now).map(|token| token.secret.clone())
    }

    /// Remembers that token until it should be fetched again, and its scopes.
    pub fn set_token(
        &self,
        secret: Secret<String>,
        fetched: UnixTime,
        until: UnixTime,
        scopes: BTreeSet<String>,
    ) {
        self.token.replace(Some(ClientToken { secret, fetched, until }));
        self.granted_scopes.replace(Some(scopes));
    }

    /// Forgets a token that was fetched longer ago than this; says whether there was one.
    #[must_use]
    pub fn forget_token_older_than(&self, seconds: u64, now: UnixTime) -> bool {
        let old = |token: &mut ClientToken| now.since(token.fetched) > seconds;
        self.token.borrow_mut().take_if(old).is_some()
    }

    /// Forgets the token, because the tenant refused it.
    pub fn drop_token(&self) {
        self.token.replace(None);
    }

    /// Whether the Management API's token has this scope, if one was fetched.
    #[must_use]
    pub fn is_granted(&self, scope: &str) -> bool {
        self.granted_scopes.borrow().as_ref().is_some_and(|scopes| scopes.contains(scope))
    }

    /// The tenant refused a call for lack of this scope: the operator should know.
    pub fn miss_scope(&self, scope: &'static str) {
        self.missing_scopes.borrow_mut().insert(scope);
    }

    /// The scopes that calls lacked.
    #[must_use]
    pub fn missing_scopes(&self) -> Vec<&'static str> {
        self.missing_scopes.borrow().iter().copied().collect()
    }

    /// There is something for the operator to fix, from now.
    pub fn raise(&self, concern: &'static str, now: UnixTime) {
        self.concerns.borrow_mut().insert(concern, now);
    }

    /// It is fixed; says whether this instance had raised it.
    #[must_use]
    pub fn settle(&self, concern: &'static str) -> bool {
        self.concerns.borrow_mut().remove(concern).is_some()
    }

    /// What was raised within this many seconds.
    #[must_use]
    pub fn concerns(&self, within: u64, now: UnixTime) -> Vec<&'static str> {
        let concerns = self.concerns.borrow();
        let recent = concerns.iter().filter(|(_, at)| now.since(**at) < within);
        recent.map(|(name, _)| *name).collect()
    }

    /// When this instance first used the store.
    #[must_use]
    pub fn began(&self, now: UnixTime) -> UnixTime {
        let began = self.began.get().unwrap_or(now);
        self.began.set(Some(began));
        began
    }
}

//! Tickets: what was proved on another page, until the login goes on; and wrong passwords there.

use std::collections::HashMap;

use crate::user::IdentityKey;

/// How long a ticket counts, in seconds.
pub(super) const LIFETIME: u64 = 300;

/// Wrong passwords in a row for one name, after which it waits; Auth0's brute-force protection begins there, too.
const TRIES: u32 = 10;
/// How long, in seconds.
const BLOCKED: u64 = 3600;

/// What was proved on another page than the tenant's own login pages.
#[derive(Default)]
pub(crate) struct Embedded {
    pub(super) tickets: HashMap<String, Ticket>,
    /// Wrong passwords by name, and when the last one came.
    pub(super) wrong: HashMap<String, (u32, u64)>,
}

/// A login that goes on at another address.
pub(super) struct Ticket {
    pub(super) proof: Proof,
    pub(super) identity: IdentityKey,
    pub(super) issued: u64,
}

/// What has to come along with a ticket.
pub(super) enum Proof {
    /// The client that asked, and the cookie `co_<id>` with this value.
    CrossOrigin { client_id: String, co_id: String, cookie: String },
    /// Nothing more: it goes on with the login that waits under this state.
    Hosted { state: String },
}

impl Embedded {
    pub(crate) fn sweep(&mut self, now: u64) {
        self.tickets.retain(|_, ticket| !ticket.is_over(now));
        self.wrong.retain(|_, (_, last)| now.saturating_sub(*last) < BLOCKED);
    }

    /// A ticket counts once, right or wrong.
    pub(super) fn take(&mut self, ticket: &str, now: u64) -> Option<Ticket> {
        self.tickets.remove(ticket).filter(|ticket| !ticket.is_over(now))
    }

    pub(super) fn is_blocked(&self, name: &str, now: u64) -> bool {
        let counts =
            |(wrong, last): &(u32, u64)| *wrong >= TRIES && now.saturating_sub(*last) < BLOCKED;
        self.wrong.get(name).is_some_and(counts)
    }
}

impl Ticket {
    fn is_over(&self, now: u64) -> bool {
        now.saturating_sub(self.issued) >= LIFETIME
    }
}

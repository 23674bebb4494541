//! A circuit that spares a failing tenant, and its visitors the waiting: after some failures in a row
//! nothing is sent for a while, then one call tries whether the tenant is back. It lives in an instance's
//! memory; where an instance lives for one request (WASI 0.2), it never opens.
//!
//! What a visitor can bring about must not open it, or one could shut the others out. So a failure counts
//! only where it can be the tenant's alone, which [`Blame`] says for each call: no answer, or a status above
//! 499. A forged code is refused with a 4xx, which says that the tenant is well. An Action that throws for
//! one denied account makes the token endpoint answer 500, which says nothing about the tenant.

use std::cell::Cell;

use crate::platform::UnixTime;

/// So many failures in a row open it. More than one request meets by itself, since a flow that fails ends;
/// and few enough that with calls that take 5 seconds each, visitors who come one after another find it
/// open within half a minute.
const FAILURES: u32 = 5;
/// They must not lie further apart than this, in seconds: five people who met a fault on one day are no
/// outage.
const WITHIN: u64 = 60;
/// How long nothing is sent, in seconds. Long against a call's deadline, so that an instance's visitors
/// together send a tenth of what they did; short for somebody who tries once more.
const PAUSE: u64 = 10;
/// How long a call that tries may be under way before another one may, in seconds: longer than its
/// deadline. Its visitor may be gone, and the request with them.
const TRY_LASTS: u64 = 10;

/// Whose fault a failing call can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// Also that of what was asked for: a number that no message reaches, an account that an Action of the
    /// tenant chokes on, a change that takes long. Nothing counts.
    Request,
    /// The tenant's where no answer comes, and anybody's where one does: exchanging a code, during which the
    /// tenant's Actions may throw.
    Silence,
    /// The tenant's alone: reading a user, the keys, the token of mode `client`.
    Tenant,
}

/// How a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer came.
    NoAnswer,
    /// A status above 499.
    ServerError,
}

/// Closed, open, or letting one call try.
#[derive(Debug, Default)]
pub struct Circuit {
    failures: Cell<u32>,
    first: Cell<Option<UnixTime>>,
    opened: Cell<Option<UnixTime>>,
    trying: Cell<Option<UnixTime>>,
}

impl Circuit {
    /// Whether a call may be sent now. One of which the circuit learns nothing is no try; once the pause
    /// is over, it is sent as if there were no circuit.
    #[must_use]
    pub fn admits(&self, blame: Blame, now: UnixTime) -> bool {
        let Some(opened) = self.opened.get() else { return true };
        if now.since(opened) < PAUSE {
            return false;
        }
        if blame == Blame::Request {
            return true;
        }
        if self.trying.get().is_some_and(|since| now.since(since) < TRY_LASTS) {
            return false;
        }
        self.trying.set(Some(now));
        true
    }

    /// The tenant answered as one that is well.
    pub fn answered(&self) {
        self.failures.set(0);
        self.opened.set(None);
        self.trying.set(None);
    }

    /// A call that may be sent failed.
    pub fn failed(&self, blame: Blame, failure: Failure, now: UnixTime) {
        match (blame, failure) {
            (Blame::Request, _) => return,
            // Nothing was learnt: the next call may try.
            (Blame::Silence, Failure::ServerError) => return self.trying.set(None),
            (Blame::Silence, Failure::NoAnswer) | (Blame::Tenant, _) => {}
        }
        if self.opened.get().is_some() {
            // Calls that were under way when it opened end later, and say nothing new.
            if self.trying.take().is_some() {
                self.opened.set(Some(now));
            }
            return;
        }
        let recent = self.first.get().is_some_and(|first| now.since(first) <= WITHIN);
        if self.failures.get() == 0 || !recent {
            self.first.set(Some(now));
            self.failures.set(0);
        }
        self.failures.set(self.failures.get().saturating_add(1));
        if self.failures.get() >= FAILURES {
            self.opened.set(Some(now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_800_000_000);

    fn failing(times: u32) -> Circuit {
        let circuit = Circuit::default();
        for _ in 0..times {
            circuit.failed(Blame::Tenant, Failure::ServerError, NOW);
        }
        circuit
    }

    #[test]
    fn opens_after_failures_in_a_row_and_closes_by_an_answer() {
        assert!(failing(FAILURES - 1).admits(Blame::Tenant, NOW));
        let circuit = failing(FAILURES);
        assert!(!circuit.admits(Blame::Tenant, NOW) && !circuit.admits(Blame::Request, NOW));
        assert!(!circuit.admits(Blame::Tenant, NOW.plus(PAUSE - 1)));
        assert!(circuit.admits(Blame::Tenant, NOW.plus(PAUSE)));
        circuit.answered();
        assert!(circuit.admits(Blame::Tenant, NOW.plus(PAUSE)));
    }

    #[test]
    fn lets_one_call_try_and_waits_again_if_that_fails() {
        let circuit = failing(FAILURES);
        let later = NOW.plus(PAUSE);
        assert!(circuit.admits(Blame::Tenant, later));
        assert!(!circuit.admits(Blame::Tenant, later), "one at a time");
        assert!(circuit.admits(Blame::Request, later), "never a dead end");
        circuit.failed(Blame::Tenant, Failure::ServerError, later.plus(1));
        assert!(!circuit.admits(Blame::Tenant, later.plus(PAUSE)));
        assert!(circuit.admits(Blame::Tenant, later.plus(1 + PAUSE)));
        // Its visitor went away: nobody says how it ended.
        let much_later = later.plus(1 + PAUSE + TRY_LASTS);
        assert!(circuit.admits(Blame::Tenant, much_later));
    }

    #[test]
    fn does_not_open_by_what_a_request_can_bring_about_nor_by_failures_far_apart() {
        let circuit = Circuit::default();
        for _ in 0..100 {
            circuit.failed(Blame::Request, Failure::NoAnswer, NOW);
            circuit.failed(Blame::Request, Failure::ServerError, NOW);
            circuit.failed(Blame::Silence, Failure::ServerError, NOW);
        }
        assert!(circuit.admits(Blame::Tenant, NOW));
        for time in 0..20 {
            circuit.failed(Blame::Tenant, Failure::ServerError, NOW.plus(time * 20));
            circuit.failed(Blame::Tenant, Failure::ServerError, NOW.plus(time * 20));
            if time % 2 == 1 {
                circuit.answered();
            }
        }
        assert!(circuit.admits(Blame::Tenant, NOW.plus(400)));
        for time in 0..20 {
            circuit.failed(
                Blame::Tenant,
                Failure::ServerError,
                NOW.plus(1_000 + time * (WITHIN + 1)),
            );
        }
        assert!(circuit.admits(Blame::Tenant, NOW.plus(10_000)));
    }

    #[test]
    fn opens_where_no_answer_comes_to_a_code_and_another_call_may_try_after_one_that_says_nothing()
    {
        let circuit = Circuit::default();
        for _ in 0..FAILURES {
            circuit.failed(Blame::Silence, Failure::NoAnswer, NOW);
        }
        assert!(!circuit.admits(Blame::Tenant, NOW));
        let later = NOW.plus(PAUSE);
        assert!(circuit.admits(Blame::Silence, later));
        circuit.failed(Blame::Silence, Failure::ServerError, later);
        assert!(circuit.admits(Blame::Tenant, later), "nobody keeps it open by failing to try");
    }

    #[test]
    fn failures_of_calls_under_way_when_it_opened_do_not_keep_it_open() {
        let circuit = failing(FAILURES);
        circuit.failed(Blame::Tenant, Failure::ServerError, NOW.plus(PAUSE - 1));
        assert!(circuit.admits(Blame::Tenant, NOW.plus(PAUSE)));
    }
}

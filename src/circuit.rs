//! A circuit breaker, which spares a failing tenant the calls and its visitors the wait: after some failures in a row
//! nothing is sent for a while, then one call tries whether the tenant is back. It lives in an instance's memory; if an
//! instance serves one request only (WASI 0.2), it never opens.
//!
//! A visitor must not be able to open it, or one could shut out the others. So a failure counts only if it must be the
//! tenant's, as [`Blame`] says for each call: no answer, or a status above 499. A forged code is refused with a 4xx, so
//! the tenant works. An Action that throws for one account makes the token endpoint answer 500, which says nothing
//! about the tenant.

use std::cell::Cell;

use crate::platform::UnixTime;

/// How many failures in a row open it. More than one request meets, since a flow ends when it fails; few enough that,
/// at 5 seconds a call, visitors one after another find it open within half a minute.
const FAILURES: u32 = 5;
/// The failures must lie within this many seconds: five people who met a fault on one day are no outage.
const WITHIN: u64 = 60;
/// How long nothing is sent, in seconds. Long compared with a call's deadline, so that an instance sends a tenth of
/// what it did; short for somebody who tries again.
const PAUSE: u64 = 10;
/// How many seconds a trial call may take before another one may try: longer than its deadline, since its visitor, and
/// the request with them, may be gone.
const TRY_LASTS: u64 = 10;

/// Whose fault a failed call can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// Perhaps the request's: a number that no message reaches, an account that breaks an Action of the tenant, a
    /// change that takes long. Nothing counts.
    Request,
    /// The tenant's if no answer comes, but perhaps the request's if one does: exchanging a code, when the tenant's
    /// Actions may throw.
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
    /// Whether a call may be sent now. After the pause, calls that tell nothing about the tenant are sent as usual; of
    /// the others, one at a time may try.
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

    /// The tenant answered, so it works.
    pub fn answered(&self) {
        self.failures.set(0);
        self.opened.set(None);
        self.trying.set(None);
    }

    /// A call that was admitted failed.
    pub fn failed(&self, blame: Blame, failure: Failure, now: UnixTime) {
        match (blame, failure) {
            (Blame::Request, _) => return,
            // Nothing was learnt: the next call may try.
            (Blame::Silence, Failure::ServerError) => return self.trying.set(None),
            (Blame::Silence, Failure::NoAnswer) | (Blame::Tenant, _) => {}
        }
        if self.opened.get().is_some() {
            // Calls that were under way when it opened say nothing new.
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
        // Its visitor went away: its end is never reported.
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

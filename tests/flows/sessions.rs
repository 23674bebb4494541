//! What a session is in, and what can happen to it: one table, of which every pair is tried, in both modes, with a
//! store and without one. `docs/sessions.md` is written by this test.
//!
//! After each pair it is looked at who is signed in, what became of a copy of the cookies from before, what an answer
//! brings back that was under way meanwhile, and whether Auth0's own session still signs in by itself.

mod events;
mod found;
mod states;

use std::fmt::Write as _;

use crate::support::{Stage, document};
use events::EVENTS;
use found::{Found, find};
use states::STATES;

/// What an event does to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// Nobody was signed in, and somebody is.
    Begins,
    /// It is over, and nobody is signed in.
    Ends,
    /// Nobody is signed in, before and after.
    Nobody,
    /// It goes on as it is.
    GoesOn,
    /// Its cookie is sealed anew.
    Renewed,
    /// Another one takes its place: the same person's.
    Replaced,
    /// The same, another person's or another account's.
    Changes,
}

use Effect::{Begins, Changes, Ends, GoesOn, Nobody, Renewed, Replaced};

impl Effect {
    fn word(self) -> &'static str {
        match self {
            Begins => "**begins**",
            Ends => "**ends**",
            Nobody => "–",
            GoesOn => "goes on",
            Renewed => "renewed",
            Replaced => "**replaced**",
            Changes => "**another's**",
        }
    }
}

/// The table: for each event of [`EVENTS`], in that order, what it does in each state of [`STATES`].
#[rustfmt::skip]
const TABLE: [(&str, [Effect; STATES.len()]); EVENTS.len()] = [
    //                                              nobody    in        old       review    waits     kept      switched  swapped   out       ended     replaced  run out   gone
    ("a look",                                       [Nobody,   GoesOn,   Renewed,  GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("a look two minutes later",                     [Nobody,   Renewed,  Renewed,  Renewed,  Renewed,  Renewed,  Renewed,  Renewed,  Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("Ada signs in",                                 [Begins,   Replaced, Replaced, Replaced, Replaced, Replaced, GoesOn,   Replaced, Begins,   Begins,   Begins,   Begins,   Ends]),
    ("Grace signs in",                               [Begins,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   Begins,   Begins,   Begins,   Begins,   Ends]),
    ("a link is begun",                              [Nobody,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("another account is proved",                    [Nobody,   GoesOn,   Replaced, GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("the link is confirmed",                        [Nobody,   GoesOn,   Renewed,  Renewed,  GoesOn,   GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("the other account is chosen as primary",       [Nobody,   GoesOn,   Renewed,  Changes,  GoesOn,   GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("the other person is chosen",                   [Nobody,   GoesOn,   Renewed,  GoesOn,   Changes,  GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("the other person is not chosen",               [Nobody,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("signing in once more, before a change",        [Nobody,   Replaced, Replaced, Replaced, Replaced, Replaced, GoesOn,   Replaced, Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("the same, but as somebody else",               [Nobody,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   GoesOn,   Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("signing out",                                  [Nobody,   Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("the tenant ends the sessions of this browser", [Nobody,   Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("the tenant ends all that the person has",      [Nobody,   Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("a look, and the user is gone",                 [Nobody,   Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("a look, and the token is refused",             [Nobody,   Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("a day passes without a look",                  [Nobody,   Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
    ("a week passes, looked at all the time",        [Nobody,   Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Ends,     Nobody,   Nobody,   Nobody,   Nobody,   Ends]),
];

/// What goes otherwise than [`TABLE`] says: there is no store whose marks would end it, or the token that the tenant
/// refuses is not the person's.
fn expected(event: usize, state: usize, with: With) -> Effect {
    let (name, effects) = TABLE[event];
    assert_eq!(name, EVENTS[event].name, "the same order");
    let effect = effects[state];
    let tenants_word = EVENTS[event].by_tenants_word;
    let refused = EVENTS[event].refuses_token && with.client;
    let goes_on = (tenants_word && !with.store) || refused;
    if effect == Ends && goes_on && !STATES[state].is_gone { GoesOn } else { effect }
}

/// How the component is set up.
#[derive(Clone, Copy, Debug)]
struct With {
    client: bool,
    store: bool,
}

impl With {
    fn stage(self) -> Stage {
        let stage = Stage::native(&[("management", if self.client { "client" } else { "user" })]);
        if !self.store {
            stage.take_store_away();
        }
        stage
    }
}

/// All pairs of one set-up.
fn all(with: With) -> Vec<Vec<Option<Found>>> {
    let pair = |event, state: usize| {
        // Without a store nothing tells these two from one that goes on.
        let there = with.store || !STATES[state].by_a_mark;
        there.then(|| find(with, event, state))
    };
    (0..EVENTS.len())
        .map(|event| (0..STATES.len()).map(|state| pair(event, state)).collect())
        .collect()
}

#[test]
fn every_event_in_every_state() {
    // On native stages alone, so that the runs over the component would only do the same once more.
    if !Stage::are_native() {
        return;
    }
    let setups = [(false, true), (false, false), (true, true), (true, false)];
    let setups = setups.map(|(client, store)| With { client, store });
    let found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = setups.map(|with| scope.spawn(move || all(with))).into();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let mut wrong = String::new();
    let mut tried = 0;
    for (with, rows) in setups.iter().zip(&found) {
        for (event, row) in rows.iter().enumerate() {
            for (state, found) in row.iter().enumerate() {
                let Some(found) = found else { continue };
                tried += 1;
                for fault in found.faults(expected(event, state, *with), *with, &EVENTS[event]) {
                    let (event, state) = (EVENTS[event].name, STATES[state].name);
                    writeln!(wrong, "{event} / {state} / {with:?}: {fault}").unwrap();
                }
            }
        }
    }
    assert_eq!(wrong, "", "\n{wrong}");
    document(true, "sessions.md", "states", &states::table());
    document(true, "sessions.md", "events", &effects());
    document(true, "sessions.md", "afterwards", &found::table(&found[0]));
    let pairs = format!(
        "{} events in {} states, in both modes, with a store and without one: {tried} pairs tried.\n",
        EVENTS.len(),
        STATES.len()
    );
    document(true, "sessions.md", "pairs", &pairs);
}

fn effects() -> String {
    let names: Vec<_> = STATES.iter().map(|state| state.name).collect();
    let mut table =
        format!("| event | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for (event, row) in &TABLE {
        let words: Vec<_> = row.iter().map(|effect| effect.word()).collect();
        writeln!(table, "| {event} | {} |", words.join(" | ")).unwrap();
    }
    table
}

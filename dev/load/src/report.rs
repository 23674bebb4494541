//! What came of it, in figures.

use std::collections::BTreeMap;
use std::io;

use serde_json::Value;

use crate::arguments::Arguments;
use crate::wire::{Outcome, Shot};

/// How many surprises are told one by one.
const MAX_TOLD: usize = 10;
/// Growth that is none: allocators keep what was once needed.
const LEEWAY: u64 = 16 * 1024;

/// What one connection, or all of them, saw.
#[derive(Default)]
pub(crate) struct Report {
    /// By kind, then by how it ended.
    ends: BTreeMap<&'static str, BTreeMap<String, u64>>,
    well_formed: u64,
    malformed: u64,
    server_errors: u64,
    wrong_users: u64,
    unanswered: u64,
    surprises: Vec<String>,
    others: u64,
}

impl Report {
    /// Counts what came of a request.
    pub(crate) fn count(&mut self, shot: &Shot, outcome: Outcome) {
        *(if shot.malformed { &mut self.malformed } else { &mut self.well_formed }) += 1;
        let end = match outcome {
            Outcome::Answered(answer) => {
                let right = shot.right.contains(&answer.status);
                if answer.status >= 500 && !right {
                    self.server_errors += 1;
                }
                if !right {
                    let body = String::from_utf8_lossy(&answer.body);
                    let body: String = body.chars().take(200).collect();
                    self.surprise(format!("{}: {} {body}", shot.kind, answer.status));
                }
                if let Some(user_id) = &shot.user_id {
                    let me: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                    if me.pointer("/user/user_id").and_then(Value::as_str) != Some(user_id) {
                        self.wrong_users += 1;
                    }
                }
                answer.status.to_string()
            }
            Outcome::Closed if shot.malformed => "closed".to_owned(),
            Outcome::Closed => self.missing(shot, "closed"),
            Outcome::Silent => self.missing(shot, "no answer"),
            Outcome::Broken(what) => self.missing(shot, &format!("broken: {what}")),
        };
        *self.ends.entry(shot.kind).or_default().entry(end).or_default() += 1;
    }

    fn missing(&mut self, shot: &Shot, how: &str) -> String {
        self.unanswered += 1;
        self.surprise(format!("{}: {how}", shot.kind));
        how.to_owned()
    }

    /// No connection could be made.
    pub(crate) fn unconnected(&mut self, error: &io::Error) {
        self.unanswered += 1;
        self.surprise(format!("no connection: {error}"));
    }

    fn surprise(&mut self, what: String) {
        if self.surprises.len() < MAX_TOLD {
            self.surprises.push(what);
        } else {
            self.others += 1;
        }
    }

    /// Takes in another one.
    pub(crate) fn add(&mut self, other: Self) {
        for (kind, ends) in other.ends {
            for (end, count) in ends {
                *self.ends.entry(kind).or_default().entry(end).or_default() += count;
            }
        }
        self.well_formed += other.well_formed;
        self.malformed += other.malformed;
        self.server_errors += other.server_errors;
        self.wrong_users += other.wrong_users;
        self.unanswered += other.unanswered;
        self.others += other.others;
        for surprise in other.surprises {
            self.surprise(surprise);
        }
    }

    /// Whether everything ended as it should.
    pub(crate) fn is_good(&self) -> bool {
        self.surprises.is_empty() && self.wrong_users == 0 && self.unanswered == 0
    }

    /// For people.
    pub(crate) fn text(&self, arguments: &Arguments, memory: &Memory, traps: usize) -> String {
        let mut text = String::new();
        for (kind, ends) in &self.ends {
            let ends: Vec<String> =
                ends.iter().map(|(end, count)| format!("{end}: {count}")).collect();
            text.push_str(&format!("  {kind:<28} {}\n", ends.join(", ")));
        }
        for surprise in &self.surprises {
            text.push_str(&format!("  ! {surprise}\n"));
        }
        if self.others > 0 {
            text.push_str(&format!("  ! and {} more\n", self.others));
        }
        format!(
            "{text}WASI {}, {} connections, {} s: {} requests, {} of them malformed; \
             {} failures of the server, {} unanswered, {} wrong users, {traps} traps; \
             memory {} MB at the start, {} MB warm, {} MB at the end",
            arguments.wasi,
            arguments.connections,
            arguments.seconds,
            self.well_formed + self.malformed,
            self.malformed,
            self.server_errors,
            self.unanswered,
            self.wrong_users,
            memory.start / 1024,
            memory.warm / 1024,
            memory.end / 1024,
        )
    }
}

/// Resident memory of the host, in kilobytes.
pub(crate) struct Memory {
    /// Before the load.
    start: u64,
    /// The most in the second quarter of the time.
    warm: u64,
    /// The most in the last one.
    end: u64,
}

impl Memory {
    pub(crate) fn of(start: u64, samples: &[u64]) -> Self {
        let quarter = samples.len() / 4;
        let most = |from: usize| samples.iter().skip(from).take(quarter.max(1)).max();
        let warm = most(quarter).copied().unwrap_or(start);
        let end = most(samples.len().saturating_sub(quarter.max(1))).copied().unwrap_or(start);
        Self { start, warm, end }
    }

    /// Whether it does not grow once it is warm.
    pub(crate) fn is_good(&self) -> bool {
        self.end <= self.warm + self.warm / 10 + LEEWAY
    }
}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn growth_is_told_from_warming_up() {
        let mb = |it: u64| it * 1024;
        let samples: Vec<u64> = (0..40).map(|it| mb(100 + it.min(10))).collect();
        assert!(Memory::of(mb(50), &samples).is_good());
        let samples: Vec<u64> = (0..40).map(|it| mb(100 + 3 * it)).collect();
        assert!(!Memory::of(mb(50), &samples).is_good());
    }
}

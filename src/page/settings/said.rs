//! What happened and what to do, for a refusal: one rule for the drawn page and for problem documents.

use serde::Serialize;

use super::parts::{self, Around, Left};
use crate::error::Refusal;
use crate::words::Words;

/// A refusal for a problem document, and what its sentences depend on.
#[derive(Clone, Copy, Debug)]
pub struct Problem {
    /// What is refused.
    pub refusal: Refusal,
    /// What its sentences depend on, but for the wait, which the refusal itself says.
    pub case: Case,
}

/// What happened and what to do, in the person's language.
#[derive(Debug, Serialize)]
pub struct Said {
    /// What happened.
    pub happened: String,
    /// What to do, if there is something. `{time}` stands for the time to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub todo: Option<String>,
    /// What to say once that time is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<String>,
}

/// What the sentences depend on, beside the code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Case {
    /// The seconds to wait, if they are known.
    pub wait: Option<u64>,
    /// How many codes may still be tried.
    pub tries_left: u8,
    /// Whether what was typed is a number without its country code.
    pub no_country: bool,
    /// Whether somebody is signed in: their cookies are there.
    pub signed_in: bool,
}

/// What happened, and what to do; `None` if no refusal has that code.
pub(crate) fn of(words: &Words, code: &str, case: Case) -> Option<(String, Option<Around>)> {
    let refusal = format!("refusal-{code}");
    let id = match code {
        "no_transaction" if case.signed_in => "took-its-place",
        "person_changed" if !case.signed_in => "not-expected",
        "phone_invalid" if case.no_country => "no-country",
        _ => refusal.as_str(),
    };
    let todo = match (code, case.wait) {
        ("rate_limited", Some(wait)) => Some(wait_for(words, wait)),
        ("too_many_codes", Some(wait)) => {
            let time = [("time", parts::time(words, wait).into())];
            Some(Around::plain(words.fill("try-again-in", &time)))
        }
        ("wrong_code", _) if case.tries_left > 0 => {
            let left = [("count", case.tries_left.into())];
            Some(Around::plain(words.fill("tries-left", &left)))
        }
        _ => words.todo(id).map(Around::plain),
    };
    words.has(id).then(|| (words.say(id), todo))
}

/// What a problem document says. The script counts the time down.
#[must_use]
pub fn in_document(words: &Words, problem: Problem) -> Said {
    let Problem { refusal, case } = problem;
    let case = Case { wait: refusal.retry_after(), ..case };
    let said = of(words, refusal.code(), case);
    let said = said.or_else(|| of(words, Refusal::Unavailable.code(), case));
    let (happened, todo) = said.unwrap_or_default();
    if let Refusal::RateLimited(_) = refusal {
        let todo = Some(words.fill("wait-for", &[("time", "{time}".into())]));
        return Said { happened, todo, over: Some(words.say("wait-over")) };
    }
    Said { happened, todo: todo.map(|it| it.before), over: None }
}

/// When to try again.
pub(crate) fn wait_for(words: &Words, seconds: u64) -> Around {
    let over = Some(words.say("wait-over"));
    let left = Left { over, ..Left::new(words, seconds, "") };
    Around::left(words, "wait-for", "time", left)
}

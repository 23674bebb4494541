//! How an action ended, in words for `/settings`. An address can only pick one of our sentences.

use super::parts::{Around, Message};
use super::said::{self, Case};
use super::speaker::Speaker;
use crate::error::Refusal;
use crate::words::Words;

/// Says it. A success needs the same code in the sealed cookie, since anyone can write an address.
pub(crate) fn said(speaker: Speaker<'_>, code: &str, wait: Option<u64>) -> Option<Message> {
    let Speaker { words, me, .. } = speaker;
    let success = format!("success-{code}");
    if me.outcome == Some(code) && words.has(&success) {
        let kind = match code {
            "unlinked_only" => "note",
            // Nothing came of it.
            "cancelled" | "kept" => "plain",
            _ => "good",
        };
        let happened = words.fill(&success, &[("what", speaker.changed().into())]);
        return Some(Message { done: true, happened, ..of_id(words, kind, code, &success) });
    }
    if code == "resume" && me.resume.is_some() {
        return Some(Message { todo: None, ..of_id(words, "good", code, "resume-again") });
    }
    of_case(words, code, Case { wait, signed_in: true, ..Case::default() })
}

/// A refusal by its code, in this case; `None` if no refusal has that code.
pub(crate) fn of_case(words: &Words, code: &str, case: Case) -> Option<Message> {
    let (happened, todo) = said::of(words, code, case)?;
    Some(Message { kind: "note", code: code.to_owned(), done: false, happened, todo })
}

/// A message of this id as it stands in the Fluent files.
pub(crate) fn of_id(words: &Words, kind: &'static str, code: &str, id: &str) -> Message {
    let todo = words.todo(id).map(Around::plain);
    Message { kind, code: code.to_owned(), done: false, happened: words.say(id), todo }
}

/// Somebody has just signed out.
pub(crate) fn signed_out(words: &Words) -> Message {
    Message { done: true, ..of_id(words, "good", "signed_out", "signed-out-done") }
}

/// A refusal that the page itself ran into.
pub(crate) fn of_refusal(words: &Words, refusal: Refusal) -> Message {
    let case = Case { wait: refusal.retry_after(), ..Case::default() };
    let message = of_case(words, refusal.code(), case);
    message.unwrap_or_else(|| of_id(words, "note", refusal.code(), "refusal-unavailable"))
}

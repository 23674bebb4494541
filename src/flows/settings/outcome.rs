//! What `/settings` says about how an action ended. The address only ever picks a sentence of ours.

use super::parts::{Around, Left, Message};
use super::speaker::Speaker;
use crate::error::Refusal;
use crate::words::Words;

/// Says it. A success is said only where the sealed outcome says the same, since anyone can write an
/// address.
pub(super) fn said(speaker: Speaker<'_>, code: &str, wait: Option<u64>) -> Option<Message> {
    let Speaker { words, me, .. } = speaker;
    let success = format!("success-{code}");
    if me.outcome == Some(code) && words.has(&success) {
        let kind = if code == "unlinked_only" { "note" } else { "good" };
        return Some(of_id(words, kind, code, &success));
    }
    if code == "resume" && me.resume.is_some() {
        return Some(Message { todo: None, ..of_id(words, "good", code, "resume-again") });
    }
    if code == "no_transaction" {
        // Somebody is signed in: their cookies are there.
        return Some(of_id(words, "note", code, "took-its-place"));
    }
    let message = of_code(words, code)?;
    let todo = wait.filter(|_| code == "rate_limited").map(|wait| wait_for(words, wait));
    Some(Message { todo: todo.or(message.todo), ..message })
}

/// A message of this id as it stands in the Fluent files.
pub(super) fn of_id(words: &Words, kind: &'static str, code: &str, id: &str) -> Message {
    let todo = words.todo(id).map(Around::plain);
    Message { kind, code: code.to_owned(), happened: words.say(id), todo }
}

/// A refusal by its code; nothing where there is none of that code.
pub(super) fn of_code(words: &Words, code: &str) -> Option<Message> {
    let id = format!("refusal-{code}");
    words.has(&id).then(|| of_id(words, "note", code, &id))
}

/// A refusal that the page itself ran into.
pub(super) fn of_refusal(words: &Words, refusal: Refusal) -> Message {
    let id = format!("refusal-{}", refusal.code());
    let id = if words.has(&id) { id.as_str() } else { "refusal-unavailable" };
    let message = of_id(words, "note", refusal.code(), id);
    let wait = refusal.retry_after().map(|seconds| wait_for(words, seconds));
    Message { todo: wait.or(message.todo), ..message }
}

/// When to try again.
fn wait_for(words: &Words, seconds: u64) -> Around {
    let over = Some(words.say("wait-over"));
    let left = Left { over, ..Left::new(words, seconds, "") };
    Around::left(words, "wait-for", "time", left)
}

//! What `/settings` says about how an action ended. The address only ever picks a sentence of ours.

use super::parts::{Message, Speaker, time};
use crate::error::Refusal;
use crate::words::Words;

/// Says it. A success is said only where the sealed outcome says the same, since anyone can write an
/// address.
pub(super) fn said(speaker: Speaker<'_>, code: &str, wait: Option<u64>) -> Option<Message> {
    let Speaker { words, me, .. } = speaker;
    let success = format!("success-{code}");
    if me.outcome == Some(code) && words.has(&success) {
        let kind = if code == "unlinked_only" { "note" } else { "good" };
        return Some(Message { kind, happened: words.say(&success), todo: words.todo(&success) });
    }
    if code == "resume" && me.resume.is_some() {
        return Some(Message { kind: "good", happened: words.say("resume-again"), todo: None });
    }
    if code == "no_transaction" {
        // Somebody is signed in: their cookies are there.
        let (happened, todo) = (words.say("took-its-place"), words.todo("took-its-place"));
        return Some(Message { kind: "note", happened, todo });
    }
    let message = of_code(words, code)?;
    let todo = wait.filter(|_| code == "rate_limited").map(|wait| wait_for(words, wait));
    Some(Message { todo: todo.or(message.todo), ..message })
}

/// A refusal by its code; nothing where there is none of that code.
pub(super) fn of_code(words: &Words, code: &str) -> Option<Message> {
    let id = format!("refusal-{code}");
    let known = words.has(&id);
    known.then(|| Message { kind: "note", happened: words.say(&id), todo: words.todo(&id) })
}

/// A refusal that the page itself ran into.
pub(super) fn of_refusal(words: &Words, refusal: Refusal) -> Message {
    let message = of_code(words, refusal.code()).or_else(|| of_code(words, "unavailable"));
    let message = message.unwrap_or(Message { kind: "note", happened: String::new(), todo: None });
    let wait = refusal.retry_after().map(|seconds| wait_for(words, seconds));
    Message { todo: wait.or(message.todo), ..message }
}

/// When to try again.
pub(super) fn wait_for(words: &Words, seconds: u64) -> String {
    words.fill("wait-for", &[("time", time(words, seconds).into())])
}

//! The overview at `/settings`: who is signed in, what is linked, what can be linked, and what was
//! interrupted.

use askama::Template;

use super::parts::{
    Around, Figure, Frame, Go, INSIDE, Mark, Person, Row, Speaker, To, details_of, kind_of, mark,
};
use super::{day, outcome};
use crate::cookies::passwordless::Sent;
use crate::cookies::resume::Resume;
use crate::flows::history::Entry;
use crate::flows::me::shown::{Offered, OnTheWay};
use crate::flows::suggestions::Suggestion;
use crate::return_to::ReturnTo;
use crate::webhook::Done;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "settings/overview.html")]
pub(super) struct Overview<'a> {
    pub(super) frame: Frame<'a>,
    words: &'a Words,
    interrupted: Option<Interrupted>,
    person: Person,
    lead: String,
    rows: Vec<Row>,
    /// When to look again, where the tenant wants fewer requests.
    limited: Option<String>,
    history: Vec<Happened>,
    suggested: Option<Vec<Row>>,
    /// Whether one may ask for suggestions.
    looks: bool,
    /// What to do first, where nothing can be linked before that; and the button for it, where there is one.
    verify: Option<(Around, Option<Go>)>,
    choices: Vec<Choice<'a>>,
    stale: bool,
    /// The page itself, where a link comes back to.
    here: String,
    /// The page to be led back to.
    back: Option<&'a str>,
}

/// What can be gone on with.
struct Interrupted {
    title: String,
    words: Around,
    go: Go,
}

struct Happened {
    words: Around,
    /// The whole moment, for who reads it by program.
    at: String,
}

struct Choice<'a> {
    connection: &'a str,
    figure: Mark,
    wording: Vec<Piece>,
    /// Whether it begins with a step of our own.
    asks: bool,
}

/// A part of a sentence, and whether it must not be broken at the end of a line.
struct Piece {
    words: String,
    whole: bool,
}

/// What the address asks of the overview.
pub(super) struct Wanted<'a> {
    /// The outcome that it tells.
    pub(super) told: Option<&'a str>,
    /// Whether what was interrupted is put away.
    pub(super) later: bool,
    /// What was found, where suggestions were asked for.
    pub(super) found: Option<&'a [Suggestion]>,
}

impl<'a> Overview<'a> {
    pub(super) fn new(speaker: Speaker<'a>, frame: Frame<'a>, wanted: &Wanted<'_>) -> Self {
        let Speaker { words, me, .. } = speaker;
        let identities = me.identities.as_deref().unwrap_or_default();
        let interrupted = if wanted.later { None } else { interrupted(speaker, wanted.told) };
        let calm = interrupted.is_none() && me.identities.is_some();
        let limited = || {
            let seconds = me.retry_after.unwrap_or(5).clamp(1, 120);
            outcome::wait_for(words, seconds)
        };
        Self {
            words,
            person: speaker.person(&me.user),
            lead: words.fill("linked-lead", &[("count", identities.len().into())]),
            rows: rows(speaker),
            limited: me.identities.is_none().then(limited),
            history: me.history.iter().copied().flatten().map(|it| happened(speaker, it)).collect(),
            suggested: wanted.found.map(|found| suggested(speaker, found)),
            looks: me.suggestions && calm && wanted.found.is_none(),
            verify: verify(speaker),
            choices: if me.verify.is_some() { Vec::new() } else { choices(speaker) },
            stale: me.fresh_for == Some(0),
            interrupted,
            here: speaker.address(&[]),
            back: speaker.back.map(ReturnTo::as_str),
            frame,
        }
    }
}

fn rows(speaker: Speaker<'_>) -> Vec<Row> {
    let Speaker { words, me, .. } = speaker;
    let row = |identity| {
        let mut row = speaker.row(identity, &me.user);
        if identity.primary {
            row.tag = Some(words.say("primary"));
            return row;
        }
        let account = row.details.join(", ");
        let values = [("label", row.label.as_str().into()), ("account", account.into())];
        let id = format!("{}|{}", identity.provider, identity.user_id);
        row.action = Some(Go {
            class: "",
            words: words.say("unlink"),
            label: Some(words.fill("unlink-name", &values)),
            to: To::Link(speaker.address(&[("unlink", &id)])),
        });
        row
    };
    me.identities.iter().flatten().map(row).collect()
}

/// What whoever must verify their address first is told.
fn verify(speaker: Speaker<'_>) -> Option<(Around, Option<Go>)> {
    let Speaker { words, me, .. } = speaker;
    let verify = me.verify.as_ref()?;
    let sentence = words.fill("verify-lead", &[("email", INSIDE.into())]);
    let go = verify.letter.then(|| Go {
        class: "main",
        words: words.say("verify-send"),
        label: None,
        to: To::Post {
            path: "/verification-email",
            fields: vec![("return_to", speaker.address(&[]))],
        },
    });
    let email = me.user.email.unwrap_or_default().to_owned();
    Some((Around::new(&sentence, email), go))
}

fn choices<'a>(speaker: Speaker<'a>) -> Vec<Choice<'a>> {
    let choice = |offered: &'a Offered<'a>| {
        let label = speaker.label_of_connection(offered.name);
        Choice {
            connection: offered.name,
            figure: mark(&[offered.name], &label),
            wording: unbroken(&speaker.link_sentence(offered, &label)),
            asks: kind_of(offered).is_some(),
        }
    };
    let me: &'a _ = speaker.me;
    me.connections.iter().map(choice).collect()
}

/// Keeps a letter and what a hyphen ties to it on one line: "e-mail".
#[expect(clippy::disallowed_methods, reason = "a sentence is people's text")]
fn unbroken(sentence: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut put = |words: &str, whole: bool| match pieces.last_mut() {
        _ if words.is_empty() => {}
        Some(last) if !last.whole && !whole => last.words.push_str(words),
        _ => pieces.push(Piece { words: words.to_owned(), whole }),
    };
    for word in sentence.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        let space = word.strip_prefix(bare).unwrap_or_default();
        // Those that set a name apart in a sentence may stand around it.
        let inner = bare.trim_matches(['\u{2068}', '\u{2069}']);
        let whole = inner.split_once('-').is_some_and(|(letter, rest)| {
            letter.chars().count() == 1 && rest.chars().all(char::is_alphabetic)
        });
        put(bare, whole);
        put(space, false);
    }
    pieces
}

/// The action that a sign-in, or its end, came in between: one button goes on with it.
fn interrupted(speaker: Speaker<'_>, told: Option<&str>) -> Option<Interrupted> {
    let Speaker { words, me, .. } = speaker;
    if let Some(message) = &me.passwordless {
        return Some(under_way(speaker, message));
    }
    let title = words.say(if told == Some("resume") { "resume-again" } else { "resume-title" });
    let plain =
        |sentence: String| Around { before: sentence, inside: String::new(), after: String::new() };
    match me.resume? {
        // Shown by itself, as long as it waits.
        Resume::Confirm => None,
        Resume::Link { connection, suggestion, letter } => {
            let label = speaker.label_of_connection(connection);
            let again = matches!(told, Some("expired" | "access_denied"));
            let mut fields = vec![("connection", connection.clone())];
            fields.extend(suggestion.iter().map(|it| ("suggestion", it.clone())));
            fields.push(("return_to", speaker.address(&[])));
            let values = [("label", label.into())];
            let sentence = match letter {
                Some(email) => {
                    let sentence = words.fill("resume-letter", &[("email", INSIDE.into())]);
                    Around::new(&sentence, email.clone())
                }
                None => plain(words.fill("resume-link", &values)),
            };
            Some(Interrupted {
                title,
                words: sentence,
                go: Go {
                    class: "main",
                    words: if again {
                        words.fill("start-again", &values)
                    } else {
                        words.fill("go-on", &values)
                    },
                    label: None,
                    to: To::Post { path: "/link/start", fields },
                },
            })
        }
        Resume::Unlink { provider, user_id, restore, delete } => {
            let mut all = me.identities.iter().flatten();
            let identity = all.find(|it| it.provider == provider && it.user_id == user_id)?;
            let label = speaker.label_of(identity.connection, identity.provider);
            let account = details_of(identity, &me.user).join(", ");
            let mut fields = vec![("provider", provider.clone()), ("user_id", user_id.clone())];
            let asked = [("restore", restore), ("delete", delete)];
            let asked = asked.into_iter().filter(|(_, asked)| **asked);
            fields.extend(asked.map(|(name, _)| (name, "on".to_owned())));
            fields.push(("return_to", speaker.end()));
            let values = [("label", label.into()), ("account", account.into())];
            let (sentence, go) = if *delete {
                (words.fill("resume-delete", &values), words.say("go-on-delete"))
            } else {
                (words.fill("resume-unlink", &values), words.say("go-on-unlink"))
            };
            Some(Interrupted {
                title,
                words: plain(sentence),
                go: Go {
                    class: "danger",
                    words: go,
                    label: None,
                    to: To::Post { path: "/unlink", fields },
                },
            })
        }
    }
}

/// A code or a link that is under way, and the way back to its step.
fn under_way(speaker: Speaker<'_>, message: &OnTheWay) -> Interrupted {
    let words = speaker.words;
    let over = message.expires_in == 0;
    let (sentence, step, again) = match (message.connection, message.send) {
        ("sms", _) => ("phone-under-way", "step-code", "over-code"),
        (_, Sent::Code) => ("email-under-way-code", "step-code", "over-code"),
        (_, Sent::Link) => ("email-under-way-link", "step-link", "over-link"),
    };
    let sentence = words.fill(sentence, &[("to", INSIDE.into())]);
    Interrupted {
        title: words.say("resume-title"),
        words: Around::new(&sentence, message.to.clone()),
        go: Go {
            class: "main",
            words: words.say(if over { again } else { step }),
            label: None,
            to: To::Link(speaker.address(&[("step", "code")])),
        },
    }
}

fn happened(speaker: Speaker<'_>, entry: &Entry) -> Happened {
    let words = speaker.words;
    let label = match &entry.connection {
        Some(connection) => speaker.label_of_connection(connection),
        None => words.say("some-account"),
    };
    let values = [("label", label.into()), ("date", INSIDE.into())];
    let sentence = match entry.what {
        Done::Linked => words.fill("history-linked", &values),
        Done::Swapped => words.fill("history-swapped", &values),
        Done::Unlinked => words.fill("history-unlinked", &values),
    };
    Happened { words: Around::new(&sentence, day::date(entry.at)), at: day::moment(entry.at) }
}

fn suggested(speaker: Speaker<'_>, found: &[Suggestion]) -> Vec<Row> {
    let words = speaker.words;
    let row = |one: &Suggestion| {
        let label = speaker.label_of(Some(&one.connection), &one.provider);
        let values = [("label", label.as_str().into()), ("account", one.hint.as_str().into())];
        let asks = speaker.offered(&one.connection).is_some_and(|it| kind_of(it).is_some());
        let to = if asks {
            To::Link(speaker.address(&[("ask", &one.connection), ("suggestion", &one.handle)]))
        } else {
            let fields = vec![
                ("connection", one.connection.clone()),
                ("suggestion", one.handle.clone()),
                ("return_to", speaker.address(&[])),
            ];
            To::Post { path: "/link/start", fields }
        };
        Row {
            figure: Figure::Mark(mark(&[&one.connection, &one.provider], &label)),
            details: vec![one.hint.clone()],
            tag: None,
            action: Some(Go {
                class: "",
                words: words.say("suggested-link"),
                label: Some(words.fill("suggested-name", &values)),
                to,
            }),
            label,
        }
    };
    found.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_an_e_mail_on_one_line() {
        let check = |sentence: &str, expected: &[(&str, bool)]| {
            let pieces = unbroken(sentence);
            let pieces: Vec<_> = pieces.iter().map(|it| (it.words.as_str(), it.whole)).collect();
            assert_eq!(pieces, expected);
        };
        check(
            "Link an e-mail address",
            &[("Link an ", false), ("e-mail", true), (" address", false)],
        );
        check("\u{2068}E-mail", &[("\u{2068}E-mail", true)]);
        check("Link <b>-x", &[("Link <b>-x", false)]);
        check("", &[]);
    }
}

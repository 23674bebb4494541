//! The overview at `/settings`: who is signed in, what is linked, what can be linked, and what was
//! interrupted.

use askama::Template;

use super::interrupted::{Interrupted, interrupted};
use super::parts::{
    Around, Detail, Figure, Frame, Go, INSIDE, Inside, Left, Mark, PATH, Person, Row, post,
};
use super::speaker::{Speaker, account_in_a_sentence, kind_of, mark};
use super::steps::{First, Told};
use super::unlink::Question;
use crate::platform::UnixTime;
use crate::user::called::in_a_line;
use crate::view::me::{Entry, Offered, Suggestion};
use crate::view::user::ShownIdentity;
use crate::webhook::Done;
use crate::words::Words;

/// How many entries of the history are shown at first.
const SHOWN: usize = 5;

/// The page.
#[derive(Template)]
#[template(path = "settings/overview.html")]
pub(crate) struct Overview<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    interrupted: Option<Interrupted>,
    person: Person,
    rows: Vec<Row>,
    /// When to look again, if the tenant wants fewer requests.
    limited: Option<Around>,
    history: Vec<Around>,
    /// What shows all of it.
    all: Option<String>,
    suggested: Option<Vec<Row>>,
    /// Whether one may ask for suggestions.
    looks: bool,
    /// What must be done before anything can be linked, and its button, if there is one.
    verify: Option<(Around, Option<Go>)>,
    choices: Vec<Choice<'a>>,
    /// Connections that are used already.
    repeats: Vec<Choice<'a>>,
    /// What opens from here: the questions before an unlink, in the order of the rows, and first steps.
    questions: Vec<Question>,
    asks: Vec<First<'a>>,
    /// The page's own address, to which a link comes back.
    here: String,
}

struct Choice<'a> {
    connection: &'a str,
    label: String,
    figure: Mark,
    wording: Vec<Piece>,
    /// Whether it begins with a step of our own.
    asks: bool,
    /// Whether it makes a new account.
    sign_up: bool,
}

/// A part of a sentence, and whether it must not be broken at the end of a line.
struct Piece {
    words: String,
    whole: bool,
}

impl<'a> Overview<'a> {
    /// The page. `told`: the outcome in the address; `found`: suggestions, if they were asked for.
    pub(crate) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        told: Option<&str>,
        found: Option<&[Suggestion]>,
    ) -> Self {
        let Speaker { words, me, .. } = speaker;
        let identities = me.identities.as_deref().unwrap_or_default();
        let interrupted = interrupted(speaker, told);
        let calm = interrupted.is_none() && me.identities.is_some() && !speaker.place.embedded;
        let limited = || {
            let seconds = me.retry_after.unwrap_or(5).clamp(1, 120);
            let over = Some(words.say("wait-over"));
            let left = Left { over, ..Left::new(words, seconds, "once") };
            Around::left(words, "wait-for", "time", left)
        };
        let history: Vec<_> =
            me.history.iter().copied().flatten().map(|it| happened(speaker, it)).collect();
        let all = [("count", history.len().into())];
        let offered: Vec<_> = me.connections.iter().filter(|_| me.verify.is_none()).collect();
        let (had, new): (Vec<_>, Vec<_>) = offered.into_iter().partition(|it| speaker.has(it));
        let choices =
            |all: Vec<&'a Offered<'a>>| all.into_iter().map(|it| choice(speaker, it)).collect();
        let ask = |it: &'a Offered<'a>| First::new(speaker, it, None, Told::default());
        let opens = me.verify.is_none() && !speaker.place.embedded;
        let unlinkable = identities.iter().filter(|it| !it.primary);
        Self {
            words,
            person: speaker.person(&me.user),
            rows: rows(speaker),
            limited: me.identities.is_none().then(limited),
            all: (history.len() > SHOWN).then(|| words.fill("history-all", &all)),
            history,
            suggested: found.map(|found| suggested(speaker, found)),
            looks: me.suggestions && calm,
            verify: verify(speaker),
            choices: choices(new),
            repeats: choices(had),
            questions: unlinkable
                .enumerate()
                .map(|(at, it)| Question::new(speaker, it, at))
                .collect(),
            asks: me.connections.iter().filter(|_| opens).filter_map(ask).collect(),
            frame: Frame { aside: told == Some("resume") && interrupted.is_some(), ..frame },
            interrupted,
            here: speaker.address(&[]),
        }
    }
}

fn rows(speaker: Speaker<'_>) -> Vec<Row> {
    let Speaker { words, me, .. } = speaker;
    let mut number = 0_usize;
    let row = |identity| {
        let mut row = speaker.row(identity, &me.user);
        row.notes = notes(speaker, identity);
        row.changed = me.changed.is_some_and(|it| identity.is(it));
        if identity.primary {
            row.tag = Some(words.say("primary"));
            return row;
        }
        let account = account_in_a_sentence(speaker.words, &row.details);
        let values = [("label", row.label.as_str().into()), ("account", account.into())];
        let mut fields = vec![("unlink", format!("{}|{}", identity.provider, identity.user_id))];
        fields.extend(speaker.back.map(|back| ("return_to", back.as_str().to_owned())));
        row.action = Some(Go {
            path: PATH,
            fields,
            class: "quiet",
            words: words.say("unlink"),
            label: Some(words.fill("unlink-name", &values)),
            opens: Some(format!("unlink-{number}")),
            ..Go::default()
        });
        number = number.saturating_add(1);
        row
    };
    me.identities.iter().flatten().map(row).collect()
}

/// What is known about a way to sign in, and of interest.
fn notes(speaker: Speaker<'_>, identity: &ShownIdentity<'_>) -> Vec<Around> {
    let Speaker { words, me, .. } = speaker;
    let through = |it: &&ShownIdentity<'_>| it.connection == identity.connection;
    let only = me.identities.iter().flatten().filter(through).count() == 1;
    let used = only && me.used.is_some() && identity.connection == me.used;
    let id = format!("{}|{}", identity.provider, identity.user_id);
    let mut history = me.history.iter().copied().flatten();
    let last = history.find(|it| it.of == id).filter(|it| it.what != Done::Unlinked);
    let private = identity.email.is_some_and(is_private_relay);
    let unverified = identity.primary && me.user.email.is_some() && !me.user.email_verified;
    let mut notes = Vec::new();
    notes.extend(unverified.then(|| Around::plain(words.say("unverified"))));
    notes.extend(private.then(|| Around::plain(words.say("private-relay"))));
    notes.extend(used.then(|| Around::plain(words.say("used-last"))));
    notes.extend(last.map(|it| dated(&words.fill("linked-on", &[("date", INSIDE.into())]), it.at)));
    notes
}

/// Whether Apple made the address, to hide the person's own.
fn is_private_relay(email: &str) -> bool {
    email.to_ascii_lowercase().ends_with("@privaterelay.appleid.com")
}

/// What to read for somebody who must verify their address first.
fn verify(speaker: Speaker<'_>) -> Option<(Around, Option<Go>)> {
    let Speaker { words, me, .. } = speaker;
    let verify = me.verify.as_ref()?;
    let sentence = words.fill("verify-lead", &[("email", INSIDE.into())]);
    let go = verify.letter.then(|| Go {
        class: "main",
        words: words.say("verify-send"),
        ..post("/verification-email", vec![], speaker.address(&[]))
    });
    let email = me.user.email.and_then(in_a_line).unwrap_or_default();
    Some((Around::new(&sentence, Inside::Text(email)), go))
}

fn choice<'a>(speaker: Speaker<'a>, offered: &'a Offered<'a>) -> Choice<'a> {
    let label = speaker.label_of_connection(offered.name);
    Choice {
        connection: offered.name,
        figure: mark(speaker.brand, &[offered.name], &label),
        wording: unbroken(&speaker.link_sentence(offered, &label)),
        asks: kind_of(offered).is_some(),
        sign_up: speaker.signs_up(offered),
        label,
    }
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
        // The signs that isolate a name may stand around it.
        let inner = bare.trim_matches(['\u{2068}', '\u{2069}']);
        let whole = inner.split_once('-').is_some_and(|(letter, rest)| {
            letter.chars().count() == 1 && rest.chars().all(char::is_alphabetic)
        });
        put(bare, whole);
        put(space, false);
    }
    pieces
}

fn happened(speaker: Speaker<'_>, entry: &Entry) -> Around {
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
    dated(&sentence, entry.at)
}

/// A sentence around a day.
fn dated(sentence: &str, at: u64) -> Around {
    let moment = UnixTime(at).rfc_3339();
    // A date as ISO 8601 writes it: the edge knows neither the visitor's calendar nor their time zone.
    let day = moment.split('T').next().unwrap_or_default().to_owned();
    Around::new(sentence, Inside::Day { day, moment })
}

fn suggested(speaker: Speaker<'_>, found: &[Suggestion]) -> Vec<Row> {
    let words = speaker.words;
    let row = |one: &Suggestion| {
        let label = speaker.label_of(Some(&one.connection), &one.provider);
        let values = [("label", label.as_str().into()), ("account", one.hint.as_str().into())];
        let kind = speaker.offered(&one.connection).and_then(kind_of);
        let (connection, suggestion) = (one.connection.clone(), ("suggestion", one.handle.clone()));
        let own = speaker.me.user.email.filter(|_| kind == Some("email"));
        let go = if kind.is_some() {
            let opens = Some(format!("ask-{connection}"));
            let fields = vec![("ask", connection), suggestion];
            Go { path: PATH, fields, opens, value: own.map(ToOwned::to_owned), ..Go::default() }
        } else {
            let fields = vec![("connection", connection), suggestion];
            let leads_to = Some(label.clone());
            Go { leads_to, ..post("/link/start", fields, speaker.address(&[])) }
        };
        let action = Go {
            words: words.say("suggested-link"),
            label: Some(words.fill("suggested-name", &values)),
            ..go
        };
        let figure = Figure::Mark(mark(speaker.brand, &[&one.connection, &one.provider], &label));
        let row = Row::new(figure, label, Detail::new(&one.hint).into_iter().collect());
        Row { action: Some(action), ..row }
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
            "Ajouter une adresse e-mail ici",
            &[("Ajouter une adresse ", false), ("e-mail", true), (" ici", false)],
        );
        check("\u{2068}E-mail", &[("\u{2068}E-mail", true)]);
        check("Link <b>-x", &[("Link <b>-x", false)]);
        check("", &[]);
    }
}

//! What was interrupted, on the overview: one button goes on with it.

use super::parts::{Around, Go, INSIDE, Inside, PATH, post};
use super::speaker::{Speaker, account_in_a_sentence, details_of};
use crate::cookies::passwordless::Sent;
use crate::cookies::resume::Resume;
use crate::user::called::in_a_line;
use crate::view::me::OnTheWay;
use crate::words::Words;

/// What can be gone on with.
pub(crate) struct Interrupted {
    pub(crate) title: String,
    pub(crate) words: Around,
    pub(crate) go: Go,
    /// Whether it can be dismissed.
    pub(crate) later: bool,
}

/// What was interrupted, or waits on our own page, with the button that goes on.
pub(crate) fn interrupted(speaker: Speaker<'_>, told: Option<&str>) -> Option<Interrupted> {
    let Speaker { words, me, .. } = speaker;
    let title = words.say(if told == Some("resume") { "resume-again" } else { "resume-title" });
    if speaker.place.embedded && (me.switch.is_some() || me.pending.is_some()) {
        let (title, sentence) = match me.switch {
            Some(_) => (words.say("switch-title"), words.say("switch-lead")),
            None => (title, words.say("resume-confirm")),
        };
        let go = Go { path: PATH, class: "main", words: words.say("continue"), ..Go::default() };
        return Some(Interrupted { title, words: Around::plain(sentence), go, later: false });
    }
    if let Some(message) = &me.passwordless {
        return Some(under_way(words, title, message));
    }
    let resume = me.resume?;
    match resume {
        // The review itself is shown while it waits.
        Resume::Confirm { .. } => None,
        Resume::Link { .. } => link(speaker, title, resume, told),
        Resume::Unlink { .. } => unlink(speaker, title, resume),
    }
}

/// A link that was not finished.
fn link(
    speaker: Speaker<'_>,
    title: String,
    resume: &Resume,
    told: Option<&str>,
) -> Option<Interrupted> {
    let Resume::Link { connection, suggestion, letter } = resume else { return None };
    let words = speaker.words;
    let label = speaker.label_of_connection(connection);
    let again = matches!(told, Some("expired" | "access_denied"));
    let mut fields = vec![("connection", connection.clone())];
    let offered = speaker.offered(connection).filter(|_| suggestion.is_none());
    if offered.is_some_and(|it| speaker.signs_up(it)) {
        fields.push(("screen_hint", "signup".to_owned()));
    }
    fields.extend(suggestion.iter().map(|it| ("suggestion", it.clone())));
    let values = [("label", label.as_str().into())];
    let sentence = match letter {
        Some(email) => {
            let sentence = words.fill("resume-letter", &[("email", INSIDE.into())]);
            Around::new(&sentence, Inside::Text(in_a_line(email).unwrap_or_default()))
        }
        None => Around::plain(words.fill("resume-link", &values)),
    };
    let go = Go {
        class: "main",
        words: words.fill(if again { "start-again" } else { "go-on" }, &values),
        leads_to: Some(label.clone()),
        ..post("/link/start", fields, speaker.address(&[]))
    };
    Some(Interrupted { title, words: sentence, go, later: true })
}

/// An account that was about to be taken out.
fn unlink(speaker: Speaker<'_>, title: String, resume: &Resume) -> Option<Interrupted> {
    let Resume::Unlink { provider, user_id, restore, delete } = resume else { return None };
    let Speaker { words, me, .. } = speaker;
    let mut all = me.identities.iter().flatten();
    let identity = all.find(|it| it.provider == provider && it.user_id == user_id)?;
    let label = speaker.label_of(identity.connection, identity.provider);
    let account = account_in_a_sentence(speaker.words, &details_of(identity, &me.user));
    let mut fields = vec![("provider", provider.clone()), ("user_id", user_id.clone())];
    let asked = [("restore", restore), ("delete", delete)];
    let asked = asked.into_iter().filter(|(_, asked)| **asked);
    fields.extend(asked.map(|(name, _)| (name, "on".to_owned())));
    let values = [("label", label.into()), ("account", account.into())];
    let (sentence, go) = if *delete {
        ("resume-delete", "unlink-and-delete")
    } else {
        ("resume-unlink", "unlink-confirm")
    };
    let sentence = Around::plain(words.fill(sentence, &values));
    let go = Go { class: "danger", words: words.say(go), ..post("/unlink", fields, speaker.end()) };
    Some(Interrupted { title, words: sentence, go, later: true })
}

/// A code or a link that is under way, and the way back to its step.
fn under_way(words: &Words, title: String, message: &OnTheWay) -> Interrupted {
    let over = message.expires_in == 0;
    let (sentence, step, again) = match (message.connection, message.send) {
        ("sms", _) => ("phone-sent-code", "step-code", "over-code"),
        (_, Sent::Code) => ("email-sent-code", "step-code", "over-code"),
        (_, Sent::Link) => ("email-sent-link", "step-link", "over-link"),
    };
    let sentence = words.fill(sentence, &[("to", INSIDE.into())]);
    Interrupted {
        title,
        words: Around::new(&sentence, Inside::Text(message.whole.clone())),
        go: Go {
            path: PATH,
            fields: vec![("step", "code".to_owned())],
            class: "main",
            words: words.say(if over { again } else { step }),
            ..Go::default()
        },
        later: true,
    }
}

//! The two steps at `/settings` of a link by a code or a link that is sent: where to, and the code.

use askama::Template;

use super::outcome;
use super::parts::{Around, Frame, INSIDE, Message, Speaker, time};
use crate::cookies::passwordless::Sent;
use crate::flows::me::shown::{Offered, OnTheWay};
use crate::words::Words;

/// Refusals that leave the step as it is, and are said in it.
const SAID_HERE: [&str; 8] = [
    "phone_invalid",
    "phone_not_allowed",
    "email_invalid",
    "too_soon",
    "too_many_codes",
    "not_sent",
    "wrong_code",
    "code_expired",
];
/// Those of them that are about what was typed.
const TYPOS: [&str; 4] = ["phone_invalid", "phone_not_allowed", "email_invalid", "wrong_code"];

/// Longest handle of a suggestion that an address to come back to may hold, in bytes.
const MAX_KEPT: usize = 400;

/// Whether a step says this outcome itself.
pub(super) fn says(code: &str) -> bool {
    SAID_HERE.contains(&code)
}

/// The first step.
#[derive(Template)]
#[template(path = "settings/ask.html")]
pub(super) struct Ask<'a> {
    pub(super) frame: Frame<'a>,
    words: &'a Words,
    title: String,
    lead: String,
    label: String,
    hint: String,
    phone: bool,
    connection: &'a str,
    suggestion: Option<&'a str>,
    value: Option<&'a str>,
    link: bool,
    said: Option<Message>,
    /// Whether what is said is about what was typed.
    invalid: bool,
    wait: Option<String>,
    stale: bool,
    return_to: String,
}

/// The second step.
#[derive(Template)]
#[template(path = "settings/code.html")]
pub(super) struct Code<'a> {
    pub(super) frame: Frame<'a>,
    words: &'a Words,
    title: String,
    lead: Around,
    connection: &'a str,
    send: &'static str,
    over: bool,
    /// Whether a code is to be typed, and not a link to be opened.
    typed: bool,
    value: Option<&'a str>,
    said: Option<Message>,
    /// Whether what is said is about what was typed.
    invalid: bool,
    left: String,
    arrives: String,
    wait: Option<String>,
    again: String,
    other: String,
    ask: String,
    /// The page, and this step of it.
    here: String,
    again_here: String,
}

impl<'a> Ask<'a> {
    /// Asks where to send something, for this connection; `suggestion` is a handle that was opened.
    pub(super) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        (offered, kind): (&'a Offered<'a>, &str),
        suggestion: Option<&'a str>,
        told: Told<'a>,
    ) -> Self {
        let Speaker { words, me, .. } = speaker;
        let label = speaker.label_of_connection(offered.name);
        let title = speaker.link_sentence(offered, &label);
        let say = |what: &str| words.say(&format!("{kind}-{what}"));
        let phone = kind == "phone";
        let wait = me.passwordless.as_ref().map_or(0, |it| it.resend_in);
        let said = said(speaker, told);
        let connection = offered.name;
        let mut back = vec![("ask", connection)];
        // With a longer handle there is no room for it in the cookie that keeps the address.
        let short = suggestion.filter(|it| it.len() < MAX_KEPT);
        back.extend(short.map(|it| ("suggestion", it)));
        Self {
            words,
            lead: say("lead"),
            label: say("label"),
            hint: say("hint"),
            phone,
            connection,
            suggestion,
            // An account is suggested because it has the person's own address.
            value: told.typed.or(me.user.email.filter(|_| suggestion.is_some() && !phone)),
            link: offered.passwordless.as_ref().is_some_and(|it| it.send.contains(&Sent::Link)),
            invalid: said.as_ref().is_some_and(|it| it.kind == "wrong"),
            said,
            wait: (wait > 0).then(|| send_in(words, wait)),
            stale: me.fresh_for == Some(0),
            return_to: speaker.address(&back),
            frame: frame.headed(&title),
            title,
        }
    }
}

impl<'a> Code<'a> {
    pub(super) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        message: &'a OnTheWay,
        told: Told<'a>,
    ) -> Self {
        let words = speaker.words;
        let over = message.expires_in == 0;
        let (phone, typed) = (message.connection == "sms", message.send == Sent::Code);
        let sent = match (phone, typed) {
            (true, _) => "phone-sent-code",
            (false, true) => "email-sent-code",
            (false, false) => "email-sent-link",
        };
        let of_send = |code, link| words.say(if typed { code } else { link });
        let title = if over {
            of_send("over-code", "over-link")
        } else {
            of_send("step-code", "step-link")
        };
        let of_kind = |of_phone, of_email| words.say(if phone { of_phone } else { of_email });
        let said = if over && message.tries_left == 0 {
            ended(words, "no-tries")
        } else if over {
            ended(words, if typed { "over-now-code" } else { "over-now-link" })
        } else if told.code == Some("wrong_code") {
            let left = [("count", message.tries_left.into())];
            said(speaker, told)
                .map(|it| Message { todo: Some(words.fill("tries-left", &left)), ..it })
        } else {
            said(speaker, told)
        };
        let left = time(words, message.expires_in);
        Self {
            words,
            lead: Around::new(&words.fill(sent, &[("to", INSIDE.into())]), message.to.clone()),
            connection: message.connection,
            send: if typed { "code" } else { "link" },
            over,
            typed,
            value: told.typed,
            invalid: said.as_ref().is_some_and(|it| it.kind == "wrong"),
            said,
            left: words.fill("time-left", &[("clock", left.into())]),
            arrives: of_kind("phone-arrives", "email-arrives"),
            wait: (message.resend_in > 0).then(|| send_in(words, message.resend_in)),
            again: of_send("send-new-code", "send-new-link"),
            other: of_kind("phone-other", "email-other"),
            ask: speaker.address(&[("ask", message.connection)]),
            here: speaker.address(&[]),
            again_here: speaker.address(&[("step", "code")]),
            frame: frame.headed(&title),
            title,
        }
    }
}

/// What the address tells of how the last try ended.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) code: Option<&'a str>,
    pub(super) wait: Option<u64>,
    /// What was refused.
    pub(super) typed: Option<&'a str>,
}

fn said(speaker: Speaker<'_>, Told { code, wait, .. }: Told<'_>) -> Option<Message> {
    let words = speaker.words;
    let code = code.filter(|code| says(code))?;
    let message = outcome::of_code(words, code)?;
    let kind = if TYPOS.contains(&code) { "wrong" } else { "note" };
    let wait = wait.filter(|_| code == "too_many_codes");
    let later = wait.map(|wait| words.fill("try-again-in", &[("time", time(words, wait).into())]));
    Some(Message { kind, todo: later.or(message.todo), ..message })
}

fn ended(words: &Words, id: &str) -> Option<Message> {
    Some(Message { kind: "note", happened: words.say(id), todo: words.todo(id) })
}

fn send_in(words: &Words, seconds: u64) -> String {
    words.fill("send-in", &[("time", time(words, seconds).into())])
}

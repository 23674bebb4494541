//! The two steps at `/settings` of a link by a code or a link that is sent: where to, and the code.

use askama::Template;

use super::outcome;
use super::parts::{Around, Frame, INSIDE, Inside, Left, Message, time};
use super::said::Case;
use super::speaker::{Speaker, kind_of};
use crate::cookies::passwordless::Sent;
use crate::user::typed;
use crate::view::me::{Offered, OnTheWay};
use crate::words::Words;

/// Refusals that are said in the step, which stays.
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
/// Those about what was typed.
const TYPOS: [&str; 4] = ["phone_invalid", "phone_not_allowed", "email_invalid", "wrong_code"];

/// Longest handle of a suggestion in an address to come back to, in bytes.
const MAX_KEPT: usize = 400;

/// Whether a step says this outcome itself.
pub(crate) fn says(code: &str) -> bool {
    SAID_HERE.contains(&code)
}

/// The first step as a page.
#[derive(Template)]
#[template(path = "settings/ask.html")]
pub(crate) struct Ask<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    ask: First<'a>,
}

/// The first step.
pub(crate) struct First<'a> {
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) phone: bool,
    pub(crate) connection: &'a str,
    pub(crate) suggestion: Option<&'a str>,
    pub(crate) value: Option<&'a str>,
    pub(crate) link: bool,
    /// What the script says if it sees a fault before anything is sent, and what to do.
    pub(crate) fault: String,
    pub(crate) fault_todo: String,
    pub(crate) said: Option<Message>,
    pub(crate) send_in: Around,
    pub(crate) wait: Option<String>,
    /// The step as its address names it, and that address.
    step: Vec<(&'static str, &'a str)>,
    pub(crate) return_to: String,
}

/// The second step.
#[derive(Template)]
#[template(path = "settings/code.html")]
pub(crate) struct Code<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    title: String,
    lead: Around,
    connection: &'a str,
    send: &'static str,
    over: bool,
    /// Whether a code is typed, rather than a link opened.
    typed: bool,
    value: Option<&'a str>,
    said: Option<Message>,
    /// Whether what is said is about what was typed.
    invalid: bool,
    /// How long it is good, while it is.
    left: Option<Around>,
    arrives: String,
    send_in: Around,
    wait: Option<String>,
    again: String,
    other: String,
    /// The page, and this step of it.
    here: String,
    again_here: String,
}

impl<'a> Ask<'a> {
    pub(crate) fn new(speaker: Speaker<'a>, frame: Frame<'a>, ask: First<'a>) -> Self {
        let frame = frame.headed(&ask.title).at(&ask.step);
        Self { frame, words: speaker.words, ask }
    }
}

impl<'a> First<'a> {
    /// Asks where to send a code or a link; `suggestion` is a handle that was opened. `None` if the connection leads
    /// to the tenant's page.
    pub(crate) fn new(
        speaker: Speaker<'a>,
        offered: &'a Offered<'a>,
        suggestion: Option<&'a str>,
        told: Told<'a>,
    ) -> Option<Self> {
        let Speaker { words, me, .. } = speaker;
        let kind = kind_of(offered)?;
        let label = speaker.label_of_connection(offered.name);
        let say = |what: &str| words.say(&format!("{kind}-{what}"));
        let phone = kind == "phone";
        let connection = offered.name;
        let mut step = vec![("ask", connection)];
        // The cookie that keeps the address has no room for a longer one.
        let short = suggestion.filter(|it| it.len() < MAX_KEPT);
        step.extend(short.map(|it| ("suggestion", it)));
        Some(Self {
            title: speaker.link_sentence(offered, &label),
            lead: say("lead"),
            label: say("label"),
            hint: say("hint"),
            phone,
            connection,
            suggestion,
            // An account is suggested because it has the person's own address.
            value: told.typed.or(me.user.email.filter(|_| suggestion.is_some() && !phone)),
            link: offered.passwordless.as_ref().is_some_and(|it| it.send.contains(&Sent::Link)),
            fault: words.say(fault(phone)),
            fault_todo: words.todo(fault(phone)).unwrap_or_default(),
            said: said(speaker, told),
            send_in: send_in(words),
            wait: told.hold.filter(|it| *it > 0).map(|seconds| time(words, seconds)),
            return_to: speaker.address(&step),
            step,
        })
    }

    pub(crate) fn invalid(&self) -> bool {
        self.said.as_ref().is_some_and(|it| it.kind == "wrong")
    }
}

/// The sentence for a number without its country code, or for a wrong address.
const fn fault(phone: bool) -> &'static str {
    if phone { "no-country" } else { "refusal-email_invalid" }
}

impl<'a> Code<'a> {
    pub(crate) fn new(
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
        let of_send = |code, link| if typed { code } else { link };
        let title = words.say(if over {
            of_send("over-code", "over-link")
        } else {
            of_send("step-code", "step-link")
        });
        let of_kind = |of_phone, of_email| words.say(if phone { of_phone } else { of_email });
        let note = |id| Some(outcome::of_id(words, "note", "", id));
        let said = if over && message.tries_left == 0 {
            note("no-tries")
        } else if over {
            note(of_send("over-now-code", "over-now-link"))
        } else if matches!(told.code, Some("code_sent" | "link_sent")) {
            let id = of_send("sent-again-code", "sent-again-link");
            Some(outcome::of_id(words, "good", "", id))
        } else {
            said(speaker, told)
        };
        let left = Left { clock: true, ..Left::new(words, message.expires_in, "ask") };
        let to = Inside::Text(message.whole.clone());
        Self {
            words,
            lead: Around::new(&words.fill(sent, &[("to", INSIDE.into())]), to),
            connection: message.connection,
            send: of_send("code", "link"),
            over,
            typed,
            value: told.typed,
            invalid: said.as_ref().is_some_and(|it| it.kind == "wrong"),
            said,
            left: (!over).then(|| Around::left(words, "time-left", "clock", left)),
            arrives: of_kind("phone-arrives", "email-arrives"),
            send_in: send_in(words),
            wait: (message.resend_in > 0).then(|| time(words, message.resend_in)),
            again: words.say(of_send("send-new-code", "send-new-link")),
            other: of_kind("phone-other", "email-other"),
            here: speaker.address(&[]),
            again_here: speaker.address(&[("step", "code")]),
            frame: frame.headed(&title).at(&[("step", "code")]),
            title,
        }
    }
}

/// How the last try ended, as the address says.
#[derive(Clone, Copy, Default)]
pub(crate) struct Told<'a> {
    pub(crate) code: Option<&'a str>,
    pub(crate) wait: Option<u64>,
    /// What was refused.
    pub(crate) typed: Option<&'a str>,
    /// In how many seconds the next message may be sent.
    pub(crate) hold: Option<u64>,
}

fn said(speaker: Speaker<'_>, told: Told<'_>) -> Option<Message> {
    let code = told.code.filter(|code| says(code))?;
    let tries_left = speaker.me.passwordless.as_ref().map_or(0, |it| it.tries_left);
    let no_country = told.typed.is_some_and(typed::lacks_country);
    let case = Case { wait: told.wait, tries_left, no_country, signed_in: true };
    let kind = if TYPOS.contains(&code) { "wrong" } else { "note" };
    outcome::of_case(speaker.words, code, case).map(|it| Message { kind, ..it })
}

fn send_in(words: &Words) -> Around {
    Around::new(&words.fill("send-in", &[("time", INSIDE.into())]), Inside::Nothing)
}

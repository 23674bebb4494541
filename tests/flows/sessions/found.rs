//! What a pair of state and event came to.

use std::fmt::Write as _;

use super::events::{EVENTS, Event};
use super::states::STATES;
use super::{Effect, With};
use crate::support::{Browser, json};

pub(super) struct Found {
    effect: Effect,
    /// Who a copy of the cookies from before signs in as.
    copy: Option<String>,
    /// Who is signed in once a look's answer arrives that was under way.
    late: Option<String>,
    before: Option<&'static str>,
    /// Whether a mark in the store said so before.
    was_signed_out: bool,
    after: Option<String>,
    /// How a sign-in ends that the browser's `prompt` cookie does not ask to be one with credentials.
    silent: &'static str,
    /// What was set and removed, without transactions.
    cookies: Vec<String>,
    /// What was written and removed in the store.
    records: Vec<String>,
}

/// Records that tell of a session.
const KINDS: [&str; 3] = ["ended-session", "ended-person", "proof"];

fn counted(sign: char, kind: &str, count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("{sign}`{kind}`")),
        _ => Some(format!("{sign}`{kind}` ×{count}")),
    }
}

fn who(browser: &Browser<'_>) -> Option<String> {
    let me = json(&browser.clone().get("/me"));
    me["user"]["user_id"].as_str().map(ToOwned::to_owned)
}

fn value(browser: &Browser<'_>, name: &str) -> Option<String> {
    let found = browser.cookies.iter().find(|(_, it, _)| *it == format!("__Host-{name}"));
    found.map(|(.., value)| value.clone())
}

pub(super) fn find(with: With, event: usize, state: usize) -> Found {
    let stage = with.stage();
    let mut browser = STATES[state].reach(&stage);
    let before = STATES[state].who;
    let copy = browser.clone();
    let kept = KINDS.map(|kind| stage.records(kind));
    (EVENTS[event].happens)(&mut browser);
    let records = KINDS.iter().zip(&kept).flat_map(|(kind, before)| {
        let now = stage.records(kind);
        let written = now.iter().filter(|(key, value)| before.get(*key) != Some(value)).count();
        let removed = before.keys().filter(|key| !now.contains_key(*key)).count();
        [counted('+', kind, written), counted('−', kind, removed)]
    });
    let records = records.flatten().collect();
    let after = who(&browser);
    let same = |name: &str| value(&copy, name) == value(&browser, name);
    let effect = match (before, &after) {
        (None, None) => Effect::Nobody,
        (None, Some(_)) => Effect::Begins,
        (Some(_), None) => Effect::Ends,
        (Some(before), Some(after)) if before != after => Effect::Changes,
        (Some(_), Some(_)) if !same("generation") => Effect::Replaced,
        (Some(_), Some(_)) if !same("session") => Effect::Renewed,
        (Some(_), Some(_)) => Effect::GoesOn,
    };
    // The session's cookie as it was, as a late answer brings it back.
    let mut late = browser.clone();
    late.take_cookie(&copy, "session");
    let (copy_is, late_is) = (who(&copy), who(&late));
    // Last, since what signs in takes the place of what is there.
    let mut silent = browser.clone();
    silent.lose("prompt");
    let page = silent.open("/login");
    let at_tenant = page.url.as_str().starts_with(stage.tenant());
    let silent = match page.outcome().as_deref() {
        Some("credentials_missing") => "refused",
        _ if at_tenant => "asked by the tenant",
        _ => "signs in",
    };
    let names = |browser: &Browser<'_>| {
        let own = browser.own_cookies().into_iter().map(ToOwned::to_owned);
        own.collect::<Vec<String>>()
    };
    let (had, has) = (names(&copy), names(&browser));
    let gone = had.iter().filter(|name| !has.contains(name)).map(|name| format!("−`{name}`"));
    let new = has.iter().filter(|name| !had.contains(name)).map(|name| format!("+`{name}`"));
    let cookies = new.chain(gone).filter(|name| !name.contains("transaction")).collect();
    let was_signed_out = with.store && STATES[state].is_signed_out;
    Found {
        effect,
        was_signed_out,
        copy: copy_is,
        late: late_is,
        before,
        after,
        silent,
        cookies,
        records,
    }
}

impl Found {
    /// What is not as it must be.
    pub(super) fn faults(&self, expected: Effect, with: With, event: &Event) -> Vec<String> {
        let mut faults = Vec::new();
        if self.effect != expected {
            faults.push(format!("{:?}, not {expected:?}", self.effect));
        }
        let before = self.before.map(ToOwned::to_owned);
        let over = matches!(self.effect, Effect::Ends | Effect::Replaced | Effect::Changes);
        // Without a store a copy lives until its age, or until its user is gone.
        if over && (with.store || event.by_age) && self.copy.is_some() {
            faults.push(format!("a copy is {:?}", self.copy));
        }
        if matches!(self.effect, Effect::GoesOn | Effect::Renewed)
            && !event.by_age
            && self.copy != before
        {
            faults.push(format!("a copy of what goes on is {:?}", self.copy));
        }
        // Whatever comes late, nobody is signed in who is not now.
        if self.late.is_some() && self.late != self.after {
            faults.push(format!("a late answer signs in {:?}", self.late));
        }
        // Where somebody signs out, what Auth0's own session proves does not count any more.
        let signs_out = event.signs_out && with.store;
        let refused = self.silent == "refused";
        if signs_out && before.is_some() && !refused {
            faults.push(format!("signed out, and Auth0's own session: {}", self.silent));
        }
        if refused && !signs_out && !self.was_signed_out {
            faults.push("replaced, and Auth0's own session does not count".to_owned());
        }
        faults
    }
}

/// What follows of each event where a session was there, and a plain one went on before: the state "signed in".
pub(super) fn table(rows: &[Vec<Option<Found>>]) -> String {
    let mut table = String::from(
        "| event | session | cookies | records in the store | a copy of the cookies from before | Auth0's own session |\n|---|---|---|---|---|---|\n",
    );
    for (event, row) in EVENTS.iter().zip(rows) {
        for (state, found) in STATES.iter().zip(row) {
            let shown = match event.name {
                "the link is confirmed" | "the other account is chosen as primary" => {
                    "a review waits"
                }
                "the other person is chosen" | "the other person is not chosen" => {
                    "another person waits"
                }
                _ => "signed in",
            };
            let Some(found) = found.as_ref().filter(|_| state.name == shown) else { continue };
            let list =
                |all: &[String]| if all.is_empty() { "–".to_owned() } else { all.join(", ") };
            writeln!(
                table,
                "| {} | {} | {} | {} | {} | {} |",
                event.name,
                found.effect.word(),
                list(&found.cookies),
                list(&found.records),
                if found.copy.is_some() { "good" } else { "none" },
                found.silent
            )
            .unwrap();
        }
    }
    table
}

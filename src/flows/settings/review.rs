//! The review at `/settings`: two accounts side by side. What follows if the one stays and if the other does
//! are both drawn: a class `if-present` or `if-other` names the account that has to stay for it to be shown.

use askama::Template;

use super::parts::{Around, Frame, Left, Person, Point, Row, list};
use super::saved::Saved;
use super::speaker::Speaker;
use crate::flows::belongings::Warning;
use crate::flows::review::shown::{Shown, ShownAccount};
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "settings/review.html")]
pub(super) struct Review<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    review: &'a str,
    /// The one that stays, where there is no choice.
    fixed: Option<&'static str>,
    accounts: [Account<'a>; 2],
    saved: Option<Saved<'a>>,
    /// What is said where there is nothing to choose of them.
    unsaved: &'static str,
    consequences: Vec<Point>,
    left: Around,
    /// Whether a sign-in leads here.
    led: bool,
    /// Where it ends.
    end: String,
}

struct Account<'a> {
    user_id: &'a str,
    /// Names it and the other one among the page's elements.
    side: &'static str,
    rival: &'static str,
    call: String,
    checked: bool,
    recommended: bool,
    reason: Option<String>,
    /// What is read out for its radio button.
    keep_name: String,
    person: Person,
    /// What is said of its ways to sign in if it joins.
    moves: String,
    rows: Vec<Row>,
    fates: Vec<Point>,
}

/// One of the two accounts, beside the other one.
pub(super) struct Side<'a> {
    pub(super) name: &'static str,
    account: &'a ShownAccount<'a>,
    /// What tells it from the other one.
    pub(super) call: String,
    rival: &'a ShownAccount<'a>,
    rival_name: &'static str,
}

impl<'a> Review<'a> {
    pub(super) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        shown: &'a Shown<'a>,
        told: Option<&str>,
    ) -> Self {
        let words = speaker.words;
        let sides = sides(speaker, shown);
        let may_stay =
            |side: &&Side<'_>| shown.choice.possible.contains(&side.account.user.user_id);
        let mut possible = sides.iter().filter(may_stay);
        let fixed = possible.next().filter(|_| possible.next().is_none()).map(|side| side.name);
        let short = sides.iter().any(|side| shown.lacks_room(side.account));
        let open = short || told == Some("profile_too_large");
        let left = Left { clock: true, ..Left::new(words, shown.expires_in, "ask") };
        Self {
            end: speaker.end(),
            words,
            review: shown.review,
            consequences: consequences(speaker, shown, &sides),
            unsaved: if shown.carries_over { "settings-none" } else { "settings-behind" },
            saved: Saved::new(words, &shown.metadata, &sides, open),
            accounts: sides.map(|side| account(speaker, shown, side, fixed.is_none())),
            fixed,
            left: Around::left(words, "time-left", "clock", left),
            led: matches!(told, Some("review" | "resume")),
            frame: frame.headed(&words.say("review-title")),
        }
    }
}

fn sides<'a>(speaker: Speaker<'_>, shown: &'a Shown<'a>) -> [Side<'a>; 2] {
    let (present, other) = (&shown.present, &shown.other);
    let [call_of_present, call_of_other] = calls(speaker, [present, other]);
    let side =
        |name, account, call, rival, rival_name| Side { name, account, call, rival, rival_name };
    [
        side("present", present, call_of_present, other, "other"),
        side("other", other, call_of_other, present, "present"),
    ]
}

/// What tells each account from the other one: how one signs in to it, and its address where that is the
/// same.
fn calls(speaker: Speaker<'_>, accounts: [&ShownAccount<'_>; 2]) -> [String; 2] {
    let labels = accounts.map(|account| {
        let mut own = account.identities.iter().filter(|it| it.primary);
        let own = own.next().or_else(|| account.identities.first());
        own.map_or_else(String::new, |it| speaker.label_of(it.connection, it.provider))
    });
    let [one, two] = &labels;
    if one != two {
        return labels;
    }
    accounts.map(|account| {
        let user = &account.user;
        let address = user.email.filter(|it| !it.is_empty()).unwrap_or(&user.user_id);
        format!("{one}, {address}")
    })
}

/// The last part of a message's id.
const fn key(warning: Warning) -> &'static str {
    match warning {
        Warning::AppMetadata => "app_metadata",
        Warning::Organizations => "organizations",
        Warning::Roles => "roles",
        Warning::SecondFactor => "second_factor",
    }
}

fn account<'a>(speaker: Speaker<'_>, shown: &Shown<'_>, side: Side<'a>, free: bool) -> Account<'a> {
    let words = speaker.words;
    let fates = fates(words, &side);
    let Side { name, account, call, rival_name, .. } = side;
    let user = &account.user;
    let preferred = shown.choice.recommended == user.user_id;
    let has: Vec<_> =
        account.warnings.iter().map(|it| words.say(&format!("has-{}", key(*it)))).collect();
    let what = if has.is_empty() { words.say("has-something") } else { list(words, &has) };
    let reason = format!("reason-{}", shown.choice.reason);
    let person = speaker.person(user);
    let values = [("name", person.name.0.as_str().into()), ("how", call.as_str().into())];
    let count = [("count", account.identities.len().into())];
    Account {
        user_id: &user.user_id,
        side: name,
        rival: rival_name,
        checked: preferred,
        recommended: preferred && free,
        reason: (preferred && words.has(&reason))
            .then(|| words.fill(&reason, &[("what", what.into())])),
        keep_name: words.fill("keep-name", &values),
        moves: words.fill("joins-methods", &count),
        rows: account.identities.iter().map(|it| speaker.row(it, user)).collect(),
        person,
        fates,
        call,
    }
}

/// What becomes of an account if it stays, and if it joins.
fn fates(words: &Words, side: &Side<'_>) -> Vec<Point> {
    let Side { account, rival, .. } = side;
    let (stays, joins) = (format!("if-{}", side.name), format!("if-{}", side.rival_name));
    let id = [("id", account.user.user_id.as_str().into())];
    let has_own_email = account.user.email.is_some_and(|email| !email.is_empty())
        && account.user.email != rival.user.email;
    let lost = format!("{joins} warn");
    let warnings = |verb: &str| {
        let sentence = |it: &Warning| words.say(&format!("{verb}-{}", key(*it)));
        account.warnings.iter().map(sentence).collect::<Vec<_>>()
    };
    let mut points = vec![Point::new("check", words.fill("stays-id", &id), &stays)];
    if has_own_email {
        points.push(Point::new("check", words.say("stays-email"), &stays));
    }
    points.extend(warnings("keeps").into_iter().map(|words| Point::new("check", words, &stays)));
    points.push(Point::new("gone", words.fill("joins-id", &id), &joins));
    if has_own_email {
        points.push(Point::new("gone", words.say("joins-email"), &joins));
    }
    points.extend(warnings("loses").into_iter().map(|words| Point::new("lost", words, &lost)));
    points
}

/// What follows.
fn consequences(speaker: Speaker<'_>, shown: &Shown<'_>, sides: &[Side<'_>; 2]) -> Vec<Point> {
    let words = speaker.words;
    let [present, other] = sides;
    let count = |side: &Side<'_>| side.account.identities.len().max(1);
    let count = count(present).saturating_add(count(other));
    let swapped = words.fill("after-swap", &[("label", other.call.as_str().into())]);
    let mut points = vec![
        Point::new("check", words.fill("after", &[("count", count.into())]), ""),
        Point::new("next", swapped, "if-other"),
    ];
    if !shown.metadata.is_empty() {
        points.push(Point::new("check", words.say("after-settings"), "none-lost"));
        points.push(Point::new("lost", words.say("values-lost"), "some-lost warn"));
    }
    for side in sides {
        let stays = |kind: &str| format!("if-{} {kind}", side.name);
        if shown.lacks_room(side.account) {
            points.push(Point::new("lost", words.say("after-large"), &stays("warn")));
        }
        let guarded = |it: &ShownAccount<'_>| it.warnings.contains(&Warning::SecondFactor);
        if guarded(side.rival) && !guarded(side.account) {
            points.push(Point::new("lost", words.say("after-factor"), &stays("grave")));
        }
        if shown.choice.sign_in_again.contains(&side.account.user.user_id) {
            points.push(Point::new("note", words.say("after-again"), &stays("")));
        }
    }
    let back = if speaker.me.unlink.restore { "after-back-restored" } else { "after-back" };
    points.push(Point::new("back", words.say(back), ""));
    for side in sides.iter().filter(|side| !side.rival.warnings.is_empty()) {
        let kind = format!("if-{}", side.name);
        points.push(Point::new("note", words.say("after-back-warned"), &kind));
    }
    points
}

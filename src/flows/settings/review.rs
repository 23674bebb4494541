//! The review at `/settings`: two accounts side by side. Nothing on it changes while somebody chooses, so it
//! says of each account what follows if it stays and what if it joins.

use askama::Template;

use super::parts::{Figure, Frame, Person, Point, Row, Speaker, To, list, time};
use super::saved::{After, Saved};
use crate::flows::belongings::Warning;
use crate::flows::review::shown::{Shown, ShownAccount};
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "settings/review.html")]
pub(super) struct Review<'a> {
    pub(super) frame: Frame<'a>,
    words: &'a Words,
    review: &'a str,
    /// The one that stays, where there is no choice.
    fixed: Option<&'a str>,
    accounts: [Account<'a>; 2],
    saved: Option<Saved<'a>>,
    /// What is said where there is nothing to choose of them.
    unsaved: &'static str,
    /// Whether a sign-in came in between, over which what was chosen is lost.
    again: bool,
    consequences: Vec<Point>,
    left: String,
    soon: bool,
    /// Where it ends.
    end: String,
}

struct Account<'a> {
    user_id: &'a str,
    /// Names it among the page's elements.
    side: &'static str,
    /// Whether it stays, where there is no choice.
    stays: Option<bool>,
    checked: bool,
    recommended: bool,
    reason: Option<String>,
    /// What is read out for its radio button.
    keep_name: String,
    person: Person,
    methods: String,
    rows: Vec<Row>,
    fates: Vec<Fate>,
}

/// What becomes of an account in one of two cases.
struct Fate {
    title: Option<String>,
    points: Vec<Point>,
}

/// One of the two accounts, beside the other one.
pub(super) struct Side<'a> {
    pub(super) name: &'static str,
    pub(super) account: &'a ShownAccount<'a>,
    /// What tells it from the other one.
    pub(super) call: String,
    /// Whether it stays, where there is no choice.
    pub(super) stays: Option<bool>,
    rival: &'a ShownAccount<'a>,
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
        let mut fixed = sides.iter().filter(|side| side.stays == Some(true));
        let short = sides.iter().any(|side| shown.lacks_room(side.account));
        let open = short || told == Some("profile_too_large");
        Self {
            end: speaker.end(),
            words,
            review: shown.review,
            fixed: fixed.next().map(|side| side.account.user.user_id.as_str()),
            consequences: consequences(speaker, shown, &sides),
            unsaved: if shown.carries_over { "settings-none" } else { "settings-behind" },
            saved: Saved::new(words, &shown.metadata, &sides, open),
            again: told == Some("resume") || shown.choice.reason == "chosen",
            accounts: sides.map(|side| account(speaker, shown, side)),
            left: words.fill("time-left", &[("clock", time(words, shown.expires_in).into())]),
            soon: shown.expires_in < 60,
            frame: frame.headed(&words.say("review-title")),
        }
    }
}

fn sides<'a>(speaker: Speaker<'_>, shown: &'a Shown<'a>) -> [Side<'a>; 2] {
    let (present, other) = (&shown.present, &shown.other);
    let may_stay = |it: &ShownAccount<'_>| shown.choice.possible.contains(&it.user.user_id);
    let (free, other_stays) = (may_stay(present) && may_stay(other), may_stay(other));
    let stays = |is_other: bool| (!free).then_some(is_other == other_stays);
    let [call_of_present, call_of_other] = calls(speaker, [present, other]);
    let (call, rival) = (call_of_present, other);
    [
        Side { name: "present", account: present, call, stays: stays(false), rival },
        Side {
            name: "other",
            account: other,
            call: call_of_other,
            stays: stays(true),
            rival: present,
        },
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

fn account<'a>(speaker: Speaker<'_>, shown: &Shown<'_>, side: Side<'a>) -> Account<'a> {
    let words = speaker.words;
    let swaps = (side.name == "other").then(|| Point::new("next", swapped(words, &side), ""));
    let Side { name, account, call, stays, rival } = side;
    let user = &account.user;
    let preferred = shown.choice.recommended == user.user_id;
    let has: Vec<_> =
        account.warnings.iter().map(|it| words.say(&format!("has-{}", key(*it)))).collect();
    let what = if has.is_empty() { words.say("has-something") } else { list(words, &has) };
    let reason = format!("reason-{}", shown.choice.reason);
    let person = speaker.person(user);
    let values = [("name", person.name.as_str().into()), ("how", call.into())];
    let joins = Fate { title: None, points: if_it_joins(words, account, rival) };
    let again = shown.choice.sign_in_again.contains(&user.user_id);
    let kept = Fate { title: None, points: if_it_stays(words, account, rival, again) };
    let fates = match stays {
        Some(true) => vec![kept],
        Some(false) => vec![joins],
        None => {
            let points = kept.points.into_iter().chain(swaps).collect();
            let kept = Fate { title: Some(words.say("if-it-stays")), points };
            let joins = Fate { title: Some(words.say("if-it-joins")), ..joins };
            vec![kept, joins]
        }
    };
    Account {
        user_id: &user.user_id,
        side: name,
        stays,
        checked: preferred,
        recommended: preferred && stays.is_none(),
        reason: (preferred && words.has(&reason))
            .then(|| words.fill(&reason, &[("what", what.into())])),
        keep_name: words.fill("keep-name", &values),
        methods: if stays == Some(false) {
            words.fill("joins-methods", &[("count", account.identities.len().into())])
        } else {
            words.say("stays-methods")
        },
        rows: account.identities.iter().map(|it| speaker.row(it, user)).collect(),
        person,
        fates,
    }
}

fn if_it_joins(words: &Words, account: &ShownAccount<'_>, rival: &ShownAccount<'_>) -> Vec<Point> {
    let id = [("id", account.user.user_id.as_str().into())];
    let mut points = vec![Point::new("gone", words.fill("joins-id", &id), "")];
    if has_own_email(account, rival) {
        points.push(Point::new("gone", words.say("joins-email"), ""));
    }
    let lost = account.warnings.iter().map(|it| words.say(&format!("loses-{}", key(*it))));
    points.extend(lost.map(|words| Point::new("lost", words, "warn")));
    points
}

fn if_it_stays(
    words: &Words,
    account: &ShownAccount<'_>,
    rival: &ShownAccount<'_>,
    again: bool,
) -> Vec<Point> {
    let id = [("id", account.user.user_id.as_str().into())];
    let mut points = vec![Point::new("check", words.fill("stays-id", &id), "")];
    if has_own_email(account, rival) {
        points.push(Point::new("check", words.say("stays-email"), ""));
    }
    let kept = account.warnings.iter().map(|it| words.say(&format!("keeps-{}", key(*it))));
    points.extend(kept.map(|words| Point::new("check", words, "")));
    let guarded = |it: &ShownAccount<'_>| it.warnings.contains(&Warning::SecondFactor);
    if guarded(rival) && !guarded(account) {
        points.push(Point::new("lost", words.say("after-factor"), "grave"));
    }
    if again {
        points.push(Point::new("note", words.say("after-again"), ""));
    }
    points
}

fn has_own_email(account: &ShownAccount<'_>, rival: &ShownAccount<'_>) -> bool {
    account.user.email.is_some_and(|email| !email.is_empty())
        && account.user.email != rival.user.email
}

/// What follows, whichever of them stays.
fn consequences(speaker: Speaker<'_>, shown: &Shown<'_>, sides: &[Side<'_>; 2]) -> Vec<Point> {
    let words = speaker.words;
    let [present, other] = sides;
    let count = |side: &Side<'_>| side.account.identities.len().max(1);
    let count = count(present).saturating_add(count(other));
    let mut points = vec![Point::new("check", words.fill("after", &[("count", count.into())]), "")];
    // Where it is a choice, the other account's own card says so.
    if other.stays == Some(true) {
        points.push(Point::new("next", swapped(words, other), ""));
    }
    if shown.metadata.iter().any(|it| it.present.is_some() && it.other.is_some() && !it.same) {
        points.push(Point::new("lost", words.say("values-lost"), "warn"));
    } else if !shown.metadata.is_empty() {
        points.push(Point::new("check", words.say("after-settings"), ""));
    }
    if sides.iter().any(|side| side.stays != Some(false) && shown.lacks_room(side.account)) {
        points.push(Point::new("lost", words.say("after-large"), "warn"));
    }
    let mut back = if speaker.me.unlink.restore {
        words.say("after-back-restored")
    } else {
        words.say("after-back")
    };
    if sides.iter().any(|it| it.stays != Some(true) && !it.account.warnings.is_empty()) {
        back = format!("{back} {}", words.say("after-back-warned"));
    }
    points.push(Point::new("back", back, ""));
    points
}

/// That the session becomes the other account's.
fn swapped(words: &Words, other: &Side<'_>) -> String {
    words.fill("after-swap", &[("label", other.call.as_str().into())])
}

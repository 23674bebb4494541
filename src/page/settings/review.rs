//! The review at `/settings` if there is something to choose: two accounts side by side. The consequences of both
//! choices are drawn; those with the class `if-present` or `if-other` are shown if that account stays.

use askama::Template;

use super::add::time_left;
use super::parts::{Around, Frame, INSIDE, Inside, Person, Point, list};
use super::saved::{Saved, Side};
use super::speaker::{Speaker, label_with_account};
use crate::metadata::ShownKey;
use crate::user::called::in_a_sentence;
use crate::view::review::{Account, Review, Risk, Warning};
use crate::view::user::{ShownIdentity, ShownUser};
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "settings/review.html")]
pub(crate) struct ReviewPage<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    review: &'a str,
    /// The two may be two people's.
    people: bool,
    /// The one that stays, if there is no choice.
    fixed: Option<&'static str>,
    accounts: [Card<'a>; 2],
    saved: Option<Saved<'a>>,
    consequences: Vec<Point>,
    /// What only support wants to know.
    details: Vec<(String, String)>,
    /// What the button says, by the account that stays.
    decides: Vec<(&'static str, Around)>,
    left: Around,
    /// Whether a sign-in leads here.
    led: bool,
    /// Where a refused confirmation is shown, and where a good one ends.
    here: String,
    end: String,
}

struct Card<'a> {
    user_id: &'a str,
    /// Names it and the other one among the page's elements.
    side: &'static str,
    rival: &'static str,
    checked: bool,
    recommended: bool,
    reason: Option<String>,
    person: Person,
    /// How one signs in to it.
    ways: Vec<String>,
    /// What is lost if it joins.
    lost: Option<String>,
}

impl<'a> ReviewPage<'a> {
    /// `step`: asked for although one question would do; `kept`: the chosen account.
    pub(crate) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        shown: &'a Review<'a>,
        led: bool,
        step: Option<&str>,
        kept: &str,
    ) -> Self {
        let words = speaker.words;
        let step: Vec<_> = step.map(|it| ("step", it)).into_iter().collect();
        let possible = &shown.choice.possible;
        let sides = sides(speaker, shown, kept);
        let fixed = sides.iter().find(|it| it.checked && possible.len() == 1).map(|it| it.name);
        let saved = Saved::new(speaker, shown, &sides);
        let people = shown.risks.contains(&Risk::People);
        let ids = sides.iter().flat_map(|side| {
            let id = [("id", side.account.user.user_id.as_str().into())];
            let said = |verb: &str, name| (format!("if-{name}"), words.fill(verb, &id));
            [said("id-stays", side.name), said("id-gone", side.rival_name)]
        });
        let keys = saved.iter().flat_map(Saved::keys).map(|said| (String::new(), said));
        Self {
            here: if step.is_empty() { speaker.end() } else { speaker.address(&step) },
            end: speaker.end(),
            words,
            review: shown.review,
            people,
            details: ids.chain(keys).collect(),
            consequences: consequences(speaker, shown, &sides),
            decides: decides(words, shown, people),
            saved,
            accounts: sides.map(|side| account(speaker, shown, side, fixed.is_none())),
            fixed,
            left: time_left(words, shown),
            led,
            frame: frame.headed(&words.say("review-title")).at(&step),
        }
    }
}

fn sides<'a>(speaker: Speaker<'_>, shown: &'a Review<'a>, kept: &str) -> [Side<'a>; 2] {
    let (present, other) = (&shown.present, &shown.other);
    let [call_of_present, call_of_other] = calls(speaker, [present, other]);
    let side = |name, account: &'a Account<'a>, call, rival, rival_name| {
        let checked = account.user.user_id == kept;
        Side { name, account, call, checked, rival, rival_name }
    };
    [
        side("present", present, call_of_present, other, "other"),
        side("other", other, call_of_other, present, "present"),
    ]
}

/// What tells the accounts apart: how one signs in to each, and the address if that is the same.
fn calls(speaker: Speaker<'_>, accounts: [&Account<'_>; 2]) -> [String; 2] {
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
        let account = user.email.and_then(in_a_sentence).or_else(|| called(user));
        account
            .map_or_else(|| one.clone(), |account| label_with_account(speaker.words, one, account))
    })
}

/// The person's name in a sentence, or else the address.
fn called(user: &ShownUser<'_>) -> Option<String> {
    let name = user.name.and_then(in_a_sentence);
    name.or_else(|| user.email.and_then(in_a_sentence))
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

fn account<'a>(speaker: Speaker<'_>, shown: &Review<'_>, side: Side<'a>, free: bool) -> Card<'a> {
    let words = speaker.words;
    let Side { name, account, checked, rival_name, .. } = side;
    let user = &account.user;
    let preferred = shown.choice.recommended == user.user_id;
    let has: Vec<_> =
        account.warnings.iter().map(|it| words.say(&format!("has-{}", key(*it)))).collect();
    let what = list(words, &has);
    let reason = format!("reason-{}", shown.choice.reason);
    Card {
        user_id: &user.user_id,
        side: name,
        rival: rival_name,
        checked,
        recommended: preferred && free,
        reason: (preferred && words.has(&reason))
            .then(|| words.fill(&reason, &[("what", what.as_str().into())])),
        ways: account.identities.iter().map(|it| way(speaker, it, user)).collect(),
        lost: (!has.is_empty()).then(|| words.fill("lost", &[("what", what.into())])),
        person: speaker.person(user),
    }
}

/// A way to sign in, with its name or address if the account has another.
fn way(speaker: Speaker<'_>, it: &ShownIdentity<'_>, user: &ShownUser<'_>) -> String {
    let label = speaker.label_of(it.connection, it.provider);
    let own = |text: &&str| Some(*text) == user.email || Some(*text) == user.name;
    let detail = [it.email, it.name].into_iter().flatten().find(|it| !it.is_empty() && !own(it));
    match detail.and_then(in_a_sentence) {
        Some(detail) => label_with_account(speaker.words, &label, detail),
        None => label,
    }
}

/// What the button says. If they may be two people's, whose account is merged into whose.
fn decides(words: &Words, shown: &Review<'_>, people: bool) -> Vec<(&'static str, Around)> {
    match called(&shown.other.user).filter(|_| people) {
        Some(name) => {
            let said = |id| {
                let sentence = words.fill(id, &[("name", INSIDE.into())]);
                Around::new(&sentence, Inside::Text(name.clone()))
            };
            vec![("if-present", said("merge-into-mine")), ("if-other", said("merge-mine"))]
        }
        None => vec![("", Around::plain(words.say("merge")))],
    }
}

/// What follows.
fn consequences(speaker: Speaker<'_>, shown: &Review<'_>, sides: &[Side<'_>; 2]) -> Vec<Point> {
    let words = speaker.words;
    let [present, other] = sides;
    let count = |side: &Side<'_>| side.account.identities.len().max(1);
    let count = count(present).saturating_add(count(other));
    let swapped = words.fill("after-swap", &[("label", other.call.as_str().into())]);
    let mut points = vec![
        Point::new("check", words.fill("after", &[("count", count.into())]), ""),
        Point::new("next", swapped, "if-other"),
    ];
    if shown.risks.contains(&Risk::Unread) {
        points.push(Point::new("lost", words.say("after-unread"), "warn"));
    }
    for side in sides {
        let stays = |kind: &str| format!("if-{} {kind}", side.name);
        let (email, rival) = (side.account.user.email, side.rival.user.email);
        if let Some(email) =
            email.filter(|it| !it.is_empty() && rival.is_some_and(|own| own != *it))
        {
            let email = in_a_sentence(email).unwrap_or_default();
            let said = words.fill("after-email", &[("email", email.into())]);
            points.push(Point::new("next", said, &stays("")));
        }
        if !shown.carries_over {
            // What is lost is what the one that joins has.
            points.extend(
                (side.name == "present")
                    .then(|| Point::new("lost", words.say("settings-behind"), "warn")),
            );
        }
        // What is joined by default may fit into the one and not into the other.
        let lacks = |key: &ShownKey<'_>, it: &Side<'_>| key.lacks_room(&it.account.user.user_id);
        let kept = sides.iter().find(|it| it.checked);
        let joined = |key: &&ShownKey<'_>| !kept.is_some_and(|it| lacks(key, it));
        let is_short = shown.metadata.iter().filter(joined).any(|key| lacks(key, side));
        if is_short || shown.lacks_room(side.account) {
            points.push(Point::new("lost", words.say("after-large"), &stays("warn")));
        }
        let guarded = |it: &Account<'_>| it.warnings.contains(&Warning::SecondFactor);
        if guarded(side.rival) && !guarded(side.account) {
            points.push(Point::new("lost", words.say("after-factor"), &stays("grave")));
        }
        if shown.choice.sign_in_again.contains(&side.account.user.user_id) {
            points.push(Point::new("note", words.say("after-again"), &stays("")));
        }
    }
    let back = if speaker.me.unlink.restore { "after-back-restored" } else { "after-back" };
    points.push(Point::new("back", words.say(back), ""));
    points
}

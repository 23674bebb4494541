//! The review at `/settings` if nothing is lost: one question about the other account.

use askama::Template;

use super::parts::{Around, Detail, Frame, Go, Left, PATH, Row, pressed};
use super::speaker::Speaker;
use crate::view::review::Review;
use crate::view::user::ShownIdentity;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "settings/add.html")]
pub(crate) struct Add<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    review: &'a str,
    /// The account that stays.
    stays: &'a str,
    row: Row,
    compare: Go,
    decides: Vec<(&'static str, Around)>,
    left: Around,
    led: bool,
    end: String,
}

impl<'a> Add<'a> {
    /// The way to sign in that is added; `None` if the person has to choose.
    pub(crate) fn of(shown: &'a Review<'a>) -> Option<&'a ShownIdentity<'a>> {
        let identities = &shown.other.identities;
        identities.first().filter(|_| shown.risks.is_empty() && identities.len() == 1)
    }

    pub(crate) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        shown: &'a Review<'a>,
        identity: &ShownIdentity<'_>,
        led: bool,
    ) -> Self {
        let words = speaker.words;
        let user = &shown.other.user;
        let label = speaker.label_of(identity.connection, identity.provider);
        let given = [user.name, user.email].into_iter().flatten();
        let mut details: Vec<_> = given.filter_map(Detail::new).collect();
        details.dedup();
        let row = speaker.row(identity, user);
        if details.is_empty() {
            details = row.details;
        }
        let account = details.last().map(Detail::as_str);
        let what = speaker.in_a_sentence(identity.provider, &label, account);
        let keeps = shown.choice.possible.contains(&user.user_id);
        let compare = if keeps { "add-keep-other" } else { "add-compare" };
        let back = speaker.back.map(|back| ("return_to", back.as_str().to_owned()));
        Self {
            words,
            review: shown.review,
            stays: &shown.choice.recommended,
            row: Row {
                details,
                tag: (user.email.is_some() && !user.email_verified)
                    .then(|| words.say("unverified")),
                ..row
            },
            compare: Go {
                path: PATH,
                fields: [("step", pressed(shown))].into_iter().chain(back).collect(),
                words: words.say(compare),
                ..Go::default()
            },
            decides: vec![("", Around::plain(words.say("add")))],
            left: time_left(words, shown),
            led,
            end: speaker.end(),
            frame: frame.headed(&words.fill("add-title", &[("what", what.into())])),
        }
    }
}

/// How long a review waits.
pub(crate) fn time_left(words: &Words, shown: &Review<'_>) -> Around {
    let left = Left { clock: true, ..Left::new(words, shown.expires_in, "ask") };
    Around::left(words, "time-left", "clock", left)
}

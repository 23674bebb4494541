//! The question at `/settings` before an account is unlinked, with what follows from each answer.

use askama::Template;

use super::parts::{Detail, Frame, Mark, Point};
use super::speaker::{Speaker, details_of, mark_of};
use crate::return_to::ReturnTo;
use crate::view::user::ShownIdentity;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "settings/unlink.html")]
pub(crate) struct Unlink<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    it: Question,
    /// The listed page that leads here.
    back: Option<&'a str>,
}

/// The question.
pub(crate) struct Question {
    /// Tells it from the others of a page.
    pub(crate) number: usize,
    pub(crate) title: String,
    pub(crate) figure: Mark,
    pub(crate) details: Vec<Detail>,
    pub(crate) points: Vec<Point>,
    pub(crate) provider: String,
    pub(crate) user_id: String,
    pub(crate) restore: bool,
    pub(crate) delete: bool,
    /// Where it ends.
    pub(crate) end: String,
}

impl<'a> Unlink<'a> {
    pub(crate) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        identity: &ShownIdentity<'_>,
    ) -> Self {
        let it = Question::new(speaker, identity, 0);
        let back = speaker.back.map(ReturnTo::as_str);
        let id = format!("{}|{}", it.provider, it.user_id);
        let frame = frame.headed(&it.title).at(&[("unlink", &id)]);
        Self { words: speaker.words, frame, it, back }
    }
}

impl Question {
    pub(crate) fn new(speaker: Speaker<'_>, identity: &ShownIdentity<'_>, number: usize) -> Self {
        let Speaker { words, me, .. } = speaker;
        let label = speaker.label_of(identity.connection, identity.provider);
        let company = speaker.is_company(identity.connection, identity.provider, &label);
        let values = [("label", label.as_str().into())];
        let of_kind = |id: &str, id_here: &str| {
            if company { words.fill(id, &values) } else { words.say(id_here) }
        };
        let (restore, delete) = (me.unlink.restore && identity.restorable, me.unlink.delete);
        let mut points = vec![Point::new("back", words.say("unlink-separate"), "if-parted")];
        if restore {
            let restored = words.say("unlink-restored");
            points.push(Point::new("check", restored, "if-parted if-restored"));
        }
        points.push(Point::new("lost", words.say("unlink-empty"), "if-parted if-empty warn"));
        let safe = of_kind("unlink-safe", "unlink-safe-here");
        points.push(Point::new("check", safe, "if-parted"));
        if delete {
            let safe = of_kind("delete-safe", "delete-safe-here");
            points.extend([
                Point::new("gone", words.say("unlink-gone"), "if-deleted"),
                Point::new("lost", words.say("unlink-for-ever"), "if-deleted grave"),
                Point::new("check", safe, "if-deleted"),
            ]);
        }
        let mut details = details_of(identity, &me.user);
        if !company {
            details.insert(0, Detail::own(label.clone()));
        }
        Self {
            number,
            title: of_kind("unlink-title", "unlink-title-way"),
            figure: mark_of(speaker.brand, identity, &label),
            details,
            points,
            provider: identity.provider.to_owned(),
            user_id: identity.user_id.to_owned(),
            restore,
            delete,
            end: speaker.end(),
        }
    }
}

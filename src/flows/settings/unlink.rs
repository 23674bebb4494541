//! The question at `/settings` before an account is unlinked, with what follows from each answer.

use askama::Template;

use super::parts::{Frame, Mark, Point, Speaker, details_of, mark_of};
use crate::user::shown::ShownIdentity;
use crate::words::Words;

/// The page.
#[derive(Template)]
#[template(path = "settings/unlink.html")]
pub(super) struct Unlink<'a> {
    pub(super) frame: Frame<'a>,
    words: &'a Words,
    title: String,
    figure: Mark,
    details: Vec<String>,
    points: Vec<Point>,
    stale: bool,
    provider: &'a str,
    user_id: &'a str,
    restore: bool,
    /// What follows from deleting it, too; nothing where that cannot be done.
    delete: Vec<Point>,
    /// Where it ends.
    end: String,
}

impl<'a> Unlink<'a> {
    pub(super) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        identity: &'a ShownIdentity<'a>,
    ) -> Self {
        let Speaker { words, me, .. } = speaker;
        let label = speaker.label_of(identity.connection, identity.provider);
        let company = speaker.is_company(identity, &label);
        let known = company || !["auth0", "email", "sms"].contains(&identity.provider);
        let values = [("label", label.as_str().into())];
        let title =
            if known { words.fill("unlink-title", &values) } else { words.say("unlink-title-way") };
        let restore = me.unlink.restore && identity.restorable;
        let mut points = vec![Point::new("back", words.say("unlink-separate"), "")];
        if !restore {
            points.push(Point::new("lost", words.say("unlink-empty"), "warn"));
        }
        let safe = if company {
            words.fill("unlink-safe", &values)
        } else {
            words.say("unlink-safe-here")
        };
        points.push(Point::new("check", safe, ""));
        let mut delete = Vec::new();
        if me.unlink.delete {
            let safe = if company {
                words.fill("delete-safe", &values)
            } else {
                words.say("delete-safe-here")
            };
            delete.push(Point::new("gone", words.say("unlink-gone"), ""));
            delete.push(Point::new("lost", words.say("unlink-for-ever"), "grave"));
            delete.push(Point::new("check", safe, ""));
        }
        let mut details = details_of(identity, &me.user);
        if !known {
            details.insert(0, label.clone());
        }
        Self {
            words,
            figure: mark_of(identity, &label),
            details,
            points,
            stale: me.fresh_for == Some(0),
            provider: identity.provider,
            user_id: identity.user_id,
            restore,
            delete,
            end: speaker.end(),
            frame: frame.headed(&title),
            title,
        }
    }
}

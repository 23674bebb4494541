//! The smaller pages of `/settings`: nobody is signed in, somebody else signed in, and nothing can be shown.

use askama::Template;

use super::outcome;
use super::parts::{Detail, Figure, Frame, Message, PATH, Place, Row};
use super::said::Case;
use super::speaker::{Speaker, avatar, with_query};
use crate::config::brand::Brand;
use crate::return_to::ReturnTo;
use crate::user::called::in_a_sentence;
use crate::view;
use crate::words::Words;

/// What the page is for, and the way in.
#[derive(Template)]
#[template(path = "settings/signed_out.html")]
pub(crate) struct SignedOut<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    /// Where one signs in.
    login: String,
    /// Whether a page that was shown before stays, to be read.
    ended: bool,
}

impl<'a> SignedOut<'a> {
    pub(crate) fn new(
        words: &'a Words,
        frame: Frame<'a>,
        back: Option<&ReturnTo>,
        ended: bool,
    ) -> Self {
        let frame = frame.headed(&words.say("signed-out-title"));
        let end = back.map_or(PATH, ReturnTo::as_str);
        Self { frame, words, login: with_query("/login", &[("return_to", end)]), ended }
    }
}

/// The page around names another user than is signed in here: nothing of either is shown.
#[derive(Template)]
#[template(path = "settings/other_user.html")]
pub(crate) struct OtherUser<'a> {
    frame: Frame<'a>,
    words: &'a Words,
}

impl<'a> OtherUser<'a> {
    pub(crate) fn new(words: &'a Words, brand: &'a Brand, told: Option<&str>) -> Self {
        let message = told.and_then(|code| outcome::of_case(words, code, Case::default()));
        let place = Place { named: true, within: true, ..Place::default() };
        let frame = Frame::new(words, brand, place, None, "other-user", message);
        Self { frame: frame.headed(&words.say("other-user-title")), words }
    }
}

/// Why nothing can be shown.
#[derive(Template)]
#[template(path = "settings/trouble.html")]
pub(crate) struct Trouble<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    why: Message,
}

impl<'a> Trouble<'a> {
    pub(crate) fn new(words: &'a Words, frame: Frame<'a>, why: Message) -> Self {
        Self { words, frame: frame.headed(&why.happened), why }
    }
}

/// The choice between two persons.
#[derive(Template)]
#[template(path = "settings/switch.html")]
pub(crate) struct Switch<'a> {
    frame: Frame<'a>,
    words: &'a Words,
    rows: [Row; 2],
    id: &'a str,
    keep: String,
    go: String,
    end: String,
}

impl<'a> Switch<'a> {
    pub(crate) fn new(
        speaker: Speaker<'a>,
        frame: Frame<'a>,
        other: &'a view::me::Switch<'a>,
    ) -> Self {
        let Speaker { words, me, .. } = speaker;
        let user = &me.user;
        let row = |name: Option<&str>, email: Option<&str>, picture, tag| {
            let label = speaker.name_of(name, email);
            let email = email.and_then(Detail::new).filter(|it| *it != label);
            let figure = Figure::Avatar(avatar(label.as_str(), picture));
            let row = Row::new(figure, label.as_str().to_owned(), email.into_iter().collect());
            Row { tag: Some(tag), ..row }
        };
        let named = |id, row: &Row| {
            let name = in_a_sentence(&row.label).unwrap_or_default();
            words.fill(id, &[("name", name.into())])
        };
        let now = row(user.name, user.email, user.picture, words.say("switch-now"));
        let new = row(other.name, other.email, None, words.say("switch-new"));
        Self {
            words,
            keep: named("switch-keep", &now),
            go: named("switch-go", &new),
            rows: [now, new],
            id: &other.id,
            end: speaker.end(),
            frame: frame.headed(&words.say("switch-title")),
        }
    }
}

//! What the templates of `/settings` are filled with, and how accounts are called and marked there: as in
//! `static/parts.js`.

use crate::config::brand::Brand;
use crate::flows::me::shown::{Offered, Shown};
use crate::page::{ICON, SIGNS, STYLE};
use crate::return_to::ReturnTo;
use crate::user::shown::{ShownIdentity, ShownUser};
use crate::words::Words;

/// The page's own address.
pub(super) const PATH: &str = "/settings";

/// What all pages of `/settings` have.
pub(super) struct Frame<'a> {
    pub(super) words: &'a Words,
    pub(super) brand: &'a Brand,
    pub(super) icon: &'static str,
    pub(super) style: &'static str,
    /// Markup of our own, from `static/index.html`.
    pub(super) signs: &'static str,
    /// What the page's title begins with; nothing for the overview.
    pub(super) heading: String,
    pub(super) signed_in: bool,
    pub(super) message: Option<Message>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        words: &'a Words,
        brand: &'a Brand,
        signed_in: bool,
        message: Option<Message>,
    ) -> Self {
        let (icon, style, signs, heading) = (ICON, STYLE, SIGNS, String::new());
        Self { words, brand, icon, style, signs, heading, signed_in, message }
    }

    /// The same under this heading.
    pub(super) fn headed(self, heading: &str) -> Self {
        Self { heading: heading.to_owned(), ..self }
    }
}

/// What happened, and what to do.
pub(super) struct Message {
    /// How it looks: `good`, `note` or `wrong`.
    pub(super) kind: &'static str,
    pub(super) happened: String,
    pub(super) todo: Option<String>,
}

/// What stands for a way to sign in: a sign that we have, or its first letter.
pub(super) struct Mark {
    pub(super) sign: Option<&'static str>,
    pub(super) letter: String,
}

/// What stands for a person.
pub(super) struct Avatar {
    pub(super) letters: String,
    pub(super) picture: Option<String>,
}

/// Somebody, in words.
pub(super) struct Person {
    pub(super) avatar: Avatar,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) unverified: bool,
}

/// A line of a list: an account or a way to sign in, and what can be done with it.
pub(super) struct Row {
    pub(super) figure: Figure,
    pub(super) label: String,
    pub(super) details: Vec<String>,
    pub(super) tag: Option<String>,
    pub(super) action: Option<Go>,
}

/// What a line begins with.
pub(super) enum Figure {
    Avatar(Avatar),
    Mark(Mark),
}

/// A link or a form that looks like a button.
pub(super) struct Go {
    pub(super) class: &'static str,
    pub(super) words: String,
    /// What is read out for it, where the words alone do not say it.
    pub(super) label: Option<String>,
    pub(super) to: To,
}

/// Where it leads.
pub(super) enum To {
    Link(String),
    Post { path: &'static str, fields: Vec<(&'static str, String)> },
}

/// A sentence with its sign.
pub(super) struct Point {
    pub(super) sign: &'static str,
    pub(super) words: String,
    pub(super) kind: &'static str,
}

impl Point {
    pub(super) fn new(sign: &'static str, words: String, kind: &'static str) -> Self {
        Self { sign, words, kind }
    }
}

/// A sentence around something that is marked up.
pub(super) struct Around {
    pub(super) before: String,
    pub(super) inside: String,
    pub(super) after: String,
}

/// Stands where the marked-up part comes: a letter for private use, which no sentence has.
pub(super) const INSIDE: &str = "\u{e000}";

impl Around {
    /// Splits a sentence that was filled with [`INSIDE`].
    pub(super) fn new(sentence: &str, inside: String) -> Self {
        let (before, after) = sentence.split_once(INSIDE).unwrap_or((sentence, ""));
        Self { before: before.to_owned(), inside, after: after.to_owned() }
    }
}

/// The words of a language, and what they are about.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) words: &'a Words,
    pub(super) brand: &'a Brand,
    pub(super) me: &'a Shown<'a>,
    /// The listed page that leads here, and is to be led back to.
    pub(super) back: Option<&'a ReturnTo>,
}

/// The sign of a provider or a connection, where it has one.
fn sign_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "google-oauth2" => "google",
        "github" => "github",
        "windowslive" => "microsoft",
        "waad" | "samlp" | "adfs" | "oidc" => "building",
        "apple" => "apple",
        "auth0" | "Username-Password-Authentication" => "key",
        "email" => "mail",
        "sms" => "phone",
        _ => return None,
    })
}

/// What the sentence for linking by it ends in, of ways to sign in that are no company's.
fn way_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "Username-Password-Authentication" => "password",
        "email" => "email-code",
        "sms" => "phone-code",
        _ => return None,
    })
}

/// Whether everybody knows it by the name that we have for it.
fn is_known_company(provider: &str) -> bool {
    !["waad", "samlp", "adfs", "oidc", "auth0"].contains(&provider)
}

#[expect(clippy::disallowed_methods, reason = "names and labels are people's text")]
pub(super) fn initial(word: &str) -> String {
    word.trim().chars().next().map_or_else(|| "?".to_owned(), |it| it.to_uppercase().to_string())
}

pub(super) fn mark(names: &[&str], label: &str) -> Mark {
    let sign = names.iter().find_map(|name| sign_of(name));
    Mark { sign, letter: initial(label) }
}

#[expect(clippy::disallowed_methods, reason = "a name is people's text")]
pub(super) fn avatar(name: &str, picture: Option<&str>) -> Avatar {
    let local = name.split('@').next().unwrap_or_default();
    let mut words = local.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("?");
    let last = words.next_back().map(initial).unwrap_or_default();
    Avatar { letters: initial(first) + last.as_str(), picture: picture.map(ToOwned::to_owned) }
}

impl Speaker<'_> {
    /// Where an action ends: on the page that leads here, or on this one.
    pub(super) fn end(&self) -> String {
        self.back.map_or(PATH, ReturnTo::as_str).to_owned()
    }

    /// An address of the page with this query, and with the page to be led back to.
    pub(super) fn address(&self, query: &[(&str, &str)]) -> String {
        let back = self.back.map(|back| ("return_to", back.as_str()));
        let all: Vec<_> = query.iter().copied().chain(back).collect();
        if all.is_empty() { PATH.to_owned() } else { address(&all) }
    }

    pub(super) fn name_of(&self, name: Option<&str>, email: Option<&str>) -> String {
        let given = [name, email].into_iter().flatten().find(|it| !it.is_empty());
        given.map_or_else(|| self.words.say("no-name"), ToOwned::to_owned)
    }

    pub(super) fn person(&self, user: &ShownUser<'_>) -> Person {
        let name = self.name_of(user.name, user.email);
        let email = user.email.filter(|it| !it.is_empty() && *it != name);
        Person {
            avatar: avatar(&name, user.picture),
            email: email.map(ToOwned::to_owned),
            unverified: user.email.is_some() && !user.email_verified,
            name,
        }
    }

    fn known(&self, name: &str) -> Option<String> {
        let id = format!("provider-{name}");
        self.words.has(&id).then(|| self.words.say(&id))
    }

    pub(super) fn offered(&self, connection: &str) -> Option<&Offered<'_>> {
        self.me.connections.iter().find(|it| it.name == connection)
    }

    /// How a way to sign in is called: by the site, or else by everybody.
    pub(super) fn label_of(&self, connection: Option<&str>, provider: &str) -> String {
        let tag = self.words.language().tag();
        let given = connection.and_then(|name| self.offered(name)).and_then(|it| {
            let own = it.labels.and_then(|labels| labels.get(tag)).map(String::as_str);
            own.or(it.label).map(ToOwned::to_owned)
        });
        given
            .or_else(|| self.known(connection?))
            .or_else(|| self.known(provider))
            .unwrap_or_else(|| connection.unwrap_or(provider).to_owned())
    }

    /// The same, where only the connection is known.
    pub(super) fn label_of_connection(&self, connection: &str) -> String {
        self.label_of(Some(connection), connection)
    }

    /// Whether the label is a company's name.
    pub(super) fn is_company(&self, identity: &ShownIdentity<'_>, label: &str) -> bool {
        is_known_company(identity.provider)
            && way_of(identity.connection.unwrap_or(identity.provider)).is_none()
            && self.known(identity.provider).as_deref() == Some(label)
    }

    pub(super) fn row(&self, identity: &ShownIdentity<'_>, account: &ShownUser<'_>) -> Row {
        let label = self.label_of(identity.connection, identity.provider);
        Row {
            figure: Figure::Mark(mark_of(identity, &label)),
            label,
            details: details_of(identity, account),
            tag: None,
            action: None,
        }
    }

    /// What the button says that links by this connection.
    #[expect(clippy::disallowed_methods, reason = "a label is people's text")]
    pub(super) fn link_sentence(&self, offered: &Offered<'_>, label: &str) -> String {
        let mut identities = self.me.identities.iter().flatten();
        let had = identities.any(|it| it.connection == Some(offered.name));
        let another = if had { "-another" } else { "" };
        let known = self.known(offered.name);
        if let Some(kind) = kind_of(offered) {
            return self.words.say(&format!("link-{kind}{another}"));
        }
        match way_of(offered.name) {
            Some(way) if known.as_deref() == Some(label) => {
                self.words.say(&format!("link-{way}{another}"))
            }
            None if is_known_company(offered.name) && known.is_some() => {
                let first = label.chars().next().map(|it| it.to_lowercase().to_string());
                let values =
                    [("label", label.into()), ("initial", first.unwrap_or_default().into())];
                self.words.fill(&format!("link-provider{another}"), &values)
            }
            Some(_) | None => {
                self.words.fill(&format!("link-label{another}"), &[("label", label.into())])
            }
        }
    }
}

/// So many seconds in words, or from two minutes on minutes.
pub(super) fn time(words: &Words, seconds: u64) -> String {
    if seconds <= 120 {
        words.fill("seconds", &[("count", seconds.into())])
    } else {
        words.fill("minutes", &[("count", seconds.div_ceil(60).into())])
    }
}

/// Several things, in a sentence.
pub(super) fn list(words: &Words, parts: &[String]) -> String {
    let (mut parts, mut list) = (parts.iter().peekable(), String::new());
    let mut id = "list-two";
    while let Some(part) = parts.next() {
        if list.is_empty() {
            list.clone_from(part);
            continue;
        }
        let id_now = if parts.peek().is_some() { "list-more" } else { id };
        list = words.fill(id_now, &[("first", list.into()), ("last", part.as_str().into())]);
        id = "list-last";
    }
    list
}

/// How a connection is used on the page, where it does not lead to the tenant's.
pub(super) fn kind_of(offered: &Offered<'_>) -> Option<&'static str> {
    match offered.passwordless.as_ref()?.identifier {
        "phone_number" => Some("phone"),
        "email" => Some("email"),
        _ => None,
    }
}

pub(super) fn mark_of(identity: &ShownIdentity<'_>, label: &str) -> Mark {
    mark(&[identity.connection.unwrap_or_default(), identity.provider], label)
}

/// What tells an identity from another one of its kind. A name that is the account's own says nothing.
pub(super) fn details_of(identity: &ShownIdentity<'_>, account: &ShownUser<'_>) -> Vec<String> {
    let name = identity.name.filter(|it| !it.is_empty() && Some(*it) != account.name);
    let mut words: Vec<&str> = name.into_iter().chain(identity.email).collect();
    words.retain(|it| !it.is_empty());
    words.dedup();
    if words.is_empty() {
        words.push(identity.name.filter(|it| !it.is_empty()).unwrap_or(identity.user_id));
    }
    words.into_iter().map(ToOwned::to_owned).collect()
}

/// A path of the page with this query.
fn address(query: &[(&str, &str)]) -> String {
    let path = format!("{PATH}?");
    let start = path.len();
    let mut pairs = form_urlencoded::Serializer::for_suffix(path, start);
    for (name, value) in query {
        pairs.append_pair(name, value);
    }
    pairs.finish()
}

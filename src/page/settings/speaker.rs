//! Names and marks of accounts and ways to sign in, for the settings page.

use super::parts::{Avatar, Detail, Figure, Frame, Mark, Message, PATH, Person, Place, Row, comma};
use crate::config::brand::Brand;
use crate::return_to::ReturnTo;
use crate::user::called::in_a_sentence;
use crate::view::me::{Me, Offered};
use crate::view::user::{ShownIdentity, ShownUser};
use crate::words::Words;

/// A language's words, and what they speak of.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) words: &'a Words,
    pub(crate) brand: &'a Brand,
    pub(crate) me: &'a Me<'a>,
    /// The listed page that led here, to go back to.
    pub(crate) back: Option<&'a ReturnTo>,
    pub(crate) place: Place,
}

/// The signs of providers and connections; `signs.html` has the drawings. Owners let nobody redraw theirs
/// (docs/brand.md), so these are our own and resemble none.
const SIGNS: [(&str, &str); 9] = [
    ("github", "github"),
    ("waad", "building"),
    ("samlp", "building"),
    ("adfs", "building"),
    ("oidc", "building"),
    ("auth0", "key"),
    ("Username-Password-Authentication", "key"),
    ("email", "mail"),
    ("sms", "phone"),
];

fn sign_of(name: &str) -> Option<&'static str> {
    SIGNS.iter().find(|(of, _)| *of == name).map(|(_, sign)| *sign)
}

/// The kind of a way to sign in that is no company's.
fn way_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "Username-Password-Authentication" => "password",
        "email" => "email",
        "sms" => "phone",
        _ => return None,
    })
}

/// Whether our name for the provider is one that everybody knows.
fn is_known_company(provider: &str) -> bool {
    !["waad", "samlp", "adfs", "oidc", "auth0"].contains(&provider)
}

#[expect(clippy::disallowed_methods, reason = "names and labels are people's text")]
pub(crate) fn initial(word: &str) -> String {
    word.trim().chars().next().map_or_else(|| "?".to_owned(), |it| it.to_uppercase().to_string())
}

/// `names` are those of the connection and of its provider.
pub(crate) fn mark(brand: &Brand, names: &[&str], label: &str) -> Mark {
    let logo = names.iter().find_map(|name| brand.logos.get(*name)).cloned();
    let sign = names.iter().find_map(|name| sign_of(name));
    Mark { logo, sign, letter: initial(label) }
}

#[expect(clippy::disallowed_methods, reason = "a name is people's text")]
pub(crate) fn avatar(name: &str, picture: Option<&str>) -> Avatar {
    let local = name.split('@').next().unwrap_or_default();
    let mut words = local.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("?");
    let last = words.next_back().map(initial).unwrap_or_default();
    Avatar { letters: initial(first) + last.as_str(), picture: picture.map(ToOwned::to_owned) }
}

impl<'a> Frame<'a> {
    /// The frame for somebody who is signed in.
    pub(crate) fn of(speaker: Speaker<'a>, state: &'static str, message: Option<Message>) -> Self {
        let Speaker { words, brand, me, place, back } = speaker;
        let hold = me.passwordless.as_ref().map(|it| it.resend_in).filter(|it| *it > 0);
        let frame = Self::new(words, brand, place, back, state, message);
        Self { signed_in: true, fresh_for: me.fresh_for, hold, ..frame }
    }
}

impl Speaker<'_> {
    /// Where an action ends: on the page that led here, or on this one.
    pub(crate) fn end(&self) -> String {
        self.back.map_or(PATH, ReturnTo::as_str).to_owned()
    }

    /// An address of the page with this query and the page to go back to.
    pub(crate) fn address(&self, query: &[(&str, &str)]) -> String {
        let back = self.back.map(|back| ("return_to", back.as_str()));
        address(&query.iter().copied().chain(back).collect::<Vec<_>>())
    }

    pub(crate) fn name_of(&self, name: Option<&str>, email: Option<&str>) -> Detail {
        let given = [name, email].into_iter().flatten().find_map(Detail::new);
        given.unwrap_or_else(|| Detail::own(self.words.say("no-name")))
    }

    pub(crate) fn person(&self, user: &ShownUser<'_>) -> Person {
        let name = self.name_of(user.name, user.email);
        Person {
            avatar: avatar(name.as_str(), user.picture),
            email: user.email.and_then(Detail::new).filter(|it| *it != name),
            unverified: user.email.is_some() && !user.email_verified,
            name,
        }
    }

    fn known(&self, name: &str) -> Option<String> {
        let id = format!("provider-{name}");
        self.words.has(&id).then(|| self.words.say(&id))
    }

    pub(crate) fn offered(&self, connection: &str) -> Option<&Offered<'_>> {
        self.me.connections.iter().find(|it| it.name == connection)
    }

    /// A saved setting's name: the product's, or else one made from its key.
    pub(crate) fn setting_name(&self, key: &str) -> String {
        let given = self.brand.setting_names.of(key, self.words.language());
        given.map_or_else(|| readable(key), ToOwned::to_owned)
    }

    /// A label: the site's, or else the common one.
    pub(crate) fn label_of(&self, connection: Option<&str>, provider: &str) -> String {
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

    /// The label of a connection whose provider is not known.
    pub(crate) fn label_of_connection(&self, connection: &str) -> String {
        self.label_of(Some(connection), connection)
    }

    /// Whether the label is a well-known company's name.
    pub(crate) fn is_company(&self, connection: Option<&str>, provider: &str, label: &str) -> bool {
        is_known_company(provider)
            && way_of(connection.unwrap_or(provider)).is_none()
            && self.known(provider).as_deref() == Some(label)
    }

    /// What was linked or unlinked, by its way to sign in and its address or name.
    pub(crate) fn changed(&self) -> String {
        let Some(changed) = self.me.changed else { return self.words.say("the-account") };
        let shown = self.me.identities.iter().flatten().find(|it| it.is(changed));
        let connection = shown.map_or(changed.connection.as_deref(), |it| it.connection);
        let label = self.label_of(connection, &changed.provider);
        let account = shown.map_or_else(|| changed.called(), |it| it.email.or(it.name));
        self.in_a_sentence(&changed.provider, &label, account)
    }

    /// A way to sign in with its address or name, which others chose.
    pub(crate) fn in_a_sentence(
        &self,
        provider: &str,
        label: &str,
        account: Option<&str>,
    ) -> String {
        match account.and_then(in_a_sentence) {
            // A number or an address is a way to sign in by itself.
            Some(account) if ["sms", "email"].contains(&provider) => account,
            Some(account) => label_with_account(self.words, label, account),
            None => label.to_owned(),
        }
    }

    pub(crate) fn row(&self, identity: &ShownIdentity<'_>, account: &ShownUser<'_>) -> Row {
        let label = self.label_of(identity.connection, identity.provider);
        let figure = Figure::Mark(mark_of(self.brand, identity, &label));
        Row::new(figure, label, details_of(identity, account))
    }

    /// Whether the person signs in by this connection already.
    pub(crate) fn has(&self, offered: &Offered<'_>) -> bool {
        self.me.identities.iter().flatten().any(|it| it.connection == Some(offered.name))
    }

    /// Whether this adds a password, and the person is known to have none.
    pub(crate) fn signs_up(&self, offered: &Offered<'_>) -> bool {
        let password = way_of(offered.name) == Some("password");
        password && self.me.identities.is_some() && !self.has(offered)
    }

    /// What the button says that adds by this connection.
    pub(crate) fn link_sentence(&self, offered: &Offered<'_>, label: &str) -> String {
        let had = self.has(offered);
        let ours = self.known(offered.name).as_deref() == Some(label);
        let way = way_of(offered.name).filter(|_| ours);
        let company = self.is_company(None, offered.name, label);
        let id = match (kind_of(offered).or(way), had) {
            (Some("phone"), false) => "link-phone",
            (Some("phone"), true) => "link-phone-another",
            (Some("email"), false) => "link-email",
            (Some("email"), true) => "link-email-another",
            (Some(_), false) => "link-password",
            (None, false) => "link-label",
            (None, true) if company => "link-provider-another",
            (_, true) => "link-label-another",
        };
        self.words.fill(id, &[("label", label.into())])
    }
}

/// What a connection asks for on our own page; `None` if it leads to the tenant's.
pub(crate) fn kind_of(offered: &Offered<'_>) -> Option<&'static str> {
    match offered.passwordless.as_ref()?.identifier {
        "phone_number" => Some("phone"),
        "email" => Some("email"),
        _ => None,
    }
}

pub(crate) fn mark_of(brand: &Brand, identity: &ShownIdentity<'_>, label: &str) -> Mark {
    mark(brand, &[identity.connection.unwrap_or_default(), identity.provider], label)
}

/// What tells an identity from another one of its kind. A name that is also the account's does not.
pub(crate) fn details_of(identity: &ShownIdentity<'_>, account: &ShownUser<'_>) -> Vec<Detail> {
    let name = identity.name.filter(|it| Some(*it) != account.name);
    let mut words: Vec<_> =
        name.into_iter().chain(identity.email).filter_map(Detail::new).collect();
    words.dedup();
    if words.is_empty() {
        let known = identity.name.into_iter().chain([identity.user_id]);
        words.extend(known.filter_map(Detail::new).next());
    }
    words
}

/// These details in one line.
pub(crate) fn account_in_a_sentence(words: &Words, details: &[Detail]) -> String {
    details.iter().map(Detail::as_str).collect::<Vec<_>>().join(&comma(words))
}

/// A path of the page with this query.
pub(crate) fn address(query: &[(&str, &str)]) -> String {
    if query.is_empty() { PATH.to_owned() } else { with_query(PATH, query) }
}

/// This path with this query.
pub(crate) fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let path = format!("{path}?");
    let start = path.len();
    let mut pairs = form_urlencoded::Serializer::for_suffix(path, start);
    for (name, value) in query {
        pairs.append_pair(name, value);
    }
    pairs.finish()
}

/// A way to sign in, and which of its kind.
pub(crate) fn label_with_account(words: &Words, label: &str, account: String) -> String {
    words.fill("add-what", &[("label", label.into()), ("account", account.into())])
}

/// A key that has no name, as words: `favourite_colour` and `favouriteColour` are “Favourite colour”.
#[expect(clippy::disallowed_methods, reason = "a key is people's text here")]
pub(crate) fn readable(key: &str) -> String {
    let mut words = String::new();
    let mut after_small = false;
    for letter in key.chars() {
        let parts = "_-.:/".contains(letter) || letter.is_whitespace();
        if parts || (after_small && letter.is_uppercase()) {
            words.push(' ');
        }
        after_small = letter.is_lowercase() || letter.is_ascii_digit();
        let begins_word = words.is_empty() || words.ends_with(char::is_uppercase);
        if letter.is_uppercase() && !begins_word {
            words.extend(letter.to_lowercase());
        } else if !parts {
            words.push(letter);
        }
    }
    let words = in_a_sentence(&words).or_else(|| in_a_sentence(key)).unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_sign_is_drawn_and_every_drawing_is_a_sign() {
        let drawings = include_str!("../signs.html");
        let drawn: BTreeSet<_> =
            drawings.split("id=\"mark-").skip(1).filter_map(|it| it.split('"').next()).collect();
        assert_eq!(drawn, SIGNS.iter().map(|(_, sign)| *sign).collect());
    }

    #[test]
    fn reads_keys_as_words() {
        for (key, expected) in [
            ("theme", "Theme"),
            ("favourite_colour", "Favourite colour"),
            ("favouriteColour", "Favourite colour"),
            ("newsletter-opt-in", "Newsletter opt in"),
            ("URL", "URL"),
            ("farbe2Licht", "Farbe2 licht"),
            ("__x__", "X"),
            ("\u{202e}a\nb", "A b"),
            ("_", "_"),
            ("", ""),
        ] {
            assert_eq!(readable(key), expected, "{key}");
        }
        assert!(readable(&"x".repeat(1_000)).chars().count() < 50);
    }
}

//! `connections`, `connection_ids` and `connection_labels`: what can be linked, in which order, and under
//! which words.

use std::collections::BTreeMap;

use super::reader::{Settings, name, words};
use crate::user::ENTERPRISE;
use crate::words::Language;

/// Longest label, in characters.
const MAX_LABEL: usize = 128;

/// Connections of these names are no databases: Auth0's own names for social and passwordless ones. A database,
/// like an enterprise connection, has any other name.
const NO_DATABASES: [&str; 16] = [
    "amazon",
    "apple",
    "bitbucket",
    "dropbox",
    "email",
    "facebook",
    "github",
    "google-oauth2",
    "linkedin",
    "paypal",
    "salesforce",
    "shopify",
    "sms",
    "twitter",
    "windowslive",
    "yahoo",
];

/// A connection that can be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The connection's name in the tenant.
    pub name: String,
    /// What its button says; `None` if the page names it after its provider, in the visitor's language.
    pub label: Option<String>,
    /// `connection_labels`: what it says in these languages.
    pub labels: BTreeMap<&'static str, String>,
    /// `connection_ids`: its id in the tenant, which tells several databases apart.
    pub id: Option<String>,
}

impl Connection {
    /// Whether it may be a database, judged by its name.
    #[must_use]
    pub fn may_be_database(&self) -> bool {
        !NO_DATABASES.contains(&self.name.as_str())
    }
}

/// Whether a provider of identities is called so, or the database that every tenant begins with.
pub(super) fn is_provider(name: &str) -> bool {
    NO_DATABASES.contains(&name)
        || ENTERPRISE.contains(&name)
        || ["auth0", "Username-Password-Authentication"].contains(&name)
}

/// The connections, with what the other two variables say of them.
pub(super) fn parse(settings: &mut Settings<'_>) -> Option<Vec<Connection>> {
    let known = settings.read("connections", connections)?;
    let with = settings.optional("connection_ids", |it| with_ids(known.clone(), it))?;
    let known = with.unwrap_or(known);
    let with = settings.optional("connection_labels", |it| with_labels(known.clone(), it))?;
    Some(with.unwrap_or(known))
}

fn connections(text: &str) -> Option<Vec<Connection>> {
    let mut parsed: Vec<Connection> = Vec::new();
    for part in text.split(',') {
        let (left, label) = match part.split_once('=') {
            Some((left, right)) => (left, Some(words(right.trim_ascii(), MAX_LABEL)?)),
            None => (part, None),
        };
        let name = name(left.trim_ascii())?;
        if parsed.iter().any(|connection| connection.name == name) {
            return None;
        }
        parsed.push(Connection { name, label, labels: BTreeMap::new(), id: None });
    }
    Some(parsed)
}

/// The connections with their ids. An id of a connection that is not offered is a slip.
fn with_ids(mut connections: Vec<Connection>, text: &str) -> Option<Vec<Connection>> {
    for part in text.split(',') {
        let (left, id) = part.split_once('=')?;
        let (left, id) = (left.trim_ascii(), id.trim_ascii());
        let suffix = id.strip_prefix("con_")?;
        let fits = suffix.len() == 16 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let connection = connections.iter_mut().find(|it| it.name == left && it.id.is_none())?;
        connection.id = fits.then(|| Some(id.to_owned()))?;
    }
    Some(connections)
}

/// The connections with their labels by language. One of a connection that is not offered is a slip.
fn with_labels(mut connections: Vec<Connection>, text: &str) -> Option<Vec<Connection>> {
    for part in text.split(',') {
        let (language, rest) = part.split_once(':')?;
        let (left, label) = rest.split_once('=')?;
        let language = Language::of_tag(language.trim_ascii())?.tag();
        let connection = connections.iter_mut().find(|it| it.name == left.trim_ascii())?;
        let label = words(label.trim_ascii(), MAX_LABEL)?;
        if connection.labels.insert(language, label).is_some() {
            return None;
        }
    }
    Some(connections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_may_be_left_out_and_the_order_is_kept() {
        let parsed = connections("google-oauth2=Google, sms,Username-Password-Authentication");
        let parsed = parsed.unwrap();
        let shown: Vec<_> = parsed.iter().map(|it| (&*it.name, it.label.as_deref())).collect();
        assert_eq!(
            shown,
            [
                ("google-oauth2", Some("Google")),
                ("sms", None),
                ("Username-Password-Authentication", None)
            ]
        );
        for wrong in ["", "sms,", "sms,sms=Phone", "sms=", "=Phone", "sms=a\u{202e}b", "two words"]
        {
            assert!(connections(wrong).is_none(), "{wrong}");
        }
        // Each of them would pass for two odd names.
        for quoted in ["\"google-oauth2,github\"", "'sms','github'", "`sms`", "“sms”,github"] {
            assert!(connections(quoted).is_none(), "{quoted}");
        }
        for wrong in ["sms\u{7f}", "a\tb", "a\u{a0}b", "a\u{0}b"] {
            assert!(connections(wrong).is_none(), "{wrong:?}");
        }
        assert!(connections("a.b|c{d}/e@f:g;h!~").is_some());
    }

    #[test]
    fn labels_by_language_are_for_connections_that_are_offered() {
        let offered = || connections("Customers=Customers,github").unwrap();
        let parsed =
            with_labels(offered(), "de:Customers=Kundenkonto, fr:Customers=Compte client").unwrap();
        assert_eq!(parsed[0].labels["de"], "Kundenkonto");
        assert_eq!(parsed[0].labels["fr"], "Compte client");
        assert!(parsed[1].labels.is_empty());
        for wrong in [
            "Customers=Kundenkonto",
            "de:Customers",
            "de:Customers=",
            "de:nobody=Konto",
            "xx:Customers=Konto",
            "DE:Customers=Konto",
            "pt:Customers=Conta",
            "de:Customers=A,de:Customers=B",
            "de:Customers=a\u{7}",
        ] {
            assert!(with_labels(offered(), wrong).is_none(), "{wrong}");
        }
    }
}

//! Addresses among the settings: a path on our own host, or a URL.

use std::fmt;

use url::{Host, Url};

use super::origin::is_secure;

/// Longest address, in bytes: two of them stand in a header.
const MAX_ADDRESS: usize = 512;

/// An address that needs no care in an attribute or a header: no space, quote, comma, semicolon or
/// backslash is in it, and no scheme that runs a script. Shown as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    elsewhere: Option<Url>,
}

impl Address {
    /// Its origin, if that is not ours.
    #[must_use]
    pub fn foreign_origin(&self) -> Option<String> {
        self.elsewhere.as_ref().map(|url| url.origin().ascii_serialization())
    }

    /// Its origin and path, as a source in a Content Security Policy, if it is not on our own origin. A source has
    /// no query (CSP 3 section 2.3.1).
    #[must_use]
    pub fn foreign_source(&self) -> Option<String> {
        let url = self.elsewhere.as_ref()?;
        Some(format!("{}{}", url.origin().ascii_serialization(), url.path()))
    }

    /// The whole URL, for a page on another host.
    pub(super) fn whole(self, base: &Url) -> Option<Self> {
        let text = base.join(&self.text).ok()?.to_string();
        Some(Self { text, ..self })
    }

    /// A path on our host, or a URL. Ours is `base`.
    pub(super) fn parse(text: &str, base: &Url) -> Option<Self> {
        if !is_plain(text) {
            return None;
        }
        let path = text.starts_with('/') && !text.starts_with("//");
        let url = if path { base.join(text) } else { Url::parse(text) }.ok()?;
        // `https:evil.example` and `https:///evil.example` are read as other addresses than they look like.
        let origin = url.origin().ascii_serialization();
        let whole = text.to_ascii_lowercase().starts_with(&origin);
        // In a policy `*` is any host (CSP 3 section 2.3.1), and 127.0.0.1 is the only IP address that matches
        // (section 6.7.2.9).
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        let named = match url.host()? {
            Host::Domain(name) => name.bytes().all(letter),
            Host::Ipv4(address) => address.octets() == [127, 0, 0, 1],
            Host::Ipv6(_) => false,
        };
        let bare = url.username().is_empty() && url.password().is_none();
        let climbs = url.path().starts_with("//");
        let trusted = whole && named && bare && is_secure(&url);
        let ours = url.origin() == base.origin();
        let elsewhere = (!ours).then_some(url);
        let fits = !climbs && if path { ours } else { trusted };
        fits.then(|| Self { text: text.to_owned(), elsewhere })
    }

    /// A file to load: no fragment, which a policy does not know, and no folder, which in a policy stands for
    /// everything below it.
    pub(super) fn parse_file(text: &str, base: &Url) -> Option<Self> {
        let address = Self::parse(text, base)?;
        let folder = address.elsewhere.as_ref().is_some_and(|url| url.path().ends_with('/'));
        (!folder && !text.contains('#')).then_some(address)
    }

    /// Where people find help: an e-mail address is fine, too.
    pub(super) fn parse_help(text: &str, base: &Url) -> Option<Self> {
        let Some(rest) = text.strip_prefix("mailto:") else { return Self::parse(text, base) };
        let address = rest.split(['?', '#']).next().unwrap_or_default();
        let (user, host) = address.split_once('@')?;
        let fits = is_plain(text)
            && !user.is_empty()
            && !host.is_empty()
            && !address.contains(['/', ':'])
            && !host.contains('@');
        fits.then(|| Self { text: text.to_owned(), elsewhere: None })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Only characters that mean the same in an address, an attribute and a policy; a `%` begins an encoded one.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%!$&+=:@/?#".contains(&byte);
    let encoded = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    text.len() <= MAX_ADDRESS && text.bytes().all(plain) && text.split('%').skip(1).all(encoded)
}

//! Where a flow ends: a path of our own origin, an address on an origin that the settings list, or nothing.

use std::borrow::Cow;

use url::Url;

/// A path of our own origin, or an address on an origin of the setting `embed_origins`, with its query.
/// Made only by [`ReturnTo::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo(String);

/// Longer ones would not fit into the transaction's cookie.
const MAX_BYTES: usize = 512;

impl ReturnTo {
    /// The settings page.
    #[must_use]
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// Takes a path that a browser, which resolves it by the WHATWG URL standard, would find on
    /// `base_url`, and an address on one of `embed_origins`; `None` for everything else. The parser
    /// decides, not a look at the text: that is what fails with `/\evil.example`, `//evil.example` and a
    /// tab in the middle.
    #[must_use]
    pub fn parse(text: &str, base_url: &Url, embed_origins: &[String]) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let parsed = if text.starts_with('/') {
            own_path(text, base_url)
        } else {
            listed_address(text, embed_origins)
        }?;
        // Encoded, a letter may take nine times the room.
        (parsed.len() <= MAX_BYTES).then_some(Self(parsed))
    }

    /// The path, beginning with one slash, or the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path, if it is one of our own.
    #[must_use]
    pub fn own_path(&self) -> Option<&str> {
        let path = self.0.split('?').next()?;
        path.starts_with('/').then_some(path)
    }

    /// The address where another origin's page is to be shown.
    #[must_use]
    pub fn elsewhere(&self, code: &str, wait: Option<u64>) -> Option<Url> {
        match self.own_path() {
            Some(_) => None,
            None => Url::parse(&self.with_outcome(code, wait)).ok(),
        }
    }

    /// Our own page with the code of an outcome, which leads back to this.
    #[must_use]
    pub fn on_our_page(&self, code: &str) -> String {
        let mut query = form_urlencoded::Serializer::for_suffix("/?".to_owned(), 2);
        query.append_pair("return_to", &self.0).append_pair("outcome", code).finish()
    }

    /// The value of this parameter in its query.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let query = self.0.split_once('?').unwrap_or_default().1;
        form_urlencoded::parse(query.as_bytes()).find(|it| it.0 == name).map(|it| it.1)
    }

    /// The same with this parameter in its query.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        self.with_all(&[(name, Some(value))])
    }

    /// The same, with the code of an outcome and the seconds to wait in its query.
    #[must_use]
    pub fn with_outcome(&self, code: &str, wait: Option<u64>) -> String {
        let wait = wait.map(|wait| wait.to_string());
        self.with_all(&[("outcome", Some(code)), ("wait", wait.as_deref())])
    }

    /// The same with these parameters in its query, in place of others of their names; the rest stays as it is spelled.
    fn with_all(&self, given: &[(&str, Option<&str>)]) -> String {
        let (path, query) = self.0.split_once('?').unwrap_or((&self.0, ""));
        let stays = |pair: &&str| {
            let name = form_urlencoded::parse(pair.as_bytes()).next();
            name.is_some_and(|(name, _)| given.iter().all(|(it, _)| *it != name))
        };
        let kept: Vec<_> = query.split('&').filter(stays).collect();
        let start = path.len().saturating_add(1);
        let mut all =
            form_urlencoded::Serializer::for_suffix(format!("{path}?{}", kept.join("&")), start);
        all.extend_pairs(given.iter().filter_map(|(name, value)| Some((name, (*value)?)))).finish()
    }
}

fn own_path(text: &str, base_url: &Url) -> Option<String> {
    let resolved = base_url.join(text).ok()?;
    if resolved.origin() != base_url.origin() {
        return None;
    }
    let mut path = resolved.path().to_owned();
    // A path of two slashes would be read as a host when it comes back in a Location.
    if path.starts_with("//") {
        return None;
    }
    if let Some(query) = resolved.query() {
        path.push('?');
        path.push_str(query);
    }
    Some(path)
}

/// The text must spell the origin as the settings do, and the parser must find that origin in it: no
/// user name before it, no port behind it, no other letters for the same host.
fn listed_address(text: &str, embed_origins: &[String]) -> Option<String> {
    let mut url = Url::parse(text).ok()?;
    let origin = url.origin().ascii_serialization();
    if !embed_origins.contains(&origin) {
        return None;
    }
    let rest = text.strip_prefix(&origin)?;
    if !rest.is_empty() && !rest.starts_with(['/', '?', '#']) {
        return None;
    }
    url.set_fragment(None);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let base_url = Url::parse("https://app.example").unwrap();
        let parsed = ReturnTo::parse(text, &base_url, &[]);
        assert_eq!(parsed.as_ref().map(ReturnTo::as_str), expected, "{text:?}");
    }

    #[test]
    fn keeps_a_path_of_our_own() {
        check("/", Some("/"));
        check("/settings?tab=1", Some("/settings?tab=1"));
        check("/a/../b#part", Some("/b"));
        check("/a b", Some("/a%20b"));
    }

    #[test]
    fn counts_the_bytes_that_the_cookie_will_hold() {
        let path = |letter: &str, count: usize| format!("/{}", letter.repeat(count));
        let whole = path("a", 511);
        check(&whole, Some(&whole));
        check(&path("a", 512), None);
        let encoded = format!("/{}", "%C3%A9".repeat(85));
        check(&path("\u{e9}", 85), Some(&encoded));
        check(&path("\u{e9}", 86), None);
        check(&format!("/?{}", "\u{e9}".repeat(255)), None);
    }

    #[test]
    fn refuses_an_open_redirect() {
        for text in [
            "",
            "https://evil.example/",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n//evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "/.//evil.example",
            "/a/..//evil.example",
            "evil.example",
            " /",
        ] {
            check(text, None);
        }
    }

    /// The same values that the flows try, without the callback, which reads the path once more.
    #[test]
    fn every_trick_that_stays_is_a_path_of_our_own() {
        let base_url = Url::parse("https://app.example").unwrap();
        let mut kept = 0;
        for line in include_str!("../tests/flows/return_to.txt").lines() {
            let pair = format!("v={line}");
            let (_, value) = form_urlencoded::parse(pair.as_bytes()).next().unwrap();
            let Some(path) = ReturnTo::parse(&value, &base_url, &[]) else { continue };
            let followed = base_url.join(path.as_str()).unwrap();
            assert_eq!(followed.origin(), base_url.origin(), "{line}");
            kept += 1;
        }
        assert!(kept > 30, "{kept}");
    }

    #[test]
    fn takes_an_address_on_a_listed_origin_only_as_the_settings_spell_it() {
        let base_url = Url::parse("https://app.example").unwrap();
        let listed = ["https://shop.example".to_owned(), "http://localhost:3000".to_owned()];
        let check = |text: &str, expected: Option<&str>| {
            let parsed = ReturnTo::parse(text, &base_url, &listed);
            assert_eq!(parsed.as_ref().map(ReturnTo::as_str), expected, "{text:?}");
        };
        check("https://shop.example", Some("https://shop.example/"));
        check("https://shop.example/a/../b?c=d#e", Some("https://shop.example/b?c=d"));
        check("https://shop.example?a", Some("https://shop.example/?a"));
        check("http://localhost:3000/x", Some("http://localhost:3000/x"));
        for text in [
            "http://shop.example/",
            "https://shop.example:443/",
            "https://shop.example:444/",
            "https://Shop.example/",
            "HTTPS://shop.example/",
            "https:shop.example/",
            "https:/shop.example/",
            "https:\\\\shop.example/",
            "https://shop.example\\@evil.example/",
            "https://shop.example.evil.example/",
            "https://shop.example./",
            "https://shop.example@evil.example/",
            "https://me@shop.example/",
            "https://:@shop.example/",
            "https://a.shop.example/",
            "https://xshop.example/",
            "https://shop.exampl/",
            "https://shop.example\t/",
            " https://shop.example/",
            "https://localhost:3000/",
            "http://localhost:30000/",
            "http://localhost/",
            "https://app.example/",
            "blob:https://shop.example/1",
            "//shop.example/",
        ] {
            check(text, None);
        }
        check(
            &format!("https://shop.example/{}", "a".repeat(512 - 21)),
            None::<&str>.or(Some(&format!("https://shop.example/{}", "a".repeat(512 - 21)))),
        );
        check(&format!("https://shop.example/{}", "a".repeat(512 - 20)), None);
    }

    #[test]
    fn tells_one_outcome_and_keeps_the_rest_of_the_query() {
        let base_url = Url::parse("https://app.example").unwrap();
        let listed = ["https://shop.example".to_owned()];
        let check = |text: &str, wait: Option<u64>, expected: &str| {
            let parsed = ReturnTo::parse(text, &base_url, &listed).unwrap();
            assert_eq!(parsed.with_outcome("code", wait), expected, "{text}");
        };
        check("/", None, "/?outcome=code");
        check("/", Some(3), "/?outcome=code&wait=3");
        check("/settings", None, "/settings?outcome=code");
        check("/a?b=c&d", Some(3), "/a?b=c&d&outcome=code&wait=3");
        check("/?", None, "/?outcome=code");
        check("/?outcome=linked&a=b&wait=9", None, "/?a=b&outcome=code");
        check("/?%6Futcome=linked&out%63ome&wai%74=1", None, "/?outcome=code");
        check(
            "/?outcomes=1&xwait=2&a=outcome",
            None,
            "/?outcomes=1&xwait=2&a=outcome&outcome=code",
        );
        check("https://shop.example", None, "https://shop.example/?outcome=code");
        check("https://shop.example/a?b", None, "https://shop.example/a?b&outcome=code");
    }
}

//! Where a flow ends: a path of our own origin, or nothing.

use url::Url;

/// A path of our own origin, with its query. Made only by [`ReturnTo::parse`].
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
    /// `base_url`; `None` for everything else. The parser decides, not a look at the text: that is
    /// what fails with `/\evil.example`, `//evil.example` and a tab in the middle.
    #[must_use]
    pub fn parse(text: &str, base_url: &Url) -> Option<Self> {
        if text.len() > MAX_BYTES || !text.starts_with('/') {
            return None;
        }
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
        // Encoded, a letter may take nine times the room.
        (path.len() <= MAX_BYTES).then_some(Self(path))
    }

    /// The path, beginning with one slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let base_url = Url::parse("https://app.example").unwrap();
        let parsed = ReturnTo::parse(text, &base_url);
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
            let Some(path) = ReturnTo::parse(&value, &base_url) else { continue };
            let followed = base_url.join(path.as_str()).unwrap();
            assert_eq!(followed.origin(), base_url.origin(), "{line}");
            kept += 1;
        }
        assert!(kept > 30, "{kept}");
    }
}

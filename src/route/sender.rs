//! Who may send a request: judged by what the browser says of its origin and purpose (Fetch Metadata), or in older
//! browsers by `Origin`.

use http::HeaderMap;
use http::header::ORIGIN;

use crate::error::Refusal;

/// Who may send a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Anybody: the answer is the same for everyone.
    Anyone,
    /// A navigation of the person's own tab, from anywhere.
    Navigation,
    /// The same, or our own page's script: the answer is private, and nobody else can read or show it.
    NavigationOrScript,
    /// Our own page, or the person who types the address: the answer is private.
    OwnReader,
    /// Our own page only: the request changes something.
    OwnPage,
}

/// Refuses a request whose sender the route does not allow. Browsers say where a request comes from and what for (Fetch
/// Metadata). Saying nothing is not held against an old browser or a tool, unless the request changes something.
/// `own_origin` comes from the settings, never from `Host`.
///
/// # Errors
/// [`Refusal::CrossSite`], [`Refusal::NotANavigation`].
pub fn check(sender: Sender, headers: &HeaderMap, own_origin: &str) -> Result<(), Refusal> {
    match sender {
        Sender::Anyone => Ok(()),
        Sender::Navigation => check_navigation(headers),
        Sender::NavigationOrScript if is_own_script(headers, own_origin) => Ok(()),
        Sender::NavigationOrScript => check_navigation(headers),
        Sender::OwnReader => check_reader(headers, own_origin),
        Sender::OwnPage => check_origin(headers, own_origin),
    }
}

/// Refuses a state-changing request from elsewhere (cross-site request forgery). Browsers say where it comes from by
/// Fetch Metadata, older ones by `Origin`; a request with neither is refused.
fn check_origin(headers: &HeaderMap, own_origin: &str) -> Result<(), Refusal> {
    let own = match (one(headers, SITE), one(headers, ORIGIN.as_str())) {
        // To the browser, a page under another name that leads here (DNS rebinding) has the same origin. Under
        // `Referrer-Policy: no-referrer` our page's own form sends `null`.
        (Some(site), origin) => {
            site == "same-origin" && origin.is_none_or(|it| it == own_origin || it == "null")
        }
        (None, origin) => origin == Some(own_origin),
    };
    if own && is_page_or_script(headers) { Ok(()) } else { Err(Refusal::CrossSite) }
}

/// Refuses to tell another site's page anything, or to do for it what a private answer includes: renewing a session,
/// calling the tenant. Other sites have no reason to lead there.
fn check_reader(headers: &HeaderMap, own_origin: &str) -> Result<(), Refusal> {
    // `none`: the person typed the address.
    let own = is_or_absent(headers, SITE, &["same-origin", "none"])
        && is_or_absent(headers, ORIGIN.as_str(), &[own_origin]);
    if own && is_page_or_script(headers) { Ok(()) } else { Err(Refusal::CrossSite) }
}

/// Whether a page or a script sends the request, as far as the browser says: not an image, a frame, a ping or a beacon,
/// none of which our page uses.
fn is_page_or_script(headers: &HeaderMap) -> bool {
    is_or_absent(headers, MODE, &["navigate", "cors", "same-origin"])
        && is_or_absent(headers, DEST, &["document", "empty"])
}

/// Refuses to begin or finish a login for anything but a navigation of the person's own tab: a prefetch, an image or a
/// frame on another site must not leave a cookie. The navigation may come from anywhere: a login comes back from the
/// tenant's site. Browsers without Fetch Metadata send none of these headers.
fn check_navigation(headers: &HeaderMap) -> Result<(), Refusal> {
    let navigation = is_or_absent(headers, MODE, &["navigate"])
        // `empty`: a service worker of our own origin passed the navigation on. No page can send that.
        && is_or_absent(headers, DEST, &["document", "empty"])
        && !is_ahead(headers);
    if navigation { Ok(()) } else { Err(Refusal::NotANavigation) }
}

/// Whether a script of our own page asks, by all that the browser says. A script whose browser does not say `empty`
/// looks like an old browser's navigation, and is treated as one.
fn is_own_script(headers: &HeaderMap, own_origin: &str) -> bool {
    one(headers, DEST) == Some("empty")
        && is_or_absent(headers, SITE, &["same-origin"])
        && is_or_absent(headers, MODE, &["cors", "same-origin"])
        && is_or_absent(headers, ORIGIN.as_str(), &[own_origin])
        && !is_ahead(headers)
}

/// Whether the browser asks ahead of the person: a prefetch or a prerender.
fn is_ahead(headers: &HeaderMap) -> bool {
    headers.contains_key("sec-purpose") || headers.contains_key("purpose")
}

/// The header that says how the sending page's site relates to ours.
pub const SITE: &str = "sec-fetch-site";
pub(super) const MODE: &str = "sec-fetch-mode";
pub(super) const DEST: &str = "sec-fetch-dest";

pub(super) fn is_or_absent(headers: &HeaderMap, name: &str, expected: &[&str]) -> bool {
    one(headers, name).is_none_or(|value| expected.contains(&value))
}

/// A header's value. One that comes twice or cannot be read is not absent but empty, which no browser sends.
#[must_use]
pub fn one<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().unwrap_or_default();
    Some(if values.next().is_none() { first } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[track_caller]
    fn check_post(pairs: &[(&'static str, &str)], own: bool) {
        let outcome = check_origin(&headers(pairs), "https://app.example");
        assert_eq!(outcome.is_ok(), own, "{pairs:?}");
    }

    #[test]
    fn refuses_csrf() {
        check_post(&[("sec-fetch-site", "same-origin")], true);
        check_post(&[("origin", "https://app.example")], true);
        check_post(&[], false);
        for site in ["cross-site", "same-site", "none", "", "Same-Origin", "same-origin, none"] {
            check_post(&[("sec-fetch-site", site)], false);
            check_post(&[("sec-fetch-site", site), ("origin", "https://app.example")], false);
        }
        for origin in [
            "null",
            "http://app.example",
            "https://app.example:444",
            "https://app.example.evil.example",
            "https://evil.example",
        ] {
            check_post(&[("origin", origin)], false);
        }
        let twice = [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")];
        check_post(&twice, false);
        let twice = [("origin", "https://app.example"), ("origin", "https://evil.example")];
        check_post(&twice, false);
        let same = ("sec-fetch-site", "same-origin");
        check_post(&[same, ("origin", "https://app.example")], true);
        check_post(&[same, ("origin", "null")], true);
        check_post(&[same, ("origin", "https://evil.example")], false);
        for (mode, dest, own) in [
            ("navigate", "document", true),
            ("cors", "empty", true),
            ("same-origin", "empty", true),
            ("no-cors", "empty", false),
            ("navigate", "iframe", false),
        ] {
            check_post(&[same, ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)], own);
        }
    }

    #[test]
    fn a_header_that_cannot_be_read_is_not_absent() {
        let mut unreadable = headers(&[("origin", "https://app.example")]);
        unreadable.insert("sec-fetch-site", http::HeaderValue::from_bytes(b"\xff").unwrap());
        assert!(check_origin(&unreadable, "https://app.example").is_err());
        assert!(check_reader(&unreadable, "https://app.example").is_err());
    }

    #[test]
    fn refuses_another_sites_look_at_a_private_answer() {
        let check = |pairs: &[(&'static str, &str)], expected: bool| {
            let outcome = check_reader(&headers(pairs), "https://app.example");
            assert_eq!(outcome.is_ok(), expected, "{pairs:?}");
        };
        check(&[], true);
        for (site, expected) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false)]
        {
            check(&[("sec-fetch-site", site)], expected);
        }
        check(&[("origin", "https://app.example")], true);
        check(&[("origin", "https://evil.example")], false);
        check(&[("sec-fetch-site", "same-origin"), ("sec-fetch-dest", "image")], false);
        check(&[("sec-fetch-mode", "no-cors")], false);
    }

    #[test]
    fn refuses_a_login_that_is_no_navigation() {
        let check = |pairs: &[(&'static str, &str)], expected: bool| {
            assert_eq!(check_navigation(&headers(pairs)).is_ok(), expected, "{pairs:?}");
        };
        check(&[], true);
        check(&[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], true);
        check(&[("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")], false);
        check(&[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")], false);
        check(&[("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch")], false);
        check(&[("purpose", "prefetch")], false);
        check(&[("sec-fetch-mode", "navigate"), ("sec-fetch-mode", "navigate")], false);
    }

    #[test]
    fn refuses_the_drawn_page_to_all_but_a_visit_and_our_own_script() {
        let check = |pairs: &[(&'static str, &str)], expected: bool| {
            let outcome = check(Sender::NavigationOrScript, &headers(pairs), "https://app.example");
            assert_eq!(outcome.is_ok(), expected, "{pairs:?}");
        };
        let (site, mode, dest) = ("sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest");
        let same = (site, "same-origin");
        check(&[], true);
        for at in ["same-origin", "same-site", "cross-site", "none"] {
            check(&[(site, at), (mode, "navigate"), (dest, "document")], true);
            check(&[(site, at), (mode, "navigate"), (dest, "iframe")], false);
            for how in ["cors", "same-origin"] {
                let own = at == "same-origin";
                check(&[(site, at), (mode, how), (dest, "empty")], own);
                check(&[(site, at), (mode, how), (dest, "image")], false);
                check(&[(site, at), (mode, how), (dest, "document")], false);
                check(&[(site, at), (mode, how)], false);
            }
            check(&[(site, at), (mode, "no-cors"), (dest, "empty")], false);
        }
        let script = [same, (mode, "cors"), (dest, "empty")];
        let with = |more: (&'static str, &'static str)| [&script[..], &[more]].concat();
        check(&with(("origin", "https://app.example")), true);
        for origin in ["null", "https://evil.example", "https://app.example.evil.example", ""] {
            check(&with(("origin", origin)), false);
        }
        for name in ["sec-purpose", "purpose"] {
            check(&with((name, "prefetch")), false);
        }
        check(&with((mode, "cors")), false);
    }
}

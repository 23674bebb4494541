//! What somebody who fills in the settings could try, or who has them filled in: each value is refused by
//! the variable's name, or is shown and does nothing.

use http::StatusCode;

use super::{bare, get, policy, text};
use crate::support::{Attacks, Stage, json};

/// Whether a value of a variable is refused by the variable's name, and not repeated.
fn refused(variable: &str, value: &str) -> bool {
    let stage = Stage::native(&[(variable, value)]);
    let answer = get(&stage, "/healthz");
    let document = json(&answer);
    answer.status() == StatusCode::SERVICE_UNAVAILABLE
        && document["variables"] == serde_json::json!([variable])
        && (value.len() < 8 || !document.to_string().contains(value))
}

/// Tries a value in each of these variables.
#[track_caller]
fn refused_in(attacks: &mut Attacks, what: &str, variables: &[&str], value: &str) {
    for variable in variables {
        assert!(refused(variable, value), "{what}, in {variable}");
    }
    attacks.tried_many(what, variables.len(), "refused, in `/healthz`");
}

/// What a value does to the pages and their policy, where it is taken: nothing but be shown.
fn is_only_shown(variable: &str, value: &str) -> bool {
    let (plain, plain_policy) = bare();
    let stage = Stage::native(&[(variable, value)]);
    if get(&stage, "/healthz").status() != StatusCode::OK {
        return false;
    }
    let answer = get(&stage, "/");
    let same_policy = policy(&answer) == plain_policy;
    let page = text(answer);
    let tags = |page: &str, tag: &str| page.matches(tag).count();
    let same_tags =
        ["<script", "</title", "</head", "<style", "<base", "<iframe", " onerror=\"", " onerror='"]
            .iter()
            .all(|tag| tags(&page, tag) == tags(&plain, tag));
    let small = text(get(&stage, "/nowhere"));
    same_policy && same_tags && tags(&small, "</title") == 1 && !small.contains("<script")
}

#[test]
fn attack_markup_in_the_products_name_is_shown_as_text() {
    let mut attacks = Attacks::new("brand-name", true);
    for (what, value) in [
        ("an element", "<script>alert(1)</script>"),
        ("an end of the title", "</title><script>alert(1)</script>"),
        ("an end of the attribute", "\"><script>alert(1)</script>"),
        ("an attribute", "\" onerror=\"alert(1)"),
        ("a single quote", "' onerror='alert(1)"),
        ("a comment", "--><script>alert(1)</script><!--"),
        ("a mark of the page's slots", "<!--brand:head--><script>"),
        ("a character reference", "&lt;script&gt;"),
        ("a template's slot", "{{ 7*7 }}{% if %}"),
        ("a backslash", "a\\u003cscript>"),
    ] {
        let shown = is_only_shown("product_name", value);
        attacks.tried(what, shown, "escaped, in title, attribute and text");
    }
    let stage = Stage::native(&[("product_name", "</title><b a=\"c\">&amp;'")]);
    let escaped = "&#60;/title&#62;&#60;b a=&#34;c&#34;&#62;&#38;amp;&#39;";
    assert_eq!(text(get(&stage, "/")).matches(escaped).count(), 3);
    for (what, value) in [
        ("a control character", "Ac\u{7}me"),
        ("a null character", "Ac\0me"),
        ("a new line", "Ac\nme"),
        ("a line separator", "Ac\u{2028}me"),
        ("a character that turns the direction of text", "Acme\u{202e}moc"),
        ("one that isolates a direction", "Acme\u{2067}moc"),
        ("65 characters", &"x".repeat(65)),
        ("100,000 characters", &"x".repeat(100_000)),
    ] {
        attacks.tried(what, refused("product_name", value), "refused, in `/healthz`");
    }
    attacks.finish();
}

#[test]
fn attack_an_address_that_is_none() {
    let mut attacks = Attacks::new("brand-addresses", true);
    let long = format!("https://cdn.example/{}", "x".repeat(500));
    for (what, value) in [
        ("a script", "javascript:alert(1)"),
        ("a script in capitals", "JaVaScRiPt:alert(1)"),
        ("a script behind a path", "/x\njavascript:alert(1)"),
        ("data", "data:text/html,<script>alert(1)</script>"),
        ("data of an image", "data:image/svg+xml;base64,PHN2Zy8+"),
        ("another scheme", "ftp://cdn.example/logo.svg"),
        ("a blob", "blob:https://cdn.example/1"),
        ("a file", "file:///etc/passwd"),
        ("http", "http://cdn.example/logo.svg"),
        ("the scheme of the page", "//evil.example/logo.svg"),
        ("a backslash for a slash", "/\\evil.example/logo.svg"),
        ("two backslashes", "\\\\evil.example/logo.svg"),
        ("a tab between two slashes", "/\t/evil.example/logo.svg"),
        ("a path that climbs to two slashes", "/..//evil.example/logo.svg"),
        ("a scheme without slashes", "https:evil.example/logo.svg"),
        ("a scheme with three slashes", "https:///evil.example/logo.svg"),
        ("a user", "https://accounts.example@evil.example/logo.svg"),
        ("a relative path", "logo.svg"),
        ("an address of a network", "https://192.168.0.1/logo.svg"),
        ("an IPv6 address", "https://[::1]/logo.svg"),
        ("no host", "https://"),
        ("letters that are not ASCII", "https://cdn.example/lögo.svg"),
        ("characters that turn the direction of text", "https://cdn.example/\u{202e}gvs.ogol"),
        ("a null character", "https://cdn.example/\0"),
        ("half an encoded character", "https://cdn.example/%3"),
        ("an encoded character that is none", "https://cdn.example/%zz.svg"),
        ("markup", "https://cdn.example/<script>"),
        ("an end of the attribute", "https://cdn.example/\"onerror=\"x"),
        ("a single quote", "https://cdn.example/'x"),
        ("520 bytes", &long),
    ] {
        refused_in(
            &mut attacks,
            what,
            &["logo", "stylesheet", "home_url", "privacy_url", "help_url"],
            value,
        );
    }
    for (what, variable) in [("privacy", "privacy_url"), ("the way home", "home_url")] {
        let refused = refused(variable, "mailto:a@b.example");
        attacks.tried(&format!("`mailto:` for {what}"), refused, "refused");
    }
    for value in ["mailto:a@b.example\"><script>", "mailto:javascript:x", "mailto:a@b.example,c@d"]
    {
        attacks.tried(&format!("`{value}`, for help"), refused("help_url", value), "refused");
    }
    attacks.finish();
}

#[test]
fn attack_a_policy_widened_through_a_file() {
    let mut attacks = Attacks::new("brand-policy", true);
    for (what, value) in [
        ("a directive", "https://cdn.example/a; script-src *"),
        ("a directive without spaces", "https://cdn.example/a;script-src"),
        ("a further source", "https://cdn.example/a https://evil.example"),
        ("a further policy", "https://cdn.example/a,script-src"),
        ("a new line", "https://cdn.example/a\r\nset-cookie:x=y"),
        ("a keyword", "'unsafe-inline'"),
        ("every host", "https://*/logo.svg"),
        ("every file", "https://cdn.example/*"),
        ("every host below one", "https://*.example/logo.svg"),
        ("a host with an encoded semicolon", "https://cdn.example%3b/logo.svg"),
        ("a whole scheme", "https:"),
        ("a whole origin", "https://cdn.example"),
        ("a whole folder", "https://cdn.example/brand/"),
    ] {
        refused_in(&mut attacks, what, &["logo", "stylesheet"], value);
    }
    attacks.finish();
}

#[test]
fn attack_a_style_through_the_colour() {
    let mut attacks = Attacks::new("brand-colour", true);
    for (what, value) in [
        ("a further property", "#5b2a86; background: url(https://evil.example)"),
        ("an end of the block", "#5b2a86} body { display: none"),
        ("a function", "url(https://evil.example)"),
        ("a variable", "var(--paper)"),
        ("a name", "purple"),
        ("three digits", "#528"),
        ("eight digits", "#5b2a8600"),
        ("an end of the element", "#5b2a86</style><script>"),
        ("a comment", "#5b2a86/*"),
        ("an import", "@import 'https://evil.example'"),
        ("an escaped digit", "#\\35 b2a86"),
        ("full-width digits", "#５b2a86"),
        ("a third colour", "#5b2a86,#c9a6ec,#c9a6ec"),
        ("nothing for the dark scheme", "#5b2a86,"),
        ("a colour and something more for the dark scheme", "#5b2a86,#c9a6ec}"),
        ("100,000 digits", &format!("#{}", "5".repeat(100_000))),
    ] {
        attacks.tried(what, refused("accent_color", value), "refused, in `/healthz`");
    }
    for (what, value) in [
        ("white on white", "#ffffff"),
        ("yellow in the light scheme", "#ffcc00"),
        ("just too pale in the light scheme", "#757575"),
        ("black in the dark scheme", "#5b2a86,#000000"),
        ("just too deep in the dark scheme", "#5b2a86,#808080"),
    ] {
        let stage = Stage::native(&[("accent_color", value)]);
        // The service stays up, with its own colours.
        let answer = get(&stage, "/healthz");
        let health = json(&answer);
        let said = health["looks"][0].as_str().unwrap();
        let told = said.contains("4.5:1 (WCAG 2.2, 1.4.3)") && said.contains("would do is #");
        let up = answer.status() == StatusCode::OK && health["status"] == "ok";
        let plain = get(&stage, "/brand.css").status() == StatusCode::NOT_FOUND;
        let logged = stage.log().matches("accent_color").count() == 1;
        attacks.tried(what, told && up && plain && logged, "not shown, told with the contrast");
    }
    attacks.finish();
}

#[test]
fn attack_labels_that_are_markup_or_for_nobody() {
    let mut attacks = Attacks::new("brand-labels", true);
    for (what, variable, value) in [
        ("a control character", "connections", "github=Git\u{7}Hub"),
        ("a character that turns the direction", "connections", "github=Git\u{202e}Hub"),
        ("the same in `connection_labels`", "connection_labels", "de:github=Git\u{202e}Hub"),
        ("a connection that is not offered", "connection_labels", "de:nobody=Niemand"),
        ("a language that the page does not have", "connection_labels", "xx:github=GitHub"),
        ("a language that is markup", "connection_labels", "<b>:github=GitHub"),
        ("129 characters", "connections", &format!("github={}", "x".repeat(129))),
        (
            "129 characters by language",
            "connection_labels",
            &format!("de:github={}", "x".repeat(129)),
        ),
    ] {
        attacks.tried(what, refused(variable, value), "refused, in `/healthz`");
    }
    let stage = Stage::native(&[("connections", "github=<b>Git\"Hub</b>")]);
    let start = text(get(&stage, "/link/start?connection=github"));
    attacks.tried("markup", !start.contains("<b>"), "escaped; `/me` is JSON");
    attacks.finish();
}

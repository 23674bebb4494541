//! Tests of the looks: what is taken, and that nothing is taken which could be read as something else.

use super::*;
use crate::config::{Config, ConfigError};

fn parse(variable: &str, value: &str) -> Result<Brand, ConfigError> {
    config(variable, value).map(|config| config.brand)
}

fn config(variable: &str, value: &str) -> Result<Config, ConfigError> {
    let good = [
        ("auth0_url", "https://tenant.eu.auth0.com"),
        ("client_id", "abc123"),
        ("base_url", "https://accounts.example.com"),
        ("cookie_secrets", "d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28"),
        ("connections", "github"),
    ];
    Config::parse(|name| {
        let mut pairs = [(variable, value)].into_iter().chain(good);
        pairs.find(|(it, _)| *it == name).map(|(_, value)| value.to_owned())
    })
}

#[track_caller]
fn check_wrong(variable: &'static str, value: &str) {
    let error = parse(variable, value).expect_err(value);
    assert_eq!(error.variables(), [variable], "{value:?}");
}

#[test]
fn nothing_is_set_by_default() {
    assert_eq!(parse("logo", "").unwrap(), Brand::default());
}

#[test]
fn takes_names_of_every_script() {
    for name in ["Acme", "Ä & Ö <b>", "合同会社アクメ", "شركة أكمي", "a'b\"c"] {
        assert_eq!(parse("product_name", name).unwrap().product_name.as_deref(), Some(name));
    }
    check_wrong("product_name", &"x".repeat(65));
    assert!(parse("product_name", &"é".repeat(64)).is_ok());
}

#[test]
fn tells_our_own_addresses_from_others() {
    let logo = |value: &str| parse("logo", value).unwrap().logo.unwrap();
    for ours in ["/brand/logo.svg", "/logo.svg?v=2", "https://accounts.example.com/logo.svg"] {
        assert_eq!(logo(ours).foreign_source(), None, "{ours}");
        assert_eq!(logo(ours).to_string(), ours);
    }
    let other = logo("https://cdn.example.com:8443/a/logo.svg?v=2");
    assert_eq!(other.foreign_source().unwrap(), "https://cdn.example.com:8443/a/logo.svg");
    assert_eq!(other.foreign_origin().unwrap(), "https://cdn.example.com:8443");
    assert!(parse("logo", "http://127.0.0.1:4000/logo.svg").is_ok());
    assert!(parse("logo", "http://localhost:4000/logo.svg").is_ok());
}

#[test]
fn a_file_is_no_folder_and_has_no_fragment() {
    for wrong in ["https://cdn.example.com/", "https://cdn.example.com", "/logo.svg#dark"] {
        check_wrong("logo", wrong);
        check_wrong("stylesheet", wrong);
    }
    assert!(parse("privacy_url", "https://example.com/").is_ok());
    assert!(parse("privacy_url", "/privacy#cookies").is_ok());
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let error = Config::parse(|name| match name {
        "base_url" => Some("nowhere".to_owned()),
        "logo" => Some("data:,".to_owned()),
        "stylesheet" => Some("/brand/acme.css".to_owned()),
        "accent_color" => Some("red".to_owned()),
        _ => None,
    });
    let names = error.unwrap_err().variables();
    assert!(names.contains(&"logo") && names.contains(&"accent_color"), "{names:?}");
    assert!(!names.contains(&"stylesheet"), "{names:?}");
}

#[test]
fn help_may_be_an_address_to_write_to() {
    let help = |value: &str| parse("help_url", value).is_ok();
    assert!(help("mailto:help@example.com") && help("mailto:help@example.com?subject=Accounts"));
    for wrong in [
        "mailto:",
        "mailto:help",
        "mailto:@example.com",
        "mailto:help@",
        "mailto:a@b@c",
        "mailto:/a@b",
        "mailto:a b@example.com",
        "mailto:a@example.com,b@example.com",
    ] {
        check_wrong("help_url", wrong);
    }
    check_wrong("privacy_url", "mailto:help@example.com");
}

#[test]
fn one_colour_is_enough() {
    let accent = parse("accent_color", "#5B2A86").unwrap().accent.unwrap();
    assert_eq!(accent.light.accent.to_string(), "#5b2a86");
    assert!(accent.dark.accent.contrast(DARK.card) >= 7.0);
    let accent = parse("accent_color", "#5b2a86, #c9a6ec").unwrap().accent.unwrap();
    assert_eq!(accent.dark.accent.to_string(), "#c9a6ec");
}

#[test]
fn a_colour_that_cannot_be_read_falls_back_with_a_sentence() {
    for (value, scheme) in [
        ("#ffcc00", "light"),
        ("#767676,#c9a6ec", "light"),
        ("#5b2a86,#5b2a86", "dark"),
        ("#5b2a86,#000000", "dark"),
    ] {
        let config = config("accent_color", value).unwrap();
        assert_eq!(config.brand, Brand::default(), "{value}");
        let [message] = config.looks.as_slice() else { panic!("{:?}", config.looks) };
        assert!(message.contains(&format!("in the {scheme} scheme")), "{message}");
        assert!(message.contains("4.5:1 (WCAG 2.2, 1.4.3)"), "{message}");
        let (_, nearest) = message.rsplit_once(' ').unwrap();
        let of = if scheme == "light" { LIGHT } else { DARK };
        assert!(of.shades(Colour::parse(nearest).unwrap()).is_some(), "{message}");
    }
    let both = config("accent_color", "#ffffff,#000000").unwrap().looks.join("\n");
    assert!(both.contains("light scheme") && both.contains("dark scheme"), "{both}");
    assert!(config("accent_color", "#5b2a86").unwrap().looks.is_empty());
    check_wrong("accent_color", "red");
}

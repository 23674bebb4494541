//! Tests of the settings: what is accepted, what is refused, and that the refusal is complete.

use super::super::{Config, ConfigError, Review, VerifiedEmail};

const GOOD: [(&str, &str); 5] = [
    ("auth0_url", "https://tenant.eu.auth0.com"),
    ("client_id", "abc123"),
    ("base_url", "https://accounts.example.com"),
    ("cookie_secrets", "d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28"),
    ("connections", "google-oauth2=Google, github = GitHub"),
];

fn parse(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::parse(|name| {
        let pairs = changes.iter().chain(GOOD.iter());
        pairs.into_iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
    })
}

#[track_caller]
fn check_wrong(variable: &'static str, value: &str) {
    let error = parse(&[(variable, value)]).expect_err(value);
    assert_eq!(error.variables(), [variable], "{value:?}");
}

#[test]
fn fills_in_the_defaults() {
    let config = parse(&[]).unwrap();
    assert_eq!(config.issuer(), "https://tenant.eu.auth0.com/");
    assert_eq!(config.management_audience(), "https://tenant.eu.auth0.com/api/v2/");
    assert_eq!(config.redirect_uri(), "https://accounts.example.com/link/callback");
    assert_eq!(config.origin(), "https://accounts.example.com");
    assert!(config.client_secret.is_none());
    assert_eq!(config.connections[1].name, "github");
    assert_eq!(config.connections[1].label, "GitHub");
    assert_eq!(config.review, Review::Always);
    assert_eq!(config.verified_email, VerifiedEmail::Required);
    assert_eq!((config.session_idle, config.session_max), (86_400, 604_800));
    assert!(!config.pictures);
}

#[test]
fn takes_every_setting() {
    let config = parse(&[
        ("auth0_url", "http://127.0.0.1:3001\n"),
        ("auth0_canonical_domain", "tenant.us.auth0.com"),
        ("client_secret", "worthless"),
        ("base_url", "http://localhost:3000"),
        ("review", "never"),
        ("verified_email", "optional"),
        ("session_idle", "30m"),
        ("session_max", "12h"),
        ("pictures", "on"),
    ])
    .unwrap();
    assert_eq!(config.management_audience(), "https://tenant.us.auth0.com/api/v2/");
    assert!(!config.is_https());
    assert_eq!(config.origin(), "http://localhost:3000");
    assert_eq!((config.session_idle, config.session_max), (1_800, 43_200));
    assert_eq!(config.review, Review::Never);
}

#[test]
fn names_every_wrong_variable_in_one_message() {
    let error = Config::parse(|_| None).unwrap_err();
    let names = error.variables();
    assert_eq!(names, ["auth0_url", "client_id", "base_url", "cookie_secrets", "connections"]);
    let error = parse(&[("review", "yes"), ("base_url", "nowhere")]).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("base_url must be an origin"), "{message}");
    assert!(message.contains("review must be always or never"), "{message}");
}

#[test]
fn refuses_what_is_no_origin() {
    for value in [
        "tenant.eu.auth0.com",
        "http://tenant.eu.auth0.com",
        "http://192.168.1.5",
        "https://tenant.eu.auth0.com/api",
        "https://user@tenant.eu.auth0.com",
        "https://tenant.eu.auth0.com?x",
        "ftp://tenant",
    ] {
        check_wrong("auth0_url", value);
        check_wrong("base_url", value);
    }
}

#[test]
fn refuses_what_is_out_of_range() {
    check_wrong("auth0_canonical_domain", "https://tenant.eu.auth0.com");
    check_wrong("client_id", "two words");
    check_wrong("cookie_secrets", "c2hvcnQ");
    check_wrong("cookie_secrets", "not base64url!");
    check_wrong("connections", "google-oauth2");
    check_wrong("connections", "google-oauth2=");
    check_wrong("connections", "a=A,a=B");
    check_wrong("review", "yes");
    check_wrong("verified_email", "true");
    check_wrong("session_idle", "10");
    check_wrong("session_idle", "0m");
    check_wrong("session_idle", "31d");
    check_wrong("session_max", "1h");
    let error = parse(&[("session_idle", "10d")]).unwrap_err();
    assert_eq!(error.variables(), ["session_max"]);
    check_wrong("pictures", "yes");
}

#[test]
fn never_prints_a_secret() {
    let config = parse(&[("client_secret", "worthless-secret")]).unwrap();
    let printed = format!("{config:?}");
    assert!(!printed.contains("worthless-secret"), "{printed}");
    assert!(!printed.contains("d29ydGhsZXNz"), "{printed}");
}

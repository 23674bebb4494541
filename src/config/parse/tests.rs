//! Tests of the settings: what is accepted, what is refused, and that the refusal is complete.

use super::super::{
    Budget, Config, ConfigError, LoginUi, Passwordless, ResponseMode, ReviewSetting, VerifiedEmail,
};

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
fn the_white_space_around_a_setting_is_ascii() {
    // A file's line end, which `--variable name=@file` keeps.
    assert_eq!(parse(&[("client_id", "\t abc123\r\n")]).unwrap().client_id, "abc123");
    for blank in ['\u{85}', '\u{a0}', '\u{2009}', '\u{3000}'] {
        check_wrong("client_id", &format!("abc123{blank}"));
        check_wrong("connections", &format!("github=GitHub,{blank}google-oauth2=Google"));
        check_wrong(
            "embed_origins",
            &format!("https://www.example.com,{blank}https://example.com"),
        );
    }
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
    assert_eq!(config.connections[1].label.as_deref(), Some("GitHub"));
    assert_eq!(config.review, ReviewSetting::Always);
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
    assert_eq!(config.review, ReviewSetting::Never);
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
fn every_setting_that_is_an_origin_is_spelled_as_one() {
    for name in ["auth0_url", "base_url", "webhook_origin", "embed_origins"] {
        assert!(parse(&[(name, "https://www.example.com")]).is_ok(), "{name}");
        for value in ["https://*", "HTTPS://www.example.com", "https://www.example.com/path"] {
            check_wrong(name, value);
        }
    }
    check_wrong("auth0_canonical_domain", "*.auth0.com");
}

#[test]
fn refuses_what_is_out_of_range() {
    check_wrong("auth0_canonical_domain", "https://tenant.eu.auth0.com");
    check_wrong("client_id", "two words");
    check_wrong("cookie_secrets", "c2hvcnQ");
    check_wrong("cookie_secrets", "not base64url!");
    check_wrong("connections", "google-oauth2,");
    check_wrong("connections", "google-oauth2=");
    check_wrong("connections", "a=A,a=B");
    check_wrong("connections", "=A");
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

/// 32 bytes in base64url.
const SECRET: &str = "d29ydGhsZXNzLXdvcnRobGVzcy13b3J0aGxlc3Mtd28";

#[test]
fn fills_in_the_defaults_of_what_is_optional() {
    let config = parse(&[]).unwrap();
    assert!(config.management_client().is_none());
    assert_eq!(config.reauth_after, Some(900));
    assert!(config.acr_values.is_empty() && config.managed_connections.is_empty());
    assert!(!config.allowed_pairs.restrict());
    assert!(config.webhook.is_none());
}

/// The Management client's id and secret.
#[track_caller]
fn check_client(changes: &[(&str, &str)], id: &str, secret: &str) {
    let config = parse(changes).unwrap();
    let client = config.management_client().unwrap();
    assert_eq!((client.client_id.as_str(), client.client_secret.expose().as_str()), (id, secret));
}

#[test]
fn takes_the_management_client() {
    let client = ("management", "client");
    let own = ("client_secret", "own");
    check_client(&[client, own], "abc123", "own");
    check_client(&[client, ("management_client_secret", "other")], "abc123", "other");
    check_client(&[client, own, ("management_client_id", "abc123")], "abc123", "own");
    let separate =
        [client, own, ("management_client_id", "m2m"), ("management_client_secret", "other")];
    check_client(&separate, "m2m", "other");
    // In mode `user` nothing of it is used.
    let unused = [("management", "user"), ("management_client_id", "m2m")];
    assert!(parse(&unused).unwrap().management_client().is_none());
}

#[test]
fn refuses_a_management_client_without_its_own_secret() {
    check_wrong("management", "machine");
    check_wrong("management", "Client");
    check_wrong("management_client_id", "two words");
    for changes in [
        &[("management", "client")][..],
        &[("management", "client"), ("client_secret", "own"), ("management_client_id", "m2m")],
    ] {
        let error = parse(changes).unwrap_err();
        assert_eq!(error.variables(), ["management_client_secret"], "{changes:?}");
    }
}

#[test]
fn takes_how_old_a_sign_in_may_be() {
    for (text, seconds) in [
        ("off", None),
        ("1m", Some(60)),
        ("90s", Some(90)),
        ("2h", Some(7_200)),
        ("30d", Some(2_592_000)),
    ] {
        assert_eq!(parse(&[("reauth_after", text)]).unwrap().reauth_after, seconds, "{text}");
    }
    for text in ["0", "15", "15 m", "-1m", "59s", "31d", "never", "OFF", "99999999999999999999m"] {
        check_wrong("reauth_after", text);
    }
}

#[test]
fn takes_contexts_of_authentication() {
    let config = parse(&[("acr_values", "urn:a  http://b.example/c")]).unwrap();
    assert_eq!(config.acr_values, ["urn:a", "http://b.example/c"]);
    check_wrong("acr_values", "urn:ä");
    check_wrong("acr_values", "urn:a\turn:b");
    check_wrong("acr_values", &"x".repeat(129));
}

#[test]
fn takes_rules_for_pairs_and_managed_connections() {
    let config = parse(&[("allowed_pairs", "database+social, okta + database")]).unwrap();
    assert!(config.allowed_pairs.restrict());
    for text in [
        "database",
        "database+",
        "+social",
        "database+social,",
        ",",
        "a+b;c+d",
        "a+b+c",
        "a+b c",
        "+",
    ] {
        check_wrong("allowed_pairs", text);
    }
    let config = parse(&[("managed_connections", "okta, corp-ad")]).unwrap();
    assert_eq!(config.managed_connections, ["okta", "corp-ad"]);
    assert!(!config.allowed_pairs.restrict());
    for text in ["okta,", ",", "okta corp-ad", "öktä"] {
        check_wrong("managed_connections", text);
    }
}

#[test]
fn takes_a_webhook() {
    let origin = ("webhook_origin", "https://hooks.example.com");
    let secret = ("webhook_secret", SECRET);
    let url = |changes: &[(&str, &str)]| {
        parse(changes).unwrap().webhook.map(|webhook| webhook.url.to_string())
    };
    assert_eq!(url(&[origin, secret]).as_deref(), Some("https://hooks.example.com/"));
    let whole = [origin, secret, ("webhook_path", "/auth0?tenant=a")];
    assert_eq!(url(&whole).as_deref(), Some("https://hooks.example.com/auth0?tenant=a"));
    assert_eq!(url(&[origin]), None, "off without a secret");
    assert_eq!(url(&[("webhook_origin", "https://webhook.invalid")]), None, "the manifest's own");
}

#[test]
fn refuses_half_a_webhook() {
    check_wrong("webhook_origin", "http://hooks.example.com");
    check_wrong("webhook_origin", "https://hooks.example.com/path");
    check_wrong("webhook_path", "auth0");
    check_wrong("webhook_secret", "c2hvcnQ");
    check_wrong("webhook_secret", &format!("{SECRET},{SECRET}"));
    // A secret, but nobody to tell.
    let error = parse(&[("webhook_secret", SECRET)]).unwrap_err();
    assert_eq!(error.variables(), ["webhook_origin"]);
    // A path that names another host.
    for path in ["//evil.example/x", "/\\evil.example/x"] {
        let changes = [
            ("webhook_origin", "https://hooks.example.com"),
            ("webhook_secret", SECRET),
            ("webhook_path", path),
        ];
        assert_eq!(parse(&changes).unwrap_err().variables(), ["webhook_path"], "{path}");
    }
}

#[test]
fn never_prints_a_secret() {
    let config = parse(&[
        ("client_secret", "worthless-secret"),
        ("management", "client"),
        ("management_client_id", "m2m"),
        ("management_client_secret", "worthless-secret-too"),
        ("webhook_origin", "https://hooks.example.com"),
        ("webhook_secret", SECRET),
    ]);
    let printed = format!("{:?}", config.unwrap());
    assert!(!printed.contains("worthless-secret"), "{printed}");
    assert!(!printed.contains("d29ydGhsZXNz"), "{printed}");
    let error = parse(&[("management_client_id", "worthless secret")]).unwrap_err();
    assert!(!error.to_string().contains("worthless"), "values are never named");
}

#[test]
fn takes_the_settings_of_other_ways_to_sign_in() {
    let config = parse(&[]).unwrap();
    assert_eq!(config.passwordless, Passwordless::Universal);
    assert_eq!(config.response_mode, ResponseMode::Query);
    assert!(config.phone_prefixes.is_empty() && config.client_ip_header.is_none());
    assert_eq!(config.sms_budget, None);
    for (text, most, within) in [("500", 500, 86_400), ("50/h", 50, 3600), ("1", 1, 86_400)] {
        let config = parse(&[("sms_budget", text)]).unwrap();
        assert_eq!(config.sms_budget, Some(Budget { most, within }), "{text}");
    }
    let config = parse(&[
        ("client_secret", "worthless"),
        ("passwordless", "code_or_link"),
        ("phone_prefixes", "+49, +43"),
        ("client_ip_header", "True-Client-IP"),
        ("response_mode", "form_post"),
        ("connection_ids", "github=con_0123456789abcdef"),
    ])
    .unwrap();
    assert_eq!(config.passwordless, Passwordless::CodeOrLink);
    assert_eq!(config.phone_prefixes, ["+49", "+43"]);
    assert_eq!(config.client_ip_header.unwrap(), "true-client-ip");
    assert_eq!(config.response_mode, ResponseMode::FormPost);
    assert_eq!(config.connections[0].id, None);
    assert_eq!(config.connections[1].id.as_deref(), Some("con_0123456789abcdef"));
}

#[test]
fn a_code_on_the_page_needs_a_secret_and_nothing_that_only_the_tenant_can_ask() {
    check_wrong("passwordless", "code");
    check_wrong("passwordless", "off");
    for other in [("organization", "corp"), ("acr_values", "mfa")] {
        let settings = [("client_secret", "worthless"), ("passwordless", "code"), other];
        assert_eq!(parse(&settings).unwrap_err().variables(), ["passwordless"], "{other:?}");
    }
}

#[test]
fn refuses_what_the_new_settings_cannot_be() {
    for value in ["49", "+", "+0", "+49;+43", "+49,", "+4a", "+123456789012345"] {
        check_wrong("phone_prefixes", value);
    }
    for value in ["0", "-1", "+5", "5/d", "5 /h", "/h", "1000001", "off", "５", "1e3"] {
        check_wrong("sms_budget", value);
    }
    for value in ["x y", "x:", "ä"] {
        check_wrong("client_ip_header", value);
    }
    for value in ["fragment", "web_message", "form-post"] {
        check_wrong("response_mode", value);
    }
    for value in ["two words", "ä"] {
        check_wrong("organization", value);
    }
    for value in [
        "github",
        "github=",
        "github=con_123",
        "github=con_0123456789abcde!",
        "other=con_0123456789abcdef",
        "github=con_0123456789abcdef,github=con_0123456789abcdeg",
    ] {
        check_wrong("connection_ids", value);
    }
}

#[test]
fn takes_lock_where_it_is_built_in_and_says_what_it_needs_elsewhere() {
    assert_eq!(parse(&[]).unwrap().login_ui, LoginUi::Universal);
    assert_eq!(parse(&[("login_ui", "lock")]).unwrap().login_ui, LoginUi::Lock);
    assert_eq!(parse(&[("login_ui", "auth0js")]).unwrap().login_ui, LoginUi::Auth0Js);
    check_wrong("login_ui", "Lock");
    for value in ["lock", "auth0js"] {
        assert_eq!(super::login_ui(value, false), None);
    }
    assert_eq!(super::login_ui("universal", false), Some(LoginUi::Universal));
}

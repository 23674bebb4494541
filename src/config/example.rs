//! Settings for unit tests.

use super::Config;

/// Right settings, but for these changes.
pub(crate) fn config(changes: &[(&str, &str)]) -> Config {
    let secret = "A".repeat(43);
    let settings = [
        ("auth0_url", "https://tenant.example"),
        ("base_url", "https://app.example"),
        ("client_id", "client"),
        ("client_secret", "worthless"),
        ("cookie_secrets", secret.as_str()),
        ("connections", "github=GitHub"),
    ];
    Config::parse(|name| {
        let found = changes.iter().chain(&settings).find(|(it, _)| *it == name);
        found.map(|(_, value)| (*value).to_owned())
    })
    .unwrap()
}

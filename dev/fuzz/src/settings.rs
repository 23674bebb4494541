//! The variables of the manifest, `name=value` a line, over settings that are right.

use account_linking::config::settings::SETTINGS;
use account_linking::config::{Config, ConfigError};
use account_linking::error::Refusal;
use account_linking::page::Page;
use account_linking::page::policy::policy;
use account_linking::words::{Language, Words};

use crate::variants::setting;

/// Gives the input to the component.
///
/// # Panics
/// Where settings are accepted that make no sense together.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let given: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('=')).collect();
    let lookup = |name: &str| {
        let found = given.iter().find(|(it, _)| *it == name);
        found.map(|(_, value)| (*value).to_owned()).or_else(|| setting(0, name))
    };
    let config = match Config::parse(lookup) {
        Ok(config) => config,
        Err(error) => {
            let ConfigError::Wrong(wrong) = &error else { panic!("settings that were read") };
            assert!(!wrong.is_empty());
            assert!(
                wrong.iter().all(|(name, _)| SETTINGS.iter().any(|it| it.name == *name)),
                "{error}"
            );
            return;
        }
    };
    for url in [&config.auth0_url, &config.base_url] {
        assert!(url.path() == "/" && url.query().is_none() && url.fragment().is_none(), "{url}");
        assert!(url.username().is_empty() && url.password().is_none(), "{url}");
        let host = url.host_str().unwrap_or_default();
        let loopback = host == "localhost"
            || host.ends_with(".localhost")
            || host.starts_with("127.")
            || host == "[::1]";
        assert!(url.scheme() == "https" || (url.scheme() == "http" && loopback), "{url}");
    }
    assert!(config.cookie_secrets.newest.expose().len() >= 32);
    assert!(config.cookie_secrets.older.iter().all(|it| it.expose().len() >= 32));
    assert!(config.session_idle <= config.session_max && config.session_max <= 30 * 86_400);
    assert!(!config.connections.is_empty());
    assert!(config.issuer().ends_with('/'));
    assert!(config.redirect_uri().starts_with(&config.origin()));
    check_looks(&config);
    let _shown = format!("{config:?}");
}

/// The looks add sources to a policy and words to a page, whatever they hold: no directive, no markup.
fn check_looks(config: &Config) {
    let policy = policy(Some(config));
    assert!(http::HeaderValue::try_from(&policy).is_ok(), "{policy}");
    let fonts = usize::from(config.brand.stylesheet.is_some());
    assert_eq!(policy.matches(';').count(), 9 + fonts, "{policy}");
    let keywords = ["'self'", "'none'", "'script'"].map(|it| policy.matches(it).count() * 2);
    // Of the script and the style that stand in the page.
    let hashes = policy.matches("'sha256-").count();
    assert_eq!(hashes, 2, "{policy}");
    let quotes = keywords.iter().sum::<usize>() + hashes * 2;
    assert_eq!(policy.matches('\'').count(), quotes, "{policy}");
    assert!(!policy.contains(['*', ',']), "{policy}");
    let page =
        Page::Refusal(Refusal::NotFound).render(&config.brand, &Words::of(Language::English));
    assert_eq!(page.matches("</title").count(), 1, "{page}");
    let scripts = ["<script", "href=\"javascript:", "src=\"javascript:"];
    assert!(scripts.iter().all(|it| !page.contains(it)), "{page}");
}

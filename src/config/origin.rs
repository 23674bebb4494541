//! Origins and domains among the settings, in the one spelling that everybody compares.

use url::{Host, Url};

/// One scheme, one host and one port, spelled as a browser spells an origin; a slash may follow. The manifest
/// allows the host this very text, in which `*` is any host and a scheme in upper case is none.
pub(super) fn origin(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let spelled = text.strip_suffix('/').unwrap_or(text) == url.origin().ascii_serialization();
    (spelled && names_one_host(&url) && is_secure(&url)).then_some(url)
}

/// A parser of addresses takes `*` and braces for letters of a name.
fn names_one_host(url: &Url) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match url.host() {
        Some(Host::Domain(name)) => name.bytes().all(letter),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

/// Whether what comes from there cannot be changed on the way: over TLS, or from this very machine.
pub(super) fn is_secure(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(domain))) => domain == "localhost",
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        _ => false,
    }
}

/// A host, and its port unless it is the scheme's default.
pub(super) fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A host that is spelled as one.
pub(super) fn domain(text: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{text}")).ok()?;
    (host_and_port(&url) == text && names_one_host(&url)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_one_scheme_one_host_and_one_port() {
        for value in [
            "https://tenant.eu.auth0.com",
            "https://tenant.eu.auth0.com/",
            "https://tenant.eu.auth0.com:8443",
            "https://xn--mnchen-3ya.example",
            "https://[2001:db8::1]",
            "http://localhost:3001",
            "http://127.0.0.1:3001",
            "http://[::1]:3001",
        ] {
            let url = origin(value).unwrap();
            assert_eq!(url.origin().ascii_serialization(), value.trim_end_matches('/'));
        }
    }

    #[test]
    fn attack_a_wildcard_or_another_spelling_is_no_origin() {
        for value in [
            "tenant.eu.auth0.com",
            "http://tenant.eu.auth0.com",
            "http://192.168.1.5",
            "https://tenant.eu.auth0.com/api",
            "https://tenant.eu.auth0.com//",
            "https://user@tenant.eu.auth0.com",
            "https://@tenant.eu.auth0.com",
            "https://tenant.eu.auth0.com?x",
            "https://tenant.eu.auth0.com?",
            "https://tenant.eu.auth0.com#",
            "https:tenant.eu.auth0.com",
            "https:///tenant.eu.auth0.com",
            "https:\\\\tenant.eu.auth0.com",
            "ftp://tenant",
            // Any host at all, or any of a domain, to the host's list of those that may be called.
            "https://*",
            "https://*:443",
            "https://*:*",
            "*://*:*",
            "https://*.auth0.com",
            "https://{a,b}.auth0.com",
            "https://a.auth0.com,b.auth0.com",
            "https://{{ client_id }}",
            "https://10.0.0.0/8",
            // Of these it allows none.
            "HTTPS://tenant.eu.auth0.com",
            "Https://tenant.eu.auth0.com",
            "https://Tenant.eu.auth0.com",
            "https://tenant.eu.auth0.com:443",
            "https://tenant.eu.auth0.com:0443",
            "https://tenant.eu.auth0.com:08443",
            "https://tenant.eu.auth0.com:",
            "https://m\u{fc}nchen.example",
            "https://%74enant.eu.auth0.com",
            "https://ten\tant.eu.auth0.com",
            "https://0x7f.1",
            "https://[2001:DB8::1]",
        ] {
            assert_eq!(origin(value), None, "{value}");
        }
        for value in
            ["*", "*.auth0.com", "Tenant.auth0.com", "tenant.auth0.com/", "{a,b}.auth0.com"]
        {
            assert_eq!(domain(value), None, "{value}");
        }
    }
}

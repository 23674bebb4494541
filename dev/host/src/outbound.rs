//! Which hosts the component may call: `allowed_outbound_hosts`, as Spin reads it, for both worlds. Refuses what it does not understand.

use anyhow::{Context as _, Result, bail, ensure};
use http::Uri;

/// One entry, its templates already filled: `scheme://host[:port]`, each of which may be `*`.
#[derive(Debug, PartialEq)]
struct AllowedHost {
    /// `None`: any
    scheme: Option<String>,
    host: Host,
    port: Port,
}

#[derive(Debug, PartialEq)]
enum Host {
    Any,
    /// `*.example.com`, kept as `.example.com`
    Subdomain(String),
    Exact(String),
}

#[derive(Debug, PartialEq)]
enum Port {
    Any,
    /// From the first to just before the second, as Spin reads `1000..2000`
    Range(u16, u16),
    Exact(u16),
}

/// The entries of one component.
#[derive(Debug, Default)]
pub(crate) struct AllowedHosts(Vec<AllowedHost>);

impl AllowedHosts {
    pub(crate) fn parse(entries: &[String]) -> Result<Self> {
        let entries = entries.iter().map(|entry| {
            AllowedHost::parse(entry).with_context(|| format!("allowed_outbound_hosts: {entry:?}"))
        });
        Ok(Self(entries.collect::<Result<_>>()?))
    }

    /// Anything without a scheme and a host is refused: this host does not chain services.
    pub(crate) fn allow(&self, uri: &Uri) -> bool {
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return false;
        };
        let host = host.to_ascii_lowercase();
        let port = uri.port_u16().or_else(|| well_known_port(scheme));
        (self.0.iter()).any(|entry| {
            entry.scheme.as_deref().is_none_or(|allowed| allowed == scheme)
                && entry.host.allows(&host)
                && port.is_some_and(|port| entry.port.allows(port))
        })
    }
}

impl AllowedHost {
    fn parse(entry: &str) -> Result<Self> {
        let Some((scheme, rest)) = entry.trim().split_once("://") else {
            bail!("needs a scheme, as in `https://example.com` or `*://*:*`");
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        ensure!(!rest.contains('/'), "paths and address ranges are not understood here");
        ensure!(!rest.contains('{') && !scheme.contains('{'), "lists are not understood here");
        // The port stands after the last colon, unless that is inside an IPv6 address.
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            Some(_) | None => (rest, None),
        };
        Ok(Self {
            scheme: match scheme {
                "*" => None,
                _ => {
                    let letters = !scheme.is_empty() && scheme.chars().all(char::is_alphabetic);
                    ensure!(letters, "the scheme is not a word");
                    Some(scheme.to_owned())
                }
            },
            host: Host::parse(host)?,
            port: match port {
                None => Port::Exact(well_known_port(scheme).with_context(|| {
                    format!("no port given, and {scheme:?} has none of its own here")
                })?),
                Some(port) => Port::parse(port)?,
            },
        })
    }
}

impl Host {
    fn parse(host: &str) -> Result<Self> {
        let lower = host.to_ascii_lowercase();
        ensure!(!lower.is_empty(), "the host is empty");
        ensure!(
            lower != "self" && lower != "self.alt",
            "requests to the application itself are not served here"
        );
        if lower == "*" {
            return Ok(Self::Any);
        }
        let parsed = match lower.strip_prefix("*.") {
            Some(domain) => Self::Subdomain(format!(".{domain}")),
            None => Self::Exact(lower.clone()),
        };
        let rest = lower.strip_prefix("*.").unwrap_or(&lower);
        ensure!(!rest.contains('*'), "a wildcard may only stand for the whole host or its front");
        Ok(parsed)
    }

    fn allows(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Subdomain(suffix) => host.ends_with(suffix),
            Self::Exact(exact) => host == exact,
        }
    }
}

impl Port {
    fn parse(port: &str) -> Result<Self> {
        let number = |text: &str| {
            text.parse::<u16>().with_context(|| format!("port {text:?} is not a number"))
        };
        if port == "*" {
            return Ok(Self::Any);
        }
        Ok(match port.split_once("..") {
            Some((first, end)) => Self::Range(number(first)?, number(end)?),
            None => Self::Exact(number(port)?),
        })
    }

    fn allows(&self, port: u16) -> bool {
        match self {
            Self::Any => true,
            Self::Range(first, end) => (*first..*end).contains(&port),
            Self::Exact(exact) => port == *exact,
        }
    }
}

fn well_known_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(entry: &str, uri: &str, expected: bool) {
        let hosts = AllowedHosts::parse(&[entry.to_owned()]).unwrap();
        assert_eq!(hosts.allow(&uri.parse().unwrap()), expected, "{entry} {uri}");
    }

    #[test]
    fn scheme_host_and_port_all_count() {
        check("https://example.com", "https://example.com/any/path?x", true);
        check("https://example.com/", "https://example.com:443/", true);
        check("https://example.com", "https://EXAMPLE.com/", true);
        check("https://example.com", "http://example.com/", false);
        check("https://example.com", "https://example.com:8443/", false);
        check("https://example.com", "https://example.com.evil/", false);
        check("https://example.com", "https://evil-example.com/", false);
        check("https://example.com", "https://sub.example.com/", false);
        check("http://127.0.0.1:3001", "http://127.0.0.1:3001/oauth/token", true);
        check("http://127.0.0.1:3001", "http://127.0.0.1:3002/", false);
        check("http://127.0.0.1:3001", "http://localhost:3001/", false);
        check("http://[::1]:3001", "http://[::1]:3001/", true);
        check("http://[::1]", "http://[::1]/", true);
    }

    #[test]
    fn a_name_before_the_host_does_not_help() {
        check("https://example.com", "https://example.com@evil.test/", false);
        check("https://example.com", "https://example.com:443@evil.test/", false);
    }

    #[test]
    fn wildcards() {
        check("*://*:*", "http://anything:1234/", true);
        check("https://*", "https://anything/", true);
        check("https://*", "https://anything:8443/", false);
        check("https://*.auth0.com", "https://a.eu.auth0.com/", true);
        check("https://*.auth0.com", "https://auth0.com/", false);
        check("https://*.auth0.com", "https://evilauth0.com/", false);
        check("http://127.0.0.1:*", "http://127.0.0.1:5/", true);
        check("http://127.0.0.1:10..20", "http://127.0.0.1:19/", true);
        check("http://127.0.0.1:10..20", "http://127.0.0.1:20/", false);
    }

    #[test]
    fn nothing_is_allowed_by_default_nor_without_a_host() {
        assert!(!AllowedHosts::default().allow(&"https://example.com/".parse().unwrap()));
        check("*://*:*", "/path-only", false);
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        for entry in [
            "",
            "*",
            "example.com",
            "insecure:allow-all",
            "http://",
            "*://example.com",
            "redis://h",
            "http://10.0.0.0/8",
            "http://example.com/path",
            "http://a.*.b",
            "http://*a",
            "http://{a,b}",
            "{http,https}://a",
            "http://a:{1,2}",
            "http://a:b",
            "http://self",
            "h-t://a",
        ] {
            assert!(AllowedHosts::parse(&[entry.to_owned()]).is_err(), "{entry}");
        }
    }
}

//! The command line of the tenant: read once, completely.

use std::net::SocketAddr;
use std::path::PathBuf;

use lexopt::prelude::*;
use lexopt::{Error, Parser};
use tenant::{Client, Tenant};
use url::Url;

pub(crate) const USAGE: &str = "\
Serves a local Auth0 tenant with sample people, on the loopback only.

  --listen ADDRESS      where (127.0.0.1:3001; port 0: any free one)
  --app ORIGIN          the application's origin (http://localhost:3000): of the client local-app, the callback
                        ORIGIN/link/callback and the logout URL ORIGIN/ are allowed
  --client-id ID        register another client, or, without this, say more about local-app:
  --client-secret TEXT  its secret; without one it is public, and must use PKCE
  --callback URL        an allowed callback URL (may be given several times)
  --logout-url URL      an allowed logout URL (may be given several times)
  --api IDENTIFIER      an API that access tokens may be asked for (may be given several times)
  --canonical-domain D  the tenant's own domain, as if the address were a custom one: of the Management API's audience
  --tls                 https, with a certificate made at the start
  --certificate FILE    with --tls: write the certificate to trust there, instead of to a new file
  --state FILE          keep people and keys there: read at the start, written after every change
  --json                print one line of JSON when ready, and nothing else";

/// The client of the example tenant that people log in at.
const LOCAL_APP: &str = "local-app";

impl Options {
    /// Whom the tenant is there for, for a person to read.
    pub(crate) fn application(&self) -> String {
        if self.client_id == LOCAL_APP {
            format!("an application at {}", self.app)
        } else {
            format!("the client {}", self.client_id)
        }
    }

    /// Sets a tenant up as the options say.
    pub(crate) fn apply(&self, tenant: &mut Tenant) {
        if let Some(domain) = &self.canonical_domain {
            tenant.set_canonical_domain(domain);
        }
        if tenant.client_mut(&self.client_id).is_none() {
            tenant.add_client(Client::unrestricted(&self.client_id, self.client_secret.as_deref()));
        }
        if let Some(client) = tenant.client_mut(&self.client_id) {
            client.callbacks.extend(self.callbacks.iter().cloned());
            client.logout_urls.extend(self.logout_urls.iter().cloned());
        }
        for identifier in &self.apis {
            tenant.add_api(identifier);
        }
    }
}

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Wish {
    Help,
    Serve(Box<Options>),
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) app: Url,
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<String>,
    pub(crate) callbacks: Vec<String>,
    pub(crate) logout_urls: Vec<String>,
    pub(crate) apis: Vec<String>,
    pub(crate) canonical_domain: Option<String>,
    pub(crate) tls: bool,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) state: Option<PathBuf>,
    pub(crate) json: bool,
}

pub(crate) fn parse(mut parser: Parser) -> Result<Wish, Error> {
    let mut options = Options {
        listen: SocketAddr::from(([127, 0, 0, 1], 3001)),
        app: Url::parse("http://localhost:3000").map_err(|error| error.to_string())?,
        client_id: LOCAL_APP.to_owned(),
        client_secret: None,
        callbacks: Vec::new(),
        logout_urls: Vec::new(),
        apis: Vec::new(),
        canonical_domain: None,
        tls: false,
        certificate: None,
        state: None,
        json: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Wish::Help),
            Long("listen") => options.listen = parser.value()?.parse_with(listen)?,
            Long("app") => options.app = parser.value()?.parse()?,
            Long("client-id") => options.client_id = parser.value()?.parse_with(filled)?,
            Long("client-secret") => {
                options.client_secret = Some(parser.value()?.parse_with(filled)?);
            }
            Long("callback") => options.callbacks.push(parser.value()?.parse_with(address)?),
            Long("logout-url") => options.logout_urls.push(parser.value()?.parse_with(address)?),
            Long("api") => options.apis.push(parser.value()?.parse_with(filled)?),
            Long("canonical-domain") => {
                options.canonical_domain = Some(parser.value()?.parse_with(domain)?);
            }
            Long("tls") => options.tls = true,
            Long("certificate") => {
                options.certificate = Some(parser.value()?.parse_with(path)?);
            }
            Long("state") => options.state = Some(parser.value()?.parse_with(path)?),
            Long("json") => options.json = true,
            Short(_) | Long(_) | Value(_) => return Err(argument.unexpected()),
        }
    }
    if options.certificate.is_some() && !options.tls {
        return Err("--certificate needs --tls.".into());
    }
    if options.client_secret.is_some() && options.client_id == LOCAL_APP {
        return Err("--client-secret needs --client-id: that of local-app is settled.".into());
    }
    Ok(Wish::Serve(Box::new(options)))
}

fn listen(value: &str) -> Result<SocketAddr, &'static str> {
    let address: SocketAddr = value.parse().map_err(|_| "no address like 127.0.0.1:3001")?;
    // Its passwords are printed on its pages.
    let loopback = address.ip().is_loopback();
    loopback.then_some(address).ok_or("only an address of the loopback")
}

/// As it was typed: the tenant compares it exactly with what an application sends.
fn address(value: &str) -> Result<String, url::ParseError> {
    Url::parse(value).map(|_| value.to_owned())
}

/// A parameter without a value counts as missing in a request, so nothing of that kind can be registered.
fn filled(value: &str) -> Result<String, &'static str> {
    if value.is_empty() {
        Err("an identifier or a secret is not empty")
    } else {
        Ok(value.to_owned())
    }
}

/// A host and perhaps a port: the rest of the audience follows.
fn domain(value: &str) -> Result<String, &'static str> {
    if Url::parse(&format!("https://{value}/")).is_err() || value.contains('/') {
        return Err("a host is meant, such as example.eu.auth0.com");
    }
    Ok(value.to_owned())
}

/// Absolute, since whoever reads it in what is printed may be in another folder.
fn path(value: &str) -> std::io::Result<PathBuf> {
    std::path::absolute(value)
}

#[cfg(test)]
mod tests {
    use super::{Error, Options, Wish, parse};
    use tenant::{Keys, Tenant};

    fn options(line: &str) -> Result<Options, Error> {
        match parse(lexopt::Parser::from_args(line.split_whitespace()))? {
            Wish::Serve(options) => Ok(*options),
            Wish::Help => Err("help".into()),
        }
    }

    #[test]
    fn takes_what_it_knows() {
        let parsed = options("--listen [::1]:0 --app http://localhost:8080 --tls --json").unwrap();
        assert_eq!(
            (parsed.listen.to_string().as_str(), parsed.app.as_str()),
            ("[::1]:0", "http://localhost:8080/")
        );
        assert!(parsed.tls && parsed.json);
        let parsed = options("--tls --certificate trust.pem --state people.json").unwrap();
        for path in [parsed.certificate, parsed.state] {
            assert!(path.is_some_and(|path| path.is_absolute()));
        }
        assert_eq!(options("--json -h").unwrap_err().to_string(), "help");
    }

    #[test]
    fn registers_a_client_or_says_more_about_the_one_there() {
        let keys = Keys::generate();
        let registered = |line: &str, client_id: &str| {
            let options = options(line).unwrap();
            let mut tenant = Tenant::example(options.app.clone(), &options.app, keys.clone());
            options.apply(&mut tenant);
            tenant.client_mut(client_id).unwrap().clone()
        };
        let callbacks = "--callback http://localhost:8080/cb --callback http://localhost:8080";
        let client = registered(&format!("--client-id mine --client-secret s {callbacks}"), "mine");
        assert_eq!(client.callbacks, ["http://localhost:8080/cb", "http://localhost:8080"]);
        assert_eq!(client.client_secret.as_deref(), Some("s"));
        assert!(!client.machine_scopes.is_empty());

        let client = registered("--client-id mine --logout-url http://localhost:8080/", "mine");
        assert_eq!((client.client_secret, client.machine_scopes.len()), (None, 0));
        assert_eq!(client.logout_urls, ["http://localhost:8080/"]);

        let client = registered(callbacks, "local-app");
        assert_eq!((client.callbacks.len(), client.client_secret.is_some()), (3, true));
    }

    #[test]
    fn knows_the_tenants_own_domain_and_other_apis() {
        let options = options("--canonical-domain a.eu.auth0.example --api https://api.example");
        let options = options.unwrap();
        let mut tenant = Tenant::new(options.app.clone(), Keys::generate());
        options.apply(&mut tenant);
        assert_eq!(tenant.management_audience(), "https://a.eu.auth0.example/api/v2/");
        assert_eq!(options.apis, ["https://api.example"]);
    }

    #[test]
    fn refuses_the_rest() {
        for line in [
            "--listen 0.0.0.0:3001",
            "--listen localhost",
            "--app localhost",
            "--app",
            "--certificate trust.pem",
            "--client-secret worthless",
            "--callback /callback",
            "--logout-url /",
            "--api",
            "--canonical-domain",
            "--canonical-domain https://a.eu.auth0.example",
            "--canonical-domain a/b",
            "--fast",
            "3001",
        ] {
            assert!(options(line).is_err(), "{line}");
        }
    }
}

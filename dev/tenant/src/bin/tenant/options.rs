//! The command line of the tenant: read once, completely.

use std::net::SocketAddr;
use std::path::PathBuf;

use url::Url;

pub(crate) const USAGE: &str = "\
Serves a local Auth0 tenant with sample people, on the loopback only.

  --listen ADDRESS      where (127.0.0.1:3001; port 0: any free one)
  --app ORIGIN          the application's origin (http://localhost:3000): of the client local-app, the callback
                        ORIGIN/link/callback and the logout URL ORIGIN/ are allowed
  --tls                 https, with a certificate made at the start
  --certificate FILE    with --tls: write the certificate to trust there, instead of to a new file
  --json                print one line of JSON when ready, and nothing else";

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
    pub(crate) tls: bool,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) json: bool,
}

pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut options = Options {
        listen: SocketAddr::from(([127, 0, 0, 1], 3001)),
        app: Url::parse("http://localhost:3000").map_err(|error| error.to_string())?,
        tls: false,
        certificate: None,
        json: false,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value."));
        match word.as_str() {
            "--help" | "-h" => return Ok(Wish::Help),
            "--listen" => options.listen = listen(&value()?)?,
            "--app" => options.app = url("--app", &value()?)?,
            "--tls" => options.tls = true,
            "--certificate" => options.certificate = Some(path("--certificate", &value()?)?),
            "--json" => options.json = true,
            other => return Err(format!("{other} is no option.")),
        }
    }
    if options.certificate.is_some() && !options.tls {
        return Err("--certificate needs --tls.".to_owned());
    }
    Ok(Wish::Serve(Box::new(options)))
}

fn listen(value: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = value.parse().map_err(|error| format!("--listen: {error}."))?;
    // Its passwords are printed on its pages.
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("--listen: only an address of the loopback.".to_owned())
    }
}

fn url(option: &str, value: &str) -> Result<Url, String> {
    Url::parse(value).map_err(|error| format!("{option}: {error}."))
}

/// Absolute, since whoever reads it in what is printed may be in another folder.
fn path(option: &str, value: &str) -> Result<PathBuf, String> {
    std::path::absolute(value).map_err(|error| format!("{option}: {error}."))
}

#[cfg(test)]
mod tests {
    use super::{Options, Wish, parse};

    fn options(line: &str) -> Result<Options, String> {
        match parse(line.split_whitespace().map(str::to_owned))? {
            Wish::Serve(options) => Ok(*options),
            Wish::Help => Err("help".to_owned()),
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
        let parsed = options("--tls --certificate trust.pem").unwrap();
        assert!(parsed.certificate.is_some_and(|path| path.is_absolute()));
        assert_eq!(options("--json -h").unwrap_err(), "help");
    }

    #[test]
    fn refuses_the_rest() {
        for line in [
            "--listen 0.0.0.0:3001",
            "--listen localhost",
            "--app localhost",
            "--app",
            "--certificate trust.pem",
            "--fast",
            "3001",
        ] {
            assert!(options(line).is_err(), "{line}");
        }
    }
}

//! The command line.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Serves the component on wasmtime and, beside it, a local Auth0 tenant.

Usage: host [options]

  --manifest FILE          the application's manifest (default: spin.toml)
  --wasi 0.2|0.3           which of the two manifests is the default:
                           spin-wasi-0-2.toml or spin.toml (default: 0.3)
  --component FILE         this component instead of the manifest's; if the manifest
                           names a released one, FILE must have its digest
  --listen ADDRESS         where the application listens (default: 127.0.0.1:3000)
  --tenant-listen ADDRESS  where the tenant listens (default: 127.0.0.1:3001)
                           port 0 is any free port; only this machine is served
  --variable NAME=VALUE    a variable of the application, as for `spin up`;
                           VALUE may be @FILE; beats SPIN_VARIABLE_<NAME>
  --embedded-login         the tenant as logins on other pages than its own need it:
                           at http://localhost, one site with the application as
                           with a custom domain, and sending codes for pages
  --tenant-keys FILE       the tenant signs with the keys in that file, which is
                           made where it is not there: a start takes less time
  --files DIR              the files of that folder at /brand/ on the application's
                           own address: logos, style sheets, fonts
  --no-message-limits      codes and links by message are not counted: nothing
                           that the local tenant sends costs anything
  --runtime-config-file FILE
                           Spin's runtime configuration: key-value stores in Redis or
                           Valkey, which several hosts may share
  --no-tenant              no local tenant: the variables name another one
  --max-instance-reuse-count N
                           requests before an instance is replaced
                           (WASI 0.3 only; default: 128)
  --max-instance-concurrent-reuse-count N
                           requests that an instance answers at once
                           (WASI 0.3 only; default: 16)
  --spin                   run the real `spin up` instead of this host's wasmtime
  --json                   print one line of JSON when ready, nothing else
  -h, --help               print this
";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) manifest: PathBuf,
    pub(crate) component: Option<PathBuf>,
    pub(crate) listen: SocketAddr,
    pub(crate) tenant_listen: SocketAddr,
    pub(crate) tenant: bool,
    pub(crate) tenant_keys: Option<PathBuf>,
    pub(crate) embedded_login: bool,
    pub(crate) files: Option<PathBuf>,
    pub(crate) runtime_config: Option<PathBuf>,
    pub(crate) message_limits: bool,
    pub(crate) json: bool,
    pub(crate) spin: bool,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) reuse_count: Option<usize>,
    pub(crate) concurrent_reuse_count: Option<usize>,
}

impl Arguments {
    /// `None`: help was asked for.
    pub(crate) fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>> {
        let mut manifest = None;
        let mut default_manifest = "spin.toml";
        let mut arguments = Self {
            manifest: PathBuf::new(),
            component: None,
            listen: loopback(3000),
            tenant_listen: loopback(3001),
            tenant: true,
            tenant_keys: None,
            embedded_login: false,
            files: None,
            runtime_config: None,
            message_limits: true,
            json: false,
            spin: false,
            variables: BTreeMap::new(),
            reuse_count: None,
            concurrent_reuse_count: None,
        };
        while let Some(argument) = parser.next()? {
            match argument {
                Long("manifest") => manifest = Some(PathBuf::from(parser.value()?)),
                Long("wasi") => {
                    default_manifest = match parser.value()?.string()?.as_str() {
                        "0.3" => "spin.toml",
                        "0.2" => "spin-wasi-0-2.toml",
                        other => bail!("--wasi is 0.2 or 0.3, not {other:?}"),
                    }
                }
                Long("component") => arguments.component = Some(parser.value()?.into()),
                Long("listen") => arguments.listen = address(&parser.value()?.string()?)?,
                Long("tenant-listen") => {
                    arguments.tenant_listen = address(&parser.value()?.string()?)?;
                }
                Long("tenant-keys") => arguments.tenant_keys = Some(parser.value()?.into()),
                Long("variable") => {
                    let (name, value) = variable(&parser.value()?.string()?)?;
                    arguments.variables.insert(name, value);
                }
                Long("embedded-login") => arguments.embedded_login = true,
                Long("files") => arguments.files = Some(parser.value()?.into()),
                Long("runtime-config-file") => {
                    arguments.runtime_config = Some(parser.value()?.into());
                }
                Long("no-message-limits") => arguments.message_limits = false,
                Long("no-tenant") => arguments.tenant = false,
                Long("max-instance-reuse-count") => {
                    arguments.reuse_count = Some(count(&mut parser)?);
                }
                Long("max-instance-concurrent-reuse-count") => {
                    arguments.concurrent_reuse_count = Some(count(&mut parser)?);
                }
                Long("spin") => arguments.spin = true,
                Long("json") => arguments.json = true,
                Short('h') | Long("help") => return Ok(None),
                Short(_) | Long(_) | Value(_) => return Err(argument.unexpected().into()),
            }
        }
        ensure!(
            !(arguments.spin && arguments.component.is_some()),
            "--component is for this host; `spin up` takes the manifest's"
        );
        ensure!(
            !(arguments.spin && arguments.files.is_some()),
            "--files is for this host: `spin up` serves what the manifest names"
        );
        arguments.manifest = manifest.unwrap_or_else(|| default_manifest.into());
        Ok(Some(arguments))
    }
}

fn count(parser: &mut lexopt::Parser) -> Result<usize> {
    let count = parser.value()?.parse()?;
    ensure!(count > 0, "a count is at least 1");
    Ok(count)
}

fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// Sample accounts with public passwords are for this machine alone.
fn address(text: &str) -> Result<SocketAddr> {
    let numeric = text.replace("localhost:", "127.0.0.1:");
    let address: SocketAddr =
        numeric.parse().with_context(|| format!("{text:?} is no address like 127.0.0.1:3000"))?;
    ensure!(address.ip().is_loopback(), "{text}: only loopback addresses are served");
    Ok(address)
}

fn variable(text: &str) -> Result<(String, String)> {
    let (name, value) = text.split_once('=').context("--variable is NAME=VALUE")?;
    let value = match value.strip_prefix('@') {
        // As Spin does, the file's last newline stays.
        Some(file) => std::fs::read_to_string(file)
            .with_context(|| format!("--variable {name}: cannot read {file}"))?,
        None => value.to_owned(),
    };
    Ok((name.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Arguments>> {
        Arguments::parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn defaults() {
        let arguments = parse("").unwrap().unwrap();
        assert_eq!(arguments.manifest, PathBuf::from("spin.toml"));
        assert_eq!(arguments.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(arguments.tenant_listen.to_string(), "127.0.0.1:3001");
        assert!(arguments.tenant && !arguments.json && !arguments.spin);
        assert!(!arguments.embedded_login && arguments.message_limits);
        assert_eq!((arguments.files, arguments.runtime_config), (None, None));
        assert_eq!((arguments.reuse_count, arguments.concurrent_reuse_count), (None, None));
    }

    #[test]
    fn everything_given() {
        let line = "--wasi 0.2 --listen localhost:0 --tenant-listen [::1]:0 --variable a=b=c \
                    --variable=d= --json --no-tenant --max-instance-reuse-count 1 --component x.wasm \
                    --max-instance-concurrent-reuse-count 4 --files brand --no-message-limits \
                    --runtime-config-file runtime-config.toml";
        let arguments = parse(line).unwrap().unwrap();
        assert_eq!(arguments.manifest, PathBuf::from("spin-wasi-0-2.toml"));
        assert_eq!(arguments.listen.to_string(), "127.0.0.1:0");
        assert_eq!(arguments.tenant_listen.to_string(), "[::1]:0");
        assert_eq!(arguments.variables["a"], "b=c");
        assert_eq!(arguments.variables["d"], "");
        assert_eq!(arguments.component, Some("x.wasm".into()));
        assert!(arguments.json && !arguments.tenant && !arguments.message_limits);
        assert_eq!(arguments.files, Some("brand".into()));
        assert_eq!(arguments.runtime_config, Some("runtime-config.toml".into()));
        assert_eq!((arguments.reuse_count, arguments.concurrent_reuse_count), (Some(1), Some(4)));
        let arguments = parse("--wasi 0.2 --manifest other.toml").unwrap().unwrap();
        assert_eq!(arguments.manifest, PathBuf::from("other.toml"));
        assert!(parse("--help").unwrap().is_none());
    }

    #[test]
    fn refuses_the_rest() {
        for line in [
            "--wasi 0.1",
            "--listen 0.0.0.0:3000",
            "--listen 3000",
            "--variable a",
            "--unknown",
            "x",
            "--max-instance-reuse-count 0",
            "--max-instance-concurrent-reuse-count 0",
            "--variable a=@/no/such/file",
            "--spin --component x",
            "--spin --files x",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}

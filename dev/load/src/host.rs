//! The development host as a child of this program: where it listens, what it says went wrong, and how much
//! memory it has.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use url::Url;

use crate::arguments::Arguments;

/// How the host says that an instance trapped or gave no answer.
const FAILED: &str = "the component failed";

/// Ends with this program.
pub(crate) struct Host {
    child: Child,
    traps: Arc<AtomicUsize>,
    /// The component's origin.
    pub(crate) app: Url,
    address: SocketAddr,
}

impl Host {
    /// Starts it on free ports, and waits until it serves.
    pub(crate) fn start(arguments: &Arguments) -> Result<Self> {
        let mut command = Command::new(&arguments.host);
        command.args(["--json", "--wasi", &arguments.wasi]);
        command.args(["--listen", "127.0.0.1:0", "--tenant-listen", "127.0.0.1:0"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let host = arguments.host.display();
        let mut child = command.spawn().with_context(|| {
            format!("cannot start {host}: `cargo verify --only component --only host` builds it")
        })?;
        let traps = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&traps);
        let stderr = BufReader::new(child.stderr.take().context("no stderr")?);
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok).filter(|it| it.contains(FAILED)) {
                eprintln!("{line}");
                seen.fetch_add(1, Ordering::Relaxed);
            }
        });
        let mut ready = String::new();
        BufReader::new(child.stdout.take().context("no stdout")?).read_line(&mut ready)?;
        let ready: Value = serde_json::from_str(&ready).context("the host did not start")?;
        let app = ready.get("app").and_then(Value::as_str).context("the host says no address")?;
        let app = Url::parse(app)?;
        let address = address(&app)?;
        Ok(Self { child, traps, app, address })
    }

    /// Where the component is served.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often an instance failed.
    pub(crate) fn traps(&self) -> usize {
        self.traps.load(Ordering::Relaxed)
    }

    /// Resident memory, in kilobytes.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .context("memory is told by /proc, on Linux")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.context("the host has ended")?.parse()?)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It holds nothing that needs a gentle end.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The address of an origin, which must be this machine's own.
pub(crate) fn address(url: &Url) -> Result<SocketAddr> {
    let addresses = url.socket_addrs(|| None)?;
    let address = addresses.into_iter().find(SocketAddr::is_ipv4).context("no address")?;
    ensure!(address.ip().is_loopback(), "{url} is not on this machine");
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn speaks_to_this_machine_alone() {
        assert!(address(&"http://127.0.0.1:3000/".parse().unwrap()).is_ok());
        assert!(address(&"http://192.0.2.1:3000/".parse().unwrap()).is_err());
    }
}

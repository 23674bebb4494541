//! Runs the real `spin up` in place of this host's wasmtime, and ends it with all its children.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::arguments::Arguments;
use crate::log;

/// How long it may take to load the application, and to end after SIGTERM.
const START: Duration = Duration::from_secs(60);
const END: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(50);

const NOT_THERE: &str = "there is no `spin` on the PATH. Install Spin 4.1 or newer as \
    https://spinframework.dev/install says, or leave out --spin to run on wasmtime";

/// What ends the group where this program was killed: then nobody holds the other end of its stdin any more.
const GUARD: &str =
    "read _; kill -s TERM -- \"-$0\"; sleep 5; kill -s KILL -- \"-$0\"; rm -rf -- \"$1\"";

/// A running `spin up`, the leader of a process group of its own.
pub(crate) struct Spin {
    child: Child,
    group: Pid,
    /// In a group of its own, too, so that no terminal ends it.
    guard: Child,
    /// Where Spin keeps stores and logs. What is in there can be read by nobody later: keys are new at each start.
    state: PathBuf,
}

impl Drop for Spin {
    /// The last resort, where `end` was not reached. A group that is gone already does not mind.
    fn drop(&mut self) {
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.guard.start_kill();
        let _ = std::fs::remove_dir_all(&self.state);
    }
}

/// Starts it, and waits until it accepts connections; `app` is the application's origin.
pub(crate) async fn up(
    arguments: &Arguments,
    listen: SocketAddr,
    app: &str,
    variables: &BTreeMap<String, String>,
) -> Result<Spin> {
    let mut command = Command::new("spin");
    command
        .arg("up")
        .arg("--from")
        .arg(&arguments.manifest)
        .arg("--listen")
        .arg(listen.to_string());
    let state = std::env::temp_dir().join(format!("account-linking-spin-{}", std::process::id()));
    command.arg("--state-dir").arg(&state);
    if let Some(file) = &arguments.runtime_config {
        command.arg("--runtime-config-file").arg(file);
    }
    for (name, value) in variables {
        command.arg("--variable").arg(format!("{name}={value}"));
    }
    for (option, count) in [
        ("--max-instance-reuse-count", arguments.reuse_count),
        ("--max-instance-concurrent-reuse-count", arguments.concurrent_reuse_count),
    ] {
        if let Some(count) = count {
            command.arg(option).arg(count.to_string());
        }
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => bail!(NOT_THERE),
        Err(error) => return Err(error).context("cannot start `spin`"),
    };
    let group = (child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw))
        .context("`spin` ended at once")?;
    // It names the address that it listens on, where a sign-in would lose its cookies: another host than the
    // application's.
    let named = [format!("http://{listen}"), app.to_owned()];
    pass_on(child.stdout.take(), named.clone());
    pass_on(child.stderr.take(), named);
    let guard = guard(group, &state);
    if guard.is_err() {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let mut spin = Spin { child, group, guard: guard?, state };
    let started = tokio::time::timeout(START, spin.accepts(listen)).await;
    match started.context("`spin up` did not begin to listen").flatten() {
        Ok(()) => Ok(spin),
        Err(error) => {
            spin.end().await;
            Err(error)
        }
    }
}

fn guard(group: Pid, state: &Path) -> Result<Child> {
    let mut guard = Command::new("sh");
    guard.args(["-c", GUARD, &group.as_raw_nonzero().to_string()]).arg(state).process_group(0);
    let silent = guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    silent.spawn().context("cannot start `sh`")
}

impl Spin {
    async fn accepts(&mut self, listen: SocketAddr) -> Result<()> {
        while TcpStream::connect(listen).await.is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("`spin up` ended: {status}");
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }

    /// Resolves when it ended by itself.
    pub(crate) async fn ended(&mut self) -> String {
        match self.child.wait().await {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        }
    }

    /// SIGTERM to the whole group, then SIGKILL: `spin up` has a child that must end, too.
    pub(crate) async fn end(mut self) {
        let _ = kill_process_group(self.group, Signal::TERM);
        let all_gone = async {
            let _ = self.child.wait().await;
            while test_kill_process_group(self.group).is_ok() {
                tokio::time::sleep(POLL).await;
            }
        };
        if tokio::time::timeout(END, all_gone).await.is_err() {
            let _ = kill_process_group(self.group, Signal::KILL);
            let _ = self.child.wait().await;
        }
    }
}

/// Its lines go to the log, where no script takes them for ours. Where they cannot be written, it finds its own
/// output closed.
fn pass_on(stream: Option<impl AsyncRead + Unpin + Send + 'static>, [from, to]: [String; 2]) {
    let Some(stream) = stream else { return };
    tokio::spawn(async move {
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if !line.trim().is_empty() && log::pass_on(&line.replace(&from, &to)).is_err() {
                return;
            }
        }
    });
}

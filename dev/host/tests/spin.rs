//! `--spin`, with a stand-in on the PATH for a machine without the command: a shell that starts this very program
//! as its child, as `spin up` starts its trigger. Both must be gone when the host is, however that ended.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};

/// What `spin up` was called with, in the child's environment.
const CALLED: &str = "STAND_IN_FOR_SPIN";

/// Not a test: what the stand-in does.
#[test]
fn the_stand_in() {
    let Ok(called) = std::env::var(CALLED) else { return };
    let words: Vec<&str> = called.split(' ').collect();
    let after = |option| words[words.iter().position(|word| *word == option).unwrap() + 1];
    let listener = TcpListener::bind(after("--listen")).unwrap();
    std::fs::create_dir_all(after("--state-dir")).unwrap();
    #[expect(clippy::print_stdout, reason = "as Spin says it")]
    {
        println!("Serving http://{}", after("--listen"));
    }
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let _ = stream.read(&mut [0; 1024]);
        let _ =
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
}

struct Host {
    child: Child,
    folder: PathBuf,
    app: String,
}

impl Host {
    fn start(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let own = std::env::current_exe().unwrap();
        let script = format!(
            "#!/bin/sh\n{CALLED}=\"$*\" {} --exact the_stand_in --nocapture &\necho $$ $! > {}/pids\nwait\n",
            own.display(),
            folder.display(),
        );
        let spin = folder.join("spin");
        std::fs::write(&spin, script).unwrap();
        std::fs::set_permissions(&spin, std::fs::Permissions::from_mode(0o755)).unwrap();
        let path = std::env::var("PATH").unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut child = Command::new(env!("CARGO_BIN_EXE_host"))
            .current_dir(root)
            .env("PATH", format!("{}:{path}", folder.display()))
            .args(["--spin", "--json", "--no-tenant", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let app = line.split('"').find(|it| it.starts_with("http://")).expect(&line).to_owned();
        Self { child, folder, app }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap()
    }

    /// The shell and its child.
    fn spins(&self) -> Vec<Pid> {
        let file = self.folder.join("pids");
        // The shell writes it beside the child's own start.
        let patience = Instant::now() + Duration::from_secs(10);
        let pids = loop {
            let pids = std::fs::read_to_string(&file).unwrap_or_default();
            if pids.ends_with('\n') {
                break pids;
            }
            assert!(Instant::now() < patience, "the stand-in never began");
            std::thread::sleep(Duration::from_millis(20));
        };
        pids.split_whitespace().map(|pid| Pid::from_raw(pid.parse().unwrap()).unwrap()).collect()
    }

    fn ends_with_everything(mut self, signal: Signal) {
        let spins = self.spins();
        assert!(spins.len() == 2 && spins.iter().all(|pid| test_kill_process(*pid).is_ok()));
        let state = std::env::temp_dir().join(format!("account-linking-spin-{}", self.child.id()));
        assert!(state.is_dir());
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        self.child.wait().unwrap();
        let patience = Instant::now() + Duration::from_secs(10);
        while spins.iter().any(|pid| is_running(*pid)) || state.exists() {
            assert!(Instant::now() < patience, "Spin is left behind: {spins:?}, {state:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

/// One that has ended and is waited for by nobody counts as gone.
fn is_running(pid: Pid) -> bool {
    let pid = pid.as_raw_nonzero().to_string();
    let output = Command::new("ps").args(["-o", "stat=", "-p", &pid]).output().unwrap();
    let state = String::from_utf8(output.stdout).unwrap();
    !state.trim().is_empty() && !state.starts_with('Z')
}

#[test]
fn nothing_is_left_behind_where_the_terminal_closes() {
    Host::start("hang-up").ends_with_everything(Signal::HUP);
}

#[test]
fn nothing_is_left_behind_where_the_host_is_killed() {
    Host::start("killed").ends_with_everything(Signal::KILL);
}

#[test]
fn one_address_is_printed_and_that_is_where_a_sign_in_works() {
    let host = Host::start("address");
    let port = host.app.rsplit(':').next().unwrap();
    assert_eq!(host.app, format!("http://localhost:{port}"));
    let patience = Instant::now() + Duration::from_secs(10);
    while !host.log().contains(&format!("Serving {}", host.app)) {
        assert!(Instant::now() < patience, "{}", host.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!host.log().contains(&format!("127.0.0.1:{port}")), "{}", host.log());
    host.ends_with_everything(Signal::TERM);
}

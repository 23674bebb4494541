//! The edge as the built wasm on the development host, or on the command `spin`, and the tenant as a server beside it. Every
//! stage has a host of its own, which ends with it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http::{Request, Response};
use serde_json::Value;

pub(crate) struct Component {
    pub(crate) app: String,
    pub(crate) tenant: String,
    child: Child,
    log: Arc<Mutex<String>>,
    /// Reads the log until this says that it should not.
    reader: Mutex<Option<JoinHandle<()>>>,
    closed: Arc<AtomicBool>,
    /// How many requests the component has answered.
    answered: AtomicUsize,
    agent: ureq::Agent,
}

impl Component {
    /// Starts the host with these settings, and with options of its own.
    pub(crate) fn start(settings: &[(&str, &str)], options: &[(&str, &str)]) -> Self {
        let manifest = match std::env::var("WASI").as_deref() {
            Ok("0.2") => "spin-wasi-0-2.toml",
            Ok("0.3") | Err(_) => "spin.toml",
            Ok(other) => panic!("WASI is 0.2 or 0.3, not {other}"),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        // Only the host knows where the tenant will be, unless a setting has to say so before.
        let named = settings.iter().any(|(_, value)| value.contains(super::TENANT_ORIGIN));
        let tenant = format!("127.0.0.1:{}", if named { free_port() } else { 0 });
        let mut command = Command::new(host());
        command.current_dir(root).arg("--manifest").arg(root.join(manifest)).args([
            // RSA keys are slow to make, and hundreds of stages would spend their time on that.
            "--tenant-keys",
            concat!(env!("CARGO_TARGET_TMPDIR"), "/tenant-keys.json"),
            "--json",
            "--listen",
            "127.0.0.1:0",
            "--tenant-listen",
            &tenant,
        ]);
        // The host's own values are for people who look around.
        for (name, value) in
            super::native::ASSUMED.iter().chain(&[("client_ip_header", "")]).chain(settings)
        {
            let value = value.replace(super::TENANT_ORIGIN, &format!("http://{tenant}"));
            command.arg("--variable").arg(format!("{name}={value}"));
        }
        if super::Stage::are_on_spin() {
            command.arg("--spin");
        }
        command.args(options.iter().flat_map(|(name, value)| [name, value]));
        let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("run `cargo verify` once, which builds the host");

        let log = Arc::new(Mutex::new(String::new()));
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let closed = Arc::new(AtomicBool::new(false));
        let (kept, close) = (Arc::clone(&log), Arc::clone(&closed));
        let reader = std::thread::spawn(move || {
            let mut line = String::new();
            while stderr.read_line(&mut line).is_ok_and(|length| length > 0) {
                kept.lock().unwrap().push_str(&line);
                line.clear();
                if close.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        let reader = Mutex::new(Some(reader));
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the host did not start: {}", log.lock().unwrap()));
        let text = |name: &str| ready[name].as_str().unwrap().to_owned();
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = config.allow_non_standard_methods(true).build().new_agent();
        let answered = AtomicUsize::new(0);
        let (app, tenant) = (text("app"), text("tenant"));
        Self { app, tenant, child, log, reader, closed, answered, agent }
    }

    pub(crate) fn exchange(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let ours = request.uri().to_string().starts_with(&self.app);
        let answer = self.agent.run(request).expect("an answer");
        self.answered.fetch_add(usize::from(ours), Ordering::Relaxed);
        let (parts, mut body) = answer.into_parts();
        let mut bytes = Vec::new();
        body.as_reader().read_to_end(&mut bytes).unwrap();
        Response::from_parts(parts, bytes)
    }

    /// Nobody reads the log any more: what is written to it from now on is a write to a closed pipe.
    pub(crate) fn close_log(&self) {
        self.closed.store(true, Ordering::Relaxed);
        let reader = self.reader.lock().unwrap().take().expect("a log that is open");
        // The reader waits for a line.
        while !reader.is_finished() {
            self.agent.get(format!("{}/", self.app)).call().expect("an answer");
        }
        reader.join().unwrap();
    }

    /// Each on a connection of its own.
    pub(crate) fn together(&self, requests: Vec<Request<Vec<u8>>>) -> Vec<Response<Vec<u8>>> {
        std::thread::scope(|scope| {
            let under_way: Vec<_> =
                requests.into_iter().map(|it| scope.spawn(|| self.exchange(it))).collect();
            under_way.into_iter().map(|it| it.join().unwrap()).collect()
        })
    }

    /// The log, once it has the component's line for every request that was answered: the lines
    /// come through a pipe, a little later than the answers.
    pub(crate) fn log(&self) -> String {
        // The host itself asks once, at its start, whether the application is well.
        let answered = self.answered.load(Ordering::Relaxed) + 1;
        let patience = Instant::now() + Duration::from_secs(10);
        loop {
            let log = self.log.lock().unwrap().clone();
            if log.matches("| {\"").count() >= answered {
                return log;
            }
            assert!(Instant::now() < patience, "fewer lines than the {answered} answers:\n{log}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Component {
    fn drop(&mut self) {
        // It holds nothing that needs a gentle end.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A port that nobody listens on at this moment.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Beside this test's own binary: `target/debug/deps/flows-…`.
fn host() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    own.ancestors().nth(2).unwrap().join("host")
}

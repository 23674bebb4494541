//! Running other programs: quietly with the output kept for the case of failure, within a
//! time, or for what they print.
use crate::Outcome;
use crate::checkout::{Checkout, cannot, create_folder};
use std::cell::RefCell;
use std::fs::{self, File};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

const FIRST_NEWS: Duration = Duration::from_secs(5);
const NEWS_EVERY: Duration = Duration::from_secs(30);

/// Runs a command without a word unless it takes long (then a line now and then) or fails
/// (then all that it printed). Standard output stays untouched.
pub(crate) fn quietly(checkout: &Checkout, what: &str, command: &mut Command) -> Outcome<()> {
    let ended = logged(checkout, what, command, None)?;
    if ended.success {
        return Ok(());
    }
    eprint!("{}", ended.output);
    Err(format!("Failed: {what} ({}).", shown(command)))
}

/// Runs a command within a time. `Err` says why it did not succeed, in the program's own words,
/// and prints nothing: the caller knows what that means.
pub(crate) fn within(
    checkout: &Checkout,
    what: &str,
    limit: Duration,
    command: &mut Command,
) -> Outcome<()> {
    let ended = logged(checkout, what, command, Some(limit))?;
    if ended.success {
        return Ok(());
    }
    Err(reason(&ended.output).to_owned())
}

thread_local! {
    /// Where this thread's `aloud` prints, if not to the person at once.
    static KEPT: RefCell<Option<File>> = const { RefCell::new(None) };
}

/// From here on, what this thread runs aloud prints to the file.
pub(crate) fn keep_output(file: File) {
    KEPT.set(Some(file));
}

/// Runs a command whose output is for the person.
pub(crate) fn aloud(command: &mut Command) -> Outcome<()> {
    KEPT.with_borrow(|kept| {
        if let Some(file) = kept {
            command.stdout(file.try_clone()?).stderr(file.try_clone()?);
        }
        Ok(())
    })
    .map_err(|error| not_started(command, &error))?;
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{} failed ({status}).", shown(command)))
}

/// What a command prints on standard output.
pub(crate) fn text_of(command: &mut Command) -> Outcome<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(format!("{} failed: {errors}", shown(command)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The line that names the error, as programs of Rust's world mark it, else the last one.
fn reason(output: &str) -> &str {
    let named = output.lines().find_map(|line| line.strip_prefix("error: "));
    let last = output.lines().rev().find(|line| !line.trim().is_empty());
    named.or(last).unwrap_or("it printed nothing").trim()
}

/// A duration as a person says it.
pub(crate) fn spoken(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f32()),
        seconds @ 10..120 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut line = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

struct Ended {
    success: bool,
    output: String,
}

/// Output goes through a file, so that nothing of it is lost and no pipe can fill up.
fn logged(
    checkout: &Checkout,
    what: &str,
    command: &mut Command,
    limit: Option<Duration>,
) -> Outcome<Ended> {
    let folder = checkout.target("logs");
    create_folder(&folder)?;
    // Two steps that run side by side may both find out that the host is built.
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let name = what.replace([' ', '/'], "-");
    let path = folder.join(format!("{name}-{}-{run}.log", std::process::id()));
    let log = File::create(&path).map_err(|error| cannot("create", &path, &error))?;
    let also = log.try_clone().map_err(|error| cannot("create", &path, &error))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(also)
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let status = wait(&mut child, what, limit).map_err(|error| cannot("run", &path, &error))?;
    let output = fs::read(&path).unwrap_or_default();
    let success = status.is_some_and(|status| status.success());
    if success {
        // A log that nobody needs; a left-over one does no harm.
        let _ = fs::remove_file(&path);
    }
    let mut output = String::from_utf8_lossy(&output).into_owned();
    if status.is_none() {
        output.push_str("\nit took too long and was stopped\n");
    }
    Ok(Ended { success, output })
}

/// Waits for the end, or `None` after the limit.
fn wait(
    child: &mut Child,
    what: &str,
    limit: Option<Duration>,
) -> std::io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut next_news = FIRST_NEWS;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let elapsed = start.elapsed();
        if limit.is_some_and(|limit| elapsed > limit) {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        if elapsed > next_news {
            eprintln!("  … {what} ({})", spoken(elapsed));
            next_news += NEWS_EVERY;
        }
        sleep(Duration::from_millis(20));
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("Cannot start {}: {error}.", shown(command))
}

#[cfg(test)]
mod tests {
    use super::{reason, shown, spoken};
    use std::process::Command;
    use std::time::Duration;

    #[test]
    fn says_durations_as_people_do() {
        for (milliseconds, expected) in
            [(840, "0.8 s"), (42_000, "42 s"), (125_000, "2 min 05 s"), (3_600_000, "60 min 00 s")]
        {
            assert_eq!(spoken(Duration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn finds_the_line_that_says_why() {
        assert_eq!(reason("info: trying\nerror: no such host\n\n  1: main\n"), "no such host");
        assert_eq!(reason("trying\nfatal: no such host\n\n"), "fatal: no such host");
        assert_eq!(reason(""), "it printed nothing");
    }

    #[test]
    fn shows_a_command_without_the_folder_of_its_program() {
        assert_eq!(shown(Command::new("/somewhere/cargo").args(["build", "-q"])), "cargo build -q");
    }
}

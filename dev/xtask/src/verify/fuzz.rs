//! The fuzz targets of `dev/fuzz`: built with the compiler's coverage instrumentation, which needs no
//! nightly toolchain, then each run for a fixed number of inputs from a fixed seed.
use crate::Outcome;
use crate::checkout::{Checkout, create_folder, entries, remove_folder};
use crate::run::{aloud, exists, quietly, shown, text_of};
use std::process::{Command, Stdio};
use std::thread;

/// How many inputs each target gets. Those whose inputs take long, a signature or a whole flow, get fewer.
const RUNS: [(&str, u32); 12] = [
    ("cookies", 4_000),
    ("form", 4_000),
    ("id_token", 1_500),
    ("identifiers", 20_000),
    ("jwks", 10_000),
    ("management", 10_000),
    ("metadata", 10_000),
    ("query", 20_000),
    ("request", 4_000),
    ("return_to", 20_000),
    ("settings", 10_000),
    ("tokens", 10_000),
];

/// No target takes longer, whatever is left to do, in seconds.
const LONGEST: u32 = 30;

/// Counts what is reached, for libFuzzer: what `cargo fuzz` sets, without its sanitizer.
const FLAGS: [&str; 7] = [
    "--cfg",
    "fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// The targets are a workspace of their own.
pub(super) const MANIFEST: &str = "dev/fuzz/Cargo.toml";

pub(super) fn fuzz(checkout: &Checkout) -> Outcome<String> {
    if !["c++", "g++", "clang++"].into_iter().any(exists) {
        return Err("libFuzzer needs a C++ compiler, and there is none.".to_owned());
    }
    aloud(checkout.cargo().args(["fmt", "--manifest-path", MANIFEST, "--check"]))?;
    let host = host(checkout)?;
    build(checkout, &host)?;
    // Two at a time, on the two cores that there are at least.
    let (left, right) = RUNS.split_at(RUNS.len() / 2);
    let all = |half: &[(&str, u32)]| {
        half.iter().map(|(target, runs)| run(checkout, &host, target, *runs)).collect::<Vec<_>>()
    };
    let (mut done, others) = thread::scope(|scope| {
        let other = scope.spawn(|| all(right));
        (all(left), other.join())
    });
    done.extend(others.map_err(|_| "A thread panicked.".to_owned())?);
    let mut total = 0;
    for ((target, _), executed) in RUNS.iter().zip(done) {
        let executed = executed?;
        eprintln!("  {target:<12} {executed:>8} inputs");
        total += executed;
    }
    Ok(format!("{} targets, {total} inputs, nothing found", RUNS.len()))
}

/// Given to cargo as the target, so that build scripts and macros stay as they are.
fn host(checkout: &Checkout) -> Outcome<String> {
    let version = text_of(checkout.command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(ToOwned::to_owned).ok_or_else(|| "rustc does not say what it builds for.".to_owned())
}

fn build(checkout: &Checkout, host: &str) -> Outcome<()> {
    let mut cargo = checkout.cargo();
    cargo.args(["build", "--locked", "--release", "--bins", "--manifest-path", MANIFEST]);
    cargo.args(["--target", host]);
    cargo.env("CARGO_TARGET_DIR", checkout.target("fuzz"));
    cargo.env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    quietly(checkout, "building the fuzz targets", &mut cargo)
}

/// Runs one target; returns how many inputs it got.
fn run(checkout: &Checkout, host: &str, target: &str, runs: u32) -> Outcome<u64> {
    // What is found on the way is for this run alone: every run tries the same.
    let found = checkout.target(&format!("fuzz/found/{target}"));
    remove_folder(&found)?;
    create_folder(&found)?;
    let crashes = checkout.target(&format!("fuzz/crashes/{target}"));
    remove_folder(&crashes)?;
    create_folder(&crashes)?;
    let mut fuzzer: Command =
        checkout.command(checkout.target(&format!("fuzz/{host}/release/{target}")));
    fuzzer.args([
        "-seed=1",
        "-print_final_stats=1",
        "-timeout=60",
        "-max_len=4096",
        "-verbosity=0",
    ]);
    fuzzer.arg("-dict=dev/fuzz/dictionary.txt");
    fuzzer.arg(format!("-runs={runs}")).arg(format!("-max_total_time={LONGEST}"));
    fuzzer.arg(format!("-artifact_prefix={}/", crashes.display()));
    fuzzer.arg(found).arg(checkout.path(&format!("dev/fuzz/corpus/{target}")));
    let output = fuzzer
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("Cannot start {}: {error}.", shown(&fuzzer)))?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        eprintln!("{text}");
        let inputs = entries(&crashes)?;
        let input = inputs.first().map(|path| path.display().to_string());
        return Err(match input {
            Some(input) => format!("The target {target} fails on the input {input}."),
            None => format!("The target {target} failed ({}).", output.status),
        });
    }
    let executed =
        text.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let executed: u64 = executed.and_then(|number| number.trim().parse().ok()).unwrap_or_default();
    if executed == 0 {
        return Err(format!("The target {target} does not say that it ran:\n{text}"));
    }
    Ok(executed)
}

#[cfg(test)]
mod tests {
    use super::RUNS;
    use std::path::Path;

    #[test]
    fn every_target_is_run_and_has_something_to_begin_with() {
        let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
        let names = |folder: &str| {
            let names = fuzz.join(folder).read_dir().expect(folder).map(|it| {
                let name = it.expect("an entry").file_name().to_string_lossy().into_owned();
                name.trim_end_matches(".rs").to_owned()
            });
            let mut names: Vec<String> = names.collect();
            names.sort_unstable();
            names
        };
        let run: Vec<&str> = RUNS.iter().map(|(target, _)| *target).collect();
        assert_eq!(names("fuzz_targets"), run);
        assert_eq!(names("corpus"), run);
    }
}

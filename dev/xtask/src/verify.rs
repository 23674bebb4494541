//! `cargo verify`: every check of the project, one named step after the other but for the quiet ones that go
//! side by side, and a table of how each went. A later step runs even if an earlier one failed, so that one run tells all.
mod advisories;
mod auth0;
mod browser;
mod clients;
mod commands;
mod front;
mod fuzz;
mod javascript;
mod load;
mod openapi;
mod policy;
mod python;
mod servers;
mod steps;
pub(crate) mod system;
mod workflow;

use self::steps::{ASIDE, STEPS, Step};
use crate::Outcome;
use crate::checkout::{Checkout, cannot, create_folder, read};
use crate::run::{keep_output, spoken};
use lexopt::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const HELP: &str = "\
Runs every check of the project and ends with a table of them.

  --list         only name the steps
  --only STEP    run this step (may be given several times); those below the line of --list run only so";

/// Which step begins early, when which other one begins: each leaves a core idle at times. What it prints
/// comes in its turn.
const EARLY: [(&str, &str); 4] =
    [("host", "lock"), ("fuzz", "flows-0.3"), ("clients", "openapi"), ("commands", "servers")];

struct Done {
    name: &'static str,
    took: Duration,
    outcome: Outcome<String>,
}

/// Runs the steps asked for. Fails if one of them does.
pub(crate) fn verify(checkout: &Checkout, parser: lexopt::Parser) -> Outcome<ExitCode> {
    let steps = match parse(parser).map_err(|error| format!("{error}\n{HELP}"))? {
        Wish::Help => {
            say(HELP);
            return Ok(ExitCode::SUCCESS);
        }
        Wish::List => {
            let line = |step: &Step| say(&format!("{:<12} {}", step.name, step.about));
            STEPS.iter().for_each(line);
            say("-- with --only:");
            ASIDE.iter().for_each(line);
            return Ok(ExitCode::SUCCESS);
        }
        Wish::Run(steps) => steps,
    };
    let start = Instant::now();
    let done = run(checkout, &steps);
    say(&summary(&done, start.elapsed()));
    let good = done.iter().all(|step| step.outcome.is_ok());
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn run(checkout: &Checkout, steps: &[&'static Step]) -> Vec<Done> {
    let one = |step: &Step| {
        let start = Instant::now();
        let outcome = (step.run)(checkout);
        Done { name: step.name, took: start.elapsed(), outcome }
    };
    std::thread::scope(|scope| {
        let (mut begun, mut all) = (BTreeMap::new(), Vec::new());
        for (place, &step) in steps.iter().enumerate() {
            say(&format!("\n== {}: {}", step.name, step.about));
            let later = steps.iter().skip(place);
            for &early in later.filter(|it| EARLY.contains(&(it.name, step.name))) {
                begun.insert(
                    early.name,
                    scope.spawn(move || kept(checkout, early.name, || one(early))),
                );
            }
            let done = match begun.remove(step.name) {
                Some(early) => early
                    .join()
                    .unwrap_or_else(|_| Err("It panicked.".to_owned()))
                    .map(|(done, printed)| {
                        say(&printed);
                        done
                    })
                    .unwrap_or_else(|sentence| Done {
                        name: step.name,
                        took: Duration::ZERO,
                        outcome: Err(sentence),
                    }),
                None => one(step),
            };
            if let Err(sentence) = &done.outcome {
                say(&format!("-- {} failed: {sentence}", step.name));
            }
            all.push(done);
        }
        all
    })
}

/// What a step comes to, and what it printed meanwhile.
fn kept(checkout: &Checkout, name: &str, step: impl FnOnce() -> Done) -> Outcome<(Done, String)> {
    let folder = checkout.target("logs");
    create_folder(&folder)?;
    let path = folder.join(format!("step-{name}.log"));
    let file = File::create(&path).map_err(|error| cannot("create", &path, &error))?;
    keep_output(file);
    let done = step();
    let printed = read(&path)?;
    Ok((done, String::from_utf8_lossy(&printed).into_owned()))
}

enum Wish {
    Help,
    List,
    Run(Vec<&'static Step>),
}

fn parse(mut parser: lexopt::Parser) -> Result<Wish, lexopt::Error> {
    let mut only = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Wish::Help),
            Long("list") => return Ok(Wish::List),
            Long("only") => {
                let name = parser.value()?.string()?;
                let step = STEPS.iter().chain(&ASIDE).find(|step| step.name == name);
                let step = step.ok_or_else(|| format!("No step {name:?}; see --list."))?;
                if !only.iter().any(|it: &&Step| it.name == step.name) {
                    only.push(step);
                }
            }
            Short(_) | Long(_) | Value(_) => return Err(argument.unexpected()),
        }
    }
    if only.is_empty() {
        only.extend(&STEPS);
    }
    Ok(Wish::Run(only))
}

fn summary(done: &[Done], took: Duration) -> String {
    let mut table = String::from("\n== summary\n");
    for Done { name, took, outcome } in done {
        let (word, remark) = match outcome {
            Ok(remark) => ("ok", remark),
            Err(sentence) => ("FAILED", sentence),
        };
        let remark = remark.lines().next().unwrap_or_default();
        let line = format!("{name:<12} {word:<7} {:>11}  {remark}", spoken(*took));
        table.push_str(line.trim_end());
        table.push('\n');
    }
    let failed = done.iter().filter(|step| step.outcome.is_err()).count();
    let verdict = if failed == 0 {
        format!("All {} steps passed", done.len())
    } else {
        format!("{failed} of {} steps FAILED", done.len())
    };
    format!("{table}{verdict} in {}.", spoken(took))
}

/// What verify itself says, in order with what the tests print.
#[expect(clippy::print_stdout, reason = "the report is this command's result")]
fn say(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use super::{Done, EARLY, STEPS, Wish, parse, summary};
    use std::time::Duration;

    fn chosen(arguments: &[&str]) -> Option<Vec<&'static str>> {
        match parse(lexopt::Parser::from_args(arguments)) {
            Ok(Wish::Run(steps)) => Some(steps.iter().map(|step| step.name).collect()),
            _ => None,
        }
    }

    #[test]
    fn runs_all_steps_or_those_named() {
        assert_eq!(chosen(&[]).map(|names| names.len()), Some(STEPS.len()));
        assert_eq!(chosen(&["--only", "tests", "--only", "format"]), Some(vec!["tests", "format"]));
        assert_eq!(chosen(&["--only", "auth0", "--only", "auth0"]), Some(vec!["auth0"]));
        assert_eq!(chosen(&["--only", "nonsense"]), None);
        assert_eq!(chosen(&["--fast"]), None);
    }

    #[test]
    fn what_begins_early_comes_later_by_itself() {
        let place = |name| STEPS.iter().position(|step| step.name == name);
        for (early, with) in EARLY {
            assert!(place(with).is_some() && place(early) > place(with), "{early}");
        }
    }

    #[test]
    fn a_failure_is_in_the_table_and_in_the_last_line() {
        let step = |name, outcome| Done { name, took: Duration::from_secs(20), outcome };
        let done = [step("format", Ok(String::new())), step("tests", Err("two\nlines".to_owned()))];
        let text = summary(&done, Duration::from_secs(40));
        assert!(text.contains("tests        FAILED         20 s  two\n"), "{text}");
        assert!(text.ends_with("1 of 2 steps FAILED in 40 s."), "{text}");
    }
}

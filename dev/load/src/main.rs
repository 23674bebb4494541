//! Load: starts the development host with the built component, signs several people in, and sends from many
//! connections at once what people, strangers and attackers send, one request in ten malformed. Ends with a
//! report, and fails where an answer is missing, is somebody else's, or is a failure that the tenant did not
//! cause, and where memory grows.
//!
//! Only the host that it started itself is spoken to, on this machine, within a time and from a number of
//! connections that are limited. No figure of speed decides anything.
//!
//! - `arguments.rs`: the command line; `host.rs`: the host as a child, and its memory
//! - `wire.rs`: HTTP/1.1 as far as it is needed, and bytes that are none; `people.rs`: signing in
//! - `mix.rs`: what is sent; `report.rs`: what came of it

mod arguments;
mod host;
mod mix;
mod people;
mod report;
mod wire;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};

use crate::arguments::Arguments;
use crate::host::Host;
use crate::mix::Dice;
use crate::people::Person;
use crate::report::{Memory, Report};
use crate::wire::Connection;

fn main() -> ExitCode {
    match run() {
        Ok(good) => ExitCode::from(u8::from(!good)),
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "the report is this command's result")]
fn run() -> Result<bool> {
    let arguments = Arguments::parse(lexopt::Parser::from_env()).context("see --help")?;
    let Some(arguments) = arguments else {
        print!("{}", arguments::HELP);
        return Ok(true);
    };
    let host = Host::start(&arguments)?;
    let people = people::sign_in(&host)?;
    let start = host.memory()?;
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    let over = AtomicBool::new(false);
    let (report, samples) = thread::scope(|scope| -> Result<_> {
        let workers: Vec<_> = (0..arguments.connections)
            .map(|number| {
                let (host, people, over) = (&host, &people, &over);
                scope.spawn(move || work(host, people, Dice::new(number), over))
            })
            .collect();
        let mut samples = Vec::new();
        while Instant::now() < end {
            thread::sleep(Duration::from_millis(250));
            samples.push(host.memory()?);
        }
        over.store(true, Ordering::Relaxed);
        let mut report = Report::default();
        for worker in workers {
            report.add(worker.join().map_err(|_| anyhow!("a worker panicked"))?);
        }
        Ok((report, samples))
    })?;
    let memory = Memory::of(start, &samples);
    let traps = host.traps();
    println!("{}", report.text(&arguments, &memory, traps));
    Ok(report.is_good() && memory.is_good() && traps == 0)
}

/// One connection after the other, with requests at random, until it is over.
fn work(host: &Host, people: &[Person], mut dice: Dice, over: &AtomicBool) -> Report {
    let mut report = Report::default();
    let mut kept: Option<Connection> = None;
    while !over.load(Ordering::Relaxed) {
        let shot = mix::next(&mut dice, people);
        // What is malformed gets a connection of its own, which may be closed for it.
        let connection = if shot.malformed { None } else { kept.take() };
        let connection = match connection.map_or_else(|| Connection::open(host.address()), Ok) {
            Ok(connection) => connection,
            Err(error) => {
                report.unconnected(&error);
                continue;
            }
        };
        let (answer, connection) = connection.exchange(&shot);
        report.count(&shot, answer);
        if !shot.malformed {
            kept = connection;
        }
    }
    report
}

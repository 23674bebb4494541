//! `cargo dev`: prepares what is missing, builds, and becomes the development server.
use crate::Outcome;
use crate::checkout::{Checkout, cannot};
use crate::component::{self, World, kilobytes};
use crate::lock;
use crate::run::{quietly, spoken, text_of};
use crate::wasm_toolchain::WasmToolchain;
use lexopt::Parser;
use lexopt::prelude::*;
use std::ffi::OsString;
use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::time::Instant;

const HELP: &str = "\
Builds the component and serves it beside a local tenant with sample accounts.

  --listen ADDRESS         of the application (127.0.0.1:3000; port 0: any free one)
  --tenant-listen ADDRESS  of the tenant (127.0.0.1:3001)
  --wasi 0.2|0.3           which form of the component (0.3)
  --lock                   with Auth0 Lock on a page of its own (needs Node.js, which bundles it)
  --files DIR              serve the logos and style sheets of that folder at /brand/
  --spin, --no-spin        run it on the `spin` command, or on the built-in host; without either,
                           on Spin where 4.1 or newer is installed and no other option forbids it
  --json                   print one line of JSON when ready, and nothing else
Everything else is handed to the host; `cargo run -p host -- --help` lists it.";

/// What the command line asks for.
#[derive(Debug, PartialEq)]
struct Wish {
    world: World,
    lock: bool,
    /// `None`: if Spin is installed.
    spin: Option<bool>,
    component: bool,
    tenant: bool,
    /// What the host is handed.
    host: Vec<OsString>,
}

/// Does not return when all goes well: the host takes this process over, so that the process
/// started is the one to stop.
pub(crate) fn dev(checkout: &Checkout, parser: Parser) -> Outcome<ExitCode> {
    let Some(wish) = parse(parser).map_err(|error| error.to_string())? else {
        eprintln!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    let spin = wish.spin.unwrap_or_else(spin_is_there);
    announce(checkout, wish.world);
    // Side by side: they take different locks, and each leaves a core idle at times.
    let (component, host) = std::thread::scope(|scope| {
        let host =
            scope.spawn(|| if spin { build_host_for_spin(checkout) } else { build_host(checkout) });
        let component = match wish.component {
            true => Ok(()),
            false => build_component(checkout, wish.world, wish.lock),
        };
        (component, host.join().unwrap_or_else(|_| Err("The build panicked.".to_owned())))
    });
    component.and(host)?;
    let host = checkout.target("debug/host");
    let mut command = checkout.command(&host);
    command.args(&wish.host);
    if spin {
        command.arg("--spin");
    } else if wish.tenant {
        command.arg("--no-message-limits");
    }
    if wish.lock && !wish.component {
        command.args(["--component", lock::file(wish.world)]);
    }
    if wish.lock {
        command.arg("--embedded-login");
        // Codes, too, are asked for by Lock, and not on the settings page.
        for setting in ["login_ui=lock", "passwordless=universal"] {
            command.args(["--variable", setting]);
        }
    }
    Err(cannot("start", &host, &command.exec()))
}

/// `None`: help was asked for. What cannot be done is said before anything is built.
fn parse(mut parser: Parser) -> Result<Option<Wish>, lexopt::Error> {
    let (mut spin, mut no_spin, mut files) = (false, false, false);
    let mut wish = Wish {
        world: World::Wasi03,
        lock: false,
        spin: None,
        component: false,
        tenant: true,
        host: Vec::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Long("lock") => wish.lock = true,
            Long("spin") => spin = true,
            Long("no-spin") => no_spin = true,
            Long("wasi") => {
                wish.world = World::parse(&parser.value()?.string()?)?;
                wish.host.extend(["--wasi", wish.world.version()].map(OsString::from));
            }
            Long("component") => {
                wish.component = true;
                wish.host.extend(["--component".into(), parser.value()?]);
            }
            Long("files") => {
                files = true;
                wish.host.extend(["--files".into(), absolute(parser.value()?)?]);
            }
            Long(option) => {
                wish.tenant &= option != "no-tenant";
                let mut option = OsString::from(format!("--{option}"));
                if let Some(value) = parser.optional_value() {
                    option.push("=");
                    option.push(value);
                }
                wish.host.push(option);
            }
            Short(letter) => wish.host.push(format!("-{letter}").into()),
            Value(value) => wish.host.push(value),
        }
    }
    if spin && no_spin {
        return Err("--spin or --no-spin: leave out one.".into());
    }
    let built_in = [(wish.lock, "--lock"), (wish.component, "--component"), (files, "--files")];
    let built_in = built_in.into_iter().find_map(|(asked, option)| asked.then_some(option));
    if spin && let Some(option) = built_in {
        return Err(format!("{option} is for the built-in host: leave out --spin.").into());
    }
    wish.spin = (spin || no_spin || built_in.is_some()).then_some(spin);
    Ok(Some(wish))
}

fn build_component(checkout: &Checkout, world: World, lock: bool) -> Outcome<()> {
    let toolchain = WasmToolchain::prepare(checkout)?;
    let start = Instant::now();
    let bytes = if lock {
        lock::component(checkout, &toolchain, world)?
    } else {
        component::build(checkout, &toolchain, world)?
    };
    eprintln!("Component: {} ({}).", kilobytes(bytes), spoken(start.elapsed()));
    Ok(())
}

/// `--workspace` chooses the same features of the dependencies as `cargo verify` does; with
/// `-p host` they would be compiled a second time.
pub(crate) fn build_host(checkout: &Checkout) -> Outcome<()> {
    let mut cargo = checkout.cargo();
    cargo.args(["build", "--workspace", "--bin", "host"]);
    quietly(checkout, "building the host", &mut cargo)
}

/// Without wasmtime, which is most of a first build.
fn build_host_for_spin(checkout: &Checkout) -> Outcome<()> {
    let mut cargo = checkout.cargo();
    cargo.args(["build", "--package", "host", "--no-default-features", "--bin", "host"]);
    quietly(checkout, "building the host for Spin", &mut cargo)
}

/// What a first build takes, before it begins.
fn announce(checkout: &Checkout, world: World) {
    let parts = [
        (!checkout.path(world.file()).exists()).then_some("the component (WebAssembly)"),
        (!checkout.target("debug/host").exists()).then_some("the program that serves it"),
    ];
    let missing: Vec<&str> = parts.into_iter().flatten().collect();
    if !missing.is_empty() {
        let missing = missing.join(" and, side by side, ");
        eprintln!(
            "Building {missing}, with all that they are made of. This first time takes some six minutes \
             on two idle cores; later starts take seconds."
        );
    }
}

/// Whether Spin is installed, and new enough.
fn spin_is_there() -> bool {
    let version = text_of(Command::new("spin").arg("--version")).unwrap_or_default();
    let there = is_new_enough(&version);
    if there {
        eprintln!("On Spin, which is installed ({}); --no-spin does without.", version.trim());
    }
    there
}

/// `spin 4.1.0 (0123456 2026-11-01)`, or newer.
fn is_new_enough(version: &str) -> bool {
    let number = version.split(' ').nth(1).unwrap_or_default();
    let mut parts = number.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) >= (4, 1)
}

/// The host runs at the root of the checkout; the folder was named from where the command was typed.
fn absolute(given: OsString) -> Outcome<OsString> {
    fs::canonicalize(&given).map(Into::into).map_err(|error| {
        format!("Cannot find the folder of --files, {}: {error}.", given.display())
    })
}

#[cfg(test)]
mod tests {
    use super::{Wish, is_new_enough, parse};
    use crate::component::World;

    fn wish(line: &str) -> Result<Wish, String> {
        match parse(lexopt::Parser::from_args(line.split_whitespace())) {
            Ok(wish) => wish.ok_or_else(|| "help".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn hands_the_host_all_that_is_not_for_this_command() {
        let given =
            wish("--json --lock --wasi=0.2 --no-spin --variable a=b --listen=x -x y").unwrap();
        assert_eq!(
            given.host.join(" ".as_ref()),
            "--json --wasi 0.2 --variable a=b --listen=x -x y"
        );
        assert!(given.lock && given.tenant && given.world == World::Wasi02);
        assert!(!wish("--no-tenant").unwrap().tenant);
    }

    #[test]
    fn says_at_once_and_of_what_was_typed_that_spin_does_not_do_it() {
        for option in
            ["--lock", "--component x.wasm", "--component=x.wasm", "--files .", "--files=."]
        {
            assert!(wish(option).is_ok(), "{option}");
            let sentence = wish(&format!("--spin {option}")).unwrap_err();
            let named = option.split([' ', '=']).next().unwrap();
            assert!(sentence.starts_with(named), "{sentence}");
        }
        assert!(wish("--spin --no-spin").is_err());
        assert!(wish("--spin --wasi 0.2").is_ok());
    }

    #[test]
    fn knows_which_spin_is_new_enough() {
        for good in ["spin 4.1.0 (01234 2026-11-01)", "spin 4.10.2", "spin 5.0.0-pre0 (1 2)"] {
            assert!(is_new_enough(good), "{good}");
        }
        for bad in ["spin 4.0.3 (01234 2026-05-01)", "spin 3.9.0", "spin", ""] {
            assert!(!is_new_enough(bad), "{bad}");
        }
    }

    #[test]
    fn uses_spin_if_told_and_not_where_it_cannot_do_it() {
        for (line, expected) in
            [("--spin", true), ("--no-spin", false), ("--lock", false), ("--files .", false)]
        {
            assert_eq!(wish(line).unwrap().spin, Some(expected), "{line}");
        }
        assert_eq!(wish("--wasi 0.2").unwrap().spin, None);
    }

    #[test]
    fn names_the_folder_of_files_from_where_one_stands() {
        let here = std::env::current_dir().unwrap();
        for line in ["--files .", "--files=."] {
            assert_eq!(wish(line).unwrap().host, ["--files".as_ref(), here.as_os_str()]);
        }
        assert!(wish("--files no/such").is_err());
    }

    #[test]
    fn chooses_the_newer_world_unless_told() {
        let world = |line| wish(line).map(|wish| wish.world).ok();
        assert_eq!(world("--json"), Some(World::Wasi03));
        assert_eq!(world("--wasi 0.2"), Some(World::Wasi02));
        assert_eq!(world("--wasi 1"), None);
        assert_eq!(world("--wasi"), None);
        assert_eq!(wish("--json -h"), Err("help".to_owned()));
    }
}

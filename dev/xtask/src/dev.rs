//! `cargo dev`: prepares what is missing, builds, and becomes the development server.
use crate::Outcome;
use crate::checkout::{Checkout, cannot};
use crate::component::{self, World, kilobytes};
use crate::lock;
use crate::run::{quietly, spoken};
use crate::wasm_toolchain::WasmToolchain;
use std::os::unix::process::CommandExt as _;
use std::process::ExitCode;
use std::time::Instant;

const HELP: &str = "\
Builds the component and serves it beside a local tenant with sample accounts.

  --listen ADDRESS         of the application (127.0.0.1:3000; port 0: any free one)
  --tenant-listen ADDRESS  of the tenant (127.0.0.1:3001)
  --wasi 0.2|0.3           which form of the component (0.3)
  --lock                   with Auth0 Lock on a page of its own (needs Node.js, which bundles it)
  --spin                   run it on the `spin` command instead of the built-in host
  --json                   print one line of JSON when ready, and nothing else
Everything else is handed to the host; `cargo run -p host -- --help` lists it.";

/// Does not return when all goes well: the host takes this process over, so that the process
/// started is the one to stop.
pub(crate) fn dev(checkout: &Checkout, arguments: &[String]) -> Outcome<ExitCode> {
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        eprintln!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let world = world_of(arguments)?;
    let (lock, mut arguments) = without_lock(arguments);
    fits(lock, &arguments)?;
    if !names(&arguments, "--component") {
        build_component(checkout, world, lock)?;
        if lock {
            arguments.extend(["--component", lock::file(world)].map(ToOwned::to_owned));
        }
    }
    if lock {
        arguments.push("--embedded-login".to_owned());
        // Codes, too, are asked for by Lock, and not on the settings page.
        for setting in ["login_ui=lock", "passwordless=universal"] {
            arguments.extend(["--variable", setting].map(ToOwned::to_owned));
        }
    }
    build_host(checkout)?;
    let host = checkout.target("debug/host");
    let error = checkout.command(&host).args(arguments).exec();
    Err(cannot("start", &host, &error))
}

fn build_component(checkout: &Checkout, world: World, lock: bool) -> Outcome<()> {
    let toolchain = WasmToolchain::prepare(checkout)?;
    if !checkout.path(world.file()).exists() {
        eprintln!(
            "Building the component for WASI {} with {} (the first time takes a few minutes).",
            world.version(),
            toolchain.description()
        );
    }
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
    if !checkout.target("debug/host").exists() {
        eprintln!("Building the development host (the first time takes several minutes).");
    }
    let mut cargo = checkout.cargo();
    cargo.args(["build", "--workspace", "--bin", "host"]);
    quietly(checkout, "building the host", &mut cargo)
}

/// What cannot be done is said before anything is built, and of the options that were typed.
fn fits(lock: bool, arguments: &[String]) -> Outcome<()> {
    let spin = arguments.iter().any(|it| it == "--spin");
    if spin && lock {
        return Err("--lock is for the built-in host: leave out --spin.".to_owned());
    }
    if spin && names(arguments, "--component") {
        return Err("--component is for the built-in host: leave out --spin.".to_owned());
    }
    Ok(())
}

/// Whether `--lock` is there, and the rest, which is for the host.
fn without_lock(arguments: &[String]) -> (bool, Vec<String>) {
    let rest: Vec<String> = arguments.iter().filter(|it| *it != "--lock").cloned().collect();
    (rest.len() < arguments.len(), rest)
}

fn names(arguments: &[String], option: &str) -> bool {
    value_of(arguments, option).is_some()
}

/// The value of `--option value` or `--option=value`.
fn value_of<'a>(arguments: &'a [String], option: &str) -> Option<&'a str> {
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == option {
            return rest.next().map(String::as_str);
        }
        if let Some(value) = argument.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value);
        }
    }
    None
}

fn world_of(arguments: &[String]) -> Outcome<World> {
    value_of(arguments, "--wasi").map_or(Ok(World::Wasi03), World::parse)
}

#[cfg(test)]
mod tests {
    use super::{fits, without_lock, world_of};
    use crate::component::World;

    #[track_caller]
    fn check(arguments: &[&str], expected: Option<World>) {
        let arguments: Vec<String> = arguments.iter().map(|&text| text.to_owned()).collect();
        assert_eq!(world_of(&arguments).ok(), expected);
    }

    #[test]
    fn keeps_lock_from_the_host() {
        let given = ["--json", "--lock", "--wasi", "0.2"].map(ToOwned::to_owned);
        let (lock, rest) = without_lock(&given);
        assert_eq!((lock, rest.join(" ").as_str()), (true, "--json --wasi 0.2"));
        assert!(!without_lock(&rest).0);
    }

    #[test]
    fn says_at_once_and_of_what_was_typed_that_spin_does_not_do_it() {
        let given = |line: &str| line.split(' ').map(ToOwned::to_owned).collect::<Vec<_>>();
        let (lock, rest) = without_lock(&given("--spin --lock"));
        let sentence = fits(lock, &rest).unwrap_err();
        assert!(sentence.contains("--lock") && !sentence.contains("--component"), "{sentence}");
        let sentence = fits(false, &given("--spin --component=x.wasm")).unwrap_err();
        assert!(sentence.contains("--component") && !sentence.contains("--lock"), "{sentence}");
        for fine in ["--spin", "--lock", "--component x.wasm", "--spin --wasi 0.2"] {
            let (lock, rest) = without_lock(&given(fine));
            assert!(fits(lock, &rest).is_ok(), "{fine}");
        }
    }

    #[test]
    fn chooses_the_newer_world_unless_told() {
        check(&["--json"], Some(World::Wasi03));
        check(&["--json", "--wasi", "0.2"], Some(World::Wasi02));
        check(&["--wasi=0.2"], Some(World::Wasi02));
        check(&["--wasi", "1"], None);
    }
}

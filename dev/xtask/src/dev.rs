//! `cargo dev`: prepares what is missing, builds, and becomes the development server.
use crate::Outcome;
use crate::checkout::{Checkout, cannot};
use crate::component::{self, World, kilobytes};
use crate::lock;
use crate::run::{quietly, spoken, text_of};
use crate::wasm_toolchain::WasmToolchain;
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
    arguments = on_spin_if_there(lock, arguments);
    arguments = with_absolute_files(arguments)?;
    let spin = arguments.iter().any(|it| it == "--spin");
    let tenant = !arguments.iter().any(|it| it == "--no-tenant");
    if tenant && !spin {
        arguments.push("--no-message-limits".to_owned());
    }
    announce(checkout, world);
    // Side by side: they take different locks, and each leaves a core idle at times.
    let (component, host) = std::thread::scope(|scope| {
        let host =
            scope.spawn(|| if spin { build_host_for_spin(checkout) } else { build_host(checkout) });
        let component = match names(&arguments, "--component") {
            true => Ok(()),
            false => build_component(checkout, world, lock),
        };
        (component, host.join().unwrap_or_else(|_| Err("The build panicked.".to_owned())))
    });
    component.and(host)?;
    if lock && !names(&arguments, "--component") {
        arguments.extend(["--component", lock::file(world)].map(ToOwned::to_owned));
    }
    if lock {
        arguments.push("--embedded-login".to_owned());
        // Codes, too, are asked for by Lock, and not on the settings page.
        for setting in ["login_ui=lock", "passwordless=universal"] {
            arguments.extend(["--variable", setting].map(ToOwned::to_owned));
        }
    }
    let host = checkout.target("debug/host");
    let error = checkout.command(&host).args(arguments).exec();
    Err(cannot("start", &host, &error))
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

/// Serves by Spin where it is there, new enough, and can do what was asked for.
fn on_spin_if_there(lock: bool, arguments: Vec<String>) -> Vec<String> {
    let (no_spin, mut rest): (Vec<_>, Vec<_>) =
        arguments.into_iter().partition(|it| it == "--no-spin");
    let built_in = lock || ["--component", "--files"].iter().any(|it| names(&rest, it));
    if !no_spin.is_empty() || built_in || rest.iter().any(|it| it == "--spin") {
        return rest;
    }
    if let Ok(version) = text_of(Command::new("spin").arg("--version"))
        && is_new_enough(&version)
    {
        eprintln!("On Spin, which is installed ({}); --no-spin does without.", version.trim());
        rest.push("--spin".to_owned());
    }
    rest
}

/// `spin 4.1.0 (0123456 2026-11-01)`, or newer.
fn is_new_enough(version: &str) -> bool {
    let number = version.split(' ').nth(1).unwrap_or_default();
    let mut parts = number.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) >= (4, 1)
}

/// The host runs at the root of the checkout; the folder was named from where the command was typed.
fn with_absolute_files(arguments: Vec<String>) -> Outcome<Vec<String>> {
    let Some(given) = value_of(&arguments, "--files").map(ToOwned::to_owned) else {
        return Ok(arguments);
    };
    let real = fs::canonicalize(&given)
        .map_err(|error| format!("Cannot find the folder of --files, {given}: {error}."))?;
    let real = real.to_str().ok_or("The folder of --files has a name that is no text.")?;
    let mut rest: Vec<String> = arguments;
    let (from, to) = (format!("--files={given}"), format!("--files={real}"));
    let mut named = false;
    for argument in &mut rest {
        if named {
            real.clone_into(argument);
        } else if *argument == from {
            to.clone_into(argument);
        }
        named = argument == "--files";
    }
    Ok(rest)
}

/// What cannot be done is said before anything is built, and of the options that were typed.
fn fits(lock: bool, arguments: &[String]) -> Outcome<()> {
    let has = |option: &str| arguments.iter().any(|it| it == option);
    let spin = has("--spin");
    if spin && has("--no-spin") {
        return Err("--spin or --no-spin: leave out one.".to_owned());
    }
    if spin && lock {
        return Err("--lock is for the built-in host: leave out --spin.".to_owned());
    }
    for option in ["--component", "--files"] {
        if spin && names(arguments, option) {
            return Err(format!("{option} is for the built-in host: leave out --spin."));
        }
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
    use super::{
        fits, is_new_enough, on_spin_if_there, with_absolute_files, without_lock, world_of,
    };
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
    fn knows_which_spin_is_new_enough() {
        for good in ["spin 4.1.0 (01234 2026-11-01)", "spin 4.10.2", "spin 5.0.0-pre0 (1 2)"] {
            assert!(is_new_enough(good), "{good}");
        }
        for bad in ["spin 4.0.3 (01234 2026-05-01)", "spin 3.9.0", "spin", ""] {
            assert!(!is_new_enough(bad), "{bad}");
        }
    }

    #[test]
    fn keeps_no_spin_from_the_host_and_obeys_it() {
        let given = |line: &str| line.split(' ').map(ToOwned::to_owned).collect::<Vec<_>>();
        assert_eq!(on_spin_if_there(false, given("--json --no-spin")), ["--json"]);
        assert_eq!(on_spin_if_there(true, given("--json")), ["--json"]);
        for asked in ["--files brand", "--component=x.wasm", "--spin"] {
            assert_eq!(on_spin_if_there(false, given(asked)), given(asked));
        }
        assert!(fits(false, &given("--spin --no-spin")).is_err());
        assert!(fits(false, &given("--spin --files brand")).is_err());
    }

    #[test]
    fn names_the_folder_of_files_from_where_one_stands() {
        let here = std::env::current_dir().unwrap().display().to_string();
        let given = |words: &[&str]| words.iter().map(|&it| it.to_owned()).collect::<Vec<_>>();
        let absolute = with_absolute_files(given(&["--files", ".", "--json"]));
        assert_eq!(absolute, Ok(given(&["--files", &here, "--json"])));
        let absolute = with_absolute_files(given(&["--files=."]));
        assert_eq!(absolute, Ok(given(&[&format!("--files={here}")])));
        assert!(with_absolute_files(given(&["--files", "no/such"])).is_err());
    }

    #[test]
    fn chooses_the_newer_world_unless_told() {
        check(&["--json"], Some(World::Wasi03));
        check(&["--json", "--wasi", "0.2"], Some(World::Wasi02));
        check(&["--wasi=0.2"], Some(World::Wasi02));
        check(&["--wasi", "1"], None);
    }
}

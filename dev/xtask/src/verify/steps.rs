//! The steps of `cargo verify`, in their order: cheap ones first, then what is built, then
//! what runs on it. All cargo steps take the whole workspace, so that the dependencies are
//! compiled with one set of features, once.
use super::{
    auth0, browser, clients, commands, front, fuzz, javascript, load, openapi, policy, servers,
    workflow,
};
use crate::Outcome;
use crate::checkout::{Checkout, read_text, remove_file};
use crate::component::{self, World, kilobytes};
use crate::dev::build_host;
use crate::lock;
use crate::run::{aloud, text_of};
use crate::wasm_toolchain::WasmToolchain;
use crate::wasm_toolchain::target::TARGET;
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::OnceLock;

/// One check. What `run` returns is a remark for the table.
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) run: fn(&Checkout) -> Outcome<String>,
}

pub(super) const STEPS: [Step; 20] = [
    Step { name: "format", about: "rustfmt finds nothing to change", run: format },
    Step {
        name: "javascript",
        about: "Biome finds nothing to change or to mend in JavaScript",
        run: javascript::javascript,
    },
    Step { name: "tidy", about: "the component depends on nothing of the tools", run: tidy },
    Step {
        name: "policy",
        about: "licences, sources and advisories of dependencies",
        run: policy::policy,
    },
    Step { name: "lints", about: "clippy is silent about the workspace", run: lints },
    Step { name: "lock", about: "Auth0 Lock bundles, and the component builds with it", run: lock },
    Step { name: "component", about: "the component builds for WASI 0.3 and 0.2", run: components },
    Step {
        name: "wasm-lints",
        about: "clippy is silent about the component's wasm half",
        run: wasm_lints,
    },
    Step { name: "host", about: "the development host builds", run: host },
    Step {
        name: "tests",
        about: "unit tests, flow tests natively, tenant and host tests",
        run: tests,
    },
    Step { name: "docs", about: "the documentation builds without a warning", run: docs },
    Step {
        name: "flows-0.3",
        about: "the flow tests over the component for WASI 0.3",
        run: flows_0_3,
    },
    Step {
        name: "flows-0.2",
        about: "the flow tests over the component for WASI 0.2",
        run: flows_0_2,
    },
    Step {
        name: "load",
        about: "many people at once, one request in ten malformed, for a moment",
        run: load::load,
    },
    Step { name: "fuzz", about: "every parser of outside bytes, for a moment", run: fuzz::fuzz },
    Step {
        name: "openapi",
        about: "the component answers what docs/openapi.json says",
        run: openapi::openapi,
    },
    Step {
        name: "clients",
        about: "Auth0's clients, and others, link and sign in at the local tenant",
        run: clients::clients,
    },
    Step {
        name: "servers",
        about: "the component at malicious and strict login servers, behind nginx, and twice on one store",
        run: servers::servers,
    },
    Step {
        name: "commands",
        about: "the commands of the pages, as a reader types them",
        run: commands::commands,
    },
    Step { name: "browser", about: "sign in, link and unlink in Chromium", run: browser::browser },
];

/// What only `--only` runs: it takes about a minute or more, and changes with its own files, or with headers.
pub(super) const ASIDE: [Step; 3] = [
    Step {
        name: "auth0",
        about: "deploy/auth0 and deploy/terraform say what docs/auth0.md says",
        run: auth0::auth0,
    },
    Step {
        name: "front",
        about: "Varnish, nginx and Caddy in front, as docs/deploy has them, and the systemd unit",
        run: front::front,
    },
    Step {
        name: "workflow",
        about: "the workflow for GitHub Actions is well formed and safe",
        run: workflow::workflow,
    },
];

/// The flow tests that ask where their edge is, as the natively run ones noted it in this very run. The others
/// would do over the component what they did before.
static EDGE_TESTS: OnceLock<BTreeSet<String>> = OnceLock::new();

fn nothing_to_add(result: Outcome<()>) -> Outcome<String> {
    result.map(|()| String::new())
}

fn format(checkout: &Checkout) -> Outcome<String> {
    nothing_to_add(aloud(checkout.cargo().args(["fmt", "--all", "--check"])))
}

/// `--locked` also proves that the lock file fits the manifests.
fn tidy(checkout: &Checkout) -> Outcome<String> {
    let mut tree = checkout.cargo();
    tree.args(["tree", "--locked", "--package", "account-linking", "--target", TARGET]);
    let text = text_of(tree.args(["--edges", "normal", "--prefix", "none"]))?;
    let names: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    for tool in ["tenant", "host", "wasmtime", "tokio", "hyper"] {
        if names.contains(&tool) {
            return Err(format!("The component depends on {tool}."));
        }
    }
    Ok(String::new())
}

fn lints(checkout: &Checkout) -> Outcome<String> {
    let mut clippy = checkout.cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    nothing_to_add(aloud(&mut clippy))
}

/// With Debian's toolchain the linter is of another version than the project's, whose newer
/// opinions must not fail a build: there, only the lints count that Cargo.toml denies.
fn wasm_lints(checkout: &Checkout) -> Outcome<String> {
    let toolchain = WasmToolchain::prepare(checkout)?;
    for world in World::ALL {
        let mut cargo = checkout.cargo();
        let other_version = toolchain.apply_clippy(&mut cargo);
        cargo.args([if other_version { "check" } else { "clippy" }, "--release", "--lib"]);
        world.choose(checkout, &mut cargo);
        toolchain.apply(&mut cargo)?;
        if !other_version {
            cargo.args(["--", "-D", "warnings"]);
        }
        aloud(&mut cargo)?;
    }
    Ok(format!("with {}", toolchain.description()))
}

fn components(checkout: &Checkout) -> Outcome<String> {
    let toolchain = WasmToolchain::prepare(checkout)?;
    let build = |world: World| {
        let bytes = component::build(checkout, &toolchain, world)?;
        Ok::<_, String>(format!("WASI {}: {}", world.version(), kilobytes(bytes)))
    };
    // Side by side: optimizing the whole takes one core for most of the time.
    let sizes = std::thread::scope(|scope| {
        let builds = World::ALL.map(|world| scope.spawn(move || build(world)));
        let ended = |build: std::thread::ScopedJoinHandle<'_, _>| {
            build.join().unwrap_or_else(|_| Err("The build panicked.".to_owned()))
        };
        builds.into_iter().map(ended).collect::<Outcome<Vec<_>>>()
    });
    sizes.map(|sizes| sizes.join(", "))
}

fn host(checkout: &Checkout) -> Outcome<String> {
    nothing_to_add(build_host(checkout))
}

fn tests(checkout: &Checkout) -> Outcome<String> {
    let file = checkout.target("edge-tests.txt");
    remove_file(&file)?;
    aloud(checkout.cargo().args(["test", "--workspace"]).env("EDGE_TESTS", &file))?;
    let text = read_text(&file)?;
    // A thread without a test's name hides which one it was: then all of them run.
    let names: BTreeSet<String> = text.lines().map(ToOwned::to_owned).collect();
    if names.iter().all(|name| name.contains("::")) {
        let _once = EDGE_TESTS.set(names);
    }
    Ok(String::new())
}

/// For those who work on the project: private items are shown, and may be linked to.
fn docs(checkout: &Checkout) -> Outcome<String> {
    let mut cargo = checkout.cargo();
    cargo.env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links");
    cargo.args(["doc", "--workspace", "--no-deps", "--document-private-items"]);
    nothing_to_add(aloud(&mut cargo))
}

fn flows_0_3(checkout: &Checkout) -> Outcome<String> {
    flows(checkout, World::Wasi03)
}

fn flows_0_2(checkout: &Checkout) -> Outcome<String> {
    flows(checkout, World::Wasi02)
}

/// Before the other one: the file that the manifest names is the one built last.
fn lock(checkout: &Checkout) -> Outcome<String> {
    let toolchain = WasmToolchain::prepare(checkout)?;
    let bytes = lock::component(checkout, &toolchain, World::Wasi03)?;
    Ok(format!("WASI 0.3: {}", kilobytes(bytes)))
}

fn flows(checkout: &Checkout, world: World) -> Outcome<String> {
    let mut cargo: Command = checkout.cargo();
    cargo.env("EDGE", "component").env("WASI", world.version());
    // These tests wait, for a host to start or a deadline to pass, more than they work.
    cargo.env("RUST_TEST_THREADS", "6");
    cargo.args(["test", "--workspace", "--test", "flows"]);
    let Some(names) = EDGE_TESTS.get() else { return nothing_to_add(aloud(&mut cargo)) };
    // Without the hundreds of names in the sentence.
    let ended = aloud(cargo.args(["--", "--exact"]).args(names));
    ended.map_err(|_| "A flow test failed, see above.".to_owned())?;
    Ok(format!("the {} tests that are not native only", names.len()))
}

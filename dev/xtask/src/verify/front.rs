//! What stands in front of the component: caches and proxies with the rules of docs/deploy, and careless ones; and
//! the systemd unit of that folder.
use super::servers::{NGINX, OPENSSL};
use super::system::Program;
use crate::Outcome;
use crate::checkout::Checkout;
use crate::component::{self, World};
use crate::dev::build_host;
use crate::npm;
use crate::run::aloud;
use crate::wasm_toolchain::WasmToolchain;

const FOLDER: &str = "tests/front";

/// Programs, beside the name by which the tests are told where they are.
const PROGRAMS: [(&str, Program); 6] = [
    ("NGINX_PROGRAM", NGINX),
    ("OPENSSL", OPENSSL),
    (
        "VARNISH_PROGRAM",
        // It compiles its rules.
        Program {
            title: "Varnish",
            variable: "VARNISH_PROGRAM",
            names: &["varnishd"],
            packages: &["varnish", "gcc"],
        },
    ),
    (
        "CADDY_PROGRAM",
        Program {
            title: "Caddy",
            variable: "CADDY_PROGRAM",
            names: &["caddy"],
            packages: &["caddy"],
        },
    ),
    (
        "SYSTEMD_ANALYZE",
        Program {
            title: "systemd-analyze",
            variable: "SYSTEMD_ANALYZE",
            names: &["systemd-analyze"],
            packages: &["systemd"],
        },
    ),
    // The guides call it by its name.
    (
        "CURL_PROGRAM",
        Program { title: "curl", variable: "CURL_PROGRAM", names: &["curl"], packages: &["curl"] },
    ),
];

pub(super) fn front(checkout: &Checkout) -> Outcome<String> {
    npm::needed("The test of caches and proxies")?;
    let mut node = checkout.command("node");
    for (name, program) in PROGRAMS {
        node.env(name, program.find(checkout)?);
    }
    let toolchain = WasmToolchain::prepare(checkout)?;
    for world in World::ALL {
        component::build(checkout, &toolchain, world)?;
    }
    build_host(checkout)?;
    node.current_dir(checkout.path(FOLDER));
    aloud(node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]))?;
    Ok("both forms of the component".to_owned())
}

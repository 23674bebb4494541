//! The component at login servers that were not written for it, a malicious and a strict one, and
//! behind a proxy; and two hosts on one store: installs them, builds both forms, and lets the tests run.
use super::system::Program;
use crate::Outcome;
use crate::checkout::Checkout;
use crate::component::{self, World};
use crate::dev::build_host;
use crate::npm;
use crate::run::aloud;
use crate::wasm_toolchain::WasmToolchain;

const FOLDER: &str = "tests/servers";

pub(super) const NGINX: Program =
    Program { title: "nginx", variable: "NGINX_PROGRAM", names: &["nginx"], packages: &["nginx"] };

/// Makes the certificate that a proxy shows.
pub(super) const OPENSSL: Program = Program {
    title: "OpenSSL's command",
    variable: "OPENSSL",
    names: &["openssl"],
    packages: &["openssl"],
};

/// The store that two hosts share.
const REDIS: Program = Program {
    title: "Redis or Valkey",
    variable: "REDIS_SERVER",
    names: &["redis-server", "valkey-server"],
    packages: &["redis-server"],
};

pub(super) fn servers(checkout: &Checkout) -> Outcome<String> {
    npm::needed("The test at other login servers")?;
    npm::install(checkout, FOLDER)?;
    let (nginx, openssl) = (NGINX.find(checkout)?, OPENSSL.find(checkout)?);
    let redis = REDIS.find(checkout)?;
    let toolchain = WasmToolchain::prepare(checkout)?;
    for world in World::ALL {
        component::build(checkout, &toolchain, world)?;
    }
    build_host(checkout)?;
    let mut node = checkout.command("node");
    node.current_dir(checkout.path(FOLDER)).env("NGINX_PROGRAM", nginx).env("OPENSSL", openssl);
    node.env("REDIS_SERVER", redis);
    // Each file serves both forms of the component by itself.
    aloud(node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]))?;
    Ok("both forms of the component".to_owned())
}

//! The load of `dev/load` on the development host, for some seconds in each world: nothing about speed, but
//! that every request is answered, to whom it belongs.
use crate::Outcome;
use crate::checkout::Checkout;
use crate::component::World;
use crate::run::{aloud, quietly};

/// For how long, in seconds.
const SECONDS: &str = "5";

pub(super) fn load(checkout: &Checkout) -> Outcome<String> {
    let mut cargo = checkout.cargo();
    // With the whole workspace's features, as everything else is built.
    cargo.args(["build", "--workspace", "--bin", "host", "--bin", "load"]);
    quietly(checkout, "building the load", &mut cargo)?;
    for world in World::ALL {
        let mut load = checkout.command(checkout.target("debug/load"));
        load.arg("--host").arg(checkout.target("debug/host"));
        aloud(load.args(["--wasi", world.version(), "--seconds", SECONDS]))?;
    }
    Ok(String::new())
}

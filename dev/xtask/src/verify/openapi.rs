//! The document of the interface against the component: schemathesis makes requests from it, and looks
//! whether the answers are those that it tells of.
use super::python::{self, Wanted};
use crate::Outcome;
use crate::checkout::{Checkout, cannot, read_text};
use crate::component::{self, World};
use crate::dev::build_host;
use crate::run::aloud;
use crate::wasm_toolchain::WasmToolchain;
use std::fs;

const PYTHON: Wanted = Wanted {
    title: "schemathesis",
    oldest: 11,
    requirements: "tests/openapi/requirements.txt",
    folder: "openapi-python",
};

pub(super) fn openapi(checkout: &Checkout) -> Outcome<String> {
    let python = python::environment(checkout, &PYTHON)?;
    let toolchain = WasmToolchain::prepare(checkout)?;
    for world in World::ALL {
        component::build(checkout, &toolchain, world)?;
    }
    build_host(checkout)?;
    let verdict = checkout.target("openapi/verdict");
    // One that is there is of this run.
    if verdict.exists() {
        fs::remove_file(&verdict).map_err(|error| cannot("remove", &verdict, &error))?;
    }
    let ended = aloud(checkout.command(python).args(["-B", "tests/openapi/run.py"]));
    let said = read_text(&verdict);
    match ended {
        Ok(()) => said,
        Err(sentence) => Err(said.map_or(sentence, |said| format!("{said}; see target/openapi"))),
    }
}

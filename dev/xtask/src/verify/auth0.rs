//! The Auth0 side as code: what auth0-deploy-cli proposes for deploy/auth0 to a tenant of ours, and whether
//! deploy/terraform says what the provider understands. Both must say what docs/auth0.md says.
use super::python::{self, Wanted};
use crate::Outcome;
use crate::checkout::Checkout;
use crate::npm;
use crate::run::aloud;

const FOLDER: &str = "tests/auth0-as-code";

const PYTHON: Wanted = Wanted {
    title: "The check of deploy/terraform",
    oldest: 11,
    requirements: "tests/auth0-as-code/requirements.txt",
    folder: "auth0-python",
};

pub(super) fn auth0(checkout: &Checkout) -> Outcome<String> {
    npm::needed("auth0-deploy-cli")?;
    let python = python::environment(checkout, &PYTHON)?;
    aloud(checkout.command(python).args(["-B", "tests/auth0-as-code/terraform.py"]))?;
    npm::install(checkout, FOLDER)?;
    let mut npm = checkout.command("npm");
    aloud(npm.current_dir(checkout.path(FOLDER)).args(["run", "--silent", "test"]))?;
    Ok(String::new())
}

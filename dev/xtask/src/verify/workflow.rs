//! The workflow files for GitHub Actions: whether they have the form that GitHub wants, and zizmor's opinion of their
//! safety. Neither asks anybody outside.
use super::python::{self, Wanted};
use crate::Outcome;
use crate::checkout::{Checkout, entries};
use crate::run::aloud;

const FOLDER: &str = ".github/workflows";

const PYTHON: Wanted = Wanted {
    title: "The check of workflow files",
    oldest: 11,
    requirements: "tests/workflow/requirements.txt",
    folder: "workflow-python",
};

pub(super) fn workflow(checkout: &Checkout) -> Outcome<String> {
    let python = python::environment(checkout, &PYTHON)?;
    let files = entries(&checkout.path(FOLDER))?;
    let mut schema = checkout.command(python.with_file_name("check-jsonschema"));
    aloud(schema.args(["--builtin-schema", "vendor.github-workflows"]).args(&files))?;
    let mut zizmor = checkout.command(python.with_file_name("zizmor"));
    aloud(zizmor.args(["--offline", "--no-progress", "--persona", "pedantic"]).args(&files))?;
    Ok(format!("{} file", files.len()))
}

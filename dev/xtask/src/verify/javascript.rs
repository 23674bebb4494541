//! How JavaScript is laid out, and what counts as a fault in it: `biome.jsonc` says both, Biome checks them.
use crate::Outcome;
use crate::checkout::Checkout;
use crate::npm;
use crate::run::aloud;

const FOLDER: &str = "dev/biome";
const BIOME: &str = "dev/biome/node_modules/.bin/biome";

/// Only looks: a person decides what is changed.
pub(super) fn javascript(checkout: &Checkout) -> Outcome<String> {
    npm::needed("The check of JavaScript")?;
    npm::install(checkout, FOLDER)?;
    let mut biome = checkout.command(checkout.path(BIOME));
    aloud(biome.args(["check", "--error-on-warnings"])).map_err(|error| {
        format!(
            "{error} `{BIOME} check --write` lays the files out and mends what is safe to mend; the \
             rest is by hand."
        )
    })?;
    Ok(String::new())
}

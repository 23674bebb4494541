//! `connection_logos`: artwork that the product takes from its owners. It is only looks: what is wrong is left
//! out, and our own sign stands there.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

use crate::config::address::Address;
use crate::config::connections::{Connection, is_provider};
use crate::config::reader::Settings;
use crate::config::settings::FILE;

/// Longest text of the setting, in bytes: its addresses stand in a header.
const MAX_TEXT: usize = 2048;

/// Reads the variable: an object of JSON, from a connection's name to an address. A name that is neither offered nor a
/// provider's counts, since people may have signed in by it; it may as well be a slip, and nobody would see why.
pub(super) fn parse(
    settings: &mut Settings<'_>,
    base: &Url,
    connections: Option<&[Connection]>,
) -> BTreeMap<String, Address> {
    let is_known = |name: &str| {
        is_provider(name)
            || connections.is_none_or(|offered| offered.iter().any(|it| it.name == name))
    };
    let text = settings.optional("connection_logos", |it| Some(it.to_owned()));
    let Some(text) = text.flatten() else { return BTreeMap::new() };
    let named = serde_json::from_str(&text).ok().filter(|_| text.len() <= MAX_TEXT);
    let Some(named): Option<Map<String, Value>> = named else {
        settings.forgive("connection_logos", "our own signs are shown");
        return BTreeMap::new();
    };
    let mut logos = BTreeMap::new();
    for (name, value) in named {
        match value.as_str().and_then(|it| Address::parse_file(it, base)?.whole(base)) {
            Some(address) => {
                if !is_known(&name) {
                    settings.looks.push(format!(
                        "connection_logos: {name:?} is not among connections, nor a provider that is known \
                         here; its logo is shown beside accounts of that name alone"
                    ));
                }
                logos.insert(name, address);
            }
            None => settings.looks.push(format!(
                "connection_logos: our own sign is shown for {name:?}; its address must be {FILE}"
            )),
        }
    }
    logos
}

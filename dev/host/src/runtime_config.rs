//! `--runtime-config-file`: Spin's runtime configuration, as far as this host has what it names, which is key-value
//! stores in Redis or Valkey.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// What the file says. What this host does not have is refused: Spin would do it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuntimeConfig {
    /// By label.
    #[serde(default, rename = "key_value_store")]
    pub(crate) stores: BTreeMap<String, StoreConfig>,
}

/// A store, by its `type`.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum StoreConfig {
    /// Redis or Valkey; a password may stand in the address.
    Redis { url: String },
}

impl RuntimeConfig {
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file);
        let parsed = text.map_err(anyhow::Error::from).and_then(|text| Self::parse(&text));
        parsed.with_context(|| format!("--runtime-config-file {}", file.display()))
    }

    fn parse(text: &str) -> Result<Self> {
        // The parser's message may quote a value, and with it a password.
        toml::from_str(text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count().saturating_add(1);
            anyhow::anyhow!(
                "from line {line} on, it is not what this host knows of Spin's configuration"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_store_is_read_and_nothing_else_passes() {
        let text =
            "[key_value_store.default]\ntype = \"redis\"\nurl = \"redis://127.0.0.1:6379/1\"";
        let config = RuntimeConfig::parse(text).unwrap();
        let StoreConfig::Redis { url } = &config.stores["default"];
        assert_eq!(url, "redis://127.0.0.1:6379/1");
        for other in [
            "[key_value_store.default]\ntype = \"azure_cosmos\"",
            "[key_value_store.default]\ntype = \"redis\"",
            "[key_value_store.default]\ntype = \"redis\"\nurl = \"redis://h\"\nuri = \"x\"",
            "[[variables_provider]]\ntype = \"vault\"",
            "state_dir = \"x\"",
        ] {
            assert!(RuntimeConfig::parse(other).is_err(), "{other}");
        }
    }

    /// What Spin reads of a provider of variables, and refuses the rest of (spinframework/spin at 94a8fc8a,
    /// crates/runtime-config/src/variables.rs and crates/variables-vault/src/lib.rs).
    #[derive(Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
    enum Provider {
        Vault {
            url: String,
            #[serde(rename = "token")]
            _token: String,
            #[serde(rename = "mount")]
            _mount: String,
            #[serde(rename = "prefix")]
            _prefix: Option<String>,
        },
    }

    /// A list, which every Spin reads by this name; newer ones read `variables_provider`, too.
    fn check(text: &str) -> Result<RuntimeConfig> {
        let mut table: toml::Table = toml::from_str(text)?;
        let providers = table.remove("config_provider").context("no provider")?;
        for Provider::Vault { url, .. } in providers.try_into::<Vec<Provider>>()? {
            anyhow::ensure!(url::Url::parse(&url)?.scheme() == "https", "{url}");
        }
        Ok(table.try_into()?)
    }

    #[test]
    fn the_file_for_spinkube_says_what_spin_reads() {
        let text = include_str!("../../../deploy/spinkube/runtime-config.toml");
        let StoreConfig::Redis { url } = &check(text).unwrap().stores["default"];
        assert!(redis::Client::open(&**url).is_ok(), "{url}");
        for name in
            ["type", "url", "token", "mount", "prefix", "key_value_store", "config_provider"]
        {
            assert!(check(&text.replace(name, &format!("{name}s"))).is_err(), "{name}");
        }
        for line in ["token = \"YOUR-TOKEN\"", "mount = \"secret\"", "type = \"vault\""] {
            assert!(text.contains(line), "{line}");
            assert!(check(&text.replace(line, "")).is_err(), "{line} left out");
            assert!(
                check(&text.replace(line, &line.replace('"', ""))).is_err(),
                "{line} as no text"
            );
        }
    }

    #[test]
    fn no_message_has_the_password() {
        for text in [
            "url = redis://:hunter2@h\n[x",
            "[key_value_store]\ndefault = \"redis://:hunter2@h\"",
            "[key_value_store.default]\ntype = \"redis://:hunter2@h\"",
            "[key_value_store.default]\ntype = \"redis\"\n\"redis://:hunter2@h\" = 1",
        ] {
            let error = RuntimeConfig::parse(text).unwrap_err();
            assert!(!format!("{error:#}").contains("hunter2"), "{error:#}");
        }
    }
}

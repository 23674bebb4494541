//! Variables as Spin has them: names, `{{ }}` templates, and which of their sources wins. No I/O but for the one line that reads the environment.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use serde::Deserialize;

/// Values by variable.
pub(crate) type Variables = BTreeMap<String, String>;

/// One entry of `[variables]` in the manifest.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Declared {
    #[serde(default)]
    pub(crate) required: bool,
    pub(crate) default: Option<String>,
    /// Advisory, as in Spin: nothing here prints values anyway.
    #[serde(default, rename = "secret")]
    _secret: bool,
    #[serde(rename = "description")]
    _description: Option<String>,
}

impl Declared {
    pub(crate) fn check(&self, name: &str) -> Result<()> {
        check_name(name).map_err(anyhow::Error::msg)?;
        ensure!(
            self.required != self.default.is_some(),
            "variable `{name}` must either be `required = true` or have a `default`, not both"
        );
        Ok(())
    }
}

/// Spin's rule for names: it lets every name be an environment variable, too.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    let word = |part: &str| !part.is_empty();
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let reason = if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        "must start with a lowercase ASCII letter"
    } else if !name.chars().all(legal) {
        "may contain only lower-case letters, digits and underscores"
    } else if !name.split('_').all(word) {
        "must not end in an underscore or have two in a row"
    } else {
        return Ok(());
    };
    Err(format!("{name:?}: {reason}"))
}

/// Where values come from, strongest first.
pub(crate) struct Sources<'a> {
    /// `--variable name=value`
    pub(crate) flags: &'a Variables,
    /// What this host knows itself: the addresses it bound, the local tenant's application.
    pub(crate) host: &'a Variables,
    /// `SPIN_VARIABLE_<NAME>`
    pub(crate) environment: &'a dyn Fn(&str) -> Option<String>,
}

/// The application's variables with their values; every missing one is named in the one error.
pub(crate) fn resolve(
    declared: &BTreeMap<String, Declared>,
    sources: &Sources<'_>,
) -> Result<Variables> {
    let mut values = Variables::new();
    let mut missing = Vec::new();
    for (name, variable) in declared {
        let value = (sources.flags.get(name).cloned())
            .or_else(|| sources.host.get(name).cloned())
            .or_else(|| (sources.environment)(&environment_name(name)))
            .or_else(|| variable.default.clone());
        match value {
            Some(value) => drop(values.insert(name.clone(), value)),
            None => missing.push(format!("`{name}`")),
        }
    }
    ensure!(
        missing.is_empty(),
        "no value for the required variable{} {}: give --variable name=value, or set SPIN_VARIABLE_<NAME>",
        if missing.len() == 1 { "" } else { "s" },
        missing.join(", ")
    );
    Ok(values)
}

/// The environment variable that can hold this variable.
pub(crate) fn environment_name(name: &str) -> String {
    format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase())
}

/// What stands in the environment.
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Text with `{{ name }}` in it.
#[derive(Debug, PartialEq)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, PartialEq)]
enum Part {
    Text(String),
    Variable(String),
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, tail)) = after.split_once("}}") else {
                bail!("unmatched `{{{{` in {text:?}");
            };
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Variable(name.trim().to_owned()));
            rest = tail;
        }
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| *part != Part::Text(String::new()));
        Ok(Self(parts))
    }

    pub(crate) fn resolve(&self, values: &Variables) -> Result<String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Variable(name) => match values.get(name) {
                    Some(value) => text.push_str(value),
                    None => bail!("unknown variable `{name}` in a template"),
                },
            }
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn names_follow_spins_rule() {
        for name in ["a", "abc", "a1b2", "a_1", "a_1_b_3"] {
            check_name(name).unwrap();
        }
        for name in ["", "aX", "1bc", "_x", "x.y", "x_", "a__b", "x-y"] {
            check_name(name).unwrap_err();
        }
    }

    #[test]
    fn templates_are_filled() {
        let values = map(&[("port", "80"), ("host", "h")]);
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("{{ host }}", "h"),
            ("http://{{host}}:{{ port }}/", "http://h:80/"),
            ("}} {{ host }}", "}} h"),
        ] {
            assert_eq!(Template::parse(text).unwrap().resolve(&values).unwrap(), expected);
        }
        assert!(Template::parse("{{ host }} {{ port").is_err());
        assert!(Template::parse("{{ other }}").unwrap().resolve(&values).is_err());
    }

    #[track_caller]
    fn declared(text: &str) -> BTreeMap<String, Declared> {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_flag_beats_the_host_beats_the_environment_beats_the_default() {
        let declared = declared("a.default='0'\nb.default='0'\nc.default='0'\nd.default='0'");
        let flags = map(&[("a", "flag")]);
        let host = map(&[("a", "host"), ("b", "host")]);
        let environment = |name: &str| (name != "SPIN_VARIABLE_D").then(|| name.to_owned());
        let sources = Sources { flags: &flags, host: &host, environment: &environment };
        let expected = map(&[("a", "flag"), ("b", "host"), ("c", "SPIN_VARIABLE_C"), ("d", "0")]);
        assert_eq!(resolve(&declared, &sources).unwrap(), expected);
    }

    #[test]
    fn every_missing_variable_is_named() {
        let declared = declared("a.required=true\nb.default=''\nc={required=true,secret=true}");
        let none = BTreeMap::new();
        let sources = Sources { flags: &none, host: &none, environment: &|_| None };
        let message = resolve(&declared, &sources).unwrap_err().to_string();
        assert!(message.contains("variables `a`, `c`"), "{message}");
    }

    #[test]
    fn required_excludes_a_default() {
        for text in ["a={required=true,default=''}", "a={}", "a={required=false}", "aX.default=''"]
        {
            for (name, variable) in declared(text) {
                variable.check(&name).unwrap_err();
            }
        }
    }
}

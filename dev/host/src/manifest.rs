//! Reads `spin.toml`, manifest version 2: as much of it as this host serves, and a clear refusal of the rest.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use ct_codecs::{Decoder as _, Hex};
use hmac_sha256::Hash;
use serde::{Deserialize, Serialize};

use crate::routes::Route;
use crate::variables::{Declared, Template, check_name};

/// The store that `spin up` provides where nobody configured another.
const DEFAULT_STORE: &str = "default";

/// What the application may do, checked.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub(crate) info: Info,
    pub(crate) variables: BTreeMap<String, Declared>,
    /// Which component answers which paths
    pub(crate) routes: Vec<(Route, String)>,
    pub(crate) components: BTreeMap<String, Component>,
}

/// What one component is, and what it is granted.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) source: Source,
    pub(crate) build: Option<String>,
    pub(crate) outbound_hosts: Vec<Template>,
    pub(crate) stores: Vec<String>,
    pub(crate) variables: BTreeMap<String, Template>,
}

/// Where a component's bytes are.
#[derive(Debug, PartialEq)]
pub(crate) enum Source {
    File(PathBuf),
    /// Spin fetches it. This host fetches nothing: a file takes its place if it has the same digest.
    Released {
        url: String,
        digest: [u8; 32],
    },
}

impl Source {
    /// The file to load; `given` is `--component`.
    pub(crate) fn file<'a>(&'a self, given: Option<&'a Path>) -> Result<&'a Path> {
        match (self, given) {
            (Self::File(file), None) => Ok(file),
            (Self::File(_), Some(given)) => Ok(given),
            (Self::Released { url, .. }, None) => {
                bail!(
                    "this host fetches nothing: download {url} and name the file with --component"
                )
            }
            (Self::Released { url, digest }, Some(given)) => {
                let bytes = std::fs::read(given)
                    .with_context(|| format!("cannot read the component {}", given.display()))?;
                ensure!(
                    Hash::hash(&bytes) == *digest,
                    "{} has not the digest that the manifest gives for {url}",
                    given.display()
                );
                Ok(given)
            }
        }
    }

    /// `folder` is what a path is relative to.
    fn parse(source: RawSource, folder: &Path) -> Result<Self> {
        match source {
            RawSource::File(file) => Ok(Self::File(folder.join(file))),
            RawSource::Released { url, digest } => {
                let mut bytes = [0; 32];
                // Spin compares the texts, and writes its own in lower case.
                let lower = !digest.contains(|it: char| it.is_ascii_uppercase());
                let hex = digest.strip_prefix("sha256:").filter(|_| lower).map(str::as_bytes);
                let decoded = hex.map(|hex| Hex::decode(&mut bytes, hex, None).map(<[u8]>::len));
                ensure!(
                    matches!(decoded, Some(Ok(32))),
                    "`digest` must be `sha256:` and 64 hexadecimal digits, not {digest:?}"
                );
                Ok(Self::Released { url, digest: bytes })
            }
        }
    }
}

impl Manifest {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the manifest {}", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder).with_context(|| format!("in {}", path.display()))
    }

    /// `folder` is what a component's `source` is relative to.
    fn parse(text: &str, folder: &Path) -> Result<Self> {
        let raw: Raw = toml::from_str(text)?;
        ensure!(raw.spin_manifest_version == 2, "only manifest version 2 is understood");
        for (name, variable) in &raw.variables {
            variable.check(name)?;
        }
        let mut components = BTreeMap::new();
        for (id, component) in raw.component {
            let component = component.check(folder, &raw.variables);
            let component = component.with_context(|| format!("component {id:?}"))?;
            components.insert(id, component);
        }
        ensure!(!raw.trigger.http.is_empty(), "there is no [[trigger.http]]");
        let mut routes = Vec::new();
        for trigger in raw.trigger.http {
            let RawRoute::Path(path) = trigger.route else { continue };
            ensure!(
                components.contains_key(&trigger.component),
                "route {path:?} names the unknown component {:?}",
                trigger.component
            );
            routes.push((Route::parse(&path)?, trigger.component));
        }
        Ok(Self { info: raw.application, variables: raw.variables, routes, components })
    }
}

#[derive(Deserialize)]
struct Raw {
    spin_manifest_version: u32,
    application: Info,
    #[serde(default)]
    variables: BTreeMap<String, Declared>,
    trigger: RawTriggers,
    component: BTreeMap<String, RawComponent>,
}

/// What Spin tells of the application at `/.well-known/spin/info`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Info {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTriggers {
    http: Vec<RawTrigger>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTrigger {
    route: RawRoute,
    component: String,
    #[serde(rename = "id")]
    _id: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawRoute {
    Path(String),
    /// `{ private = true }`: reached from other components only, so never here.
    Private {
        #[serde(rename = "private")]
        _private: bool,
    },
}

#[derive(Deserialize)]
struct RawComponent {
    source: RawSource,
    /// What Spin serves with `--profile`; here every component is its plain self.
    #[serde(default, rename = "profile")]
    _profiles: BTreeMap<String, RawProfile>,
    #[serde(default)]
    allowed_outbound_hosts: Vec<String>,
    #[serde(default)]
    key_value_stores: Vec<String>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    build: Option<RawBuild>,
    #[serde(flatten)]
    other: BTreeMap<String, toml::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawSource {
    File(String),
    Released { url: String, digest: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfile {
    #[serde(rename = "source")]
    _source: Option<RawSource>,
    #[serde(rename = "build")]
    _build: Option<RawProfileBuild>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProfileBuild {
    #[serde(rename = "command")]
    _command: toml::Value,
}

#[derive(Deserialize)]
struct RawBuild {
    command: toml::Value,
}

impl RawComponent {
    fn check(self, folder: &Path, declared: &BTreeMap<String, Declared>) -> Result<Component> {
        for name in self.other.keys() {
            let harmless = ["description", "id", "targets", "tool"].contains(&name.as_str());
            ensure!(harmless, "`{name}` is not served by this host (--spin runs the real one)");
        }
        for store in &self.key_value_stores {
            ensure!(
                store == DEFAULT_STORE,
                "key-value store {store:?}: without a runtime configuration there is only {DEFAULT_STORE:?}"
            );
        }
        // A template may be filled with no variable but the declared ones: try it now, not at the first use.
        let names: BTreeMap<_, _> =
            declared.keys().map(|name| (name.clone(), String::new())).collect();
        let template = |text: &String| -> Result<Template> {
            let template = Template::parse(text)?;
            template.resolve(&names)?;
            Ok(template)
        };
        let mut variables = BTreeMap::new();
        for (name, text) in &self.variables {
            check_name(name).map_err(anyhow::Error::msg)?;
            let template = template(text).with_context(|| format!("variable `{name}`"))?;
            variables.insert(name.clone(), template);
        }
        Ok(Component {
            source: Source::parse(self.source, folder)?,
            build: self.build.and_then(|build| build.command.as_str().map(str::to_owned)),
            outbound_hosts: self
                .allowed_outbound_hosts
                .iter()
                .map(template)
                .collect::<Result<_>>()?,
            stores: self.key_value_stores,
            variables,
        })
    }
}

#[cfg(test)]
mod template;

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        spin_manifest_version = 2
        [application]
        name = "app"
        version = "0.1.0"
        authors = ["someone"]
        [variables]
        origin = { required = true }
        key = { required = true, secret = true }
        review = { default = "always" }
        [[trigger.http]]
        route = "/..."
        component = "one"
        [component.one]
        source = "target/one.wasm"
        allowed_outbound_hosts = ["{{ origin }}"]
        key_value_stores = ["default"]
        [component.one.variables]
        auth0 = "{{ origin }}/"
        key = "{{ key }}"
        [component.one.build]
        command = "cargo build"
        watch = ["src/**/*.rs"]
    "#;

    fn parse(text: &str) -> Result<Manifest> {
        Manifest::parse(text, Path::new("/app"))
    }

    #[test]
    fn reads_what_is_granted() {
        let manifest = parse(WHOLE).unwrap();
        assert_eq!(manifest.info.name, "app");
        assert_eq!(manifest.info.version.as_deref(), Some("0.1.0"));
        assert_eq!(manifest.variables.len(), 3);
        assert_eq!(manifest.routes, [(Route::parse("/...").unwrap(), "one".to_owned())]);
        let component = &manifest.components["one"];
        assert_eq!(component.source, Source::File("/app/target/one.wasm".into()));
        assert_eq!(component.build.as_deref(), Some("cargo build"));
        assert_eq!(component.stores, ["default"]);
        assert_eq!(component.outbound_hosts, [Template::parse("{{ origin }}").unwrap()]);
        assert_eq!(component.variables.keys().collect::<Vec<_>>(), ["auth0", "key"]);
    }

    #[test]
    fn grants_nothing_where_nothing_is_said() {
        let manifest = parse(
            "spin_manifest_version=2\napplication.name='a'\n[[trigger.http]]\nroute='/'\ncomponent='c'\n\
             [component.c]\nsource='c.wasm'",
        );
        let component = &manifest.unwrap().components["c"];
        assert!(component.outbound_hosts.is_empty());
        assert!(component.stores.is_empty());
        assert!(component.variables.is_empty());
    }

    #[test]
    fn refuses_what_it_cannot_serve() {
        for (from, to) in [
            ("spin_manifest_version = 2", "spin_manifest_version = 1"),
            ("component = \"one\"", "component = \"two\""),
            ("component = \"one\"", "component = { source = \"x.wasm\" }"),
            ("component = \"one\"", "component = \"one\"\nexecutor = { type = \"wagi\" }"),
            ("route = \"/...\"", "route = \"/:name\""),
            ("source = \"target/one.wasm\"", "source = { url = \"https://x\", digest = \"y\" }"),
            (
                "source = \"target/one.wasm\"",
                "source = { registry = \"x\", package = \"x:y\", version = \"1.0.0\" }",
            ),
            (
                "[component.one.build]",
                "[component.one.profile.other]\nallowed_outbound_hosts = []\n[component.one.build]",
            ),
            ("source = \"target/one.wasm\"", "source = \"x\"\nfiles = [\"static\"]"),
            ("source = \"target/one.wasm\"", "source = \"x\"\nenvironment = { A = \"b\" }"),
            ("[\"default\"]", "[\"other\"]"),
            ("{{ origin }}/", "{{ unknown }}"),
            ("[\"{{ origin }}\"]", "[\"{{ unknown }}\"]"),
            ("[\"{{ origin }}\"]", "[\"{{ origin\"]"),
            ("origin = { required = true }", "origin = { required = true, default = \"x\" }"),
            ("key = \"{{ key }}\"", "Key = \"{{ key }}\""),
        ] {
            let text = WHOLE.replace(from, to);
            assert_ne!(text, WHOLE);
            assert!(parse(&text).is_err(), "{to}");
        }
    }
}

//! The bill of materials of a component (CycloneDX), which must name what the component itself says it is made of.
use super::build::{Form, Place};
use super::wasm::audit_data;
use crate::Outcome;
use crate::cargo_program::CargoProgram;
use crate::checkout::{Checkout, entries, read_text, remove_file};
use crate::run::{quietly, text_of};
use crate::wasm_toolchain::target::TARGET;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const CARGO_CYCLONEDX: CargoProgram =
    CargoProgram { name: "cargo-cyclonedx", version: "0.5.9", install: &["--debug"] };

/// It writes one beside each manifest of the workspace, under this name and `.json`.
const NAME: &str = "release-sbom.cdx";

/// Names and versions.
type Packages = BTreeSet<(String, String)>;

/// Makes the bill, and refuses one that differs from what is in the component. Says how many are linked.
pub(super) fn sbom(
    main: &Checkout,
    place: &Place,
    form: &Form,
    component: &[u8],
    epoch: u64,
) -> Outcome<(String, usize)> {
    let program = CARGO_CYCLONEDX.find(main)?;
    let mut cyclonedx = place.cargo(Some(&program));
    cyclonedx.args(["cyclonedx", "--format", "json", "--spec-version", "1.5", "--all"]);
    cyclonedx.args(["--target", TARGET, "--override-filename", NAME]).args(form.features());
    // For it this also means: no random number.
    cyclonedx.env("SOURCE_DATE_EPOCH", epoch.to_string());
    quietly(main, "cargo cyclonedx", &mut cyclonedx)?;
    let file = format!("{NAME}.json");
    let text = read_text(&place.checkout.path(&file));
    remove_file(&place.checkout.path(&file))?;
    for member in entries(&place.checkout.path("dev"))?.iter().filter(|it| it.is_dir()) {
        remove_file(&member.join(&file))?;
    }

    let mut metadata = place.cargo(None);
    metadata.args(["metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]);
    let metadata = parse(&text_of(metadata.args(form.features()))?)?;
    let mut bill = parse(&text?)?;
    let linked = linked(&metadata).ok_or("cargo metadata says nothing of dependencies.")?;
    exclude_others(&mut bill, &linked);
    compare(&bill, &parse(&audit_data(component)?)?)?;
    if form.lock {
        add_bundled(&mut bill, &read_text(&place.checkout.target("lock/lock-licenses.txt"))?);
    }
    let text = serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())? + "\n";
    // It calls packages of ours by where they are.
    let own = format!("path+file://{}", place.checkout.root().display());
    Ok((text.replace(&own, "path+file://."), linked.len()))
}

fn parse(json: &str) -> Outcome<Value> {
    serde_json::from_str(json).map_err(|error| format!("Malformed JSON: {error}."))
}

fn package(value: &Value) -> Option<(String, String)> {
    let text = |key| value.get(key)?.as_str().map(str::to_owned);
    Some((text("name")?, text("version")?))
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// What reaches the component from its own package by ordinary dependencies. Macros run while it compiles, and
/// nothing of them, or of what they need, is linked. cargo-auditable 0.7.7 knows a macro only if its package has
/// nothing else, not even a test; the others it counts as linked, and so do we: too much rather than too little.
fn linked(metadata: &Value) -> Option<Packages> {
    let id = |value: &Value| value.get("id")?.as_str().map(str::to_owned);
    let packages: BTreeMap<_, _> =
        list(metadata, "packages").filter_map(|it| Some((id(it)?, it))).collect();
    let resolve = metadata.get("resolve")?;
    let nodes: BTreeMap<_, _> =
        list(resolve, "nodes").filter_map(|it| Some((id(it)?, it))).collect();
    let is_macro = |package: &Value| {
        let mut targets = list(package, "targets");
        let first = targets.next().map(|it| &it["kind"]);
        targets.next().is_none() && first.is_some_and(|kind| *kind == json!(["proc-macro"]))
    };
    let mut seen = BTreeSet::new();
    let mut open = vec![resolve.get("root")?.as_str()?.to_owned()];
    while let Some(id) = open.pop() {
        if is_macro(packages.get(&id)?) || !seen.insert(id.clone()) {
            continue;
        }
        let ordinary = |dependency: &&Value| {
            list(dependency, "dep_kinds").any(|kind| kind.get("kind").is_none_or(Value::is_null))
        };
        let dependencies = list(nodes.get(&id)?, "deps").filter(ordinary);
        open.extend(dependencies.filter_map(|it| it.get("pkg")?.as_str().map(str::to_owned)));
    }
    seen.iter().map(|id| package(packages.get(id)?)).collect()
}

/// cargo-cyclonedx says of macros that they are required at run time.
fn exclude_others(bill: &mut Value, linked: &Packages) {
    let components = bill.get_mut("components").and_then(Value::as_array_mut);
    for component in components.into_iter().flatten() {
        if package(component).is_some_and(|package| !linked.contains(&package)) {
            component["scope"] = json!("excluded");
        }
    }
}

/// Both name the same packages, linked ones and others.
fn compare(bill: &Value, audit: &Value) -> Outcome<()> {
    let root = bill.get("metadata").and_then(|it| it.get("component"));
    let billed = |linked: bool| -> Packages {
        let scope = if linked { "required" } else { "excluded" };
        let components = list(bill, "components").chain(root);
        components.filter(|it| it["scope"] == scope).filter_map(package).collect()
    };
    let audited = |linked: bool| -> Packages {
        let packages = list(audit, "packages");
        // Runtime is what is meant if nothing is said.
        packages
            .filter(|it| (it.get("kind").is_none_or(|kind| kind == "runtime")) == linked)
            .filter_map(package)
            .collect()
    };
    for linked in [true, false] {
        let (billed, audited) = (billed(linked), audited(linked));
        let other: Vec<String> = billed
            .symmetric_difference(&audited)
            .map(|(name, version)| format!("{name} {version}"))
            .collect();
        if !other.is_empty() || (linked && billed.len() < 2) {
            let other = other.join(", ");
            return Err(format!("Bill of materials and component differ in: {other}."));
        }
    }
    Ok(())
}

/// The npm packages that are bundled into it, as the bundle's licence texts name them: `name version: licence`.
fn add_bundled(bill: &mut Value, licences: &str) {
    let head = |block: &str| {
        let (package, licence) = block.lines().next()?.split_once(": ")?;
        let (name, version) = package.split_once(' ')?;
        Some(json!({
            "type": "library",
            "bom-ref": format!("pkg:npm/{}@{version}", name.replace('@', "%40")),
            "name": name,
            "version": version,
            "scope": "required",
            "licenses": [{ "license": { "name": licence } }],
            "purl": format!("pkg:npm/{}@{version}", name.replace('@', "%40")),
        }))
    };
    let blocks = licences.split("\n----------------------------------------\n\n");
    if let Some(components) = bill.get_mut("components").and_then(Value::as_array_mut) {
        components.extend(blocks.filter_map(head));
    }
}

#[cfg(test)]
mod tests {
    use super::{add_bundled, compare, exclude_others, linked, parse};
    use serde_json::{Value, json};

    fn metadata() -> Value {
        let package = |name: &str, kind: &str| json!({ "id": name, "name": name, "version": "1.0.0", "targets": [{ "kind": [kind] }] });
        let dependency =
            |name: &str, kind: Value| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        json!({
            "packages": [
                package("own", "cdylib"), package("lib", "lib"), package("macro", "proc-macro"),
                package("of-macro", "lib"), package("build", "lib"), package("dev", "lib"),
            ],
            "resolve": { "root": "own", "nodes": [
                { "id": "own", "deps": [
                    dependency("lib", Value::Null), dependency("macro", Value::Null),
                    dependency("build", json!("build")), dependency("dev", json!("dev")),
                ] },
                { "id": "lib", "deps": [dependency("own", Value::Null)] },
                { "id": "macro", "deps": [dependency("of-macro", Value::Null)] },
            ] },
        })
    }

    fn bill() -> Value {
        let component =
            |name: &str, scope: &str| json!({ "name": name, "version": "1.0.0", "scope": scope });
        json!({
            "metadata": { "component": component("own", "required") },
            "components": [
                component("lib", "required"), component("macro", "required"),
                component("of-macro", "required"), component("build", "excluded"),
            ],
        })
    }

    fn audit() -> Value {
        let package =
            |name: &str, kind: &str| json!({ "name": name, "version": "1.0.0", "kind": kind });
        json!({ "packages": [
            { "name": "own", "version": "1.0.0", "root": true }, { "name": "lib", "version": "1.0.0" },
            package("macro", "build"), package("of-macro", "build"), package("build", "build"),
        ] })
    }

    #[test]
    fn a_bill_is_held_against_the_component() {
        let linked = linked(&metadata()).unwrap();
        let mut bill = bill();
        assert!(compare(&bill, &audit()).is_err(), "macros are said to be linked");
        exclude_others(&mut bill, &linked);
        compare(&bill, &audit()).unwrap();
        for change in ["lib", "own", "macro"] {
            let text = audit().to_string().replace(&format!("\"{change}\""), "\"other\"");
            let error = compare(&bill, &parse(&text).unwrap()).unwrap_err();
            assert!(error.contains("other 1.0.0") && error.contains(change), "{error}");
        }
        let newer = audit().to_string().replacen("1.0.0", "1.0.1", 1);
        assert!(compare(&bill, &parse(&newer).unwrap()).is_err());
        assert!(compare(&json!({}), &json!({})).is_err(), "nothing is no bill");
    }

    #[test]
    fn what_is_bundled_is_in_the_bill() {
        let mut bill = bill();
        let dash = "-".repeat(40);
        add_bundled(
            &mut bill,
            &format!(
                "@babel/runtime 7.29.14: MIT\n\nText: a b\n\n{dash}\n\nqs 6.17.1: BSD-3-Clause\n\n"
            ),
        );
        let components = bill["components"].as_array().unwrap();
        assert_eq!(components.len(), 6);
        assert_eq!(components[4]["purl"], "pkg:npm/%40babel/runtime@7.29.14");
        assert_eq!(components[5]["licenses"][0]["license"]["name"], "BSD-3-Clause");
    }
}

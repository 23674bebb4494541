//! The settings stand in one table, `src/config/settings.rs`, and the rest of the application in `spin.toml`. Every manifest
//! and `docs/configuration.md` are made from the two.

use account_linking::config::settings::{SETTINGS, Setting};

use crate::support::document::{between, document, rewrite};

const MANIFEST: &str = "spin.toml";
/// The same with the form of the component that hosts without WASI 0.3 run.
const OLDER: &str = "spin-wasi-0-2.toml";
const TEMPLATE: &str = "templates/account-linking/content";
/// The released components, by their form.
const RELEASE: &str = "templates/release.toml";

const OLDER_HEAD: &str = "\
#:schema https://schemas.spinframework.dev/spin/manifest-v2/latest.json
# The application for Spin 2.4 to 4 (older ones know no templates in `allowed_outbound_hosts`) and other hosts without
# WASI 0.3: `spin up -f spin-wasi-0-2.toml`.
# Nothing else decides what the component may reach.
";

const TEMPLATE_HEAD: &str = "\
#:schema https://schemas.spinframework.dev/spin/manifest-v2/latest.json
# The application for Spin 4.1 and newer (WASI 0.3). spin-wasi-0-2.toml is the same for older ones.
# Nothing else decides what the component may reach.
";

/// What the template has in place of these lines. Spin escapes no answer; a label may have quotes, and so may an author.
const CHANGED: [[&str; 2]; 6] = [
    ["name = \"account-linking\"", "name = \"{{ project-name | kebab_case }}\""],
    [
        "authors = [\"The maintainers of account-linking\"]",
        "authors = [\"{{ authors | remove: '\\' | replace: '\"', '\\\"' }}\"]",
    ],
    [
        "# What each is for: docs/configuration.md.",
        "# What each is for: docs/configuration.md in the repository of account-linking.",
    ],
    ["auth0_url = { required = true }", "auth0_url = { default = \"https://{{ tenant }}\" }"],
    ["client_id = { required = true }", "client_id = { default = \"{{ client }}\" }"],
    [
        "connections = { required = true }",
        "connections = { default = \"{{ connections | replace: '\"', '\\\"' }}\" }",
    ],
];

/// Where Spin's own `{{ }}` begin, which `spin new` must not fill in.
const SPINS_OWN: &str = "[[trigger.http]]";

fn declaration(it: &Setting) -> String {
    let value = if it.required {
        "required = true".to_owned()
    } else {
        format!("default = {:?}", it.default)
    };
    let secret = if it.secret { ", secret = true" } else { "" };
    format!("{} = {{ {value}{secret} }}\n", it.name)
}

fn read(file: &str) -> String {
    std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The manifest under another head.
fn under(head: &str, manifest: &str) -> String {
    let (_, rest) = manifest.split_once("spin_manifest_version").unwrap();
    format!("{head}spin_manifest_version{rest}")
}

/// What the profile overrides stands in place of what it overrides, and there is no profile.
fn without_profile(manifest: &str) -> String {
    let (manifest, profile) = manifest.split_once("\n# `--profile wasi-0-2`").unwrap();
    let overridden = |line| {
        let (key, _) = str::split_once(line, " = ")?;
        profile.lines().find(|it| it.split_once(" = ").is_some_and(|(other, _)| other == key))
    };
    manifest.lines().map(|line| overridden(line).unwrap_or(line).to_owned() + "\n").collect()
}

/// The manifest with the released components, and with what `spin new` fills in.
fn template(manifest: &str, release: &str) -> String {
    let source = |form: &str| {
        let (_, rest) = release.split_once(&format!("[{form}]\n")).unwrap();
        rest.lines().next().filter(|line| line.starts_with("source = ")).unwrap()
    };
    let (mut text, mut form, mut builds) = (String::new(), "wasi-0-3", false);
    for line in manifest.lines() {
        if line.starts_with('[') || line.starts_with('#') {
            builds = line.ends_with(".build]");
        }
        if line.ends_with(".profile.wasi-0-2]") {
            form = "wasi-0-2";
        }
        match CHANGED.iter().find(|[from, _]| *from == line) {
            _ if builds => continue,
            Some([_, to]) => text += to,
            None if line.starts_with("source = ") => text += source(form),
            None if line == SPINS_OWN => text += &format!("{{% raw %}}{SPINS_OWN}"),
            None => text += line,
        }
        text += "\n";
    }
    for [_, to] in CHANGED {
        assert_eq!(text.matches(to).count(), 1, "{to}");
    }
    text.trim_end().to_owned() + "\n{% endraw %}"
}

#[test]
fn every_manifest_follows_from_the_settings_and_from_the_first_manifest() {
    let declared: String = SETTINGS.iter().map(declaration).collect();
    let handed: String =
        SETTINGS.iter().map(|it| format!("{0} = \"{{{{ {0} }}}}\"\n", it.name)).collect();
    between(MANIFEST, ["\n[variables]\n", "\n[[trigger.http]]"], &declared);
    let next = "\n[component.account-linking.build]";
    between(MANIFEST, ["\n[component.account-linking.variables]\n", next], &handed);

    let [manifest, release] = [MANIFEST, RELEASE].map(read);
    rewrite(OLDER, |_| under(OLDER_HEAD, &without_profile(&manifest)));
    let template = under(TEMPLATE_HEAD, &template(&manifest, &release));
    rewrite(&format!("{TEMPLATE}/{OLDER}"), |_| {
        // The profile, which ends the template, took the end of what is Spin's own with it.
        under(OLDER_HEAD, &without_profile(&template)) + "{% endraw %}"
    });
    rewrite(&format!("{TEMPLATE}/{MANIFEST}"), |_| template);
}

#[test]
fn the_documentation_has_every_setting() {
    let row = |it: &Setting| {
        let [none, about] = it.about;
        let default = match (it.required, it.default, none) {
            (true, ..) => "required".to_owned(),
            (_, "", "") => "empty".to_owned(),
            (_, "", none) => format!("empty: {none}"),
            (_, default, _) => format!("`{default}`"),
        };
        format!("| `{}` | {default} | {about} |\n", it.name)
    };
    let rows: String = SETTINGS.iter().map(row).collect();
    let table = format!("\n| variable | default | meaning |\n|---|---|---|\n{rows}\n");
    document(true, "configuration.md", "settings", &table);
}

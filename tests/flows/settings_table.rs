//! The settings stand in one table, `src/config/settings.rs`; both manifests and `docs/configuration.md` are made from it.

use account_linking::config::settings::{SETTINGS, Setting};

use crate::support::document::{between, document};

const MANIFESTS: [&str; 2] = ["spin.toml", "spin-wasi-0-2.toml"];

fn declaration(it: &Setting) -> String {
    let value = if it.required {
        "required = true".to_owned()
    } else {
        format!("default = {:?}", it.default)
    };
    let secret = if it.secret { ", secret = true" } else { "" };
    format!("{} = {{ {value}{secret} }}\n", it.name)
}

#[test]
fn both_manifests_declare_every_setting_and_hand_it_on() {
    let declared: String = SETTINGS.iter().map(declaration).collect();
    let handed: String =
        SETTINGS.iter().map(|it| format!("{0} = \"{{{{ {0} }}}}\"\n", it.name)).collect();
    for manifest in MANIFESTS {
        between(manifest, ["\n[variables]\n", "\n[[trigger.http]]"], &declared);
        let next = "\n[component.account-linking.build]";
        between(manifest, ["\n[component.account-linking.variables]\n", next], &handed);
    }
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

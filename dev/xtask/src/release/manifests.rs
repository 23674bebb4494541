//! What names the released components by address and digest: manifests that need no checkout, and what the template
//! for `spin new` is made from.
use super::build::{FORMS, Form};
use crate::Outcome;

/// Where the profile of spin.toml begins, which ends it.
const PROFILE: &str = "\n# `--profile wasi-0-2`";

/// The components of a release: whose they are, of which version, and their digests in the order of `FORMS`.
pub(super) struct Released<'a> {
    /// `OWNER/NAME`, on GitHub.
    pub(super) repository: &'a str,
    pub(super) version: &'a str,
    pub(super) digests: [String; FORMS.len()],
}

impl Released<'_> {
    /// The line that names one.
    fn source(&self, form: &Form) -> Option<String> {
        let digest = FORMS.iter().zip(&self.digests).find(|(it, _)| it.name == form.name)?.1;
        let Self { repository, version, .. } = self;
        let url =
            format!("https://github.com/{repository}/releases/download/v{version}/{}", form.file);
        Some(format!("source = {{ url = \"{url}\", digest = \"sha256:{digest}\" }}"))
    }

    /// A manifest for a form, from the project's own: the components are released ones, and nothing is built.
    pub(super) fn manifest(&self, own: &str, form: &Form) -> Outcome<String> {
        let own = if form.lock { own.split(PROFILE).next().unwrap_or(own) } else { own };
        let (mut text, mut builds) = (String::new(), false);
        for line in own.lines() {
            if line.starts_with('[') || line.starts_with('#') {
                builds = line.ends_with(".build]");
            }
            if builds {
                continue;
            }
            if let Some(file) = line.strip_prefix("source = ") {
                // Both forms are in spin.toml, one of them in its profile.
                let named =
                    |it: &&Form| file == format!("{:?}", it.world.file()) && it.lock == form.lock;
                let source = FORMS.iter().find(named).and_then(|form| self.source(form));
                text += &source.ok_or_else(|| format!("No released component is {file}."))?;
            } else {
                text += line;
            }
            text.push('\n');
        }
        if text.contains("\nsource = \"") || !text.contains("\nsource = {") {
            return Err(format!("{} names no released component.", form.manifest));
        }
        Ok(text.trim_end().to_owned() + "\n")
    }

    /// `templates/release.toml`.
    pub(super) fn for_template(&self) -> String {
        let mut text = "\
# The components that the template in this folder names, one for each form. `cargo xtask release` writes this file, and\n\
# `UPDATE_DOCS=1 cargo test --test flows settings_table` writes what stands here into the template.\n"
            .to_owned();
        for name in ["wasi-0-3", "wasi-0-2"] {
            let form = FORMS.iter().find(|form| form.name == name);
            let source = form.and_then(|form| self.source(form)).unwrap_or_default();
            text += &format!("{}[{name}]\n{source}\n", if name == "wasi-0-2" { "\n" } else { "" });
        }
        text
    }
}

/// Whether it may stand in addresses and in TOML: what GitHub lets in.
pub(super) fn is_repository(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty() && part.chars().all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it))
    };
    text.split_once('/').is_some_and(|(owner, name)| part(owner) && part(name))
}

#[cfg(test)]
mod tests {
    use super::{FORMS, Released, is_repository};

    fn released() -> Released<'static> {
        let digests = ["2", "3", "l"].map(|it| it.repeat(64));
        Released { repository: "acme/linking", version: "0.1.0", digests }
    }

    #[test]
    fn manifests_name_released_components_and_build_nothing() {
        let [older, newer] =
            [include_str!("../../../../spin-wasi-0-2.toml"), include_str!("../../../../spin.toml")];
        for (own, form, sources) in [
            (older, &FORMS[0], vec!["wasi-0-2"]),
            (newer, &FORMS[1], vec!["wasi-0-3", "wasi-0-2"]),
            (newer, &FORMS[2], vec!["lock-wasi-0-3"]),
        ] {
            let text = released().manifest(own, form).unwrap();
            let lines: Vec<_> = text.lines().filter(|line| line.starts_with("source")).collect();
            assert_eq!(lines.len(), sources.len(), "{}", form.name);
            for (line, name) in lines.iter().zip(sources) {
                let address = "https://github.com/acme/linking/releases/download/v0.1.0";
                assert!(
                    line.contains(&format!("\"{address}/account-linking-{name}.wasm\"")),
                    "{line}"
                );
            }
            for left in [".build]", "command", "cargo", "target/"] {
                assert!(!text.contains(left), "{}: {left}", form.name);
            }
            // Everything else stays.
            assert!(text.contains("\nallowed_outbound_hosts = "));
            assert!(text.contains("\n[component.account-linking.variables]\n"));
        }
        assert!(released().manifest("source = \"other.wasm\"\n", &FORMS[1]).is_err());
        assert!(released().manifest("", &FORMS[1]).is_err());
    }

    #[test]
    fn each_form_has_its_own_digest() {
        let text = released().for_template();
        let (newer, older) = text.split_once("\n\n").unwrap();
        assert!(newer.contains("[wasi-0-3]\nsource = ") && newer.contains(&"3".repeat(64)));
        assert!(older.starts_with("[wasi-0-2]\nsource = ") && older.contains(&"2".repeat(64)));
    }

    #[test]
    fn a_repository_is_two_names() {
        assert!(is_repository("acme/account-linking"));
        for wrong in ["", "acme", "acme/", "/x", "a/b/c", "a/b\"", "https://github.com/a/b", "a /b"]
        {
            assert!(!is_repository(wrong), "{wrong}");
        }
    }
}

//! Builds the components so that whoever builds them, wherever, gets the same bytes, with the list of their
//! dependencies inside.
use crate::Outcome;
use crate::cargo_program::CargoProgram;
use crate::checkout::{Checkout, cargo_home, entries, read, read_text, remove_folder};
use crate::component::World;
use crate::lock;
use crate::run::quietly;
use crate::wasm_toolchain::WasmToolchain;
use crate::wasm_toolchain::target::TARGET;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// It links the list into the core module as a custom section, which `wasm-component-ld` keeps.
const CARGO_AUDITABLE: CargoProgram =
    CargoProgram { name: "cargo-auditable", version: "0.7.7", install: &["--debug"] };

const FOLDER: &str = "release-build";

/// What is released.
pub(super) struct Form {
    /// The end of its names.
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    pub(super) manifest: &'static str,
    pub(super) world: World,
    pub(super) lock: bool,
}

/// Lock is last: it compiles the same dependencies.
pub(super) const FORMS: [Form; 3] = [
    Form {
        name: "wasi-0-2",
        file: "account-linking-wasi-0-2.wasm",
        manifest: "spin-wasi-0-2.toml",
        world: World::Wasi02,
        lock: false,
    },
    Form {
        name: "wasi-0-3",
        file: "account-linking-wasi-0-3.wasm",
        manifest: "spin.toml",
        world: World::Wasi03,
        lock: false,
    },
    Form {
        name: "lock",
        file: "account-linking-lock-wasi-0-3.wasm",
        manifest: "spin-lock.toml",
        world: World::Wasi03,
        lock: true,
    },
];

impl Form {
    /// As cargo and the programs that work like it are told them.
    pub(super) fn features(&self) -> [&'static str; 3] {
        let features = match (self.world, self.lock) {
            (World::Wasi02, _) => "wasi-0-2",
            (World::Wasi03, false) => "wasi-0-3",
            (World::Wasi03, true) => "wasi-0-3,lock",
        };
        ["--no-default-features", "--features", features]
    }
}

/// What builds.
pub(super) struct Compiler {
    pub(super) toolchain: WasmToolchain,
    auditable: PathBuf,
}

impl Compiler {
    pub(super) fn prepare(main: &Checkout) -> Outcome<Self> {
        let toolchain = WasmToolchain::prepare(main)?;
        Ok(Self { toolchain, auditable: CARGO_AUDITABLE.find(main)? })
    }
}

/// Where a release is built, and with which crates.
pub(super) struct Place {
    pub(super) checkout: Checkout,
    pub(super) cargo_home: PathBuf,
}

impl Place {
    /// The checkout at hand, with the crates that the person has.
    pub(super) fn own(checkout: &Checkout) -> Outcome<Self> {
        let cargo_home = cargo_home()?;
        Ok(Self { checkout: Checkout::at(checkout.root().to_owned()), cargo_home })
    }

    /// Cargo, or a program like it, without what the person's environment says of builds.
    pub(super) fn cargo(&self, program: Option<&Path>) -> Command {
        let mut command = match program {
            Some(program) => self.checkout.cargo_tool(program),
            None => self.checkout.cargo(),
        };
        for (name, _) in env::vars_os().filter(|(name, _)| changes_builds(&name.to_string_lossy()))
        {
            command.env_remove(name);
        }
        command.env("CARGO_HOME", &self.cargo_home);
        command.env("CARGO_TARGET_DIR", self.checkout.target(FOLDER));
        command
    }

    /// The components, in the order of `FORMS`.
    pub(super) fn build(
        &self,
        main: &Checkout,
        compiler: &Compiler,
    ) -> Outcome<[Vec<u8>; FORMS.len()]> {
        let place = self.checkout.root().file_name().unwrap_or_default().to_string_lossy();
        // Those of other systems as well: programs that look at licences want all.
        let what = format!("fetching the crates in {place}");
        quietly(main, &what, self.cargo(None).args(["fetch", "--locked"]))?;
        let flags = self.flags()?;
        self.refuse_configuration()?;
        lock::prepare(&self.checkout)?;
        // What build scripts found out in another environment.
        remove_folder(&self.checkout.target(FOLDER))?;
        let one = |form: &Form| {
            let mut cargo = self.cargo(Some(&compiler.auditable));
            cargo.args(["auditable", "rustc", "--locked", "--lib", "--crate-type", "cdylib"]);
            cargo.args(["--release", "--target", TARGET]).args(form.features());
            cargo.env("CARGO_ENCODED_RUSTFLAGS", &flags);
            // spin-sdk asks git for the commit of the folder that it lies in, which is that of a repository around
            // CARGO_HOME if there is one, and puts it into the component.
            cargo.env("GIT_DIR", "/dev/null");
            compiler.toolchain.apply(&mut cargo)?;
            quietly(main, &format!("building {} in {place}", form.file), &mut cargo)?;
            let made = format!("{FOLDER}/{TARGET}/release/account_linking.wasm");
            read(&self.checkout.target(&made))
        };
        let [first, second, third] = &FORMS;
        Ok([one(first)?, one(second)?, one(third)?])
    }

    /// Cargo's own files of settings may say where crates come from, and nothing of how they are compiled.
    fn refuse_configuration(&self) -> Outcome<()> {
        let above = self.checkout.root().ancestors().map(|folder| folder.join(".cargo"));
        for folder in above.chain([self.cargo_home.clone()]) {
            for file in ["config.toml", "config"].map(|name| folder.join(name)) {
                if let Some(setting) = file
                    .exists()
                    .then(|| read_text(&file))
                    .transpose()?
                    .as_deref()
                    .and_then(changing)
                {
                    return Err(format!(
                        "{} sets `{setting}`, which may change what is built: take it out for a release.",
                        file.display()
                    ));
                }
            }
        }
        Ok(())
    }

    /// The compiler's names for folders. Of two that fit, it takes the later.
    fn flags(&self) -> Outcome<OsString> {
        let mut named =
            vec![(self.checkout.root().to_owned(), "."), (self.cargo_home.clone(), "cargo")];
        // The name of the registry's folder depends on where the person's registry is.
        let registries = entries(&self.cargo_home.join("registry/src"))?;
        named.extend(registries.into_iter().map(|registry| (registry, "crates")));
        let flags = named.into_iter().map(|(folder, name)| {
            let parts = [OsStr::new("--remap-path-prefix="), folder.as_os_str(), OsStr::new("=")];
            let mut flag: OsString = parts.into_iter().collect();
            flag.push(name);
            flag
        });
        Ok(flags.collect::<Vec<_>>().join(OsStr::new("\u{1f}")))
    }
}

/// The first setting in a file of cargo's that is not about registries or about what is printed.
fn changing(config: &str) -> Option<&str> {
    const HARMLESS: [&str; 9] = [
        "alias",
        "cache",
        "credential-alias",
        "http",
        "net",
        "registries",
        "registry",
        "source",
        "term",
    ];
    let mut in_table = false;
    config.lines().map(str::trim).find_map(|line| {
        let head = line.starts_with('[');
        let first = if head { line.trim_start_matches(['[', ' ']) } else { line };
        let name = first.split(['.', '=', ']', ' ']).next()?.trim_matches(['"', '\'']);
        let counts = head || (!in_table && first.contains('=') && !first.starts_with('#'));
        in_table |= head;
        (counts && !HARMLESS.contains(&name)).then_some(name)
    })
}

/// Variables by which a person changes what cargo builds.
fn changes_builds(name: &str) -> bool {
    name.starts_with("CARGO_BUILD_")
        || name.starts_with("CARGO_PROFILE_")
        || name.starts_with("CARGO_TARGET_")
        || [
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_INCREMENTAL",
            "RUSTC",
            "RUSTFLAGS",
            "RUSTC_WRAPPER",
            "RUSTC_WORKSPACE_WRAPPER",
        ]
        .contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{FORMS, Place, changing};
    use crate::checkout::Checkout;
    use std::fs;

    #[test]
    fn the_form_without_a_feature_more_is_the_default_one() {
        let manifest = include_str!("../../../../Cargo.toml");
        assert!(manifest.contains("\ndefault = [\"wasi-0-3\"]\n"));
        assert_eq!(FORMS[1].features().last(), Some(&"wasi-0-3"));
    }

    #[test]
    fn settings_of_cargo_that_change_what_is_built_are_refused() {
        let good = "# [build]\n[source.crates-io]\nreplace-with = \"x\"\n[registries.x]\nindex = \"y\"\n[ net ]\n";
        assert_eq!(changing(good), None);
        for (bad, name) in [
            ("[profile.release]\nopt-level = 0", "profile"),
            ("[net]\n[build]\nrustflags = []", "build"),
            ("[target.'cfg(all())']", "target"),
            ("[ \"env\" ]", "env"),
            ("profile.release.lto = false", "profile"),
            ("paths = [\"x\"]", "paths"),
            ("[[patch]]", "patch"),
        ] {
            assert_eq!(changing(bad), Some(name), "{bad}");
        }
    }

    #[test]
    fn crates_have_one_name_wherever_they_are() {
        let home = std::env::temp_dir().join(format!("cargo-home-{}", std::process::id()));
        fs::create_dir_all(home.join("registry/src/a.example-0123")).unwrap();
        let place = Place { checkout: Checkout::at("/there".into()), cargo_home: home.clone() };
        let flags = place.flags().unwrap().into_string().unwrap();
        fs::remove_dir_all(&home).unwrap();
        let (flags, home) = (flags.split('\u{1f}').collect::<Vec<_>>(), home.display());
        let crates = format!("--remap-path-prefix={home}/registry/src/a.example-0123=crates");
        // Last, since it is inside the one before.
        assert_eq!(flags.last(), Some(&&*crates));
        assert_eq!(flags[0], "--remap-path-prefix=/there=.");
    }
}

//! `cargo xtask release`: the components, built so that everybody gets the same bytes, with all that a release
//! consists of; and `--check`, which does so twice and compares.
mod build;
mod check;
mod licences;
mod manifests;
mod notes;
mod oci;
mod paths;
mod sbom;
mod wasm;

use self::build::{Compiler, FORMS, Place};
use self::manifests::{Released, is_repository};
use self::notes::Section;
use self::paths::Folders;
use crate::Outcome;
use crate::checkout::{Checkout, create_folder, entries, read, read_text, remove_folder, write};
use crate::run::{quietly, text_of};
use lexopt::prelude::*;
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
Makes what a release consists of, in target/release-artifacts: the components for WASI 0.3 and 0.2 and the one
with Lock, checksums, bills of materials, licence texts, manifests, notes and an OCI layout. Writes the components'
addresses and digests into templates/. What is built is what is committed.

  --repository OWNER/NAME  where on GitHub the release will be
  --tagged                 writes nothing into the checkout: templates/release.toml must name what is built
  --check                  instead, builds twice from two clones with two CARGO_HOMEs, compares and audits";

const VERSION: &str = env!("CARGO_PKG_VERSION");
const FOLDER: &str = "release-artifacts";
const TEMPLATE: &str = "templates/release.toml";

/// What a release says of itself.
struct Details<'a> {
    repository: &'a str,
    version: &'a str,
    date: &'a str,
}

/// Does what is asked for.
pub(crate) fn release(checkout: &Checkout, parser: lexopt::Parser) -> Outcome<ExitCode> {
    match parse(parser).map_err(|error| format!("{error}\n{HELP}"))? {
        Wish::Help => say(HELP),
        Wish::Check => check::check(checkout)?,
        Wish::Release { repository, tagged } => make(checkout, &repository, tagged)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(PartialEq, Eq, Debug)]
enum Wish {
    Help,
    Check,
    Release { repository: String, tagged: bool },
}

fn parse(mut parser: lexopt::Parser) -> Result<Wish, lexopt::Error> {
    let (mut repository, mut tagged, mut check) = (None, false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Wish::Help),
            Long("repository") => repository = Some(parser.value()?.string()?),
            Long("tagged") => tagged = true,
            Long("check") => check = true,
            Short(_) | Long(_) | Value(_) => return Err(argument.unexpected()),
        }
    }
    match (check, repository) {
        (true, None) if !tagged => Ok(Wish::Check),
        (true, _) => Err("--check goes by itself.".into()),
        (false, Some(repository)) if is_repository(&repository) => {
            Ok(Wish::Release { repository, tagged })
        }
        (false, _) => Err("--repository OWNER/NAME is missing.".into()),
    }
}

fn make(checkout: &Checkout, repository: &str, tagged: bool) -> Outcome<()> {
    let changelog = read_text(&checkout.path("CHANGELOG.md"))?;
    let date = Section::of(&changelog, VERSION)?.date;
    let mut git = checkout.command("git");
    git.args(["status", "--porcelain", "--no-renames", "--untracked-files=all", "--", "."]);
    // The templates are what this command itself writes, and no part of a component.
    let changed = text_of(git.arg(":!templates"))?;
    if !changed.is_empty() {
        return Err(format!("A release is made of what is committed, and this is not:\n{changed}"));
    }
    let place = Place::own(checkout)?;
    let compiler = Compiler::prepare(checkout)?;
    let components = place.build(checkout, &compiler)?;
    let details = Details { repository, version: VERSION, date };
    let folder = checkout.target(FOLDER);
    let summary = artifacts(checkout, &place, &compiler, &details, &folder, &components)?;
    say(&summary);
    name_in_template(checkout, &details, &components, tagged)?;
    say(&format!("All of it is in target/{FOLDER}."));
    Ok(())
}

/// Everything but the build. Returns a table of the components.
fn artifacts(
    main: &Checkout,
    place: &Place,
    compiler: &Compiler,
    details: &Details<'_>,
    folder: &Path,
    components: &[Vec<u8>; FORMS.len()],
) -> Outcome<String> {
    remove_folder(folder)?;
    create_folder(folder)?;
    let changelog = read_text(&place.checkout.path("CHANGELOG.md"))?;
    let section = Section::of(&changelog, details.version)?;
    let released = released(details, components);
    let mut table = "| file | bytes | linked crates | SHA-256 |\n|---|---|---|---|\n".to_owned();
    for (form, component) in FORMS.iter().zip(components) {
        write(&folder.join(form.file), component)?;
        let (bill, linked) = sbom::sbom(main, place, form, component, section.epoch()?)?;
        write(&folder.join(form.file).with_extension("cdx.json"), bill)?;
        let own = if form.lock { "spin.toml" } else { form.manifest };
        let manifest = released.manifest(&read_text(&place.checkout.path(own))?, form)?;
        write(&folder.join(form.manifest), manifest)?;
        let (bytes, digest) = (component.len(), digest(component));
        table += &format!("| `{}` | {bytes} | {linked} | `{digest}` |\n", form.file);
    }
    licences::licences(main, place, folder)?;
    oci::write_layout(&folder.join("oci"), details, components)?;
    let rustc = text_of(compiler.toolchain.rustc(main)?.arg("--version"))?;
    let node = text_of(main.command("node").arg("--version"))?;
    let notes = format!(
        "{}\n\n## Files\n\n{table}\nCompiled by {}; Lock was bundled by Node.js {}. With these, `cargo xtask \
         release` makes the same bytes from this tag, wherever it runs.\n",
        section.linked(details.repository),
        rustc.trim(),
        node.trim()
    );
    write(&folder.join("notes.md"), notes)?;

    let folders = folders(main, place);
    let mut sums = String::new();
    let mut files: Vec<PathBuf> = entries(folder)?.into_iter().filter(|it| it.is_file()).collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = read(&file)?;
        folders.refuse(&name, &bytes)?;
        sums += &format!("{}  {name}\n", digest(&bytes));
    }
    write(&folder.join("SHA256SUMS"), sums)?;
    Ok(table)
}

/// Where this was built, and with what.
fn folders(main: &Checkout, place: &Place) -> Folders {
    let variables = ["HOME", "CARGO_HOME", "RUSTUP_HOME", "TMPDIR", "CARGO"];
    let mut folders: Vec<PathBuf> =
        variables.into_iter().filter_map(env::var_os).map(PathBuf::from).collect();
    let places = [main.root(), place.checkout.root(), &place.cargo_home];
    folders.extend(places.map(Path::to_owned));
    Folders::new(folders)
}

fn released<'a>(details: &Details<'a>, components: &[Vec<u8>; FORMS.len()]) -> Released<'a> {
    let digests = components.each_ref().map(|component| digest(component));
    Released { repository: details.repository, version: details.version, digests }
}

/// The template of a tag must name its components. Otherwise it is made to.
fn name_in_template(
    checkout: &Checkout,
    details: &Details<'_>,
    components: &[Vec<u8>; FORMS.len()],
    tagged: bool,
) -> Outcome<()> {
    let wanted = released(details, components).for_template();
    let file = checkout.path(TEMPLATE);
    if read_text(&file)? == wanted {
        return Ok(());
    }
    if tagged {
        return Err(format!(
            "{TEMPLATE} does not name what was built from this tag. `cargo xtask release \
             --repository {}` writes it; commit that before the tag.",
            details.repository
        ));
    }
    write(&file, wanted)?;
    let mut cargo = checkout.cargo();
    cargo.args(["test", "--locked", "--test", "flows", "settings_table"]).env("UPDATE_DOCS", "1");
    quietly(checkout, "writing the template", &mut cargo)?;
    say(&format!(
        "{TEMPLATE} and the template name these components now. Commit that, then tag it: \
         git tag v{VERSION}"
    ));
    Ok(())
}

fn digest(bytes: &[u8]) -> String {
    hmac_sha256::Hash::hash(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What this command makes is files; what it says is about them.
#[expect(clippy::print_stdout, reason = "the report is this command's result")]
fn say(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use super::{Wish, digest, parse};

    fn asked(arguments: &[&str]) -> Option<Wish> {
        parse(lexopt::Parser::from_args(arguments)).ok()
    }

    #[test]
    fn a_release_needs_to_know_where_it_will_be() {
        let release = |tagged| Some(Wish::Release { repository: "a/b".to_owned(), tagged });
        assert_eq!(asked(&["--repository", "a/b"]), release(false));
        assert_eq!(asked(&["--repository", "a/b", "--tagged"]), release(true));
        assert_eq!(asked(&["--check"]), Some(Wish::Check));
        for wrong in
            [&[][..], &["--tagged"], &["--repository", "a"], &["--check", "--tagged"], &["x"]]
        {
            assert_eq!(asked(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn digests_are_what_sha256sum_prints() {
        // FIPS 180-4's own example.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest(b"abc"), abc);
    }
}

//! `cargo xtask release --check`: two clones of what is committed, in two folders, with two CARGO_HOMEs that hold
//! nothing at first. Both must make the same bytes, and what is made from them must hold what it says.
use super::build::{Compiler, FORMS, Place};
use super::notes::Section;
use super::{Details, VERSION, artifacts, oci, say, sbom};
use crate::Outcome;
use crate::checkout::{Checkout, cannot, create_folder, read_text, remove_folder};
use crate::component::kilobytes;
use crate::run::{quietly, spoken, text_of};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

const FOLDER: &str = "release-check";
/// Outside of target/: whoever looks for a repository around a folder finds this one there, and none here.
const OUTSIDE: &str = "account-linking-release-check";
/// Whose release it would be.
const REPOSITORY: &str = "OWNER/account-linking";

pub(super) fn check(main: &Checkout) -> Outcome<()> {
    let start = Instant::now();
    if !text_of(main.command("git").args(["status", "--porcelain"]))?.is_empty() {
        say("What is not committed is not checked.");
    }
    let (inside, outside) = (main.target(FOLDER), env::temp_dir().join(OUTSIDE));
    remove_folder(&inside)?;
    remove_folder(&outside)?;
    let compiler = Compiler::prepare(main)?;
    // Of different lengths, so that nothing has the same place by chance.
    let one = place(main, inside.join("checkout"), inside.join("cargo"))?;
    let other = place(main, outside.join("folder/clone"), outside.join("cargo-home"))?;
    // Side by side: optimizing the whole takes one core for most of the time.
    let [components, others] = std::thread::scope(|scope| {
        [&one, &other]
            .map(|place| scope.spawn(|| place.build(main, &compiler)))
            .map(|build| build.join().unwrap_or_else(|_| Err("The build panicked.".to_owned())))
    });
    let (components, others) = (components?, others?);
    say(&format!("Built twice ({}).", spoken(start.elapsed())));
    for ((form, component), other) in FORMS.iter().zip(&components).zip(&others) {
        if component != other {
            return Err(format!("The two builds of {} differ.", form.file));
        }
        say(&format!("{}: the same {} twice.", form.file, kilobytes(component.len() as u64)));
    }
    audit(main, &compiler, [&one, &other], &components)?;
    remove_folder(&outside)?;
    say(&format!("Checked in {}.", spoken(start.elapsed())));
    Ok(())
}

fn place(main: &Checkout, root: PathBuf, cargo_home: PathBuf) -> Outcome<Place> {
    create_folder(&cargo_home)?;
    // Where the person's crates come from.
    let config = Place::own(main)?.cargo_home.join("config.toml");
    if config.exists() {
        let to = cargo_home.join("config.toml");
        fs::copy(&config, &to).map_err(|error| cannot("copy", &config, &error))?;
    }
    let mut git = main.command("git");
    quietly(main, "git clone", git.args(["clone", "--quiet"]).arg(main.root()).arg(&root))?;
    Ok(Place { checkout: Checkout::at(root), cargo_home })
}

/// What is made from the components: without a folder of ours, as OCI tools want it, and in both places the same.
fn audit(
    main: &Checkout,
    compiler: &Compiler,
    [one, other]: [&Place; 2],
    components: &[Vec<u8>; FORMS.len()],
) -> Outcome<()> {
    let changelog = read_text(&one.checkout.path("CHANGELOG.md"))?;
    let section = Section::of(&changelog, VERSION)?;
    let details = Details { repository: REPOSITORY, version: VERSION, date: section.date };
    let folder = main.target(FOLDER).join("artifacts");
    let table = artifacts(main, one, compiler, &details, &folder, components)?;
    say("No file names a folder of ours, and each bill of materials is what its component says:");
    say(&table);
    for (form, component) in FORMS.iter().zip(components) {
        let (bill, _) = sbom::sbom(main, other, form, component, section.epoch()?)?;
        let first = folder.join(form.file).with_extension("cdx.json");
        if bill != read_text(&first)? {
            return Err(format!("Another place makes another bill than {}.", first.display()));
        }
    }
    oci::round_trip(main, &folder.join("oci"), VERSION)?;
    let tags = FORMS.each_ref().map(|form| oci::tag(form, VERSION)).join(", ");
    say(&format!("The bills are the same twice, and skopeo copied {tags} as they were."));
    Ok(())
}

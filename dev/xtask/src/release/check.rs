//! `cargo xtask release --check`: two clones of what is committed, in two folders, with two CARGO_HOMEs that hold
//! nothing at first. Both must make the same bytes, and what is made from them must hold what it says.
use super::build::{FORMS, Form, Place};
use super::{Details, VERSION, artifacts, oci, say};
use crate::Outcome;
use crate::checkout::{Checkout, cannot, create_folder, read_text, remove_folder};
use crate::component::kilobytes;
use crate::run::{quietly, spoken, text_of};
use crate::wasm_toolchain::WasmToolchain;
use std::fs;
use std::time::Instant;

const FOLDER: &str = "release-check";
/// Of different lengths, so that nothing has the same place by chance.
const PLACES: [[&str; 2]; 2] =
    [["one/checkout", "one/cargo"], ["another/folder/clone", "another/cargo-home"]];
/// Whose release it would be.
const REPOSITORY: &str = "OWNER/account-linking";

pub(super) fn check(main: &Checkout) -> Outcome<()> {
    let start = Instant::now();
    if !text_of(main.command("git").args(["status", "--porcelain"]))?.is_empty() {
        say("What is not committed is not checked.");
    }
    remove_folder(&main.target(FOLDER))?;
    let toolchain = WasmToolchain::prepare(main)?;
    let places = PLACES.map(|[checkout, home]| place(main, checkout, home));
    let [one, other] = places;
    let (one, other) = (one?, other?);
    let mut built = Vec::new();
    for place in [&one, &other] {
        let begun = Instant::now();
        place.fetch(main)?;
        built.push(place.build(main, &toolchain)?);
        say(&format!(
            "Built in {} ({}).",
            place.checkout.root().display(),
            spoken(begun.elapsed())
        ));
    }
    let [components, others] = &built[..] else { return Err("Two builds are needed.".to_owned()) };
    for ((form, component), other) in FORMS.iter().zip(components).zip(others) {
        if component != other {
            return Err(format!("The two builds of {} differ; see target/{FOLDER}.", form.file));
        }
        say(&format!("{}: the same {} twice.", form.file, kilobytes(component.len() as u64)));
    }
    audit(main, &toolchain, [&one, &other], components)?;
    say(&format!("Checked in {}.", spoken(start.elapsed())));
    Ok(())
}

fn place(main: &Checkout, checkout: &str, home: &str) -> Outcome<Place> {
    let [root, cargo_home] = [checkout, home].map(|it| main.target(FOLDER).join(it));
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

/// What is made from the components: in both places the same, with no folder of ours, and as OCI tools want it.
fn audit(
    main: &Checkout,
    toolchain: &WasmToolchain,
    places: [&Place; 2],
    components: &[Vec<u8>; FORMS.len()],
) -> Outcome<()> {
    let changelog = read_text(&main.path("CHANGELOG.md"))?;
    let date = super::Section::of(&changelog, VERSION)?.date;
    let details = Details { repository: REPOSITORY, version: VERSION, date };
    let mut sums = Vec::new();
    for (number, place) in places.into_iter().enumerate() {
        let folder = main.target(FOLDER).join(format!("artifacts-{number}"));
        let table = artifacts(main, place, toolchain, &details, &folder, components)?;
        sums.push(read_text(&folder.join("SHA256SUMS"))?);
        if number == 0 {
            say(
                "No file names a folder of ours, and each bill of materials is what its component says:",
            );
            say(&table);
            oci::round_trip(main, &folder.join("oci"), VERSION)?;
            let tags = FORMS.each_ref().map(|form: &Form| oci::tag(form, VERSION)).join(", ");
            say(&format!("skopeo copied {tags}: manifests, configs and components as they were."));
        }
    }
    if sums.first() != sums.last() {
        return Err(format!("The two releases differ: see SHA256SUMS in target/{FOLDER}."));
    }
    say("Bills, licence texts, manifests and notes are the same twice, too.");
    Ok(())
}

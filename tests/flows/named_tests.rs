//! A page that names a test names one that exists: `SECURITY.md` and `docs/asvs.md`. The names are
//! `flows/link.rs::links_after_the_review`, a path below `tests/` or `src/` and a function, or
//! `browser/ways.test.mjs: the title of the test`. The counts on top of `docs/asvs.md` are those of its
//! lines.

use std::fs;
use std::path::Path;

use crate::support::document;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands between backquotes on a page.
fn quoted(page: &str) -> Vec<String> {
    page.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

/// The file that a name's path means: below `tests` or below `src`.
fn file(path: &str) -> Option<String> {
    let places = ["tests", "src", "dev/tenant/tests", "."];
    places.iter().find_map(|place| fs::read_to_string(root().join(place).join(path)).ok())
}

/// Whether the file has this function as a test: marked as one, or a row of the macro `forged!`.
fn has_test(text: &str, name: &str) -> bool {
    let mut lines = text.lines().map(str::trim_start);
    let row = lines.any(|line| line.starts_with(&format!("{name}: ")) && line.contains(" => "));
    let start = format!("fn {name}(");
    let marked = text.match_indices(&start).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let attribute = before.rsplit("#[").next().unwrap_or_default();
        let between = attribute.split_once(']').map_or("", |(_, between)| between);
        attribute.starts_with("test]") && between.trim().is_empty()
    });
    let listed = text.contains("macro_rules! forged") && row;
    marked || listed
}

/// Why a name on a page is of no test; nothing where it is of one, or no such name at all.
fn fault(quoted: &str) -> Option<String> {
    if let Some((path, name)) = quoted.split_once("::") {
        // A path of a module is no name of a test.
        if !path.ends_with(".rs") {
            return None;
        }
        let Some(text) = file(path) else { return Some(format!("{quoted}: no such file")) };
        return (!has_test(&text, name)).then(|| format!("{quoted}: no such test"));
    }
    let (path, title) = quoted.split_once(": ")?;
    if !path.ends_with(".mjs") {
        return None;
    }
    let Some(text) = file(path) else { return Some(format!("{quoted}: no such file")) };
    (!text.contains(title)).then(|| format!("{quoted}: no such title"))
}

#[test]
fn a_test_that_is_named_exists() {
    for page in ["SECURITY.md", "docs/asvs.md"] {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let quoted = quoted(&text);
        let faults: Vec<_> = quoted.iter().filter_map(|it| fault(it)).collect();
        assert!(faults.is_empty(), "{page}: {faults:#?}");
        let named = quoted.iter().filter(|it| it.contains(".rs::")).count();
        assert!(named > 20, "{page} names {named}");
    }
}

#[test]
fn a_name_of_no_test_is_found_out() {
    for wrong in [
        "flows/link.rs::links_after_the_revue",
        "flows/linq.rs::links_after_the_review",
        "flows/link.rs::held_callback",
        "flows/refusals.rs::check_forged",
        "flows/refusals.rs::invalid_nothing",
        "route.rs::check_origin",
        "browser/ways.test.mjs: a title that is not there",
        "browser/nowhere.mjs: a title",
    ] {
        assert!(fault(wrong).is_some(), "{wrong}");
    }
    for right in [
        "flows/link.rs::links_after_the_review",
        "flows/conformance.rs::invalid_iss",
        "route/sender.rs::refuses_csrf",
    ] {
        assert_eq!(fault(right), None);
    }
}

/// The rows of the threat model: each threat names what tries it.
#[test]
fn every_threat_has_a_test() {
    let text = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let mut lines = text.lines().skip_while(|line| !line.starts_with("| threat |")).skip(2);
    let rows: Vec<&str> = lines.by_ref().take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 30, "{}", rows.len());
    for row in rows {
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells.len(), 3, "{row}");
        let names = quoted(cells[2]);
        assert!(names.iter().any(|it| it.contains(".rs::")), "{row}");
    }
}

/// The chapters of the standard that the page is about, and how many lines each has.
const CHAPTERS: [(&str, usize); 6] =
    [("V3", 31), ("V6.8", 4), ("V7", 19), ("V9", 7), ("V10", 36), ("V16", 17)];

fn chapter(number: &str) -> &'static str {
    let (chapter, rest) = number.split_once('.').unwrap();
    let wanted = if chapter == "6" {
        format!("V6.{}", rest.split('.').next().unwrap())
    } else {
        format!("V{chapter}")
    };
    let found = CHAPTERS.iter().find(|(name, _)| *name == wanted);
    found.unwrap_or_else(|| panic!("{number} is of no chapter here")).0
}

#[test]
fn every_line_of_the_standard_is_met_or_says_why_not() {
    let text = fs::read_to_string(root().join("docs/asvs.md")).unwrap();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let Some(number) = cells.first().filter(|it| it.split('.').count() == 3) else { continue };
        if !number.bytes().all(|it| it.is_ascii_digit() || it == b'.') {
            continue;
        }
        let &[_, short, answer, why] = cells.as_slice() else { panic!("{line}") };
        assert!(!short.is_empty() && why.len() > 10, "{line}");
        assert!(seen.iter().all(|(it, _)| it != number), "{number} twice");
        let named = quoted(why).iter().any(|it| it.contains(".rs::") || it.contains(".mjs: "));
        match answer {
            "met" => assert!(named, "{number} is met, but no test says so"),
            "gap" | "not applicable" => {}
            other => panic!("{number}: {other}"),
        }
        seen.push((number, answer));
    }
    let count = |chapter_: &str, answer: &str| {
        seen.iter().filter(|(it, got)| chapter(it) == chapter_ && *got == answer).count()
    };
    let mut table =
        String::from("| chapter | lines | met | not applicable | gap |\n|---|---|---|---|---|\n");
    let mut sums = [0; 3];
    for (name, lines) in CHAPTERS {
        let counts = ["met", "not applicable", "gap"].map(|answer| count(name, answer));
        assert_eq!(counts.iter().sum::<usize>(), lines, "{name}");
        let [met, not, gap] = counts;
        table.push_str(&format!("| {name} | {lines} | {met} | {not} | {gap} |\n"));
        sums = [sums[0] + met, sums[1] + not, sums[2] + gap];
    }
    let [met, not, gap] = sums;
    table.push_str(&format!("| together | {} | {met} | {not} | {gap} |\n", seen.len()));
    document(true, "asvs.md", "count", &table);
}

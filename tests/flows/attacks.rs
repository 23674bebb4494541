//! How many attacks are tried, by family: the sum on top of `docs/attacks.md`. After `UPDATE_DOCS=1`
//! wrote another part of that page, it takes one more run.

use crate::support::document;

/// A page that is longer is not read.
const LINES: usize = 150;

#[test]
fn every_attack_is_counted() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/attacks.md");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.lines().count() <= LINES, "docs/attacks.md is a summary of {LINES} lines at most");
    let mut table = String::from("| family | tried | accepted |\n|---|---|---|\n");
    let mut total = 0;
    for family in page.split("\n## ").skip(1) {
        let name = family.lines().next().unwrap();
        // `<!-- part -->12<!-- end -->`
        let counts = family.split(" -->").filter_map(|text| text.strip_suffix("<!-- end"));
        let tried: usize = counts.map(|count| count.parse::<usize>().unwrap()).sum();
        assert!(tried > 0, "no attack of the family {name}");
        table.push_str(&format!("| {name} | {tried} | 0 |\n"));
        total += tried;
    }
    table.push_str(&format!("| together | {total} | 0 |\n"));
    document(true, "attacks.md", "count", &table);
}

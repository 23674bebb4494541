//! How many attacks are tried, by family: the sum on top of `docs/attacks.md`. After `UPDATE_DOCS=1`
//! wrote another part of that page, it takes one more run.

use crate::support::document;

#[test]
fn every_attack_is_counted() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/attacks.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut table = String::from("| family | tried | accepted |\n|---|---|---|\n");
    let mut total = 0;
    for family in page.split("\n## ").skip(1) {
        let name = family.lines().next().unwrap();
        let counts = family.split("\nTried: ").skip(1).map(|rest| rest.split(',').next().unwrap());
        let tried: usize = counts.map(|count| count.parse::<usize>().unwrap()).sum();
        assert!(tried > 0, "no attack of the family {name}");
        table.push_str(&format!("| {name} | {tried} | 0 |\n"));
        total += tried;
    }
    table.push_str(&format!("| together | {total} | 0 |\n"));
    document(true, "attacks.md", "count", &table);
}

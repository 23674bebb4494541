//! Every link between our Markdown pages leads to a file, and to a heading of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The text without its code, whose brackets are no links and whose comments no headings.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

/// What a heading, or an anchor of its own, is called in a link, as GitHub spells it.
fn anchors(page: &str) -> BTreeSet<String> {
    let letter = |it: &char| it.is_alphanumeric() || [' ', '-', '_'].contains(it);
    let heading = |line: &str| {
        let words = line.strip_prefix('#')?.trim_start_matches('#').trim();
        Some(words.to_lowercase().chars().filter(letter).collect::<String>().replace(' ', "-"))
    };
    let own =
        page.split("<a id=\"").skip(1).filter_map(|it| Some(it.split_once('"')?.0.to_owned()));
    page.lines().filter_map(heading).chain(own).collect()
}

fn pages() -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![PathBuf::from("docs"), PathBuf::from("dev/tenant")];
    for name in ["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"] {
        pages.insert(PathBuf::from(name), fs::read_to_string(name).unwrap());
    }
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "md") {
                let text = fs::read_to_string(&path).unwrap();
                pages.insert(path, text);
            }
        }
    }
    pages.into_iter().map(|(path, text)| (path, prose(&text))).collect()
}

/// A path without `..`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, part| {
        match part.as_os_str() == ".." {
            true => assert!(plain.pop(), "{}", path.display()),
            false => plain.push(part),
        }
        plain
    })
}

#[test]
fn every_link_leads_to_a_file_and_to_a_heading_of_it() {
    let pages = pages();
    let mut wrong = Vec::new();
    for (page, text) in &pages {
        for link in text.split("](").skip(1).filter_map(|it| it.split(')').next()) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let to = match path {
                "" => page.clone(),
                path => plain(&page.parent().unwrap().join(path)),
            };
            let found = pages.get(&to).map(|text| anchors(text));
            let has = anchor.is_empty() || found.is_none_or(|it| it.contains(anchor));
            if !to.exists() || !has {
                wrong.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

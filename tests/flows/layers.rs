//! The order that `src/lib.rs` and `src/flows.rs` promise: whoever stands above uses who stands below, and no files
//! need each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A file of `src`, by its path in the crate: `["flows", "callback"]`; `[]` is `lib.rs`.
type File = Vec<String>;

/// The files, each with those that it names outside its tests.
type Uses = BTreeMap<File, BTreeSet<File>>;

fn files(folder: &Path, found: &mut BTreeMap<File, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let inner = path.strip_prefix("src").unwrap().with_extension("");
            let file = inner.iter().map(|it| it.to_str().unwrap().to_owned());
            let file: File = file.filter(|it| it != "lib").collect();
            if !file.iter().any(|it| it == "tests") {
                found.insert(file, code(&fs::read_to_string(&path).unwrap()));
            }
        }
    }
}

/// A file without its tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap();
    let bare = |line: &'_ str| line.split("//").next().unwrap().to_owned() + "\n";
    text.lines().map(bare).collect()
}

/// The paths that a `use` tree names, from its text behind `use `.
fn leaves(tree: &str, before: &[String], found: &mut Vec<File>) {
    let Some((head, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap();
        found.push(before.iter().cloned().chain(segments(path)).collect());
        return;
    };
    let before: Vec<String> = before.iter().cloned().chain(segments(head)).collect();
    let (mut depth, mut start) = (0, 0);
    let inner = inner.rsplit_once('}').unwrap().0;
    for (at, letter) in inner.char_indices().chain([(inner.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                leaves(&inner[start..at], &before, found);
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = String> {
    path.split("::").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty() && it != "self")
}

/// Every path of a text that begins with `crate`, `super` or, where it has one, a module below it.
fn paths(text: &str) -> Vec<File> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("use ") {
        let free = text[..at].chars().next_back().is_none_or(|it| it.is_whitespace());
        if free && let Some(end) = text[at..].find(';') {
            leaves(&text[at + 4..at + end], &[], &mut found);
        }
    }
    let is_path = |it: char| it.is_alphanumeric() || it == '_' || it == ':';
    let words = text.split(|it: char| !is_path(it)).filter(|word| word.contains("::"));
    found.extend(words.map(|word| segments(word).collect()));
    found
}

fn uses() -> Uses {
    let mut texts = BTreeMap::new();
    files(Path::new("src"), &mut texts);
    let resolve = |file: &File, path: &File| {
        let mut whole: File = match path.first().map(String::as_str) {
            Some("crate") => Vec::new(),
            Some("super") => file.clone(),
            Some(name) => {
                let child: File = file.iter().cloned().chain([name.to_owned()]).collect();
                texts.contains_key(&child).then(|| file.clone())?
            }
            None => return None,
        };
        for part in path {
            match part.as_str() {
                "crate" => {}
                "super" => drop(whole.pop()),
                part => whole.push(part.to_owned()),
            }
        }
        while !whole.is_empty() && !texts.contains_key(&whole) {
            whole.pop();
        }
        Some(whole).filter(|it| it != file && !it.is_empty())
    };
    let of = |(file, text): (&File, &String)| {
        let named = paths(text).iter().filter_map(|path| resolve(file, path)).collect();
        (file.clone(), named)
    };
    texts.iter().map(of).collect()
}

/// The layers of a code map: a row each, from the top.
fn layers(map: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(map).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(1);
    let names = |row: &str| -> Vec<String> {
        let cell = row.split(" | ").next().unwrap();
        cell.split('`').skip(1).step_by(2).map(|it| it.trim_end_matches("::").to_owned()).collect()
    };
    rows.map(names).collect()
}

/// What is named against the order of the layers, as `one -> other`, of files below a module.
fn climbs(uses: &Uses, below: &[&str], map: &str) -> Vec<String> {
    let layers = layers(map);
    let place = |file: &File| {
        let name = file.strip_prefix(below_of(below).as_slice())?.first()?;
        let place = layers.iter().position(|layer| layer.contains(name));
        Some((place.unwrap_or_else(|| panic!("{name} is missing in {map}")), name.clone()))
    };
    let mut found = Vec::new();
    for (file, others) in uses {
        let Some((own, name)) = place(file) else { continue };
        let up = others
            .iter()
            .filter(|other| place(other).is_some_and(|(its, other)| other != name && its <= own));
        found.extend(up.map(|other| format!("{} -> {}", file.join("::"), other.join("::"))));
    }
    found
}

fn below_of(below: &[&str]) -> File {
    below.iter().map(|&it| it.to_owned()).collect()
}

/// All that can be reached from a file.
fn reached<'a>(uses: &'a Uses, from: &'a File) -> BTreeSet<&'a File> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        open.extend(uses.get(file).into_iter().flatten().filter(|it| reached.insert(*it)));
    }
    reached
}

#[test]
fn no_module_uses_what_stands_above_it() {
    let uses = uses();
    let found = climbs(&uses, &[], "src/lib.rs");
    assert!(found.is_empty(), "{}", found.join("\n"));
    let found = climbs(&uses, &["flows"], "src/flows.rs");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_files_need_each_other_in_a_circle() {
    let uses = uses();
    assert!(uses.len() > 100, "{}", uses.len());
    let round = uses.keys().filter(|file| reached(&uses, file).contains(file));
    let round: Vec<String> = round.map(|file| file.join("::")).collect();
    assert!(round.is_empty(), "{}", round.join("\n"));
}

#[test]
fn the_reader_of_paths_reads_them() {
    let text = code(
        "use crate::a::{self, b::{C, d}, e as f}; // use crate::no;\nuse super::g;\nfn x() { h::i(); \
         crate::j::k() }\n#[cfg(test)]\nuse crate::test;",
    );
    let mut found: Vec<String> = paths(&text).iter().map(|it| it.join("::")).collect();
    found.sort();
    found.dedup();
    for path in ["crate::a", "crate::a::b::C", "crate::a::b::d", "crate::a::e", "super::g", "h::i"]
    {
        assert!(found.iter().any(|it| it == path), "{path}: {found:?}");
    }
    assert!(found.contains(&"crate::j::k".to_owned()));
    assert!(!found.iter().any(|it| it.contains("no") || it.contains("test")), "{found:?}");
}

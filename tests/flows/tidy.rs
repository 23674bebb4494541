//! The invariants of `src/lib.rs`, as far as the text of the sources shows them.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where JavaScript is, with its ending there.
const JAVASCRIPT: [(&str, &str); 4] =
    [("static", "js"), ("tests", "mjs"), ("dev", "mjs"), ("dev", "js")];

/// Every file below a folder, with its text; but none of npm's.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.extend((!path.ends_with("node_modules")).then_some(path));
            } else if path.extension().is_some_and(|it| it == extension) {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

/// The part of a file that is not its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[track_caller]
fn only_in(word: &str, allowed: &[&str]) {
    for (name, text) in files("src", "rs") {
        let tests = name.ends_with("/tests.rs") || name.contains("/tests/");
        let free = tests || allowed.iter().any(|it| name.starts_with(it));
        assert!(free || !code(&text).contains(word), "{word} in {name}");
    }
}

#[test]
fn only_the_shells_name_an_sdk_or_read_the_clock() {
    only_in("spin_sdk", &["src/spin", "src/lib.rs"]);
    only_in("SystemTime", &["src/spin"]);
    only_in("get_random_bytes", &["src/spin"]);
    for crate_name in [" rand::", "(rand::", "<rand::", "&rand::"] {
        only_in(crate_name, &[]);
    }
}

/// In the component a lint forbids it, which stands for more there.
#[test]
fn no_flow_test_reads_the_clock() {
    for (name, text) in files("tests", "rs") {
        let words = [concat!("SystemTime::", "now"), concat!("Claims::", "create")];
        assert!(words.iter().all(|it| !text.contains(it)), "{name}");
    }
}

#[test]
fn auth0_and_cookies_see_no_platform_and_auth0_no_cookie() {
    for (name, text) in files("src", "rs") {
        let auth0 = name.starts_with("src/auth0");
        if auth0 || name.starts_with("src/cookies") {
            assert!(!code(&text).contains("Platform"), "{name}");
        }
        assert!(!auth0 || !code(&text).contains("crate::cookies"), "{name}");
    }
    only_in("SET_COOKIE", &["src/cookies.rs"]);
}

#[test]
fn attack_a_secret_is_written_by_nothing_but_a_sealed_cookie() {
    let sealed = ["src/auth0/token.rs", "src/cookies/", "src/secret.rs", "src/user/identifier.rs"];
    for with in ["exposed", "with = \"AccessToken\"", "with = \"Identifier\"", "with = \"Session\""]
    {
        only_in(with, &sealed);
    }
}

#[test]
fn flows_do_not_reach_past_their_layers() {
    for (name, text) in files("src", "rs") {
        let above = ["crate::handle", "crate::route::sender", "Response::builder"];
        let flow = name.starts_with("src/flows/");
        assert!(!flow || above.iter().all(|it| !code(&text).contains(it)), "{name}");
    }
}

/// What traps and no lint knows of. Borrows of a `RefCell` trap, too: those of `memory.rs`, `key_cache.rs`,
/// `audit.rs` and of a visit's notes end within a line.
#[test]
fn nothing_in_the_component_can_trap_by_its_name() {
    for word in [
        "assert!(",
        "assert_eq!(",
        "assert_ne!(",
        "copy_from_slice(",
        "clone_from_slice(",
        ".split_at(",
        ".split_off(",
        ".swap_remove(",
        ".drain(",
        ".replace_range(",
        ".chunks(",
        ".step_by(",
        "from_secs_f32(",
        "from_secs_f64(",
        "process::exit",
        "process::abort",
        "get_unchecked",
    ] {
        only_in(word, &[]);
    }
    let borrowers = ["src/memory.rs", "src/key_cache.rs", "src/audit.rs", "src/visit.rs"];
    only_in("RefCell<", &borrowers);
    only_in(".borrow_mut()", &borrowers);
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let javascript = JAVASCRIPT.map(|(folder, extension)| (folder, extension, "// "));
    let others = [
        ("src", "rs", "//! "),
        ("tests", "rs", "//! "),
        ("dev", "rs", "//! "),
        ("src", "html", "{# "),
    ];
    for (folder, extension, start) in others.into_iter().chain(javascript) {
        for (name, text) in files(folder, extension) {
            assert!(text.starts_with(start), "{name}");
        }
    }
}

#[test]
fn files_stay_small() {
    let rust = [("src", "rs"), ("tests", "rs"), ("dev", "rs")];
    for (folder, extension) in rust.into_iter().chain(JAVASCRIPT) {
        for (name, text) in files(folder, extension) {
            let lines = text.lines().count();
            assert!(lines <= 400, "{name} has {lines} lines");
        }
    }
}

/// The formatter breaks code, but no comment.
#[test]
fn comments_in_javascript_are_no_longer_than_its_code() {
    let here = [("static", "js"), ("tests", "mjs"), ("dev", "mjs"), ("dev", "js")];
    for (name, text) in here.into_iter().flat_map(|(folder, extension)| files(folder, extension)) {
        for line in text.lines().filter(|line| line.chars().count() > 110) {
            let start = line.trim_start();
            let comment = ["//", "/*", "* "].iter().any(|it| start.starts_with(it));
            assert!(!comment, "{name}: {line}");
        }
    }
}

#[test]
fn nothing_is_left_undone() {
    for folder in ["src", "tests", "dev"] {
        for (name, text) in files(folder, "rs") {
            for word in [concat!("#[ig", "nore"), concat!("to", "do!"), concat!("FIX", "ME")] {
                assert!(!text.contains(word), "{word} in {name}");
            }
        }
    }
}

/// The policy of Trusted Types forbids it; a browser would stop the script there.
#[test]
fn the_pages_scripts_make_no_markup_from_text() {
    for (name, text) in files("static", "js") {
        // Read, and not set.
        let text = text.replace(".innerHTML;", ";");
        for sink in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "setHTMLUnsafe",
            "createContextualFragment",
            "DOMParser",
            "srcdoc",
            "eval(",
            "new Function",
            "javascript:",
            "new Worker",
            ".setAttribute(\"on",
        ] {
            assert!(!text.contains(sink), "{sink} in {name}");
        }
    }
}

/// A glob that matches nothing would leave a defence out in silence.
#[test]
fn mutants_are_made_of_files_that_exist() {
    let text = fs::read_to_string(root().join(".cargo/mutants.toml")).unwrap();
    let globs = text.lines().filter_map(|line| line.trim().strip_prefix("\"src/"));
    let names: Vec<String> = files("src", "rs").into_iter().map(|(name, _)| name).collect();
    let mut count = 0;
    for glob in globs.filter_map(|rest| rest.split('"').next()) {
        let found = match glob.split_once("/**/") {
            Some((folder, _)) => names.iter().any(|it| it.starts_with(&format!("src/{folder}/"))),
            None => names.contains(&format!("src/{glob}")),
        };
        assert!(found, "{glob}");
        count += 1;
    }
    assert!(count > 5, "{count}");
}

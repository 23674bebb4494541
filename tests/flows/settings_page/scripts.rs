//! The scripts of `static/`: few, small, and without a sentence for people, which the edge alone says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{files_named_in, text};
use crate::support::Stage;

/// Name and text of each.
fn scripts() -> Vec<(String, String)> {
    let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("static")).unwrap();
    let paths = folder.map(|it| it.unwrap().path());
    let scripts = paths.filter(|it| it.extension().is_some_and(|it| it == "js"));
    let read = |it: std::path::PathBuf| {
        (it.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(it).unwrap())
    };
    let found: Vec<_> = scripts.map(read).collect();
    assert!(found.len() > 2, "{found:?}");
    found
}

/// As they are served.
#[test]
fn are_small() {
    let brotli = |text: &str| {
        let mut packed = Vec::new();
        let best = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
        brotli::BrotliCompress(&mut text.as_bytes(), &mut packed, &best).unwrap();
        packed.len()
    };
    let lines: usize = scripts().iter().map(|(_, text)| text.lines().count()).sum();
    assert!(lines <= 520, "{lines} lines");
    let stage = Stage::native(&[]);
    let page = text(&stage, "/");
    let start = page.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    let named: BTreeSet<_> = files_named_in(&page).filter(|it| it.ends_with(".js")).collect();
    assert_eq!(named.len(), 3, "{named:?}");
    // What is said without the edge is no part of `static`.
    let own = |it: &&str| text(&stage, it).split("export const spoken=").next().unwrap().to_owned();
    let bytes = brotli(&(named.iter().map(own).collect::<String>() + start));
    assert!((3_000..=5 * 1024).contains(&bytes), "{bytes} bytes");
    let element = brotli(&text(&stage, "/linked-accounts.js"));
    assert!((300..800).contains(&element), "{element} bytes");
}

#[test]
fn say_nothing_themselves() {
    for (name, text) in scripts() {
        for literal in literals(&text) {
            assert!(!is_sentence(&literal), "{name} says {literal:?}");
        }
    }
}

/// Two words beside each other, unless they are a selector of CSS.
fn is_sentence(literal: &str) -> bool {
    let words: Vec<&str> = literal.split_whitespace().collect();
    let is_word = |word: &&str| word.chars().filter(|it| it.is_alphabetic()).count() > 1;
    let together = words.windows(2).any(|pair| pair.iter().all(is_word));
    together && !words.iter().all(|word| is_compound(word))
}

/// What selects an element: its name, or an id, a class, an attribute or a state.
fn is_compound(word: &str) -> bool {
    let word = word.trim_end_matches([',', ')']);
    let name = word.split(['#', '.', '[', ':']).next().unwrap();
    let known = ["", "*", "button", "dialog", "form", "h2", "input", "p", "section", "template"];
    known.contains(&name) && !word.ends_with(['.', ':', '!', '?'])
}

/// What stands in quotes in a script, apart from comments and regular expressions; of a template, what stands
/// between its values.
fn literals(script: &str) -> Vec<String> {
    let (mut found, mut rest, mut depths) = (Vec::new(), script, Vec::new());
    let mut before = '\n';
    while let Some(first) = rest.chars().next() {
        let tail = &rest[first.len_utf8()..];
        let in_value = depths.last() == Some(&0);
        rest = match first {
            '/' if tail.starts_with('/') => tail.split_once('\n').map_or("", |it| it.1),
            '/' if tail.starts_with('*') => tail.split_once("*/").map_or("", |it| it.1),
            '/' if "(,=:[!&|?{;\n".contains(before) => closed(tail, &["/"]).2,
            '"' | '\'' => {
                let (text, _, behind) =
                    closed(tail, &["\"", "'"][usize::from(first == '\'')..][..1]);
                found.push(text.to_owned());
                behind
            }
            '`' => template(tail, &mut found, &mut depths),
            '}' if in_value => {
                depths.pop();
                template(tail, &mut found, &mut depths)
            }
            '{' | '}' => {
                if let Some(depth) = depths.last_mut() {
                    *depth = if first == '{' { *depth + 1 } else { *depth - 1 };
                }
                tail
            }
            _ => tail,
        };
        if !first.is_whitespace() || first == '\n' && before == ';' {
            before = first;
        }
    }
    assert!(depths.is_empty());
    found
}

/// A piece of a template: up to its end, or to a value.
fn template<'a>(text: &'a str, found: &mut Vec<String>, depths: &mut Vec<u32>) -> &'a str {
    let (piece, end, behind) = closed(text, &["`", "${"]);
    found.push(piece.to_owned());
    depths.extend((end == "${").then_some(0));
    behind
}

/// What stands before the first of these ends that is not escaped, that end, and what stands behind it.
fn closed<'a>(text: &'a str, ends: &[&'static str]) -> (&'a str, &'static str, &'a str) {
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if let Some(end) = ends.iter().find(|end| text[at..].starts_with(**end)) {
            return (&text[..at], end, &text[at + end.len()..]);
        }
        at += first.len_utf8();
        if first == '\\' {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    panic!("not closed: {text}");
}

#[test]
fn sentences_are_told_from_other_literals() {
    let script = r#"
        // "Not a literal"
        /* `nor this one` */
        say("Try again"); it = a / b / c; x.replace(/'\/ "/, 'One\'s own'); // 'no'
        say(`You have ${count + `${"more"} tries`} left ${{ a: "in time" }.a}, at most`);
    "#;
    let found = literals(script);
    let expected = [
        "Try again",
        "One\\'s own",
        "You have ",
        "",
        "more",
        " tries",
        " left ",
        "in time",
        ", at most",
    ];
    assert_eq!(found, expected);
    for (literal, expected) in [
        ("Try again", true),
        ("try again.", true),
        ("Link p", false),
        ("cannot reach [site]", true),
        ("Wait, then try", true),
        ("button form", false),
        ("#view h2[tabindex]", false),
        ("p [data-hold]", false),
        (".field, [type=hidden]", false),
        ("message ", false),
        ("code_sent", false),
    ] {
        assert_eq!(is_sentence(literal), expected, "{literal}");
    }
}

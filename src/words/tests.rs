//! That every language says everything that is said somewhere, and can say it of any count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use super::*;

mod guide;

/// What a message takes, and the keys of its choices, the default's last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shape {
    values: BTreeSet<String>,
    choices: Vec<(String, Vec<String>)>,
}

fn shapes(language: Language) -> BTreeMap<String, Shape> {
    with_patterns(language, |all| {
        let hidden = all.keys().filter_map(|id| id.strip_prefix('-'));
        // In the library, a term takes the place of the message of its name.
        assert_eq!(hidden.clone().find(|id| all.contains_key(*id)), None, "{language:?}");
        let mut shapes = BTreeMap::new();
        for (name, pattern) in all {
            let mut shape = Shape::default();
            look(pattern, all, &mut shape);
            shapes.insert(name.clone(), shape);
        }
        shapes
    })
}

type Patterns<'a> = BTreeMap<String, &'a Pattern<&'a str>>;

/// Does something with every message, term and attribute of a language.
fn with_patterns<T>(language: Language, act: impl FnOnce(&Patterns<'_>) -> T) -> T {
    let source = language.source();
    let resource = fluent_syntax::parser::parse(source.as_str()).unwrap();
    let mut all = BTreeMap::new();
    for entry in &resource.body {
        let (id, value, attributes) = match entry {
            Entry::Message(it) => {
                (it.id.name.to_owned(), it.value.as_ref().unwrap(), &it.attributes)
            }
            Entry::Term(it) => (format!("-{}", it.id.name), &it.value, &it.attributes),
            Entry::Comment(_)
            | Entry::GroupComment(_)
            | Entry::ResourceComment(_)
            | Entry::Junk { .. } => continue,
        };
        let further =
            attributes.iter().map(|it| (format!("{id}.{}", it.id.name), &it.value)).collect();
        for (name, pattern) in [vec![(id, value)], further].concat() {
            assert!(all.insert(name.clone(), pattern).is_none(), "{name} comes twice");
        }
    }
    act(&all)
}

fn look(pattern: &Pattern<&str>, all: &Patterns<'_>, shape: &mut Shape) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                shape.values.insert(id.name.to_owned());
            }
            Expression::Inline(InlineExpression::MessageReference { id, attribute }) => {
                look(all[&named(id.name, attribute.as_ref().map(|it| it.name))], all, shape);
            }
            Expression::Inline(InlineExpression::TermReference { id, .. }) => {
                look(all[&format!("-{}", id.name)], all, shape);
            }
            Expression::Select {
                selector: InlineExpression::VariableReference { id },
                variants,
            } => {
                shape.values.insert(id.name.to_owned());
                let mut keys = Vec::new();
                for variant in variants {
                    let (VariantKey::Identifier { name: key }
                    | VariantKey::NumberLiteral { value: key }) = variant.key;
                    keys.push(key.to_owned());
                    look(&variant.value, all, shape);
                }
                shape.choices.push((id.name.to_owned(), keys));
            }
            Expression::Inline(_) | Expression::Select { .. } => panic!("{expression:?}"),
        }
    }
}

/// The id under which a message, or an attribute of it, is found.
fn named(id: &str, attribute: Option<&str>) -> String {
    attribute.map_or_else(|| id.to_owned(), |attribute| format!("{id}.{attribute}"))
}

#[test]
fn no_message_is_missing_in_any_language() {
    let english = shapes(Language::English);
    assert!(english.len() > 250, "{}", english.len());
    for language in Language::ALL {
        let own = shapes(language);
        let ids =
            |shapes: &BTreeMap<String, Shape>| shapes.keys().cloned().collect::<BTreeSet<_>>();
        let missing: Vec<_> = ids(&english).difference(&ids(&own)).cloned().collect();
        let unknown: Vec<_> = ids(&own).difference(&ids(&english)).cloned().collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{language:?}: {missing:?}, {unknown:?}");
        for (id, shape) in &english {
            // A letter that English needs to choose its article is nothing to others; nor need a count be said.
            let needed =
                shape.values.iter().filter(|it| !["initial", "count"].contains(&it.as_str()));
            for value in needed {
                assert!(own[id].values.contains(value), "{language:?}: {id} does not say {value}");
            }
            let further: Vec<_> = own[id].values.difference(&shape.values).collect();
            assert!(
                further.is_empty(),
                "{language:?}: {id} says {further:?}, which it is not given"
            );
        }
    }
}

/// What speaks of a count has a sentence for every kind of count that the language knows (CLDR).
#[test]
fn every_kind_of_count_has_its_sentence() {
    for (language, kinds) in [
        (Language::English, &["one"][..]),
        (Language::German, &["one"]),
        (Language::French, &["one"]),
        (Language::Spanish, &["one"]),
        (Language::BrazilianPortuguese, &["one"]),
        (Language::Japanese, &[]),
        (Language::Arabic, &["one", "two", "few", "many"]),
    ] {
        for (id, shape) in shapes(language) {
            for (value, keys) in shape.choices.iter().filter(|(value, _)| value == "count") {
                let missing: Vec<_> =
                    kinds.iter().filter(|kind| !keys.contains(&(**kind).to_owned())).collect();
                // "Both" or "all" of two or more knows no one, and two by its number.
                let counted = |kind: &&&str| id != "after" || !["one", "two"].contains(*kind);
                assert!(
                    !missing.iter().any(counted),
                    "{language:?}: {id} by {value} lacks {missing:?}"
                );
            }
        }
    }
}

/// Every id that the templates or the code name is a message, and every message is named somewhere: there, or in
/// what the build takes out of the files for the scripts.
#[test]
fn what_is_named_is_said_and_what_is_said_is_named() {
    let mut edge = String::new();
    gather(Path::new("src"), &mut edge);
    let texts = std::fs::read_to_string("build.rs").unwrap() + &edge;
    let known = shapes(Language::English);
    for start in [".say(\"", ".fill(\""] {
        for piece in edge.split(start).skip(1) {
            let id = piece.split('"').next().unwrap();
            assert!(known.contains_key(id), "{start}{id}");
        }
    }
    // These are put together from a code or a kind, which is named by itself; but a tenant may have any provider.
    let put_together = [
        "success-",
        "refusal-",
        "history-",
        "reason-",
        "has-",
        "link-",
        "phone-",
        "email-",
        "list-",
        "sent-again-",
        "step-",
        "over-",
        "over-now-",
        "send-new-",
        "unlink-safe",
        "delete-safe",
    ];
    let words = fs::read_to_string("static/words/en/page.ftl").unwrap()
        + &fs::read_to_string("static/words/en/outcomes.ftl").unwrap()
        + &fs::read_to_string("static/words/en/edge.ftl").unwrap();
    let unnamed: Vec<_> = known
        .keys()
        .filter(|id| !words.contains(&format!("{{ {id} }}")))
        .filter(|id| !id.contains('.') && !id.starts_with("provider-"))
        .filter(|id| {
            let mut ends = put_together.iter().filter_map(|start| id.strip_prefix(start));
            let whole = texts.contains(&format!("\"{id}\""));
            !whole && !ends.any(|end| texts.contains(&format!("\"{end}\"")))
        })
        .collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
}

fn gather(folder: &Path, texts: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, texts);
        } else if path
            .extension()
            .is_some_and(|it| ["js", "html", "rs"].iter().any(|own| it == *own))
            && !path.starts_with("src/words")
        {
            texts.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_refusal_of_the_table_is_said() {
    let words = Words::of(Language::English);
    let table = fs::read_to_string("src/error.rs").unwrap();
    for piece in table.split("(S::").skip(1) {
        let code = piece.split('"').nth(1).unwrap();
        assert!(words.has(&format!("refusal-{code}")), "{code}");
    }
}

#[test]
fn speaks_what_the_browser_asks_for() {
    for (header, expected) in [
        ("", None),
        ("nl, sv;q=0.8", None),
        ("*", None),
        ("de", Some(Language::German)),
        ("de-AT,de;q=0.9,en;q=0.8", Some(Language::German)),
        ("nl, fr;q=0.5, es;q=0.7", Some(Language::Spanish)),
        ("en;q=0, ja", Some(Language::Japanese)),
        ("pt-PT", Some(Language::BrazilianPortuguese)),
        ("AR-eg", Some(Language::Arabic)),
        ("fr;q=nonsense, ja;q=0.1", Some(Language::Japanese)),
        ("fr;q=-1, en;q=2", None),
    ] {
        assert_eq!(Language::accepted(header), expected, "{header}");
    }
    let flood = "xx,".repeat(10_000) + "de";
    assert_eq!(Language::accepted(&flood), None);
}

#[test]
fn fills_and_chooses() {
    let words = Words::of(Language::English);
    assert_eq!(words.fill("link-label", &[("label", "Apple".into())]), "Add Apple");
    assert_eq!(
        words.fill("after", &[("count", 2.into())]),
        "Whoever can sign in with either one gets into the account you keep."
    );
    assert!(words.fill("after", &[("count", 3.into())]).contains("with any of the 3 gets"));
    assert_eq!(words.todo("success-letter_sent"), None);
    assert_eq!(
        words.todo("refusal-expired").as_deref(),
        Some("Nothing has changed. You can start again.")
    );
}

#[test]
fn a_name_that_runs_the_other_way_does_not_turn_the_sentence() {
    let english = Words::of(Language::English);
    assert_eq!(
        english.fill("switch-go", &[("name", "نور".into())]),
        "Switch to \u{2068}نور\u{2069}"
    );
    assert_eq!(english.fill("switch-go", &[("name", "Ada".into())]), "Switch to Ada");
    let arabic = Words::of(Language::Arabic);
    assert!(arabic.fill("switch-go", &[("name", "Ada".into())]).contains("\u{2068}Ada\u{2069}"));
}

//! What of `docs/words.md` a test can hold: length, signs, and one name for one thing, in every language.

#![expect(clippy::disallowed_methods, reason = "sentences are text, not bytes from outside")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey};

use super::{Language, gather, named, with_patterns};

/// How long a sentence may be.
const MAX_WORDS: usize = 18;
/// Articles are words of their own in Romance languages, and verbs come apart in German.
const MAX_WORDS_ELSEWHERE: usize = 20;
const MAX_LETTERS: usize = 60;
const MAX_WORDS_OF_A_BUTTON: usize = 5;

/// The rows of a table of the guide, by what stands in their first column.
fn table(heading: &str) -> Vec<Vec<String>> {
    let guide = fs::read_to_string("docs/words.md").unwrap();
    let (_, behind) = guide.split_once(&format!("## {heading}\n")).unwrap();
    let section = behind.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = rows.map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    assert!(rows.len() > 6, "{heading}");
    rows
}

/// What a language says, by message, term, attribute and choice. `X` stands for what is put in. What is said by
/// another message is there as well, or left out.
fn texts(language: Language, whole: bool) -> BTreeMap<String, String> {
    with_patterns(language, |all| {
        let mut texts = BTreeMap::new();
        for (id, pattern) in all {
            for (choice, text) in spell(pattern, whole, &|id| all[id]) {
                texts.insert(id.clone() + &choice, text);
            }
        }
        texts
    })
}

/// A pattern's texts, by the choice.
fn spell<'a>(
    pattern: &Pattern<&str>,
    whole: bool,
    find: &impl Fn(&str) -> &'a Pattern<&'a str>,
) -> Vec<(String, String)> {
    let mut texts = vec![(String::new(), String::new())];
    for element in &pattern.elements {
        let pieces = match element {
            PatternElement::TextElement { value } => vec![(String::new(), (*value).to_owned())],
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(InlineExpression::MessageReference { id, attribute }) => {
                    let id = named(id.name, attribute.as_ref().map(|it| it.name));
                    if whole { spell(find(&id), whole, find) } else { Vec::new() }
                }
                Expression::Inline(InlineExpression::TermReference { id, .. }) => {
                    if whole {
                        spell(find(&format!("-{}", id.name)), whole, find)
                    } else {
                        Vec::new()
                    }
                }
                Expression::Inline(_) => vec![(String::new(), "X".to_owned())],
                Expression::Select { variants, .. } => {
                    let mut pieces = Vec::new();
                    for variant in variants {
                        let (VariantKey::Identifier { name: key }
                        | VariantKey::NumberLiteral { value: key }) = variant.key;
                        let spelt = spell(&variant.value, whole, find);
                        pieces
                            .extend(spelt.into_iter().map(|(_, text)| (format!("[{key}]"), text)));
                    }
                    pieces
                }
            },
        };
        if !pieces.is_empty() {
            let so_far = texts.iter();
            texts = so_far
                .flat_map(|(choice, text)| {
                    let with = |(its, piece): &(String, String)| {
                        (choice.clone() + its, text.clone() + piece)
                    };
                    pieces.iter().map(with).collect::<Vec<_>>()
                })
                .collect();
        }
    }
    texts
}

/// Every sentence of a language, by its message.
fn sentences(language: Language, whole: bool) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (id, text) in texts(language, whole) {
        let ends = |letter| matches!(letter, '.' | '?' | '!' | ':' | ';' | '。' | '？' | '؟' | '؛');
        // A number or an address goes on behind its dot.
        let mut sentence = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            sentence.push(letter);
            let over = letters.peek().is_none_or(|next| next.is_whitespace() || letter == '。');
            if ends(letter) && over {
                all.push((id.clone(), sentence.trim().to_owned()));
                sentence.clear();
            }
        }
        if !sentence.trim().is_empty() {
            all.push((id, sentence.trim().to_owned()));
        }
    }
    all
}

fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[test]
fn sentences_are_short() {
    let mut long = Vec::new();
    for language in Language::ALL {
        for (id, sentence) in sentences(language, true) {
            let (length, most) = match language {
                Language::English => (words(&sentence), MAX_WORDS),
                Language::Japanese => (sentence.chars().count(), MAX_LETTERS),
                Language::German
                | Language::French
                | Language::Spanish
                | Language::BrazilianPortuguese
                | Language::Arabic => (words(&sentence), MAX_WORDS_ELSEWHERE),
            };
            if length > most {
                long.push(format!("{language:?}, {length}: {id} = {sentence}"));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// By what the templates put into a button, and not by a list of their names.
#[test]
fn buttons_are_short_and_do_not_end_like_a_sentence() {
    let mut templates = String::new();
    gather(Path::new("src/page"), &mut templates);
    let all = Language::ALL.map(|language| (language, texts(language, true)));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for button in templates.split("<button").skip(1) {
        let inside = button.split("</button>").next().unwrap();
        for said in inside.split("say(\"").skip(1) {
            // What stands in an attribute (`data-go`) is put into the button later.
            let id = said.split('"').next().unwrap();
            for (language, said) in &all {
                let text = &said[id];
                seen += 1;
                let long = *language == Language::English && words(text) > MAX_WORDS_OF_A_BUTTON;
                if long || text.ends_with(['.', '。', '!']) {
                    wrong.push(format!("{language:?}: {id} = {text}"));
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
    // A question to two kinds of people may stand on a button as a whole.
    wrong.retain(|it| !it.ends_with(['?', '？', '؟']));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn signs_are_those_of_the_language() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        for (id, text) in texts(language, true) {
            let mut all = vec!["'", "\"", "  ", "!", "！", "...", " .", " ,", "\t", "–", " - "];
            match language {
                // U+00A0 or U+202F in front of these, never a plain blank that a line may end at.
                Language::French => all.extend([" :", " ?", " ;", " »", "« ", "“", "”"]),
                Language::English => all.extend(["„", "«", " :", " ?", " ;"]),
                Language::German => all.extend(["”", "«", " :", " ?", " ;"]),
                Language::Spanish | Language::BrazilianPortuguese => {
                    all.extend(["„", " :", " ?", " ;"]);
                }
                Language::Japanese => all.extend([". ", ", ", "?", ": ", "; "]),
                Language::Arabic => all.extend(["?", ", ", "; "]),
            }
            // Values that are put in have blanks around them if the language has blanks.
            if let Some(sign) = all.into_iter().find(|sign| text.contains(sign)) {
                wrong.push(format!("{language:?}: {sign:?} in {id} = {text}"));
            }
            // A number is not broken: U+00A0.
            let letters: Vec<char> = text.chars().collect();
            let digit = |it: &char| it.is_ascii_digit();
            if letters.windows(3).any(|it| matches!(it, [a, ' ', b] if digit(a) && digit(b))) {
                wrong.push(format!("{language:?}: a number with a blank in {id} = {text}"));
            }
            if text.contains('¿') != text.contains('?') && language == Language::Spanish {
                wrong.push(format!("{language:?}: half a question in {id} = {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names that the guide gives things are said in each language.
#[test]
fn what_the_guide_names_is_called_so() {
    let rows = table("One name for one thing");
    let (tags, rows) = rows.split_first().unwrap();
    let tags: Vec<_> = tags.iter().filter(|tag| !tag.is_empty()).collect();
    for (column, tag) in tags.into_iter().enumerate() {
        let language = Language::of_tag(tag).unwrap();
        let all: Vec<_> = texts(language, true).into_values().map(|it| it.to_lowercase()).collect();
        for row in rows {
            let name = row[column + 1].to_lowercase();
            assert!(all.iter().any(|it| it.contains(&name)), "{tag}: nothing says {name}");
        }
    }
}

#[test]
fn what_is_not_written_is_not_written() {
    let mut wrong = Vec::new();
    for row in table("What is not written").iter().skip(1) {
        let language = Language::of_tag(&row[0]).unwrap();
        for phrase in row[1].split(", ") {
            for (id, text) in texts(language, true) {
                if says(&text, phrase) {
                    wrong.push(format!("{phrase:?} in {language:?}: {id} = {text}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a text says a phrase: as whole words, if the language has blanks between them. What is spelled
/// with a capital is sought so (`E-mail`, where German has `E-Mail`).
fn says(text: &str, phrase: &str) -> bool {
    let small = phrase.chars().all(|letter| !letter.is_uppercase());
    let text = if small { text.to_lowercase() } else { text.to_owned() };
    let spaced = phrase
        .chars()
        .all(|letter| letter.is_ascii() || ('À'..'ɏ').contains(&letter) || letter == '’');
    let edge = |letter: Option<char>| !spaced || letter.is_none_or(|it| !it.is_alphanumeric());
    let pieces: Vec<&str> = text.split(phrase).collect();
    let behind = pieces.iter().skip(1);
    pieces
        .iter()
        .zip(behind)
        .any(|(before, behind)| edge(before.chars().next_back()) && edge(behind.chars().next()))
}

/// A sentence of some length that is said twice is one message that others name, or a term.
#[test]
fn what_is_said_twice_is_one_message() {
    let mut by_sentence: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, sentence) in sentences(Language::English, false) {
        if words(&sentence) > 4 {
            by_sentence.entry(sentence).or_default().push(id);
        }
    }
    by_sentence.retain(|_, ids| ids.len() > 1);
    assert!(by_sentence.is_empty(), "{by_sentence:#?}");
}

//! `metadata_labels`: what the product calls the keys of `user_metadata`, for the review.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::reader::{Settings, words};
use crate::words::Language;

/// Longest name of a setting, in characters.
const MAX_NAME: usize = 64;

/// The names by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, Name>);

/// One for every language, or some by language.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    Every(String),
    By(BTreeMap<&'static str, String>),
}

impl Names {
    /// What a key is called in a language, if it has a name there.
    #[must_use]
    pub fn of(&self, key: &str, language: Language) -> Option<&str> {
        match self.0.get(key)? {
            Name::Every(name) => Some(name),
            Name::By(names) => names.get(language.tag()).map(String::as_str),
        }
    }
}

/// Reads the variable. It is only looks: what is wrong of it is left out, and its keys are shown as words.
pub(super) fn parse(settings: &mut Settings<'_>) -> Option<Names> {
    let variable = "metadata_labels";
    let Some(text) = settings.optional(variable, |it| Some(it.to_owned()))? else {
        return Some(Names::default());
    };
    let Ok(entries) = serde_json::from_str::<Map<String, Value>>(&text) else {
        settings.looks.push(format!(
            "{variable}: must be a JSON object of keys and their names; the keys are shown as words"
        ));
        return Some(Names::default());
    };
    let all = entries.len();
    let names: BTreeMap<_, _> =
        entries.into_iter().filter_map(|(key, it)| Some((key, name(&it)?))).collect();
    let left_out = all.saturating_sub(names.len());
    if left_out > 0 {
        settings.looks.push(format!(
            "{variable}: {left_out} of {all} names are left out; each must be a text of at most {MAX_NAME} \
             characters, without control characters or characters that change the direction of text, or an \
             object of such texts by language of the page"
        ));
    }
    Some(Names(names))
}

fn name(value: &Value) -> Option<Name> {
    let text = |value: &Value| words(value.as_str()?.trim_ascii(), MAX_NAME);
    match value.as_object() {
        None => text(value).map(Name::Every),
        Some(by) => {
            let named = by.iter().map(|(tag, it)| Some((Language::of_tag(tag)?.tag(), text(it)?)));
            named.collect::<Option<_>>().map(Name::By)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: [Option<&str>; 2], complaints: usize) {
        let text = text.to_owned();
        let lookup = move |_: &str| Some(text.clone());
        let mut settings = Settings { lookup: &lookup, wrong: Vec::new(), looks: Vec::new() };
        let names = parse(&mut settings).unwrap();
        let found = [Language::English, Language::German].map(|it| names.of("theme", it));
        assert_eq!(found, expected);
        assert_eq!((settings.looks.len(), settings.wrong.len()), (complaints, 0));
    }

    #[test]
    fn a_key_has_one_name_or_one_in_each_language() {
        check("", [None; 2], 0);
        check("{}", [None; 2], 0);
        check(r#"{"theme": "Look"}"#, [Some("Look"); 2], 0);
        let both = r#"{"theme": {"en": "Look", "de": "Aussehen"}, "other": "x"}"#;
        check(both, [Some("Look"), Some("Aussehen")], 0);
        check(r#"{"theme": {"de": "Aussehen"}}"#, [None, Some("Aussehen")], 0);
    }

    #[test]
    fn attack_what_is_wrong_is_left_out_and_named_and_the_rest_counts() {
        for wrong in ["x", "[]", "\"theme\"", "{\"theme\": }", "null"] {
            check(wrong, [None; 2], 1);
        }
        for wrong in [
            "7".to_owned(),
            "null".to_owned(),
            "[]".to_owned(),
            "\"\"".to_owned(),
            "\"a\\u202eb\"".to_owned(),
            "\"a\\nb\"".to_owned(),
            format!("\"{}\"", "x".repeat(65)),
            "{\"xx\": \"Look\"}".to_owned(),
            "{\"en\": 7}".to_owned(),
        ] {
            check(&format!("{{\"theme\": {wrong}}}"), [None; 2], 1);
            check(&format!("{{\"theme\": \"Look\", \"a\": {wrong}}}"), [Some("Look"); 2], 1);
        }
    }
}

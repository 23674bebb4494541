//! Makes a script's table from Fluent files; `build.rs` includes this. A message is a text, or a list of texts,
//! of values, `["name"]`, and of choices, `["name", {"one": …, "other": …}, "other"]`; an attribute is a
//! message of its own, `id.attribute`.

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;
use serde_json::{Map, Value, json};

/// The messages of these sources.
pub(crate) fn table(sources: &[String]) -> Result<Map<String, Value>, String> {
    let mut messages = Map::new();
    for source in sources {
        let resource =
            parser::parse(source.as_str()).map_err(|(_, errors)| format!("{errors:?}"))?;
        for entry in resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => continue,
                Entry::Term(_) | Entry::Junk { .. } => {
                    return Err("only messages, please".to_owned());
                }
            };
            let id = message.id.name;
            let mut put = |name: String, pattern: &Pattern<&str>| {
                let value = value(pattern).map_err(|why| format!("{name}: {why}"))?;
                match messages.insert(name.clone(), value) {
                    None => Ok(()),
                    Some(_) => Err(format!("{name} comes twice")),
                }
            };
            if let Some(pattern) = &message.value {
                put(id.to_owned(), pattern)?;
            }
            for attribute in &message.attributes {
                put(format!("{id}.{}", attribute.id.name), &attribute.value)?;
            }
        }
    }
    Ok(messages)
}

fn value(pattern: &Pattern<&str>) -> Result<Value, String> {
    let mut parts = Vec::new();
    for element in &pattern.elements {
        let part = match element {
            PatternElement::TextElement { value } => json!(value),
            PatternElement::Placeable { expression } => placeable(expression)?,
        };
        match (parts.last_mut(), part) {
            // Fluent has a text per line.
            (Some(Value::String(before)), Value::String(part)) => before.push_str(&part),
            (_, part) => parts.push(part),
        }
    }
    Ok(match parts.as_slice() {
        [Value::String(text)] => json!(text),
        _ => Value::Array(parts),
    })
}

fn placeable(expression: &Expression<&str>) -> Result<Value, String> {
    match expression {
        Expression::Inline(InlineExpression::VariableReference { id }) => Ok(json!([id.name])),
        Expression::Inline(InlineExpression::StringLiteral { value }) => Ok(json!(value)),
        Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
            let mut choices = Map::new();
            let mut default = "";
            for variant in variants {
                let (VariantKey::Identifier { name: key }
                | VariantKey::NumberLiteral { value: key }) = variant.key;
                choices.insert(key.to_owned(), value(&variant.value)?);
                if variant.default {
                    default = key;
                }
            }
            Ok(json!([id.name, choices, default]))
        }
        Expression::Inline(_) | Expression::Select { .. } => {
            Err("only values and choices by a value, please".to_owned())
        }
    }
}

//! The document of the interface, `docs/openapi.json`, and whether an answer is one that it tells of. The
//! part of JSON Schema is here that the document uses; a keyword that is not known here is a fault.

pub(crate) mod rewrite;
pub(crate) mod written;

use std::sync::LazyLock;

use http::header::{ALLOW, CONTENT_TYPE, LOCATION};
use http::{Method, Response, StatusCode};
use regex_lite::Regex;
use serde_json::{Map, Value, json};

use super::document::updates;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

/// The whole document.
pub(crate) fn openapi() -> &'static Value {
    &DOCUMENT
}

/// What a reference within the document means; what is none means itself.
pub(crate) fn resolve(value: &'static Value) -> &'static Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    let pointer = reference.strip_prefix('#').unwrap();
    DOCUMENT.pointer(pointer).unwrap_or_else(|| panic!("{reference} is of nothing"))
}

/// The operations of a path, by their methods.
fn operations(path: &Value) -> impl Iterator<Item = (Method, &Value)> {
    let operations = path.as_object().unwrap().iter();
    operations.map(|(name, operation)| (name.to_uppercase().parse().unwrap(), operation))
}

/// All operations: path, method and what the document says.
pub(crate) fn all_operations() -> Vec<(&'static str, Method, &'static Value)> {
    let paths = openapi()["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, it)| operations(it).map(move |(m, of)| (path.as_str(), m, of))).collect()
}

/// The codes of the refusals that an operation, or one answer of it, may end in.
pub(crate) fn refusals(response: &'static Value) -> Vec<&'static str> {
    let schema = &resolve(response)["content"]["application/problem+json"]["schema"];
    texts(&schema["properties"]["code"]["enum"])
}

/// The codes of the successes that an operation may end in.
pub(crate) fn successes(operation: &'static Value) -> Vec<&'static str> {
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let either = schema["oneOf"].as_array().map_or_else(Vec::new, |of| of.iter().collect());
    let schemas = either.into_iter().chain([schema]);
    schemas.flat_map(|it| texts(&it["properties"]["outcome"]["enum"])).collect()
}

fn texts(list: &'static Value) -> Vec<&'static str> {
    list.as_array().map_or_else(Vec::new, |of| of.iter().map(|it| it.as_str().unwrap()).collect())
}

/// Fails if the document does not tell of an answer to this method on this path. With `UPDATE_DOCS=1`, a refusal that
/// is new there is written.
#[track_caller]
pub(crate) fn look_at(method: &Method, path: &str, answer: &Response<Vec<u8>>) {
    let Some(fault) = fault(method, path, answer) else { return };
    assert!(
        updates() && written::refusal(method, path, answer),
        "docs/openapi.json does not tell of this answer to {method} {path}: {fault}. \
        UPDATE_DOCS=1 cargo test --test flows writes the code of a refusal; the rest is by hand"
    );
}

/// What the document does not tell of an answer to this method on this path.
pub(crate) fn fault(method: &Method, path: &str, answer: &Response<Vec<u8>>) -> Option<String> {
    // An unknown path, or a file of the page.
    let known = DOCUMENT["paths"].get(path)?;
    let text = |name| answer.headers().get(name).map(|it| it.to_str().unwrap_or_default());
    let Some((_, operation)) = operations(known).find(|(it, _)| it == method) else {
        if answer.status() != StatusCode::METHOD_NOT_ALLOWED {
            // Too large, or no method at all: said before the method is looked at.
            return None;
        }
        // Some methods are there with a setting only.
        let all = operations(known).map(|(it, _)| it.to_string());
        let always = operations(known).filter(|(_, of)| of["x-setting"].is_null());
        let lists = [all.collect::<Vec<_>>(), always.map(|(it, _)| it.to_string()).collect()];
        let same = lists.iter().any(|methods| text(ALLOW) == Some(&methods.join(", ")));
        return (!same).then(|| format!("Allow is {:?}", text(ALLOW)));
    };
    let response = operation["responses"].get(answer.status().as_str());
    let Some(response) = response.map(resolve) else {
        return Some(format!("the status {}", answer.status()));
    };
    let headers = response["headers"].as_object();
    for (name, header) in headers.into_iter().flatten() {
        let header = resolve(header);
        let fault = match text_of(answer, name) {
            Some(text) => mismatch(&header["schema"], &header_value(&header["schema"], text)),
            None => (header["required"] == true).then(|| "is not there".to_owned()),
        };
        if let Some(fault) = fault {
            return Some(format!("{}: {name}: {fault}", answer.status()));
        }
    }
    if let Some(code) = text(LOCATION).and_then(outcome) {
        let all = operation["responses"].as_object().unwrap().values();
        let mut known = all.flat_map(refusals).chain(successes(operation)).chain(LED_TO);
        return (!known.any(|it| it == code)).then(|| format!("the outcome {code}"));
    }
    let kind = text(CONTENT_TYPE).map(|it| it.split(';').next().unwrap_or_default());
    let Some(content) = response["content"].as_object() else {
        return kind.map(|kind| format!("{} with {kind}", answer.status()));
    };
    let Some(media) = kind.and_then(|kind| content.get(kind)) else {
        return Some(format!("{} with {kind:?}", answer.status()));
    };
    if matches!(kind, Some("text/html" | "text/css")) || *method == Method::HEAD {
        return None;
    }
    let document: Value = match serde_json::from_slice(answer.body()) {
        Ok(document) => document,
        Err(error) => return Some(error.to_string()),
    };
    mismatch(&media["schema"], &document).map(|fault| format!("{fault} in {document}"))
}

/// What a callback or a silent sign-in leads to, and nothing that is sent as a document.
const LED_TO: [&str; 3] = ["switch", "resume", "login_required"];

fn text_of<'a>(answer: &'a Response<Vec<u8>>, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}

/// A header is text; what is a number in the schema is read as one.
fn header_value(schema: &Value, text: &str) -> Value {
    let number = (schema["type"] == "integer").then(|| text.parse::<u64>().ok()).flatten();
    number.map_or_else(|| json!(text), Value::from)
}

/// The outcome that a way back to a page names.
fn outcome(location: &str) -> Option<String> {
    let query = location.split_once('?')?.1.as_bytes();
    let mut pairs = url::form_urlencoded::parse(query);
    pairs.find(|(name, _)| name == "outcome").map(|(_, code)| code.into_owned())
}

/// Where a value is not of its schema.
pub(crate) fn mismatch(schema: &'static Value, value: &Value) -> Option<String> {
    let keywords = schema.as_object().unwrap();
    keywords.iter().find_map(|(keyword, expected)| {
        rule(schema, keyword, expected, value)
            .map(|fault| if fault.is_empty() { format!("{keyword}: {value}") } else { fault })
    })
}

/// One keyword. An empty text says that the keyword itself does not hold.
fn rule(
    schema: &'static Value,
    keyword: &str,
    expected: &'static Value,
    value: &Value,
) -> Option<String> {
    let holds = match keyword {
        "$ref" => return mismatch(resolve(schema), value),
        "oneOf" => {
            let fit =
                expected.as_array().unwrap().iter().filter(|it| mismatch(it, value).is_none());
            fit.count() == 1
        }
        "type" => expected
            .as_array()
            .map_or_else(|| is(expected, value), |kinds| kinds.iter().any(|it| is(it, value))),
        "const" => value == expected,
        "enum" => expected.as_array().unwrap().contains(value),
        "minimum" => value.as_i64().is_none_or(|it| it >= expected.as_i64().unwrap()),
        "maximum" => value.as_i64().is_none_or(|it| it <= expected.as_i64().unwrap()),
        "minItems" => value.as_array().is_none_or(|it| it.len() >= number(expected)),
        "maxItems" => value.as_array().is_none_or(|it| it.len() <= number(expected)),
        "minLength" => value.as_str().is_none_or(|it| it.chars().count() >= number(expected)),
        "maxLength" => value.as_str().is_none_or(|it| it.chars().count() <= number(expected)),
        "format" => {
            assert_eq!(expected, "uri", "a format that is not known here");
            value.as_str().is_none_or(|it| url::Url::parse(it).is_ok())
        }
        "required" => {
            let Value::Object(members) = value else { return None };
            texts(expected).into_iter().all(|name| members.contains_key(name))
        }
        "items" => return value.as_array()?.iter().find_map(|it| mismatch(expected, it)),
        "properties" => return value.as_object()?.iter().find_map(|it| member(expected, it)),
        "additionalProperties" => {
            assert_eq!(expected, false, "a schema that is not known here");
            let Value::Object(members) = value else { return None };
            members.keys().all(|name| schema["properties"].get(name).is_some())
        }
        "pattern" => {
            value.as_str().is_none_or(|it| pattern(expected.as_str().unwrap()).is_match(it))
        }
        "patternProperties" => {
            let patterns = expected.as_object().unwrap().iter();
            let of = |(name, schema): (&String, &'static Value)| {
                let name = pattern(name);
                value
                    .as_object()?
                    .iter()
                    .filter(|(it, _)| name.is_match(it))
                    .find_map(|it| mismatch(schema, it.1))
            };
            return patterns.into_iter().find_map(of);
        }
        "description" => true,
        unknown => panic!("{unknown}: a keyword that is not known here"),
    };
    (!holds).then(String::new)
}

/// Such as ECMA-262 and the crate agree on.
fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn member(properties: &'static Value, (name, value): (&String, &Value)) -> Option<String> {
    let fault = mismatch(properties.get(name)?, value)?;
    Some(format!("{name}: {fault}"))
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        unknown => panic!("{unknown}: a type that is not known here"),
    }
}

/// Every object in the document that has this member.
pub(crate) fn with_member(name: &str) -> Vec<&'static Map<String, Value>> {
    let mut found = Vec::new();
    let mut left = vec![openapi()];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items),
            Value::Object(members) => {
                left.extend(members.values());
                found.extend(members.contains_key(name).then_some(members));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found
}

//! Changes a document in JSON at one place and leaves every other byte as somebody wrote it: what follows from the
//! tables of the code is written, the descriptions and schemas around it are by hand.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Value};

/// The longest line that is written.
const WIDTH: usize = 100;

/// The text with the member that `path` leads to as `edit` makes it of what was there: added, replaced or taken out. If
/// `edit` makes the same of it, it stays as it is written.
pub(crate) fn change(
    text: &str,
    path: &[&str],
    edit: &dyn Fn(Option<Value>) -> Option<Value>,
) -> String {
    member(text.trim_end(), path, 2, edit) + "\n"
}

fn member(
    object: &str,
    path: &[&str],
    indent: usize,
    edit: &dyn Fn(Option<Value>) -> Option<Value>,
) -> String {
    let (name, rest) = path.split_first().unwrap();
    let members = members(object);
    let at = members.iter().position(|it| it.name == *name);
    let old = at.map(|at| &object[members[at].value.clone()]);
    let new = if rest.is_empty() {
        let parsed = old.map(|it| serde_json::from_str::<Value>(it).unwrap());
        let new = edit(parsed.clone());
        if new == parsed {
            return object.to_owned();
        }
        new.map(|it| print(&it, indent, name.len() + 4))
    } else {
        Some(member(old.unwrap_or("{}"), rest, indent + 2, edit))
    };
    let mut text = object.to_owned();
    match (at, new) {
        (Some(at), Some(new)) => text.replace_range(members[at].value.clone(), &new),
        // With the comma before it, or, of the first one, behind it.
        (Some(0), None) => {
            let end = members.get(1).map_or(members[0].value.end, |it| it.start);
            text.replace_range(members[0].start..end, "");
        }
        (Some(at), None) => {
            text.replace_range(members[at - 1].value.end..members[at].value.end, "");
        }
        (None, Some(new)) => {
            let line = format!("\n{:indent$}\"{name}\": {new}", "");
            match members.iter().rfind(|it| it.name < *name || !sorted(&members)) {
                Some(before) => text.insert_str(before.value.end, &format!(",{line}")),
                None if members.is_empty() => {
                    text = format!("{{{line}\n{:1$}}}", "", indent - 2);
                }
                None => text.insert_str(1, &format!("{line},")),
            }
        }
        (None, None) => {}
    }
    text
}

/// As the statuses of responses.
fn sorted(members: &[Member<'_>]) -> bool {
    members.is_sorted_by_key(|it| it.name)
}

/// Where a member stands in the text of its object: from `start` on, and its value.
struct Member<'a> {
    name: &'a str,
    start: usize,
    value: Range<usize>,
}

fn members(object: &str) -> Vec<Member<'_>> {
    let mut found = Vec::new();
    let mut at = 1;
    loop {
        at += object[at..].find(['"', '}']).unwrap();
        if object[at..].starts_with('}') {
            return found;
        }
        let colon = end(object, at);
        let value =
            colon + object[colon..].find(|it: char| it != ':' && !it.is_whitespace()).unwrap();
        let member = Member {
            name: &object[at + 1..colon - 1],
            start: at,
            value: value..end(object, value),
        };
        at = member.value.end;
        found.push(member);
    }
}

/// Where the value ends that begins here.
fn end(text: &str, at: usize) -> usize {
    let mut values = Deserializer::from_str(&text[at..]).into_iter::<IgnoredAny>();
    values.next().unwrap().unwrap();
    at + values.byte_offset()
}

/// A value on one line, or, if that is too long behind what stands `before` it, its parts on lines of their own.
fn print(value: &Value, indent: usize, before: usize) -> String {
    let (parts, [open, close]) = match value {
        Value::Array(items) => (items.iter().map(|it| (String::new(), it)).collect(), ["[", "]"]),
        Value::Object(members) => {
            let name = |name: &String| format!("{}: ", Value::from(name.as_str()));
            (members.iter().map(|it| (name(it.0), it.1)).collect::<Vec<_>>(), ["{", "}"])
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return value.to_string();
        }
    };
    let each = |indent: usize| {
        let part =
            move |(name, it): &(String, &Value)| format!("{name}{}", print(it, indent, name.len()));
        parts.iter().map(part).collect::<Vec<_>>()
    };
    let line = format!("{open}{}{close}", each(indent + 2).join(", "));
    if !line.contains('\n') && indent + before + line.len() <= WIDTH {
        return line;
    }
    let inner = format!("\n{:1$}", "", indent + 2);
    format!("{open}{inner}{}\n{:indent$}{close}", each(indent + 2).join(&format!(",{inner}")), "")
}

#[test]
fn what_is_not_changed_stays_as_it_is_written() {
    let text = "{\"b\": {\"x\":  1, \"y\": [2]},\n  \"a\": true\n}\n";
    let set = |path: &[&str], value: Value| change(text, path, &|_| Some(value.clone()));
    assert_eq!(set(&["b", "x"], 1.into()), text);
    assert_eq!(set(&["b", "x"], 3.into()), text.replace('1', "3"));
    assert_eq!(change(text, &["b", "x"], &|_| None), text.replace("\"x\":  1, ", ""));
    assert_eq!(change(text, &["a"], &|_| None), text.replace(",\n  \"a\": true", ""));
    assert_eq!(
        set(&["c", "d"], 1.into()),
        text.replace("true", "true,\n  \"c\": {\n    \"d\": 1\n  }")
    );
    assert_eq!(set(&["b", "xx"], 1.into()), text.replace("1,", "1,\n    \"xx\": 1,"));
}

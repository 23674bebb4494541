//! Members of the tenant's answers and tokens that are only shown: read if possible, otherwise left out, and their type
//! logged. Some that decide are read here too, if they may have any type; each says which way it fails.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// How many odd values of one answer are logged.
const MAX_TOLD: usize = 8;
/// Longest connection name that Auth0 allows, in bytes.
const MAX_CONNECTION: usize = 128;

/// What the log says of a value of an unexpected type: neither the value nor whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    within: &'static str,
    member: &'static str,
    kind: &'static str,
    connection: Option<String>,
}

impl Odd {
    /// The same, for an account of this connection.
    #[must_use]
    pub fn of(self, connection: Option<&str>) -> Self {
        // Auth0 allows no other letters, and what stands in the name's place may be anything.
        let letter = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        let named = |it: &&str| it.len() <= MAX_CONNECTION && it.bytes().all(letter);
        Self { connection: connection.filter(named).map(ToOwned::to_owned), ..self }
    }
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connection = self.connection.as_deref().unwrap_or("unknown");
        let Self { within, member, kind, .. } = self;
        write!(f, "odd {within}{member} ({kind}), connection {connection}")
    }
}

/// What was read of an answer, and what was odd in it.
pub trait Read {
    /// What to log.
    fn odd(&self) -> &[Odd] {
        &[]
    }
}

impl Read for () {}
impl Read for bool {}

/// The members of an object, taken out one by one. Null counts as absent, and so does an empty text.
#[derive(Debug)]
pub struct Members {
    map: Map<String, Value>,
    within: &'static str,
    odd: Vec<Odd>,
}

impl Members {
    /// The members of this object.
    #[must_use]
    pub const fn new(map: Map<String, Value>) -> Self {
        Self::within("", map)
    }

    /// The members of an inner object; `within` is put before their names.
    #[must_use]
    pub const fn within(within: &'static str, map: Map<String, Value>) -> Self {
        Self { map, within, odd: Vec::new() }
    }

    /// A value as it is.
    pub fn take(&mut self, member: &str) -> Value {
        self.map.remove(member).unwrap_or_default()
    }

    /// A flag, an object or a list.
    pub fn get<T: DeserializeOwned>(&mut self, member: &'static str) -> Option<T> {
        let value = self.take(member);
        let read = T::deserialize(&value).ok();
        if read.is_none() {
            self.tell(member, &value);
        }
        read
    }

    /// A text.
    pub fn text(&mut self, member: &'static str) -> Option<String> {
        self.get(member).filter(|text: &String| !text.is_empty())
    }

    /// Whether something is confirmed: by `true`, or by the text `"true"`, which Apple sends. Nothing else confirms.
    pub fn is_true(&mut self, member: &'static str) -> bool {
        let value = self.take(member);
        if !(value.is_boolean() || value == "true" || value == "false") {
            self.tell(member, &value);
        }
        value == true || value == "true"
    }

    /// Whether something counts against the account: anything does but `false` and absence.
    pub fn is_set(&mut self, member: &'static str) -> bool {
        let value = self.take(member);
        if !value.is_boolean() {
            self.tell(member, &value);
        }
        !value.is_null() && value != false
    }

    /// Whether this member had another type.
    #[must_use]
    pub fn is_odd(&self, member: &str) -> bool {
        self.odd.iter().any(|odd| odd.member == member)
    }

    /// Remembers an odd value; null is not odd.
    pub fn tell(&mut self, member: &'static str, value: &Value) {
        if !value.is_null() {
            self.odd.push(odd(self.within, member, value));
        }
    }

    /// All odd values.
    #[must_use]
    pub fn into_odd(self) -> Vec<Odd> {
        self.odd
    }
}

/// An odd value as a whole.
#[must_use]
pub fn odd(within: &'static str, member: &'static str, value: &Value) -> Odd {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    Odd { within, member, kind, connection: None }
}

/// As many of them as are logged.
#[must_use]
pub fn told(mut odd: Vec<Odd>) -> Vec<Odd> {
    odd.truncate(MAX_TOLD);
    odd
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values() -> [Value; 11] {
        [
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(1),
            json!("true"),
            json!("false"),
            json!("True"),
            json!(""),
            json!([true]),
            json!({"true": true}),
        ]
    }

    #[track_caller]
    fn check(read: impl Fn(&mut Members) -> bool, yes: &[Value]) {
        for value in values() {
            let mut members = Members::new(Map::from_iter([("it".to_owned(), value.clone())]));
            assert_eq!(read(&mut members), yes.contains(&value), "{value}");
        }
        assert!(!read(&mut Members::new(Map::new())));
    }

    #[test]
    fn attack_what_vouches_is_true_or_apples_text_and_nothing_else() {
        check(|it| it.is_true("it"), &[json!(true), json!("true")]);
    }

    #[test]
    fn attack_what_holds_against_an_account_is_off_by_false_and_by_nothing_else() {
        let off = [json!(null), json!(false)];
        let on: Vec<_> = values().into_iter().filter(|it| !off.contains(it)).collect();
        check(|it| it.is_set("it"), &on);
    }

    #[test]
    fn tells_the_type_and_the_connection_and_never_the_value() {
        let map = json!({"name": ["ada@example.com"], "email": 7, "picture": null, "nickname": ""});
        let mut members = Members::new(map.as_object().unwrap().clone());
        for member in ["name", "email", "picture", "nickname", "phone_number"] {
            assert_eq!(members.text(member), None);
        }
        let told: Vec<_> =
            members.into_odd().into_iter().map(|odd| odd.of(Some("git-hub")).to_string()).collect();
        let expected =
            ["odd name (array), connection git-hub", "odd email (number), connection git-hub"];
        assert_eq!(told, expected);
        for name in ["ada@example.com", "a b", &"x".repeat(129)] {
            let told = odd("", "name", &json!({})).of(Some(name)).to_string();
            assert_eq!(told, "odd name (object), connection unknown");
        }
    }
}

//! JSON that every reader reads alike: no object has a name twice. RFC 8259 section 4 does not say which of two members
//! counts, so one reader may check the first and another believe the second. RFC 7515, RFC 7517 and RFC 7519 (section 4
//! of each) allow refusing such JSON.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A value without a doubled name at any depth. Read by `deserialize_any` alone, so that the parser's limit on nesting
/// (128) always holds.
#[derive(Debug)]
pub(super) struct Unique(Value);

/// Parses such JSON; `None` if it is not.
pub(super) fn parse(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok().map(|Unique(value)| value)
}

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Unique;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without a doubled name")
    }

    fn visit_unit<E>(self) -> Result<Unique, E> {
        Ok(Unique(Value::Null))
    }

    fn visit_bool<E>(self, it: bool) -> Result<Unique, E> {
        Ok(Unique(Value::Bool(it)))
    }

    fn visit_i64<E>(self, it: i64) -> Result<Unique, E> {
        Ok(Unique(it.into()))
    }

    fn visit_u64<E>(self, it: u64) -> Result<Unique, E> {
        Ok(Unique(it.into()))
    }

    fn visit_f64<E>(self, it: f64) -> Result<Unique, E> {
        Ok(Unique(Number::from_f64(it).map_or(Value::Null, Value::Number)))
    }

    fn visit_str<E>(self, it: &str) -> Result<Unique, E> {
        Ok(Unique(it.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Unique, A::Error> {
        let mut values = Vec::new();
        while let Some(Unique(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Unique(Value::Array(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
        let mut members = Map::new();
        // Names are compared after decoding: `"k\u0069d"` is `"kid"`.
        while let Some((name, Unique(value))) = map.next_entry::<String, _>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a doubled name"));
            }
        }
        Ok(Unique(Value::Object(members)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, accepted: bool) {
        let expected = accepted.then(|| serde_json::from_str::<Value>(text).unwrap());
        assert_eq!(parse(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn reads_what_any_parser_reads() {
        check(r#"{"a":[1,-2,3.5,"x",true,null,{"a":{}}],"b":{"a":""}}"#, true);
    }

    #[test]
    fn refuses_a_doubled_name_however_deep_or_disguised() {
        check(r#"{"a":1,"a":1}"#, false);
        check(r#"{"kid":1,"k\u0069d":2}"#, false);
        check(r#"{"x":[{"a":null,"b":1,"a":null}]}"#, false);
    }

    #[test]
    fn refuses_what_is_no_json_and_what_nests_too_deep() {
        check("", false);
        check("{}x", false);
        check(&"[".repeat(1_000_000), false);
        check(&(r#"{"a":"#.repeat(200) + "1" + &"}".repeat(200)), false);
    }
}

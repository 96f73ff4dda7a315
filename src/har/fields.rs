use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::raw::RawPair;
use crate::exchange::Headers;

/// Header fields: a list of names and values or, as some scripts write them, an object.
#[derive(Debug, Default)]
pub(super) struct Fields(Headers);

impl Fields {
    pub(super) fn into_headers(self) -> Headers {
        self.0
    }

    /// Adds a field. Browsers join fields of one name by line breaks; HTTP/2 has pseudo fields
    /// (`:authority`), which are not fields.
    fn add(&mut self, name: &str, value: &str) {
        let name = name.trim();
        if name.is_empty() || name.starts_with(':') {
            return;
        }
        if !value.contains('\n') {
            self.0.push(name, value);
            return;
        }
        for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.0.push(name, line);
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("header fields")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(RawPair { name, value }) = list.next_element()? {
            fields.add(&name.0, &value.0);
        }
        Ok(fields)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            let values = match value {
                Value::Array(values) => values,
                one => vec![one],
            };
            for value in values {
                match value {
                    Value::String(text) => fields.add(&name, &text),
                    Value::Number(number) => fields.add(&name, &number.to_string()),
                    _ => {}
                }
            }
        }
        Ok(fields)
    }

    fn visit_unit<E>(self) -> Result<Fields, E> {
        Ok(Fields::default())
    }

    fn visit_str<E>(self, text: &str) -> Result<Fields, E> {
        let mut fields = Fields::default();
        for line in text.lines() {
            if let Some((name, value)) = line.split_once(':') {
                fields.add(name, value.trim());
            }
        }
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let fields: Fields = serde_json::from_str(text).unwrap();
        let headers = fields.into_headers();
        let all = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        all.collect()
    }

    #[test]
    fn fields_are_read_from_lists_objects_and_lines() {
        for text in [
            r#"[{"name":"link","value":"<a>; rel=\"prev\"\n<b>; rel=\"next\""},{"name":":path","value":"/"}]"#,
            r#"[{"key":"link","value":"<a>; rel=\"prev\""},{"key":"link","value":"<b>; rel=\"next\""}]"#,
            r#"{"link":["<a>; rel=\"prev\"","<b>; rel=\"next\""]}"#,
            r#""link: <a>; rel=\"prev\"\r\nlink: <b>; rel=\"next\"\r\n""#,
        ] {
            assert_eq!(
                read(text),
                ["link: <a>; rel=\"prev\"", "link: <b>; rel=\"next\""],
                "{text}"
            );
        }
        assert!(read("null").is_empty());
    }
}

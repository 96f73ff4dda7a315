//! From WordPress's dialect of JSON Schema, and from values, to the JSON Schema of OpenAPI 3.1.

use serde_json::{Map, Value};

use super::dialect;
use super::statement::{Format, Statement};
use crate::traffic::one_or_all;

/// The mark on what was learned from a site.
pub(super) const MARK: &str = "x-learned";

/// A schema or an argument of the dialect, in the terms of OpenAPI.
pub(super) fn of_dialect(schema: &Value) -> Value {
    let Statement {
        types,
        null,
        format,
        options,
        read_only,
        default,
        limits,
        ..
    } = dialect::statement(schema);
    let mut found = Map::new();
    if let Some(types) = types {
        let null = (null == Some(true)).then_some("null");
        let names: Vec<&str> = types.into_iter().chain(null).collect();
        found.insert("type".to_owned(), one_or_all(&names));
    }
    if let Some(format) = format.filter(|it| *it != Format::Text) {
        found.insert("format".to_owned(), format.as_str().into());
    }
    if let Some(options) = options {
        found.insert("enum".to_owned(), options.into_iter().collect());
    }
    let description = schema.get("description").filter(|it| it.is_string());
    for (name, value) in [
        ("description", description.cloned()),
        ("readOnly", read_only.filter(|it| *it).map(Value::from)),
        ("default", default),
        ("minimum", limits.and_then(|it| it.0).map(Value::from)),
        ("maximum", limits.and_then(|it| it.1).map(Value::from)),
    ] {
        if let Some(value) = value {
            found.insert(name.to_owned(), value);
        }
    }
    if let Some(items) = schema.get("items").filter(|it| it.is_object()) {
        found.insert("items".to_owned(), of_dialect(items));
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let properties = properties.iter();
        let properties = properties.map(|(name, below)| (name.clone(), of_dialect(below)));
        found.insert("properties".to_owned(), properties.collect());
    }
    Value::Object(found)
}

/// A schema, marked as learned.
pub(super) fn marked(mut schema: Value) -> Value {
    if let Some(members) = schema.as_object_mut() {
        members.insert(MARK.to_owned(), true.into());
    }
    schema
}

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::referred::referred;
use crate::base::pointer;
use crate::diff::schema::Format;

/// The format of dates without an offset, which validators do not know.
const LOCAL: &str = "date-time-local";

/// Keywords that say something of one value without looking into other schemas: each can be removed
/// where a value contradicts it.
pub(super) const ALONE: [&str; 15] = [
    "enum",
    "const",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "maxProperties",
];

/// Judges values by single keywords and by whole schemas of one document; each is compiled once.
#[derive(Debug, Default)]
pub(super) struct Keywords {
    compiled: HashMap<String, Option<Validator>>,
    /// Schemas of the document by their pointers, as long as it stays as it is.
    schemas: HashMap<String, Option<Validator>>,
}

impl Keywords {
    /// Whether a value satisfies a keyword. A keyword that cannot be compiled holds.
    pub(super) fn holds(&mut self, keyword: &str, argument: &Value, value: &Value) -> bool {
        let own = || Format(argument.as_str()?.into()).own(value.as_str()?);
        if let Some(holds) = own().filter(|_| keyword == "format") {
            return holds;
        }
        let schema = json!({ keyword: argument });
        let validator = (self.compiled.entry(schema.to_string())).or_insert_with(|| build(&schema));
        validator
            .as_ref()
            .is_none_or(|validator| validator.is_valid(value))
    }

    /// Whether a value satisfies the schema at a pointer of the document. What cannot be compiled
    /// accepts.
    pub(super) fn accepts(&mut self, document: &Value, pointer: &str, value: &Value) -> bool {
        if !self.schemas.contains_key(pointer) {
            // By its value: the braces of a path cannot stand in a reference.
            let own = document.pointer(pointer).cloned().unwrap_or(json!(true));
            let mut schema = reachable(document, &own);
            schema.insert("allOf".to_owned(), json!([own]));
            let schema = Value::Object(schema);
            self.schemas.insert(pointer.to_owned(), build(&schema));
        }
        let validator = self.schemas.get(pointer).and_then(Option::as_ref);
        validator.is_none_or(|validator| validator.is_valid(value))
    }

    /// The document changed.
    pub(super) fn forget_schemas(&mut self) {
        self.schemas.clear();
    }
}

/// The part of a document that a schema needs: what it refers to, directly or through others. To
/// compile the whole of a large document for each schema takes its time.
fn reachable(document: &Value, own: &Value) -> Map<String, Value> {
    let mut part = Map::new();
    for pointer in &referred(document, vec![own]) {
        // A place comes before what is in it, and brings that along.
        if let Some(value) = document.pointer(pointer) {
            insert(&mut part, pointer, value);
        }
    }
    part
}

/// Puts a value at a pointer; what is on the way becomes an object.
fn insert(part: &mut Map<String, Value>, pointer: &str, value: &Value) {
    let mut tokens = pointer.split('/').skip(1).map(pointer::unescape).peekable();
    let mut at = part;
    while let Some(token) = tokens.next() {
        if tokens.peek().is_none() {
            at.entry(token).or_insert_with(|| value.clone());
            return;
        }
        let inner = at.entry(token).or_insert_with(|| json!({}));
        let Some(inner) = inner.as_object_mut() else {
            return;
        };
        at = inner;
    }
}

fn build(schema: &Value) -> Option<Validator> {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .with_format(LOCAL, |text| Format(LOCAL.into()).own(text) == Some(true))
        .offline()
        .build(schema)
        .ok()
}

use std::collections::HashMap;

use jsonschema::Validator;
use serde_json::{Value, json};

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
            let mut schema = json!({ "$ref": format!("#{pointer}") });
            if let (Some(schema), Some(document)) = (schema.as_object_mut(), document.as_object()) {
                for (name, member) in document {
                    schema.insert(name.clone(), member.clone());
                }
            }
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

fn build(schema: &Value) -> Option<Validator> {
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .offline()
        .build(schema)
        .ok()
}

//! What tests of this room share: schemas of a document, compiled.

use std::collections::BTreeMap;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};

pub(super) use crate::base::pointer::escape;

/// The schemas of one document, compiled when they are first asked for.
pub(super) struct Validators<'a> {
    document: &'a Value,
    compiled: BTreeMap<String, Validator>,
}

impl<'a> Validators<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self {
            document,
            compiled: BTreeMap::new(),
        }
    }

    /// What is wrong with `body` under the schema at a JSON pointer; empty if nothing is.
    pub(super) fn faults(&mut self, pointer: &str, body: &Value) -> Vec<String> {
        let document = self.document;
        self.compiled
            .entry(pointer.to_owned())
            .or_insert_with(|| compile(document, pointer))
            .iter_errors(body)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect()
    }
}

impl Validators<'_> {
    /// The keywords that a body breaks under the schema at a JSON pointer; of a property that is
    /// missing, its name.
    pub(super) fn broken(&mut self, pointer: &str, body: &Value) -> Vec<String> {
        let document = self.document;
        self.compiled
            .entry(pointer.to_owned())
            .or_insert_with(|| compile(document, pointer))
            .iter_errors(body)
            .map(|error| match error.kind() {
                ValidationErrorKind::Required { property } => {
                    format!("required {}", property.as_str().unwrap_or_default())
                }
                kind => kind.keyword().to_owned(),
            })
            .collect()
    }
}

fn compile(document: &Value, pointer: &str) -> Validator {
    let root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [document.pointer(pointer).unwrap()],
        "components": document["components"],
    });
    jsonschema::options()
        .should_validate_formats(false)
        .build(&root)
        .unwrap()
}

/// A part of a document behind at most one reference, with the pointer to where it stands.
pub(super) fn resolve(document: &Value, pointer: String) -> (String, &Value) {
    let part = document.pointer(&pointer).unwrap();
    match part.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = reference.strip_prefix('#').unwrap().to_owned();
            let part = document.pointer(&target).unwrap();
            (target, part)
        }
        None => (pointer, part),
    }
}

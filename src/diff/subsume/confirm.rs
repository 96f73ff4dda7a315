use jsonschema::Validator;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::diff::schema::{SchemaId, Schemas, export};

/// Judges counter-examples with a validator that shares no code with the search.
#[derive(Debug, Default)]
pub struct Confirm {
    known: FxHashMap<SchemaId, Option<Validator>>,
}

impl Confirm {
    /// Whether the value satisfies the one schema and not the other.
    pub fn tells_apart(
        &mut self,
        schemas: &Schemas,
        accepts: SchemaId,
        refuses: SchemaId,
        value: &Value,
    ) -> bool {
        self.is_valid(schemas, accepts, value) == Some(true)
            && self.is_valid(schemas, refuses, value) == Some(false)
    }

    /// Whether the value satisfies the schema; nothing where the validator cannot say.
    pub fn is_valid(&mut self, schemas: &Schemas, id: SchemaId, value: &Value) -> Option<bool> {
        let validator = self.known.entry(id).or_insert_with(|| {
            jsonschema::draft202012::options()
                .should_validate_formats(true)
                .offline()
                .build(&export(schemas, id))
                .ok()
        });
        validator
            .as_ref()
            .map(|validator| validator.is_valid(value))
    }
}

use jsonschema::Validator;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::diff::schema::{Format, Reach, SchemaId, Schemas, Shape, export};

/// Schemas that a validator may have to look at, which remembers nothing of those it has seen.
const WEIGHT: u64 = 1_000_000;
/// Schemas in all validators that are kept.
const KEPT: u64 = 20_000;

/// Judges counter-examples with a validator that shares no code with the search.
#[derive(Debug, Default)]
pub(crate) struct Confirm {
    known: FxHashMap<(SchemaId, Shape), Option<Validator>>,
    kept: u64,
}

impl Confirm {
    /// Whether the value satisfies the one schema and not the other.
    pub(crate) fn tells_apart(
        &mut self,
        schemas: &Schemas,
        accepts: SchemaId,
        refuses: SchemaId,
        value: &Value,
    ) -> bool {
        self.is_valid(schemas, accepts, value) == Some(true)
            && self.is_valid(schemas, refuses, value) == Some(false)
    }

    /// Whether the value satisfies the schema; nothing where the validator cannot say, or would
    /// take too long.
    pub(crate) fn is_valid(
        &mut self,
        schemas: &Schemas,
        id: SchemaId,
        value: &Value,
    ) -> Option<bool> {
        let key = (id, Shape::of(value));
        if !self.known.contains_key(&key) {
            if self.kept > KEPT {
                *self = Self::default();
            }
            let (validator, size) = validator(schemas, id, &key.1);
            self.kept = self.kept.saturating_add(size);
            self.known.insert(key.clone(), validator);
        }
        let validator = self.known.get(&key)?.as_ref()?;
        Some(validator.is_valid(value))
    }
}

/// A validator for values of one shape, and how many schemas it holds; none where it would have
/// too much to look at.
fn validator(schemas: &Schemas, id: SchemaId, shape: &Shape) -> (Option<Validator>, u64) {
    let reach = Reach::of(schemas, shape, id);
    if reach.weight(id).is_none_or(|weight| weight > WEIGHT) || reach.has_costly_patterns() {
        return (None, 1);
    }
    let exported = export(schemas, id, &reach);
    let mut options = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .offline();
    let defs = exported["$defs"].as_object();
    let formats = defs.into_iter().flat_map(|defs| defs.values());
    for name in formats.filter_map(|schema| schema["format"].as_str()) {
        let format = Format(name.into());
        if format.own("").is_some() {
            options = options.with_format(name.to_owned(), move |text: &str| {
                format.own(text) == Some(true)
            });
        }
    }
    (options.build(&exported).ok(), reach.size())
}

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::{Format, Rational, SchemaId, TypeSet};

/// The assertions of one schema object, without annotations. A keyword that is absent or says
/// nothing is `None` or empty, so that two spellings of one schema are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Keywords {
    /// `type`.
    pub types: Option<TypeSet>,
    /// `enum`, and `const` as an enumeration of one; sorted, without duplicates.
    pub values: Option<Vec<Value>>,
    /// `minimum`.
    pub minimum: Option<Rational>,
    /// `maximum`.
    pub maximum: Option<Rational>,
    /// `exclusiveMinimum` as a number.
    pub above: Option<Rational>,
    /// `exclusiveMaximum` as a number.
    pub below: Option<Rational>,
    /// `multipleOf`.
    pub multiple_of: Option<Rational>,
    /// `minLength`, above zero.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// `pattern`.
    pub pattern: Option<Arc<str>>,
    /// `format`, if it asserts something.
    pub format: Option<Format>,
    /// `prefixItems`.
    pub prefix: Vec<SchemaId>,
    /// `items`: for the items after the prefix.
    pub items: Option<SchemaId>,
    /// `contains` with its bounds.
    pub contains: Option<Contains>,
    /// `minItems`, above zero.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems: true`.
    pub unique: bool,
    /// `unevaluatedItems`.
    pub unevaluated_items: Option<SchemaId>,
    /// `properties`, except those that do not count in this direction.
    pub properties: BTreeMap<Arc<str>, SchemaId>,
    /// Properties that do not count in this direction (`readOnly`, `writeOnly`): they may be
    /// there, whatever they hold, and nobody relies on them.
    pub ignored: BTreeSet<Arc<str>>,
    /// `patternProperties`.
    pub patterns: BTreeMap<Arc<str>, SchemaId>,
    /// `additionalProperties`.
    pub additional: Option<SchemaId>,
    /// `required`.
    pub required: BTreeSet<Arc<str>>,
    /// `minProperties`, above zero.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// `propertyNames`.
    pub property_names: Option<SchemaId>,
    /// `dependentRequired`, without those that ask for nothing.
    pub dependent_required: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
    /// `dependentSchemas`.
    pub dependent_schemas: BTreeMap<Arc<str>, SchemaId>,
    /// `unevaluatedProperties`.
    pub unevaluated_properties: Option<SchemaId>,
    /// `allOf` and a `$ref` with siblings; sorted, without duplicates.
    pub all: Vec<SchemaId>,
    /// `anyOf`: one set of alternatives; sorted, without duplicates.
    pub any: Option<Vec<SchemaId>>,
    /// `oneOf`: sorted; duplicates stay, for they matter.
    pub one: Option<Vec<SchemaId>>,
    /// `not`.
    pub not: Option<SchemaId>,
    /// `if`, `then` and `else`.
    pub conditional: Option<Conditional>,
    /// A reference that does not exist: nobody knows what this schema says.
    pub unread: Option<Arc<str>>,
}

/// `contains`, `minContains` and `maxContains`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Contains {
    /// What an item must satisfy to be counted.
    pub schema: SchemaId,
    /// `minContains`.
    pub min: u64,
    /// `maxContains`.
    pub max: Option<u64>,
}

/// `if` with `then` and `else`; a missing branch is the schema that accepts everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Conditional {
    /// `if`.
    pub condition: SchemaId,
    /// `then`.
    pub then: SchemaId,
    /// `else`.
    pub otherwise: SchemaId,
}

impl Keywords {
    /// The schemas that `allOf`, `anyOf` and `oneOf` hold the same value against.
    pub(crate) fn branches(&self) -> impl Iterator<Item = SchemaId> {
        (self.all.iter())
            .chain(self.any.iter().flatten())
            .chain(self.one.iter().flatten())
            .copied()
    }

    /// Whether the schema asserts nothing.
    #[must_use]
    pub(crate) fn is_trivial(&self) -> bool {
        *self == Self::default()
    }
}

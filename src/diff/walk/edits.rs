use crate::diff::rules::{self, Rule};
use crate::diff::schema::Keywords;

/// One keyword, or a few that are one thought, that can be carried from one schema to another.
pub(super) struct Field {
    pub(super) rule: &'static Rule,
    /// The keywords as they are written, for finding their place.
    pub(super) keywords: &'static [&'static str],
    pub(super) differs: fn(&Keywords, &Keywords) -> bool,
    pub(super) copy: fn(&mut Keywords, &Keywords),
}

impl Field {
    pub(super) fn differs_in(&self, old: &Keywords, new: &Keywords) -> bool {
        (self.differs)(old, new)
    }
}

macro_rules! field {
    ($rule:ident, [$($keyword:literal),+], $($name:ident),+) => {
        Field {
            rule: &rules::$rule,
            keywords: &[$($keyword),+],
            differs: |a, b| $(a.$name != b.$name)||+,
            copy: |into, from| { $(into.$name = from.$name.clone();)+ },
        }
    };
}

/// Those whose change is judged on its own, whatever changed besides.
pub(super) const FIELDS: &[Field] = &[
    // A bound is one thought however it is spelled: what is told is the keyword that changed.
    Field {
        differs: |a, b| a.minimum != b.minimum,
        ..field!(
            MINIMUM_CHANGED,
            ["minimum", "exclusiveMinimum"],
            minimum,
            above
        )
    },
    Field {
        differs: |a, b| a.minimum == b.minimum && a.above != b.above,
        ..field!(EXCLUSIVE_MINIMUM_CHANGED, ["exclusiveMinimum"], above)
    },
    Field {
        differs: |a, b| a.maximum != b.maximum,
        ..field!(
            MAXIMUM_CHANGED,
            ["maximum", "exclusiveMaximum"],
            maximum,
            below
        )
    },
    Field {
        differs: |a, b| a.maximum == b.maximum && a.below != b.below,
        ..field!(EXCLUSIVE_MAXIMUM_CHANGED, ["exclusiveMaximum"], below)
    },
    field!(MULTIPLE_OF_CHANGED, ["multipleOf"], multiple_of),
    field!(MIN_LENGTH_CHANGED, ["minLength"], min_length),
    field!(MAX_LENGTH_CHANGED, ["maxLength"], max_length),
    field!(PATTERN_CHANGED, ["pattern"], pattern),
    field!(FORMAT_CHANGED, ["format"], format),
    field!(MIN_ITEMS_CHANGED, ["minItems"], min_items),
    field!(MAX_ITEMS_CHANGED, ["maxItems"], max_items),
    field!(UNIQUE_ITEMS_CHANGED, ["uniqueItems"], unique),
    field!(
        CONTAINS_CHANGED,
        ["contains", "minContains", "maxContains"],
        contains
    ),
    field!(
        UNEVALUATED_ITEMS_CHANGED,
        ["unevaluatedItems"],
        unevaluated_items
    ),
    field!(MIN_PROPERTIES_CHANGED, ["minProperties"], min_properties),
    field!(MAX_PROPERTIES_CHANGED, ["maxProperties"], max_properties),
    field!(PROPERTY_NAMES_CHANGED, ["propertyNames"], property_names),
    field!(
        DEPENDENT_REQUIRED_CHANGED,
        ["dependentRequired"],
        dependent_required
    ),
    field!(
        DEPENDENT_SCHEMAS_CHANGED,
        ["dependentSchemas"],
        dependent_schemas
    ),
    field!(
        UNEVALUATED_PROPERTIES_CHANGED,
        ["unevaluatedProperties"],
        unevaluated_properties
    ),
    field!(NOT_CHANGED, ["not"], not),
    field!(CONDITIONAL_CHANGED, ["if", "then", "else"], conditional),
    field!(ALL_OF_CHANGED, ["allOf"], all),
];

/// `items` and `prefixItems` together: one means nothing without the other.
pub(super) const ITEMS: Field = field!(ITEMS_CHANGED, ["items", "prefixItems"], items, prefix);
/// `prefixItems` of another length, with the `items` that follow them.
pub(super) const PREFIX: Field = Field {
    differs: |a, b| a.prefix.len() != b.prefix.len(),
    ..field!(PREFIX_ITEMS_CHANGED, ["prefixItems"], items, prefix)
};
/// `patternProperties`.
pub(super) const PATTERNS: Field =
    field!(PATTERN_PROPERTIES_CHANGED, ["patternProperties"], patterns);
/// `additionalProperties`.
pub(super) const ADDITIONAL: Field = field!(
    ADDITIONAL_PROPERTIES_CHANGED,
    ["additionalProperties"],
    additional
);
/// `anyOf` and `oneOf`.
pub(super) const ALTERNATIVES: Field = field!(ALTERNATIVES_CHANGED, ["oneOf", "anyOf"], any, one);
